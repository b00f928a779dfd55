"""For which state of a record a write may be done, and how the API is told so."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from diorama_nb.values import as_id
from diorama_nb.vista.rest import rejections
from diorama_nb.vista.rest.details import KEPT, Detail, Details
from diorama_nb.vista.rest.writes import Writes
from diorama_nb.writes.write import Write


@dataclass(slots=True)
class Terms:
    """On which terms a write is sent.

    Attributes
    ----------
    headers : dict of str to str
        ``If-Match``, where the API looks at it.
    version : object
        What the declared column has to say; None where nothing is to be said.
    found : Detail or None
        The record as it is now, where it had to be read.
    gone : bool
        It had to be read, and was not there.
    """

    headers: dict[str, str] = field(default_factory=dict)
    version: Any = None
    found: Detail | None = None
    gone: bool = False


class Versions:
    """The versions that writes of ours have made of others.

    A write that waited behind another one was made for the version before that one. What we
    changed ourselves is no conflict.
    """

    def __init__(self) -> None:
        self._after: OrderedDict[tuple[str, str], Any] = OrderedDict()

    def newest(self, id: str, version: Any) -> Any:
        """Return the version that our writes have made of one."""
        for _ in range(len(self._after)):
            if version is None or (id, as_id(version)) not in self._after:
                break
            version = self._after[id, as_id(version)]
        return version

    def note(self, id: str, was: Any, now: Any) -> None:
        """Note that a write of ours made one version of another."""
        was = self.newest(id, was)
        if was is None or now is None or as_id(was) == as_id(now):
            return
        self._after[id, as_id(was)] = now
        while len(self._after) > KEPT:
            self._after.popitem(last=False)


def _tag(text: str) -> str:
    """Return a text as an ETag, unless it is one."""
    return text if text.endswith('"') and text.startswith(('"', 'W/"')) else f'"{text}"'


class Negotiator:
    """Finds out on which terms writes are sent.

    Parameters
    ----------
    details : Details
        Reads records one by one, and knows their ETags.
    """

    def __init__(self, details: Details) -> None:
        self._details = details
        self._versions = Versions()

    async def terms(self, ways: Writes, write: Write, *, whole: bool = False) -> Terms:
        """Return the terms of a write.

        Parameters
        ----------
        ways : Writes
            How the API takes writes.
        write : Write
            A patch, replace or delete.
        whole : bool
            The record is needed as it is now.

        Raises
        ------
        WriteConflict
            The record was read, and is another one than ``write.before``.
        """
        before, id, terms = write.before, str(write.id), Terms()
        column = ways.version_column
        if before is not None and column is not None:
            value = self._versions.newest(id, before.get(column))
            if value is not None and ways.version is not None:
                terms.version = value
            elif value is not None:
                terms.headers["If-Match"] = _tag(as_id(value))
        tagged = ways.if_match is True
        if tagged and before is not None:
            terms.found = self._details.seen_as(id, before)
        if whole or (tagged and before is not None and terms.found is None):
            terms.found = await self._details.read(id)
            terms.gone = terms.found is None
            if terms.found is not None and rejections.changed(write, terms.found.record):
                raise rejections.conflict(write, terms.found.record)
        if tagged and terms.found is not None and terms.found.etag:
            terms.headers["If-Match"] = terms.found.etag
        return terms

    def done(self, ways: Writes, write: Write, id: str, found: Detail | None) -> None:
        """Note what a write of ours has made of a record."""
        column = ways.version_column
        if found is not None and column is not None and write.before is not None:
            self._versions.note(id, write.before.get(column), found.record.get(column))
