"""Details: cheap rows from a list, further columns for the rows somebody looks at."""

import asyncio
import gc

import pytest

import diorama_nb as dn
from diorama_nb import events
from diorama_nb.errors import SourceUnavailable, SpecError
from tests.dio.detailed import cheap, column, fetched, statuses, stock, vista
from tests.virtual import bumps, count_commits, ids, opened, quiet, virtual

SIZE = ("size",)
SHAPES = {"paged": ("window",), "sequential": ("next",), "eager": ()}


def sized(details, columns=SIZE, **settings):
    return {"augment": dn.Augment(vista(details), columns=columns), **settings}


# --- the two passes ---------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_rows_that_are_looked_at_get_their_details_and_no_others(shape):
    """U51: cheap rows are shown at once and Incomplete; visible ones become complete."""
    source, details = cheap(reads=SHAPES[shape]), stock(latency=0.1)
    dio = await opened(source, **sized(details))
    scenery = await dio.table_scenery(initial_range=range(3))
    await quiet(0.01)
    assert column(scenery, "name", range(3)) == ["row 0", "row 1", "row 2"]
    assert statuses(scenery, range(3)) == ["Incomplete"] * 3
    await quiet(1)
    assert column(scenery, "size", range(4)) == [500, 490, 480, None]
    assert statuses(scenery, range(4)) == ["Fresh"] * 3 + ["Incomplete"]
    assert fetched(details) == ["0", "1", "2"]


@virtual
async def test_scrolling_fetches_what_is_new_and_nothing_again():
    """U51: a complete row is never fetched again."""
    details = stock()
    dio = await opened(cheap(), **sized(details))
    scenery = await dio.table_scenery(initial_range=range(3))
    await quiet()
    scenery.set_viewport(range(1, 6))
    await quiet()
    scenery.set_viewport(range(3))
    await quiet()
    assert fetched(details) == ["0", "1", "2", "3", "4", "5"]


@virtual
async def test_a_view_opens_at_once_however_slow_its_list_is():
    """U49, T36: a view is there while the list takes 13 seconds."""
    source, details = cheap(latency=13.5), stock()
    dio = await opened(source, **sized(details))
    began = dio.loop.time()
    scenery = await dio.table_scenery()
    assert dio.loop.time() == began
    assert scenery.load_state == "loading"
    await quiet(15)
    assert scenery.row_count == 50
    assert column(scenery, "size", range(1)) == [500]


@virtual
async def test_details_are_fetched_in_the_order_in_which_rows_are_shown():
    """U50: a sorted view fetches from its top, not from the top of the list."""
    details = stock(latency=0.01)
    dio = await opened(cheap(), **sized(details))
    scenery = await dio.table_scenery(order_by="id", descending=True, initial_range=range(4))
    await quiet()
    assert fetched(details) == ids(scenery)[:4] == ["9", "8", "7", "6"]


@virtual
async def test_what_arrives_together_is_kept_with_one_write():
    """U51, T35: details cost one cache write a batch, not one a row."""
    details = stock()
    dio = await opened(cheap(), **sized(details, detail_workers=8))
    scenery = await dio.table_scenery(initial_range=range(40), titles_only=True)
    await quiet()
    batches = count_commits(dio)
    await dio.vista().fetch_window(0, 40)
    assert len(fetched(details)) == 40
    assert len(batches) <= 8
    assert column(scenery, "size", range(2)) == [500, 490]


@pytest.mark.parametrize("columns", [SIZE, ()], ids=["named", "unknown"])
@virtual
async def test_which_rows_are_complete_survives_a_restart(columns, tmp_path):
    """U51: after a restart what was complete is shown complete and not fetched again."""
    source, details = cheap(), stock()
    lens = dn.Lens(tmp_path, runtime="current", **sized(details, columns))
    dio = await lens.make_dio(vista(source))
    scenery = await dio.table_scenery(initial_range=range(5))
    await quiet()
    assert column(scenery, "size", range(1)) == [500]
    await lens.aclose()
    details.forget()
    lens = dn.Lens(tmp_path, runtime="current", **sized(details, columns))
    dio = await lens.make_dio(vista(source))
    scenery = await dio.table_scenery(initial_range=range(8))
    assert column(scenery, "size", range(6)) == [500, 490, 480, 470, 460, None]
    assert "Incomplete" not in statuses(scenery, range(5))
    await quiet()
    assert fetched(details) == ["5", "6", "7"]
    await lens.aclose()


