"""Whether an API heeds what its rows can not show: a search, or a filter of a hidden column.

An answer that is the same without it was not asked by it, or everything fits. That costs one
request per word, the first time that a row leaves room for doubt. An API that refuses to
answer without it heeds it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from diorama_nb.errors import FilterIgnored, SourceError
from diorama_nb.query import Query
from diorama_nb.values import MISSING, Record, lookup
from diorama_nb.vista.rest import pushdown
from diorama_nb.vista.rest.messages import Call
from diorama_nb.vista.rest.origin import spaced, with_params
from diorama_nb.vista.rest.paging import Got

if TYPE_CHECKING:
    from diorama_nb.vista.rest.reader import Reader


def unproven(query: Query, rows: Sequence[Record]) -> Iterator[tuple[str, Query]]:
    """Yield what rows do not show to be heeded, and the query without it."""
    found = Query().searching(query.search) if query.search else None
    if found is not None and not all(map(found.matches, rows)):
        yield pushdown.SEARCH, replace(query, search=None)
    for one in query.conditions:
        if rows and all(lookup(row, one.column) is MISSING for row in rows):
            others = tuple(other for other in query.conditions if other is not one)
            yield one.column, replace(query, conditions=others)


async def proved(reader: Reader, query: Query, call: Call, got: Got) -> None:
    """Make sure that the first page of a query was asked by all of it; note what is doubtful.

    Raises
    ------
    FilterIgnored
        If the API ignores the search; split again, the query is searched here.
    """
    for name, rest in unproven(query, got.rows):
        answer = (got.mark, got.total)
        if name in reader.proven or reader.doubted.get(name) == answer:
            continue
        url = call.url
        for param, _ in pushdown.params_of(query, reader.plan):
            url = url.copy_remove_param(param)
        url = with_params(spaced(url), pushdown.params_of(rest, reader.plan))
        try:
            plain = await reader.ask(rest, call.to(url), proves=False)
            same = (plain.mark, plain.total) == answer
        except SourceError as error:
            if error.status not in _WANTS_IT:
                continue  # nothing is proved, and the answer is a good one
            same = False
        if not same:
            reader.proven.add(name)
            reader.doubted.pop(name, None)
        elif name == pushdown.SEARCH:
            reader.ignored |= {name}
            raise _search_ignored(str(reader.plan.search))
        else:
            reader.doubted[name] = answer


def doubt(query: Query, doubted: Container[str]) -> str:
    """Return why an answer to a query may hold rows that do not belong there, else ``""``."""
    names = [one.column for one in query.conditions if one.column in doubted]
    return _SAME.format(names[0]) if names else ""


_WANTS_IT: Final = (400, 404, 422)
"""Statuses of a list that can not be had without what was asked."""

_SAME: Final = (
    "the answer is the same without the filter of {!r}, which no row shows: "
    "the source may ignore it"
)


def _search_ignored(param: str) -> FilterIgnored:
    error = FilterIgnored(
        f"the source ignored the search: the answer is the same without {param!r}",
        hint="take search= out; it is searched here then",
    )
    error.resplit = True
    return error
