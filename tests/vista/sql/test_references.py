"""Foreign keys lead from a row to the rows of other tables, and back."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import SpecError
from tests.aio import run
from tests.vista.sql.shop import execute, opened
from tests.vista.sql.test_reading import live

ORDERS = """
CREATE TABLE lines (
    id INTEGER PRIMARY KEY, place TEXT, product INTEGER,
    FOREIGN KEY (place, product) REFERENCES stock (place, product_id)
)
"""


@live
async def test_a_foreign_key_leads_to_one_row_and_back_to_many(url):
    """U72: get_ref leads to the related rows, get_ref_target to all of the other table."""
    async with opened(url) as products:
        category = await products.get_ref("category", "3")
        assert category.name == "categories"
        assert await category.list_values() == {"2": {"id": 2, "name": "tools"}}
        of_it = await category.get_ref("products", "2")
        assert list(await of_it.list_values()) == ["1", "3", "5", "7", "9"]
        assert of_it.source is products.source
        assert await of_it.get_count() == 5
        every = await products.get_ref_target("category")
        assert list(await every.list_values()) == ["1", "2"]


@live
async def test_the_rows_a_row_leads_to_can_be_narrowed_and_written(url):
    async with opened(url) as products:
        stock = await products.get_ref("stock", "3")
        stored = await stock.insert_value("shelf/3", {"place": "shelf", "amount": 4})
        assert stored["product_id"] == 3, "what the relation demands is filled in"
        with pytest.raises(SpecError, match="lies outside"):
            await stock.insert_value("shelf/4", {"place": "shelf", "product_id": 4})
        assert await stock.where_op("amount", ">", 3).get_count() == 1


@live
async def test_a_foreign_key_of_several_columns_is_followed(url):
    execute(url, "INSERT INTO stock VALUES ('a', 1, 5), ('a', 2, 6), ('b', 1, 7)")
    execute(url, ORDERS)
    execute(
        url, "INSERT INTO lines VALUES (1, 'a', 2), (2, 'b', 1), (3, 'a', 2), (4, 'a', NULL)"
    )
    async with opened(url, "lines") as lines:
        stock = await lines.get_ref("stock", "1")
        assert list(await stock.list_values()) == ["a/2"]
        assert await (await lines.get_ref("stock", "4")).get_count() == 0
        back = await stock.get_ref("lines", "a/2")
        assert list(await back.list_values()) == ["1", "3"]


@live
async def test_null_leads_nowhere(url):
    execute(url, "UPDATE products SET category_id = NULL WHERE id = 3")
    async with opened(url) as products:
        nothing = await products.get_ref("category", "3")
        assert await nothing.list_values() == {}
        assert await (await products.get_ref("category", "no such id")).get_count() == 0


@live
async def test_a_table_nothing_leads_to_says_so(url):
    async with opened(url, "notes") as notes:
        await notes.get_count()
        assert not notes.capabilities.can("traverse_to_set")
        assert "foreign key" in notes.capabilities.why("traverse_to_set")


@live
async def test_a_declared_target_is_taken_instead(url):
    categories = dn.SqlVista(url, table="categories", name="kinds", read_only=True)
    async with opened(url, targets={"categories": categories}) as products:
        found = await products.get_ref("category", "3")
        assert found.name == "kinds"
        assert list(await found.list_values()) == ["2"]
    await categories.aclose()


def test_a_dio_opens_what_its_rows_lead_to(url):
    """U72."""
    lens = dn.Lens()
    try:
        products = lens.open(dn.SqlVista(url, table="products"))
        category = run(products.get_ref("category", "3"))
        assert list(run(category.vista().list_values()).values()) == [
            {"id": 2, "name": "tools"}
        ]
        back = run(category.get_ref("products", "2"))
        assert run(back.vista().get_count()) == 5
        assert category.name == "categories-via-category-2"
    finally:
        lens.close()
