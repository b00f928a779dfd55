"""The commands on a SOURCE: list, get, count, watch, add, set, delete."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
from collections.abc import Iterable
from typing import Any

import click

import diorama_nb as dn
from diorama_nb.cli import output, parse, reading
from diorama_nb.cli.failures import INCOMPLETE, NOT_FOUND, Failed, say
from diorama_nb.cli.options import Connection, duration, of_output, of_query, of_source
from diorama_nb.cli.watching import changes
from diorama_nb.errors import DioramaError, NotFound, closest
from diorama_nb.query import Query
from diorama_nb.values import MISSING, Record, as_id, equal, lookup


@click.group("SOURCE", options_metavar="", subcommand_metavar="COMMAND [OPTIONS]...")
def data() -> None:
    """Read, change and watch the rows of SOURCE: a URL, a file or a database."""


# --- reading -------------------------------------------------------------------------------


@data.command("list")
@of_query
@click.option("--order", metavar="COLUMN", help="Sort by a column; -COLUMN descends.")
@click.option(
    "--limit", type=click.IntRange(1), default=25, show_default=True, help="Rows of a page."
)
@click.option(
    "--page", type=click.IntRange(1), default=1, show_default=True, help="Which ones."
)
@click.option("--all", "whole", is_flag=True, help="Every row, whatever the limit.")
@of_output
@of_source
@click.pass_obj
def list_rows(
    source: str,
    /,
    where: tuple[str, ...],
    search: str | None,
    order: str | None,
    limit: int,
    page: int,
    whole: bool,
    columns: str | None,
    how: str,
    **options: Any,
) -> None:
    """Print rows; how many of all they are stands on stderr."""
    asked = parse.query(where, order, search)
    link = Connection.of(source, options)
    wanted = range((page - 1) * limit, page * limit)
    with link.opened() as dio, reading.progress(dio):
        asked = parse.typed(asked, dio.columns)
        if whole:
            answer = dn.run(reading.everything(dio, asked, refresh=link.refresh))
        else:
            answer = dn.run(reading.window(dio, asked, wanted, refresh=link.refresh))
    named = parse.names(columns)
    _doubt((*asked.columns, *named), dio)
    _doubt_values(asked, dio)
    rows = [_with_id(id, record, dio) for id, record in answer.rows.items()]
    _write(output.formatted(rows, how, named, _width()))
    _tell(answer, whole, page)


@data.command()
@click.argument("id")
@of_output
@of_source
@click.pass_obj
def get(source: str, /, id: str, columns: str | None, how: str, **options: Any) -> None:
    """Print one record; exit code 3 when there is none."""
    link = Connection.of(source, options)
    with link.opened() as dio, reading.progress(dio):
        record = dn.run(reading.one(dio, id, refresh=link.refresh))
    if record is None:
        raise Failed(
            f"{dio.name!r} has no record {id!r}",
            "" if link.refresh else "--refresh asks the source again",
            NOT_FOUND,
        )
    named = parse.names(columns)
    _doubt(named, dio)
    _write_one(_with_id(id, record, dio), how, named)


@data.command()
@of_query
@of_source
@click.pass_obj
def count(source: str, /, where: tuple[str, ...], search: str | None, **options: Any) -> None:
    """Print the number of rows."""
    asked = parse.query(where, None, search)
    link = Connection.of(source, options)
    with link.opened() as dio, reading.progress(dio):
        asked = parse.typed(asked, dio.columns)
        number = dn.run(reading.count(dio, asked, refresh=link.refresh))
    _doubt(asked.columns, dio)
    _doubt_values(asked, dio)
    _write([f"{number}\n"])


@data.command()
@of_query
@click.option(
    "--every",
    callback=duration,
    default="5s",
    show_default=True,
    metavar="TIME",
    help="Between two readings of the source.",
)
@click.option("--for", "span", callback=duration, metavar="TIME", help="End after this time.")
@click.option("--count", "most", type=click.IntRange(1), help="End after so many changes.")
@of_source
@click.pass_obj
def watch(
    source: str,
    /,
    where: tuple[str, ...],
    search: str | None,
    every: float,
    span: float | None,
    most: int | None,
    **options: Any,
) -> None:
    """Print changes as JSON lines: kind (inserted, changed, removed), id, record."""
    asked = parse.query(where, None, search)
    link = Connection.of(source, options)
    if every <= 0:
        raise click.BadParameter("must be more than nothing", param_hint="--every")

    def started(rows: int) -> None:
        say(f"watching {rows:,} rows, read every {every:g} s; Ctrl-C ends it")

    def warn(error: DioramaError) -> None:
        say(f"warning: {error.message}")

    async def print_changes(dio: dn.Dio) -> None:
        query = parse.typed(asked, dio.columns)
        found = changes(dio, query, every, on_start=started, on_error=warn)
        printed = 0
        async with contextlib.aclosing(found):
            async for seen in found:
                line = {"kind": seen.kind, "id": seen.id, "record": seen.record}
                _write([output.json_text(line) + "\n"])
                printed += 1
                if printed == most:
                    return

    async def watch_for_a_while(dio: dn.Dio) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(span):
                await print_changes(dio)

    with link.opened() as dio:
        dn.run(watch_for_a_while(dio))


# --- writing -------------------------------------------------------------------------------


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
        _write([dn.run(insert(dio)) + "\n"])


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
    _write_one(_with_id(id, stored, dio), how, parse.names(columns))


@data.command()
@click.argument("id")
@of_source
@click.pass_obj
def delete(source: str, /, id: str, **options: Any) -> None:
    """Delete a record; one that is not there is no error."""
    with Connection.of(source, options).opened() as dio:
        dn.run(dio.vista(writes="confirmed").delete_value(id))


# --- what is printed -----------------------------------------------------------------------


def _with_id(id: str, record: Record, dio: dn.Dio) -> Record:
    """Return a record that shows its id, which `get` and `set` take."""
    column = dio.master.id_column
    shown = column is not None and lookup(record, column) is not MISSING
    return record if shown or equal(record.get("id"), id) else {"id": id, **record}


def _write(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line)
    sys.stdout.flush()


def _write_one(record: Record, how: str, columns: list[str]) -> None:
    picked = output.pick(record, columns)
    if how == "table":
        _write(output.sheet(picked, _width()))
    elif how == "json":
        _write([output.json_text(picked) + "\n"])
    else:
        _write(output.formatted([picked], how))


def _width() -> int | None:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _tell(answer: reading.Answer, whole: bool, page: int) -> None:
    """Say on stderr how many of all rows these are; end with a code when some are missing."""
    shown = len(answer.rows)
    of = "" if answer.total is None else f" of {answer.total:,}"
    goes_on = f"; --page {page + 1} goes on, --all shows every row"
    say(
        f"{shown:,}{of} rows" + goes_on * (not whole and answer.complete is False and shown > 0)
    )
    if answer.note:
        say(f"warning: {answer.note}")
    if whole and answer.complete is not True:
        raise Failed(
            "these may not be all rows", "--refresh reads the source again", INCOMPLETE
        )


def _doubt(names: Iterable[str], dio: dn.Dio) -> None:
    """Say when a column that was named is one that no row has shown."""
    known = [column.name for column in dio.columns]
    for name in dict.fromkeys(names):
        if known and name not in known and name.partition(".")[0] not in known:
            say(f"warning: no row shows a column {name!r}: {closest(name, known)}")


def _doubt_values(asked: Query, dio: dn.Dio) -> None:
    """Say when a number was typed for a column of text: they never match."""
    texts = {column.name for column in dio.columns if column.type == "text"}
    for condition in asked.conditions:
        if condition.column in texts and type(condition.value) in (int, float):
            quoted = f"'{condition.column}{condition.op}\"{condition.value}\"'"
            say(f"warning: {condition.column!r} holds text; for a text write {quoted}")
