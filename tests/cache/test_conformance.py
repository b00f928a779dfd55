"""What every cache promises, asked of each of them."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import threading
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from diorama_nb.cache.base import Batch, CacheBackend
from diorama_nb.cache.disk import DiskCache
from diorama_nb.cache.memory import MemoryCache
from diorama_nb.cache.null import NullCache
from diorama_nb.errors import Closed, ValueRefused
from diorama_nb.rows import codec
from tests.aio import run

Make = Callable[[], CacheBackend]


@pytest.fixture(params=["memory", "disk"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    return MemoryCache if request.param == "memory" else lambda: DiskCache(tmp_path / "cache")


@pytest.fixture(params=["memory", "disk", "null"])
def make_any(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    makers: dict[str, Make] = {
        "memory": MemoryCache,
        "disk": lambda: DiskCache(tmp_path / "cache"),
        "null": NullCache,
    }
    return makers[request.param]


def row(n: object) -> dict[str, object]:
    return {"n": n}


def test_an_unwritten_table_is_empty_and_not_listed(make_any: Make) -> None:
    """S32, U73."""

    async def main() -> None:
        cache = make_any()
        table = await cache.open_table("t")
        assert table.name == "t"
        assert await table.list_values() == {}
        assert await table.get_value("1") is None
        assert await table.count() == 0
        assert await table.get_metadata("total") is None
        assert await table.list_metadata() == {}
        assert (await table.to_arrow()).num_rows == 0
        assert await table.size() == 0
        assert await cache.list_tables() == []
        await cache.drop_table("t")
        await cache.drop_table("never")
        await cache.aclose()

    run(main())


def test_nothing_fails_in_a_cache_that_keeps_nothing() -> None:
    async def main() -> None:
        cache = NullCache()
        table = await cache.open_table("t")
        await table.insert_value("1", row(1))
        await table.insert_values({"1": row(1)})
        await table.replace_all({"1": row(1)})
        await table.commit(Batch(codec.encode({"1": row(1)}), ("2",), {"total": 1}))
        await table.set_metadata("total", 1)
        await table.delete_value("1")
        await table.clear()
        assert await table.list_values() == {}
        assert await table.get_metadata("total") is None
        assert await cache.list_tables() == []

    run(main())


def test_order_is_of_first_insertion_whatever_is_replaced(make: Make) -> None:
    """S32."""

    async def main() -> None:
        table = await make().open_table("t")
        await table.insert_values({"b": row(1), "a": row(2)})
        await table.insert_value("c", row(3))
        await table.insert_value("b", row(4))
        assert list((await table.list_values()).items()) == [
            ("b", row(4)), ("a", row(2)), ("c", row(3)),
        ]  # fmt: skip
        await table.delete_value("b")
        await table.insert_value("b", row(5))
        assert codec.ids(await table.to_arrow()) == ["a", "c", "b"]
        assert await table.get_value("b") == row(5)
        assert await table.count() == 3

    run(main())


def test_values_come_back_exactly(make: Make) -> None:
    record = {
        "z": None, "i": 2**70, "f": 1.5, "t": "é\U0001f600", "b": b"\0\xff", "yes": True,
        "when": dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC), "day": dt.date(1999, 1, 1),
        "took": dt.timedelta(days=-1, microseconds=5), "at": dt.time(1, 2, 3),
        "money": Decimal("1.50"), "uid": uuid.UUID(int=7), "nested": {"a": [1, {"b": None}]},
    }  # fmt: skip

    async def main() -> None:
        table = await make().open_table("t")
        await table.insert_values({"1": record, "2": {"f": 1}, "3": {}, "4": {"t": None}})
        rows = await table.list_values()
        assert rows == {"1": record, "2": {"f": 1}, "3": {}, "4": {"t": None}}
        assert list(rows["1"]) == list(record)
        assert await table.get_value("1") == record

    run(main())


def test_a_refused_value_changes_nothing(make: Make) -> None:
    async def main() -> None:
        table = await make().open_table("t")
        await table.insert_value("1", row(1))
        with pytest.raises(ValueRefused):
            await table.insert_values({"2": row(2), "3": row(object())})
        with pytest.raises(ValueRefused):
            await table.commit(Batch(codec.encode({"4": row(4)}), metadata={"x": object()}))
        assert await table.list_values() == {"1": row(1)}

    run(main())


def test_columns_may_change_their_type_from_write_to_write(make: Make) -> None:
    async def main() -> None:
        table = await make().open_table("t")
        values: list[object] = [1, 2.5, "three", None, [4], {"five": 5}, b"6", True]
        for n, value in enumerate(values):
            await table.insert_value(str(n), row(value))
        held = await table.list_values()
        assert [record["n"] for record in held.values()] == values
        assert held["7"]["n"] is True

    run(main())


def test_a_table_needs_nobody_who_holds_its_cache_and_leaves_no_thread(make: Make) -> None:
    async def main() -> None:
        table = await make().open_table("t")
        await table.insert_value("1", row(1))
        assert await table.get_value("1") == row(1)

    before = set(threading.enumerate())
    run(main())
    gc.collect()
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()


def test_a_batch_is_one_step_deletes_first(make: Make) -> None:
    """U74."""

    async def main() -> None:
        table = await make().open_table("t")
        await table.insert_values({"1": row(1), "2": row(2), "3": row(3)})
        upserts = codec.encode({"2": row(22), "1": row(11)})
        await table.commit(Batch(upserts, ("1", "3", "unknown"), {"total": 2}))
        assert list((await table.list_values()).items()) == [("2", row(22)), ("1", row(11))]
        assert await table.get_metadata("total") == 2
        await table.commit(Batch(codec.encode({"9": row(9)}), replace=True))
        assert await table.list_values() == {"9": row(9)}
        assert await table.get_metadata("total") == 2
        await table.commit(Batch(replace=True))
        assert await table.count() == 0

    run(main())


def test_of_repeated_ids_in_a_batch_the_last_counts(make: Make) -> None:
    async def main() -> None:
        table = await make().open_table("t")
        a, b = codec.encode({"1": row(1), "2": row(2)}), codec.encode({"1": row(3)})
        await table.commit(Batch(pa.concat_tables([a, b])))
        assert list((await table.list_values()).items()) == [("1", row(3)), ("2", row(2))]
        assert await table.count() == 2

    run(main())


def test_replacing_keeps_metadata_clearing_does_not(make: Make) -> None:
    """X17."""

    async def main() -> None:
        cache = make()
        table = await cache.open_table("t")
        await table.insert_values({"1": row(1)})
        await table.set_metadata("total", 100)
        await table.replace_all({"2": row(2)})
        assert await table.get_metadata("total") == 100
        await table.clear()
        assert await table.list_values() == {}
        assert await table.list_metadata() == {}
        assert await cache.list_tables() == []

    run(main())


def test_metadata_of_any_key_and_type(make: Make) -> None:
    values = {
        "total": 7, "cursor/next": "a=b&c", "view:é": b"\0\1", "": None, "%41": [1, {"a": 2.5}],
        "at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC), "A": False, "\ud800": "lone",
        "nul\0": "x\ud83d",
    }  # fmt: skip

    async def main() -> None:
        table = await make().open_table("t")
        for key, value in values.items():
            await table.set_metadata(key, value)
        expected = {key: value for key, value in values.items() if value is not None}
        assert await table.list_metadata() == expected
        assert await table.list_metadata("view:") == {"view:é": b"\0\1"}
        for key, value in values.items():
            assert await table.get_metadata(key) == value
        await table.set_metadata("total", None)
        await table.set_metadata("unknown", None)
        assert await table.get_metadata("total") is None
        assert len(await table.list_metadata()) == len(expected) - 1

    run(main())


def test_tables_are_listed_while_they_hold_something(make: Make) -> None:
    """U73, X17."""

    async def main() -> None:
        cache = make()
        b, a, m = [await cache.open_table(name) for name in ("b", "a", "m")]
        await b.insert_value("1", row(1))
        await a.insert_value("1", row(1))
        await m.set_metadata("total", 0)
        assert await cache.list_tables() == ["a", "b", "m"]
        await a.delete_value("1")
        await m.set_metadata("total", None)
        assert await cache.list_tables() == ["b"]

    run(main())


def test_dropping_takes_metadata_along_and_leaves_other_tables(make: Make) -> None:
    """U73, X17."""

    async def main() -> None:
        cache = make()
        table, other = await cache.open_table("t"), await cache.open_table("T")
        await other.insert_value("1", row("other"))
        await table.insert_value("1", row(1))
        await table.set_metadata("total", 1)
        await cache.drop_table("t")
        again = await cache.open_table("t")
        assert await again.list_values() == {}
        assert await again.get_metadata("total") is None
        await again.insert_value("2", row(2))
        assert await again.list_values() == {"2": row(2)}
        assert await other.list_values() == {"1": row("other")}
        await cache.drop_table("t")
        assert await cache.list_tables() == ["T"]

    run(main())


def test_records_handed_out_and_taken_in_are_copies(make: Make) -> None:
    async def main() -> None:
        table = await make().open_table("t")
        record: dict[str, object] = {"list": [1]}
        await table.insert_value("1", record)
        record["list"] = "changed"
        held = await table.get_value("1")
        assert held == {"list": [1]}
        held["list"].append(2)
        assert await table.get_value("1") == {"list": [1]}

    run(main())


def test_many_small_writes_fold_into_the_same_rows(make: Make) -> None:
    """S32."""

    async def main() -> None:
        table = await make().open_table("t")
        model: dict[str, dict[str, object]] = {}
        for i in range(400):
            id = str(i * 7 % 150)
            if i % 5 == 4:
                await table.delete_value(id)
                model.pop(id, None)
            else:
                await table.insert_value(id, row(i))
                model[id] = row(i)
            if i % 50 == 0:
                assert await table.get_value(id) == model.get(id)
        assert list((await table.list_values()).items()) == list(model.items())
        assert await table.count() == len(model)
        assert {id: await table.get_value(id) for id in model} == model

    run(main())


def test_a_large_table_replaced_piece_by_piece(make: Make) -> None:
    async def main() -> None:
        table = await make().open_table("t")
        model = {str(i): row(i) for i in range(40_000)}
        await table.insert_values(model)
        for step in range(4):  # twice as many replaced rows as there are: the log is rewritten
            changes = {str(i): row(-i - step) for i in range(step * 10_000, 40_000, 2)}
            model.update(changes)
            await table.insert_values(changes)
        assert list((await table.list_values()).items()) == list(model.items())
        assert await table.count() == 40_000

    run(main())


def test_a_closed_cache_says_so(make_any: Make) -> None:
    async def main() -> None:
        cache = make_any()
        table = await cache.open_table("t")
        await table.insert_value("1", row(1))
        await cache.aclose()
        await cache.aclose()
        with pytest.raises(Closed):
            await table.list_values()
        with pytest.raises(Closed):
            await table.insert_value("1", row(1))
        with pytest.raises(Closed):
            await cache.open_table("t")
        with pytest.raises(Closed):
            await cache.list_tables()

    run(main())


def test_an_id_that_is_no_text_harms_nobody(make: Make) -> None:
    async def main() -> None:
        table = await make().open_table("t")
        await table.insert_values({"": row(0), "é": row(1)})
        await table.delete_value("\ud800")
        await table.commit(Batch(deletes=("\udfff", "")))
        assert await table.get_value("\ud800") is None
        assert await table.list_values() == {"é": row(1)}

    run(main())


def test_tasks_that_write_at_once_do_not_share_their_fate(make: Make) -> None:
    async def main() -> None:
        table = await make().open_table("t")
        writes = [
            table.insert_values({str(n): row(object() if n % 2 else n)}) for n in range(20)
        ]
        done = await asyncio.gather(*writes, return_exceptions=True)
        assert [isinstance(result, ValueRefused) for result in done] == [False, True] * 10
        assert sorted(map(int, await table.list_values())) == list(range(0, 20, 2))

    run(main())


def test_a_write_given_up_while_it_waits_leaves_whole_batches(make: Make) -> None:
    async def main() -> None:
        table = await make().open_table("t")
        for n in range(10):
            writing = asyncio.ensure_future(
                table.insert_values({f"{n}-{i}": row(i) for i in range(3_000)})
            )
            await asyncio.sleep(0.002 * n)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        assert await table.count() % 3_000 == 0
        await table.insert_value("x", row(1))
        assert await table.get_value("x") == row(1)

    run(main())
