"""What a command prints: data to stdout, everything else to stderr."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable

import diorama_nb as dn
from diorama_nb.cli import output, reading
from diorama_nb.cli.failures import AGAIN, INCOMPLETE, Failed, say
from diorama_nb.errors import closest
from diorama_nb.query import Query
from diorama_nb.values import Record
from diorama_nb.wording import number


def write(lines: Iterable[str]) -> None:
    """Print data, for a reader that may be waiting for it."""
    for line in lines:
        sys.stdout.write(line)
    sys.stdout.flush()


def write_one(id: str, record: Record, how: str, columns: list[str]) -> None:
    """Print one record: a line for each column, or as rows are printed."""
    (whole,) = output.with_ids({id: record})
    picked = output.pick(whole, columns)
    if how == "table":
        write(output.sheet(picked, width()))
    elif how == "json":
        write([output.json_text(picked) + "\n"])
    else:
        write(output.formatted([picked], how))


def width() -> int | None:
    """Return the places of the terminal; None when stdout is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def tell(answer: reading.Answer, whole: bool, page: int) -> None:
    """Say on stderr how many of all rows these are; end with a code when some are missing."""
    shown = len(answer.rows)
    told = number(shown, "row")
    if answer.total is not None:
        told = f"{shown:,} of {number(answer.total, 'row')}"
    more = not whole and answer.complete is not True and shown > 0
    say(told + (f"; --page {page + 1} goes on, --all shows every row" if more else ""))
    if answer.note:
        say(f"warning: {answer.note}")
    if whole and answer.complete is not True:
        raise Failed("these may not be all rows", AGAIN, INCOMPLETE)


def doubt(names: Iterable[str], dio: dn.Dio) -> None:
    """Say when a column that was named is one that no row has shown."""
    known = [column.name for column in dio.columns]
    for name in dict.fromkeys(names):
        if known and name not in known and name.partition(".")[0] not in known:
            say(f"warning: no row shows a column {name!r}: {closest(name, known)}")


def doubt_values(asked: Query, dio: dn.Dio) -> None:
    """Say when a number was typed for a column of text: they never match."""
    texts = {column.name for column in dio.columns if column.type == "text"}
    for condition in asked.conditions:
        if condition.column in texts and type(condition.value) in (int, float):
            quoted = f"'{condition.column}{condition.op}\"{condition.value}\"'"
            say(f"warning: {condition.column!r} holds text; for a text write {quoted}")
