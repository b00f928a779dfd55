"""A draft of one record: what is wanted, over what is measured. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from diorama_nb.errors import DioramaError, WriteRejected
from diorama_nb.values import MISSING, Record, equal, same_record


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A record as somebody wants it; every method returns another draft, or this one as it is.

    Columns nobody touched follow the record. One that was edited holds its wanted value, until
    the record has that by itself. While edits are being sent the record is not measured: what
    is shown of it then may be these very edits, and be taken back.

    Attributes
    ----------
    baseline : Record or None
        The record as it was measured last; None when there is none.
    edits : Record
        Column → wanted value; none of them is what the source has, as far as that is known.
    sending : Record or None
        The edits that are on their way.
    """

    baseline: Record | None = None
    edits: Record = field(default_factory=dict)
    sending: Record | None = None

    @property
    def data(self) -> Record:
        """The record as it is wanted."""
        return {**(self.baseline or {}), **self.edits}

    @property
    def dirty(self) -> frozenset[str]:
        """Columns that are wanted otherwise than they are."""
        return frozenset(self.edits)

    def set(self, column: str, value: Any) -> Draft:
        """Want a value; the one that is measured already is no edit."""
        if column in self.edits and equal(self.edits[column], value):
            return self
        if self._is_measured(column, value) and column not in (self.sending or {}):
            return self.revert(column)
        return replace(self, edits={**self.edits, column: value})

    def revert(self, *columns: str) -> Draft:
        """Want what is measured; without columns, of the whole record."""
        gone = self.dirty.intersection(columns or self.dirty)
        edits = {column: value for column, value in self.edits.items() if column not in gone}
        # What is on its way will come: the old value has to be wanted against it.
        base, sending = self.baseline or {}, self.sending or {}
        edits |= {column: base[column] for column in gone & sending.keys() & base.keys()}
        return self if same_record(edits, self.edits) else replace(self, edits=edits)

    def measure(self, record: Record | None, *, sure: bool = True) -> Draft:
        """Take the record as it is now; not while edits are sent.

        Parameters
        ----------
        record : Record or None
            The record; None when there is none.
        sure : bool
            Whether the source has it so. A value that is only shown until the source has
            answered takes the place of no edit.
        """
        if self.sending is not None:
            return self
        same = self._is_like(record)
        if not sure:
            return self if same else replace(self, baseline=record)
        if same and not any(self._is_measured(*edit) for edit in self.edits.items()):
            return self
        return self._over(record, self.edits)

    def asked(self, edits: Mapping[str, Any]) -> Record:
        """Return those of some earlier edits that are still wanted and not there."""
        return {
            column: value
            for column, value in edits.items()
            if column in self.edits and not self._is_measured(column, value)
        }

    def send(self, edits: Record) -> Draft:
        """Begin to send some edits."""
        return replace(self, sending=edits)

    def saved(self, sent: Mapping[str, Any], record: Record | None) -> Draft:
        """Take the record after edits were stored; what was edited again meanwhile is kept."""
        left = {
            column: value
            for column, value in self.edits.items()
            if column not in sent or not equal(value, sent[column])
        }
        return self._over(record, left)

    def failed(self, record: Record | None) -> Draft:
        """Take the record after edits were refused; every edit is kept."""
        return self._over(record, self.edits)

    def _over(self, record: Record | None, edits: Record) -> Draft:
        base = Draft(record)
        return Draft(record, {c: v for c, v in edits.items() if not base._is_measured(c, v)})

    def _is_measured(self, column: str, value: Any) -> bool:
        return equal((self.baseline or {}).get(column, MISSING), value)

    def _is_like(self, record: Record | None) -> bool:
        if record is None or self.baseline is None:
            return record is self.baseline
        return same_record(record, self.baseline)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a draft was not stored.

    Attributes
    ----------
    message : str
        For the whole record.
    fields : dict of str to str
        Column → what is wrong with it, where that was told.
    """

    message: str
    fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: BaseException) -> Rejection:
        """Read an error; a `WriteRejected` counts also when others are wrapped around it."""
        for cause in _causes(error):
            if isinstance(cause, WriteRejected):
                return cls(cause.message, dict(cause.fields))
        if isinstance(error, DioramaError):
            return cls(error.message)
        return cls(str(error) or type(error).__name__)

    def without(self, column: str) -> Rejection:
        """Return it without what was wrong with a column, which has another value now."""
        if column not in self.fields:
            return self
        return replace(self, fields={c: why for c, why in self.fields.items() if c != column})


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those it was raised from or because of, each once."""
    queue, seen = [error], set[int]()
    while queue:
        error = queue.pop(0)
        if id(error) in seen:
            continue
        seen.add(id(error))
        yield error
        if isinstance(error, BaseExceptionGroup):
            queue += error.exceptions
        context = None if error.__suppress_context__ else error.__context__
        queue += [cause for cause in (error.__cause__, context) if cause is not None]
