"""What a page may say to a widget: each message is checked, none is trusted."""

from __future__ import annotations

import math
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any, Final

from diorama_nb.widgets.arranging import DENSITIES, WIDTHS
from diorama_nb.widgets.deciding import DECISIONS

VERSION: Final = 1
MAX_ROWS: Final = 5000
"""Rows a page may look at, at once."""

MAX_PLACE: Final = 2**53

MAX_COLUMNS: Final = 10_000
"""Columns a page may name, at once."""

MAX_CHARS: Final = 100_000
"""Characters that may be typed into one cell."""

MAX_PICKED: Final = 100_000
"""Rows that are selected, at most."""

MAX_SELECTED: Final = 4 * 2**20
"""Characters of all selected ids together."""

MAX_DELETES: Final = 100
"""Rows a page may delete, at once."""

MAX_PASTED: Final = 10_000
"""Cells that are pasted at once."""

MAX_ORDERS: Final = 20
"""Columns a page may sort by, at once."""

MAX_FILTERS: Final = 100
"""Conditions a page may set, at once."""

MAX_OPERANDS: Final = 1000
"""Values that one of them may name."""

MAX_SUMMARISED: Final = 100
"""Columns a page may want to know more of, at once."""

WRITES: Final = frozenset({"edit", "paste", "insert", "delete", "undo", *DECISIONS})
"""Kinds that change data: each is done, however late it comes, and answered when it is."""

DRAFTS: Final = frozenset({"save", "revert", "keep"})
"""Kinds that are about a draft: all of them count, too."""

QUESTIONS: Final = frozenset(
    {"copy", "figures", "export", "part", "list_values", "get_cell", "find_row"}
)
"""Kinds that are answered with data, however late they come."""

OPENS: Final = frozenset({"open_ref"})
"""Kinds that open something, and are answered when it is there."""


VIEWS: Final = frozenset({"hello", "leave"})
"""Kinds by which a view comes and goes: every widget takes them."""


