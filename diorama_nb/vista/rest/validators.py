"""Answers that are kept to be asked for only if they changed: ``ETag`` and ``Last-Modified``.

They are kept in memory, so a new process reads everything once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.rest.messages import Call, Raw

KEPT: Final = 32 * 2**20
"""Bytes of bodies that are kept for one source; those that were used last stay."""


def settled(headers: Mapping[str, str]) -> str:
    """Return when an answer was modified, if that can not happen again in the same second.

    References
    ----------
    RFC 9110, section 8.8.2.2: when ``Last-Modified`` tells two states of an answer apart.
    """
    try:
        modified = parsedate_to_datetime(headers["last-modified"])
        old = (parsedate_to_datetime(headers["date"]) - modified).total_seconds() >= 1
    except (KeyError, ValueError, TypeError):
        return ""
    return str(headers["last-modified"]) if old else ""


class Validators:
    """The answers of one source that have a validator.

    Parameters
    ----------
    most : int
        Bytes to keep; 0 keeps nothing, so that everything is read anew.
    """

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[str, Raw] = OrderedDict()
        self._lock = threading.Lock()  # sources are read from several loops

    def known(self, call: Call, url: httpx.URL, headers: Mapping[str, str]) -> Raw | None:
        """Return the answer that is kept for a request.

        Parameters
        ----------
        call : Call
            The request; only a GET that asks for nothing conditional has one.
        url, headers
            As they are sent: an answer belongs to those who may see it.
        """
        if call.method != "GET" or any(name.lower().startswith("if-") for name in headers):
            return None
        with self._lock:
            key = _key(url, headers)
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, call: Call, url: httpx.URL, raw: Raw) -> None:
        """Keep an answer, if it has a validator and may be kept."""
        if call.method != "GET" or raw.status != 200:
            return
        control = raw.headers.get("cache-control", "").lower()
        fits = asks(raw) and "no-store" not in control and raw.headers.get("vary") != "*"
        with self._lock:
            key = _key(url, raw.sent)
            if (old := self._kept.pop(key, None)) is not None:
                self._size -= len(old.content)
            if not fits or len(raw.content) > self._most:
                return
            self._kept[key] = raw
            self._size += len(raw.content)
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1].content)


def asks(raw: Raw) -> dict[str, str]:
    """Return the headers that ask for another answer than this one; none if nothing can."""
    if etag := raw.headers.get("etag"):
        return {"If-None-Match": etag}
    return {"If-Modified-Since": modified} if (modified := settled(raw.headers)) else {}


def confirmed(known: Raw, answer: Raw) -> Raw:
    """Return an answer that is kept, after a 304 with newer headers."""
    newer = {k: v for k, v in answer.headers.items() if k != "content-length"}
    return Raw(known.status, known.headers | newer, known.content, known.sent)


def _key(url: httpx.URL, headers: Mapping[str, str]) -> str:
    return digest(str(url), *(f"{name}: {headers[name]}" for name in sorted(headers)))
