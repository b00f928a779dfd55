"""Measure the disk cache: ``python tests/cache/bench_disk.py``. Ratios of one run count."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import diskcache

from diorama_nb.cache.base import Batch
from diorama_nb.cache.disk import DiskCache
from diorama_nb.cache.segments import SEGMENT_ROWS, Part, pack, split, unpack
from diorama_nb.rows import codec

SECONDS: dict[str, float] = {}


@contextmanager
def timed(name: str, repeat: int = 1) -> Iterator[None]:
    start = time.perf_counter()
    yield
    SECONDS[name] = (time.perf_counter() - start) / repeat
    print(f"{name:44} {SECONDS[name] * 1e3:10.2f} ms")


def rows(count: int, first: int = 0) -> dict[str, dict[str, Any]]:
    return {
        str(i): {
            "id": i, "title": f"Product number {i}", "price": i * 1.25, "stock": i % 97,
            "category": f"cat{i % 20}", "rating": 4.5, "brand": f"brand {i % 50}",
            "ok": i % 2 == 0, "sku": f"SKU-{i:08d}", "note": None,
        }
        for i in range(first, first + count)
    }  # fmt: skip


async def measure(folder: Path) -> None:
    data = rows(100_000)
    plain = diskcache.Cache(str(folder / "plain"), eviction_policy="none")
    with timed("100k rows, one diskcache value per row"), plain.transact():
        for id, record in data.items():
            plain.set(id, record)
    plain.close()
    with timed("100k rows: encode alone"):
        table = codec.encode(data)
    cache = DiskCache(folder / "cache")
    products = await cache.open_table("products")
    await products.set_metadata("opened", True)
    with timed("100k rows: insert_values(dicts)"):
        await products.insert_values(data)
    with timed("100k rows: commit(Arrow)"):
        await (await cache.open_table("arrow")).commit(Batch(table))
    with timed("one-row write", 500):
        for i in range(500):
            await products.insert_value(str(i), data[str(i)])
    await products.get_value("0")
    with timed("get_value", 500):
        for i in range(500):
            await products.get_value(str(i * 37))
    million = await cache.open_table("million")
    parts = codec.concat([codec.encode(rows(100_000, i * 100_000)) for i in range(10)])
    with timed("1M rows: commit(Arrow)"):
        await million.commit(Batch(parts, replace=True))
    await cache.aclose()

    cache = DiskCache(folder / "cache")
    with timed("1M rows: open and read all"):
        held = await (await cache.open_table("million")).to_arrow()
    assert held.num_rows == 1_000_000
    values = [pack(part) for part in split(Part(held))]
    with diskcache.Cache(str(folder / "ipc"), disk_min_file_size=2**31 - 1) as plain:
        for n, value in enumerate(values):
            plain.set(n, value)
        with timed("1M rows: the same IPC values without checks"):
            codec.concat([unpack(plain.get(n)).rows for n in range(len(values))])
    await cache.aclose()
    per_row = SECONDS["100k rows, one diskcache value per row"]
    print(f"segments of {SEGMENT_ROWS} rows against one value per row:")
    for name in ("100k rows: insert_values(dicts)", "100k rows: commit(Arrow)"):
        print(f"  {name:42} {per_row / SECONDS[name]:6.1f} x")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(measure(Path(name)))
