"""The event-stream format, taken apart as its bytes arrive; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_END: Final = re.compile(rb"\r\n|\r|\n")
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, its data, and the last id that was told up to it."""

    name: str
    data: str
    id: str = ""


class TooLong(Exception):
    """An event is longer than allowed."""


class EventStream:
    """Takes an event stream apart, however its bytes are cut into chunks.

    Parameters
    ----------
    limit : int
        Bytes of one event; a longer one raises `TooLong` while it arrives.
    last_id : str
        The id the stream goes on behind.

    Attributes
    ----------
    last_id : str
        The last id that was told.
    retry : float or None
        Seconds the server asks to wait before it is asked again.

    References
    ----------
    WHATWG, HTML Living Standard, section 9.2.6 "Interpreting an event stream".
    """

    def __init__(self, limit: int, last_id: str = "") -> None:
        self.last_id = last_id
        self.retry: float | None = None
        self._limit = limit
        self._line = bytearray()
        self._first = True
        self._after_cr = False
        self._name = ""
        self._id = last_id
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Yield the events that a chunk completes.

        Raises
        ------
        TooLong
            If an event is longer than the limit.
        """
        if self._after_cr and chunk:  # the second half of a line end that was cut
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        if not chunk:
            return
        start = 0
        for end in _END.finditer(chunk):
            self._grow(chunk[start : end.start()])
            start = end.end()
            line, self._line = bytes(self._line), bytearray()
            if self._first:
                line, self._first = line.removeprefix(_BOM), False
            if line:
                self._take(line)
            elif (event := self._dispatch()) is not None:
                yield event
        self._grow(chunk[start:])
        self._after_cr = chunk.endswith(b"\r")

    def _grow(self, piece: bytes) -> None:
        self._line += piece
        if len(self._line) + self._size > self._limit:
            raise TooLong

    def _take(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        match name:
            case b"data":
                self._data.append(value)
                self._size += len(line)
            case b"event":
                self._name = value.decode("utf-8", "replace")
            case b"id" if b"\0" not in value:
                self._id = value.decode("utf-8", "replace")
            case b"retry" if value.isdigit():
                self.retry = int(value[:12]) / 1000
            case _:
                pass  # a comment, or a field nobody knows

    def _dispatch(self) -> Event | None:
        name, data = self._name or "message", b"\n".join(self._data)
        empty = not self._data
        self._name, self._data, self._size = "", [], 0
        self.last_id = self._id
        return None if empty else Event(name, data.decode("utf-8", "replace"), self.last_id)
