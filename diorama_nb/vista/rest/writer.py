"""Sends writes to a REST API, and finds out what it stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import httpx

from diorama_nb.errors import (
    ShapeChanged,
    SourceError,
    SourceUnavailable,
    Unsupported,
    WriteError,
    WriteRejected,
)
from diorama_nb.values import Record, as_id
from diorama_nb.vista.rest import rejections, shape
from diorama_nb.vista.rest.details import GONE, Detail, Details
from diorama_nb.vista.rest.encode import MEDIA
from diorama_nb.vista.rest.failures import RETRIED
from diorama_nb.vista.rest.messages import Call, Reply
from diorama_nb.vista.rest.origin import with_params
from diorama_nb.vista.rest.outgoing import body_of, named
from diorama_nb.vista.rest.reader import Reader
from diorama_nb.vista.rest.spec import AUTO
from diorama_nb.vista.rest.terms import Negotiator, Terms
from diorama_nb.vista.rest.writes import Writes
from diorama_nb.vista.trust import unproven
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.write import Stored, Write

REFUSALS: Final = frozenset({*range(400, 500), 501}) - RETRIED
"""Statuses by which a source refuses a write for good."""

_CONFLICTS: Final = frozenset({409, 412})
_SURE: Final = ("id", "_id", "uuid")


class Writer:
    """Applies writes, one call each.

    Parameters
    ----------
    reader : Reader
        What is known of the API, and the way there.
    details : Details
        Reads records one by one.
    """

    def __init__(self, reader: Reader, details: Details) -> None:
        self._reader = reader
        self._details = details
        self._negotiator = Negotiator(details)

    @property
    def ways(self) -> Writes:
        """How the API takes writes."""
        return self._reader.plan.writes or Writes(None, None, None, None)

    async def apply(self, write: Write) -> Stored:
        """Apply a write that is about one record.

        Raises
        ------
        NotFound
            A change of a record that does not exist.
        WriteRejected
            The source refuses it, or it can not be sent; with what is wrong by field.
        WriteConflict
            The record changed at the source since ``write.before``.
        SourceError
            As in reading. After a `SourceUnavailable` the write may have been applied.
        """
        match write.kind:
            case "insert":
                return await self._insert(write)
            case "delete":
                return await self._delete(write)
            case "replace":
                return await self._replace(write)
            case _:
                return await self._patch(write)

    # --- the kinds -------------------------------------------------------------------------

    async def _insert(self, write: Write) -> Stored:
        ways, id = self.ways, write.id
        if id is not None and ways.exists == "ask" and (there := await self._details.read(id)):
            return Stored(id, there.record)
        record = named(write, self._reader)
        body = body_of(record, id, self._reader, ways, new=True)
        if ways.insert == "PUT":
            if id is None:
                raise WriteRejected(
                    "this source makes no ids", hint="insert_value(id, record) gives one"
                )
            none = {"If-None-Match": "*"}
            reply = await self._send(write, "PUT", self._at(id), body, none)
        else:
            url = self._reader.rules.url.copy_with(query=None)
            reply = await self._send(
                write, "POST", with_params(url, self._reader.rules.params), body
            )
        if reply.ok:
            return await self._stored(write, reply)
        twice = reply.status in _CONFLICTS or ways.exists == "refused"
        if id is not None and twice and (there := await self._details.read(id)):
            return Stored(id, there.record)
        raise self._refused(write, reply)

    async def _patch(self, write: Write) -> Stored:
        ways = self.ways
        if ways.update is None:
            raise Unsupported(
                "update", self._reader.rules.name, enable='writes={"update": "patch"}'
            )
        whole = ways.update == "PUT"
        terms = await self._negotiator.terms(ways, write, whole=whole)
        if terms.gone:
            raise rejections.missing(write)
        patch = write.patch
        if whole and terms.found is not None:
            patch = {**terms.found.record, **patch}
        return await self._change(write, ways.update, patch, terms)

    async def _replace(self, write: Write) -> Stored:
        ways = self.ways
        if ways.replace is None:
            raise Unsupported(
                "update", self._reader.rules.name, enable="patch_value changes single columns"
            )
        merged = ways.replace == "PATCH"
        terms = await self._negotiator.terms(ways, write, whole=merged)
        if terms.gone and (write.before is not None or ways.insert is None):
            raise rejections.conflict(write, None)
        if terms.gone:
            return await self._insert(write)
        record = named(write, self._reader)
        if merged and terms.found is not None:
            record = dict.fromkeys(terms.found.record) | record
        return await self._change(write, ways.replace, record, terms)

    async def _change(
        self, write: Write, verb: str, record: Mapping[str, Any], terms: Terms
    ) -> Stored:
        column = self.ways.version
        if column is not None and terms.version is not None:
            record = {**record, column: terms.version}
        url = self._at(str(write.id))
        body = body_of(record, write.id, self._reader, self.ways)
        reply = await self._send(write, verb, url, body, terms.headers)
        if reply.ok:
            return await self._stored(write, reply)
        if reply.status in _CONFLICTS:
            return await self._contested(write, reply)
        if reply.status in GONE and write.kind == "replace":
            if write.before is not None:
                raise rejections.conflict(write, None)
            if self.ways.insert is not None:  # another request, and so another key
                key = f"{write.idempotency_key}-insert"
                return await self._insert(replace(write, idempotency_key=key))
        raise self._refused(write, reply)

    async def _delete(self, write: Write) -> Stored:
        terms = await self._negotiator.terms(self.ways, write)
        if terms.gone:
            return Stored(write.id)
        url = self._at(str(write.id))
        if self.ways.version is not None and terms.version is not None:
            url = url.copy_merge_params({self.ways.version: as_id(terms.version)})
        reply = await self._send(write, "DELETE", url, None, terms.headers)
        if reply.ok or reply.status in GONE:
            self._details.forget(str(write.id))
            return Stored(write.id)
        if reply.status in _CONFLICTS:
            return await self._contested(write, reply)
        raise self._refused(write, reply)

    async def clear(self, write: Write, rows: Vista) -> Stored:
        """Delete the rows of a Vista: one by one, or all by one request where that is declared.

        An address that ignores what narrows it would delete more: it is used for the whole set
        only.
        """
        rules = self._reader.rules
        address = rules.detail_of(self.ways.clear)
        if address is not None and not write.query.is_narrowed:
            url = with_params(self._reader.join(rules.url, address), rules.params)
            reply = await self._send(write, "DELETE", url, None)
            if not reply.ok:
                raise self._refused(write, reply)
            return Stored()
        for id, record in (await rows.list_values(require="complete")).items():
            key = f"{write.idempotency_key}-{id}"
            await self._delete(Write("delete", id, before=record, idempotency_key=key))
        return Stored()

    # --- what goes out ---------------------------------------------------------------------

    def _at(self, id: str) -> httpx.URL:
        url = self._details.url(id)
        if url is None:
            raise WriteRejected(f"no address can name the id {id!r}", hint="use another id")
        return url

    async def _send(
        self,
        write: Write,
        method: str,
        url: httpx.URL,
        body: bytes | None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        name = self.ways.idempotency_header
        key = {name: write.idempotency_key} if name else {}
        repeat = bool(key) or method in ("PUT", "DELETE")
        plain = body is None or self.ways.format == "json"
        kind = {} if plain else {"Content-Type": MEDIA[self.ways.format]}
        sent = {**kind, **key, **(headers or {})}
        call = Call(method, url, body, sent, REFUSALS, repeat=repeat)
        try:
            reply = await self._reader.transport.send(call)
            known = write.before is not None or "If-Match" in sent
            if reply.status == 428 and self.ways.if_match and not known:
                # It was made for whatever the record is now.
                any_state = replace(call, headers={**sent, "If-Match": "*"})
                reply = await self._reader.transport.send(any_state)
            return reply
        except SourceUnavailable as error:
            if not repeat and unproven(error) is None:  # else nothing was sent
                error.hint = (
                    "it may have been done: look at the source. An API that knows keys takes "
                    'it again: writes={"idempotency_header": "Idempotency-Key"}'
                )
            raise

    # --- what comes back -------------------------------------------------------------------

    async def _stored(self, write: Write, reply: Reply) -> Stored:
        """Return what was stored: from the answer, or read anew where that does not tell."""
        record = self._details.record(reply.body.data)
        told = self._id_in(record)
        shown = record is not None and write.patch.keys() <= record.keys()
        if write.kind == "insert":
            id = told or self._details.id_at(reply.body.headers.get("location")) or write.id
        else:  # an id beside something else, such as that of a job, is not the record's
            id = told if shown and told else write.id
        if write.id is not None:
            self._details.forget(write.id)
        if id is None:
            raise ShapeChanged(
                "the record was stored, and the answer does not tell its id",
                hint='declare where it stands: record="data", id="sku"',
                request=reply.request,
                status=reply.status,
            )
        if record is not None and shown and told is not None:
            return self._noted(write, self._details.remember(id, record, reply), id)
        try:
            found = await self._details.read(id)
        except SourceError:  # done it is nevertheless
            found = None
        return self._noted(write, found, id)

    def _noted(self, write: Write, found: Detail | None, id: str) -> Stored:
        self._negotiator.done(self.ways, write, id, found)
        return Stored(id, found.record if found is not None else None)

    def _id_in(self, record: Record | None) -> str | None:
        if not record:
            return None
        rule = self._reader.plan.id
        if rule == AUTO:  # nothing was read yet: a name would be a guess
            rule = next((name for name in _SURE if record.get(name) is not None), None)
        try:
            return shape.id_of(record, rule) if rule else None
        except ShapeChanged:
            return None

    async def _contested(self, write: Write, reply: Reply) -> Stored:
        """Tell a conflict from a write that was done already, and whose answer was lost."""
        found = await self._details.read(str(write.id))
        record = None if found is None else found.record
        if rejections.holds(write, record, self.ways.version_column):
            return self._noted(write, found, str(write.id))
        raise _of(rejections.conflict(write, record, reply.said), reply)

    def _refused(self, write: Write, reply: Reply) -> Exception:
        error = rejections.rejection(
            write,
            reply.request,
            reply.status,
            reply.body.data,
            reply.said,
            allow=reply.body.headers.get("allow", ""),
            clean=self._reader.keyring.redact,
        )
        return _of(error, reply) if isinstance(error, WriteError) else error


def _of(error: WriteError, reply: Reply) -> WriteError:
    """Return an error with the answer that raised it."""
    error.request, error.status, error.server_message = reply.request, reply.status, reply.said
    return error
