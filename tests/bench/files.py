"""Files: how soon a big one is indexed, and a window of it read.

``python -m tests.bench --full csv``: a CSV of one gigabyte.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import diorama_nb as dn
from tests.bench.measure import Result
from tests.bench.sizes import sized

SIZE = sized(1 << 30)


def csv() -> Iterator[Result]:
    """Any 100 rows of a CSV, from the index of row places."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.csv"
        rows = _write(path)
        yield from dn.run(_read(path, rows, path.stat().st_size / 2**20))


async def _read(path: Path, rows: int, size: float) -> list[Result]:
    draws, times = random.Random(7), []
    vista = dn.CsvVista(path, index=path.parent / "index")
    began = time.perf_counter()
    await vista.fetch_window(0, 100)
    first = time.perf_counter() - began
    assert await vista.get_count() == rows
    whole = time.perf_counter() - began
    for _ in range(200):
        offset = draws.randrange(rows - 100)
        start = time.perf_counter()
        page = await vista.fetch_window(offset, 100)
        times.append(time.perf_counter() - start)
        assert next(iter(page.rows.values()))["id"] == offset
    await vista.aclose()
    middle, slow = statistics.median(times) * 1e3, statistics.quantiles(times, n=20)[-1] * 1e3
    note = f"95 % in {slow:.1f} ms; {rows:,} rows, {size:,.0f} MB"
    early, speed = first * 1e3, size / whole
    return [
        Result("csv: any 100 rows, indexed", middle, "ms", "<= 5 ms", middle <= 5, note),
        Result("csv: the first 100 rows", early, "ms", "<= 500 ms", early <= 500),
        Result("csv: index of the whole file", speed, "MB/s", ">= 100", speed >= 100),
    ]


def _write(path: Path) -> int:
    """Write a file of about `SIZE` bytes and return its rows; some of them with quotes."""
    block, rows = 100_000, 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("id,name,price,when,note,flag\n")
        while file.tell() < SIZE:
            file.write(
                "".join(
                    f"{n},product {n % 9973},{n % 1000 / 8},2026-01-{n % 28 + 1:02} 10:00:00,"
                    f"{chr(34) + 'a, b' + chr(10) + 'c' + chr(34) if n % 50 == 0 else 'plain'},"
                    f"{'true' if n % 3 else 'false'}\n"
                    for n in range(rows, rows + block)
                )
            )
            rows += block
    return rows


CASES = (csv,)
