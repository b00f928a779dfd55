"""The outbox: what was added is there again, whatever happened to process and file."""

import asyncio
import os
import sqlite3
import stat
import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.cache import places
from diorama_nb.errors import (
    CacheBusy,
    CacheUnusable,
    Closed,
    RateLimited,
    SourceUnavailable,
    SpecError,
    ValueRefused,
    WriteError,
    WriteRejected,
)
from diorama_nb.query import Query
from diorama_nb.writes.outbox import Outbox
from diorama_nb.writes.outbox_file import KEPT
from diorama_nb.writes.packing import pack_end, pack_write, unpack_end, unpack_write
from diorama_nb.writes.write import Stored, Write
from tests.rows.records import VALUES, exactly
from tests.virtual import virtual

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and processes")

EVERYTHING = {
    "none": None, "flag": True, "int": 2**80, "float": -0.0, "text": "é\ud800", "bytes": b"\0",
    "moment": datetime(2024, 2, 29, 12, 0, 0, 1, tzinfo=UTC), "naive": datetime(2024, 1, 1),
    "day": date(2024, 2, 29), "time": time(1, 2, 3), "span": timedelta(days=-1, microseconds=1),
    "exact": Decimal("1.10"), "uuid": UUID(int=5), "nested": [{"a": [1, None]}, {}],
    "": "blank",
}  # fmt: skip
QUERY = Query().where("n", "<", 5).where("tag", "in", ["a", None]).where("day", "!=", date.min)


def patch(n):
    return Write("patch", str(n), {"n": n})


async def states(outbox):
    return {entry.number: entry.state for entry in await outbox.load()}


def database(outbox):
    return outbox.folder / "outbox.db"


def aside(outbox):
    """Return the files that were kept aside, without their side files."""
    found = [path.name for path in outbox.folder.glob("outbox.db.*")]
    return sorted(name for name in found if name[-1].isdigit())


# --- what goes in comes out ----------------------------------------------------------------


@virtual
async def test_what_was_added_is_there_again_in_order_and_as_it_was(tmp_path):
    writes = [
        Write("insert", None, EVERYTHING),
        Write("patch", "7", {"n": 1}, before=EVERYTHING),
        Write("clear", query=QUERY.searching("x")),
        Write("delete", "\ud800"),
    ]
    outbox = Outbox(tmp_path, "shop")
    numbers = [await outbox.add(write) for write in writes]
    assert numbers == sorted(set(numbers))
    await outbox.aclose()
    again = Outbox(tmp_path, "shop")
    entries = await again.load()
    assert [entry.write for entry in entries] == writes
    assert [entry.number for entry in entries] == numbers
    assert {entry.state for entry in entries} == {"queued"}
    assert type(entries[0].write.patch["exact"]) is Decimal
    assert await again.add(patch(1)) > numbers[-1]
    await again.aclose()


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.text(max_size=5), VALUES, max_size=4),
    st.none() | st.dictionaries(st.text(max_size=5), VALUES, max_size=2),
    st.text(min_size=1, max_size=5),
)
def test_any_write_comes_back_from_its_bytes(record, before, id):
    write = Write("replace", id, record, before)
    back = unpack_write(pack_write(write))
    assert exactly([record, before, id], [back.patch, back.before, back.id])
    assert back.idempotency_key == write.idempotency_key


def test_what_no_record_can_hold_is_refused_before_it_is_stored():
    with pytest.raises(ValueRefused, match="set"):
        pack_write(Write("patch", "1", {"n": {1, 2}}))


@pytest.mark.parametrize(
    "error",
    [
        WriteRejected("no", fields={"price": "too high"}, hint="lower it"),
        SourceUnavailable("away", hint="wait"),
        RateLimited("slow down"),
    ],
)
def test_a_reason_comes_back_with_its_kind_its_hint_and_its_fields(error):
    found, stored = unpack_end(pack_end(error, None))
    assert type(found) is type(error)
    assert (found.message, found.hint) == (error.message, error.hint)
    assert getattr(found, "fields", None) == getattr(error, "fields", None)
    assert stored is None


def test_the_text_of_a_foreign_error_is_not_kept():
    """P10: nobody knows what it holds."""
    data = pack_end(KeyError("token=hunter2"), None)
    assert b"hunter2" not in data
    found, _ = unpack_end(data)
    assert type(found) is WriteError
    assert "KeyError" in found.message


# --- states, and other processes -----------------------------------------------------------


@virtual
async def test_how_far_a_write_came_is_kept_with_its_reason(tmp_path):
    outbox = Outbox(tmp_path, "shop")
    one, two, three = [await outbox.add(patch(n)) for n in range(3)]
    assert await outbox.move(one, "sending")
    assert await outbox.move(two, "sending")
    assert await outbox.move(two, "parked", error=WriteRejected("no", fields={"n": "bad"}))
    await outbox.replace(three, patch(9))
    await outbox.aclose()
    again = Outbox(tmp_path, "shop")
    first, second, third = await again.load()
    assert (first.state, second.state, third.state) == ("sending", "parked", "queued")
    assert second.error.fields == {"n": "bad"}
    assert third.write.id == "9"
    assert await again.move(two, "queued")
    assert (await again.load())[1].error is None
    await again.aclose()


