"""A SELECT in the text of its user is a data set as a view is, and nothing can be written."""

import pytest
import sqlalchemy as sa

import diorama_nb as dn
from diorama_nb.errors import SourceError, SourceMissing, SpecError, Unsupported
from tests.aio import run
from tests.vista.sql.shop import execute, opened
from tests.vista.sql.test_reading import live, offsets

PRODUCTS = "SELECT id, name, price, category_id AS kind FROM products"


def asked(url, query=PRODUCTS, **declared):
    return opened(url, None, query=query, **{"id_column": "id", **declared})


@live
async def test_a_query_tells_its_columns_and_what_it_can_do(url):
    async with asked(url) as products:
        await products.get_count()
        assert {column.name: column.type for column in products.columns} == {
            "id": "integer", "name": "text", "price": "decimal", "kind": "integer"
        }  # fmt: skip
        assert products.name == "query"
        able = products.capabilities
        for flag in ("fetch_window", "order", "traverse_to_record"):
            assert able.why(flag) == "declared"
        assert able.can_search
        assert "a query is read" in able.why("insert")
        with pytest.raises(Unsupported):
            await products.delete_value("1")
    async with asked(url, id_column=None) as whole:
        assert len(await whole.list_values()) == 10
        assert "id_column" in whole.capabilities.why("fetch_window")


@live
async def test_what_is_asked_of_a_query_is_asked_of_the_database(url):
    async with asked(url) as products:
        dear = (
            products.where(kind=2).where_op("price", ">", 2).order_by("price", descending=True)
        )
        assert list((await dear.fetch_window(1, 2)).rows) == ["7", "5"]
        assert await dear.get_count() == 4
        assert list(await products.search("product 1").list_values()) == ["1", "10"]
        assert await products.aggregate(dn.Sum("price")) == 55
        assert (await products.get_value("3"))["name"] == "product 3"
        assert "FROM (SELECT id, name" in dear.explain()
        assert "ORDER BY" in dear.explain()


@live
async def test_windows_of_a_query_are_read_from_keys_seen_before_them(url):
    async with asked(url) as products:
        skipped = offsets(products)
        by_price = products.order_by("price", descending=True)
        for start in (0, 4, 8):
            await by_price.fetch_window(start, 4)
        assert skipped == [0, 0, 0]


@live
async def test_a_walk_over_a_query_takes_several_steps(url, monkeypatch):
    monkeypatch.setattr("diorama_nb.vista.sql.source.PAGE_ROWS", 3)
    async with asked(url) as products:
        assert [int(id) async for id, _ in products.stream_values()] == list(range(1, 11))


@live
async def test_rows_of_a_query_are_named_by_several_columns(url):
    execute(url, "INSERT INTO stock VALUES ('north/east', 1, 5), ('north', 1, 6)")
    text = "SELECT place, product_id, sum(amount) AS amount FROM stock GROUP BY 1, 2"
    async with asked(url, text, id_column=("place", "product_id"), name="sums") as sums:
        assert list(await sums.list_values()) == ["north/1", "north%2Feast/1"]
        assert (await sums.get_value("north%2Feast/1"))["amount"] == 5
        assert sums.name == "sums"


@pytest.mark.parametrize(
    "text",
    [
        "select 1 as id;\n ; ",
        "-- first\n/* then; */ (select 1 as id)",
        "WITH one AS (SELECT 1 AS id) SELECT * FROM one -- the end",
        "select 1 as id where '50%' like '5%' and '12:30' <> ':id' and '%%' = '%' || '%'",
        "SELECT column1 AS id FROM (VALUES (1))",
    ],
)
def test_a_text_is_read_as_it_was_written(url, text):
    async def main():
        async with asked(url, text) as one:
            assert await one.list_values() == {"1": {"id": 1}}
            assert await one.where(id=1).get_count() == 1
            assert text.rstrip("; \n").splitlines()[0] in one.explain()

    run(main())


@pytest.mark.parametrize(
    "text", ["", "  ;", "DELETE FROM products", "/* select */ drop table products", "7"]
)
def test_what_is_no_select_is_refused_at_once(url, text):
    with pytest.raises(SpecError, match="only SELECT, WITH and VALUES") as refused:
        dn.SqlVista(url, query=text)
    assert 'query="SELECT' in refused.value.hint


