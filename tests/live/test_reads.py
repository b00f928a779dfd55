"""What a live table reads from its cache, and what from the master."""

import asyncio
import functools

import pytest

import diorama_nb as dn
from diorama_nb.query import Query
from diorama_nb.testing import FakeSource, made_up
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page
from tests.live.tables import asked, slots, table
from tests.virtual import virtual


@pytest.fixture(params=["memory", "disk"])
def cache(request, tmp_path):
    return None if request.param == "memory" else tmp_path / "cache"


READS = {
    "list": lambda live: live.list_values(),
    "window": lambda live: live.fetch_window(4, 3),
    "aligned window": lambda live: live.fetch_window(4, 2),
    "page": lambda live: live.fetch_page(1),
    "one": lambda live: live.get_value("3"),
    "stream": lambda live: _streamed(live),
}


async def _streamed(live):
    await live.list_values()
    return dict([item async for item in live.stream_values()])


def rows_of(answer):
    return answer.rows if isinstance(answer, Page) else answer


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@virtual
async def test_what_was_read_once_is_read_from_the_cache(cache, read):
    """S58, S59: a hit leaves the master alone; a miss is kept."""
    live, source = table(10, cache, reads=("window", "page"))
    first, cost = await asked(source, read(live))
    assert cost
    again, cost = await asked(source, read(live))
    assert cost == []
    assert dict(rows_of(again)) == dict(rows_of(first))
    assert list(rows_of(again)) == list(rows_of(first))
    await live.aclose()


@virtual
async def test_answers_are_kept_over_a_restart_and_served_while_the_source_is_down(tmp_path):
    """S57: a folder outlives the process; S58: a hit asks the master for nothing at all."""

    class Probed(FakeSource):
        async def prepare(self):
            await self._wait_up()

        async def _wait_up(self):
            if self.down is not None:
                raise self.down

    first, _ = table(Probed(10, identity="shop"), tmp_path)
    seen = [rows_of(await read(first)) for name, read in READS.items() if name != "page"]
    await first.aclose()
    offline = Probed(0, identity="shop")
    offline.down = dn.errors.SourceUnavailable("the cable is out")
    later, _ = table(offline, tmp_path)
    kept = [rows_of(await read(later)) for name, read in READS.items() if name != "page"]
    assert [dict(rows) for rows in kept] == [dict(rows) for rows in seen]
    assert offline.calls == []
    await later.aclose()


@virtual
async def test_a_slot_is_named_after_the_key_the_page_and_its_size():
    """S55, K8: {key}/page_{n} with the page size and the query, and {key}/id/{id}."""
    cache = dn.MemoryCache()
    live, _ = table(10, cache)
    await live.list_values()
    await live.fetch_window(4, 2)
    await live.fetch_window(3, 2)
    await live.get_value("3")
    query = Query().where("group", "==", "a")
    await live.where(group="a").list_values()
    assert await slots(cache) == {
        "clients/page_1/all/all",
        "clients/page_3/2/all",
        "clients/rows_3/2/all",
        "clients/id/3",
        f"clients/page_1/all/{query.key}",
    }


@virtual
async def test_pages_of_different_sizes_are_different_answers():
    """X21, K8: the page size is in the key."""
    cache = dn.MemoryCache()
    source = FakeSource(10)
    small, _ = table(source, cache, page_size=2)
    large, _ = table(source, cache, page_size=5)
    assert list((await small.fetch_page(2)).rows) == ["2", "3"]
    assert list((await large.fetch_page(2)).rows) == ["5", "6", "7", "8", "9"]
    assert list((await small.fetch_page(2)).rows) == ["2", "3"]
    _, cost = await asked(source, small.fetch_window(2, 2))
    assert cost == []


