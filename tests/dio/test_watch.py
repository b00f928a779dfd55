"""Live changes: taken in at once, under pending writes, and never missed for long."""

import asyncio
import itertools

import pytest

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import SourceUnavailable
from diorama_nb.testing import FakeSource, made_up
from tests.virtual import ids, kinds, opened, quiet, virtual

SHAPES = {
    "eager": {"reads": ()},
    "paged": {"reads": ("window",)},
    "sequential": {"reads": ("next",)},
}

shapes = pytest.mark.parametrize("shape", SHAPES)


def feed(shape="eager", rows=60, **settings):
    settings = {"pushes_changes": True, "latency": 0.1, **settings}
    return FakeSource(rows, **SHAPES[shape], **settings)


async def watched(source, **settings):
    """Return a Dio that follows its source, and a scenery whose rows are all there."""
    dio = await opened(source, **settings)
    await dio.watch()
    scenery = await dio.table_scenery()
    scenery.set_viewport(range(0, 100))
    await asyncio.sleep(5)
    return dio, scenery


def row(number, /, **more):
    return {**made_up(number), "group": "a", "price": 1.0, **more}


@shapes
@virtual
async def test_what_the_source_pushes_is_shown_and_told(shape):
    """U19: rows first, events after; each change is told once."""
    source = feed(shape)
    dio, scenery = await watched(source)
    events = dio.subscribe_events()
    source.change("3", row(3, n=99))
    source.change("x", row(100))
    source.change("7", None)
    await quiet()
    assert scenery.row(scenery.index_of("3")).record["n"] == 99
    assert scenery.index_of("7") is None
    assert ids(scenery) == list(source.rows)
    told = [kind for kind in kinds(events) if kind.startswith("Record")]
    assert told == ["RecordChanged", "RecordInserted", "RecordRemoved"]
    await dio.aclose()


@shapes
@virtual
async def test_a_push_goes_under_a_pending_write(shape):
    """X12: the echo of a write, or somebody else's change, does not undo what was typed."""
    source = feed(shape)
    dio, scenery = await watched(source)
    source.latency = lambda call: 5.0 if call.write else 0.1
    ticket = await dio.vista().patch_value("3", {"n": 99})
    source.change("3", {**source.rows["3"], "name": "theirs", "n": 4})
    await quiet()
    assert scenery.row(3).record["n"] == 99
    assert scenery.row(3).record["name"] == "theirs"
    assert scenery.row(3).status == "PendingWrite"
    await ticket.settled()
    source.change("3", source.rows["3"])
    await quiet()
    assert scenery.row(3).record == source.rows["3"]
    assert scenery.row(3).status == "Fresh"
    await dio.aclose()


@virtual
async def test_a_push_of_what_is_held_already_tells_nobody():
    """U6: the echo of one's own settled write."""
    source = feed()
    dio, scenery = await watched(source)
    generation, events = scenery.generation, dio.subscribe_events()
    source.push(Updated("3", dict(source.rows["3"])), Deleted("nobody"))
    await quiet()
    assert (scenery.generation, kinds(events)) == (generation, [])
    await dio.aclose()


@virtual
async def test_a_bell_without_a_record_has_the_record_read():
    """U19: and only that record."""
    source = feed("paged")
    dio, scenery = await watched(source)
    asked = len(source.calls)
    source.change("3", row(3, n=99), bell=True)
    await quiet()
    assert scenery.row(3).record["n"] == 99
    assert [call.kind for call in source.calls[asked:]] == ["get"]
    blind = feed(gets=False)
    dio, scenery = await watched(blind)
    blind.change("3", row(3, n=98), bell=True)
    await quiet()
    assert scenery.row(3).record["n"] == 98
    await dio.aclose()


@shapes
@virtual
async def test_invalidated_and_a_gap_mean_re_read_everything(shape):
    """U19: whatever was missed."""
    source = feed(shape)
    dio, scenery = await watched(source)
    for news in (Invalidated("maintenance"), Gap(reason="lost")):
        source.rows = {**source.rows, "3": row(3, n=source.rows["3"]["n"] + 100)}
        source.rows.pop(next(reversed(source.rows)))
        source.push(news)
        await asyncio.sleep(3)
        assert ids(scenery) == list(source.rows)
        assert scenery.row(3).record == source.rows["3"]
    await dio.aclose()


@virtual
async def test_what_changed_between_loading_and_watching_is_not_missed():
    """X12: the first word of a stream has everything read again."""
    source = feed()
    dio = await opened(source)
    source.rows = {**source.rows, "3": row(3, n=99)}
    await dio.watch()
    await quiet()
    assert (await dio.vista().get_value("3"))["n"] == 99
    await dio.aclose()


@virtual
async def test_watching_twice_is_watching_once():
    """X12."""
    source = feed()
    dio, _ = await watched(source)
    await asyncio.gather(dio.watch(), dio.watch())
    assert len(source.watchers) == 1
    events = dio.subscribe_events()
    source.change("3", row(3, n=99))
    await quiet()
    assert kinds(events) == ["RecordChanged"]
    await dio.aclose()
    assert source.watchers == []


@virtual
async def test_a_source_that_can_not_push_is_no_error():
    """U19."""
    source = FakeSource(3)
    dio = await opened(source)
    await dio.watch()
    assert source.watchers == []
    await dio.aclose()


