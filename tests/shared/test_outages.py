"""A shared Redis that is away, comes back or refuses costs speed, never rows."""

import asyncio
import logging

import pytest

import diorama_nb as dn
from tests.aio import run
from tests.shared.team import ROOMY, kernel, names, until

AWAY = "redis://:hidden@127.0.0.1:1/0"


def within(course):
    """Run a coroutine, for a minute at most."""
    return run(asyncio.wait_for(course, 60))


def test_without_a_redis_each_kernel_reads_for_itself_and_says_so(well, caplog):
    async def course():
        async with kernel(well, AWAY) as dio:
            assert len(await names(dio)) == 30
            trouble = dio.master.source.trouble
            assert trouble.startswith("shared cache not reachable")
            assert f"trouble: {trouble}" in dio.explain()
            assert dio.diagnostics()["source_trouble"] == trouble
            bar = dio.status_bar()
            assert bar.state["notice"] == trouble
            bar.close()
            await (await dio.vista().patch_value("3", {"name": "another"})).settled()
            assert (await names(dio))[2] == "another"
            return [dio.explain(), trouble, repr(dio.lens), repr(dio.lens.__dict__)]

    with caplog.at_level(logging.DEBUG):
        told = within(course())
    told += [record.getMessage() for record in caplog.records]
    assert len([line for line in told if "is not reachable" in line]) == 1
    assert "hidden" not in " ".join(told)


def test_a_wrong_password_is_told_and_not_shown(server, well, caplog):
    url = server.url.replace("hidden", "mistaken")

    async def course():
        async with kernel(well, url) as dio:
            assert len(await names(dio)) == 30
            return dio.explain()

    told = within(course())
    assert "shared cache not reachable" in told
    assert "mistaken" not in told + caplog.text


def test_an_encrypted_redis_is_shared_by_who_trusts_its_certificate(encrypted_redis, well):
    """Who does not reads for itself, and is told what to type."""

    async def course():
        trusted = dn.Shared(f"{encrypted_redis.trusted}&{ROOMY}")
        async with kernel(well, trusted) as first, kernel(well, trusted) as second:
            await names(first)
            asked = len(well.reads)
            assert len(await names(second)) == 30
            assert (len(well.reads), second.master.source.trouble) == (asked, "")
        for url, typed in (
            (f"{encrypted_redis.untrusted}?{ROOMY}", "rediss://…?ssl_ca_certs=/path/to/ca.pem"),
            (f"{encrypted_redis.misnamed}&{ROOMY}", "rediss://<that name>"),
        ):
            async with kernel(well, dn.Shared(url)) as dio:
                assert len(await names(dio)) == 30
                assert typed in dio.master.source.trouble

    within(course())


def test_all_goes_on_while_it_is_killed_and_is_shared_again_when_it_is_back(server, well):
    async def course():
        async with kernel(well, server.url) as first, kernel(well, server.url) as second:
            await names(first)
            await names(second)
            server.kill()
            try:
                well.rows[1]["name"] = "another"
                await first.refresh()
                assert (await names(first))[0] == "another"
                await (await first.vista().patch_value("3", {"name": "alone"})).settled()
                await until(lambda: first.master.source.trouble)
                assert (await names(second))[2] == "row 3"
            finally:
                server.start()
            for dio in (first, second):
                await until(lambda dio=dio: not dio.master.source.trouble)
            assert "trouble" not in first.explain()
            await until(lambda: second.store.get("3")["name"] == "alone")
            await first.vista().patch_value("4", {"name": "told"})
            await until(lambda: second.store.get("4")["name"] == "told")
            well.seen.clear()
            async with kernel(well, server.url) as third:
                assert (await names(third))[:4] == ["another", "row 2", "alone", "told"]

    within(course())


def test_a_kernel_that_waits_for_an_answer_goes_on_when_the_server_dies(server, well):
    async def course():
        async with kernel(well, server.url) as first, kernel(well, server.url) as second:
            well.hold()
            leads = asyncio.create_task(first.master.fetch_window(0, 10))
            await until(well.held.is_set)
            waits = asyncio.create_task(second.master.fetch_window(0, 10))
            await until(lambda: second.master.source._flights.counts.waited)
            server.kill()
            try:
                assert len((await waits).rows) == 10
                well.let_go()
                assert len((await leads).rows) == 10
            finally:
                server.start()

    within(course())


def test_what_was_shared_before_a_break_does_not_replace_what_was_read_in_it(server, well, raw):
    async def course():
        async with kernel(well, server.url) as first:
            await names(first)
            store = first.lens._store
            store._fell(ConnectionError("a cable was pulled"))
            well.rows[1]["name"] = "another"
            await first.refresh()
            assert (await names(first))[0] == "another"
            await until(lambda: store.up)
            page = await first.master.fetch_window(0, 10)
            assert page.rows["1"]["name"] == "another"

    within(course())


def test_a_server_that_takes_no_values_is_done_without(server, well, raw):
    async def course():
        raw.config_set("maxmemory", "1")
        try:
            async with kernel(well, server.url) as dio:
                assert len(await names(dio)) == 30
                assert "shared cache not reachable" in dio.master.source.trouble
        finally:
            raw.config_set("maxmemory", "0")

    within(course())


def test_closing_while_it_is_away_leaves_nothing_behind(well):
    async def course():
        before = asyncio.all_tasks()
        async with kernel(well, AWAY) as dio:
            await names(dio)
        assert asyncio.all_tasks() == before

    within(course())


def test_on_the_thread_of_its_own_it_is_closed_by_the_lens(server, well, raw):
    lens = dn.Lens(shared=server.url)
    dio = lens.open(
        dn.RestVista(well.list_url, page=dn.Offset("offset", "limit"), rows="items")
    )
    assert len(dio.vista().to_pandas()) == 30
    assert [one for one in raw.client_list() if one["name"] == "diorama"]
    lens.close()
    within(until(lambda: not [c for c in raw.client_list() if c["name"] == "diorama"]))


def test_without_the_client_a_lens_says_what_to_install(monkeypatch):
    from diorama_nb.shared import address

    monkeypatch.setattr(address, "find_spec", lambda name: None)
    with pytest.raises(dn.errors.SpecError, match="redis") as refused:
        dn.Lens(shared="redis://localhost")
    assert "diorama-nb[redis]" in refused.value.hint
