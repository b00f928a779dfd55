"""What a schema tells is what is asked: columns, pages, conditions, orders; and its cost."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceMissing, SpecError
from tests.aio import run
from tests.servers.fixtures import SHELF

NAMES = [row["name"] for row in SHELF]


def read(vista, *doors):
    """Call some doors of a Vista one after the other, and close it."""

    async def main():
        try:
            return [await door(vista) for door in doors]
        finally:
            await vista.aclose()

    return run(main())


async def walk(vista):
    pages, token = [], None
    while not pages or token is not None:
        pages.append(await vista.fetch_next(token))
        token = pages[-1].next
    return pages


def names(rows):
    return [record["name"] for record in rows.values()]


# --- columns -------------------------------------------------------------------------------


def test_columns_and_their_types_come_from_the_schema(graphql):
    items = dn.GraphQLVista(f"{graphql}/relay", "items")
    assert items.columns == ()
    (rows,) = read(items, lambda v: v.list_values())
    assert {column.name: column.type for column in items.columns} == {
        "id": "text", "name": "text", "kind": "text", "stock": "integer", "price": "number",
        "sold": "boolean", "added": "datetime", "cost": "decimal",
    }  # fmt: skip
    assert items.id_column == "id"
    first = next(iter(rows.values()))
    assert first["added"] == datetime(2024, 1, 2, 12, 30, tzinfo=UTC)
    assert first["cost"] == Decimal(str(SHELF[0]["price"]))


def test_a_value_of_an_object_in_the_row_is_a_column_with_a_dot(graphql):
    items = dn.GraphQLVista(f"{graphql}/relay", "items", columns=["name", "maker.name"])
    rows, found = read(
        items,
        lambda v: v.list_values(),
        lambda v: v.where({"maker.name": "maker 4"}).list_values(),
    )
    made = [None if row["stock"] is None else f"maker {row['stock']}" for row in SHELF]
    assert [record["maker.name"] for record in rows.values()] == made
    assert names(found) == [row["name"] for row in SHELF if row["stock"] == 4]


@pytest.mark.parametrize(
    ("declared", "hint"),
    [
        ({"field": "itens"}, "items"),
        ({"columns": ["nane"]}, "name"),
        ({"columns": ["maker"]}, "maker.name"),
        ({"columns": ["picture"]}, "price"),
        ({"id_column": "key"}, "known: "),
        ({"arguments": {"frist": 3}}, "first"),
        ({"arguments": {"first": 3}}, "page_size"),
        ({"field": "shop.items"}, '"shop.name"'),
        ({"dialect": "offset"}, "auto"),
    ],
)
def test_what_the_schema_does_not_have_is_refused_by_name(graphql, declared, hint):
    vista = dn.GraphQLVista(f"{graphql}/relay", declared.pop("field", "items"), **declared)
    with pytest.raises(SpecError) as refused:
        read(vista, lambda v: v.list_values())
    assert hint in refused.value.hint


def test_a_field_in_another_is_asked_with_the_arguments_of_both(graphql):
    def of(shop):
        given = {"shop.name": shop, "sold": True}
        return dn.GraphQLVista(f"{graphql}/relay", "shop.items", arguments=given)

    sold = [row["name"] for row in SHELF if row["sold"]]
    rows, count = read(of("corner"), lambda v: v.list_values(), lambda v: v.get_count())
    assert (names(rows), count) == (sold, len(sold))
    with pytest.raises(SourceMissing, match="shop"):
        read(of("closed"), lambda v: v.list_values())


# --- pages ---------------------------------------------------------------------------------


def test_a_walk_by_cursor_costs_a_request_for_the_schema_and_one_for_each_page(graphql):
    items = dn.GraphQLVista(f"{graphql}/relay", "items", page_size=4, principal="walks")
    (pages,) = read(items, walk)
    assert [len(page.rows) for page in pages] == [4, 4, 1]
    assert [name for page in pages for name in names(page.rows)] == NAMES
    assert [page.total for page in pages] == [9, None, None]
    assert [page.end for page in pages] == [False, False, True]
    assert items.source.requests == 1 + 3
    assert not items.capabilities.can_fetch_window
    assert "cursor" in items.capabilities.why("fetch_window")


def test_the_schema_is_asked_for_once_by_all_who_use_it(graphql):
    async def main():
        first, second = (
            dn.GraphQLVista(f"{graphql}/hasura", "items", principal="shares") for _ in "12"
        )
        await first.get_count()
        assert await second.get_count() == len(SHELF)
        await first.aclose()
        await second.aclose()
        return first.source.requests, second.source.requests

    assert run(main()) == (2, 1)


def test_a_total_that_is_null_is_counted(graphql):
    items = dn.GraphQLVista(f"{graphql}/relay", "uncounted", page_size=5)
    pages, count = read(items, walk, lambda v: v.get_count())
    assert [page.total for page in pages] == [None, None]
    assert count == len(SHELF)


def test_a_list_without_pages_is_one_answer(graphql):
    rows, pages = read(
        whole := dn.GraphQLVista(f"{graphql}/odd", "whole", principal="lists"),
        lambda v: v.list_values(),
        _refused,
    )
    assert names(rows) == NAMES
    assert rows.complete
    assert whole.source.requests == 2
    assert "first and after" in pages


async def _refused(vista):
    with pytest.raises(dn.errors.Unsupported) as refused:
        await vista.fetch_next()
    return refused.value.hint


def test_a_clamped_page_loses_no_row(graphql):
    declared = dn.GraphQLVista(f"{graphql}/odd", "clamped", dialect="offset")
    window, pages = read(declared, lambda v: v.fetch_window(2, 6), walk)
    assert names(window.rows) == NAMES[2:8]
    assert [name for page in pages for name in names(page.rows)] == NAMES
    assert declared.capabilities.why("fetch_window") == "declared"


def test_windows_need_an_order_by_id_or_a_promise(graphql):
    def why(url, field):
        vista = dn.GraphQLVista(f"{graphql}/{url}", field)
        read(vista, lambda v: v.get_some_value())
        return vista.capabilities.can_fetch_window, vista.capabilities.why("fetch_window")

    assert why("hasura", "items") == (True, "probed")
    can, reason = why("odd", "clamped")
    assert not can
    assert 'dialect="offset"' in reason


# --- conditions and orders -----------------------------------------------------------------


def test_what_the_schema_offers_is_sent_and_the_rest_is_done_here(graphql):
    items = dn.GraphQLVista(f"{graphql}/hasura", "items")
    read(items, lambda v: v.get_count())
    asked = items.where_op("stock", ">", 2).where(kind="a").order_by("price", descending=True)
    told = asked.explain()
    assert "locally" not in told
    assert '"where": {"stock": {"_gt": 2}, "kind": {"_eq": "a"}}' in told
    assert '"order_by": [{"price": "desc_nulls_last"}, {"id": "asc"}]' in told
    for local in (
        items.where_op("stock", "!=", 2),  # null is unequal to 2 here, and not in SQL
        items.where_op("name", "<", "m"),  # servers differ in which letter comes first
        items.where(stock="2"),  # text is no number
        items.where(stock=2**40),  # more than an Int can hold
        items.order_by("name"),
        items.order_by("kind"),  # not in the schema's order
        items.search("pear"),
    ):
        assert "locally" in local.explain()
        assert not local.capabilities.can_fetch_window


def test_a_narrowed_window_costs_one_request(graphql):
    items = dn.GraphQLVista(f"{graphql}/hasura", "items", principal="cost").where(sold=False)
    window, count = read(items, lambda v: v.fetch_window(0, 3), lambda v: v.get_count())
    unsold = [row["name"] for row in SHELF if not row["sold"]]
    assert names(window.rows) == unsold[:3]
    assert window.total == count == len(unsold)
    assert window.requests == 1
    assert items.source.requests == 3


def test_an_argument_named_and_typed_as_a_column_is_its_filter(graphql):
    items = dn.GraphQLVista(f"{graphql}/relay", "uncounted", where={"kind": "b"})
    rows, none = read(
        items, lambda v: v.list_values(), lambda v: v.where(kind="nowhere").list_values()
    )
    assert names(rows) == [row["name"] for row in SHELF if row["kind"] == "b"]
    assert "$kind: Kind" in items.explain()
    assert len(none) == 0


def test_a_filter_that_finds_more_than_it_should_is_done_here_from_then_on(graphql):
    items = dn.GraphQLVista(f"{graphql}/relay", "uncounted")
    shouted, told = items.where(name="PEAR 01"), items.where(name="pear 01")
    nothing, one = read(items, lambda _: shouted.list_values(), lambda _: told.list_values())
    assert (names(nothing), names(one)) == ([], ["pear 01"])
    assert "locally" in told.explain()


def test_an_order_that_is_ignored_is_made_here_from_then_on(graphql):
    items = dn.GraphQLVista(f"{graphql}/odd", "unsorted").order_by("price")
    (rows,) = read(items, lambda v: v.list_values())
    prices = [record["price"] for record in rows.values()]
    known = sorted(price for price in prices if price is not None)
    assert prices == known + [None] * (len(prices) - len(known))
    assert "locally" in items.explain()


@pytest.mark.parametrize("text", ['"} }', "$text", "\\", "#", "ü\n"])
def test_no_value_becomes_a_part_of_the_query(graphql, text):
    items = dn.GraphQLVista(f"{graphql}/hasura", "items").where(name=text)
    rows, record = read(items, lambda v: v.list_values(), lambda v: v.get_value(text))
    assert (len(rows), record) == (0, None)
    assert text not in items.explain().partition("variables:")[0]


# --- PostGraphile --------------------------------------------------------------------------


def test_names_of_orders_and_a_condition_are_understood(postgraphile):
    items = dn.GraphQLVista(f"{postgraphile}/graphql", "allItems", principal="names")
    asked = items.where(kind="b", sold=False).order_by("id", descending=True)
    window, record = read(asked, lambda v: v.fetch_window(1, 2), lambda _: items.get_value("3"))
    right = [row["name"] for row in SHELF if row["kind"] == "b" and not row["sold"]]
    assert names(window.rows) == right[::-1][1:3]
    assert record["name"] == SHELF[2]["name"]
    told = asked.explain()
    assert '"condition": {"kind": "b", "sold": false}' in told
    assert '"orderBy": ["ID_DESC"]' in told
    assert "locally" in items.order_by("stock").explain(), "nothing says where nulls stand"
