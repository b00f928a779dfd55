"""The commands that read a SOURCE: list, get, count, watch."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import click

import diorama_nb as dn
from diorama_nb.cli import output, parse, printing, reading
from diorama_nb.cli.failures import NOT_FOUND, Failed, say
from diorama_nb.cli.options import Connection, duration, of_output, of_query, of_source
from diorama_nb.cli.watching import changes
from diorama_nb.errors import DioramaError
from diorama_nb.wording import number as counted


@click.group("SOURCE", options_metavar="", subcommand_metavar="COMMAND [OPTIONS]...")
def data() -> None:
    """Read, change and watch the rows of SOURCE: a URL, a file or a database."""


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
    named = parse.names(columns)
    with link.opened() as dio, reading.progress(dio, asked):
        asked = parse.typed(asked, dio.columns)
        dio.master.source.about.check_named(named)
        if whole:
            answer = dn.run(reading.everything(dio, asked, refresh=link.refresh))
        else:
            answer = dn.run(reading.window(dio, asked, wanted, refresh=link.refresh))
    printing.doubt((*asked.columns, *named), dio)
    printing.doubt_values(asked, dio)
    rows = output.with_ids(answer.rows)
    printing.write(output.formatted(rows, how, named, printing.width()))
    printing.tell(answer, whole, page)


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
            "" if link.refresh or link.choice.is_local else "--refresh asks the source again",
            NOT_FOUND,
        )
    named = parse.names(columns)
    printing.doubt(named, dio)
    printing.write_one(id, record, how, named)


@data.command()
@of_query
@of_source
@click.pass_obj
def count(source: str, /, where: tuple[str, ...], search: str | None, **options: Any) -> None:
    """Print the number of rows."""
    asked = parse.query(where, None, search)
    link = Connection.of(source, options)
    with link.opened() as dio, reading.progress(dio, asked):
        asked = parse.typed(asked, dio.columns)
        number = dn.run(reading.count(dio, asked, refresh=link.refresh))
    printing.doubt(asked.columns, dio)
    printing.doubt_values(asked, dio)
    printing.write([f"{number}\n"])


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
        say(f"watching {counted(rows, 'row')}, read every {every:g} s; Ctrl-C ends it")

    def warn(error: DioramaError) -> None:
        say(f"warning: {error.message}")

    async def print_changes(dio: dn.Dio) -> None:
        query = parse.typed(asked, dio.columns)
        found = changes(dio, query, every, on_start=started, on_error=warn)
        printed = 0
        async with contextlib.aclosing(found):
            async for seen in found:
                line = {"kind": seen.kind, "id": seen.id, "record": seen.record}
                printing.write([output.json_text(line) + "\n"])
                printed += 1
                if printed == most:
                    return

    async def watch_for_a_while(dio: dn.Dio) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(span):
                await print_changes(dio)

    with link.opened() as dio:
        dn.run(watch_for_a_while(dio))
