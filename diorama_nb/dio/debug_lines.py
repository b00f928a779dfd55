"""The clauses of the debug stream: facts in, words out; what rows hold is in none of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from diorama_nb import events
from diorama_nb.dio.fetch import Cost, Fetch
from diorama_nb.errors import one_line
from diorama_nb.query import ALL, Query
from diorama_nb.rows.store import Delta
from diorama_nb.scenery.host import Stats
from diorama_nb.wording import duration, in_words, listed, number, size

NO_ROWS: Final = frozenset({"count", "value", "callback"})
"""What is asked for that brings no rows, or none that are told."""

Line = tuple[str, str]
"""Tag and clause."""


def asked(fetch: Fetch) -> Line:
    """Tell that a source is asked."""
    of = "" if fetch.query == ALL else f" of {in_words(fetch.query, values=False)}"
    held = ", which is held already" if fetch.repeat else ""
    return _tag(fetch), f"#{fetch.number} asks for {fetch.what}{of}: {fetch.why}{held}"


def answered(fetch: Fetch) -> Line:
    """Tell how that ended."""
    took = duration(fetch.seconds or 0.0)
    match fetch.outcome:
        case "failed":
            ended = f"failed after {took}: {fetch.error}"
        case "cancelled":
            ended = f"was given up after {took}"
        case _:
            rows = "" if fetch.kind in NO_ROWS else f": {number(fetch.rows, 'row')}"
            cost = f", {number(fetch.requests, 'request')}" if fetch.requests > 1 else ""
            ended = f"answered in {took}{rows}{cost}"
    return _tag(fetch), f"#{fetch.number} {ended}"


def _tag(fetch: Fetch) -> str:
    return {"detail": "hydrate", "count": "total"}.get(fetch.kind, "source")


def payload(fetch: Fetch, columns: int, held: int, shown: Collection[str] | None) -> Line:
    """Tell how much an answer was, once its rows are held in `held` bytes.

    `shown` are the columns that whoever asked shows; None: all, or nobody knows.
    """
    news = f"{fetch.new:,} new, {fetch.changed:,} changed, {fetch.same:,} as before"
    waste = f" ({fetch.redundant:,} needlessly)" if fetch.redundant else ""
    wide = number(columns, "column") + ("" if shown is None else f" ({len(shown):,} shown)")
    much = f"{number(fetch.rows, 'row')} × {wide}, {size(held)}"
    return "payload", f"#{fetch.number} {much}: {news}{waste}"


def columns(names: list[str]) -> Line:
    """Tell which columns are known."""
    return "payload", f"{number(len(names), 'column')}: {listed(names)}"


def total(rows: int | None) -> Line:
    """Tell how many rows there are."""
    return "total", "unknown" if rows is None else number(rows, "row")


def cache(delta: Delta, held: int) -> Line:
    """Tell what happened to the rows that are held."""
    parts = (("new", delta.inserted), ("changed", delta.changed), ("removed", delta.removed))
    news = ", ".join(f"{len(rows):,} {word}" for word, rows in parts if len(rows))
    return "cache", f"{news}; {number(held, 'row')} held"


def opened(label: str, query: Query) -> Line:
    """Tell that a scenery was opened."""
    return "scenery", f"{label} opened on {in_words(query, values=False)}"


def closed(label: str) -> Line:
    """Tell that a scenery was closed."""
    return "scenery", f"{label} closed"


def turned(label: str, before: Query, after: Query) -> Iterator[Line]:
    """Tell in which ways a scenery shows another query."""
    if before.order != after.order:
        by = ", ".join(o.column + " descending" * o.descending for o in after.order)
        yield "sort", f"{label} by {by or 'the order of the source'}"
    if before.search != after.search:
        text = "nothing" if after.search is None else number(len(after.search), "character")
        yield "search", f"{label} for {text}"
    if before.conditions != after.conditions:
        narrowed = in_words(Query(after.conditions), values=False)
        yield "scenery", f"{label} shows {narrowed}"


def census(sceneries: int, views: int) -> Line:
    """Tell who shows something."""
    return "census", f"{number(sceneries, 'scenery', 'sceneries')}, {number(views, 'view')}"


def heard(count: int, error: Exception | None) -> Line:
    """Tell that news of the source came."""
    ended = "taken in" if error is None else f"not taken in: {one_line(error)}"
    return "watch", f"{number(count, 'change')} {ended}"


def derived(name: str, groups: int, seconds: float) -> Line:
    """Tell that groups or figures were computed."""
    return "derive", f"{name}: {number(groups, 'row')} in {duration(seconds)}"


def event(happened: events.Event, who: str) -> Line | None:
    """Tell an event; None for those that other lines tell."""
    match happened:
        case events.ViewportChanged(range=rows):
            last = max(rows.stop - 1, rows.start)
            return "viewport", f"{who or 'a view'} shows rows {rows.start:,}–{last:,}"
        case events.ViewportClamped(asked=beyond):
            return "viewport", f"{who or 'a view'} asked beyond the end, to {beyond.stop - 1:,}"
        case events.Hydrating(pending=count):
            return "hydrate", f"{number(count, 'row')} wait for details"
        case events.RecordLoadFailed(id=id):
            return "hydrate", f"the detail of {id!r} failed"
        case events.WritePending(id=id, kind=kind):
            return "write", f"{_write(kind, id)} accepted"
        case events.WriteSettled(id=id, kind=kind):
            return "write", f"{_write(kind, id)} done"
        case events.WriteReverted(id=id, kind=kind):
            return "write", f"{_write(kind, id)} taken back"
        case events.WriteFailed(id=id, kind=kind, error=error):
            return "write", f"{_write(kind, id)} failed: {one_line(error)}"
        case events.Refreshing():
            return "dio", "refresh begun"
        case events.RefreshFailed(error=error):
            return "dio", f"refresh failed: {one_line(error)}"
        case events.Seeded():
            return "dio", "first load done"
        case events.Lagged(missed=missed):
            return "dio", f"a listener missed {number(missed, 'event')}"
        case _:
            return None


def _write(kind: str, id: str | None) -> str:
    return kind if id is None else f"{kind} of {id!r}"


def summary(cost: Cost, stats: Stats, coverage: str) -> Iterator[Line]:
    """Tell what all of it cost, as the last thing."""
    fetches, asked = stats.fetches, number(stats.fetches, "fetch", "fetches")
    recent = "" if cost.fetches == fetches else f" (below: the last {cost.fetches:,})"
    requests = number(cost.requests, "request")
    yield "summary", f"{asked}{recent}, {requests}, {duration(cost.seconds)} waited"
    yield "summary", f"{number(cost.rows, 'row')} received, {stats.redundant_rows:,} needlessly"
    again = number(cost.again, "window")
    yield "summary", f"{again} asked again, {stats.repeats:,} times needlessly"
    failed = number(cost.failures, "failure")
    yield "summary", f"{failed}, {number(stats.details, 'detail')} fetched"
    yield "summary", f"held: {coverage}"
