"""``python -m tests.bench.rows``: what single steps of the row store cost."""

from __future__ import annotations

import statistics
import timeit
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

from diorama_nb.query import Query
from diorama_nb.rows import codec
from diorama_nb.rows.select import select
from diorama_nb.rows.store import RowStore
from diorama_nb.rows.view import View
from tests.bench.data import records, row_table
from tests.bench.measure import Result, medians, ratio

ROUNDS = 7


def _within(name: str, seconds: float, most: float, unit: str = "ms") -> Result:
    scale = {"ms": 1e3, "us": 1e6}[unit]
    return Result(name, seconds * scale, unit, f"<= {most:g}", seconds * scale <= most)


def _warm(function: Callable[[], object]) -> float:
    """Return the seconds one call takes among many."""
    times = timeit.repeat(function, number=20, repeat=ROUNDS)
    return statistics.median(times) / 20


def steps() -> Iterator[Result]:
    """Reading and writing 100 000 rows of ten columns."""
    rows = records(100_000)
    plain = list(rows.values())
    encoded, arrow = medians(
        ROUNDS, lambda: codec.encode(rows), lambda: pa.Table.from_pylist(plain)
    )
    name = "encode 100 000 records, vs Table.from_pylist (which is not exact)"
    yield ratio(name, encoded, arrow, most=2.0)
    store = RowStore.of(codec.encode(rows))
    (unchanged,) = medians(ROUNDS, lambda: store.upsert(rows))
    yield _within("upsert of 100 000 equal rows", unchanged, 300)
    (read,) = medians(ROUNDS, lambda: [store.record(i) for i in range(0, 100_000, 100)])
    yield _within("one record", read / 1000, 25, "us")
    pages = [dict(list(rows.items())[i : i + 500]) for i in range(0, 100_000, 500)]

    def grow() -> None:
        growing = RowStore.of()
        for page in pages:
            growing, _ = growing.upsert(page)

    (grown,) = medians(3, grow)
    yield _within("growing to 100 000 rows by pages of 500", grown, 1000)


def window() -> Iterator[Result]:
    """Fifty rows out of a million."""
    store = RowStore.of(row_table(1_000_000))
    positions = np.arange(50) * 19_997
    seconds = _warm(lambda: store.take(positions))
    yield _within("take 50 rows of 1 000 000", seconds, 0.5)


def one_change() -> Iterator[Result]:
    """One changed row in a sorted, filtered view, beside three ways to sort anew."""
    rows = records(117_000)
    store = RowStore.of(codec.encode(rows))
    query = Query().where("stock", ">=", 140).order_by("price", descending=True)
    view = View.of(store, query)
    news = {"500": {**rows["500"], "price": 333.25, "stock": 500}}
    changed, delta = store.upsert(news)
    after = _warm(lambda: view.after(changed, delta))
    again = _warm(lambda: select(store, query))
    folding = _warm(lambda: select(store.upsert(news)[0], query))
    (oracle,) = medians(
        3, lambda: sorted(filter(query.matches, rows.values()), key=query.sort_key)
    )
    name = f"one change in a view of {len(view):,}, vs "
    yield ratio(name + "selecting", after, again, least=50)
    yield ratio(name + "folding and selecting", after, folding, least=50)
    yield ratio(name + "sorting in Python", after, oracle, least=50)


if __name__ == "__main__":
    for case in (steps, window, one_change):
        for result in case():
            print(result, flush=True)
