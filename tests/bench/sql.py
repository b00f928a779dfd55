"""SQL: deep windows, and whole tables into the cache, beside what one would write by hand.

``python -m tests.bench --full sql``: five million rows, and one million, in a PostgreSQL of
its own. Windows are asked for where a Dio asks for them: on the loop everything runs on.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import diskcache
import psycopg
import pyarrow as pa

import diorama_nb as dn
from tests.bench.measure import Result, medians, ratio
from tests.bench.sizes import sized
from tests.servers import postgres

DEEP, DEEP_ROWS = sized(4_900_000), sized(5_000_000)
WHOLE_ROWS = sized(1_000_000)
SEGMENT_ROWS = 10_000

TABLE = """
CREATE TABLE {name} AS
SELECT n AS id, 'product ' || n AS name, 'category ' || n % 12 AS category, n % 3000 AS stock,
    (n::bigint * 7919 % 100003) * 0.25::float8 AS price, n % 11 = 0 AS gone,
    timestamp '2020-01-01' + n * interval '1 minute' AS made
FROM generate_series(1, {rows}) AS n;
ALTER TABLE {name} ADD PRIMARY KEY (id);
"""


def sql() -> Iterator[Result]:
    """A deep table, and one that is copied whole."""
    with contextlib.contextmanager(postgres.started)() as (url, _):
        plain = url.replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            for name, rows in (("deep", DEEP_ROWS), ("whole", WHOLE_ROWS)):
                connection.execute(TABLE.format(name=name, rows=rows))
            connection.execute("VACUUM ANALYZE")
            yield from dn.run(_deep(url, connection))
        yield from _whole(url, plain)


async def _deep(url: str, connection: psycopg.Connection[Any]) -> list[Result]:
    """Rows around the deepest, after the first look there; and that first look."""
    vista = dn.SqlVista(url, table="deep")
    await vista.get_some_value()

    async def ours(offset: int) -> None:
        page = await vista.fetch_window(offset, 100)
        assert next(iter(page.rows)) == str(offset + 1)

    async def keyset(offset: int) -> None:
        found = connection.execute(
            "SELECT * FROM deep WHERE id > %s ORDER BY id LIMIT 100", [offset]
        ).fetchall()
        assert found[0][0] == offset + 1

    def by_offset() -> None:
        connection.execute(f"SELECT * FROM deep ORDER BY id OFFSET {DEEP} LIMIT 100")

    start = time.perf_counter()
    await ours(DEEP)
    first = time.perf_counter() - start
    times: dict[Any, list[float]] = {ours: [], keyset: []}
    turns = itertools.cycle([(ours, keyset), (keyset, ours)])
    for offset in range(DEEP, DEEP_ROWS - 100, 100):
        for read in next(turns):  # the second one finds the rows in the server's memory
            start = time.perf_counter()
            await read(offset)
            times[read].append(time.perf_counter() - start)
    deep, theirs = map(statistics.median, times.values())
    (jump,) = medians(3, by_offset)
    await vista.aclose()
    return [
        ratio(f"sql: 100 rows at {DEEP:,} of {DEEP_ROWS:,}, vs keyset", deep, theirs, most=3),
        ratio("sql: the first look there, vs OFFSET by hand", first, jump, most=1.5),
    ]


def _whole(url: str, plain: str) -> Iterator[Result]:
    """A table into the disk cache, where the grid finds it again."""
    with tempfile.TemporaryDirectory() as folder:
        turn = iter(range(1000))

        def ours() -> None:
            async def copy() -> None:
                lens = dn.Lens(Path(folder) / f"ours{next(turn)}", runtime="current")
                dio = await lens.make_dio(dn.SqlVista(url, table="whole"))
                await dio.load_all()
                assert dio.coverage.complete
                await lens.aclose()

            asyncio.run(copy())

        def by_hand() -> None:
            with adbc.connect(plain) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT * FROM whole ORDER BY id")
                table = cursor.fetch_arrow_table()
            with diskcache.Cache(f"{folder}/theirs{next(turn)}") as cache, cache.transact():
                for start in range(0, len(table), SEGMENT_ROWS):
                    cache[start] = _stream(table.slice(start, SEGMENT_ROWS))

        ours()  # imports, and what a first run makes
        fast, theirs = medians(5, ours, by_hand)
        name = f"sql: {WHOLE_ROWS:,} rows into the cache, vs ADBC and segments"
        yield ratio(name, fast, theirs, most=1.5)


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


CASES = (sql,)
