"""Where a cache may be: private folders on local disks, and names that can not clash."""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path

import pytest

from diorama_nb.cache import places
from diorama_nb.cache.disk import DiskCache
from diorama_nb.cache.header import metadata_key, prefix
from diorama_nb.errors import CacheUnusable
from tests.aio import run

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")

MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
30 27 0:45 / {base}/home rw - nfs4 server:/home rw,vers=4.2
31 27 0:46 / {base}/with\\040space rw shared:7 - cifs //server/share rw
32 30 0:47 / {base}/home/local rw - xfs /dev/vdb rw
33 27 0:48 / {base}/over rw - nfs server:/x rw
34 27 0:49 / {base}/over rw - tmpfs tmpfs rw
35 27 0:50 / {base}/remote rw - fuse.sshfs me@server:/ rw
nonsense
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("home/me/.diorama", "nfs4"), ("home", "nfs4"), ("homes/me", None),
        ("with space/x", "cifs"), ("home/local/x", None), ("over/x", None),
        ("remote/x", "fuse.sshfs"), ("elsewhere", None),
    ],
)  # fmt: skip
def test_network_file_systems_are_told_by_the_mount_table(
    tmp_path: Path, path: str, kind: str | None
) -> None:
    mounts = MOUNTS.format(base=os.path.realpath(tmp_path))
    assert places.network_type(tmp_path / path, mounts) == kind


def test_a_network_folder_is_refused_with_a_reason(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = "30 27 0:45 / / rw - nfs4 server:/home rw"
    monkeypatch.setattr(places, "read_mounts", lambda: mounts)

    async def main() -> None:
        cache = DiskCache(folder)  # nothing happens before the first use
        table = await cache.open_table("t")
        with pytest.raises(CacheUnusable, match="nfs4") as caught:
            await table.insert_value("1", {"n": 1})
        assert "local disk" in caught.value.hint
        await cache.aclose()

    run(main())
    assert not folder.exists()


def mode_of(path: Path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_folder_and_files_are_private_whatever_the_umask(folder: Path, umask: int) -> None:
    async def main() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        await table.insert_values({str(i): {"n": i} for i in range(1_000)})
        files = {name: mode_of(folder / name) for name in os.listdir(folder)}
        assert mode_of(folder) == 0o700
        assert {"cache.db", "cache.db-wal", "cache.db-shm", "writer.lock"} <= set(files)
        assert set(files.values()) == {0o600}, files
        await cache.aclose()

    old = os.umask(umask)
    try:
        run(main())
    finally:
        os.umask(old)


@posix
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777, 0o702])
def test_a_folder_others_may_write_is_refused(folder: Path, mode: int) -> None:
    folder.mkdir()
    folder.chmod(mode)

    async def main() -> None:
        table = await DiskCache(folder).open_table("t")
        with pytest.raises(CacheUnusable, match="chmod go-w"):
            await table.count()

    run(main())
    assert list(folder.iterdir()) == []


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs chown")
def test_a_folder_of_somebody_else_is_refused(folder: Path) -> None:
    folder.mkdir(0o755)
    os.chown(folder, 12345, 12345)

    async def main() -> None:
        table = await DiskCache(folder).open_table("t")
        with pytest.raises(CacheUnusable, match="another user"):
            await table.count()

    run(main())


def test_a_file_is_no_folder(folder: Path) -> None:
    folder.write_text("x")

    async def main() -> None:
        table = await DiskCache(folder).open_table("t")
        with pytest.raises(CacheUnusable, match="not a folder"):
            await table.count()

    run(main())


def test_making_a_cache_touches_nothing(folder: Path) -> None:
    cache = DiskCache(folder)
    run(cache.open_table("t"))
    assert not folder.exists()
    run(cache.aclose())
    assert not folder.exists()


def test_the_cache_keeps_itself_out_of_repositories(tmp_path: Path) -> None:
    async def use(folder: Path) -> None:
        cache = DiskCache(folder)
        await (await cache.open_table("t")).insert_value("1", {"n": 1})
        await cache.aclose()

    run(use(tmp_path / "own"))
    assert (tmp_path / "own" / ".gitignore").read_text() == "*\n"
    project = tmp_path / "project"
    project.mkdir(0o755)
    (project / "notebook.ipynb").write_text("{}")
    run(use(project))
    assert not (project / ".gitignore").exists()
    assert mode_of(project) == 0o755


NAMES = [
    "../..", "..", ".", "/", "\\", "a/b", "a\\b", "nul\0", "con", "AUX", "x" * 500, "x" * 501,
    "\ud800", "A", "a", "é", "e\u0301", "", " ", "t/a/h", "%", "*?", "a'; DROP TABLE Cache; --",
    "products via orders → 7", "日本語", "a b", "a-b", "a_b",
]  # fmt: skip


def test_any_table_name_gets_a_key_of_its_own() -> None:
    prefixes = [prefix(name) for name in NAMES]
    assert len(set(prefixes)) == len(NAMES)
    assert all(re.fullmatch(r"t/[a-z0-9_-]{1,60}/", key) for key in prefixes)
    keys = {metadata_key("t/x/", name) for name in NAMES}
    assert len(keys) == len(NAMES)
    assert all(key.isascii() and "\0" not in key for key in keys)


def test_tables_of_any_name_hold_their_own_rows(folder: Path) -> None:
    async def main() -> None:
        cache = DiskCache(folder)
        for n, name in enumerate(NAMES):
            table = await cache.open_table(name)
            await table.insert_value("1", {"n": n})
            await table.set_metadata(name, n)
        await cache.aclose()
        cache = DiskCache(folder)
        assert await cache.list_tables() == sorted(NAMES)
        for n, name in enumerate(NAMES):
            table = await cache.open_table(name)
            assert await table.list_values() == {"1": {"n": n}}
            assert await table.list_metadata() == {name: n}
        await cache.drop_table("A")
        assert await (await cache.open_table("a")).count() == 1
        await cache.aclose()

    run(main())
    assert {path.parent for path in folder.rglob("*")} == {folder}
