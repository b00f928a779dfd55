"""Decides what two requests can prove of an API nobody has described; pure.

The first request asks for the plain list. The second one is a *trial*: a read whose right
answer can be told from the first. Where the answer names a way of paging, the trial asks for
rows whose place is known:

* an offset is tried with one row of overlap: asked from the last row seen, that row must come
  first, and nothing else that was seen;
* a page number is tried far inside the set: the page must hold exactly as many rows as its
  number says, none of them seen before;
* a page number that an envelope repeats beside the size is tried with pages of one row less:
  the second begins with the last row seen. If right behind it, the size is not obeyed;
* a next link or a cursor is followed: no row may come again.

A cursor that happens to be a number passes none of the first two by its *name*: only
parameters that are never cursors are tried (`OFFSET_NAMES`, `PAGE_NAMES`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import httpx

from diorama_nb.coverage import looks_cut
from diorama_nb.errors import ProbeFailed
from diorama_nb.vista.rest.asking import Params
from diorama_nb.vista.rest.links import find_cursor, find_next, next_url
from diorama_nb.vista.rest.paging import Got, next_cursor
from diorama_nb.vista.rest.presets import LIMIT_NAMES, OFFSET_NAMES, PAGE_NAMES
from diorama_nb.vista.rest.ways import Cursor, NextLink, Offset, Page, Paging

DEEPEST: Final = 50  # pages; a trial must not cost the server a deep skip
"""The furthest page a trial jumps to."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A second request and what it must show.

    Attributes
    ----------
    paging : Paging
        What is granted when it does.
    params : Params
        Parameters of the request, unless `url` says where it goes.
    url : str
        A link to follow.
    kind : str
        ``"overlap"``, ``"page"``, ``"sized"``, ``"next"`` or ``"json-server"``.
    at : int
        Position (overlap) or page index (page) that is asked for.
    """

    paging: Paging
    params: Params = field(default_factory=list)
    url: str = ""
    kind: Literal["overlap", "page", "sized", "next", "json-server"] = "next"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was proved.

    Attributes
    ----------
    paging : Paging or None
        A way of paging; None where the answer is all there is to get.
    verified : bool
        A trial showed it to work.
    preset : str
        Name of the preset whose behaviour was recognised.
    note : str
        A warning for the reader.
    page_size : int or None
        The size pages are aligned to.
    total : bool
        Nothing speaks against the total that the answers state.
    """

    paging: Paging | None = None
    verified: bool = False
    preset: str = ""
    note: str = ""
    page_size: int | None = None
    total: bool = True


