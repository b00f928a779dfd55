"""How a command ends: what it says when it failed, and its exit code."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from typing import IO, Any, Final

import click

from diorama_nb.cli.output import printable
from diorama_nb.errors import (
    CoverageError,
    DioramaError,
    NotFound,
    SourceMissing,
    SpecError,
)

FAILED, USAGE, NOT_FOUND, INCOMPLETE = 1, 2, 3, 4
INTERRUPTED, PIPE_CLOSED = 130, 141
"""128 and the number of the signal, as shells have it."""

CODES: Final = (
    ("0", "all went well"),
    (str(FAILED), "the source, the cache or a write failed"),
    (str(USAGE), "the command line makes no sense; nothing was sent"),
    (str(NOT_FOUND), "there is no such record, list or file"),
    (str(INCOMPLETE), "all was asked for, and a part was found: it is on stdout"),
    (str(INTERRUPTED), "interrupted with Ctrl-C"),
)
"""Exit code → what it says."""

AGAIN: Final = "--refresh reads the source again"

_TYPED: Final = {
    "await ": AGAIN,
    "declare them: writes=": (
        "--style NAME, for an API that is known to take writes: json-server, odata, jsonapi, …"
    ),
    "check the address and the network": "check the address and the network",
    "try again later, or allow more": "try again later",
}
"""How a hint for Python begins → what to type here."""

_DEBUG: Final = "diorama.debug"


class Failed(click.ClickException):
    """An error as a person reads it: what happened, what to type next.

    Parameters
    ----------
    message, hint : str
        See `diorama_nb.DioramaError`.
    exit_code : int
        What the command ends with.
    """

    def __init__(self, message: str, hint: str = "", exit_code: int = FAILED) -> None:
        super().__init__(message)
        self.hint = hint
        self.exit_code = exit_code  # type: ignore[misc] # click's own way to say it

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it to stderr."""
        say(f"Error: {self.message}")
        if self.hint:
            say(f"  hint: {self.hint}")


def failure(error: Exception) -> Failed:
    """Return an error as it is shown, with its exit code."""
    if not isinstance(error, DioramaError):
        text = f"{type(error).__name__}: {error}"
        return Failed(text, "--debug shows where it happened; it may be a bug of diorama")
    match error:
        case SpecError():
            code = USAGE
        case NotFound() | SourceMissing():
            code = NOT_FOUND
        case CoverageError():
            code = INCOMPLETE
        case _:
            code = FAILED
    typed = (said for begin, said in _TYPED.items() if error.hint.startswith(begin))
    return Failed(error.message, next(typed, error.hint), code)


def say(text: str) -> None:
    """Print a line for people: to stderr, so that stdout holds data only."""
    click.echo("\n".join(map(printable, text.split("\n"))), err=True)


def hush() -> None:
    """Send what is still to be written nowhere: nobody reads it any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):  # a stream without a file, as in tests
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 # until the process ends
    finally:
        os.close(nowhere)


def debug(context: click.Context, _option: click.Parameter, on: bool) -> None:
    """Have logs, with requests but no secrets, written to stderr, and errors whole."""
    if not on:
        return
    context.meta[_DEBUG] = True
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    for name, level in ("diorama", logging.DEBUG), ("httpx", logging.INFO):
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.addHandler(handler)
        logger.propagate = False
    context.call_on_close(lambda: _undebug(handler))


def _undebug(handler: logging.Handler) -> None:
    for name in ("diorama", "httpx"):
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.NOTSET)


def show_traceback(context: click.Context) -> None:
    """Print where an error came from, if that was asked for."""
    if context.meta.get(_DEBUG):
        say(traceback.format_exc().rstrip())
