"""PocketBase says what it does not do, or is found out; its filters select what they should."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import FilterIgnored, Forbidden, SourceError, WriteRejected
from tests.aio import run
from tests.servers.pocketbase import ROWS

NASTY = (
    "O'Neill", "''", "\\", "a\\", "\\'", "a' || id != '", "') || (stock > 0", '"', "%27",
    "{:p}", "@now", "null", "true", "5",
    " x ", "naïve 漢", "a&b=c#d?e", "--", "/* */", "~", "100%",
)  # fmt: skip


def open_(server, name="many", **given):
    return dn.RestVista(server.list(name), auth=dn.Bearer(server.token), **given)


def ask(vista, call):
    async def go():
        try:
            return await call(vista)
        finally:
            await vista.aclose()

    return run(go())


def test_a_page_size_it_clamps_silently_loses_no_row(pocketbase):
    vista = open_(pocketbase, page_size=5000, max_page_size=5000)
    rows = ask(vista, lambda v: v.list_values())
    assert sorted(row["stock"] for row in rows.values()) == list(range(1200))
    assert rows.coverage.complete
    vista = open_(pocketbase, page_size=5000, max_page_size=5000)
    page = ask(vista.order_by("stock"), lambda v: v.fetch_window(990, 30))
    assert [row["stock"] for row in page.rows.values()] == list(range(990, 1020))


def test_a_condition_is_sent_and_only_its_rows_come(pocketbase):
    vista = open_(pocketbase)

    async def read(v):
        part = v.where_op("stock", ">=", 1100).where_op("stock", "in", [5, 1101, 1150])
        before = v.source.requests
        return await part.list_values(), await part.get_count(), v.source.requests - before

    rows, count, requests = ask(vista, read)
    assert (sorted(row["stock"] for row in rows.values()), count) == ([1101, 1150], 2)
    assert requests == 2
    shown = vista.where_op("stock", ">", 2.5).where(sold=True).explain()
    assert "filter=stock%20%3E%202.5%20%26%26%20sold%20%3D%20true" in shown
    assert "locally" not in shown


@pytest.mark.parametrize("columns_are_known", [False, True])
def test_texts_that_look_like_an_expression_are_texts(pocketbase, columns_are_known):
    rows = [{**ROWS[0], "id": f"n{n:014}", "name": text} for n, text in enumerate(NASTY)]
    pocketbase.put("shelf", rows)

    async def read(vista):
        if columns_are_known:
            await vista.list_values()
        found = [await vista.where(name=text).list_values() for text in NASTY]
        either = await vista.where_op("name", "in", list(NASTY[:8])).list_values()
        return [[row["name"] for row in part.values()] for part in found], len(either)

    found, either = ask(open_(pocketbase, "shelf"), read)
    assert found == [[text] for text in NASTY]
    assert either == 8


def test_a_column_it_does_not_have_is_refused_in_its_words(pocketbase):
    vista = open_(pocketbase).where(nosuch=1)
    with pytest.raises(SourceError, match="400") as failed:
        ask(vista, lambda v: v.list_values())
    assert "Something went wrong" in failed.value.server_message
    assert 'on_ignored="local"' in failed.value.hint
    assert "nosuch" in failed.value.request.url
    vista = open_(pocketbase, on_ignored="local").where(nosuch=1, stock=5)
    assert ask(vista, lambda v: v.list_values()) == {}


def test_an_order_by_a_column_it_does_not_have_is_refused(pocketbase):
    with pytest.raises(SourceError, match="400"):
        ask(open_(pocketbase).order_by("nosuch"), lambda v: v.list_values())


def test_a_parameter_it_ignores_is_noticed(pocketbase):
    vista = open_(pocketbase, filters="any").where(stock=5)
    with pytest.raises(FilterIgnored, match="stock"):
        ask(vista, lambda v: v.list_values())


@pytest.mark.parametrize("token", ["", "not a token"])
def test_who_may_not_read_is_told_so(pocketbase, token):
    auth = {"auth": dn.Bearer(token)} if token else {}
    with pytest.raises(Forbidden, match="superusers") as failed:
        ask(dn.RestVista(pocketbase.list("many"), **auth), lambda v: v.list_values())
    assert failed.value.hint


def test_a_wrong_field_is_named(pocketbase):
    pocketbase.put("shelf", ROWS)
    with pytest.raises(WriteRejected) as failed:
        ask(
            open_(pocketbase, "shelf"),
            lambda v: v.patch_value(ROWS[0]["id"], {"name": "x" * 6000}),
        )
    assert "name" in failed.value.fields
