"""Windows of a composition, by arithmetic over the positions of its large part."""

from __future__ import annotations

from dataclasses import replace

from diorama_nb.query import ALL
from diorama_nb.vista.compose.layer import Layer, Places, Row
from diorama_nb.vista.compose.parts import (
    LISTED,
    Slice,
    answers,
    read_slice,
    written_ids,
)
from diorama_nb.vista.source import Page
from diorama_nb.vista.vista import Vista
from diorama_nb.vista.walk import WINDOW_ROWS


async def read(
    part: Vista, layer: Layer, places: Places, offset: int, limit: int
) -> tuple[Page, list[Row]]:
    """Read rows [offset, offset + limit) of a composition.

    Each hidden row before the window moves it down by one, each added row up by one, and
    there are no more of them than the layer has: a window of the large part that is wider by
    as many rows holds all that is wanted.

    Parameters
    ----------
    part : Vista
        The large part, narrowed by the query.
    layer : Layer
        What the small part changes in its answer.
    places : Places
        What is known of the positions of hidden rows; learns.
    offset, limit : int
        The window.

    Returns
    -------
    Page, list of (str, Record)
        The window, and the rows of the large part that were seen for it.
    """
    if limit <= 0:
        return Page({}, requests=0), []
    part, layer = _left_out(part, layer)
    fewest, most = layer.leading[0], layer.leading[-1]
    start = max(0, offset - most)
    stop = max(offset + limit + len(layer.hidden) - fewest, start + 1)
    some = await read_slice(part, start, stop - start)
    if start and not some.rows:
        found = await _at_the_end(part, layer, start, offset, some)
        if found is None:
            return Page({}, end=True, requests=some.requests, note=some.note), []
        start, some = found
    places.expect(some.total)
    places.note(layer, start, some.rows)
    hidden, requests = await _hidden_before(part, layer, places, start, some)
    leading = layer.before(some.rows[0][1]) if start and some.rows else 0
    woven, _ = layer.weave(some.rows, leading, ended=some.ended)
    first = offset - (start - hidden + leading)
    rows = woven[max(first, 0) : max(first, 0) + limit]
    size = start + len(some.rows) if some.ended else some.total
    total = None if size is None else max(size + layer.gain, 0)
    if total is not None:
        end: bool | None = offset + len(rows) >= total
    else:
        end = False if len(woven) > first + limit else None
    page = Page(dict(rows), total, end=end, requests=some.requests + requests, note=some.note)
    return page, some.rows


def _left_out(part: Vista, layer: Layer) -> tuple[Vista, Layer]:
    """Have the source itself leave out the hidden rows, where it can: then nothing shifts."""
    if not layer.hidden or len(layer.hidden) > LISTED:
        return part, layer
    values = written_ids(part, layer.hidden)
    others = ALL.where(str(part.id_column), "not in", list(values.values()))
    if len(values) < len(layer.hidden) or not answers(part, others):
        return part, layer
    return part._with(others.on_top_of(part.query)), layer.showing_all()


async def _at_the_end(
    part: Vista, layer: Layer, start: int, offset: int, some: Slice
) -> tuple[int, Slice] | None:
    """Return where a part ends that has no rows at `start`, and the rows before its end.

    What shows there can only be added rows: so the part ends no more rows before the window
    than were added, or the window is behind everything, which None stands for.
    """
    if some.total is not None and some.total <= start:
        return some.total, some
    nearer = max(0, offset - len(layer.added))
    if nearer < start:
        wider = await read_slice(part, nearer, start - nearer + 1)
        if wider.rows or not nearer:
            return nearer, replace(wider, requests=some.requests + wider.requests)
    return None


async def _hidden_before(
    part: Vista, layer: Layer, places: Places, start: int, some: Slice
) -> tuple[int, int]:
    """Return how many hidden rows stand before position `start`, and the requests it cost.

    Walks back over rows that sort like a hidden one until it is found: only its position
    tells on which side it is. What was walked over is not walked over again.
    """
    count, doubtful = places.before(layer, start, some.rows, ended=some.ended)
    asked, requests, stop = doubtful, 0, start
    lowest = layer.key(some.rows[0][1]) if some.rows else None
    while doubtful and stop > 0:
        first = max(0, stop - WINDOW_ROWS)
        walked = await read_slice(part, first, stop - first)
        requests += walked.requests
        places.note(layer, first, walked.rows)
        found = {id for id, _ in walked.rows} & doubtful
        count += len(found)
        doubtful = {id for id in doubtful - found if places.floor.get(id, 0) < first}
        if not walked.rows or layer.key(walked.rows[0][1]) != lowest:
            break
        stop = first
    for id in asked - places.at.keys():
        places.floor[id] = max(places.floor.get(id, 0), start + len(some.rows))
    return count, requests