class Refused(Exception):
    """A message that no widget of ours sends.

    Attributes
    ----------
    sender : tuple of (str or None, int or None)
        View and number of the message, as far as they are what they should be.
    """

    sender: tuple[str | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Message:
    """A checked message; `body` holds only what its kind may have."""

    view: str
    seq: int
    kind: str
    body: dict[str, Any]


def parse(content: object, obeyed: Container[str] | None = None) -> Message:
    """Return a message, or raise `Refused` with the reason.

    Parameters
    ----------
    content : object
        What came from the page.
    obeyed : container of str or None
        Kinds that are taken; None: all there are.
    """
    try:
        return _parse(content, obeyed)
    except Refused as error:
        if isinstance(content, dict):
            view, seq = content.get("id"), content.get("seq")
            error.sender = (
                view if _is_view(view) else None,
                seq if _whole(seq, 0, MAX_PLACE) else None,
            )
        raise


def _parse(content: object, obeyed: Container[str] | None) -> Message:
    if not isinstance(content, dict) or content.get("v") != VERSION:
        raise Refused(f"not a message of version {VERSION}")
    view, seq, kind = content.get("id"), content.get("seq"), content.get("kind")
    if not _is_view(view):
        raise Refused("id must be a short text")
    if not _whole(seq, 0, MAX_PLACE):
        raise Refused("seq must be a whole number")
    if kind == "retry" and "number" in content:
        kind = "retry_write"  # with a number it is about a write, without about loading
    read = _KINDS.get(kind) if isinstance(kind, str) else None
    if read is None or not (obeyed is None or kind in obeyed or kind in VIEWS):
        raise Refused(f"unknown kind {str(kind)[:40]!a}")
    return Message(view, seq, kind, read(content))  # type: ignore[arg-type] # both were checked


def _viewport(content: dict[str, Any]) -> dict[str, Any]:
    first, last = content.get("first"), content.get("last")
    if not (_whole(first, 0, MAX_PLACE) and _whole(last, 0, MAX_PLACE)):
        raise Refused("first and last must be whole numbers of rows")
    if not 0 <= last - first <= MAX_ROWS:  # type: ignore[operator] # both were checked
        raise Refused(f"a viewport has 0 to {MAX_ROWS} rows")
    top, generation = content.get("top", first), content.get("generation", 0)
    if not (_whole(top, 0, MAX_PLACE) and _whole(generation, 0, MAX_PLACE)):
        raise Refused("top and generation must be whole numbers")
    encoding = content.get("encoding", "arrow")
    if encoding not in ("arrow", "json"):
        raise Refused("rows travel as arrow or json")
    columns = content.get("columns")
    if columns is not None and not (
        isinstance(columns, list)
        and len(columns) <= MAX_COLUMNS
        and all(_whole(column, 0, MAX_PLACE) for column in columns)
    ):
        raise Refused(f"columns must be up to {MAX_COLUMNS} whole numbers")
    return {
        "range": range(first, last),  # type: ignore[arg-type] # both were checked
        "columns": None if columns is None else tuple(dict.fromkeys(columns)),
        "top": top,
        "generation": generation,
        "encoding": encoding,
    }


def _sort(content: dict[str, Any]) -> dict[str, Any]:
    by = content.get("by")
    if not isinstance(by, list) or len(by) > MAX_ORDERS or not all(map(_is_order, by)):
        raise Refused(f"sort by up to {MAX_ORDERS} columns, descending true or false")
    return {"by": [{"column": o["column"], "descending": o["descending"]} for o in by]}


def _is_order(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return _text(value.get("column"), 1000) and isinstance(value.get("descending"), bool)


def _filters(content: dict[str, Any]) -> dict[str, Any]:
    filters = content.get("filters")
    if not isinstance(filters, list) or not all(map(_is_filter, filters)):
        raise Refused("filter by a list of [column, operator, value]")
    if len(filters) > MAX_FILTERS:
        raise Refused(f"filter by up to {MAX_FILTERS} conditions")
    return {"filters": filters}


def _is_filter(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 3:
        return False
    column, op, operand = value
    operands = operand if isinstance(operand, list) else [operand]
    few = len(operands) <= MAX_OPERANDS
    return _text(column, 1000) and _text(op, 20) and few and all(map(_is_operand, operands))


def _is_operand(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    short = value is None or isinstance(value, bool) or _text(value, 1000)
    return short or _whole(value, -MAX_PLACE, MAX_PLACE)


def _summarised(content: dict[str, Any]) -> dict[str, Any]:
    columns = content.get("columns")
    if not isinstance(columns, list) or not all(_text(name, 1000) for name in columns):
        raise Refused("name columns")
    if len(columns) > MAX_SUMMARISED:
        raise Refused(f"name up to {MAX_SUMMARISED} columns")
    return {"columns": columns}


def _named_column(content: dict[str, Any]) -> dict[str, Any]:
    if not _text(content.get("column"), 1000):
        raise Refused("name a column")
    return {"column": content["column"]}


def _search(content: dict[str, Any]) -> dict[str, Any]:
    if not _text(content.get("text"), 1000):
        raise Refused("search for a text")
    return {"text": content["text"]}


def _select(content: dict[str, Any]) -> dict[str, Any]:
    ids = content.get("ids", [])
    if (
        not isinstance(ids, list)
        or len(ids) > MAX_PICKED
        or not all(_text(i, 10_000) for i in ids)
        or sum(map(len, ids)) > MAX_SELECTED
    ):
        raise Refused("select a list of ids")
    return {"ids": ids, "range": _places(content, MAX_PICKED)}


def _places(content: dict[str, Any], most: int) -> range:
    """Return the places a message names, none where it names none."""
    first, last = content.get("first", 0), content.get("last", 0)
    if not (_whole(first, 0, MAX_PLACE) and _whole(last, 0, MAX_PLACE)):
        raise Refused("first and last must be whole numbers of rows")
    if not 0 <= last - first <= most:
        raise Refused(f"name up to {most} rows")
    return range(first, last)


def _arrangement(content: dict[str, Any]) -> dict[str, Any]:
    shown, pinned, widths = (content.get(name) for name in ("shown", "pinned", "widths"))
    if not (shown is None or _names(shown)) or not _names(pinned):
        raise Refused("shown and pinned must be lists of column names")
    if (
        not isinstance(widths, dict)
        or not _names(list(widths))
        or not all(_whole(width, WIDTHS[0], WIDTHS[-1]) for width in widths.values())
    ):
        raise Refused(f"widths must be {WIDTHS[0]} to {WIDTHS[-1]} pixels by column name")
    if content.get("density") not in DENSITIES:
        raise Refused(f"density must be one of {', '.join(DENSITIES)}")
    return {
        "shown": shown, "pinned": pinned, "widths": widths, "density": content["density"],
    }  # fmt: skip


def _cell(content: dict[str, Any]) -> dict[str, Any]:
    row, column = content.get("row"), content.get("column")
    if not (_text(row, 10_000) and _text(column, 1000)):
        raise Refused("name a row and a column")
    return {"row": row, "column": column}


def _row(content: dict[str, Any]) -> dict[str, Any]:
    if not _text(content.get("row"), 10_000):
        raise Refused("name a row by its id")
    return {"row": content["row"]}


def _relation(content: dict[str, Any]) -> dict[str, Any]:
    if not _text(content.get("relation"), 1000):
        raise Refused("name a relation")
    return {"relation": content["relation"], **_row(content)}


def _edit(content: dict[str, Any]) -> dict[str, Any]:
    row, column, value = content.get("row"), content.get("column"), content.get("value", 0)
    if not (_text(row, 10_000) and _text(column, 1000) and _typed(value)):
        raise Refused("edit a column of a row, with a text, true, false or null")
    return {"row": row, "column": column, "value": value}


def _insert(content: dict[str, Any]) -> dict[str, Any]:
    record = content.get("record")
    if (
        not isinstance(record, dict)
        or len(record) > 1000
        or not all(_text(name, 1000) and _typed(value) for name, value in record.items())
    ):
        raise Refused("insert texts, true, false or null by column")
    return {"record": record}


def _delete(content: dict[str, Any]) -> dict[str, Any]:
    rows = content.get("rows")
    if not isinstance(rows, list) or not all(_text(row, 10_000) for row in rows):
        raise Refused("delete a list of ids")
    if not 0 < len(rows) <= MAX_DELETES:
        raise Refused(f"delete 1 to {MAX_DELETES} rows")
    return {"rows": list(dict.fromkeys(rows))}


def _number(content: dict[str, Any]) -> dict[str, Any]:
    number = content.get("number")
    if not _whole(number, 0, MAX_PLACE):
        raise Refused("number must be that of a write")
    return {"number": number}


def _pick(content: dict[str, Any]) -> dict[str, Any]:
    row = content.get("row", 0)
    if not (row is None or _text(row, 10_000)):
        raise Refused("pick an id, or null")
    return {"row": row}


def _column(content: dict[str, Any]) -> dict[str, Any]:
    column = content.get("column")
    if not (column is None or _text(column, 1000)):
        raise Refused("name a column, or null")
    return {"column": column}


def _block(content: dict[str, Any]) -> dict[str, Any]:
    """Return which rows, by ids or by places with the ids at their ends, and which columns."""
    ids, columns = _select(content)["ids"], content.get("columns")
    ends = {name: content.get(name) for name in ("top", "bottom")}
    if not all(end is None or _text(end, 10_000) for end in ends.values()):
        raise Refused("top and bottom must be ids")
    rows = _places(content, MAX_PLACE)
    if not rows and not ids:
        raise Refused("name a row at least")
    return {"range": rows, "ids": ids, **ends, "columns": _columns(columns)}


def _columns(columns: object) -> list[str]:
    if not isinstance(columns, list) or not 0 < len(columns) <= MAX_COLUMNS:
        raise Refused(f"name 1 to {MAX_COLUMNS} columns")
    if not all(_text(name, 1000) for name in columns):
        raise Refused("columns must be names")
    return columns


def _copy(content: dict[str, Any]) -> dict[str, Any]:
    form, header = content.get("format"), content.get("header", False)
    if form not in ("tsv", "csv", "markdown") or not isinstance(header, bool):
        raise Refused("copy as tsv, csv or markdown, with a header or without")
    return {**_block(content), "format": form, "header": header}


def _paste(content: dict[str, Any]) -> dict[str, Any]:
    block, cells = _block(content), content.get("cells")
    count = len(block["columns"]) * (len(block["range"]) or len(block["ids"]))
    if count > MAX_PASTED:
        raise Refused(f"paste up to {MAX_PASTED} cells")
    if (
        not isinstance(cells, list)
        or not 0 < len(cells) <= MAX_PASTED
        or not all(isinstance(line, list) and 0 < len(line) <= MAX_COLUMNS for line in cells)
        or not all(_typed(value) for line in cells for value in line)
    ):
        raise Refused("paste lines of texts, true, false or null")
    return {**block, "cells": cells}


def _export(content: dict[str, Any]) -> dict[str, Any]:
    form = content.get("format")
    if form not in ("csv", "parquet"):
        raise Refused("export as csv or parquet")
    return {"format": form, "columns": _columns(content.get("columns"))}


def _part(content: dict[str, Any]) -> dict[str, Any]:
    file, at = content.get("file"), content.get("at")
    if not (_whole(file, 0, MAX_PLACE) and _whole(at, 0, MAX_PLACE)):
        raise Refused("ask for a file by number, from a place on")
    encoding = content.get("encoding", "arrow")
    if encoding not in ("arrow", "json"):
        raise Refused("bytes travel as arrow or json")
    return {"file": file, "at": at, "encoding": encoding}


def _nothing(content: dict[str, Any]) -> dict[str, Any]:
    return {}


_KINDS: Final[dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "hello": _nothing,
    "leave": _nothing,
    "set_viewport": _viewport,
    "set_sort": _sort,
    "set_search": _search,
    "set_filters": _filters,
    "summarise": _summarised,
    "list_values": _named_column,
    "select": _select,
    "arrange": _arrangement,
    "get_cell": _cell,
    "find_row": _row,
    "open_ref": _relation,
    "back": _nothing,
    "edit": _edit,
    "insert": _insert,
    "delete": _delete,
    "paste": _paste,
    "copy": _copy,
    "figures": _block,
    "export": _export,
    "part": _part,
    "stop": _number,
    "undo": _nothing,
    "retry_write": _number,
    "discard": _number,
    "retry_all": _nothing,
    "discard_all": _nothing,
    "withdraw_all": _nothing,
    "refresh": _nothing,
    "retry": _nothing,
    "load_more": _nothing,
    "pick": _pick,
    "save": _nothing,
    "revert": _column,
    "keep": _column,
}


def _is_view(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _text(value: object, length: int) -> bool:
    return isinstance(value, str) and len(value) <= length


def _names(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MAX_COLUMNS
        and all(_text(name, 1000) for name in value)
    )


def _typed(value: object) -> bool:
    return value is None or isinstance(value, bool) or _text(value, MAX_CHARS)