@pytest.mark.parametrize("error", [None, SourceUnavailable("cut")])
@virtual
async def test_a_stream_that_ends_is_subscribed_to_again_and_what_was_missed_is_read(error):
    """U19: sooner at first, later and later while nobody answers."""
    source = feed()
    dio, scenery = await watched(source)
    source.hang_up(error)
    source.rows = {**source.rows, "3": row(3, n=99)}
    await asyncio.sleep(1)
    assert scenery.row(3).record["n"] == 99
    assert len(source.watchers) == 1
    await dio.aclose()


@virtual
async def test_a_stream_that_can_go_on_where_it_broke_reads_nothing_again():
    """P20."""
    source = feed(resumes=True)
    dio, scenery = await watched(source)
    source.change("3", row(3, n=99))
    await quiet()
    asked = len(source.calls)
    source.hang_up()
    source.change("4", row(4, n=98))
    await asyncio.sleep(1)
    assert scenery.row(4).record["n"] == 98
    assert len(source.calls) == asked
    await dio.aclose()


@virtual
async def test_a_source_that_will_not_be_watched_is_asked_less_and_less_often():
    source = feed()
    attempts = []

    async def refuse(since=None):
        attempts.append(asyncio.get_running_loop().time())
        raise SourceUnavailable("not now")
        yield

    source.watch = refuse
    dio = await opened(source)
    await dio.watch()
    await asyncio.sleep(600)
    assert 15 < len(attempts) < 120
    assert all(after - before <= 30.01 for before, after in itertools.pairwise(attempts))
    await dio.aclose()


@virtual
async def test_news_that_can_not_be_taken_in_are_read_from_the_source():
    """U19, P16: a failure to apply a change is no reason to lose it."""
    source = feed()
    dio, scenery = await watched(source)
    source.push(Updated("3", {"n": object()}))
    source.rows = {**source.rows, "3": row(3, n=99)}
    await asyncio.sleep(3)
    assert scenery.row(3).record["n"] == 99
    await dio.aclose()


@virtual
async def test_on_event_decides_what_a_pushed_change_means():
    """S10, S84: the callback may use every public method."""
    source = feed()
    heard = []

    async def on_event(dio, change):
        heard.append(change)
        if isinstance(change, Updated):
            await dio.patched(change.id, {**change.record, "by": "callback"})

    dio, scenery = await watched(source, on_event=on_event)
    source.change("3", row(3, n=99))
    await quiet()
    assert scenery.row(3).record["by"] == "callback"
    assert [type(change).__name__ for change in heard] == ["Gap", "Updated"]
    await dio.aclose()


@virtual
async def test_a_change_can_be_applied_by_hand():
    source = feed()
    dio, scenery = await watched(source)
    await dio.apply_change(Inserted("x", row(100)))
    assert await dio.vista().get_value("x") == row(100)
    await dio.apply_change(Deleted("x"))
    assert await dio.vista().get_value("x") is None
    source.down = SourceUnavailable("away")
    with pytest.raises(SourceUnavailable):
        await dio.apply_change(Invalidated())
    assert scenery.row_count == 60
    await dio.aclose()


@virtual
async def test_a_pushed_row_outside_the_masters_conditions_is_not_shown():
    """U19: a stream may be coarser than the data set."""
    source = feed()
    dio = await opened(dn.Vista(source).where(group="b"))
    await dio.watch()
    scenery = await dio.table_scenery()
    await quiet()
    count = scenery.row_count
    source.change("x", row(100))
    source.change("1", row(1))
    await quiet()
    assert scenery.row_count == count - 1
    assert scenery.index_of("1") is None
    await dio.aclose()


@virtual
async def test_a_push_of_a_row_nobody_loaded_moves_nothing_that_is_shown():
    source = feed("paged", 1000)
    dio = await opened(source)
    await dio.watch()
    scenery = await dio.table_scenery()
    await asyncio.sleep(2)
    generation = scenery.generation
    source.change("700", row(700, n=-1))
    await quiet()
    assert scenery.generation == generation
    scenery.set_viewport(range(690, 710))
    await asyncio.sleep(2)
    assert scenery.row(700).record["n"] == -1
    await dio.aclose()


@virtual
async def test_a_burst_of_changes_is_one_step_of_the_cache():
    source = feed()
    dio, scenery = await watched(source)
    batches, commit = [], dio.cache._table.commit

    async def counted(batch):
        batches.append(batch)
        await commit(batch)

    dio.cache._table.commit = counted
    generation = scenery.generation
    for n in range(2000):
        source.change(str(n % 60), row(n % 60, n=n))
    await quiet(2)
    assert len(batches) <= 3
    assert scenery.generation <= generation + 3
    assert [scenery.row(n).record["n"] for n in range(60)] == [
        source.rows[str(n)]["n"] for n in range(60)
    ]
    await dio.aclose()


@virtual
async def test_news_that_come_while_a_dio_is_closed_are_no_trouble(caplog):
    source = feed()
    dio, _ = await watched(source)
    source.change("3", row(3), bell=True)
    await asyncio.sleep(0.05)  # its record is being read
    source.change("4", row(4), bell=True)
    await asyncio.sleep(0.01)
    await dio.aclose()
    await quiet()
    assert caplog.text == ""
