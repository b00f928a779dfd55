"""What a failed answer means: which error, and whether to try again; pure."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from diorama_nb.errors import (
    AuthFailed,
    Forbidden,
    NotJson,
    RateLimited,
    RequestInfo,
    SourceError,
    SourceMissing,
    SourceUnavailable,
)
from diorama_nb.values import MISSING, Record
from diorama_nb.vista.rest.limits import is_limited, refused_wait
from diorama_nb.vista.rest.messages import Again, Raw
from diorama_nb.vista.rest.shape import at
from diorama_nb.vista.rest.spec import AUTO
from diorama_nb.vista.rest.statuses import Action
from diorama_nb.vista.trust import names_another

RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same read may succeed; 501 never does."""

SHOWN: Final = 200
"""Characters of a body that an error repeats."""

_MESSAGES: Final = (
    "message", "error", "detail", "reason", "msg", "info", "title", "errors", "value",
    "text",
)  # fmt: skip

_ERRORS: Final = ("error", "errors")
_SUCCESS: Final = ("ok", "success")
_NOTHING: Final[tuple[Any, ...]] = (MISSING, None, False, 0, "", [], {})
_FAILED: Final = (*_ERRORS, "message")
"""Keys that stand in no answer with rows, but in those that APIs give with status 200."""


def server_message(body: bytes, content_type: str, redact: Callable[[str], str]) -> str:
    """Return what a server said in an error body, as plain text of at most `SHOWN` characters.

    Knows ``{message}``, ``{error: text or {message}}``, ``{errors: [...]}``, ``{detail}``,
    ``{reason}``, ``{msg}``, problem+json and plain text; HTML says nothing.

    Parameters
    ----------
    redact : callable
        Masks secrets. They are masked before the text is cut: half of one is no text to mask.
    """
    text = body[:65536].decode("utf-8", "replace").strip()
    if "html" in content_type or text.startswith("<"):
        return ""
    try:
        said = _said(json.loads(text))
    except (ValueError, RecursionError):
        said = text
    return plain(said, redact)


def plain(said: str, redact: Callable[[str], str]) -> str:
    """Return what a server said on one line of at most `SHOWN` characters, without secrets."""
    said = "".join(c if c.isprintable() else " " for c in redact(said))
    return " ".join(said.split())[:SHOWN]


def _said(data: Any) -> str:
    if isinstance(data, str):
        return data
    if isinstance(data, list):
        return "; ".join(filter(None, map(_said, data[:3])))
    if not isinstance(data, Mapping):
        return ""
    for name in _MESSAGES:
        if said := _said(data.get(name)):
            return said
    return json.dumps(data, ensure_ascii=False) if data else ""


def said_instead(data: Any, redact: Callable[[str], str]) -> str:
    """Return what a server says in a body that holds an error instead of rows, else ``""``.

    `redact` masks secrets; see `server_message`.
    """
    if isinstance(data, list):
        data = data[0] if len(data) == 1 else None
    if not isinstance(data, Mapping) or not any(data.get(name) for name in _FAILED):
        return ""
    return plain(_said(data), redact)


def said_beside(
    data: Any, rows: Sequence[Record], where: str | None, redact: Callable[[str], str]
) -> str:
    """Return what a server says of an error in an answer that has a place for rows, else "".

    Undeclared, a list without rows is an answer, and so is one with a greeting: only an error
    in so many words, or the word that it was no success, makes it none.

    Parameters
    ----------
    where : str or None
        The word for ``errors=``.
    redact : callable
        Masks secrets; see `server_message`.
    """
    if where is None or not isinstance(data, Mapping):
        return ""
    if where != AUTO:
        said = at(data, where)
        return plain(_said(said) or str(said), redact) if said not in _NOTHING else ""
    said = next((data[name] for name in _ERRORS if data.get(name)), None)
    failed = said is not None or any(data.get(name) is False for name in _SUCCESS)
    return plain(_said(said) or _said(data), redact) if failed and not rows else ""


