"""What a live table tells the log: where it was, and what came of it; never what rows hold."""

from __future__ import annotations

import logging
from typing import Final, Literal

from diorama_nb.errors import DioramaError

log: Final = logging.getLogger("diorama")

Site = Literal["read list", "read one", "write", "event", "invalidate"]
Outcome = Literal["hit", "miss", "populated", "invalidated", "failed"]


def trace(
    site: Site,
    key: str,
    outcome: Outcome,
    *,
    page: int | str | None = None,
    id: str | None = None,
    op: str | None = None,
) -> None:
    """Log one step at debug level, with its facts as fields of the record.

    Parameters
    ----------
    site : str
        Where in the table it happened.
    key : str
        The table's cache key.
    outcome : str
        What came of it.
    page : int, str or None
        The page of a list.
    id : str or None
        The row that was read, written or told of.
    op : str or None
        Kind of a write or of an event.
    """
    facts = {"cache_key": key, "page": page, "id": id, "op": op, "outcome": outcome}
    about = " ".join(str(fact) for fact in (op, page, id) if fact is not None)
    log.debug("live table %s: %s %s: %s", key, site, about, outcome, extra=facts)


def outcome_of(forgotten: bool) -> Outcome:
    """Return the outcome of a step that should have emptied the cache."""
    return "invalidated" if forgotten else "failed"


def why(error: BaseException) -> str:
    """Return why something failed, without what a foreign error's text may hold."""
    return error.message if isinstance(error, DioramaError) else f"a {type(error).__name__}"
