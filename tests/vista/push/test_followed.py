"""Any data set can be told of its changes by a way that is not its own."""

import asyncio
import sqlite3
from contextlib import aclosing, closing
from dataclasses import dataclass, field

import pytest

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Updated
from diorama_nb.errors import SourceUnavailable, SpecError
from diorama_nb.testing import FakeSource, SourceContract, run_virtual
from diorama_nb.vista.push import Feed
from diorama_nb.vista.push.followed import FollowedSource
from tests.virtual import opened, quiet, virtual
from tests.vista.around import hidden_by


@dataclass(eq=False)
class Bell:
    """A way that tells whoever follows that a record changed."""

    feed = Feed("lossy", None, False, "total")
    heard: list = field(default_factory=list)

    def ring(self, news):
        for queue in self.heard:
            queue.put_nowait(news)

    async def follow(self, subject, since):
        queue = asyncio.Queue()
        self.heard.append(queue)
        try:
            yield Gap(since, f"subscribed to {subject.name} by {subject.id_rule()}")
            while (news := await queue.get()) is not None:
                if isinstance(news, Exception):
                    raise news
                yield Updated(news)
        finally:
            await asyncio.sleep(0.1)  # as a connection takes time to close
            self.heard.remove(queue)

    def __repr__(self):
        return "Bell()"


class TestFollowed(SourceContract):
    """A data set with a way is otherwise as it was."""

    def open(self):
        return dn.MemoryVista(list(self.rows)).with_watch(Bell())

    async def elsewhere(self, vista, id, record):
        store = vista.source.base
        if record is None:
            store.store, _ = store.store.remove([id])
        else:
            store.store, _ = store.store.upsert({id: record})
        vista.source.way.ring(id)

    def run(self, main):
        return run_virtual(main)


def test_a_way_hides_nothing_its_source_can():
    assert hidden_by(FollowedSource) == set()


@virtual
async def test_a_dio_reads_the_records_it_is_told_of_and_follows_again_after_a_loss():
    """U19: what happened while nobody told of it is there after the gap."""
    bell, memory = Bell(), dn.MemoryVista([{"id": 1, "n": 1}, {"id": 2, "n": 2}])
    dio = await opened(memory.with_watch(bell))
    await dio.watch()
    await memory.patch_value("1", {"n": 11})
    bell.ring("1")
    await quiet()
    assert (await dio.vista().get_value("1"))["n"] == 11
    bell.ring(SourceUnavailable("the broker is down"))
    await memory.patch_value("2", {"n": 22})
    await memory.delete_value("1")
    await quiet(60)
    assert dict(await dio.vista().list_values()) == {"2": {"id": 2, "n": 22}}
    await dio.aclose()
    assert bell.heard == []


@virtual
@pytest.mark.parametrize("how", ["closed", "cancelled", "left"])
async def test_a_stream_that_ends_gives_back_what_it_held(how):
    """Whether the data set was closed, or nobody listens any more."""
    bell = Bell()
    vista = dn.MemoryVista([{"id": 1}]).with_watch(bell)

    async def follow():
        async with aclosing(vista.watch()) as stream:
            async for _ in stream:
                if how == "left":
                    break

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.05)
    if how == "closed":
        await asyncio.gather(vista.aclose(), vista.aclose())
    elif how == "cancelled":
        following.cancel()
    await asyncio.wait({following})
    assert following.cancelled() == (how == "cancelled")
    assert bell.heard == []


def test_the_last_way_is_the_one_that_is_used():
    first, last = Bell(), Bell()
    vista = dn.Vista(FakeSource([{"id": 1}])).with_watch(first).with_watch(last)
    assert vista.source.way is last
    assert not isinstance(vista.source.base, FollowedSource)