def plan(first: Got, asked: httpx.URL) -> Trial | None:
    """Return the trial the first answer calls for, None when it shows no way of paging."""
    seen = len(first.rows)
    where = find_next(first.body)
    if where is not None and (url := next_url(first.body, where)):
        return _by_link(url, where, seen, first.total, asked)
    if isinstance(first.body.data, Mapping) and (trial := _by_echo(first, seen)):
        return trial
    if found := find_cursor(first.body):
        cursor = Cursor(found[0], found[1])
        token = next_cursor(first, cursor)
        return Trial(cursor, [(cursor.to, token)]) if token and seen else None
    if isinstance(first.body.data, list) and _is_json_server(first.body.headers):
        middle = seen // 2
        way = Offset("_start", "_limit")
        count = max(1, min(seen // 4, 10))
        return Trial(way, way.params(middle, count), kind="json-server", at=middle)
    return None


def _by_link(url: str, where: str, seen: int, total: int | None, asked: httpx.URL) -> Trial:
    """Try what the next link seems to say: an offset, a page number, or just its address."""
    try:
        params = asked.join(url).params
    except (httpx.InvalidURL, ValueError):
        params = httpx.QueryParams()
    follow = Trial(NextLink(where), url=url)
    if asked.params.keys() & (OFFSET_NAMES | PAGE_NAMES) or seen < 2:
        return follow  # the caller's own parameters say where to start: leave them alone
    limit = next((name for name in LIMIT_NAMES if name in params), None)
    for name, value in params.items():
        if not value.isdecimal() or asked.params.get(name) == value:
            continue
        base = int(value) - seen
        if name in OFFSET_NAMES and limit and base in (0, 1):
            return _overlap(Offset(name, limit, base), seen)
        if name in PAGE_NAMES and int(value) in (1, 2) and total is not None:
            return _jump(Page(name, base=int(value) - 1), seen, total)
    return follow


def _by_echo(first: Got, seen: int) -> Trial | None:
    """Try the parameters that an envelope repeats, such as ``total, offset, limit``."""
    data = first.body.data
    if seen < 2 or first.total is None:
        return None
    limit = next((n for n in LIMIT_NAMES if _int(data.get(n)) is not None), None)
    if limit is None or (_int(data[limit]) or 0) < seen:
        return None
    offset = next((n for n in sorted(OFFSET_NAMES) if _int(data.get(n)) in (0, 1)), None)
    if offset is not None:
        return _overlap(Offset(offset, limit, base=data[offset]), seen)
    page = next((n for n in sorted(PAGE_NAMES) if _int(data.get(n)) in (0, 1)), None)
    if page is None or first.total <= seen:
        return None
    way = Page(page, limit, base=data[page])
    return Trial(way, way.params(1, seen - 1), kind="sized", at=seen - 1)


def _overlap(way: Offset, seen: int) -> Trial:
    return Trial(way, way.params(seen - 1, seen), kind="overlap", at=seen - 1)


def _jump(way: Page, seen: int, total: int) -> Trial:
    last = max(0, (total - 1) // seen)
    index = min(last, DEEPEST)
    return Trial(way, way.params(index, seen), kind="page", at=index)


def _is_json_server(headers: Mapping[str, str]) -> bool:
    express = headers.get("x-powered-by", "") == "Express"
    return express and headers.get("expires") == "-1" and "x-total-count" not in headers


def judge(first: Got, trial: Trial, second: Got | None, *, fallback: str | None) -> Finding:
    """Return what a trial proved.

    Parameters
    ----------
    first, second : Got
        The two answers; the second is None when the source refused it.
    fallback : str or None
        Where a next link stands, to fall back on when a jump proved nothing.

    Raises
    ------
    ProbeFailed
        If the page that must follow is no new page.
    """
    if second is not None and _proves(first, trial, second):
        size = len(first.rows) if trial.kind == "page" else None
        preset = "json-server" if trial.kind == "json-server" else ""
        both = trial.kind != "next" or _same_total(first, second)
        return Finding(trial.paging, True, preset, page_size=size, total=both)
    if trial.kind == "sized" and isinstance(trial.paging, Page):  # was the size ignored?
        unsized = replace(trial, paging=replace(trial.paging, size=None), kind="page", at=1)
        return judge(first, unsized, second, fallback=fallback)
    if trial.kind == "next":
        raise ProbeFailed(
            f"the page after {first.url} shows rows that were already there"
            if second is not None
            else f"the page after {first.url} does not exist",
            hint='declare how the API pages, e.g. page=Offset("offset", "limit")',
        )
    if fallback is not None:
        return Finding(NextLink(fallback))
    return Finding(None, note=cut_note(first))


def _proves(first: Got, trial: Trial, second: Got) -> bool:
    old, new = _names(first), _names(second)
    same_total = first.total == second.total
    match trial.kind:
        case "overlap":
            rest = set(old[:-1])
            more = first.total is None or first.total > len(old)
            return (
                bool(new) and new[0] == old[-1] and not rest & set(new) and same_total
                and (len(new) > 1 or not more)
            )  # fmt: skip
        case "sized":
            due = min(trial.at, (first.total or 0) - trial.at)
            return (
                len(new) == due
                and same_total
                and new[0] == old[-1]
                and not set(old[:-1]) & set(new)
            )
        case "page":
            due = min(len(old), (first.total or 0) - trial.at * len(old))
            return (
                len(new) == due
                and same_total
                and (new == old if trial.at == 0 else not set(old) & set(new))
            )
        case "json-server":
            count = int(dict(trial.params)["_limit"])
            return new == old[trial.at : trial.at + count] and second.total == len(old)
        case _:
            return not set(old) & set(new)


def _same_total(first: Got, second: Got) -> bool:
    """Whether two pages agree on a total that is not below the rows on them."""
    seen = len(first.rows) + len(second.rows)
    return first.total == second.total and (first.total is None or first.total >= seen)


def _names(got: Got) -> Sequence[Any]:
    return got.ids or [repr(row) for row in got.rows]


def _int(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def cut_note(got: Got) -> str:
    """Return a warning when an answer looks like the first page of more, else ``""``."""
    rows = len(got.rows)
    if not looks_cut(rows, got.total):
        return ""
    why = f"of {got.total:,}" if got.total is not None else "is a round number"
    return (
        f"{rows:,} rows {why}: this may be the first page only. Declare how it pages, e.g. "
        'page=Offset("offset", "limit"), page=Page("page", "per_page") or '
        'page=Cursor("next_cursor", "cursor"); page=None says that this is everything'
    )
