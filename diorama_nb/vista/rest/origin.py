"""Which addresses belong to a source; credentials go nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import httpx

from diorama_nb.errors import CrossOriginNextLink, RequestInfo, SpecError
from diorama_nb.vista.rest.asking import Params

Origin = tuple[str, str, int]
"""Scheme, host and port."""

_PORTS: Final = {"http": 80, "https": 443}
_ODD: Final = re.compile(r"[\x00-\x20\x7f\\]")


def origin_of(url: httpx.URL) -> Origin:
    """Return scheme, host (IDNA, lower case) and port of a URL."""
    return (url.scheme, url.raw_host.decode().lower(), url.port or _PORTS.get(url.scheme, 0))


def parse(text: object, *, what: str = "the url") -> httpx.URL:
    """Return an absolute http(s) URL.

    Raises
    ------
    SpecError
        If it is none, or carries a user name and password.
    """
    if not isinstance(text, str):
        raise SpecError(f"{what} must be text, not {text!r}", hint='"https://host/path"')
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL:
        raise SpecError(f"{what} is no URL", hint='write "https://host/path"') from None
    if url.scheme not in _PORTS or not url.host or "%" in url.host:
        raise SpecError(
            f"{what} {url.copy_with(query=None, userinfo=b'')!s:.80} is not absolute",
            hint='write "https://host/path"',
        )
    if url.userinfo:
        raise SpecError(
            f"{what} holds a user name or password",
            hint="take them out and write auth=Basic(user, password)",
        )
    return url.copy_with(fragment=None)


def spaced(url: httpx.URL) -> httpx.URL:
    """Return an address built by httpx with its spaces as ``%20``.

    It writes ``+``, which means a space in forms only: servers that go by the RFC refuse it.
    """
    return url.copy_with(query=url.query.replace(b"+", b"%20")) if b"+" in url.query else url


def with_params(url: httpx.URL, params: Params) -> httpx.URL:
    """Return a URL with parameters added; one that is already there is replaced."""
    return spaced(url.copy_merge_params(dict(params))) if params else url


class Origins:
    """The origins that may be asked, and may see credentials.

    Parameters
    ----------
    url : httpx.URL
        The address of the source; its origin is always allowed.
    more : iterable of str
        Further origins, e.g. ``"https://api2.example.org"``.
    """

    def __init__(self, url: httpx.URL, more: Iterable[str] = ()) -> None:
        if isinstance(more, str):
            more = (more,)
        others = [origin_of(parse(text, what="an origin")) for text in more]
        self.allowed: Final = frozenset({origin_of(url), *others})

    def join(self, base: httpx.URL, target: str, *, request: RequestInfo) -> httpx.URL:
        """Return where a link leads, seen from the page it stands on.

        Raises
        ------
        CrossOriginNextLink
            If it leaves the allowed origins, or is written so that readers of URLs disagree
            about its host. Nothing has been sent.
        """
        try:
            url = base.join(target) if not _ODD.search(target) else None
        except (httpx.InvalidURL, ValueError):
            url = None
        if url is None or url.userinfo or origin_of(url) not in self.allowed:
            where = "an unreadable address" if url is None or not url.host else _text(url)
            raise CrossOriginNextLink(
                f"a link leads from {_text(base)} to {where}; nothing was sent there",
                hint=f'if that host may see the credentials: origins=["{where}"]'
                if url is not None and url.host
                else "ask the API's operator",
                request=request,
            )
        return url.copy_with(fragment=None)


def _text(url: httpx.URL) -> str:
    scheme, host, port = origin_of(url)
    return f"{scheme}://{host}" + ("" if _PORTS.get(scheme) == port else f":{port}")
