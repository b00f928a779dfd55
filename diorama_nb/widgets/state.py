"""The small state of a grid that its page is told by traits. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from diorama_nb.errors import DioramaError, told
from diorama_nb.query import Order
from diorama_nb.scenery.table import TableScenery
from diorama_nb.vista.source import Column
from diorama_nb.widgets.editing import locked


def describe(column: Column, *, orderable: bool, editable: bool) -> dict[str, Any]:
    """Return a column as the page paints and edits it."""
    kind = {"decimal": "number", "uuid": "text"}.get(column.type, column.type)
    described = {
        "name": column.name,
        "label": column.name,
        "type": kind,
        "orderable": orderable,
    }
    if editable:
        described |= {
            "editor": column.type,
            "locked": locked(column),
            "id": "id" in column.flags,
            "mandatory": "mandatory" in column.flags,
        }
    return described


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
        "row_count": scenery.row_count if scenery.load_state != "loading" else None,
        "total_final": scenery.total_final,
        "estimated": scenery.total_estimated,
        "loaded": scenery.loaded,
        "load_state": scenery.load_state,
        "has_more": scenery.has_more,
        "refreshing": scenery.busy,
        "fetched_at": None if at is None else int(at * 1000),
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
    return {"message": told(error), "hint": f"{held} holds all of it"}
