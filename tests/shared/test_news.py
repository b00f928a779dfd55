"""What one kernel does to a source, the others see."""

import asyncio

import diorama_nb as dn
from diorama_nb.writes.write import Write
from tests.aio import run
from tests.shared.team import kernel, names, until


def name_of(dio, id):
    record = dio.store.get(id)
    return record and record["name"]


async def patched(dio, id, patch):
    """Write through the queue of a kernel, and wait until it is done."""
    ticket = await dio.vista().patch_value(id, patch)
    await ticket.settled()


def together(test):
    """Run a test over two kernels that hold all rows, and ask for nothing more."""

    def running(server, well, raw):
        async def course():
            async with kernel(well, server.url) as first, kernel(well, server.url) as second:
                await names(first)
                await names(second)
                well.seen.clear()
                await test(first, second, well, raw)

        run(asyncio.wait_for(course(), 60))

    running.__doc__, running.__name__ = test.__doc__, test.__name__
    return running


@together
async def test_a_write_shows_in_the_other_kernel_without_a_request(first, second, well, raw):
    await patched(first, "3", {"name": "another"})
    await until(lambda: name_of(second, "3") == "another")
    assert [method for method, *_ in well.seen] == ["PATCH"]


@together
async def test_a_write_through_the_queue_is_told_when_it_is_done(first, second, well, raw):
    ticket = await first.write(Write("patch", "3", {"name": "another"}))
    await ticket.settled()
    await until(lambda: name_of(second, "3") == "another")


@together
async def test_a_deleted_row_goes_everywhere(first, second, well, raw):
    await first.vista().delete_value("3")
    await until(lambda: second.store.get("3") is None)
    assert "GET" not in [method for method, *_ in well.seen]


@together
async def test_a_write_that_was_answered_by_nothing_has_the_row_asked_for(
    first, second, well, raw
):
    well.mute = True
    await patched(first, "3", {"name": "another"})
    await until(lambda: name_of(second, "3") == "another")
    assert well.reads[-1].endswith("/rows/3")


@together
async def test_after_a_write_that_may_have_been_done_everything_is_read_again(
    first, second, well, raw
):
    well.cuts = True
    await asyncio.gather(patched(first, "3", {"name": "another"}), return_exceptions=True)
    well.cuts = False
    await until(lambda: name_of(second, "3") == "another")


@together
async def test_after_a_write_no_page_of_before_is_believed(first, second, well, raw):
    await patched(first, "3", {"name": "another"})
    well.rows[3]["name"] = "yet another"
    async with kernel(well, raw_url(raw)) as third:
        assert (await names(third))[2] == "yet another"


def raw_url(raw):
    words = raw.connection_pool.connection_kwargs
    return f"redis://:{words['password']}@{words['host']}:{words['port']}/0"


@together
async def test_what_was_asked_for_before_a_write_is_not_shared_after_it(
    first, second, well, raw
):
    well.hold()
    second.master.source.renew()
    reading = asyncio.create_task(second.master.fetch_window(0, 10))
    await until(well.held.is_set)  # the answer is made, and on its way
    await patched(first, "3", {"name": "another"})
    well.let_go()
    await reading
    async with kernel(well, raw_url(raw)) as third:
        assert (await names(third))[2] == "another"


def test_what_on_write_has_sent_is_told(server, well):
    async def send(dio, write):
        well.rows[int(write.id)] |= write.patch
        return {**well.rows[int(write.id)], "owner": "nobody"}

    async def course():
        async with (
            kernel(well, server.url, on_write=send) as first,
            kernel(well, server.url) as second,
        ):
            await names(second)
            ticket = await first.write(Write("patch", "3", {"name": "another"}))
            await ticket.settled()
            await until(lambda: name_of(second, "3") == "another")

    run(course())


@together
async def test_who_missed_too_many_news_reads_everything_again(first, second, well, raw):
    source = second.master.source
    asleep = source.ring
    source.ring = lambda message: None
    well.rows[9]["name"] = "changed unheard"
    for n in range(3):
        await patched(first, "3", {"name": f"another {n}"})
    (stream,) = raw.keys("diorama:1:*:news")
    raw.xtrim(stream, maxlen=1, approximate=False)
    source.ring = asleep
    source.ring("news")
    await until(lambda: name_of(second, "9") == "changed unheard")
    assert name_of(second, "3") == "another 2"


@together
async def test_who_was_away_for_a_while_hears_what_happened(first, second, well, raw):
    source = second.master.source
    hearing, source.ring = source.ring, lambda message: None
    await patched(first, "3", {"name": "another"})
    await patched(first, "4", {"name": "also"})
    source.ring = hearing
    source.ring("news")
    await until(lambda: (name_of(second, "3"), name_of(second, "4")) == ("another", "also"))
    assert not well.reads


@together
async def test_news_that_are_no_news_only_cost_a_reading(first, second, well, raw):
    (stream,) = raw.keys("diorama:1:*:news") or [None]
    well.rows[3]["name"] = "another"
    raw.xadd(stream, {"who": "somebody", "told": b"\xff garbage"})
    second.master.source.ring("news")
    await until(lambda: name_of(second, "3") == "another")


@together
async def test_a_kernel_does_not_hear_itself(first, second, well, raw):
    heard = []
    hear = first.hear

    async def listening(changes, *, again):
        heard.append(changes)
        await hear(changes, again=again)

    first.hear = listening
    await patched(first, "3", {"name": "another"})
    await patched(second, "4", {"name": "also"})
    await until(lambda: name_of(first, "4") == "also")
    assert [change.id for changes in heard for change in changes] == ["4"]


@together
async def test_two_dios_of_one_lens_hear_each_other(first, second, well, raw):
    again = await first.lens.make_dio(first.master.source.base and _same(first), name="again")
    await names(again)
    await patched(first, "3", {"name": "another"})
    await until(lambda: name_of(again, "3") == "another")


def _same(dio):
    return dn.Vista(dio.master.source.base)


@together
async def test_another_master_is_shared_after_a_reload(first, second, well, raw):
    other = dn.RestVista(
        f"{well.list_url}?tenant=2", page=dn.Offset("offset", "limit"), rows="items",
        total="total", id="id", detail=well.list_url + "/{id}", writes=True,
    )  # fmt: skip
    old = first.master
    await first.reload(other)
    await old.aclose()
    assert first.master.source.sharing() is None
    assert "shared at redis://127.0.0.1" in first.master.explain()
    async with kernel(well, raw_url(raw)) as third:
        old = third.master
        await third.reload(dn.Vista(other.source))
        await old.aclose()
        assert len(await names(third)) == 30


@together
async def test_a_write_in_another_kernel_ends_no_edit_of_ours(first, second, well, raw):
    """X12: news are shown under a pending write, never over it."""
    well.hold()
    writing = await second.write(Write("patch", "3", {"name": "ours"}))
    await patched(first, "4", {"name": "theirs"})
    await until(lambda: name_of(second, "4") == "theirs")
    assert name_of(second, "3") == "ours"
    well.let_go()
    await writing.settled()
    await until(lambda: name_of(first, "3") == "ours")
