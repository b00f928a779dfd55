"""Overlays and merges: what is sent where, what is kept, and what is refused."""

import asyncio
from dataclasses import replace

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, Unsupported, WriteRejected
from diorama_nb.testing import FakeSource
from diorama_nb.vista.vista import Vista
from tests.virtual import virtual

PLAIN = ("order", "search", "==", "!=", "<", "<=", ">", ">=")


def limits(source):
    return [limit for _, limit in source.asked("window")]


@virtual
async def test_an_overlay_never_writes_to_its_base():
    """S23, P5: writes go to the edits; a patched row is copied there whole."""
    base, edits = FakeSource(5), FakeSource()
    vista = dn.overlay(Vista(base), Vista(edits))
    assert await vista.patch_value("2", {"n": 9}) == {**base.rows["2"], "n": 9}
    assert edits.rows == {"2": {**base.rows["2"], "n": 9}}
    await vista.where(group="a").delete_all_values()
    made = await vista.insert_return_id_value({"name": "made"})
    assert list(await vista.list_values()) == ["1", "2", "4", made]
    assert base.applied == []


@virtual
async def test_a_deletion_lasts_as_long_as_the_edits():
    """A restart finds the mark among the edits; deleting the mark undoes the deletion."""
    base, kept = FakeSource(3), FakeSource()
    await dn.overlay(Vista(base), Vista(kept)).delete_value("1")
    assert kept.rows == {"1": {"id": "1", "_deleted": True}}
    again = dn.overlay(Vista(base), Vista(kept))
    assert list(await again.list_values()) == ["0", "2"]
    assert await again.get_value("1") is None
    assert (await again.insert_value("1", {"id": "1"})) == {"id": "1"}
    assert (await again.list_values())["1"] == {"id": "1"}
    kept.rows.clear()
    assert list(await dn.overlay(Vista(base), Vista(kept)).list_values()) == ["0", "1", "2"]


@virtual
async def test_the_mark_of_deletions_is_a_column_of_the_edits_alone():
    marked = [{"id": 1, "_deleted": True}, {"id": 2, "n": 5, "_deleted": None}]
    vista = dn.overlay(dn.MemoryVista([{"id": 1}, {"id": 2}]), dn.MemoryVista(marked))
    assert dict(await vista.list_values()) == {"2": {"id": 2, "n": 5}}
    assert "_deleted" not in [column.name for column in vista.columns]
    with pytest.raises(dn.errors.SpecError, match="deleted="):
        await vista.patch_value("2", {"_deleted": True})


@virtual
async def test_patches_made_at_the_same_time_are_all_kept():
    base, edits = FakeSource(3, latency=1), FakeSource(latency=1)
    vista = dn.overlay(Vista(base), Vista(edits))
    await asyncio.gather(*(vista.patch_value("1", {key: 1}) for key in "abc"))
    assert edits.rows["1"] == {**base.rows["1"], "a": 1, "b": 1, "c": 1}


@virtual
async def test_edits_are_read_once_and_again_when_they_change():
    base, edits = FakeSource(1000), FakeSource([{"id": "1", "n": 0}])
    vista = dn.overlay(Vista(base), Vista(edits), keep_for=60)
    for offset in range(0, 500, 100):
        await vista.fetch_window(offset, 100)
    assert len(edits.calls) == 1
    edits.rows = {}
    assert (await vista.get_value("1"))["n"] == 0
    await asyncio.sleep(60)
    assert (await vista.get_value("1"))["n"] == 1
    memory = dn.MemoryVista()
    vista = dn.overlay(Vista(base), memory, keep_for=60)
    assert (await vista.get_value("1"))["n"] == 1
    await memory.insert_value("1", {"n": 7})
    assert (await vista.get_value("1"))["n"] == 7


@virtual
async def test_hidden_rows_are_looked_for_once():
    """A jump behind a deleted row walks back to it; the next windows know where it is."""
    base = FakeSource(20_000, pushes=PLAIN)
    vista = dn.overlay(Vista(base), dn.MemoryVista([{"id": "100", "_deleted": True}]))
    assert list((await vista.fetch_window(5_000, 2)).rows) == ["5001", "5002"]
    assert len(limits(base)) > 5
    base.forget()
    await asyncio.sleep(3600)
    assert list((await vista.fetch_window(15_000, 2)).rows) == ["15001", "15002"]
    assert list((await vista.fetch_window(50, 2)).rows) == ["50", "51"]
    assert limits(base) == [3, 3]
    base.rows = {id: record for id, record in base.rows.items() if id != "0"}
    assert list((await vista.fetch_window(15_000, 2)).rows) == ["15002", "15003"]


