"""What a live table tells the log."""

import logging

import pytest

import diorama_nb as dn
from diorama_nb.errors import WriteRejected
from diorama_nb.testing import FakeSource
from tests.live.tables import FaultyCache, table
from tests.virtual import quiet, virtual


@pytest.fixture
def told(caplog):
    """Return a function that takes the facts logged so far."""
    caplog.set_level(logging.DEBUG, "diorama")

    def take():
        facts = [
            {
                name: getattr(record, name)
                for name in ("cache_key", "page", "id", "op", "outcome")
            }
            for record in caplog.records
            if hasattr(record, "cache_key")
        ]
        caplog.clear()
        assert all(fact.pop("cache_key") == "clients" for fact in facts)
        return [tuple(value for value in fact.values() if value is not None) for fact in facts]

    return take


@virtual
async def test_a_list_is_a_miss_then_populated_then_a_hit(told):
    """S68: reading a list tells its page."""
    live, _ = table(9)
    await live.list_values()
    await live.list_values()
    assert told() == [(1, "miss"), (1, "populated"), (1, "hit")]
    assert len([item async for item in live.stream_values()]) == 9
    assert told() == [(1, "hit")]
    await live.fetch_window(4, 2)
    await live.fetch_window(5, 2)
    assert told() == [
        (3, "miss"),
        (3, "populated"),
        ("rows_5", "miss"),
        ("rows_5", "populated"),
    ]


@virtual
async def test_one_row_is_a_miss_then_populated_then_a_hit(told):
    """S68, S59: reading one tells its id; what is not there populates nothing."""
    live, _ = table(9)
    await live.get_value("1")
    await live.get_value("1")
    await live.get_value("none")
    assert told() == [("1", "miss"), ("1", "populated"), ("1", "hit"), ("none", "miss")]


@virtual
async def test_a_write_tells_its_kind_and_that_the_cache_was_emptied(told):
    """S68: the write op, and the invalidation it causes."""
    live, source = table(9)
    await live.patch_value("1", {"n": 1})
    await live.delete_all_values()
    assert told() == [
        ("invalidated",), ("1", "patch", "invalidated"),
        ("invalidated",), ("clear", "invalidated"),
    ]  # fmt: skip

    def refuse(write):
        raise WriteRejected("no")

    source.on_write = refuse
    with pytest.raises(WriteRejected):
        await live.insert_value("1", {"n": 1})
    assert told() == [("1", "insert", "failed")]


@virtual
async def test_an_event_tells_its_kind_and_id(told):
    """S68: event consume."""
    stream = dn.ManualLiveStream()
    live, _ = table(9, stream=stream)
    stream.push(dn.Updated("7"))
    stream.push(dn.Invalidated("a word of the source"))
    await quiet()
    assert told() == [
        ("invalidated",), ("7", "updated", "invalidated"),
        ("invalidated",), ("invalidated", "invalidated"),
    ]  # fmt: skip
    await live.aclose()


@virtual
async def test_a_cache_that_fails_is_told_at_each_step(told):
    """S68: outcome failed."""
    live, _ = table(9, FaultyCache("insert_value", "commit"))
    await live.list_values()
    await live.patch_value("1", {"n": 1})
    assert told() == [(1, "miss"), (1, "failed"), ("failed",), ("1", "patch", "failed")]


@virtual
async def test_neither_rows_nor_conditions_nor_errors_of_the_master_reach_the_log(caplog):
    """S68: no row contents, no secrets."""
    caplog.set_level(logging.DEBUG)
    stream = dn.ManualLiveStream()
    live, source = table(FakeSource({"1": {"v": "hunter2"}}), stream=stream)
    narrowed = live.where(v="hunter2").search("hunter2")
    await narrowed.list_values()
    await narrowed.list_values()
    await live.get_value("1")
    await live.patch_value("1", {"v": "hunter2 too"})
    stream.push(dn.Updated("1", {"v": "hunter2"}))
    await quiet()
    source.down = RuntimeError("token=hunter2")
    with pytest.raises(RuntimeError):
        await live.insert_value("2", {"v": "hunter2"})
    with pytest.raises(RuntimeError):
        await live.list_values()
    assert caplog.records
    for record in caplog.records:
        assert "hunter2" not in str(vars(record))
    await live.aclose()


@virtual
async def test_nothing_is_logged_above_debug_while_all_is_well(caplog):
    live, _ = table(9)
    await live.list_values()
    await live.patch_value("1", {"n": 1})
    assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []
