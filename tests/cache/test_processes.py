"""Several processes, processes that end in the middle, and folders that go away."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from diorama_nb.cache.base import Batch
from diorama_nb.cache.disk import DiskCache
from diorama_nb.cache.lock import WriterLock
from diorama_nb.errors import CacheBusy, CacheUnusable
from diorama_nb.rows import codec
from tests.aio import run

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX processes")


def child(script: str, *args: object, stdin: int | None = None) -> subprocess.Popen[str]:
    """Start a Python process; its arguments are ``sys.argv[1:]``."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, args)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


WRITER = """
    import asyncio, sys
    from diorama_nb.cache.base import Batch
    from diorama_nb.cache.disk import DiskCache
    from diorama_nb.rows import codec

    folder, me, batches, rows = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])

    async def main():
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        for n in range(batches):
            ids = {f"{me}-{n}-{i}": {"batch": n} for i in range(rows if n % 3 else 1)}
            await table.commit(Batch(codec.encode(ids), metadata={f"{me}/last": n}))
            print(n, len(ids), flush=True)
        await cache.aclose()

    asyncio.run(main())
"""

ZYGOTE = """
    import asyncio, os, sys
    from diorama_nb.cache.base import Batch
    from diorama_nb.cache.disk import DiskCache
    from diorama_nb.rows import codec

    async def main(folder, me):
        table = await DiskCache(folder).open_table("t")
        for n in range(100_000):
            ids = {f"{me}-{n}-{i}": {"batch": n} for i in range(300 if n % 3 else 1)}
            await table.commit(Batch(codec.encode(ids), metadata={f"{me}/last": n}))
            os.write(1, f"{n}\\n".encode())  # one write: a kill leaves no half line

    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(main(sys.argv[1], line.strip()))
        print("pid", pid, flush=True)
        os.waitpid(pid, 0)
        print("ended", flush=True)
"""


@posix
def test_killed_in_the_middle_no_acknowledged_batch_is_lost_and_none_is_half(
    folder: Path,
) -> None:
    rng = random.Random(20)
    acknowledged: dict[str, int] = {}

    async def check() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        rows, metadata = await table.list_values(), await table.list_metadata()
        sizes: dict[tuple[str, int], int] = {}
        for id in rows:
            me, batch, _ = id.split("-")
            sizes[me, int(batch)] = sizes.get((me, int(batch)), 0) + 1
        for me, last in acknowledged.items():
            held = [batch for owner, batch in sizes if owner == me]
            assert held == list(range(len(held)))
            assert len(held) >= last + 1
            assert metadata[f"{me}/last"] == len(held) - 1
        assert all(size == (300 if batch % 3 else 1) for (_, batch), size in sizes.items())
        assert await table.count() == len(rows)
        await cache.aclose()

    zygote = child(ZYGOTE, folder, stdin=subprocess.PIPE)
    assert zygote.stdin is not None
    assert zygote.stdout is not None
    for kill in range(20):
        me, stop_after, pid = f"k{kill}", rng.randrange(1, 40), 0
        zygote.stdin.write(f"{me}\n")
        zygote.stdin.flush()
        for line in zygote.stdout:
            if line.startswith("pid"):
                pid = int(line.split()[1])
            elif line == "ended\n":
                break
            else:
                acknowledged[me] = int(line)
                if acknowledged[me] == stop_after:
                    time.sleep(rng.random() * 0.01)
                    os.kill(pid, signal.SIGKILL)
        if kill % 5 == 4:
            run(check())
    zygote.stdin.close()
    zygote.stdout.close()
    assert zygote.wait() == 0
    assert len(acknowledged) == 20
    run(check())


def test_processes_that_write_the_same_table_lose_nothing(folder: Path) -> None:
    processes = [child(WRITER, folder, f"p{n}", 60, 50) for n in range(3)]

    async def read_meanwhile() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        while any(process.poll() is None for process in processes):
            rows = await table.list_values()
            sizes: dict[str, int] = {}
            for id in rows:
                batch = id.rsplit("-", 1)[0]
                sizes[batch] = sizes.get(batch, 0) + 1
            for batch, size in sizes.items():
                assert size == (50 if int(batch.split("-")[1]) % 3 else 1)
            if rows:
                assert await table.get_value(next(reversed(rows))) is not None
            assert await table.count() >= len(rows)
        rows = await table.list_values()
        assert len(rows) == 3 * (40 * 50 + 20)
        assert await table.count() == len(rows)
        assert await table.list_metadata() == {f"p{n}/last": 59 for n in range(3)}
        await cache.aclose()

    run(read_meanwhile())
    for process in processes:
        assert process.wait() == 0
        assert process.stdout is not None
        process.stdout.close()


def test_two_caches_of_one_process_on_one_folder_agree(folder: Path) -> None:
    async def main() -> None:
        one, two = DiskCache(folder), DiskCache(folder)
        a, b = await one.open_table("t"), await two.open_table("t")
        for n in range(80):
            await asyncio.gather(
                a.insert_value(f"a{n}", {"n": n}), b.insert_value(f"b{n}", {"n": n})
            )
        assert await a.count() == await b.count() == 160
        assert await a.list_values() == await b.list_values()
        await a.replace_all({"x": {"n": 1}})
        assert await b.list_values() == {"x": {"n": 1}}
        assert await b.get_value("a1") is None
        await one.aclose()
        await b.insert_value("y", {"n": 2})
        assert await b.count() == 2
        await two.aclose()

    run(main())


