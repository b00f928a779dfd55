"""The small state of a grid that its page is told by traits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from diorama_nb.errors import DioramaError, one_line
from diorama_nb.query import Order
from diorama_nb.scenery.table import TableScenery
from diorama_nb.vista.columns import Column
from diorama_nb.vista.description import Reference
from diorama_nb.widgets.editing import locked


def describe(
    column: Column, *, orderable: bool, editable: bool, leads: Mapping[str, list[str]] = {}
) -> dict[str, Any]:
    """Return a column as the page paints and edits it.

    Parameters
    ----------
    column : Column
        The column.
    orderable, editable : bool
        Whether rows can be sorted by it, and cells of the data set be edited.
    leads : mapping of str to list of str
        Relations that are followed from its cells; see `leading`.
    """
    kind = {"decimal": "number", "uuid": "text"}.get(column.type, column.type)
    described = {
        "name": column.name,
        "label": column.name,
        "type": kind,
        "orderable": orderable,
        **leads,
    }
    if editable:
        described |= {
            "editor": column.type,
            "locked": locked(column),
            "id": "id" in column.flags,
            "mandatory": "mandatory" in column.flags,
        }
    return described


def leading(
    references: Iterable[Reference], columns: Sequence[Column]
) -> dict[str, dict[str, list[str]]]:
    """Return which relations are followed from the cells of which column.

    A foreign key leads to the row it names, a list of records to these. What concerns the row
    as a whole is followed from its id, or from the first column where the id does not show.

    Returns
    -------
    dict of str to dict
        Column → ``"refs"``: the relations of its values, ``"row_refs"``: those of the row.
    """
    names = [column.name for column in columns]
    ids = [column.name for column in columns if "id" in column.flags]
    whole = (ids or names or [""])[0]
    found = {
        column.name: {"refs": [column.name]} for column in columns if column.type == "nested"
    }
    for one in references:
        own = not one.many and one.foreign_key in names
        of = found.setdefault(one.foreign_key if own else whole, {})
        of.setdefault("refs" if own else "row_refs", []).append(one.name)
    return found


def abilities(scenery: TableScenery, columns: Sequence[Column]) -> dict[str, bool]:
    """Return what the page may offer to do with some columns."""
    able = scenery.capabilities
    two = [Order(column.name) for column in columns[:2]]
    flags = ("order", "search", "insert", "update", "delete")
    return {
        **{flag: able.can(flag) for flag in flags},
        "order_many": able.can("order") and scenery.offers(order=two),
        "filter": able.can("filter_operators"),
        "window": scenery.total_final,
        "more": scenery.has_more and not scenery.total_estimated,
    }


def status(scenery: TableScenery) -> dict[str, Any]:
    """Return how the rows stand: how many, how old, of which generation."""
    error, at = scenery.error, scenery.fetched_at
    return {
        "generation": scenery.generation,
        "outdated": scenery.outdated,
        "row_count": scenery.row_count if scenery.load_state != "loading" else None,
        "total_final": scenery.total_final,
        "estimated": scenery.total_estimated,
        "loaded": scenery.loaded,
        "load_state": scenery.load_state,
        "has_more": scenery.has_more,
        "refreshing": scenery.busy,
        "fetched_at": None if at is None else int(at * 1000),
        "live": scenery.live,
        "error": None if error is None else problem(error),
        "note": None,
    }


def sort(scenery: TableScenery) -> list[dict[str, Any]] | dict[str, Any] | None:
    """Return the order that was asked for: by no column, by one, or a list of several."""
    held = [{"column": one.column, "descending": one.descending} for one in scenery.orders]
    return held if len(held) > 1 else next(iter(held), None)


def problem(error: Exception, held: str = "grid.scenery.error") -> dict[str, str]:
    """Return an error as the page may show it, and a notebook may keep it.

    Parameters
    ----------
    error : Exception
        What went wrong.
    held : str
        Where somebody finds all of it.
    """
    if isinstance(error, DioramaError):
        return {"message": error.message, "hint": error.hint}
    return {"message": one_line(error), "hint": f"{held} holds all of it"}
