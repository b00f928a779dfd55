"""A request, its answer, and the failures between them, as the transport speaks of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

import httpx

from diorama_nb.errors import RequestInfo, SourceError
from diorama_nb.vista.rest.documents import loads
from diorama_nb.vista.rest.shape import Body

ACCEPTED: Final = "application/json, application/vnd.api+json, application/*+json;q=0.8"
"""What we read. JSON:API is named: its servers refuse whoever asks for plain JSON alone."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes
    ----------
    method : str
        GET, POST, PUT, PATCH or DELETE.
    url : httpx.URL
        Address, without credentials.
    content : bytes or None
        A JSON document, unless the headers name another kind.
    headers : mapping
        Headers of this request alone.
    accept : container of int
        Statuses that are answers, not errors; their body may be anything.
    repeat : bool
        Whether the request may be sent again although it may have been acted on.
    asks : bool
        A POST that only asks a question.
    check : callable or None
        Is given every answer, also an accepted one, and raises what it means: a `SourceError`,
        or `Again`.
    unread : callable or None
        Is given an answer whose body is no JSON, and raises what that means, if it knows.
    """

    method: str
    url: httpx.URL
    content: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    accept: Container[int] = ()
    repeat: bool = True
    asks: bool = False
    check: Callable[[Any, Raw, RequestInfo], None] | None = None
    unread: Callable[[Raw, RequestInfo], None] | None = None

    def to(self, url: httpx.URL) -> Call:
        """Return the same request to another address."""
        return replace(self, url=url)

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.method == "GET" or self.asks


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: its status, body, where it finally came from, what a failed one said."""

    status: int
    body: Body
    url: httpx.URL
    request: RequestInfo
    said: str = ""

    @property
    def ok(self) -> bool:
        """Whether the request was done."""
        return 200 <= self.status < 300


@dataclass(slots=True)
class Raw:
    """An answer as it came: names of headers in lower case; and the headers it was sent for."""

    status: int
    headers: dict[str, str]
    content: bytes
    sent: Mapping[str, str] = field(default_factory=dict, repr=False)


class Again(Exception):
    """An attempt failed in a way that may pass; `error` builds what to raise if it does not.

    `done` tells whether the source may have acted on it nevertheless.
    """

    def __init__(
        self,
        error: Callable[[int], SourceError],
        wait: float | None = None,
        *,
        done: bool = True,
    ) -> None:
        super().__init__()
        self.error = error
        self.wait = wait
        self.done = done


def lenient(content: bytes, exact: bool = False) -> Any:
    """Return a JSON value, None where there is none; see `loads`."""
    try:
        return loads(content, exact)
    except (ValueError, RecursionError):
        return None


T = TypeVar("T")


async def together(tasks: Sequence[Callable[[], Coroutine[Any, Any, T]]]) -> list[T]:
    """Do several things side by side and return what they bring; the first failure ends all."""
    if len(tasks) == 1:
        return [await tasks[0]()]
    try:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(task()) for task in tasks]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in running]
