"""What one kernel has read of a source, the others need not read."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

import diorama_nb as dn
from diorama_nb.errors import RateLimited, SourceError, Unsupported
from diorama_nb.shared import value
from diorama_nb.testing import FakeSource
from diorama_nb.vista.sharing import Sharing
from tests.aio import run
from tests.shared.team import kernel, list_of, names, until


def together(test):
    """Make a coroutine function a test on a loop of its own."""

    def running(server, well, raw):
        run(asyncio.wait_for(test(server, well, raw), 60))

    running.__doc__, running.__name__ = test.__doc__, test.__name__
    return running


def pages(raw):
    """Return the keys of the answers that are shared."""
    return [key for key in raw.keys("diorama:1:*:page:*") if raw.type(key) == b"hash"]


@together
async def test_what_one_kernel_has_read_the_next_does_not_ask_for(server, well, raw):
    async with kernel(well, server.url) as first, kernel(well, server.url) as second:
        shown = await names(first)
        asked = list(well.reads)
        assert await names(second) == shown == [f"row {n}" for n in range(1, 31)]
        assert well.reads == asked
        assert len(asked) == len(set(asked)) <= 4  # three pages, and a total by itself
        assert second.stats.fetches
        assert second.ledger.total.requests == 0
        assert second.columns == first.columns
        assert second.master.capabilities == first.master.capabilities


@together
async def test_what_many_want_at_once_is_asked_for_once(server, well, raw):
    well.hold()
    async with kernel(well, server.url) as first, kernel(well, server.url) as second:
        reading = [
            asyncio.create_task(dio.vista().fetch_window(0, 10)) for dio in (first, second)
        ]
        await until(well.held.is_set)
        await until(lambda: "1 answers were taken" not in second.master.explain())
        well.let_go()
        one, other = await asyncio.gather(*reading)
        assert one.rows == other.rows
        assert len(well.reads) == 1


@together
async def test_workers_do_not_go_round_what_is_shared(server, well, raw):
    async with kernel(well, server.url) as dio:
        with ThreadPoolExecutor(1) as pool, pytest.raises(Unsupported) as refused:
            await dio.load_all(executor=pool)
        assert "shared with other kernels" in refused.value.hint


@together
async def test_a_page_is_as_old_as_its_answer_not_as_its_arrival(server, well, raw):
    async with kernel(well, server.url) as first, kernel(well, server.url) as second:
        await names(first)
        age(raw, 120)
        await names(second)
        assert 119 < second.age < 180
        assert first.age < 60


def age(raw, seconds):
    """Make all shared answers so much older."""
    for key in pages(raw):
        raw.hincrby(key, "began", -seconds * 1_000_000)


@pytest.mark.parametrize(
    ("settings", "seconds", "asks"),
    [
        ({"cache_ttl": 30}, 20, False),
        ({"cache_ttl": 30}, 40, True),
        ({"max_stale": 30}, 40, True),
        ({"cache_ttl": 60, "max_stale": 30}, 40, True),
        ({}, 240, False),
        ({}, 360, True),
    ],
)
def test_a_page_is_not_taken_that_is_older_than_the_lens_allows(
    server, well, raw, settings, seconds, asks
):
    async def read():
        async with kernel(well, server.url) as first:
            await names(first)
        age(raw, seconds)
        well.seen.clear()
        async with kernel(well, server.url, **settings) as second:
            await names(second)
        assert bool(well.reads) == asks

    run(read())


@together
async def test_a_refresh_takes_nothing_that_was_read_before_it(server, well, raw):
    async with kernel(well, server.url) as first, kernel(well, server.url) as second:
        await names(first)
        await names(second)
        well.rows[1]["name"] = "another"
        well.rows[25]["name"] = "further down"
        await second.refresh()
        assert (await names(second))[0] == "another"
        assert (await names(second))[24] == "further down"  # read again when it is looked at


@together
async def test_a_refresh_that_found_other_rows_is_seen_in_every_kernel(server, well, raw):
    async with kernel(well, server.url) as first, kernel(well, server.url) as second:
        scenery = await first.table_scenery(initial_range=range(10))
        await until(lambda: scenery.row(0) is not None)
        await names(second)
        well.rows[1]["name"] = "another"
        well.seen.clear()
        await second.refresh()
        await until(lambda: scenery.row(0).record["name"] == "another")
        assert all("offset=0&" in target for target in well.reads)
        assert len(well.reads) == 1
        await scenery.aclose()


@together
async def test_the_clock_of_one_kernel_refreshes_all(server, well, raw):
    slow = {"refresh_every": 3600}
    async with kernel(well, server.url, **slow) as first, kernel(well, server.url) as second:
        await names(first)
        await second.refresh()
        well.seen.clear()
        await first.reread(1800.0)  # as its ticker does: half an interval
        assert not well.reads
        age(raw, 1801)
        await first.reread(1800.0)
        assert well.reads


@together
async def test_another_account_gets_nothing_of_ours(server, well, raw):
    alice, bob = dn.Bearer("alice-token"), dn.Bearer("bob-token")
    async with (
        kernel(well, server.url, words={"auth": alice}) as first,
        kernel(well, server.url, words={"auth": bob}) as second,
    ):
        for dio, owner in ((first, "Bearer alice-token"), (second, "Bearer bob-token")):
            rows = await dio.vista().list_values()
            assert {row["owner"] for row in rows.values()} == {owner}
        await (await first.vista().patch_value("3", {"name": "hers"})).settled()
        assert (await names(second))[2] == "row 3"  # it hears nothing of it either
        held = b"".join(raw.hget(key, "value") for key in pages(raw))
        assert b"alice-token" in held  # the server put it into its rows
    assert not any(b"token" in key for key in raw.keys("*"))


@together
async def test_other_declarations_share_no_pages_and_yet_the_news(server, well, raw):
    small = {"page_size": 5}
    async with (
        kernel(well, server.url) as first,
        kernel(well, server.url, words=small) as second,
    ):
        await names(first)
        asked = len(well.reads)
        await names(second)
        assert len(well.reads) > asked
        await first.vista().patch_value("3", {"name": "hers"})
        await until(lambda: second.store.get("3")["name"] == "hers")


@together
async def test_only_one_kernel_finds_out_how_an_api_pages(server, well, raw):
    lenses = [dn.Lens(shared=server.url, runtime="current", page_size=10) for _ in range(2)]
    try:
        first, second = [
            await lens.make_dio(dn.RestVista(f"{well.list_url}?linked=1")) for lens in lenses
        ]
        await first.vista().list_values()
        asked = list(well.reads)
        rows = await second.vista().list_values()
        assert well.reads == asked
        assert len(rows) == 30
        assert len(asked) <= 4  # three pages, and one to find out
        assert second.master.capabilities == first.master.capabilities
        assert second.master.id_column == first.master.id_column == "id"
    finally:
        for lens in lenses:
            await lens.aclose()


@pytest.mark.parametrize("damage", ["garbage", "cut", "version", "moved", "type", "future"])
def test_a_value_that_can_not_be_understood_is_a_miss(server, well, raw, damage):
    async def read():
        async with kernel(well, server.url) as first:
            shown = await names(first)
        harm(raw, damage)
        well.seen.clear()
        async with kernel(well, server.url) as second:
            assert await names(second) == shown
            assert not second.master.source.trouble
        assert well.reads
        well.seen.clear()
        async with kernel(well, server.url) as third:  # what was damaged has been replaced
            assert await names(third) == shown
        assert not well.reads

    run(read())


def harm(raw, how):
    keys = pages(raw)
    values = {key: raw.hget(key, "value") for key in keys}
    for n, key in enumerate(keys):
        value = values[key]
        match how:
            case "garbage":
                raw.hset(key, "value", b"\0garbage")
            case "cut":
                raw.hset(key, "value", value[: len(value) // 2])
            case "version":
                raw.hset(key, "value", b"dio\xff" + value[4:])
            case "moved":
                raw.hset(key, "value", values[keys[n - 1]])
            case "type":
                raw.set(key, "a text")
            case "future":
                raw.hincrby(key, "began", 3_600_000_000)


@together
async def test_a_lock_that_never_ends_holds_up_nobody(server, well, raw):
    async with kernel(well, server.url) as first:
        await names(first)
    for key in pages(raw):
        raw.delete(key)
        raw.set(key.replace(b":page:", b":lock:"), "somebody")
    async with kernel(well, server.url) as second:
        assert len(await names(second)) == 30


def test_an_answer_too_large_to_share_is_every_kernels_own(server, well, raw, monkeypatch):
    async def read():
        async with kernel(well, server.url) as first, kernel(well, server.url) as second:
            return await asyncio.gather(names(first), names(second))

    one, other = run(read())
    assert one == other
    well.seen.clear()
    monkeypatch.setattr(value, "LARGEST", 100)
    one, other = run(read())
    assert one == other
    assert sum("offset=0&limit=10" in target for target in well.reads) == 2


@together
async def test_a_question_that_fails_fails_for_all_who_wait_at_once(server, well, raw):
    async with kernel(well, server.url) as first, kernel(well, server.url) as second:
        well.refusals = [(404, 0), (404, 0)]
        ends = await asyncio.gather(
            first.vista().fetch_window(0, 10), second.vista().fetch_window(0, 10),
            return_exceptions=True,
        )  # fmt: skip
        assert all(isinstance(end, SourceError) for end in ends)
        assert len(await names(first)) == 30


@together
async def test_who_gives_up_asking_leaves_it_to_another(server, well, raw):
    well.hold()
    async with kernel(well, server.url) as first, kernel(well, server.url) as second:
        gone = asyncio.create_task(first.master.fetch_window(0, 10))
        await until(well.held.is_set)
        stays = asyncio.create_task(second.master.fetch_window(0, 10))
        await asyncio.sleep(0)
        gone.cancel()
        assert len((await stays).rows) == 10
        well.let_go()


@together
async def test_one_record_is_never_older_than_the_question(server, well, raw):
    async with kernel(well, server.url) as first, kernel(well, server.url) as second:
        assert (await first.master.get_value("7"))["name"] == "row 7"
        well.rows[7]["name"] = "another"
        assert (await second.master.get_value("7"))["name"] == "another"
        assert await second.master.get_value("77") is None


@together
async def test_kernels_keep_one_pace(server, well, raw):
    words = {"rate": dn.Rate("20/s")}
    async with (
        kernel(well, server.url, words=words) as first,
        kernel(well, server.url, words=words) as second,
    ):
        await asyncio.gather(
            *(first.master.get_value(str(n)) for n in range(1, 5)),
            *(second.master.get_value(str(n)) for n in range(5, 9)),
        )
    times = sorted(at for _, _, at in well.seen)
    assert len(times) == 8
    assert times[-1] - times[0] > 0.3  # seven intervals of 50 ms; each for itself: three


@together
async def test_a_rest_that_one_kernel_is_asked_for_is_kept_by_all(server, well, raw):
    async with (
        kernel(well, server.url, words={"retry": dn.Retry(base=0.01)}) as first,
        kernel(well, server.url) as second,
    ):
        well.refusals = [(429, 1)]
        refused = asyncio.create_task(first.master.get_value("1"))
        await until(lambda: well.seen and not well.refusals)
        await until(lambda: raw.keys("diorama:1:*:pace"))
        await second.master.get_value("2")
        await refused
    first_at, *others = sorted(at for _, _, at in well.seen)
    assert all(at - first_at > 0.9 for at in others)


@together
async def test_a_long_rest_is_told_without_asking(server, well, raw):
    async with kernel(well, server.url) as first, kernel(well, server.url) as second:
        well.refusals = [(429, 900)]
        with pytest.raises(RateLimited):
            await first.master.get_value("1")
        with pytest.raises(RateLimited) as limited:
            await second.master.get_value("2")
        assert limited.value.retry_at is not None
        assert len(well.seen) == 1


def test_a_source_of_this_machine_is_another_one_on_each(monkeypatch):
    from diorama_nb.vista import sharing

    here = list_of(type("W", (), {"list_url": "http://127.0.0.1:8000/rows"})).source.sharing()
    far = dn.RestVista("https://example.org/rows").source.sharing()
    monkeypatch.setattr(sharing, "machine", lambda: "another")
    again = list_of(type("W", (), {"list_url": "http://127.0.0.1:8000/rows"})).source.sharing()
    assert here.rows != again.rows
    assert here.account != again.account
    assert far.rows == dn.RestVista("https://example.org/rows").source.sharing().rows
    assert far.answers == dn.RestVista("https://example.org/rows").source.sharing().answers


def test_files_frames_and_sqlite_are_not_shared(tmp_path):
    assert dn.MemoryVista({"1": {"a": 1}}).source.sharing() is None
    assert dn.SqlVista(f"sqlite:///{tmp_path}/shop.db", table="items").source.sharing() is None
    local = dn.SqlVista("postgresql+psycopg://me@/shop", table="items").source.sharing()
    far = dn.SqlVista(
        "postgresql+psycopg://me@db.example.org/shop", table="items"
    ).source.sharing()
    assert "@" in local.rows
    assert local.rows != far.rows


@together
async def test_the_client_is_named_and_gone_when_the_lens_is_closed(server, well, raw):
    before = asyncio.all_tasks()
    async with kernel(well, server.url) as first:
        await names(first)
        assert clients(raw)
    await until(lambda: not clients(raw))
    assert asyncio.all_tasks() == before


def clients(raw: redis.Redis):
    return [one for one in raw.client_list() if one["name"] == "diorama"]


def test_what_another_version_has_found_out_is_found_out_again(server, well, raw, monkeypatch):
    """A kernel of a newer package may know words that this one does not."""

    async def read():
        async with kernel(well, server.url) as first:
            with monkeypatch.context() as newer:
                told = {"plan": {"$": "Unheard"}, "columns": []}
                newer.setattr(first.master.source._sharing, "learned", lambda: told)
                shown = await names(first)
        async with kernel(well, server.url) as second:
            assert await names(second) == shown
            assert {column.name for column in second.columns} == {"id", "name", "owner"}

    run(read())


@together
async def test_an_answer_is_kept_as_long_as_the_lens_may_show_it(server, well, raw):
    async with kernel(well, server.url, cache_ttl="1d") as first:
        await names(first)
    assert all(23 * 3600 < raw.ttl(key) <= 24 * 3600 for key in pages(raw))
    assert all(raw.ttl(key) > 0 for key in raw.keys("*"))


@together
async def test_only_rows_that_are_there_now_are_cleared(server, well, raw):
    """A delete of what fits a condition looks anew: a page of before may hold other rows."""
    async with kernel(well, server.url) as first, kernel(well, server.url) as second:
        await names(first)
        well.rows[3]["name"] = well.rows[4]["name"] = "old"
        well.rows[4]["name"] = "row 4"
        await second.master.where(name="old").delete_all_values()
        assert 3 not in well.rows
        assert 4 in well.rows
        assert len(well.rows) == 29


@together
async def test_a_value_that_one_kernel_had_worked_out_the_next_takes(server, well, raw):
    source = FakeSource(1000, pushes=("aggregate", "order"), identity="fake:shared")
    source.sharing = lambda: Sharing("fake:shared")
    lenses = [dn.Lens(runtime="current", shared=server.url) for _ in range(2)]
    dios = [await lens.make_dio(dn.Vista(source)) for lens in lenses]
    for aggregate, wanted in {dn.Sum("n"): 499500, dn.Max("name"): "row 999"}.items():
        assert [await dio.vista().aggregate(aggregate) for dio in dios] == [wanted] * 2
    assert source.asked("aggregate") == [("sum", None), ("max", None)]
    for lens in lenses:
        await lens.aclose()
