"""JSON:API as djangorestframework-jsonapi speaks it: filters, relationships, writes, errors."""

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceError, WriteRejected
from diorama_nb.vista.rest.encode import document, form
from tests.aio import run


def ask(vista, call):
    async def go():
        try:
            return await call(vista)
        finally:
            await vista.aclose()

    return run(go())


@pytest.fixture
def shelf(drf):
    """A list with three rows of its own; the server lives as long as the session."""
    rows = [
        {"id": n, "name": f"row {n}", "kind": "x", "stock": n, "price": 1.5, "sold": False}
        for n in (901, 902, 903)
    ]
    with httpx.Client(verify=False) as client:
        for row in rows:
            client.delete(f"{drf}/shelf/{row['id']}/")
            client.post(f"{drf}/shelf/", json=row).raise_for_status()
        yield dn.RestVista(f"{drf}/jsonapi/Shelf", style="drf-jsonapi").where(kind="x")
        for row in rows:
            client.delete(f"{drf}/shelf/{row['id']}/")


def test_conditions_and_orders_are_answered_there(shelf):
    async def read(v):
        part = v.where_op("stock", ">", 901).order_by("stock", descending=True)
        before = v.source.requests
        rows = await part.list_values()
        return list(rows), v.source.requests - before, part.explain()

    ids, requests, shown = ask(shelf, read)
    assert (ids, requests) == (["903", "902"], 1)
    assert "filter%5Bkind%5D=x&filter%5Bstock.gt%5D=901&sort=-stock" in shown


def test_a_relationship_is_read_and_written_as_the_id_it_leads_to(shelf, drf):
    async def write(v):
        await v.list_values()  # no row has a room yet, so nobody knows of what type one is
        with pytest.raises(WriteRejected, match="room"):
            await v.patch_value("901", {"room": "1"})
        return v

    ask(shelf, write)
    inner = {"data": {"type": "Shelf", "id": "902", "relationships": {}}}
    inner["data"]["relationships"] = {"room": {"data": {"type": "Room", "id": "2"}}}
    httpx.patch(
        f"{drf}/jsonapi/Shelf/902",
        json=inner,
        headers={"Content-Type": "application/vnd.api+json"},
        verify=False,
    ).raise_for_status()

    async def through(v):
        seen = await v.get_value("902")
        moved = await v.patch_value("902", {"room": "1", "stock": 7})
        emptied = await v.patch_value("902", {"room": None})
        return seen["room"], moved["room"], moved["stock"], emptied["room"]

    assert ask(shelf, through) == ("2", "1", 7, None)


def test_a_wrong_attribute_is_named_by_its_pointer(shelf):
    with pytest.raises(WriteRejected) as failed:
        ask(shelf, lambda v: v.patch_value("901", {"stock": "many", "name": "x" * 99}))
    assert set(failed.value.fields) == {"stock", "name"}


def test_a_filter_it_does_not_have_is_refused_in_its_words(shelf):
    with pytest.raises(SourceError, match="nosuch") as failed:
        ask(shelf.where(nosuch=1), lambda v: v.list_values())
    assert 'on_ignored="local"' in failed.value.hint


def test_a_document_holds_attributes_and_linkage_apart():
    row = {"id": "7", "type": "book", "title": "A", "author": 3, "tags": ["1", 2]}
    kinds = {"": "book", "author": "person", "tags": "tag"}
    assert document(row, kinds, id="7") == (
        b'{"data": {"type": "book", "id": "7", "attributes": {"title": "A"}, "relationships": '
        b'{"author": {"data": {"type": "person", "id": "3"}}, "tags": {"data": '
        b'[{"type": "tag", "id": "1"}, {"type": "tag", "id": "2"}]}}}}'
    )


def test_a_form_names_what_is_nested():
    row = {"name": "Öl & Co", "active": True, "meta": {"a": 1}, "tags": ["x"], "gone": None}
    assert form(row) == (b"name=%C3%96l+%26+Co&active=true&meta%5Ba%5D=1&tags%5B0%5D=x&gone=")


@pytest.mark.parametrize("encoded", [form, lambda row: document(row, {"": "book"})])
def test_what_no_body_can_hold_is_refused_by_its_column(encoded):
    with pytest.raises(WriteRejected) as failed:
        encoded({"good": 1, "bad": float("nan")})
    assert set(failed.value.fields) == {"bad"}