@virtual
async def test_a_row_that_went_and_came_back_is_asked_for_again_even_after_a_restart(tmp_path):
    """U51: a row has its detail only as long as it is held."""
    source, details = cheap(3), stock(3)
    lens = dn.Lens(tmp_path, runtime="current", **sized(details, ()))
    dio = await lens.make_dio(vista(source))
    scenery = await dio.table_scenery()
    await quiet()
    assert column(scenery, "size") == [30, 20, 10]
    await dio.removed("1")
    await quiet()
    await lens.aclose()
    details.forget()
    lens = dn.Lens(tmp_path, runtime="current", **sized(details, ()))
    dio = await lens.make_dio(vista(source))
    scenery = await dio.table_scenery()
    await quiet()
    assert fetched(details) == ["1"]
    assert column(scenery, "size") == [30, 20, 10]
    await lens.aclose()


@virtual
async def test_a_row_that_was_listed_anew_has_no_detail_after_a_restart_either(tmp_path):
    """U51: what is remembered of a row goes with the row, not with its id."""
    source, details = cheap(3), stock(3)
    dio = await opened(source, tmp_path, **sized(details, ()))
    await dio.vista().fetch_window(0, 3)
    await dio.removed("1")
    await quiet()
    await dio.refresh()
    assert "size" not in dio.store.get("1")
    await dio.aclose()
    details.forget()
    dio = await opened(dio.master, tmp_path, **sized(details, ()))
    scenery = await dio.table_scenery()
    await quiet()
    assert (fetched(details), column(scenery, "size")) == (["1"], [30, 20, 10])


@virtual
async def test_the_log_of_details_stays_short(tmp_path):
    """U51: however many batches there were, little is remembered of them."""
    details = stock(110, latency=0.1)
    dio = await opened(cheap(110), tmp_path, **sized(details))
    for first in range(0, 100, 2):
        await dio.vista().fetch_window(first, 2)
    assert len(await dio.cache.list_metadata(".detail/")) <= 64
    await dio.aclose()
    again = await opened(dio.master, tmp_path, **sized(details))
    scenery = await again.table_scenery(initial_range=range(100))
    details.forget()
    await quiet()
    assert set(column(scenery, "size", range(100))) == set(range(1100, 100, -10))
    assert fetched(details) == []


# --- where details come from ------------------------------------------------------------------


@virtual
async def test_several_augments_are_applied_in_order():
    """U52: a later augment may use what an earlier one brought; details win."""
    makers = dn.MemoryVista(
        {f"maker {n}": {"id": f"maker {n}", "country": f"land {n}"} for n in range(7)}
    )
    dio = await opened(
        cheap(),
        augment=[
            dn.Augment(vista(stock()), columns=["maker", "name"]),
            dn.Augment(makers, key="maker", columns=["country"]),
        ],
    )
    scenery = await dio.table_scenery(initial_range=range(3))
    await quiet()
    assert column(scenery, "country", range(3)) == ["land 0", "land 1", "land 2"]
    assert [row.name for row in scenery.columns] == ["id", "name", "group", "maker", "country"]


@virtual
async def test_the_key_of_a_detail_is_the_id_a_column_or_computed():
    """U52: the record of a row is found by its id, by a nested column, or by a function."""
    rows = {"a": {"id": "a", "ref": {"stock": 7}}, "b": {"id": "b", "ref": None}}
    for key in ("ref.stock", lambda id, row: row["ref"] and row["ref"]["stock"]):
        details = stock()
        dio = await opened(
            dn.MemoryVista(rows), augment=dn.Augment(vista(details), key=key, columns=SIZE)
        )
        scenery = await dio.table_scenery()
        await quiet()
        assert column(scenery, "size") == [430, None]
        assert fetched(details) == ["7"]
        assert statuses(scenery, range(2)) == ["Fresh", "Fresh"]


