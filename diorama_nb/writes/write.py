"""What we tell a source: one frozen write, and what it makes of a record. Pure."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Final, Literal

from diorama_nb.errors import SpecError
from diorama_nb.query import ALL, Query
from diorama_nb.values import Record, as_id

Kind = Literal["insert", "replace", "patch", "delete", "clear"]

NEEDS: Final[dict[str, str]] = {
    "insert": "insert", "replace": "update", "patch": "update",
    "delete": "delete", "clear": "delete",
}  # fmt: skip
"""Kind of a write → the capability a source needs for it."""


@dataclass(frozen=True, slots=True)
class Write:
    """One write; frozen, so that it may be kept, sent again and compared.

    Parameters
    ----------
    kind : "insert", "replace", "patch", "delete" or "clear"
        ``insert`` leaves a record that exists as it is, ``replace`` writes it whether it exists
        or not, ``patch`` changes some columns of one that exists, ``delete`` of a missing one
        is no error, ``clear`` deletes every row of `query`.
    id : str or None
        The record. None for ``clear``, and for an ``insert`` whose id the source makes.
    patch : Record
        The whole record of an insert or replace; the changed columns of a patch.
    before : Record or None
        The record as it was known when the write was made, for conflict checks and undo.
    query : Query
        The rows that ``clear`` deletes.
    idempotency_key : str
        Names this write over retries and restarts, so that a source can apply it only once.

    Raises
    ------
    SpecError
        If the kind is none, or does not fit the id.
    """

    kind: Kind
    id: str | None = None
    patch: Record = field(default_factory=dict)
    before: Record | None = None
    query: Query = ALL
    idempotency_key: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        if self.kind not in NEEDS:
            raise SpecError.unknown("kind of write", self.kind, NEEDS)
        if self.id is None and self.kind not in ("insert", "clear"):
            raise SpecError(f"a {self.kind} needs an id", hint=f'Write("{self.kind}", "7")')
        if self.id is not None:
            object.__setattr__(self, "id", as_id(self.id))
        if self.id is not None and self.kind == "clear":
            raise SpecError("a clear has no id", hint='Write("delete", "7") deletes one row')

    @property
    def needs(self) -> str:
        """The capability a source needs for it: ``insert``, ``update`` or ``delete``."""
        return NEEDS[self.kind]

    @property
    def after(self) -> Record | None:
        """The record as the write leaves it, as far as that is known here."""
        return self.fold(self.before)

    def fold(self, record: Record | None) -> Record | None:
        """Return what this write makes of a record; None stands for "there is none"."""
        match self.kind:
            case "insert":
                return dict(self.patch) if record is None else record
            case "replace":
                return dict(self.patch)
            case "patch":
                return None if record is None else {**record, **self.patch}
            case "delete":
                return None
            case "clear":
                return None if record is None or self.query.matches(record) else record

    def __str__(self) -> str:
        return f"{self.kind} {self.query if self.id is None else self.id}"


@dataclass(frozen=True, slots=True)
class Stored:
    """What a source made of a write.

    Attributes
    ----------
    id : str or None
        The id under which the record is stored, which may be another than was asked for.
    record : Record or None
        The record as the source stored it; None where it did not say, or there is none now.
    """

    id: str | None = None
    record: Record | None = None
