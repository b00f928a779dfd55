"""For whom work is done: said where it begins, known wherever it leads, passed by nobody.

A reason travels as a context variable: tasks that are started under it inherit it. The
innermost one counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final


class Reason:
    """Why something is asked of a source.

    Attributes
    ----------
    cause : str
        What made it necessary, e.g. ``"viewport"`` or ``"refresh"``; blank where nobody said.
    who : str
        Who wants it, e.g. ``"scenery #1"``; blank where that adds nothing.
    fetches : int
        Times a source was asked for this reason so far.
    """

    __slots__ = ("cause", "fetches", "who")

    def __init__(self, cause: str, who: str = "") -> None:
        self.cause = cause
        self.who = who
        self.fetches = 0


def said(cause: str, who: str) -> str:
    """Return a reason in words, e.g. ``"viewport (scenery #1)"``."""
    return " ".join([cause, *([f"({who})"] if who else [])]) if cause else who or "unsaid"


_reason: Final[ContextVar[Reason | None]] = ContextVar("diorama_reason", default=None)
_needless: Final[ContextVar[bool]] = ContextVar("diorama_needless", default=False)


@contextmanager
def because(cause: str, who: str = "") -> Iterator[Reason]:
    """Say why whatever is asked inside, and by tasks started inside, is asked."""
    reason = Reason(cause, who)
    token = _reason.set(reason)
    try:
        yield reason
    finally:
        _reason.reset(token)


def current() -> Reason:
    """Return the reason for what happens here."""
    return _reason.get() or Reason("")


@contextmanager
def without_need(held: bool) -> Iterator[None]:
    """Say whether what is asked inside is held already, and not stale."""
    token = _needless.set(held)
    try:
        yield
    finally:
        _needless.reset(token)


def needless() -> bool:
    """Whether what is asked here is held already, and not stale."""
    return _needless.get()