def test_a_table_dropped_by_another_process_takes_no_half_content(folder: Path) -> None:
    """Writing on would leave rows and metadata that no longer tell the whole."""

    async def main() -> None:
        mine, theirs = DiskCache(folder), DiskCache(folder)
        table = await mine.open_table("t")
        await table.insert_values({"1": {"n": 1}, "2": {"n": 2}})
        await theirs.drop_table("t")
        assert await table.list_values() == {}
        with pytest.raises(CacheUnusable, match="dropped"):
            await table.commit(
                Batch(codec.encode({"2": {"n": 3}}), metadata={"complete": True})
            )
        table = await mine.open_table("t")
        assert await table.list_metadata() == {}
        await table.insert_value("1", {"n": 1})
        assert await table.count() == 1
        await mine.aclose()
        await theirs.aclose()

    run(main())


# --- removed, replaced, forked -------------------------------------------------------------


@posix
@pytest.mark.parametrize("what", ["folder", "database", "log", "replaced"])
def test_what_is_removed_while_open_is_noticed_at_the_next_write(
    folder: Path, what: str
) -> None:
    async def main() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        await table.insert_value("1", {"n": 1})
        if what == "folder":
            shutil.rmtree(folder)
        elif what == "database":
            (folder / "cache.db").unlink()
        elif what == "log":
            (folder / "cache.db-wal").unlink()
        else:
            shutil.copytree(folder, folder.with_name("copy"))
            shutil.rmtree(folder)
            folder.with_name("copy").rename(folder)
            os.chmod(folder, 0o700)
        for _ in range(3):
            with pytest.raises(CacheUnusable) as caught:
                await table.insert_value("2", {"n": 2})
            assert "open" in caught.value.hint
        table = await cache.open_table("t")
        await table.insert_value("3", {"n": 3})
        held = await table.list_values()
        assert held["3"] == {"n": 3}
        assert "2" not in held
        await cache.aclose()
        cache = DiskCache(folder)
        assert await (await cache.open_table("t")).list_values() == held
        await cache.aclose()

    run(main())


@posix
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_and_its_parent_both_write_on(folder: Path) -> None:
    async def main() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        await table.insert_value("before", {"n": 0})

        def in_child() -> None:
            async def write() -> None:
                for n in range(20):
                    await table.insert_value(f"child{n}", {"n": n})

            asyncio.run(write())

        process = multiprocessing.get_context("fork").Process(target=in_child)
        # the child's interpreter must not believe that this loop runs in it
        with running_loop_hidden():
            process.start()
        for n in range(20):
            await table.insert_value(f"parent{n}", {"n": n})
        await asyncio.to_thread(process.join, 30)
        assert process.exitcode == 0
        assert await table.count() == 41
        await cache.aclose()

    run(main())


@contextlib.contextmanager
def running_loop_hidden():
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


# --- locks ---------------------------------------------------------------------------------

HOLDER = """
    import sys, time
    from pathlib import Path
    from diorama_nb.cache.lock import WriterLock
    with WriterLock(Path(sys.argv[1]), 5).held():
        print("held", flush=True)
        time.sleep(60)
"""


def test_waiting_for_another_writer_ends_with_a_typed_error(folder: Path) -> None:
    async def main() -> None:
        cache = DiskCache(folder, busy_timeout=0.3)
        table = await cache.open_table("t")
        await table.insert_value("1", {"n": 1})
        holder = child(HOLDER, folder)
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CacheBusy) as caught:
            await table.insert_value("2", {"n": 2})
        assert caught.value.hint
        assert await table.list_values() == {"1": {"n": 1}}  # reading goes on
        late = DiskCache(folder, busy_timeout=0.3)
        with pytest.raises(CacheBusy):
            await (await late.open_table("t")).count()
        holder.kill()  # a dead process holds no lock
        holder.wait()
        holder.stdout.close()
        await table.insert_value("2", {"n": 2})
        assert await (await late.open_table("t")).count() == 2
        await late.aclose()
        await cache.aclose()

    run(main())


def test_waiting_for_a_foreign_program_ends_with_a_typed_error(folder: Path) -> None:
    async def main() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        await table.insert_value("1", {"n": 1})
        foreign = sqlite3.connect(folder / "cache.db", isolation_level=None)
        foreign.execute("BEGIN IMMEDIATE")
        with pytest.raises(CacheBusy, match="another program"):
            await table.insert_value("2", {"n": 2})
        late = DiskCache(folder)
        with pytest.raises(CacheBusy, match="another program"):
            await (await late.open_table("t")).count()
        foreign.execute("ROLLBACK")
        foreign.close()
        await table.insert_value("2", {"n": 2})
        assert await table.count() == 2
        await late.aclose()
        await cache.aclose()

    run(main())


def test_the_writer_lock_excludes_and_survives_removal_of_its_files(tmp_path: Path) -> None:
    one, two = WriterLock(tmp_path, 1), WriterLock(tmp_path, 0.05)
    with one.held(), pytest.raises(CacheBusy), two.held():
        pass
    with two.held():
        pass
    (tmp_path / "writer.lock").unlink()
    with one.held(), pytest.raises(CacheBusy), two.held():
        pass


@posix
def test_a_process_that_ends_without_closing_leaves_a_sound_cache(folder: Path) -> None:
    script = """
        import asyncio, sys
        from diorama_nb.cache.disk import DiskCache

        async def main():
            global table
            table = await DiskCache(sys.argv[1]).open_table("t")
            await table.insert_values({str(i): {"n": i} for i in range(1000)})

        asyncio.run(main())
    """
    process = child(script, folder)
    assert process.wait(30) == 0
    assert process.stdout is not None
    process.stdout.close()

    async def check() -> None:
        cache = DiskCache(folder)
        assert await (await cache.open_table("t")).count() == 1_000
        await cache.aclose()

    run(check())