@virtual
async def test_who_comes_second_does_not_move_a_write(tmp_path):
    one, two = Outbox(tmp_path, "shop"), Outbox(tmp_path, "shop")
    first, second = [await one.add(patch(n)) for n in range(2)]
    assert await one.move(first, "sending")
    assert not await two.move(first, "discarded")
    assert await two.move(second, "discarded")
    assert not await one.move(second, "sending")
    assert not await one.move(99, "sending")
    assert await states(one) == {first: "sending", second: "discarded"}
    await one.aclose()
    await two.aclose()


@virtual
async def test_one_leads_until_it_ends_and_the_other_hears_what_it_did(tmp_path):
    one, two = Outbox(tmp_path, "shop"), Outbox(tmp_path, "shop")
    other = Outbox(tmp_path, "other")
    assert await one.lead()
    assert not await two.lead()
    assert await other.lead()
    assert await one.load() == await two.load() == []
    assert await two.news() is None
    number = await one.add(patch(1))
    assert await one.news() is None
    assert [entry.number for entry in await two.news()] == [number]
    assert await two.news() is None
    await one.move(number, "settled", stored=Stored("1", {"n": 1}))
    (entry,) = await two.news()
    assert (entry.state, entry.stored) == ("settled", Stored("1", {"n": 1}))
    assert await one.lead()
    await one.aclose()
    assert await two.lead()
    assert await other.load() == []
    await two.aclose()
    await other.aclose()


@virtual
async def test_done_writes_are_remembered_for_others_and_no_longer_than_that(tmp_path):
    outbox = Outbox(tmp_path, "shop")
    parked = await outbox.add(patch(0))
    await outbox.move(parked, "parked")
    for n in range(KEPT + 20):
        await outbox.move(await outbox.add(patch(n)), "settled")
    assert len(await outbox.load()) == KEPT + 1
    await outbox.aclose()
    again = Outbox(tmp_path, "shop")
    assert await states(again) == {parked: "parked"}
    await again.aclose()


@posix
@virtual
async def test_a_forked_child_neither_leads_nor_keeps_others_from_it(tmp_path):
    outbox = Outbox(tmp_path, "shop")
    assert await outbox.lead()
    child = os.fork()
    if child == 0:
        os._exit(0 if outbox._lease._descriptor is None else 1)
    _, status = await asyncio.to_thread(os.waitpid, child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    other = Outbox(tmp_path, "shop")
    assert not await other.lead()
    await outbox.aclose()
    assert await other.lead()
    await other.aclose()


# --- where it is ---------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("umask", [0o000, 0o077])
@virtual
async def test_only_its_owner_can_read_it(tmp_path, umask):
    """Writes are as private as the rows of a cache, whatever the umask."""
    before = os.umask(umask)
    try:
        outbox = Outbox(tmp_path / "box", "shop")
        await outbox.add(patch(1))
        for path in [outbox.folder.parent, *(tmp_path / "box").rglob("*")]:
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), path
        assert (outbox.folder / ".gitignore").read_text() == "*\n"
        await outbox.aclose()
    finally:
        os.umask(before)


@virtual
async def test_a_network_file_system_and_a_folder_of_others_are_refused(tmp_path, monkeypatch):
    mounts = f"36 35 98:0 / {tmp_path} rw - nfs4 server:/ rw\n"
    with monkeypatch.context() as patched:
        patched.setattr(places, "read_mounts", lambda: mounts)
        outbox = Outbox(tmp_path, "shop")
        with pytest.raises(CacheUnusable, match="nfs4"):
            await outbox.load()
        await outbox.aclose()
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    os.chmod(open_to_all, 0o777)
    outbox = Outbox(open_to_all, "shop")
    with pytest.raises(CacheUnusable, match="other users"):
        await outbox.add(patch(1))
    await outbox.aclose()


@virtual
async def test_names_that_differ_in_anything_have_outboxes_of_their_own(tmp_path):
    names = ["shop", "Shop", "sh/op", "../shop", "", "x" * 300, "\ud800"]
    outboxes = [Outbox(tmp_path, name) for name in names]
    for n, outbox in enumerate(outboxes):
        await outbox.add(patch(n))
    for n, outbox in enumerate(outboxes):
        assert [entry.write.id for entry in await outbox.load()] == [str(n)]
        assert outbox.folder.parent == tmp_path
        await outbox.aclose()


@virtual
async def test_a_closed_outbox_says_so(tmp_path):
    outbox = Outbox(tmp_path, "shop")
    await outbox.aclose()
    await outbox.aclose()
    with pytest.raises(Closed):
        await outbox.add(patch(1))


# --- damage --------------------------------------------------------------------------------


async def filled(folder, count):
    """Make an outbox with writes of some size, and close it."""
    outbox = Outbox(folder, "shop")
    for n in range(count):
        await outbox.add(Write("patch", str(n), {"text": f"row {n} " * 40}))
    await outbox.aclose()
    return outbox


