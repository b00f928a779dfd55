"""What a Dio tells the log at debug level: where it was, and what came of it, as fields.

Never what rows hold: ids, kinds and counts only.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Literal

from diorama_nb.changes import Change
from diorama_nb.events import Event, Invalidated, RefreshFailed, WriteFailed, WriteSettled

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio
    from diorama_nb.dio.fetch import Fetch

log: Final = logging.getLogger("diorama")

Site = Literal["read list", "read one", "write", "event", "invalidate"]
Outcome = Literal["hit", "miss", "populated", "invalidated", "failed"]


def span(
    dio: Dio,
    site: Site,
    outcome: Outcome,
    *,
    page: str | None = None,
    id: str | None = None,
    op: str | None = None,
) -> None:
    """Log one step, with its facts as fields of the record; costs nothing while that is off.

    Parameters
    ----------
    dio : Dio
        Where it happened.
    site : str
        At which step.
    outcome : str
        What came of it.
    page : str or None
        The rows that were read.
    id : str or None
        The row that was read, written or told of.
    op : str or None
        Kind of the fetch, the write or the event.
    """
    if not log.isEnabledFor(logging.DEBUG):
        return
    facts = {"cache_key": dio.cache.name, "page": page, "id": id, "op": op, "outcome": outcome}
    about = " ".join(fact for fact in (op, page, id) if fact is not None)
    log.debug("%s: %s %s: %s", dio.name, site, about, outcome, extra=facts)


def fetched(dio: Dio, fetch: Fetch) -> None:
    """Log that a fetch ended."""
    if log.isEnabledFor(logging.DEBUG):
        site: Site = "read one" if fetch.kind in ("one", "detail") else "read list"
        page = fetch.what if site == "read list" else None
        outcome: Outcome = "populated" if fetch.outcome == "answered" else "failed"
        span(dio, site, outcome, page=page, id=fetch.id, op=fetch.kind)


def taken(dio: Dio, change: Change, error: Exception | None) -> None:
    """Log that news of the source were taken in, or could not be."""
    if log.isEnabledFor(logging.DEBUG):
        id = getattr(change, "id", None)
        done: Outcome = "populated" if id is not None else "invalidated"
        op = type(change).__name__
        span(dio, "event", done if error is None else "failed", id=id, op=op)


def heard(dio: Dio, event: Event) -> None:
    """Log what an event tells of writes and of invalidations."""
    match event:
        case WriteSettled():
            span(dio, "write", "populated", id=event.id, op=event.kind)
        case WriteFailed():
            span(dio, "write", "failed", id=event.id, op=event.kind)
        case Invalidated():
            span(dio, "invalidate", "invalidated")
        case RefreshFailed():
            span(dio, "invalidate", "failed")