@pytest.mark.parametrize("plain", [True, False], ids=["plain", "coroutine"])
@virtual
async def test_a_callback_returns_details(plain):
    """U52: ``on_load_detail(dio, id, row)`` is given the row as it is."""
    seen = []

    def load(dio, id, row):
        seen.append((dio.name, id, row["name"]))
        return {"shout": row["name"].upper()}

    async def later(dio, id, row):
        return load(dio, id, row)

    dio = await opened(cheap(), on_load_detail=load if plain else later)
    scenery = await dio.table_scenery(initial_range=range(2))
    for _ in range(200):
        await asyncio.sleep(0.01)
        if column(scenery, "shout", range(2)) == ["ROW 0", "ROW 1"]:
            break
    assert column(scenery, "shout", range(2)) == ["ROW 0", "ROW 1"]
    assert seen == [("fake", "0", "row 0"), ("fake", "1", "row 1")]


@virtual
async def test_details_without_named_columns_bring_all_but_the_id():
    """U52: no columns named means all of them; the id of the detail is not the row's."""
    details = stock()
    dio = await opened(
        cheap(), augment=dn.Augment(vista(details), key=lambda id, row: int(id) + 10)
    )
    scenery = await dio.table_scenery(initial_range=range(2))
    await quiet()
    assert scenery.row(0).record == {
        "id": "0", "name": "row 0", "group": "a", "size": 400, "maker": "maker 3"
    }  # fmt: skip


@virtual
async def test_a_source_that_only_lists_is_not_listed_for_every_row():
    """X14: details are read one by one or not at all, never by listing everything."""
    details = stock(gets=False)
    dio = await opened(cheap(), **sized(details))
    scenery = await dio.table_scenery(initial_range=range(3))
    await quiet()
    assert not details.calls
    assert statuses(scenery, range(3)) == ["LoadFailed"] * 3
    assert "can not traverse to record" in str(scenery.row(0).error)


def test_settings_that_make_no_sense_are_refused_where_they_are_written():
    """U52: an augment says what it can not do when it is written."""
    with pytest.raises(SpecError, match="names one column"):
        dn.Augment(vista(stock()), columns="size")
    with pytest.raises(SpecError, match="can not ask"):
        dn.Augment("stock")
    with pytest.raises(SpecError, match="decides by itself"):
        dn.Augment(lambda dio, id, row: {}, key="maker")
    with pytest.raises(SpecError, match="names no record"):
        dn.Augment(vista(stock()), key=3)
    with pytest.raises(SpecError, match="no Augment"):
        dn.Lens(augment=[vista(stock())])
    with pytest.raises(SpecError, match="fetches nothing"):
        dn.Lens(detail_workers=0)


@virtual
async def test_a_refresh_asks_for_what_is_shown_and_for_no_details_again():
    """X14: rows that are out of sight are not listed, details that hold are not fetched."""
    source, details = cheap(1000), stock(1000)
    dio = await opened(source, **sized(details))
    scenery = await dio.table_scenery(initial_range=range(3))
    await quiet()
    scenery.set_viewport(range(500, 503))
    await quiet()
    source.forget()
    await dio.refresh()
    await quiet()
    assert source.asked() == [(500, 100)]
    assert len(fetched(details)) == 6


# --- what the list says again -----------------------------------------------------------------


@virtual
async def test_only_rows_with_a_gap_are_fetched():
    """U53: a row whose columns the list filled needs no detail; a null is a gap."""
    source, details = cheap(3), stock(3)
    source.rows["0"] |= {"size": 7}
    source.rows["1"] |= {"size": None}
    dio = await opened(source, **sized(details))
    scenery = await dio.table_scenery()
    await quiet()
    assert fetched(details) == ["1", "2"]
    assert column(scenery, "size") == [7, 20, 10]