async def reopened(folder):
    outbox = Outbox(folder, "shop")
    entries = await outbox.load()
    assert await outbox.add(patch(1000)) > len(entries)
    await outbox.aclose()
    return {entry.write.id: entry.write for entry in entries}


@virtual
async def test_of_a_damaged_outbox_what_is_sound_is_saved_and_the_file_is_kept(
    tmp_path, caplog
):
    outbox = await filled(tmp_path, 60)
    data = database(outbox).read_bytes()
    at = data.index(b"row 30 row 30")
    database(outbox).write_bytes(data[:at] + b"lie" + data[at + 3 :])
    saved = await reopened(tmp_path)
    assert set(saved) == {str(n) for n in range(60)} - {"30"}
    assert saved["7"].patch == {"text": "row 7 " * 40}
    assert len(aside(outbox)) == 1
    assert "59 accepted writes were taken over" in caplog.text


@pytest.mark.parametrize("size", [100, 4096 * 3 + 5, -5000])
@virtual
async def test_a_cut_or_overwritten_file_is_kept_aside_and_a_new_one_works(
    tmp_path, caplog, size
):
    outbox = await filled(tmp_path, 60)
    data = database(outbox).read_bytes()
    database(outbox).write_bytes(data[:size] if size > 0 else data[:size] + b"\xff" * -size)
    saved = await reopened(tmp_path)
    assert all(write.patch["text"] == f"row {id} " * 40 for id, write in saved.items())
    assert len(aside(outbox)) == 1
    assert "kept as outbox.db.damaged" in caplog.text
    assert set(await reopened(tmp_path)) == {*saved, "1000"}
    assert len(aside(outbox)) == 1


@virtual
async def test_an_outbox_of_a_newer_version_is_kept_aside_whole(tmp_path, caplog):
    outbox = await filled(tmp_path, 3)
    connection = sqlite3.connect(database(outbox))
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert await reopened(tmp_path) == {}
    (kept,) = aside(outbox)
    assert kept.startswith("outbox.db.newer-")
    assert "newer version" in caplog.text
    connection = sqlite3.connect(outbox.folder / kept)
    assert connection.execute("SELECT count(*) FROM writes").fetchone() == (3,)
    connection.close()


@virtual
async def test_a_foreign_schema_and_a_link_are_kept_aside(tmp_path, caplog):
    """A planted trigger runs nothing."""
    outbox = await filled(tmp_path, 3)
    connection = sqlite3.connect(database(outbox))
    connection.execute("CREATE TRIGGER t AFTER INSERT ON writes BEGIN DELETE FROM writes; END")
    connection.commit()
    connection.close()
    assert await reopened(tmp_path) == {}
    elsewhere = tmp_path / "elsewhere.db"
    database(outbox).rename(elsewhere)
    database(outbox).symlink_to(elsewhere)
    assert await reopened(tmp_path) == {}
    assert [name.split("-")[0] for name in aside(outbox)] == ["outbox.db.foreign"] * 2
    assert elsewhere.exists()


@pytest.mark.parametrize("how", ["emptied", "removed"])
@virtual
async def test_an_outbox_that_vanished_between_two_runs_is_told_of(tmp_path, caplog, how):
    outbox = await filled(tmp_path, 3)
    if how == "emptied":
        database(outbox).write_bytes(b"")
    else:
        database(outbox).unlink()
    assert await reopened(tmp_path) == {}
    assert "accepted and not sent are lost" in caplog.text
    caplog.clear()
    assert set(await reopened(tmp_path)) == {"1000"}
    assert caplog.text == ""


@posix
@virtual
async def test_an_outbox_that_is_removed_while_it_is_open_accepts_nothing(tmp_path):
    for victim in ("outbox.db", "outbox.db-wal"):
        outbox = Outbox(tmp_path, victim)
        await outbox.add(patch(1))
        (outbox.folder / victim).unlink()
        for _ in range(2):
            with pytest.raises(CacheUnusable, match="removed"):
                await outbox.add(patch(2))
        await outbox.aclose()


@virtual
async def test_a_foreign_program_that_holds_it_locked_is_named(tmp_path):
    outbox = Outbox(tmp_path, "shop")
    await outbox.add(patch(1))
    foreign = sqlite3.connect(database(outbox), isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(CacheBusy):
        await outbox.add(patch(2))
    foreign.execute("ROLLBACK")
    foreign.close()
    await outbox.add(patch(2))
    await outbox.aclose()


def test_many_writers_of_one_outbox_lose_nothing_and_share_no_number(tmp_path):
    async def main():
        outboxes = [Outbox(tmp_path, "shop") for _ in range(3)]
        numbers = await asyncio.gather(
            *(outbox.add(patch(n)) for n in range(20) for outbox in outboxes)
        )
        assert sorted(numbers) == list(range(1, 61))
        for outbox in outboxes:
            assert len(await outbox.load()) == 60
            await outbox.aclose()

    asyncio.run(main())


@pytest.mark.parametrize("outbox", [1, None, b"x"])
def test_an_outbox_is_a_flag_or_a_path(outbox):
    with pytest.raises(SpecError):
        dn.Lens(outbox=outbox)
