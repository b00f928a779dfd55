"""What a few rows change in the answer of a large part, and where. Pure.

Rows of a small part are kept in memory; of the large one only windows are seen. A `Layer`
says what the first do to the second under one query, `Places` what is known of the positions
at which the large part has rows that do not show.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from diorama_nb.query import Query
from diorama_nb.values import Record

Row = tuple[str, Record]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """What the rows of a small part change in the answer of a large one.

    Parameters
    ----------
    order : Query
        Its order is the one both parts answer in.
    hidden : mapping of str to Record
        Rows of the large part that answer the query and do not show.
    instead : mapping of str to Record
        Rows shown at the place at which the large part has one of the same id.
    added : sequence of (str, Record)
        Rows that are placed by the order.
    first : bool
        Whether an added row stands before rows of the large part that sort alike, or after.
    """

    order: Query
    hidden: Mapping[str, Record]
    instead: Mapping[str, Record]
    added: Sequence[Row]
    first: bool = False
    _keys: list[Key] = field(init=False, repr=False)
    _new: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rows = sorted(self.added, key=lambda row: self.key(row[1]))
        object.__setattr__(self, "added", rows)
        object.__setattr__(self, "_keys", [self.key(record) for _, record in rows])
        object.__setattr__(self, "_new", frozenset(id for id, _ in rows) - self.hidden.keys())

    def key(self, record: Record) -> Key:
        """Return the key by which a row is placed."""
        return self.order.sort_key(record)

    def showing_all(self) -> Layer:
        """Return the layer for a large part that leaves out the hidden rows by itself."""
        return replace(self, hidden={})

    @property
    def gain(self) -> int:
        """How many rows more the composition has than the large part."""
        return len(self.added) - len(self.hidden)

    @property
    def leading(self) -> range:
        """How many added rows may stand before a row of the large part: fewest and most."""
        count = len(self.added)
        if self.order.order:
            return range(0, count + 1)
        return range(count, count + 1) if self.first else range(1)

    def before(self, record: Record) -> int:
        """Return how many added rows stand before a row of the large part."""
        find = bisect_right if self.first else bisect_left
        return find(self._keys, self.key(record))

    def contradicts(self, rows: Iterable[Row]) -> bool:
        """Whether the large part shows that it is not what the layer was made for."""
        return any(
            id in self._new
            or (id in self.instead and self.key(self.instead[id]) != self.key(record))
            for id, record in rows
        )

    def weave(self, rows: Iterable[Row], start: int, *, ended: bool) -> tuple[list[Row], int]:
        """Return rows of the large part as they show, with the added ones between them.

        Parameters
        ----------
        rows : iterable of (str, Record)
            Rows of the large part that follow each other.
        start : int
            Added rows that stand before these.
        ended : bool
            Whether no row of the large part follows.

        Returns
        -------
        list of (str, Record), int
            The rows, and the number of added ones that are placed by now.
        """
        woven: list[Row] = []
        for id, record in rows:
            place = self.before(record)
            woven += self.added[start:place]
            start = max(start, place)
            if id not in self.hidden and id not in self._new:
                woven.append((id, self.instead.get(id, record)))
        if ended:
            woven += self.added[start:]
            start = len(self.added)
        return woven, start


def overlaid(
    query: Query, order: Query, rows: Mapping[str, Record | None], below: Mapping[str, Record]
) -> Layer:
    """Return the layer of rows that win over those of a large part.

    A row keeps the place of the one it covers while both answer the query and sort alike.

    Parameters
    ----------
    query, order : Query
        What is asked, and the order it is answered in.
    rows : mapping of str to Record or None
        The rows that win; None: there shall be none.
    below : mapping of str to Record
        What the large part has under these ids, as far as it has something.
    """
    hidden: dict[str, Record] = {}
    instead: dict[str, Record] = {}
    added: list[Row] = []
    for id, record in rows.items():
        covered = below.get(id)
        was = covered if covered is not None and query.matches(covered) else None
        now = record if record is not None and query.matches(record) else None
        if was is not None and now is not None and order.sort_key(was) == order.sort_key(now):
            instead[id] = now
            continue
        if was is not None:
            hidden[id] = was
        if now is not None:
            added.append((id, now))
    return Layer(order, hidden, instead, added)


def in_front(
    query: Query, order: Query, rows: Mapping[str, Record | None], below: Mapping[str, Record]
) -> Layer:
    """Return the layer of rows that win over those of a large part and stand before them."""
    hidden = {id: below[id] for id in rows if id in below and query.matches(below[id])}
    return Layer(order, hidden, {}, _matching(query, rows), first=True)


def filled_up(
    query: Query, order: Query, rows: Mapping[str, Record | None], below: Mapping[str, Record]
) -> Layer:
    """Return the layer of rows that only show where a large part has none of their id."""
    return Layer(order, {}, {}, [row for row in _matching(query, rows) if row[0] not in below])


def _matching(query: Query, rows: Mapping[str, Record | None]) -> list[Row]:
    return [(id, r) for id, r in rows.items() if r is not None and query.matches(r)]


@dataclass(slots=True)
class Places:
    """Where a large part has the rows that do not show, as far as its windows told.

    Attributes
    ----------
    at : dict of str to int
        id → position.
    floor : dict of str to int
        id → position below which it is known not to stand.
    total : int or None
        Rows of the large part, if it said so.
    """

    at: dict[str, int] = field(default_factory=dict)
    floor: dict[str, int] = field(default_factory=dict)
    total: int | None = None

    def expect(self, total: int | None) -> None:
        """Forget all when the large part has more or fewer rows than before."""
        if total is not None and self.total not in (None, total):
            self.at.clear()
            self.floor.clear()
        self.total = self.total if total is None else total

    def note(self, layer: Layer, start: int, rows: Sequence[Row]) -> None:
        """Learn from the rows at positions `start` and following."""
        stop = start + len(rows)
        here = {id: start + n for n, (id, _) in enumerate(rows) if id in layer.hidden}
        for id in layer.hidden:
            if id in here:
                self.at[id] = here[id]
                self.floor.pop(id, None)
                continue
            if start <= self.at.get(id, -1) < stop:
                del self.at[id]  # it has moved
            if self.floor.get(id, 0) >= start:
                self.floor[id] = max(self.floor.get(id, 0), stop)

    def before(
        self, layer: Layer, start: int, rows: Sequence[Row], *, ended: bool
    ) -> tuple[int, set[str]]:
        """Return how many hidden rows stand before position `start`, and which perhaps do.

        The keys of the rows that follow tell on which side a hidden one is, unless it sorts
        like all of them.
        """
        if not start:
            return 0, set()
        here = {id for id, _ in rows}
        count, doubtful = 0, set()
        low = layer.key(rows[0][1]) if rows else None
        high = layer.key(rows[-1][1]) if rows else None
        for id, record in layer.hidden.items():
            if id in self.at:
                count += self.at[id] < start
            if id in here or id in self.at or self.floor.get(id, 0) >= start:
                continue
            key = layer.key(record)
            if ended or low is None or key < low or (key == low and low != high):
                count += 1
            elif key == low:
                doubtful.add(id)
        return count, doubtful