def accepted(
    raw: Raw,
    request: RequestInfo,
    accept: Container[int],
    *,
    max_wait: float,
    redact: Callable[[str], str],
    action: Action | None = None,
) -> str:
    """Return what an answer says that is no success, but one of those that are accepted.

    Parameters
    ----------
    accept : container of int
        Statuses that are answers.
    max_wait : float
        Seconds to wait at most for who limits how often it is asked.
    redact : callable
        Masks secrets; see `server_message`.
    action : str or None
        What the status is declared to mean; None: what it usually means.

    Raises
    ------
    Again
        If another attempt may help.
    SourceError
        If none does, of the kind that fits.
    """
    status, now = raw.status, datetime.now(UTC)
    said = server_message(raw.content, raw.headers.get("content-type", "").lower(), redact)
    wait = refused_wait(status, raw.headers, said, now)
    usual = action is None
    if is_limited(status, raw.headers, said, now) if usual else action == "rate_limited":
        raise Again(lambda n: limited(request, status, wait, now, said), wait, done=False)
    if status in accept and action in (None, "empty", "skip"):
        return said
    if status not in RETRIED if usual else action != "retry":
        raise refusal(request, status, said)
    if wait is not None and wait > max_wait:
        raise limited(request, status, wait, now, said)
    raise Again(lambda n: failed(request, status, said, n), wait)


def limited(
    request: RequestInfo, status: int, wait: float | None, now: datetime, said: str
) -> RateLimited:
    """Build the error of a source that asks for more patience than allowed."""
    retry_at = None
    if wait is not None and wait < 1e9:
        retry_at = now + timedelta(seconds=wait)
    when = f"at {retry_at:%Y-%m-%d %H:%M:%S} UTC" if retry_at else "later"
    return RateLimited(
        f"the source limits how often it is asked; it answers again {when}",
        retry_at=retry_at,
        hint='slow down with rate=Rate("30/min"), or wait longer with Retry(max_wait=…)',
        request=request,
        status=status,
        server_message=said,
    )


def refusal(
    request: RequestInfo, status: int, said: str, *, doing: str = "read"
) -> SourceError:
    """Build the error of an answer that is no success; `doing` is what was tried."""
    tail = f": {said}" if said else ""
    info: dict[str, Any] = {"request": request, "status": status, "server_message": said}
    if status == 401:
        return AuthFailed(
            f"the source does not know who asks (401){tail}",
            hint='give auth=Bearer(Env("API_TOKEN")), Basic(…), ApiKey(…) or OAuth2(…)',
            **info,
        )
    if status == 403:
        return Forbidden(
            f"the source refuses this account (403){tail}",
            hint=f"check what the credentials may {doing}",
            **info,
        )
    if status == 404:
        return SourceMissing(
            f"there is nothing at {request.url} (404){tail}", hint="check the URL", **info
        )
    if status in RETRIED:
        return failed(request, status, said, 1)
    hint = "check the parameters in the request" if status < 500 else "ask the API's operator"
    return SourceError(f"the source answered with status {status}{tail}", hint=hint, **info)


def failed(request: RequestInfo, status: int, said: str, attempts: int) -> SourceUnavailable:
    """Build the error of a source that answers by a status that may pass, time and again."""
    return SourceUnavailable(
        f"the source failed {attempts} times, last with status {status}"
        + (f": {said}" if said else ""),
        hint="try again later, or allow more with Retry(attempts=…)",
        request=request,
        status=status,
        server_message=said,
    )


def unavailable(request: RequestInfo, why: str, attempts: int) -> SourceUnavailable:
    """Build the error of a source that gave no usable answer."""
    return SourceUnavailable(
        f"no answer from the source after {attempts} attempts: {why}",
        hint="check the address and the network, or allow more with timeout= and Retry(…)",
        request=request,
    )


def distrusted(request: RequestInfo, wrong: ssl.SSLCertVerificationError) -> SourceUnavailable:
    """Build the error of a source that does not prove who it is; nothing was sent to it."""
    return SourceUnavailable(
        f"the certificate of the source is not trusted: {wrong.verify_message}",
        hint="write the address as the certificate names it"
        if names_another(wrong)
        else 'name the CA it was made by: verify="/path/to/ca.pem"',
        request=request,
    )


def not_json(request: RequestInfo, status: int, shown: str) -> NotJson:
    """Build the error of a body that is no JSON, with its first characters."""
    return NotJson(
        f"the body is not JSON; it begins with: {shown[:SHOWN]!r}",
        hint="check the URL: a login or error page answers like this",
        request=request,
        status=status,
        server_message=shown[:SHOWN],
    )
