"""Finds the total and the next page in an answer; nothing here asks or waits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from diorama_nb.vista.rest.shape import Body, at, value_at

_TOTAL_NAMES: Final = (
    "total", "count", "total_count", "totalCount", "total_items", "totalItems", "totalResults",
    "total_results", "total-results", "totalElements", "total_elements", "total_hits",
    "numFound", "@odata.count",
)  # fmt: skip
_TOTAL_HEADERS: Final = (
    "x-total-count",
    "x-total",
    "x-wp-total",
    "total-count",
    "total-objects",
    "content-range",
)
_ENVELOPES: Final = (
    "",
    "meta",
    "pagination",
    "page",
    "info",
    "paging",
    "page_info",
    "pageInfo",
    "meta.pagination",
)
_NEXT_PATHS: Final = (
    "next", "links.next", "_links.next.href", "_links.next", "next_url", "nextUrl", "nextLink",
    "next_page_url", "@odata.nextLink", "paging.next", "pagination.next", "meta.next",
    "info.next", "links.next.href",
)  # fmt: skip
_CURSORS: Final = {
    "next_cursor": "cursor", "nextCursor": "cursor", "meta.next_cursor": "cursor",
    "response_metadata.next_cursor": "cursor", "pagination.next_cursor": "cursor",
    "nextPageToken": "pageToken", "next_page_token": "page_token",
}  # fmt: skip
"""Where a cursor stands → the parameter that usually carries it back."""


_CONTENT_RANGE: Final = re.compile(r"^(?:[a-z]+ )?(?:\d+-\d+|\*)/(?=\d+$)")


def as_total(value: Any) -> int | None:
    """Return a total, None for everything that stands for "unknown": null, -1, no number.

    >>> as_total("1234"), as_total("0-24/1234"), as_total("0-24/*")
    (1234, 1234, None)
    """
    if isinstance(value, str):
        value = _CONTENT_RANGE.sub("", value.strip())
        value = int(value) if value.strip().isdecimal() else None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value


def find_total(body: Body, rows: int) -> str | None:
    """Return where the total stands: a known name with a number that is not below `rows`."""
    places = [f"header:{name}" for name in _TOTAL_HEADERS]
    if isinstance(body.data, Mapping):
        places += [f"{e}.{n}" if e else n for e in _ENVELOPES for n in _TOTAL_NAMES]
    for place in places:
        total = as_total(value_at(body, place))
        if total is not None and total >= rows:
            return place
    return None


_LINK: Final = re.compile(
    r"<([^<>]*)>((?:\s*;\s*[^;,=\s]+\s*(?:=\s*(?:\"[^\"]*\"|[^;,\s\"]*))?)*)"
)
_REL: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^;,\s]*))", re.IGNORECASE)


def link_header(text: str) -> dict[str, str]:
    """Return the links of a ``Link`` header by relation, in lower case.

    One link may have several relations, and names are written in any case.

    References
    ----------
    RFC 8288, "Web Linking", section 3.

    >>> link_header('</a?page=2>; rel="Next last"')
    {'next': '/a?page=2', 'last': '/a?page=2'}
    """
    links: dict[str, str] = {}
    for target, attributes in _LINK.findall(text):
        rel = _REL.search(attributes)
        for name in ((rel[1] or rel[2]) if rel else "").lower().split():
            links.setdefault(name, target)
    return links


def next_url(body: Body, where: str) -> str | None:
    """Return the URL of the next page, None when there is none (null, absent or blank)."""
    value = value_at(body, where)
    if where.lower() == "header:link" and isinstance(value, str):
        value = link_header(value).get("next")
    if isinstance(value, Mapping):
        value = value.get("href")
    return value.strip() or None if isinstance(value, str) else None


def find_next(body: Body) -> str | None:
    """Return where the URL of the next page stands, also when it is null on this page."""
    if "next" in link_header(body.headers.get("link", "")):
        return "header:link"
    if body.headers.get("next-page"):
        return "header:next-page"
    blank = None
    for path in _NEXT_PATHS if isinstance(body.data, Mapping) else ():
        value = at(body.data, path)
        if isinstance(value, Mapping):
            value = value.get("href")
        if isinstance(value, str) and re.search(r"[/?=]", value):
            return path
        if value is None or value == "":
            blank = blank or path
    return blank


def find_cursor(body: Body) -> tuple[str, str] | None:
    """Return where a cursor stands and the parameter that usually carries it back."""
    for path, param in _CURSORS.items():
        value = at(body.data, path)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return path, param
    return None