@virtual
async def test_a_base_that_changes_under_its_edits_is_looked_at_again():
    """A row that the base gained or moved meanwhile never shows twice, nor at two places."""
    base = FakeSource(10, pushes=PLAIN)
    edits = dn.MemoryVista([{"id": "x", "n": 1}, {"id": "5", "n": 5, "name": "mine"}])
    vista = dn.overlay(Vista(base), edits, keep_for=3600).order_by("n")
    assert list((await vista.fetch_window(0, 3)).rows) == ["0", "1", "x"]
    base.rows = {"x": {"id": "x", "n": 7.5}, **base.rows, "5": {"id": "5", "n": -1}}
    assert list((await vista.fetch_window(0, 4)).rows) == ["0", "1", "x", "2"]
    assert list(await vista.list_values()) == ["0", "1", "x", "2", "3", "4", "5", *"6789"]
    assert await vista.get_count() == 11


@virtual
async def test_sorted_rows_tell_on_which_side_a_hidden_one_is():
    base = FakeSource(20_000, pushes=PLAIN)
    vista = dn.overlay(Vista(base), dn.MemoryVista([{"id": "100", "_deleted": True}]))
    ordered = vista.order_by("n", descending=True)
    assert list((await ordered.fetch_window(5_000, 1)).rows) == ["14999"]
    assert list((await ordered.fetch_window(19_990, 1)).rows) == ["8"]
    assert limits(base) == [2, 2]


@virtual
async def test_a_source_that_can_is_asked_to_leave_out_hidden_rows_itself():
    base = FakeSource(20_000, pushes=(*PLAIN, "not in"))
    vista = dn.overlay(Vista(base), dn.MemoryVista([{"id": "100", "_deleted": True}]))
    page = await vista.fetch_window(15_000, 2)
    assert (list(page.rows), page.total) == (["15001", "15002"], 19_999)
    assert limits(base) == [2]


@virtual
async def test_what_a_composition_can_do_follows_from_its_parts():
    """S23: nothing is promised that would read the base whole."""
    able = dn.overlay(Vista(FakeSource(9)), dn.MemoryVista()).capabilities
    assert able.can_fetch_window
    assert able.can_count
    assert able.can_delete
    blind = dn.overlay(Vista(FakeSource(9, gets=False)), dn.MemoryVista()).capabilities
    assert not blind.can_fetch_window
    assert not blind.can_count
    assert "single records" in blind.why("fetch_window")
    fixed = dn.overlay(dn.MemoryVista(), Vista(FakeSource(writes=("insert",))))
    assert fixed.capabilities.can_insert
    with pytest.raises(Unsupported):
        await fixed.delete_value("1")
    local = dn.overlay(Vista(FakeSource(9, pushes=())), dn.MemoryVista()).order_by("n")
    assert not local.capabilities.can_fetch_window


@virtual
async def test_a_narrowed_base_stays_narrowed():
    base = Vista(FakeSource(90)).where(group="a").order_by("price").search("row")
    edits = dn.MemoryVista([{"id": "1", "name": "mine", "price": 0.5}])
    vista = dn.overlay(base, edits)
    assert await vista.get_count() == 31
    assert await vista.get_value("4") is None
    assert list((await vista.fetch_window(0, 3)).rows) == ["0", "1", "84"]
    assert list(await vista.search("mine").list_values()) == ["1"]
    assert list(await vista.search("row 27").list_values()) == ["27"]


@virtual
async def test_compositions_nest_and_are_told_apart_by_their_parts():
    """X39."""
    base, edits = dn.MemoryVista([{"id": 1}]), dn.MemoryVista([{"id": 2}])
    one, other = dn.overlay(base, edits), dn.overlay(edits, base)
    narrow = dn.overlay(base.where(id=1), edits)
    both = dn.merge(base, edits)
    told = {vista.source.identity for vista in (one, other, narrow, both)}
    assert len(told) == 4
    assert dn.overlay(base, edits).source.identity == one.source.identity
    deep = dn.overlay(dn.overlay(both, dn.MemoryVista([{"id": 3}])), dn.MemoryVista())
    await deep.delete_value("1")
    assert list(await deep.list_values()) == ["2", "3"]


@virtual
async def test_the_fallback_answers_while_the_primary_does_not():
    """S23: and the coverage says so."""
    live, copy = FakeSource(3, name="live"), FakeSource(2, name="copy")
    vista = dn.merge(Vista(live), Vista(copy), keep_for=0)
    live.down = SourceUnavailable("closed")
    rows = await vista.list_values()
    assert list(rows) == ["0", "1"]
    assert rows.coverage.complete is None
    assert "'live' does not answer" in rows.coverage.reason
    assert await vista.get_value("1") == copy.rows["1"]
    with pytest.raises((SourceUnavailable, dn.errors.CoverageError)):
        await vista.get_count()
    live.down = None
    assert await vista.get_count() == 3
    live.down = SourceUnavailable("closed")
    page = await vista.fetch_window(1, 5)
    assert list(page.rows) == ["1"]
    assert "'copy' alone" in page.note
    with pytest.raises(SourceUnavailable):
        await vista.get_value("2")
    live.down, copy.down = None, SourceUnavailable("closed")
    rows = await vista.list_values()
    assert (list(rows), rows.coverage.complete) == (["0", "1", "2"], None)
    live.down = copy.down
    with pytest.raises(SourceUnavailable):
        await vista.list_values()


