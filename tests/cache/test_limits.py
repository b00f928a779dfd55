"""No space, no right to write: typed errors, reading goes on, writing resumes."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from diorama_nb.cache.disk import DiskCache
from diorama_nb.errors import CacheFull, CacheReadOnly
from tests.aio import run


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 4 MiB, which only root may do."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs the right to mount")
    point = tmp_path / "disk"
    point.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", str(point)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield point
    finally:
        subprocess.run(["umount", "-l", str(point)], check=True)


def use_up(ballast: Path) -> None:
    descriptor = os.open(ballast, os.O_CREAT | os.O_WRONLY)
    with contextlib.suppress(OSError):
        while True:
            os.write(descriptor, bytes(4096))
    os.close(descriptor)


def remount(point: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(point)], check=True)


def test_a_full_disk_loses_nothing_and_writing_resumes(small_disk: Path) -> None:
    folder = small_disk / "cache"
    rows = {str(i): {"text": f"{i}" * 100} for i in range(500)}

    async def main() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        await table.insert_values(rows)
        ballast = small_disk / "ballast"
        use_up(ballast)
        with pytest.raises(CacheFull) as caught:
            await table.insert_values({f"new{i}": {"text": "x" * 1000} for i in range(500)})
        assert "space" in caught.value.hint
        assert await table.list_values() == rows
        assert await table.get_value("7") == rows["7"]
        late = DiskCache(folder)
        with pytest.raises(CacheFull):
            await (await late.open_table("other")).insert_values(rows)
        ballast.unlink()
        await table.insert_value("new", {"text": "there is space again"})
        assert await table.count() == 501
        await late.aclose()
        await cache.aclose()
        cache = DiskCache(folder)
        assert await (await cache.open_table("t")).count() == 501
        await cache.aclose()

    run(main())


def test_a_read_only_file_system_is_a_typed_error(small_disk: Path) -> None:
    folder = small_disk / "cache"

    async def main() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        await table.insert_value("1", {"n": 1})
        await cache.aclose()
        remount(small_disk, "ro")
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        for _ in range(2):
            with pytest.raises(CacheReadOnly) as caught:
                await table.insert_value("2", {"n": 2})
            assert caught.value.hint
        remount(small_disk, "rw")
        await table.insert_value("2", {"n": 2})
        assert await table.count() == 2
        await cache.aclose()

    run(main())


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_without_the_right_to_write_is_a_typed_error(folder: Path) -> None:
    folder.mkdir(0o500)

    async def main() -> None:
        table = await DiskCache(folder).open_table("t")
        with pytest.raises(CacheReadOnly):
            await table.insert_value("1", {"n": 1})

    run(main())


def test_a_file_size_limit_is_a_typed_error(folder: Path) -> None:
    """What a quota does: SQLite's writes fail in the middle."""
    pytest.importorskip("resource")
    script = """
import asyncio, resource, secrets, sys
from diorama_nb.cache.disk import DiskCache
from diorama_nb.errors import CacheError

async def main():
    cache = DiskCache(sys.argv[1])
    table = await cache.open_table("t")
    await table.insert_value("1", {"n": 1})
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        await table.insert_values(
            {f"x{i}": {"text": secrets.token_hex(1000)} for i in range(1000)}
        )
    except CacheError as error:
        print(type(error).__name__, bool(error.hint))
    print(await table.list_values())
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await table.insert_value("2", {"n": 2})
    print(await table.count())
    await cache.aclose()

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        timeout=60,
        check=False,
    )
    assert done.stdout.splitlines() == ["CacheUnusable True", "{'1': {'n': 1}}", "2"], done
