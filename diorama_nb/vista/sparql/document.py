"""From a query and a question about its rows to the text that asks it; pure.

A plain window changes only what stands behind the group. Whatever narrows or orders the rows
is written around the query, which becomes a subquery; its own LIMIT stays in it, and means what
it meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from diorama_nb.query import Query
from diorama_nb.vista import rdf
from diorama_nb.vista.sparql import filters
from diorama_nb.vista.sparql.text import Select

_PREFIX: Final = f"PREFIX xsd: <{rdf.XSD}>"


@dataclass(frozen=True, slots=True)
class Window:
    """Rows [offset, offset + limit) of what is asked for."""

    offset: int
    limit: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the rows of a query.

    Attributes
    ----------
    select : Select
        The query.
    variables : tuple of str
        What it selects; none where that is not known.
    ties : tuple of str
        Variables that decide between rows its own order leaves open.
    """

    select: Select
    variables: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()

    def page(self, query: Query, window: Window | None = None) -> str:
        """Return the text that asks for a window, or for all rows, of what is left of them."""
        if query.conditions or query.order:
            return self._around(query, window)
        if window is None:
            return self.select.text
        own, limit = self.select, window.limit
        if own.limit is not None:
            limit = max(min(limit, own.limit - window.offset), 0)
        return _lines(own.prologue, self._whole(limit, own.offset + window.offset))

    def count(self, query: Query) -> str:
        """Return the text that asks for the number of rows, its only value."""
        inner = self._inner(query)
        return self._text(f"SELECT (COUNT(*) AS ?{self._free('rows')})", inner, [])

    def named(self, column: str, id: str) -> str | None:
        """Return the text that asks for the rows of an id; None where no term can be it."""
        found = filters.named(column, id)
        if found is None:
            return None
        return self._text(self._projection, [*self._inner(Query()), f"FILTER({found})"], [])

    def repeats(self) -> bool:
        """Whether the order of the rows can be asked for again around the query."""
        spoken_of = self.select.order_of
        return spoken_of is not None and spoken_of <= set(self.variables)

    # --- parts -----------------------------------------------------------------------------

    def _free(self, name: str) -> str:
        """Return a variable that the query does not have."""
        while name in self.select.names:
            name += "_"
        return name

    @property
    def _projection(self) -> str:
        return " ".join(["SELECT", *(f"?{name}" for name in self.variables)])

    @property
    def _own_order(self) -> list[str]:
        own = [self.select.order] if self.select.order else []
        return [*own, *(f"?{name}" for name in self.ties)]

    def _whole(self, limit: int | None, offset: int) -> str:
        """Return the query in its own order, with another window."""
        own = self.select
        return _lines(
            own.head,
            own.dataset,
            own.where,
            own.groups,
            _listed("ORDER BY", self._own_order),
            *_window(limit, offset),
            own.values,
        )

    def _inner(self, query: Query) -> list[str]:
        """Return what stands in the group around the query: itself, and the conditions."""
        own = self.select
        if own.cut:
            modifiers = [
                _listed("ORDER BY", self._own_order if own.order else []),
                *_window(own.limit, own.offset),
            ]
        else:
            modifiers = []  # an order of rows that are ordered anew costs and says nothing
        subquery = _lines(own.head, own.where, own.groups, *modifiers, own.values)
        found = (filters.expression(condition) for condition in query.conditions)
        return ["{", subquery, "}", *(f"FILTER({one})" for one in found)]

    def _around(self, query: Query, window: Window | None) -> str:
        inner, order = self._inner(query), []
        for one in query.order:
            kind = self._free(f"{one.column}_kind")
            inner.append(f"BIND({filters.kind(one.column)} AS ?{kind})")
            order += filters.keys(one, kind)
        own = self._own_order
        order += own if self.repeats() else own[bool(self.select.order) :]
        behind = [_listed("ORDER BY", order)]
        if window is not None:
            behind += _window(window.limit, window.offset)
        return self._text(self._projection, inner, behind)

    def _text(self, head: str, inner: Sequence[str], behind: Sequence[str]) -> str:
        own = self.select
        prefix = "" if "xsd" in own.prefixes else _PREFIX
        group = _lines("WHERE {", *inner, "}")
        return _lines(own.prologue, prefix, head, own.dataset, group, *behind)


def _window(limit: int | None, offset: int) -> list[str]:
    return [
        "" if limit is None else f"LIMIT {limit}",
        f"OFFSET {offset}" if offset else "",
    ]


def _listed(word: str, parts: Sequence[str]) -> str:
    return f"{word} {' '.join(parts)}" if parts else ""


def _lines(*parts: str) -> str:
    # A line each: a comment may stand at the end of any of them.
    return "\n".join(filter(None, parts))
