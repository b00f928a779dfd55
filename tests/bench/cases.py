"""The cases: each returns its lines of the report."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import diskcache
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import diorama_nb as dn
from diorama_nb.cache.base import Batch
from diorama_nb.coverage import Coverage
from diorama_nb.frames import dataframe
from diorama_nb.query import Query
from diorama_nb.rows.select import select
from diorama_nb.rows.store import RowStore
from diorama_nb.rows.view import View
from diorama_nb.writes.outbox import Outbox
from diorama_nb.writes.write import Write
from tests.bench.data import records, row_table
from tests.bench.measure import Result, medians, ratio

MILLION = 1_000_000


def write_rows() -> Iterator[Result]:
    """(a) 100 000 dict rows into the disk cache, beside one diskcache value per row."""
    rows = records(100_000)
    with tempfile.TemporaryDirectory() as folder:
        counter = iter(range(1000))

        def ours() -> None:
            async def write() -> None:
                cache = dn.DiskCache(Path(folder) / f"ours{next(counter)}")
                table = await cache.open_table("rows")
                await table.insert_values(rows)
                await cache.aclose()

            asyncio.run(write())

        def theirs() -> None:
            with diskcache.Cache(f"{folder}/theirs{next(counter)}") as cache, cache.transact():
                for id, record in rows.items():
                    cache[id] = record

        yield ratio(
            "(a) 100 000 dict rows to disk, vs diskcache a row",
            *medians(3, ours, theirs),
            least=15,
        )


def reopen() -> Iterator[Result]:
    """(b) a million cached rows to a DataFrame, beside pyarrow from an IPC file."""
    table = row_table(MILLION)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.arrow"
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)

        async def fill() -> None:
            cache = dn.DiskCache(Path(folder) / "cache")
            await (await cache.open_table("rows")).commit(Batch(upserts=table))
            await cache.aclose()

        asyncio.run(fill())

        def ours() -> None:
            async def read() -> pa.Table:
                cache = dn.DiskCache(Path(folder) / "cache")
                rows = await (await cache.open_table("rows")).to_arrow()
                await cache.aclose()
                return rows

            rows = asyncio.run(read())
            dataframe(rows, Coverage(len(rows)))

        def theirs() -> None:
            with pa.OSFile(str(path), "rb") as source:
                pa.ipc.open_file(source).read_all().to_pandas()

        yield ratio(
            "(b) reopen 1 000 000 rows to a DataFrame, vs Arrow IPC",
            *medians(5, ours, theirs),
            most=2.5,
        )


def windows_and_sorts() -> Iterator[Result]:
    """(c) a window out of a million sorted rows; (d) sorting them, beside Arrow."""
    table = row_table(MILLION)
    store = RowStore.of(table)
    by_price = Query().order_by("price")
    positions = select(store, by_price)
    starts = iter(np.random.default_rng(7).integers(0, MILLION - 50, 2000).tolist())

    def window() -> None:
        start = next(starts)
        store.take(positions[start : start + 50])

    (seconds,) = medians_quick(500, window)
    yield Result(
        "(c) 50-row window of 1 000 000 sorted rows",
        seconds * 1e3,
        "ms",
        "<= 0.3",
        seconds <= 3e-4,
    )
    whole = table.combine_chunks()
    yield ratio(
        "(d) sort 1 000 000 rows by a number, vs sort_indices",
        *medians(
            5,
            lambda: select(store, by_price),
            lambda: pc.sort_indices(whole, [("price", "ascending")]),
        ),
        most=1.5,
    )


def one_row_change() -> Iterator[Result]:
    """(e) one changed row in a sorted, filtered view of 100 000, beside sorting anew."""
    store = RowStore.of(row_table(120_000))
    query = Query().where("stock", ">=", 100).order_by("price")
    view = View.of(store, query)
    changes = iter(range(1000, 100_000, 7))

    def ours() -> None:
        nonlocal store, view
        id = str(next(changes))
        store, delta = store.upsert({id: {**(store.get(id) or {}), "price": 1.5, "stock": 500}})
        view = view.after(store, delta)

    def theirs() -> None:
        rows = [r for r in held if r["stock"] >= 100]
        rows.sort(key=lambda record: record["price"])

    held = list(records(120_000).values())
    change, resort = medians_quick(100, ours)[0], medians(3, theirs)[0]
    yield ratio(
        f"(e) one-row change in a view of {len(view):,}, vs re-sorting",
        change,
        resort,
        least=50,
    )


def memory() -> Iterator[Result]:
    """(f) peak memory of opening a million cached rows, beside the Arrow table itself."""
    with tempfile.TemporaryDirectory() as folder:
        figures = [int(_child(_MEMORY, folder, step)) for step in ("fill", "idle", "open")]
        size, idle, peak = figures
        value = (peak - idle) * 1024 / size
        note = f"({(peak - idle) / 1024:.0f} MiB for {size / 2**20:.0f} MiB of Arrow)"
        yield Result(
            "(f) peak memory of 1 000 000 rows, vs the Arrow table",
            value,
            "x",
            "<= 2",
            value <= 2,
            note,
        )


_MEMORY = """
import asyncio, sys
import diorama_nb as dn
from diorama_nb.cache.base import Batch
from diorama_nb.dio.hot import HotTable
from diorama_nb.query import Query
from diorama_nb.rows.select import select
from tests.bench.data import row_table
folder, step = sys.argv[1:]
async def main():
    cache = dn.DiskCache(folder + "/cache")
    table = await cache.open_table("rows")
    if step == "fill":
        rows = row_table(1_000_000)
        await table.commit(Batch(upserts=rows))
        print(rows.nbytes)
    elif step == "open":
        hot = HotTable(table)
        await hot.load()
        store = hot.store
        order = select(store, Query().order_by("price"))
        store.take(order[500_000:500_050])
    else:
        await table.count()
    await cache.aclose()
