"""Writes against servers that others wrote: json-server and Django REST framework."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from diorama_nb.errors import NotFound, WriteRejected
from diorama_nb.vista.rest import RestVista
from tests.aio import run
from tests.servers.fixtures import NOTES

# Each test has rows of its own: the servers live as long as the session.


def through(vista, *calls):
    async def go():
        try:
            return [await call(vista) for call in calls]
        finally:
            await vista.aclose()

    return run(go())


def refused(vista, call, kind=WriteRejected):
    with pytest.raises(kind) as failed:
        through(vista, call)
    return failed.value


# --- json-server ---------------------------------------------------------------------------


@pytest.fixture
def notes(json_server):
    return RestVista(f"{json_server}/notes", style="json-server")


def test_json_server_takes_writes_when_its_style_is_named(notes, json_server):
    assert notes.capabilities.why("update") == "preset"
    found = RestVista(f"{json_server}/notes")
    through(found, lambda v: v.get_count())
    assert not found.capabilities.can_update, "what is recognised is not yet allowed"
    assert "writes=True" in found.capabilities.why("update")


def test_json_server_stores_what_is_inserted_patched_replaced_and_deleted(notes):
    results = through(
        notes,
        lambda v: v.insert_value("701", {"text": "new", "stars": 1}),
        lambda v: v.patch_value("701", {"stars": 5}),
        lambda v: v.get_value("701"),
        lambda v: v.replace_value("701", {"text": "other"}),
        lambda v: v.get_value("701"),
        lambda v: v.delete_value("701"),
        lambda v: v.delete_value("701"),
        lambda v: v.get_value("701"),
    )
    assert results[0] == {"id": 701, "text": "new", "stars": 1}
    assert results[1] == results[2] == {"id": 701, "text": "new", "stars": 5}
    assert results[3] == results[4] == {"id": 701, "text": "other"}
    assert results[5:] == [None, None, None]


def test_json_server_makes_ids_and_tells_them(notes):
    id, _ = through(
        notes,
        lambda v: v.insert_return_id_value({"text": "unnamed"}),
        lambda v: v.where(text="unnamed").delete_all_values(),
    )
    assert int(id) > len(NOTES)


def test_json_server_keeps_a_record_that_is_inserted_twice(notes):
    """P17: it fails with 500 at a second insert, so the record is asked for before."""
    assert through(notes, lambda v: v.insert_value("3", {"text": "mine"})) == [NOTES[2]]


def test_json_server_has_a_missing_record_put_in_by_a_replace(notes):
    made, _ = through(
        notes,
        lambda v: v.replace_value("702", {"text": "new"}),
        lambda v: v.delete_value("702"),
    )
    assert made == {"id": 702, "text": "new"}
    refused(notes, lambda v: v.patch_value("703", {"text": "new"}), NotFound)


def test_json_server_loses_the_rows_of_a_narrowed_vista_and_no_others(notes):
    """X1."""
    _, left = through(
        notes,
        lambda v: v.where(stars=4).delete_all_values(),
        lambda v: v.list_values(),
    )
    assert set(left) >= {str(note["id"]) for note in NOTES if note["stars"] != 4}
    assert 4 not in {row["stars"] for row in left.values()}


# --- Django REST framework -----------------------------------------------------------------


@pytest.fixture
def items(drf):
    return RestVista(f"{drf}/items/", style="drf-limitoffset", writes=True)


def test_drf_stores_what_is_inserted_patched_replaced_and_deleted(items):
    (id,) = through(items, lambda v: v.insert_return_id_value({"title": "new", "stock": 4}))
    known, patched, replaced, _, gone = through(
        items,
        lambda v: v.get_value(id),
        lambda v: v.patch_value(id, {"stock": 5}),
        lambda v: v.replace_value(id, {"title": "newer"}),
        lambda v: v.delete_value(id),
        lambda v: v.get_value(id),
    )
    assert (known["title"], known["stock"], known["price"]) == ("new", 4, "1.00")
    assert patched == {**known, "stock": 5}
    assert replaced["title"] == "newer"
    assert gone is None


def test_drf_names_each_wrong_field(items):
    """U71."""
    error = refused(items, lambda v: v.patch_value("2", {"stock": -1, "title": "x" * 30}))
    assert set(error.fields) == {"stock", "title"}
    assert "0" in error.fields["stock"]
    assert "20" in error.fields["title"]
    assert "stock" in error.message
    error = refused(items, lambda v: v.insert_return_id_value({"title": "Item 3"}))
    assert set(error.fields) == {"title"}
    through(items, lambda v: v.patch_value("2", {"stock": 9}))


def test_drf_keeps_decimals_times_and_uuids(items):
    code, added = uuid.UUID(int=77), datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
    _, stored = through(
        items,
        lambda v: v.list_values(),
        lambda v: v.patch_value("4", {"price": Decimal("9.50"), "code": code, "added": added}),
    )
    assert stored["price"] == "9.50"
    assert uuid.UUID(stored["code"]) == code
    assert datetime.fromisoformat(stored["added"]) == added


def test_drf_ignores_ids_and_keeps_a_record_that_is_there_nevertheless(items):
    """P17: it would make a second record of it, so the record is asked for before."""
    (there,) = through(items, lambda v: v.insert_value("5", {"title": "mine"}))
    assert there["title"] == "Item 5"


def test_drf_says_of_a_list_that_can_not_be_written_what_it_takes(drf):
    books = RestVista(f"{drf}/offset/", writes=True)
    error = refused(books, lambda v: v.insert_return_id_value({"title": "new"}))
    assert "405" in error.message
    assert "GET" in error.hint


def test_drf_is_never_posted_to_through_a_redirect(drf):
    """An address without its last slash leads nowhere, and says where it should lead."""
    bare = RestVista(f"{drf}/items", writes=True, page=None)
    with pytest.raises(Exception, match=r"/items/7/") as failed:
        through(bare, lambda v: v.patch_value("7", {"stock": 1}))
    assert failed.value.hint