@virtual
async def test_a_null_of_the_list_does_not_erase_a_detail():
    """U53, T17: what a detail filled stays when the list says null, or nothing, of it."""
    for columns in (SIZE, ()):
        source, details = cheap(3), stock(3)
        for row in source.rows.values():
            row["size"] = None
        dio = await opened(source, **sized(details, columns))
        scenery = await dio.table_scenery()
        await quiet()
        seen = bumps(scenery)
        await dio.refresh()
        await quiet()
        assert column(scenery, "size") == [30, 20, 10]
        assert (fetched(details), seen) == (["0", "1", "2"], [])


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_a_refresh_does_not_compare_what_belongs_to_details(shape):
    """U54, T16: other values of the list in columns of details change nothing, cost nothing."""
    source, details = cheap(5, reads=SHAPES[shape]), stock(5)
    dio = await opened(source, **sized(details))
    scenery = await dio.table_scenery()
    await quiet()
    seen = bumps(scenery)
    for row in source.rows.values():
        row["size"] = 0
    await dio.refresh()
    await quiet()
    assert column(scenery, "size") == [50, 40, 30, 20, 10]
    assert (len(fetched(details)), seen) == (5, [])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("columns", [SIZE, ()], ids=["named", "unknown"])
@virtual
async def test_a_changed_row_shows_its_old_detail_until_the_new_one_is_there(shape, columns):
    """U54, T16: value → nothing → value does not happen; the row is Stale meanwhile."""
    source, details = cheap(5, reads=SHAPES[shape]), stock(5, latency=0.1)
    dio = await opened(source, **sized(details, columns))
    scenery = await dio.table_scenery()
    await quiet(1)
    shown = []
    scenery.subscribe(
        lambda _: shown.append((scenery.row(2).record["size"], scenery.row(2).status))
    )
    source.rows["2"] = {**source.rows["2"], "name": "new"}
    details.rows["2"] = {**details.rows["2"], "size": 1}
    await dio.refresh()
    await quiet(0.05)
    assert (column(scenery, "name")[2], scenery.row(2).status) == ("new", "Stale")
    await quiet(1)
    assert [size for size, _ in shown] == [30, 1]
    assert (scenery.row(2).record["size"], scenery.row(2).status) == (1, "Fresh")
    assert fetched(details)[5:] == ["2"]


@virtual
async def test_details_stay_when_a_large_list_is_read_again():
    """U54, T16, T17: also where the work is done in a thread, column by column."""
    source, details = cheap(6000, reads=()), stock(6000)
    dio = await opened(source, **sized(details))
    scenery = await dio.table_scenery(initial_range=range(5990, 6000))
    await quiet()
    source.rows["5999"] = {**source.rows["5999"], "name": "new", "size": 0}
    seen = []
    scenery.subscribe(lambda _: seen.append(column(scenery, "size", range(5998, 6000))))
    await dio.refresh()
    await quiet()
    assert seen
    assert all(shown == [20, 10] for shown in seen)
    assert fetched(details) == [*map(str, range(5990, 6000)), "5999"]


@virtual
async def test_a_row_that_changes_while_its_detail_is_fetched_is_fetched_again():
    """X33: an answer for a row as it was does not make the row complete as it is."""
    for columns in (SIZE, ()):
        source, details = cheap(3), stock(3, latency=1.0)
        dio = await opened(source, **sized(details, columns))
        scenery = await dio.table_scenery(initial_range=range(1))
        await quiet(0.5)  # under way
        source.rows["0"] = {**source.rows["0"], "name": "new"}
        await dio.refresh()
        await quiet(1)
        details.rows["0"] = {**details.rows["0"], "size": 1}
        assert column(scenery, "size", range(1)) == [30]
        await quiet(2)
        assert (column(scenery, "size", range(1)), fetched(details)) == ([1], ["0", "0"])
        assert scenery.row(0).status == "Fresh"


