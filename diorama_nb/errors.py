"""Every error the package raises, in one tree; each says what to type next.

::

    DioramaError
    ├── SpecError (ValueError)          a declaration or an argument is wrong
    │   └── ValueRefused                a value no record can hold
    ├── SourceError                     the source failed or answered something else
    │   ├── SourceUnavailable           no answer: network, timeout, 5xx after all retries
    │   ├── AuthFailed / Forbidden      401 / 403
    │   ├── RateLimited                 the source asks to wait longer than allowed
    │   ├── NotFound / SourceMissing    no such record / no such list
    │   ├── NotJson / ShapeChanged      the body is not what was declared
    │   ├── SourceChanged               a file moved on since its rows were counted
    │   ├── AmbiguousRows / ProbeFailed guessing would have been a lie
    │   ├── FilterIgnored / OrderIgnored  the source ignored what it was asked
    │   ├── PaginationLoop / PagingExpired / WindowCapped
    │   └── CrossOriginNextLink         credentials would have left the source
    ├── Unsupported                     a capability is off
    ├── Unimplemented                   a capability is on and nothing is behind it
    ├── CacheError                      CacheBusy, CacheFull, CacheReadOnly, CacheUnusable
    ├── WriteError                      WriteRejected, WriteConflict, WriteQueueFull
    ├── ExportError                     a folder could not be written
    ├── CoverageError                   a complete answer was required and is not there
    ├── BlockingCallError (RuntimeError)  a blocking door was used where it would deadlock
    └── Closed (RuntimeError)           the object, or its process, has ended
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


class DioramaError(Exception):
    """Root of all errors of the package.

    Parameters
    ----------
    message : str
        What happened, in one sentence.
    hint : str
        One line: what to type next.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to another process as it is: what some are made of is not kept."""
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[DioramaError], args: tuple[object, ...]) -> DioramaError:
    error = kind.__new__(kind)
    error.args = args
    return error


def one_line(error: BaseException) -> str:
    """Return why something failed, in one line that may be shown and kept.

    Of a foreign error only the kind: nobody knows what its text holds.
    """
    if isinstance(error, DioramaError):
        return error.message
    return f"a {type(error).__name__} was raised while rows were read"


def closest(name: str, known: Iterable[str]) -> str:
    """Return ``"did you mean 'x'?"`` for a mistyped name, else the list of known names."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names) or 'none'}"


class SpecError(DioramaError, ValueError):
    """A declaration or an argument is wrong; nothing was sent."""

    @classmethod
    def unknown(cls, what: str, name: str, known: Iterable[str]) -> SpecError:
        """Build the error for a name that does not exist."""
        return cls(f"unknown {what} {name!r}", hint=closest(name, known))


class ValueRefused(SpecError):
    """A value of a type that no record can hold exactly."""

    def __init__(self, column: str, value: object) -> None:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        super().__init__(
            f"column {column!r} holds a {kind}, which can not be stored exactly",
            hint="store JSON types, datetime, date, time, timedelta, Decimal, UUID or bytes"
            + ("; call .item() on NumPy scalars" if kind.startswith("numpy") else ""),
        )


# --- sources -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """The request an error belongs to, with secrets already masked."""

    method: str
    url: str


