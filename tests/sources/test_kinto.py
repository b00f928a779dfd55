"""Kinto keeps what every source promises, and tells of changes and deletions when asked."""

import asyncio
from contextlib import aclosing

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Invalidated, Updated
from diorama_nb.errors import WriteConflict, WriteRejected
from diorama_nb.testing import SourceContract
from diorama_nb.writes.write import Write
from tests.aio import read
from tests.servers.fixtures import SHELF

ROWS = [{**row, "id": f"row-{row['id']}"} for row in SHELF]


class TestKinto(SourceContract):
    """Pages of seven by a link in a header, totals by HEAD, writes for a state of a record.

    What changed since is looked for, deleted records included.
    """

    stamps = ("last_modified", "schema")
    new = {**ROWS[-1], "id": "row-1000"}
    patch = {"stock": 500}
    rejected = {"price": 2000}
    gaps = {
        "test_an_id_that_does_not_exist_is_none": (
            "Kinto answers 400, as to any wrong request, where no record can have an id"
        )
    }

    @pytest.fixture(autouse=True)
    def _collection(self, kinto):
        self.server = kinto
        self.rows = kinto.put("shelf", ROWS)[::-1]  # the last written first
        self.secrets = (kinto.password,)

    def open(self):
        return opened(self.server, watch=SINCE)

    async def elsewhere(self, vista, id, record):
        if record is None:
            self.server.delete("shelf", id)
        else:
            self.server.store("shelf", record)


SINCE = dn.Poll(0.01, since="last_modified", deleted="deleted")


def opened(kinto, **options):
    who = dn.Basic(kinto.user, kinto.password)
    return dn.RestVista(kinto.list("shelf"), style="kinto", auth=who, **options)


@pytest.fixture
def shelf(kinto):
    """The server, with nine records."""
    kinto.put("shelf", ROWS)
    return kinto


# --- reading -------------------------------------------------------------------------------


def test_pages_are_followed_by_a_header_and_a_total_is_asked_by_head(shelf):
    vista = opened(shelf)

    async def main(vista):
        rows = await vista.list_values()
        walked = vista.source.requests
        part = vista.where(kind="a")
        return rows, walked, await vista.get_count(), await part.get_count()

    rows, walked, count, few = read(vista, main)
    assert (len(rows), walked) == (9, 2), "seven at once, whatever is asked for"
    assert (count, few) == (9, sum(row["kind"] == "a" for row in ROWS))


@pytest.mark.parametrize("word", ["5", "true", "null", 'a "b" \\', "Öl & co", "x,y"])
def test_a_text_that_looks_like_a_number_is_found_as_text(shelf, word):
    shelf.store("shelf", {"id": "odd", "name": word})
    rows = read(opened(shelf).where(name=word), lambda v: v.list_values())
    assert list(rows) == ["odd"]


def test_what_it_compares_otherwise_is_compared_here(shelf):
    shelf.store("shelf", {"id": "odd", "name": "no stock"})

    async def main(vista):
        low = await vista.where_op("stock", "<=", 3).list_values()
        high = await vista.where_op("stock", ">=", 3).list_values()
        return low, high, await vista.order_by("stock").list_values()

    low, high, ordered = read(opened(shelf), main)
    assert set(low) == {row["id"] for row in ROWS if (row["stock"] or 0) <= 3} - blank()
    assert set(high) == {row["id"] for row in ROWS if (row["stock"] or 0) >= 3}
    assert set(list(ordered)[-2:]) == {"odd", *blank()}


def blank():
    return {row["id"] for row in ROWS if row["stock"] is None}


# --- writing -------------------------------------------------------------------------------


def test_a_record_that_was_changed_by_somebody_else_is_not_overwritten(shelf):
    async def main(vista):
        before = await vista.get_value("row-1")
        theirs = shelf.store("shelf", {**ROWS[0], "stock": 77})
        with pytest.raises(WriteConflict) as raised:
            await vista.apply(Write("patch", "row-1", {"stock": 8}, before=before))
        assert raised.value.current == theirs
        with pytest.raises(WriteConflict):
            await vista.apply(Write("delete", "row-1", before=before))
        assert await vista.get_value("row-1") == theirs
        first = await vista.apply(Write("patch", "row-1", {"stock": 8}, before=theirs))
        again = await vista.apply(Write("patch", "row-1", {"stock": 9}, before=theirs))
        return first.record["stock"], again.record["stock"]

    assert read(opened(shelf), main) == (8, 9), "what we changed ourselves is no conflict"


def test_what_a_schema_forbids_names_the_column(shelf):
    async def main(vista):
        with pytest.raises(WriteRejected, match="900") as raised:
            await vista.patch_value("row-1", {"price": 2000})
        return raised.value.fields

    assert list(read(opened(shelf), main)) == ["price"]


# --- changes -------------------------------------------------------------------------------


def test_changes_and_tombstones_are_told_and_a_stream_goes_on_by_its_token(shelf):
    async def told(stream):
        async with asyncio.timeout(30):
            return await anext(stream)

    async def main(vista):
        async with aclosing(vista.watch()) as stream:
            assert isinstance(await told(stream), Gap)
            stored = shelf.store("shelf", {"id": "late", "name": "x"})
            change = await told(stream)
            assert (type(change), change.id, change.record) == (Updated, "late", stored)
        shelf.delete("shelf", "row-2")
        shelf.store("shelf", {"id": "late", "name": "y"})
        async with aclosing(vista.watch(since=change.token)) as stream:
            missed = [await told(stream) for _ in range(2)]
        while not isinstance(missed[0], Deleted):  # the one at the mark may be told again
            missed.pop(0)
            missed.append(await told(stream))
        return [(type(one), one.id) for one in missed]

    assert read(opened(shelf, watch=SINCE), main) == [(Deleted, "row-2"), (Updated, "late")]


def test_a_list_that_did_not_change_is_not_sent_again(shelf):
    statuses, looked = [], asyncio.Event()

    class Counting(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request):
            answer = await super().handle_async_request(request)
            statuses.append(answer.status_code)
            if statuses.count(304) == 2:
                looked.set()
            return answer

    async def main(vista):
        async with aclosing(vista.watch()) as stream, asyncio.timeout(30):
            assert isinstance(await anext(stream), Gap)
            change = asyncio.ensure_future(anext(stream))
            await looked.wait()
            assert statuses.count(200) == 1
            assert not change.done()
            shelf.store("shelf", {"id": "late", "name": "x"})
            return await change

    vista = opened(shelf, watch=dn.Poll(0.01), transport=Counting())
    assert isinstance(read(vista, main), Invalidated)