@virtual
async def test_a_row_told_whole_keeps_what_it_was_told_without_and_is_asked_for_again():
    """U54: news of a row that lack its detail do not erase it."""
    details = stock(3, latency=0.1)
    dio = await opened(cheap(3), **sized(details))
    scenery = await dio.table_scenery()
    await quiet(1)
    await dio.patched("1", {"id": "1", "name": "pushed", "group": "b"})
    await quiet(0.05)
    assert scenery.row(1).record["size"] == 20
    await quiet(1)
    assert fetched(details) == ["0", "1", "2", "1"]
    await dio.patched("1", {"id": "1", "name": "pushed", "group": "b", "size": 5})
    await quiet(1)
    assert scenery.row(1).record["size"] == 5


@virtual
async def test_details_of_another_master_are_asked_for_again():
    """U54: after a reload the old details are shown, as old, until the new ones are there."""
    source, other, details = cheap(3), cheap(3), stock(3, latency=0.1)
    dio = await opened(source, **sized(details))
    scenery = await dio.table_scenery()
    await quiet(1)
    details.rows = {id: {**row, "size": 1} for id, row in details.rows.items()}
    await dio.reload(vista(other))
    await quiet(0.05)
    assert column(scenery, "size") == [30, 20, 10]
    assert statuses(scenery, range(3)) == ["Stale"] * 3
    await quiet(1)
    assert column(scenery, "size") == [1, 1, 1]


# --- nothing to be had ------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [SIZE, ()], ids=["named", "unknown"])
@virtual
async def test_a_row_without_a_detail_is_asked_for_once(columns):
    """U61, T18, T19: an empty detail is remembered until somebody asks for a refresh."""
    source, details = cheap(3), stock(2)
    dio = await opened(source, **sized(details, columns, refresh_every=10))
    scenery = await dio.table_scenery()
    await quiet(35)
    assert fetched(details) == ["0", "1", "2"]
    assert statuses(scenery, range(3)) == ["Fresh"] * 3
    scenery.request_refresh()
    await quiet(1)
    assert fetched(details) == ["0", "1", "2", "2"]


@virtual
async def test_looking_again_reads_nothing_from_the_cache():
    """U62: which rows have their details is known without reading them."""
    details = stock()
    dio = await opened(cheap(), **sized(details))
    scenery = await dio.table_scenery(initial_range=range(50))
    await quiet(2)
    reads, to_arrow = [], dio.cache._table.to_arrow
    dio.cache._table.to_arrow = lambda: reads.append(1) or to_arrow()
    dio.cache._table.get_metadata = dio.cache._table.list_metadata = reads.append
    for first in range(40):
        scenery.set_viewport(range(first, first + 10))
        await quiet(0.1)
    assert (reads, len(fetched(details))) == ([], 50)


# --- who is served when -----------------------------------------------------------------------


@virtual
async def test_views_are_served_in_turn():
    """U56: a small view does not wait for a large one."""
    details = stock(latency=0.1)
    dio = await opened(cheap(), **sized(details))
    large = await dio.table_scenery(initial_range=range(20))
    await quiet(0.25)
    small = await dio.table_scenery(initial_range=range(40, 43))
    await quiet(5)
    asked = fetched(details)
    assert asked.index("42") <= asked.index("0") + 9
    assert asked[3:8] in (["40", "3", "41", "4", "42"], ["3", "40", "4", "41", "5"])
    assert None not in column(large, "size", range(20)) + column(small, "size", range(40, 43))


@virtual
async def test_one_row_wanted_by_many_is_fetched_once():
    """U56: single flight, whoever asks: two views and a facade."""
    details = stock(latency=1.0)
    dio = await opened(cheap(), **sized(details))
    views = [
        await dio.table_scenery(initial_range=range(1)),
        await dio.table_scenery(order_by="name", initial_range=range(1)),
    ]
    await quiet(0.5)
    assert (await dio.vista().get_value("0"))["size"] == 500
    await quiet(3)
    assert fetched(details) == ["0"]
    assert [column(view, "size", range(1)) for view in views] == [[500], [500]]