asyncio.run(main())
if step != "fill":  # the peak of this very process, in kB
    status = open("/proc/self/status").read()
    print(status.split("VmHWM:")[1].split()[0])
"""


def unchanged_refresh() -> Iterator[Result]:
    """(g) a refresh of 10 000 unchanged rows: events, bumps and writes it causes."""

    async def main() -> tuple[int, float]:
        lens = dn.Lens(runtime="current")
        dio = await lens.make_dio(dn.MemoryVista(records(10_000)))
        scenery = await dio.table_scenery()
        before, writes = scenery.generation, 0
        commit = dio.cache._table.commit

        async def counted(batch: Batch) -> None:
            nonlocal writes
            writes += batch.upserts is not None or bool(batch.deletes)
            await commit(batch)

        dio.cache._table.commit = counted  # type: ignore[method-assign] # only to count
        stream = dio.subscribe_events()
        start = asyncio.get_running_loop().time()
        await dio.refresh()
        seconds = asyncio.get_running_loop().time() - start
        await asyncio.sleep(0.1)
        events = [e for e in stream.pending() if type(e).__name__ != "Refreshing"]
        noise = len(events) + (scenery.generation - before) + writes
        await lens.aclose()
        return noise, seconds

    noise, seconds = asyncio.run(main())
    note = f"({seconds * 1e3:.0f} ms)"
    yield Result(
        "(g) refresh of 10 000 unchanged rows: events+bumps+writes",
        noise,
        "",
        "0",
        noise == 0,
        note,
    )


def importing() -> Iterator[Result]:
    """(h) importing the package, beside importing pandas."""

    def run(module: str) -> Callable[[], None]:
        return lambda: (
            subprocess.run([sys.executable, "-c", f"import {module}"], check=True) and None
        )

    empty, ours, theirs = medians(7, run("sys"), run("diorama_nb"), run("pandas"))
    yield ratio(
        "(h) import diorama_nb, vs import pandas", ours - empty, theirs - empty, most=1.2
    )


def outbox() -> Iterator[Result]:
    """(i) a write accepted by a durable outbox; (j) opening one with 3 000 parked writes."""
    rows = list(records(3000).items())

    async def main(folder: str) -> tuple[list[float], list[float]]:
        clock = asyncio.get_running_loop().time
        lens = dn.Lens(folder, outbox=True, runtime="current")
        dio = await lens.make_dio(dn.MemoryVista(records(1000), name="shop"))
        accepting, opening = [], []
        for number in range(200):
            start = clock()
            ticket = await dio.vista().patch_value(str(number), {"price": 1.5})
            accepting.append(clock() - start)
            await ticket.settled()
        await lens.aclose()

        box = Outbox(folder, "parked")
        for id, record in rows:
            number = await box.add(Write("patch", id, {"price": 9.5}, record))
            await box.move(number, "parked", error=dn.errors.WriteRejected("no"))
        await box.aclose()
        for _ in range(5):
            start = clock()
            box = Outbox(folder, "parked")
            assert len(await box.load()) == 3000
            opening.append(clock() - start)
            await box.aclose()
        return accepting, opening

    with tempfile.TemporaryDirectory() as folder:
        accepting, opening = asyncio.run(main(folder))
    accept, reopened = statistics.median(accepting), statistics.median(opening)
    yield Result("(i) durable write accepted", accept * 1e3, "ms", "<= 5", accept <= 5e-3)
    yield Result(
        "(j) open 3 000 parked writes", reopened * 1e3, "ms", "<= 150", reopened <= 0.15
    )


def medians_quick(rounds: int, function: Callable[[], object]) -> list[float]:
    """Return the median of many short runs, without collecting garbage between them."""
    import statistics
    import time

    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return [statistics.median(times)]


def _child(code: str, *args: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    return done.stdout.strip()


CASES = (
    write_rows,
    reopen,
    windows_and_sorts,
    one_row_change,
    memory,
    unchanged_refresh,
    importing,
    outbox,
)