def test_a_data_set_is_one_table_or_one_query(url):
    for declared in ({}, {"table": "products", "query": PRODUCTS}):
        with pytest.raises(SpecError, match="one table or one query"):
            dn.SqlVista(url, **declared)
    for word in ("schema", "version"):
        with pytest.raises(SpecError, match=f"{word}= is for tables"):
            dn.SqlVista(url, query=PRODUCTS, **{word: "name"})


@live
async def test_what_the_database_refuses_is_told_in_its_words(url):
    for text, error, words in (
        ("SELECT nmae FROM products", SourceMissing, "nmae"),
        ("SELECT * FROM prodcts", SourceMissing, "prodcts"),
        ("SELECT FROM products", SourceError, "syntax error"),
        ("SELECT 1; DELETE FROM products", SourceError, "syntax error"),
        ("WITH a AS (SELECT 1) DELETE FROM products", SourceError, "syntax error"),
        ("SELECT :id AS id", SourceError, "parameters"),
    ):
        async with asked(url, text) as wrong:
            with pytest.raises(error, match=words):
                await wrong.list_values()
    async with asked(url, id_column="key") as wrong:
        with pytest.raises(SpecError, match="unknown column in id_column= 'key'"):
            await wrong.list_values()
    async with opened(url) as products:
        assert await products.get_count() == 10


def test_another_text_is_another_data_set(url):
    first, again, other = (
        dn.SqlVista(url, query=text).source.identity
        for text in (PRODUCTS, f"{PRODUCTS};", f"{PRODUCTS} WHERE price > 5")
    )
    assert first == again != other
    assert dn.SqlVista(url, query=PRODUCTS, name="p").source.identity == first
    assert dn.SqlVista(url, table="query").source.identity != first


@live
async def test_the_text_is_told_before_it_is_first_asked(url):
    assert PRODUCTS in dn.SqlVista(url, query=PRODUCTS).explain()


@live
async def test_rows_with_one_id_are_noticed_as_those_of_a_view_are(url):
    execute(url, "CREATE VIEW doubled AS SELECT category_id AS id FROM products")
    query = asked(url, "SELECT category_id AS id FROM products")
    async with opened(url, "doubled", id_column="id") as view, query as given:
        for vista in (view, given):
            page = await vista.source.read_window(dn.Query(), 0, 20)
            assert (len(page.rows), page.received) == (2, 10)


@live
async def test_looking_at_a_query_leaves_nothing_in_a_shared_connection():
    engine = sa.create_engine(
        "sqlite://", poolclass=sa.StaticPool, connect_args={"check_same_thread": False}
    )
    async with (
        asked(engine, "SELECT 1 AS id") as first,
        asked(engine, "SELECT 2 AS id") as next,
    ):
        assert list(await first.list_values()) + list(await next.list_values()) == ["1", "2"]
    with engine.connect() as connection:
        assert not connection.exec_driver_sql("SELECT * FROM sqlite_temp_master").all()
    engine.dispose()


# --- servers ----------------------------------------------------------------------------------

POSTGRES = """
SELECT n AS id, n * 1.5 AS d, 'Product ' || n AS t, n % 2 = 0 AS b, array[n] AS tags,
    n::bigint AS big, n / 2.0::float8 AS f, timestamptz '2020-01-01 12:30+00' AS tz,
    date '2020-01-01' + n AS day, jsonb_build_object('n', n) AS j, 'x' COLLATE "de-x-icu" AS c,
    '50%' AS "100%:x", gen_random_uuid() AS u
FROM generate_series(1, 10) AS n  -- all
"""