@virtual
async def test_workers_fetch_at_the_same_time():
    """U56: as many at once as there are workers, one without a setting."""
    for workers, settings in ((1, {}), (4, {"detail_workers": 4})):
        details = stock(latency=1.0)
        dio = await opened(cheap(), **sized(details, **settings))
        scenery = await dio.table_scenery(initial_range=range(10))
        await quiet(0.5)
        assert (len(fetched(details)), scenery.row_count) == (workers, 50)


@virtual
async def test_what_nobody_looks_at_any_more_is_not_fetched():
    """U56: a view that closes or scrolls away takes its rows out of the queue; what is under
    way lands."""
    details = stock(latency=1.0)
    dio = await opened(cheap(), **sized(details))
    scenery = await dio.table_scenery(initial_range=range(10))
    await quiet(0.5)
    scenery.set_viewport(range(30, 40))
    await quiet(1)
    assert fetched(details) == ["0", "30"]
    await scenery.aclose()
    await quiet(20)
    assert fetched(details) == ["0", "30"]
    assert {dio.store.get("0")["size"], dio.store.get("30")["size"]} == {500, 200}


@virtual
async def test_a_view_that_nobody_keeps_wants_nothing():
    """U56: a scenery that was forgotten leaves the queue like a closed one."""
    details = stock(latency=1.0)
    dio = await opened(cheap(), **sized(details))
    scenery = await dio.table_scenery(initial_range=range(10))
    await quiet(0.5)
    del scenery
    gc.collect()
    await quiet(20)
    assert len(fetched(details)) <= 2


# --- failures ---------------------------------------------------------------------------------


@virtual
async def test_a_failed_detail_leaves_its_row_and_all_others_as_they_are():
    """X13, U56: a raising fetch marks its row and is told; its worker goes on."""
    source, details = cheap(4), stock(4)
    details.fail(2, error=ValueError("no"))
    dio = await opened(source, **sized(details))
    stream = dio.subscribe_events()
    scenery = await dio.table_scenery()
    await quiet(0.3)
    assert column(scenery, "size") == [40, None, 20, 10]
    assert statuses(scenery, range(4)) == ["Fresh", "LoadFailed", "Fresh", "Fresh"]
    row = scenery.row(1)
    assert (row.record["name"], str(row.error)) == ("row 1", "no")
    told = [e for e in stream.pending() if isinstance(e, events.RecordLoadFailed)]
    assert [(event.id, str(event.error)) for event in told] == [("1", "no")]


@virtual
async def test_a_fetch_that_is_cancelled_or_ill_formed_fails_alone():
    """X13: cancelled from inside, no record at all, a value nobody can keep: one row each."""

    async def load(dio, id, row):
        if id == "0":
            raise asyncio.CancelledError
        if id == "1":
            return 7
        return {"size": object() if id == "2" else 3}

    dio = await opened(cheap(4), on_load_detail=load)
    scenery = await dio.table_scenery()
    await quiet(0.3)
    assert statuses(scenery, range(4)) == ["LoadFailed"] * 3 + ["Fresh"]
    assert column(scenery, "size") == [None, None, None, 3]
    with pytest.raises(SpecError, match="no record"):
        await dio.vista().get_value("1")


@virtual
async def test_a_failed_detail_is_tried_again_when_it_is_looked_at_later_and_later():
    """P7, U56: retried when a viewport covers it, with longer and longer pauses; never in a
    hot loop."""
    details = stock()
    details.down = SourceUnavailable("down")
    dio = await opened(cheap(), **sized(details))
    scenery = await dio.table_scenery(initial_range=range(1))
    for _ in range(600):
        scenery.set_viewport(range(1))
        await quiet(0.1)
    assert 4 <= len(fetched(details)) <= 8
    details.down = None
    scenery.request_retry()
    await quiet(0.1)
    assert column(scenery, "size", range(1)) == [500]
    assert scenery.row(0).status == "Fresh"


@virtual
async def test_closing_a_dio_ends_what_is_fetched_and_who_waits():
    """U56: nobody waits for ever."""
    details = stock(latency=100)
    dio = await opened(cheap(), **sized(details))
    await dio.vista().list_values()
    waiting = asyncio.ensure_future(dio.vista().get_value("3"))
    await quiet()
    await dio.aclose()
    with pytest.raises(dn.errors.Closed):
        await waiting
    assert details.cancelled == 1