@virtual
async def test_a_merge_pages_its_large_part_whichever_it_is():
    big, small = FakeSource(20_000), FakeSource([{"id": "7", "n": -1}, {"id": "x", "n": -2}])
    after = dn.merge(Vista(big), Vista(small))
    assert list((await after.fetch_window(19_999, 5)).rows) == ["19999", "x"]
    before = dn.merge(Vista(small), Vista(big))
    assert list((await before.fetch_window(0, 4)).rows) == ["7", "x", "0", "1"]
    assert list((await before.fetch_window(8, 2)).rows) == ["6", "8"]
    assert list((await before.order_by("n").fetch_window(0, 3)).rows) == ["x", "7", "0"]
    assert await before.get_count() == 20_001
    assert sum(limits(big)) < 100


@virtual
async def test_a_merge_writes_to_its_primary_or_refuses():
    """S23, P5."""
    live, copy = FakeSource(2), FakeSource(4)
    vista = dn.merge(Vista(live), Vista(copy))
    await vista.patch_value("3", {"n": 9})
    assert live.rows["3"] == {**copy.rows["3"], "n": 9}
    assert await vista.insert_value("2", {"n": 9}) == copy.rows["2"]
    await vista.insert_value("new", {"n": 9})
    await vista.delete_value("new")
    with pytest.raises(WriteRejected, match="overlay"):
        await vista.delete_value("0")
    with pytest.raises(WriteRejected, match="overlay"):
        await vista.delete_all_values()
    assert list(live.rows) == ["0", "1", "3"]
    assert copy.applied == []
    fixed = dn.merge(Vista(FakeSource(1, writes=())), Vista(copy))
    with pytest.raises(Unsupported):
        await fixed.insert_value("9", {})


class Telling(FakeSource):
    """A source that tells of changes."""

    def __init__(self, *args, **settings):
        super().__init__(*args, **settings)
        told = dn.Capabilities.of("declared", "subscribe")
        self.about.capabilities = self.about.capabilities | told
        self.news = asyncio.Queue()

    async def watch(self, since=None):
        while (change := await self.news.get()) is not None:
            yield change


@virtual
async def test_changes_of_both_parts_are_told_as_they_show():
    base, edits = Telling(3), Telling([{"id": "1", "n": 9}])
    vista = dn.overlay(Vista(base), Vista(edits), keep_for=60)
    assert vista.capabilities.can_subscribe
    assert (await vista.get_value("1"))["n"] == 9
    news = vista.source.watch()

    async def told(source, change):
        source.news.put_nowait(change)
        return await anext(news)

    record = {"id": "2", "n": 5}
    assert await told(base, dn.Updated("2", record)) == dn.Updated("2", record)
    base.news.put_nowait(dn.Updated("1", record))  # covered by an edit: nothing shows
    gone = {"id": "0", "_deleted": True}
    edits.rows["0"] = gone
    assert await told(edits, dn.Inserted("0", gone)) == dn.Deleted("0")
    del edits.rows["1"]
    assert await told(edits, dn.Deleted("1")) == dn.Updated("1", base.rows["1"])
    assert (await vista.get_value("1"))["n"] == 1
    fresh = {"id": "8"}
    edits.rows["8"] = fresh
    assert await told(edits, dn.Inserted("8", fresh)) == dn.Inserted("8", fresh)
    assert await told(edits, dn.Gap()) == dn.Gap()
    base.news.put_nowait(None)  # whoever follows subscribes again, to both
    assert [change async for change in news] == []
    assert not dn.overlay(Vista(FakeSource(1)), dn.MemoryVista()).capabilities.can_subscribe


@virtual
async def test_rows_that_are_too_old_are_not_served_after_a_read_that_failed():
    base, edits = FakeSource(3), FakeSource([{"id": "1", "n": 1}], reads=())
    vista = dn.overlay(Vista(base), Vista(edits), keep_for=10)
    assert (await vista.list_values())["1"]["n"] == 1
    await asyncio.sleep(10)
    edits.rows = {"1": {"id": "1", "n": 2}}
    edits.down = SourceUnavailable("away")
    for _ in range(2):
        with pytest.raises(SourceUnavailable):
            await vista.list_values()
    edits.down = None
    assert (await vista.list_values())["1"]["n"] == 2


class Doubtful(FakeSource):
    """Does not say of its last page that nothing comes after it."""

    async def read_next(self, query, token):
        return replace(await super().read_next(query, token), end=None)


@virtual
async def test_a_composition_over_a_part_of_doubtful_end_is_as_doubtful():
    part = Vista(Doubtful(10, reads=["next"], page_size=4, total=None))
    for vista in (part, dn.overlay(part, Vista(FakeSource()))):
        rows = await vista.list_values()
        assert (len(rows), rows.complete) == (10, None)
