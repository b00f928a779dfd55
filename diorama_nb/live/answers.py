"""The answers a live table keeps: lists, pages and single rows, as rows with facts. Pure.

Tokens of a next page are not kept: they belong to one conversation with a server, and may be
worth nothing, or be a secret, when the page is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic, TypeVar

from diorama_nb.cache.segments import Part, pack, unpack
from diorama_nb.coverage import Coverage
from diorama_nb.frames import Rows
from diorama_nb.rows.records import Records, as_table
from diorama_nb.values import Record
from diorama_nb.vista.source import Page

T = TypeVar("T")

OLD: Final = "read before the last write; the source does not answer"
"""Why a stale answer is one, in the words of its coverage or note."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows with what else was said of them.

    Attributes
    ----------
    rows : mapping of str to Record
        id → record, in order.
    facts : dict of str to object
        Plain values.
    era : str
        The era in which reading them began; "" while they are not kept.
    age : float
        Seconds since they were kept.
    """

    rows: Mapping[str, Record]
    facts: Mapping[str, Any] = field(default_factory=dict)
    era: str = ""
    age: float = 0.0

    def pack(self, era: str, now: float) -> Record:
        """Return the answer as one record of a cache table.

        Parameters
        ----------
        era : str
            The era in which reading it began.
        now : float
            Seconds since the epoch.

        Raises
        ------
        ValueRefused
            If a row holds what no cache can keep exactly.
        """
        rows = pack(Part(as_table(self.rows)))
        return {"era": era, "at": now, "facts": dict(self.facts), "rows": rows}

    @classmethod
    def unpack(cls, record: Record, now: float) -> Answer:
        """Return the answer that `pack` made a record of."""
        rows = Records(unpack(record["rows"]).rows)
        return cls(rows, record["facts"], record["era"], now - record["at"])


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """How one kind of answer is kept.

    Attributes
    ----------
    keep : callable
        Returns what is to be kept of an answer; None for one that is better read again.
    restore : callable
        Returns the answer anew; `stale` where it is only better than none.
    """

    keep: Callable[[T], Answer | None]
    restore: Callable[[Answer, bool], T]


def _keep_list(rows: Rows) -> Answer | None:
    held = rows.coverage
    if held.complete is False or held.stale:
        return None
    facts = {
        "total": held.total, "complete": held.complete, "reason": held.reason,
        "drift": held.drift,
    }  # fmt: skip
    return Answer(rows.records, {"coverage": facts, "types": rows.types})


def _restore_list(answer: Answer, stale: bool) -> Rows:
    coverage = Coverage(len(answer.rows), **answer.facts["coverage"], stale=stale)
    if stale:
        coverage = replace(coverage, reason=OLD)
    info = {"age": answer.age}
    return Rows(answer.rows, coverage, types=answer.facts["types"], info=info)


def _keep_page(page: Page) -> Answer | None:
    if page.note:
        return None  # it looked wrong to whoever read it
    facts = {"total": page.total, "end": page.end, "received": page.received}
    return Answer(page.rows, facts)


def _restore_page(answer: Answer, stale: bool) -> Page:
    note = OLD if stale else ""
    return Page(dict(answer.rows), requests=0, note=note, **answer.facts)


def _keep_record(record: Record | None) -> Answer | None:
    return None if record is None else Answer({"": record})


def _restore_record(answer: Answer, stale: bool) -> Record | None:
    return answer.rows[""]


LIST: Final = Form(_keep_list, _restore_list)
PAGE: Final = Form(_keep_page, _restore_page)
RECORD: Final = Form(_keep_record, _restore_record)