# --- facades ----------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_a_facade_answers_with_details_and_lists_without(shape):
    """U57, X11: get and fetch_window wait for details, a list stays cheap."""
    details = stock()
    source = cheap(reads=SHAPES[shape])

    async def load(dio, id, row):
        return await vista(details).get_value(id)

    dio = await opened(source, on_load_detail=load)
    rows = await dio.vista().list_values()
    assert (len(rows), fetched(details)) == (50, [])
    assert "size" not in rows["3"]
    assert (await dio.vista().get_value("3"))["size"] == 470
    page = await dio.vista().fetch_window(2, 3)
    assert [row["size"] for row in page.rows.values()] == [480, 470, 460]
    assert sorted(fetched(details)) == ["2", "3", "4"]
    assert await dio.vista().get_value("nope") is None


@virtual
async def test_a_waiting_facade_is_told_of_by_one_event_and_each_row_by_one():
    """U57: one Hydrating with the number of rows, then one RecordChanged for each."""
    details = stock(latency=0.1)
    dio = await opened(cheap(), **sized(details))
    await dio.vista().list_values()
    stream = dio.subscribe_events()
    await dio.vista().fetch_window(0, 3)
    await dio.vista().fetch_window(0, 3)
    told = [
        e for e in stream.pending() if isinstance(e, events.Hydrating | events.RecordChanged)
    ]
    assert told == [events.Hydrating(3), *(events.RecordChanged(id) for id in "012")]


@virtual
async def test_a_facade_tells_which_details_it_could_not_get():
    """U57: get raises what the source raised; a window comes with a note."""
    details = stock()
    details.down = SourceUnavailable("down")
    dio = await opened(cheap(), **sized(details))
    with pytest.raises(SourceUnavailable):
        await dio.vista().get_value("3")
    page = await dio.vista().fetch_window(0, 2)
    assert [row["name"] for row in page.rows.values()] == ["row 0", "row 1"]
    assert "2 rows" in page.note
    assert "down" in page.note


@virtual
async def test_a_row_that_goes_while_its_detail_is_fetched_keeps_nobody_waiting():
    """U57: who waits for a row that is deleted meanwhile is answered."""
    details = stock(latency=1.0)
    dio = await opened(cheap(), **sized(details))
    await dio.vista().list_values()
    waiting = asyncio.ensure_future(dio.vista().fetch_window(0, 3))
    await quiet(0.5)
    await dio.removed("0")
    await dio.removed("1")
    page = await asyncio.wait_for(waiting, 10)
    assert dio.store.get("2")["size"] == 480
    assert "0" not in dio.store
    assert page.total is not None


# --- writes -----------------------------------------------------------------------------------


@virtual
async def test_a_pending_edit_is_shown_over_a_detail_that_arrives():
    """U65: a detail goes under a pending write, and is there when it is taken back."""
    source, details = cheap(3), stock(3, latency=1.0)
    source.latency = lambda call: 5.0 if call.kind == "write" else 0.0
    dio = await opened(source, **sized(details))
    scenery = await dio.table_scenery(initial_range=range(1))
    await quiet(0.5)
    await dio.vista().patch_value("0", {"size": 1})
    await quiet(1)
    assert column(scenery, "size", range(1)) == [1]
    assert dio.cache.base("0")["size"] == 30
    await quiet(10)
    assert column(scenery, "size", range(1)) == [1]


@virtual
async def test_rows_of_racing_views_are_held_once():
    """U58: views that load the same rows at the same time show each of them once."""
    dio = await opened(cheap(250, latency=0.1), **sized(stock(250)))
    one = await dio.table_scenery(page_size=100, initial_range=range(200))
    other = await dio.table_scenery(page_size=70, initial_range=range(200))
    await quiet(2)
    for scenery in (one, other):
        shown = [id for id in ids(scenery) if id is not None]
        assert len(shown) == len(set(shown)) >= 200