@virtual
async def test_pages_have_the_size_that_was_asked_for():
    """S66: a page size given to the table is the size of its pages."""
    live, source = table(10, page_size=4)
    assert live.capabilities.can_fetch_page
    pages = [list((await live.fetch_page(number)).rows) for number in (1, 2, 3, 4)]
    assert pages == [["0", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9"], []]
    assert source.asked("window") == [(0, 4), (4, 4), (8, 4), (12, 4)]
    with pytest.raises(dn.errors.SpecError):
        await live.fetch_page(0)


@virtual
async def test_pages_of_a_master_with_its_own_size_are_its_own():
    """S66: without a page size the master's pages are passed on."""
    live, _ = table(10, reads=("page",), page_size=None)
    assert len((await live.fetch_page(1)).rows) == 10
    plain, _ = table(10)
    assert not plain.capabilities.can_fetch_page
    with pytest.raises(dn.errors.Unsupported):
        await plain.fetch_page(1)


@virtual
async def test_conditions_order_and_search_are_parts_of_the_key():
    """S65, K8: narrowed reads work, and each question has its own answer."""
    live, source = table(9)
    for _ in range(2):
        assert list(await live.where(group="a").list_values()) == ["0", "3", "6"]
        assert list(await live.where(group="b").list_values()) == ["1", "4", "7"]
        assert list(await live.where_op("n", ">", 6).list_values()) == ["7", "8"]
        assert "8" in list(await live.order_by("n", descending=True).list_values())[:1]
        assert list(await live.search("row 5").list_values()) == ["5"]
        assert len(await live.list_values()) == 9
        assert list((await live.where(group="c").fetch_window(1, 1)).rows) == ["5"]
    assert len(source.calls) == 7
    both = live.where(group="a").where_op("n", ">", 2)
    turned = live.where_op("n", ">", 2).where(group="a")
    assert list(await both.list_values()) == ["3", "6"]
    _, cost = await asked(source, turned.list_values())
    assert cost == []


@virtual
async def test_a_narrowed_master_stays_narrowed():
    """S65: tables of one key over differently narrowed masters do not mix."""
    cache, whole = dn.MemoryCache(), dn.Vista(FakeSource(9))
    a = dn.LiveTable(whole.where(group="a"), cache, key="clients")
    b = dn.LiveTable(whole.where(group="b"), cache, key="clients")
    assert list(await a.list_values()) == ["0", "3", "6"]
    assert list(await b.list_values()) == ["1", "4", "7"]
    assert await a.get_value("3") is not None
    assert await b.get_value("3") is None
    assert await a.get_count() == 3


@virtual
async def test_conditions_the_source_can_not_answer_are_answered_all_the_same():
    """S65: local conditions work through the table, and take the same flags away."""
    live, source = table(9, pushes=())
    narrowed = live.where(group="a")
    assert list(await narrowed.list_values()) == ["0", "3", "6"]
    assert narrowed.capabilities == live.capabilities.without(
        ["count", "fetch_window"], narrowed.capabilities.why("fetch_window")
    )
    with pytest.raises(dn.errors.Unsupported):
        await narrowed.fetch_window(0, 2)
    _, cost = await asked(source, narrowed.list_values())
    assert cost == []


@virtual
async def test_rows_that_are_not_there_are_asked_for_again():
    """S59: "not found" is not cached."""
    live, source = table(3)
    assert await live.get_value("7") is None
    source.rows = {**source.rows, "7": made_up(7)}
    assert await live.get_value("7") == made_up(7)


@virtual
async def test_some_value_and_count_are_always_the_masters():
    """S59: get-some and count are never cached."""
    cache = dn.MemoryCache()
    live, source = table(3, cache)
    for count in (3, 0):
        source.rows = dict(list(source.rows.items())[:count])
        assert await live.get_count() == count
        assert (await live.get_some_value() is None) == (count == 0)
    assert await slots(cache) == set()


@virtual
async def test_one_row_comes_from_the_list_where_the_master_can_not_be_asked_for_one():
    """S59: the list is read once, however many rows are wanted."""
    live, source = table(9, gets=False, pushes=())
    assert [(await live.get_value(id))["n"] for id in "345"] == [3, 4, 5]
    assert [call.kind for call in source.calls] == ["window"]
    assert await live.where(group="b").get_value("3") is None


@virtual
async def test_a_master_that_finds_rows_by_id_is_asked_for_one_row():
    live, source = table(9, gets=False)
    assert (await live.get_value("3"))["n"] == 3
    assert await live.get_value("nobody") is None
    assert [(call.kind, call.query.conditions[0].value) for call in source.calls] == [
        ("window", "3"), ("window", "nobody")
    ]  # fmt: skip


@virtual
async def test_tokens_of_a_next_page_are_not_kept():
    """A token belongs to one conversation with the server."""
    live, source = table(120, reads=("next",))
    for _ in range(2):
        first, cost = await asked(source, live.fetch_next())
        second, more = await asked(source, live.fetch_next(first.next))
        assert cost + more == ["next", "next"]
        assert "50" in list(second.rows)[:1]
    assert len(await live.list_values()) == 120
    _, cost = await asked(source, live.list_values())
    assert cost == []


@virtual
async def test_an_incomplete_list_is_not_kept():
    """X30: a part is never served as if it were what there is."""
    live, source = table(1200)
    source.fail(2)
    part = await live.list_values()
    assert part.complete is False
    assert len(part) < 1200
    assert len(await live.list_values(require="complete")) == 1200


@virtual
async def test_a_list_the_master_calls_stale_is_not_kept():
    """X30: what was old when it came is not served as if it were new."""
    inner, source = table(9, key="inner")
    outer = dn.LiveTable(inner, key="outer")
    await inner.list_values()
    source.down = dn.errors.SourceUnavailable("the cable is out")
    with pytest.raises(dn.errors.SourceUnavailable):
        await inner.patch_value("1", {"n": 99})
    assert (await outer.list_values()).coverage.stale
    source.down = None
    rows, cost = await asked(source, outer.list_values())
    assert not rows.coverage.stale
    assert cost == ["window"]


@virtual
async def test_a_page_that_looked_wrong_is_not_kept():
    class Cut(FakeSource):
        async def read_window(self, query, offset, limit):
            page = await super().read_window(query, offset, limit)
            return Page(page.rows, note="this looks cut")

    live, source = table(Cut(10))
    await live.fetch_window(0, 5)
    _, cost = await asked(source, live.fetch_window(0, 5))
    assert cost == ["window"]


@virtual
async def test_a_cached_list_knows_its_coverage_its_types_and_its_age():
    """S56: rows in their order, and when they were fetched."""
    live, _ = table(5)
    first = await live.list_values(require="complete")
    await asyncio.sleep(90)
    again = await live.list_values(require="complete")
    told = again.to_pandas().attrs["diorama"]
    assert told["age"] == pytest.approx(90)
    assert (told["total"], told["complete"]) == (5, True)
    assert again.types == first.types
    assert again.to_pandas().equals(first.to_pandas())
    assert again.coverage.requests == 0


@virtual
async def test_an_answer_does_not_expire():
    """S70: no time to live; a day later it is still served."""
    live, source = table(5)
    await live.list_values()
    await asyncio.sleep(24 * 3600)
    _, cost = await asked(source, live.list_values())
    assert cost == []


@virtual
async def test_callers_do_not_share_the_rows_they_are_given():
    live, _ = table(5)
    await live.list_values()
    one, other = await live.get_value("1"), (await live.list_values())["1"]
    one["n"] = other["n"] = "scribbled"
    assert (await live.get_value("1"))["n"] == 1
    assert (await live.list_values())["1"]["n"] == 1


@virtual
async def test_what_many_want_at_once_is_read_once(cache):
    live, source = table(5, cache, latency=1.0)
    answers = await asyncio.gather(*(live.list_values() for _ in range(50)))
    assert len(source.calls) == 1
    assert {len(rows) for rows in answers} == {5}
    await live.aclose()


@virtual
async def test_what_describes_the_master_is_passed_through():
    """S67: metadata, search, relations and changes are the master's own."""

    class Shop(FakeSource):
        async def watch(self, since=None):
            yield dn.Updated("7")

    source = Shop(5)
    relation = dn.Reference("orders", "orders", "client")
    can = dn.Capabilities.of("declared", "subscribe") | source.about.capabilities
    source.about = Description(source.about.columns, "id", can, (relation,))
    master = dn.Vista(source)
    live = dn.LiveTable(master, key="clients")
    assert (live.name, live.columns, live.id_column) == ("fake", master.columns, "id")
    assert live.references == (relation,)
    assert live.source.identity == source.identity
    assert live.source.once is source.once
    assert live.capabilities.granted == {**master.capabilities.granted, "invalidate": "local"}
    assert [change async for change in live.source.watch()] == [dn.Updated("7")]
    assert list(await live.search("row 4").list_values()) == ["4"]
    assert live.explain().startswith(source.explain(master.query))
    assert "clients" in live.explain()
    assert repr(live.where(n=1)) == f"<LiveTable 'clients' of {master.where(n=1)!r}>"
    source.about.columns = (*source.about.columns, dn.Column("late"))
    assert live.columns[-1].name == "late"


@virtual
async def test_a_live_table_is_used_wherever_a_vista_is(tmp_path):
    """S54: it is itself a Vista: a Lens makes a Dio of it, another table wraps it."""
    live, source = table(300)
    assert isinstance(live, dn.Vista)
    assert isinstance(live.where(n=1), dn.LiveTable)
    lens = dn.Lens(runtime="current")
    dio = await lens.make_dio(live)
    scenery = await dio.table_scenery(where={"group": "a"}, order_by="n")
    await asyncio.sleep(1)
    assert scenery.row(0).id == "0"
    assert scenery.row_count == 100
    around = dn.LiveTable(live, key="around")
    assert await around.patch_value("3", {"n": -1})
    assert (await around.get_value("3"))["n"] == source.rows["3"]["n"] == -1
    await lens.aclose()
    assert source.closed == 1


@virtual
async def test_a_plain_vista_on_its_source_reads_through_the_cache():
    """S54: the source of a live table is a source like any other."""
    live, source = table(30, reads=())
    plain = dn.Vista(live.source)
    assert len(await plain.list_values()) == 30
    assert await plain.get_count() == 30
    assert (await plain.get_value("3"))["n"] == 3
    await plain.patch_value("3", {"n": 4})
    assert (await plain.list_values())["3"]["n"] == 4
    _, cost = await asked(source, plain.list_values())
    assert cost == []


@virtual
async def test_the_key_is_made_of_the_master_where_none_is_given():
    """X39: two masters that name no key share nothing; the same one is found again."""
    cache = dn.MemoryCache()
    make = functools.partial(dn.LiveTable, cache=cache)
    one, other = (make(dn.Vista(FakeSource(n, identity=f"shop {n}"))) for n in (3, 4))
    assert (len(await one.list_values()), len(await other.list_values())) == (3, 4)
    again = make(dn.Vista(FakeSource(0, identity="shop 3")))
    assert again.key == one.key != other.key
    assert len(await again.list_values()) == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"master": FakeSource(1)}, "no Vista"),
        ({"write_to": FakeSource(1)}, "write_to is a FakeSource"),
        ({"cache": 7}, "no cache"),
        ({"key": ""}, "empty key"),
        ({"page_size": 0}, "page_size=0"),
        ({"queue": 0}, "queue=0"),
        ({"stream": [1]}, "no LiveStream"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_at_once(words, message):
    with pytest.raises(dn.errors.SpecError, match=message) as caught:
        dn.LiveTable(**{"master": dn.Vista(FakeSource(1)), **words})
    assert caught.value.hint


def test_a_live_table_works_from_blocking_code(tmp_path):
    live = dn.LiveTable(dn.MemoryVista({"1": {"n": 1}}), tmp_path)
    assert live.to_pandas()["n"].tolist() == [1]
    dn.run(live.insert_value("2", {"n": 2}))
    assert live.to_pandas()["n"].tolist() == [1, 2]
    dn.run(live.aclose())
    with pytest.raises(dn.errors.Closed):
        live.to_pandas()