class SourceError(DioramaError):
    """The source failed, or answered something else than it should.

    Parameters
    ----------
    message, hint : str
        See `DioramaError`.
    request : RequestInfo or None
        Method and masked URL of the failed request.
    status : int or None
        HTTP status, where there was one.
    server_message : str
        What the source itself said, as plain text.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        request: RequestInfo | None = None,
        status: int | None = None,
        server_message: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.request = request
        self.status = status
        self.server_message = server_message


class SourceUnavailable(SourceError):
    """No usable answer after all retries: network, timeout or a server error."""


class AuthFailed(SourceError):
    """The source does not know who asks (401)."""


class Forbidden(SourceError):
    """The source knows who asks and refuses (403)."""


class RateLimited(SourceError):
    """The source asks to wait longer than ``Retry.max_wait``.

    Attributes
    ----------
    retry_at : datetime or None
        When the source will answer again (UTC).
    """

    def __init__(
        self, message: str, *, retry_at: datetime | None = None, **info: object
    ) -> None:
        super().__init__(message, **info)  # type: ignore[arg-type] # forwarded as given
        self.retry_at = retry_at


class NotFound(SourceError):
    """There is no record with this id."""


class SourceMissing(SourceError):
    """There is no list at this address (404)."""


class NotJson(SourceError):
    """The body is not JSON although the status said all is well."""


class ShapeChanged(SourceError):
    """The body differs from the declared shape."""


class SourceChanged(SourceError):
    """The file moved on since its rows were counted: old and new rows are never mixed."""


class AmbiguousRows(SourceError):
    """Several lists in the body could be the rows."""


class ProbeFailed(SourceError):
    """What the first two requests showed does not fit together."""


class FilterIgnored(SourceError):
    """The source returned rows that an equality filter excludes.

    Attributes
    ----------
    column : str
        The column of the filter.
    resplit : bool
        The source has learnt from it: the same query, split again, is answered locally.
    """

    column: str = ""
    resplit: bool = False


class OrderIgnored(SourceError):
    """The source returned rows in another order than it was asked for.

    Attributes
    ----------
    column, resplit : str, bool
        As in `FilterIgnored`.
    """

    column: str = ""
    resplit: bool = False


def is_resplit(error: BaseException | None) -> bool:
    """Whether the query that failed, split again, is answered."""
    return isinstance(error, FilterIgnored | OrderIgnored) and error.resplit


class PaginationLoop(SourceError):
    """The source handed out the same page, URL or cursor twice."""


class PagingExpired(SourceError):
    """The source has forgotten where a walk over its pages was: only a new one can go on."""

    @classmethod
    def of(cls, error: SourceError) -> PagingExpired:
        """Return what the source answered as an error of this kind."""
        return cls(
            f"the source does not know any more where the walk was: {error.message}",
            hint="read again from the start: await dio.refresh()",
            request=error.request,
            status=error.status,
            server_message=error.server_message,
        )


class WindowCapped(SourceError):
    """The source does not open windows this deep."""


class CrossOriginNextLink(SourceError):
    """A next link leads to another host; nothing was sent there."""


# --- capabilities --------------------------------------------------------------------------


class Unsupported(DioramaError):
    """A capability is off; the hint says what would switch it on."""

    def __init__(self, flag: str, name: str, *, enable: str = "") -> None:
        super().__init__(f"{name!r} can not {flag.replace('_', ' ')}", hint=enable)
        self.flag = flag


class Unimplemented(DioramaError):
    """A source advertises a capability and has no method behind it: a bug in the source."""

    def __init__(self, flag: str, name: str) -> None:
        super().__init__(
            f"{name!r} advertises {flag!r} and has no method for it",
            hint="fix the source, or switch the flag off in its capabilities",
        )
        self.flag = flag


# --- cache ---------------------------------------------------------------------------------


class CacheError(DioramaError):
    """The cache can not be used as asked; data of the source is not affected."""


class CacheBusy(CacheError):
    """Another process held the cache longer than the deadline."""


class CacheFull(CacheError):
    """The disk is full."""


class CacheReadOnly(CacheError):
    """The cache folder can not be written."""


class CacheUnusable(CacheError):
    """The folder is no place for a cache: network file system, foreign owner, gone."""


# --- writes --------------------------------------------------------------------------------


class WriteError(DioramaError):
    """A write did not reach the source as meant.

    Attributes
    ----------
    request, status, server_message
        As in `SourceError`, where an answer of the source says so.
    """

    request: RequestInfo | None = None
    status: int | None = None
    server_message: str = ""


class WriteRejected(WriteError):
    """The source refuses the write.

    Attributes
    ----------
    fields : dict of str to str
        The source's message per field, where it gave one.
    """

    def __init__(
        self, message: str, *, fields: Mapping[str, str] | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.fields = dict(fields or {})


class WriteConflict(WriteError):
    """The record changed at the source since it was read.

    Attributes
    ----------
    current : dict or None
        The record as the source has it now, where that is known.
    """

    def __init__(
        self, message: str, *, current: Mapping[str, object] | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.current = None if current is None else dict(current)


class WriteQueueFull(WriteError):
    """The write queue holds as many writes as it may."""


# --- exports -------------------------------------------------------------------------------


class ExportError(DioramaError):
    """A folder of files could not be written; nothing of it is left."""


# --- reading and running -------------------------------------------------------------------


class CoverageError(DioramaError):
    """A complete answer was required, and only a part is held."""


class BlockingCallError(DioramaError, RuntimeError):
    """A blocking door was used on the thread that would have to do the work."""

    def __init__(self, what: str = "this call") -> None:
        super().__init__(
            f"{what} would block the thread that has to answer it",
            hint="use `await` with the asynchronous method instead",
        )


class Closed(DioramaError, RuntimeError):
    """The object has been closed, or belongs to a process that forked or ended."""

    def __init__(self, what: str, *, hint: str = "open it again") -> None:
        super().__init__(f"{what} is closed", hint=hint)
