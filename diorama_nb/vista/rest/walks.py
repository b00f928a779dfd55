"""What each way of paging asks for first, and what asks for the page after an answer; pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from diorama_nb.errors import ShapeChanged, WindowCapped
from diorama_nb.values import MISSING
from diorama_nb.vista.rest import paging
from diorama_nb.vista.rest.asking import Params
from diorama_nb.vista.rest.links import next_url
from diorama_nb.vista.rest.paging import Got, Sizes, Token
from diorama_nb.vista.rest.shape import at
from diorama_nb.vista.rest.ways import (
    Continue,
    Cursor,
    LastId,
    NextLink,
    Offset,
    Page,
    Paging,
    Range,
    Skipping,
    Slices,
)


def first_params(way: Paging | str | None, sizes: Sizes) -> Params:
    """Return the paging parameters of the first request of a walk."""
    asked = min(sizes.asked, sizes.most or sizes.asked)
    match way:
        case Offset() | Range() | Page():
            return way.params(0, asked)
        case Slices():
            return way.params(0)
        case NextLink(size=size) | Cursor(size=size) | LastId(size=size) | Continue(size=size):
            params = [(size, str(asked))] if size else []
            if isinstance(way, Cursor) and way.start is not None:
                params.append((way.to, way.start))
            return params
        case _:
            return []


def params_after(way: Paging, payload: str, sizes: Sizes, cap: int | None = None) -> Params:
    """Return the paging parameters of the page a token stands for; never those of a link.

    Parameters
    ----------
    cap : int or None
        The row beyond which the API opens nothing: it is not asked to.
    """
    asked = dict(first_params(way, sizes))
    match way:
        case Offset() | Range():
            position, count = int(payload), min(sizes.asked, sizes.most or sizes.asked)
            asked |= dict(way.params(position, min(count, cap - position) if cap else count))
        case Page():
            asked |= dict(way.params(int(payload), sizes.asked))
        case Slices():
            asked |= dict(way.params(int(payload)))
        case Cursor(to=param) | LastId(param=param):
            asked[param] = payload
        case Continue():
            asked |= dict(parse_qsl(payload, keep_blank_values=True))
    return list(asked.items())


def position_of(way: Paging, token: Token | None, got: Got, sizes: Sizes) -> int:
    """Return the number of rows before a page."""
    if token is None:
        return 0
    match way:
        case Offset() | Range():
            return int(token.payload)
        case Page():
            return int(token.payload) * (sizes.page or len(got.rows))
        case _:
            return token.position


def payload_after(
    way: Paging, got: Got, token: Token | None, position: int, cap: int | None = None
) -> str | None:
    """Return what asks for the page after an answer; None at the end, or where the cap is.

    Parameters
    ----------
    position : int
        Rows before the answer's own.
    cap : int or None
        The row beyond which the API opens nothing.
    """
    reached = position + len(got.rows)
    match way:
        case NextLink(where):
            return next_url(got.body, where)
        case Cursor():
            return paging.next_cursor(got, way)
        case LastId(more=more):
            follows = at(got.body.data, more) if more else MISSING
            if not got.rows or follows in (False, None, 0):
                return None
            if not got.ids:
                raise ShapeChanged("rows have no id to go on from", hint='write id="…"')
            return got.ids[-1]
        case Continue(where):
            more = at(got.body.data, where)
            return urlencode(more) if isinstance(more, Mapping) and more else None
        case Slices():
            index = int(token.payload) + 1 if token else 1
            return str(index) if index < len(way) else None
    following = len(got.rows) if isinstance(way, Page) else 1  # half a page can not be had
    over = cap is not None and reached + following > cap
    if over or paging.ended(reached, got.total, len(got.rows)):
        return None
    if isinstance(way, Skipping):
        return str(reached)
    return str(int(token.payload) + 1 if token else 1)


def capped(reached: int, total: int | None) -> str:
    """Return the warning of a walk that ends where the API opens no more."""
    whole = "" if total is None else f" of {total:,}"
    return f"the source opens the first {reached:,} rows{whole} only: narrow the question"


def window_capped(cap: int) -> WindowCapped:
    """Build the error of a window that lies where the API opens none."""
    return WindowCapped(
        f"the source opens no window beyond row {cap:,}",
        hint="narrow the question, or sort the other way round",
    )
