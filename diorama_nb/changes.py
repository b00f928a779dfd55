"""What a source tells us: rows that came, changed or went, and news it may have lost."""

from __future__ import annotations

from dataclasses import dataclass

from diorama_nb.values import Record


@dataclass(frozen=True, slots=True)
class Inserted:
    """A record is new; `record` is None when the source only rang the bell."""

    id: str
    record: Record | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Updated:
    """A record changed; `record` is the whole new one, or None when it must be re-read."""

    id: str
    record: Record | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """A record is gone."""

    id: str
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Invalidated:
    """Something changed and the source does not say what: re-read everything."""

    reason: str = ""
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """News may have been lost since `since`: reconcile with the source.

    With a `token`, whoever has reconciled can go on behind it.
    """

    since: str | None = None
    reason: str = ""
    token: str | None = None


Change = Inserted | Updated | Deleted | Invalidated | Gap
