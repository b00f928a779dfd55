"""Records by their own addresses, and the ETags they were last seen with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

import httpx

from diorama_nb.errors import ShapeChanged
from diorama_nb.values import Record, same_record
from diorama_nb.vista.rest import shape
from diorama_nb.vista.rest.flatten import FLAT
from diorama_nb.vista.rest.messages import Reply
from diorama_nb.vista.rest.origin import with_params
from diorama_nb.vista.rest.reader import Reader

GONE: Final = frozenset({404, 410})
"""Statuses that mean "no such record"."""

KEPT: Final = 1000
"""Records whose ETags are remembered."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A record as its address showed it, with its ETag if there was one."""

    record: Record
    etag: str | None = None


class Details:
    """Reads records one by one.

    Parameters
    ----------
    reader : Reader
        Knows the address and the way there.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._seen: OrderedDict[str, Detail] = OrderedDict()

    def url(self, id: str) -> httpx.URL | None:
        """Return the address of a record; None where no address can name it."""
        template = self._reader.plan.detail
        if template is None or id.strip(".") == "":  # ".." would lead out of the list
            return None
        name = id.replace("'", "''") if "'{id}'" in template else id  # a text, as OData has it
        target = self._reader.join(
            self._reader.rules.url, template.replace("{id}", quote(name, safe=""))
        )
        return with_params(target, self._reader.rules.params)

    async def read(self, id: str, *, skips: bool = False) -> Detail | None:
        """Read a record; None when there is none.

        Parameters
        ----------
        skips : bool
            Whether a record may be left out, where that is declared of a status.

        Raises
        ------
        ShapeChanged
            If the answer is no record.
        """
        if (url := self.url(id)) is None:
            return None
        plan = self._reader.plan
        gone = (GONE | {plan.missing or 404} | plan.meaning("empty")) - plan.meaning("ok")
        gone |= plan.meaning("skip") if skips else set()
        reply = await self._reader.transport.get(url, accept=gone)
        if reply.status in gone or reply.body.data is None:  # some say `null` of one deleted
            self._seen.pop(id, None)
            return None
        record = self.record(reply.body.data)
        if record is None:
            raise ShapeChanged(
                f"the answer for {id!r} is no record",
                hint="check detail= and record=",
                request=reply.request,
                status=reply.status,
            )
        return self.remember(id, record, reply)

    def record(self, data: Any) -> Record | None:
        """Return the record in an answer for one; None where there is none."""
        plan = self._reader.plan
        found = shape.at(data, plan.record or "$")
        if not isinstance(found, Mapping):
            return None
        self._reader.note_kinds(found)
        return self._reader.types.record(FLAT.get(plan.shape or "", dict)(found))

    def remember(self, id: str, record: Record, reply: Reply) -> Detail:
        """Keep the ETag of a record that an answer held."""
        detail = Detail(record, _strong(reply.body.headers.get("etag")))
        self._seen[id] = detail
        self._seen.move_to_end(id)
        while len(self._seen) > KEPT:
            self._seen.popitem(last=False)
        return detail

    def forget(self, id: str) -> None:
        """Forget the ETag of a record that is not as it was seen any more."""
        self._seen.pop(id, None)

    def seen_as(self, id: str, record: Record) -> Detail | None:
        """Return a record with its ETag, if it was last seen with these very values."""
        detail = self._seen.get(id)
        known = detail is not None and detail.etag and same_record(detail.record, record)
        return detail if known else None

    def id_at(self, address: str | None) -> str | None:
        """Return the id in the address of a record, such as a ``Location`` header."""
        if not address:
            return None
        path = urlsplit(address).path
        before, _, after = urlsplit(self._reader.plan.detail or "").path.partition("{id}")
        if path.startswith(before) and path.endswith(after) and len(path) > len(before + after):
            return unquote(path[len(before) : len(path) - len(after)])
        return unquote(path.rstrip("/").rpartition("/")[2]) or None


def _strong(etag: str | None) -> str | None:
    """Return an ETag that ``If-Match`` can be answered with: a weak one never matches."""
    return etag if etag and not etag.startswith("W/") else None
