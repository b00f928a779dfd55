"""A cache that fails costs speed, never an answer."""

import pytest

import diorama_nb as dn
from diorama_nb.testing import FakeSource, made_up
from tests.live.tables import FaultyCache, asked, table
from tests.virtual import virtual

BROKEN = ["insert_value", "get_value", "list_metadata", "commit", "open_table"]


@pytest.mark.parametrize("broken", BROKEN)
@virtual
async def test_a_cache_that_fails_is_logged_and_the_masters_rows_are_served(broken, caplog):
    """K8, S58: a put that fails is a warning, not the reader's error; nor is any other step."""
    live, source = table(9, FaultyCache(broken))
    for _ in range(2):
        assert dict(await live.list_values()) == source.rows
        assert await live.get_value("1") == source.rows["1"]
        assert list((await live.fetch_window(2, 2)).rows) == ["2", "3"]
        await live.patch_value("1", {"n": source.rows["1"]["n"] + 1})
    assert [item async for item in live.stream_values()] == list(source.rows.items())
    assert "its cache can not be" in caplog.text
    assert {record.levelname for record in caplog.records} == {"WARNING"}


@virtual
async def test_a_cache_that_works_again_is_used_again():
    cache = FaultyCache(*BROKEN)
    live, source = table(9, cache)
    await live.list_values()
    cache.broken = set()
    await live.list_values()
    _, cost = await asked(source, live.list_values())
    assert cost == []


@virtual
async def test_rows_that_no_cache_can_keep_are_served_all_the_same(caplog):
    """K8: a value of a foreign type is not kept, and its text is not logged."""

    class Secretive:
        def __repr__(self):
            return "hunter2"

    live, source = table(FakeSource({"1": {"v": Secretive()}}))
    for _ in range(2):
        rows, cost = await asked(source, live.list_values())
        assert isinstance(rows["1"]["v"], Secretive)
        assert cost == ["window"]
    assert "can not be written" in caplog.text
    assert "hunter2" not in caplog.text


@virtual
async def test_a_table_another_process_dropped_is_begun_anew(tmp_path):
    """S57: several processes may share a folder."""
    cache = dn.DiskCache(tmp_path)
    live, source = table(9, cache)
    await live.list_values()
    other = dn.DiskCache(tmp_path)
    await other.drop_table("live/clients")
    await other.aclose()
    assert dict(await live.list_values()) == source.rows
    await live.list_values()
    _, cost = await asked(source, live.list_values())
    assert cost == []
    await cache.aclose()


@virtual
async def test_a_slot_that_holds_something_else_is_read_anew():
    cache = dn.MemoryCache()
    live, source = table(9, cache)
    await live.get_value("1")
    held = await cache.open_table("live/clients")
    era = (await held.get_value("clients/id/1"))["era"]
    await held.insert_value("clients/id/1", {"era": era, "rows": b"\x00junk", "facts": {}})
    assert await live.get_value("1") == made_up(1)
    _, cost = await asked(source, live.get_value("1"))
    assert cost == []
