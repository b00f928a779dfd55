"""The commands that change a SOURCE: add, set, delete; each waits for the source's answer."""

from __future__ import annotations

from typing import Any

import click

import diorama_nb as dn
from diorama_nb.cli import parse, printing
from diorama_nb.cli.data import data
from diorama_nb.cli.failures import NOT_FOUND, Failed
from diorama_nb.cli.options import Connection, of_output, of_source
from diorama_nb.errors import NotFound
from diorama_nb.values import MISSING, Record, as_id, lookup


@data.command()
@click.argument("values", nargs=-1, required=True, metavar="JSON | COLUMN=VALUE...")
@of_source
@click.pass_obj
def add(source: str, /, values: tuple[str, ...], **options: Any) -> None:
    """Add a record, print its id."""
    record = parse.record(values)

    async def insert(dio: dn.Dio) -> str:
        rows = dio.vista(writes="confirmed")
        named = MISSING if rows.id_column is None else lookup(record, rows.id_column)
        if named is MISSING or named is None:
            return await rows.insert_return_id_value(record)
        id = as_id(named)
        if await dio.master.get_value(id) is not None:
            raise Failed(
                f"{dio.name!r} has a record {id!r} already", f"diorama SOURCE set {id} …"
            )
        await rows.insert_value(id, record)
        return id

    with Connection.of(source, options).opened() as dio:
        printing.write([dn.run(insert(dio)) + "\n"])


@data.command("set")
@click.argument("id")
@click.argument("values", nargs=-1, required=True, metavar="COLUMN=VALUE...")
@of_output
@of_source
@click.pass_obj
def set_values(
    source: str,
    /,
    id: str,
    values: tuple[str, ...],
    columns: str | None,
    how: str,
    **options: Any,
) -> None:
    """Change columns of a record, print it as it is stored."""
    patch = parse.record(values)

    async def change(dio: dn.Dio) -> Record:
        rows = dio.vista(writes="confirmed")
        try:
            stored = await rows.patch_value(id, patch)
        except NotFound as error:
            hint = "diorama SOURCE add … makes one"
            raise Failed(error.message, hint, NOT_FOUND) from error
        return await rows.get_value(id) or stored

    with Connection.of(source, options).opened() as dio:
        stored = dn.run(change(dio))
    printing.write_one(id, stored, how, parse.names(columns))


@data.command()
@click.argument("id")
@of_source
@click.pass_obj
def delete(source: str, /, id: str, **options: Any) -> None:
    """Delete a record; one that is not there is no error."""
    with Connection.of(source, options).opened() as dio:
        dn.run(dio.vista(writes="confirmed").delete_value(id))
