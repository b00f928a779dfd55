"""The order, the search and the filters of a grid, as traits that Python and the page set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from diorama_nb.errors import SpecError
from diorama_nb.query import Condition, Order
from diorama_nb.scenery.table import TableScenery
from diorama_nb.vista.columns import Column
from diorama_nb.widgets import state
from diorama_nb.widgets.filtering import conditions, plain

_SORT_HINT = 'grid.sort = {"column": "price"}, or a list of these'


class Narrowing(traitlets.HasTraits):
    """What decides which rows a grid shows, and in which order.

    A value is checked before anybody is told of it, and becomes the scenery's afterwards.
    """

    scenery: TableScenery
    _shown: list[Column]

    sort: Any = traitlets.Any(None, allow_none=True).tag(sync=True)
    search = traitlets.Unicode("").tag(sync=True)
    filters: Any = traitlets.List().tag(sync=True)

    @traitlets.validate("sort")
    def _check_sort(self, proposal: Any) -> Any:
        wanted = _orders(proposal["value"])
        if state.sort(self.scenery) != _folded(wanted):
            self._require_sort(wanted)
        return _folded(wanted)

    @traitlets.observe("sort")
    def _sort_set(self, change: Any) -> None:
        if change["new"] != state.sort(self.scenery):
            self._sort_by(_orders(change["new"]))

    @traitlets.validate("search")
    def _check_search(self, proposal: Any) -> Any:
        text = proposal["value"].strip()
        if text and text != self.scenery.search:
            self.scenery.capabilities.require("search", self.scenery.name)
        return text

    @traitlets.observe("search")
    def _search_set(self, change: Any) -> None:
        if change["new"] != self.scenery.search:
            self.scenery.set_search(change["new"])

    @traitlets.validate("filters")
    def _check_filters(self, proposal: Any) -> Any:
        wanted = proposal["value"]
        if wanted == plain(self.scenery.filters):
            return wanted
        return plain(Condition(*one) for one in conditions(self._shown, wanted))

    @traitlets.observe("filters")
    def _filters_set(self, change: Any) -> None:
        if change["new"] != plain(self.scenery.filters):
            self._filter_by(change["new"])

    def _filter_by(self, filters: Any) -> None:
        self.scenery.set_filters(conditions(self._shown, filters))

    def _require_sort(self, wanted: Sequence[dict[str, Any]]) -> None:
        known = [shown.name for shown in self._shown]
        for one in wanted:
            if one["column"] not in known:
                raise SpecError.unknown("column", one["column"], known)
        self.scenery.require_order([Order(o["column"], o["descending"]) for o in wanted])

    def _sort_by(self, wanted: Sequence[dict[str, Any]]) -> None:
        self._require_sort(wanted)
        ways = [(one["column"], "desc" if one["descending"] else "asc") for one in wanted]
        self.scenery.set_sort(ways)


def _orders(value: object) -> list[dict[str, Any]]:
    """Return the columns to sort by, of any form the trait takes."""
    listed = [value] if isinstance(value, dict) else value or []
    if not isinstance(listed, list | tuple):
        raise SpecError("sort by a column, or several", hint=_SORT_HINT)
    found: dict[str, dict[str, Any]] = {}
    for one in listed:
        column = one.get("column") if isinstance(one, dict) else None
        if not isinstance(column, str):
            raise SpecError("sort by a column", hint=_SORT_HINT)
        found[column] = {"column": column, "descending": bool(one.get("descending", False))}
    return list(found.values())


def _folded(orders: list[dict[str, Any]]) -> Any:
    """Return None for no column, one dict for one, a list for several."""
    return orders if len(orders) > 1 else next(iter(orders), None)