@pytest.mark.parametrize("kind", ["memory", "rest", "sql", "related"])
def test_what_can_be_relied_on_is_explained(kind, tmp_path):
    """It is said once, and nothing says any more what would switch it on."""
    sqlite = f"sqlite:///{tmp_path / 'shop.db'}"
    with closing(sqlite3.connect(tmp_path / "shop.db")) as shop:
        shop.execute("CREATE TABLE t (id INTEGER)")
    vista = {
        "memory": lambda: dn.MemoryVista([]).with_watch(Bell()),
        "rest": lambda: dn.RestVista("https://example.org/r", watch=Bell()),
        "sql": lambda: dn.SqlVista(sqlite, table="t", watch=Bell()).where(id=1),
        "related": lambda: (
            dn.RestVista("https://example.org/r", watch=dn.Poll("30s"))
            .with_watch(Bell())
            .relate("more", dn.MemoryVista([]), "x")
        ),
    }[kind]()
    if kind == "sql":
        dn.run(vista.get_count())
    told = vista.explain().splitlines()
    assert vista.capabilities.why("subscribe") == "declared"
    assert [line for line in told if "subscribe" in line] == ["  subscribe: declared"]
    assert [line for line in told if "watch: " in line] == [
        "  watch: Bell() (lossy, begins anew with a gap, tells ids or less, rows are read, "
        "in order)"
    ]
    dn.run(vista.aclose())


@virtual
@pytest.mark.parametrize("rule", ["id", ("shop", "sku"), "url:-1", None])
async def test_a_message_is_told_what_names_a_row(rule):
    heard = []

    class Asking(Bell):
        async def follow(self, subject, since):
            heard.append(subject.id_rule())
            yield Gap(since)

    vista = dn.RestVista("https://example.org/r", style="plain", id=rule, watch=Asking())
    async with aclosing(vista.relate("more", dn.MemoryVista([]), "x").watch()) as stream:
        await anext(stream)
    assert heard == [rule]


def test_without_a_way_it_is_said_what_would_be_one():
    assert "with_watch(dn.RedisStream(" in dn.MemoryVista([]).capabilities.why("subscribe")
    vista = dn.RestVista("https://example.org/r")
    assert "watch=RedisStream(" in vista.capabilities.why("subscribe")


def test_what_is_written_down_leaves_the_way_out():
    vista = dn.RestVista("https://example.org/r", watch=Bell())
    spec = vista.spec()
    assert "Bell" not in repr(spec)
    assert not dn.RestVista.from_spec(spec).capabilities.can_subscribe
    assert dn.RestVista.from_spec(spec, watch=Bell()).explain() == vista.explain()


@pytest.mark.parametrize(
    "wrong", [dn.Poll("30s"), dn.Sse("/events"), dn.PgNotify("news"), "redis://host", None]
)
def test_what_follows_certain_sources_only_is_refused_with_a_hint(wrong):
    with pytest.raises(SpecError) as failed:
        dn.MemoryVista([]).with_watch(wrong)
    assert "RestVista(" in failed.value.hint


@virtual
async def test_a_way_that_waits_too_long_says_so_itself():
    """Its own timeout is an error as any other, and no end."""

    class Slow(Bell):
        async def follow(self, subject, since):
            yield Gap(since)
            async with asyncio.timeout(5):
                await asyncio.sleep(10)

    async with aclosing(dn.MemoryVista([]).with_watch(Slow()).watch()) as stream:
        await anext(stream)
        with pytest.raises(TimeoutError):
            await anext(stream)


@virtual
async def test_what_a_message_deletes_is_gone():
    class Tombstones(Bell):
        async def follow(self, subject, since):
            yield Gap(since)
            yield Deleted("1")
            await asyncio.sleep(1e6)

    memory = dn.MemoryVista([{"id": 1}, {"id": 2}])
    dio = await opened(memory.with_watch(Tombstones()))
    await memory.delete_value("1")
    await dio.watch()
    await quiet()
    assert list(await dio.vista().list_values()) == ["2"]
    await dio.aclose()


@virtual
async def test_a_server_that_ends_each_stream_at_once_is_asked_ever_less_often():
    """One that has told something before is asked again soon."""
    began, loop, news = [], asyncio.get_running_loop(), []

    class Rude(Bell):
        async def follow(self, subject, since):
            began.append(loop.time())
            yield Gap(since)
            if news:
                yield Updated(news.pop())

    dio = await opened(dn.MemoryVista([{"id": 1}]).with_watch(Rude()))
    await dio.watch()
    await asyncio.sleep(600)
    assert len(began) < 150  # a draw may be short; at a steady fifth of a second it were 6000
    news.append("1")
    await asyncio.sleep(120)
    first = next(n for n, at in enumerate(began) if at > 600)
    assert began[first + 1] - began[first] <= 0.2
    await dio.aclose()
