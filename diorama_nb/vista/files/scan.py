"""Where the rows of a text file begin, found in its units; pure.

Every function takes the units from the start of a row on, and returns the starts of the rows
that surely end in them, with the place behind the last of those.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from diorama_nb.vista.files.dialect import Dialect
from diorama_nb.vista.files.encoding import Units

Starts = npt.NDArray[np.int64]

_LF: Final = 10
_CR: Final = 13
_SPACE: Final = 32


def csv_rows(units: Units, dialect: Dialect, *, end: bool) -> tuple[Starts, int]:
    r"""Return where the rows of CSV begin, exactly as `csv.reader` divides them.

    A row ends with ``\n``, ``\r\n`` or ``\r`` outside of quotes; blank lines are no rows.

    Parameters
    ----------
    units : array
        Text from the start of a row on.
    dialect : Dialect
        How it is written.
    end : bool
        Whether the file ends with these units.
    """
    quotes = np.empty(0, np.int64)
    if dialect.quote is not None:
        quotes = np.flatnonzero(units == ord(dialect.quote))
    if dialect.escape is not None or not _is_regular(units, quotes, dialect):
        return _asked(units, dialect, end=end)
    ends = _breaks(units, end=end)
    if len(quotes):
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return _filled(units, ends, end=end)


def json_rows(units: Units, *, end: bool) -> tuple[Starts, int]:
    r"""Return where the lines of JSON lines begin: ``\n`` ends them; blank ones are none."""
    starts, stop = _filled(units, np.flatnonzero(units == _LF), end=end)
    odd = np.flatnonzero(units[starts] <= _SPACE)
    if len(odd):
        stops = np.append(starts[1:], stop)
        blank = [i for i in odd.tolist() if not (units[starts[i] : stops[i]] > _SPACE).any()]
        starts = np.delete(starts, blank)
    return starts, stop


def _breaks(units: Units, *, end: bool) -> Starts:
    """Return the last unit of each line break."""
    returns = np.flatnonzero(units == _CR)
    feeds = np.flatnonzero(units == _LF)
    if not len(returns):
        return feeds
    if not end and returns[-1] == len(units) - 1:
        returns = returns[:-1]  # its "\n" may be the next unit
    after = units[np.minimum(returns + 1, len(units) - 1)]
    alone = returns[after != _LF]
    return np.union1d(feeds, alone) if len(alone) else feeds


def _filled(units: Units, ends: Starts, *, end: bool) -> tuple[Starts, int]:
    """Return the starts of the lines that hold something."""
    stops = ends + 1
    if end and len(units) and (not len(ends) or stops[-1] < len(units)):
        ends, stops = np.append(ends, len(units)), np.append(stops, len(units))
    if not len(ends):
        return ends, 0
    starts = np.concatenate([[0], stops[:-1]])
    before = units[np.maximum(ends - 1, 0)]
    feed = units[np.minimum(ends, len(units) - 1)] == _LF
    crlf = feed & (before == _CR) & (ends > starts)
    return starts[ends - crlf > starts], int(stops[-1])


def _is_regular(units: Units, quotes: Starts, dialect: Dialect) -> bool:
    """Whether counting quotes tells what is quoted: no quote stands inside a bare field."""
    opening = quotes[0::2]
    before = units[opening[opening > 0] - 1]
    known = (ord(dialect.delimiter), _LF, _CR, ord(dialect.quote or "\n"))
    return bool(np.isin(before, known).all())


def _asked(units: Units, dialect: Dialect, *, end: bool) -> tuple[Starts, int]:
    """Return what `csv.reader` says, reading line by line."""
    text = units.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    at = 0

    def lines() -> Iterator[str]:
        nonlocal at
        for line in io.StringIO(text, newline=""):
            at += len(line)
            yield line

    starts, begin = [], 0
    for row in csv.reader(lines(), **dialect.options):
        if at == len(text) and not end:
            break  # it may go on
        if row:
            starts.append(begin)
        begin = at
    return np.array(starts, np.int64), begin