@live
async def test_postgres_tells_the_types_of_a_query(postgres):
    async with asked(postgres, POSTGRES, search="t") as ten:
        await ten.get_count()
        assert {column.name: column.type for column in ten.columns} == {
            "id": "integer", "d": "decimal", "t": "text", "b": "boolean", "tags": "nested",
            "big": "integer", "f": "number", "tz": "datetime", "day": "date", "j": "nested",
            "c": "text", "100%:x": "text", "u": "uuid",
        }  # fmt: skip
        some = ten.where({"b": True, "100%:x": "50%"}).order_by("day", descending=True)
        page = await some.fetch_window(1, 2)
        assert [row["tags"] for row in page.rows.values()] == [[8], [6]]
        assert some.capabilities.can_fetch_window
        assert "'50%' AS" in some.explain()
        assert not ten.where(c="x").capabilities.can_fetch_window  # of another collation
        assert list(await ten.search("product 1").list_values()) == ["1", "10"]
        assert (await ten.get_value("3"))["j"] == {"n": 3}
        assert await ten.aggregate(dn.Sum("d")) == 82.5


@live
async def test_a_query_of_postgres_writes_nothing_whatever_it_calls(postgres):
    engine = sa.create_engine(postgres)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS log (id integer)")
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION note() RETURNS integer LANGUAGE sql AS "
            "'INSERT INTO log VALUES (1) RETURNING id'"
        )
    for text, words in (
        ("SELECT note() AS id", "read-only transaction"),
        ("WITH a AS (DELETE FROM log RETURNING id) SELECT id FROM a", "top level"),
        ("SELECT 1 AS id) AS q; COMMIT; INSERT INTO log VALUES (2); SELECT * FROM (SELECT 1",
         "multiple commands"),
        ("SELECT 1 AS id, 2 AS id", "two columns of the query have the name 'id'"),
        ("SELECT nmae FROM log", "nmae"),
    ):  # fmt: skip
        for given in (postgres, engine):
            async with asked(given, text) as wrong:
                with pytest.raises((SourceError, SpecError), match=words):
                    await wrong.list_values()
    async with asked(engine, "SELECT id FROM log") as log:
        assert await log.get_count() == 0
    with engine.begin() as connection:  # the engine's connections write as before
        connection.exec_driver_sql("DROP TABLE log CASCADE")
    engine.dispose()


MARIADB = """
SELECT seq AS id, seq * 1.5 AS d, concat('Product ', seq) AS t, seq / 2e0 AS f,
    timestamp('2020-01-01 12:30:00') AS ts, date('2020-01-01') + interval seq day AS day,
    cast('x' AS binary) AS raw, '50%:x' AS mark, '{"n": 1}' AS j
FROM seq_1_to_10  # all
"""


@live
async def test_mariadb_tells_the_types_of_a_query(mariadb):
    async with asked(mariadb, MARIADB, types={"j": "nested"}) as ten:
        await ten.get_count()
        assert {column.name: column.type for column in ten.columns} == {
            "id": "integer", "d": "decimal", "t": "text", "f": "number", "ts": "datetime",
            "day": "date", "raw": "bytes", "mark": "text", "j": "nested",
        }  # fmt: skip
        some = ten.where(mark="50%:x").where_op("d", ">", 3).order_by("t", descending=True)
        page = await some.fetch_window(1, 2)
        assert list(page.rows) == ["8", "7"]
        assert some.capabilities.can_fetch_window
        assert "'50%:x'" in some.explain()
        assert (await ten.get_value("3"))["j"] == {"n": 1}
        assert (await ten.get_value("3"))["raw"] == b"x"


@live
async def test_a_query_of_mariadb_writes_nothing_whatever_it_calls(mariadb):
    engine = sa.create_engine(mariadb)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE log (id integer)")
        connection.exec_driver_sql(
            "CREATE FUNCTION note() RETURNS integer BEGIN INSERT INTO log VALUES (1); "
            "RETURN 1; END"
        )
    autocommits = engine.execution_options(isolation_level="AUTOCOMMIT")
    for given in (mariadb, engine, autocommits):
        async with asked(given, "SELECT note() AS id") as wrong:
            with pytest.raises(SourceError, match="READ ONLY"):
                await wrong.list_values()
    async with asked(engine, "SELECT id, id FROM log") as wrong:
        with pytest.raises(SourceError, match="Duplicate column name"):
            await wrong.list_values()
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM log").scalar() == 0
        connection.exec_driver_sql("DROP FUNCTION note")
        connection.exec_driver_sql("DROP TABLE log")
    engine.dispose()
