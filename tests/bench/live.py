"""Live changes: how soon views show them, and how many a view keeps up with."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator

import diorama_nb as dn
from diorama_nb.changes import Updated
from diorama_nb.events import Lagged
from diorama_nb.testing import FakeSource, made_up
from tests.bench.measure import Result

SCENERIES, AFFECTED = 100, 5
ROWS, RATE, SECONDS = 100_000, 1000, 10


def push_to_many() -> Iterator[Result]:
    """A one-row push into 100 open sceneries of one Dio, of which 5 show the row."""

    async def main() -> list[float]:
        rows = 2000
        source = FakeSource(rows, reads=(), pushes_changes=True)
        dio = await dn.Lens(runtime="current").make_dio(dn.Vista(source))
        await dio.watch()
        # Each narrowed to the rows of one number, so that five show row 7 and the rest others.
        wanted = [7] * AFFECTED + list(range(100, 100 + SCENERIES - AFFECTED))
        sceneries = [await dio.table_scenery(where={"n": n}) for n in wanted]
        await asyncio.sleep(0.5)
        times = []
        for turn in range(30):
            reached: asyncio.Event = asyncio.Event()
            before = [scenery.generation for scenery in sceneries]

            def look(_: int, before: list[int] = before, done: asyncio.Event = reached) -> None:
                now = [scenery.generation for scenery in sceneries[:AFFECTED]]
                if all(map(int.__gt__, now, before)):
                    done.set()

            stops = [scenery.subscribe(look) for scenery in sceneries[:AFFECTED]]
            start = time.perf_counter()
            source.change("7", {**made_up(7), "name": f"turn {turn}"})
            await reached.wait()
            times.append(time.perf_counter() - start)
            for stop in stops:
                stop()
            await asyncio.sleep(0.05)  # the next push finds the frame over
            after = [scenery.generation for scenery in sceneries]
            assert after[AFFECTED:] == before[AFFECTED:]
        await dio.aclose()
        return times

    median = statistics.median(asyncio.run(main())) * 1e3
    yield Result(
        "(k) a push into 100 sceneries, 5 show it", median, "ms", "<= 10", median <= 10
    )


def stream() -> Iterator[Result]:
    """1 000 pushes a second for 10 s on a sorted view of 100 000 rows."""

    async def main() -> tuple[float, int, bool]:
        source = FakeSource(ROWS, reads=(), pushes_changes=True)
        dio = await dn.Lens(runtime="current").make_dio(dn.Vista(source))
        await dio.watch()
        scenery = await dio.table_scenery(order_by="price")
        scenery.set_viewport(range(100))
        events = dio.subscribe_events()
        lagged = 0

        async def listen() -> None:
            nonlocal lagged
            async for event in events:
                lagged += isinstance(event, Lagged)

        listening = asyncio.ensure_future(listen())
        await asyncio.sleep(1)
        start, sent = time.perf_counter(), 0
        rows = source.rows
        while sent < RATE * SECONDS:
            due = min(int((time.perf_counter() - start) * RATE), RATE * SECONDS)
            for number in range(sent, due):
                n = number * 7919 % ROWS
                rows[str(n)] = record = {**made_up(n), "price": number % 977 / 4}
                source.push(Updated(str(n), record))
            sent = due
            await asyncio.sleep(0.001)
        await dio.apply_change(Updated("0", rows["0"]))  # behind all others
        await asyncio.sleep(0.1)
        late = time.perf_counter() - start - SECONDS
        wanted = sorted(rows.values(), key=scenery.query.sort_key)
        shown = [scenery.row(place) for place in range(0, ROWS, 997)]
        equal = [row.record["price"] for row in shown if row] == [
            record["price"] for record in wanted[::997]
        ]
        listening.cancel()
        await dio.aclose()
        return late, lagged, equal

    late, lagged, equal = asyncio.run(main())
    met = late <= 1 and not lagged and equal
    note = f"({lagged} times Lagged, final state {'equal' if equal else 'DIFFERENT'})"
    yield Result("(l) 1 000 pushes/s, 10 s, 100 000 sorted", late, "s", "<= 1 late", met, note)


CASES = (push_to_many, stream)
