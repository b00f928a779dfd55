"""What an answer says: rows, numbers, what it leaves out, and which error it is; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from diorama_nb.errors import RequestInfo, ShapeChanged, SourceError
from diorama_nb.values import Record
from diorama_nb.vista import rdf
from diorama_nb.vista.rest.failures import failed, server_message
from diorama_nb.vista.rest.limits import asked_wait
from diorama_nb.vista.rest.messages import Again, Raw
from diorama_nb.vista.rest.shape import Body

TOLD: Final = frozenset({400, 500, 503})
"""Statuses with which endpoints tell what is wrong with a query."""

_PARTIAL: Final = 206  # Virtuoso, when its time is up
_TIRED: Final = re.compile(
    r"TimeoutException|QueryTimeout|time[d ]{0,2}out|deadline|exceeds the limit|too long", re.I
)
_ROUND: Final = 1000  # what endpoints cut answers at is a multiple of it
_LESS: Final = "ask for less: fewer patterns, or a LIMIT in the query"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes
    ----------
    variables : tuple of str
        Its columns.
    rows : list of Record
        In the order of the source.
    blank : frozenset of str
        Variables under which a blank node stands: its name means nothing in another answer.
    note : str
        That it is cut, in words.
    most : int or None
        The most rows the endpoint hands out, if it said so.
    """

    variables: tuple[str, ...]
    rows: list[Record] = field(default_factory=list)
    blank: frozenset[str] = frozenset()
    note: str = ""
    most: int | None = None

    @property
    def suspicious(self) -> bool:
        """Whether there may be more rows than were handed out."""
        count = len(self.rows)
        return bool(count) and (count % _ROUND == 0 or count == self.most)


def read(body: Body, status: int = 200) -> Answer:
    """Return what an answer holds; a variable that is not bound is null.

    Raises
    ------
    ShapeChanged
        If it holds no solutions.
    """
    data = body.data
    head = data.get("head") if isinstance(data, Mapping) else None
    found = data.get("results") if isinstance(data, Mapping) else None
    names = head.get("vars") if isinstance(head, Mapping) else None
    solutions = found.get("bindings") if isinstance(found, Mapping) else None
    if not isinstance(names, list) or not isinstance(solutions, list):
        raise ShapeChanged(
            "the answer is none of a SPARQL endpoint",
            hint='check the address; it often ends in "/sparql" or "/query"',
        )
    variables = tuple(map(str, names))
    maps = [one for one in solutions if isinstance(one, Mapping)]
    blank = {
        name
        for one in maps
        for name, term in one.items()
        if isinstance(term, Mapping) and term.get("type") == "bnode"
    }
    rows = [{name: rdf.value_of(one.get(name)) for name in variables} for one in maps]
    most = body.headers.get("x-sparql-maxrows", "")
    cut = status == _PARTIAL or body.headers.get("x-sql-state") == "S1TAT"
    return Answer(
        variables,
        rows,
        frozenset(blank),
        "the endpoint ran out of time and left out the rest" if cut else "",
        int(most) if most.isdecimal() else None,
    )


def number(answer: Answer) -> int:
    """Return the only value of an answer, a number of rows."""
    values: Sequence[Any] = [value for row in answer.rows for value in row.values()]
    if len(values) != 1 or type(values[0]) is not int or answer.note:
        raise ShapeChanged("the endpoint did not count the rows", hint="list_values()")
    return values[0]


# --- errors --------------------------------------------------------------------------------


def refused(
    raw: Raw, info: RequestInfo, now: datetime, redact: Callable[[str], str]
) -> SourceError | Again:
    """Return the error of an answer with one of `TOLD`; `Again` where it may pass."""
    said = _said(raw, redact)
    told: dict[str, Any] = {"request": info, "status": raw.status, "server_message": said}
    if _TIRED.search(said):
        return SourceError(
            f"the endpoint gave up on the query ({raw.status}): {said}", hint=_LESS, **told
        )
    if raw.status != 400:
        return Again(lambda n: failed(info, raw.status, said, n), asked_wait(raw.headers, now))
    return SourceError(
        f"the endpoint does not understand the query: {said}",
        hint="the text it was sent: vista.explain()",
        **told,
    )


def broken(raw: Raw, info: RequestInfo, redact: Callable[[str], str]) -> SourceError | None:
    """Return the error of an answer that turned into another text after its first rows."""
    tail = raw.content[-65536:]
    if raw.content.lstrip()[:1] != b"{" or not _TIRED.search(tail.decode("utf-8", "replace")):
        return None
    return SourceError(
        f"the endpoint broke off after {len(raw.content):,} bytes: "
        f"{_said(Raw(raw.status, raw.headers, tail), redact)}",
        hint=_LESS,
        request=info,
        status=raw.status,
    )


def _said(raw: Raw, redact: Callable[[str], str]) -> str:
    """Return what is wrong; of a Java stack trace what its first exception says."""
    kind = raw.headers.get("content-type", "").lower()
    text = raw.content[:65536].decode("utf-8", "replace")
    if trace := re.search(r"^.*?((?:\w+[.])+\w*(?:Exception|Error)\b.*)$", text, re.M):
        text = re.split(r"(?:Exception|Error): ", trace[1])[-1]
        return server_message(text.encode(), "text/plain", redact)
    return server_message(raw.content, kind, redact)
