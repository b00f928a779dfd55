"""Without a primary key, a unique key over columns that are never null names rows."""

import contextlib

import pytest
import sqlalchemy as sa

from diorama_nb.errors import Unsupported, WriteRejected
from tests.aio import run
from tests.vista.sql.shop import execute, opened
from tests.vista.sql.test_reading import live

DATABASES = ("sqlite", "postgres", "mariadb")

PEOPLE = """
CREATE TABLE people (
    name VARCHAR(30) NOT NULL, town VARCHAR(30) NOT NULL, code INTEGER NOT NULL,
    nick VARCHAR(30) UNIQUE, age INTEGER, ratio DOUBLE PRECISION NOT NULL UNIQUE,
    UNIQUE (name, town), CONSTRAINT z_code UNIQUE (code)
)
"""


@pytest.fixture(params=DATABASES)
def server(request, tmp_path):
    """Return the URL of each database, with a function that runs a statement there."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/people.db"
    else:
        url = request.getfixturevalue(request.param)
    engine = sa.create_engine(url)

    def execute(statement):
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)

    with contextlib.ExitStack() as ending:
        ending.callback(engine.dispose)
        ending.callback(execute, "DROP TABLE IF EXISTS people")
        yield url, execute


def test_the_shortest_unique_key_names_rows_as_a_primary_key_does(server):
    url, execute = server
    execute(PEOPLE)
    for n in range(9):
        execute(f"INSERT INTO people VALUES ('p{n}', 't', {n}, NULL, {n % 2}, {n})")

    async def main():
        async with opened(url, "people") as people:
            page = await people.order_by("age").fetch_window(2, 4)
            assert list(page.rows) == ["4", "6", "8", "1"]
            assert people.id_column == "code"
            assert people.capabilities.why("fetch_window") == "probed"
            assert (await people.get_value("3"))["name"] == "p3"
            await people.patch_value("3", {"age": 30})
            await people.insert_value("77", {"name": "q", "town": "t", "ratio": 77})
            await people.delete_value("4")
            told = {id: row["age"] for id, row in (await people.list_values()).items()}
            assert told["3"] == 30
            assert told["77"] is None
            assert "4" not in told
            with pytest.raises(WriteRejected):
                await people.insert_return_id_value({"name": "r", "town": "t", "ratio": 78})

    run(main())


def test_of_keys_as_short_the_first_by_name_is_taken(server):
    url, execute = server
    execute("CREATE TABLE people (b INTEGER NOT NULL, a INTEGER NOT NULL)")
    execute("CREATE UNIQUE INDEX second_key ON people (b)")
    execute("CREATE UNIQUE INDEX first_key ON people (a)")

    async def main():
        async with opened(url, "people") as people:
            assert await people.get_count() == 0
            assert people.id_column == "a"

    run(main())


def test_rows_are_named_by_a_unique_key_of_several_columns(server):
    url, execute = server
    execute("CREATE TABLE people (a VARCHAR(9) NOT NULL, b INTEGER NOT NULL, UNIQUE (b, a))")
    execute("INSERT INTO people VALUES ('x', 2), ('y', 1), ('x', 1)")

    async def main():
        async with opened(url, "people") as people:
            assert list((await people.fetch_window(0, 5)).rows) == ["1/x", "1/y", "2/x"]
            await people.delete_value("1/y")
            assert list(await people.list_values()) == ["1/x", "2/x"]

    run(main())


def test_a_key_that_may_be_null_names_nothing(server):
    url, execute = server
    execute("CREATE TABLE people (a VARCHAR(9) UNIQUE, b INTEGER NOT NULL, UNIQUE (a, b))")
    execute("INSERT INTO people VALUES (NULL, 1), (NULL, 1)")

    async def main():
        async with opened(url, "people") as people:
            assert len(await people.list_values()) == 2
            assert people.id_column is None
            if not url.startswith("sqlite"):  # its rowid names them
                with pytest.raises(Unsupported, match="id_column"):
                    await people.fetch_window(0, 1)

    run(main())


def test_an_index_of_some_rows_or_of_expressions_names_nothing(tmp_path, postgres):
    for url in (f"sqlite:///{tmp_path}/some.db", postgres):
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            for statement in (
                "DROP TABLE IF EXISTS people",
                "CREATE TABLE people (a INTEGER NOT NULL, b TEXT NOT NULL)",
                "CREATE UNIQUE INDEX few ON people (a) WHERE a > 5",
                "CREATE UNIQUE INDEX written ON people (lower(b))",
                "CREATE UNIQUE INDEX partly ON people (a, (b || 'x'))",
            ):
                connection.exec_driver_sql(statement)
        engine.dispose()

        async def main(url=url):
            async with opened(url, "people") as people:
                assert await people.get_count() == 0
                assert people.id_column is None

        run(main())


@live
async def test_an_index_that_tells_more_texts_apart_than_its_column_does_not_lose_rows(url):
    execute(url, "CREATE TABLE words (word TEXT NOT NULL COLLATE NOCASE)")
    execute(url, "CREATE UNIQUE INDEX exact ON words (word COLLATE BINARY)")
    execute(url, "INSERT INTO words VALUES ('b'), ('a'), ('B'), ('A')")
    async with opened(url, "words") as words:
        pages = [await words.fetch_window(start, 1) for start in range(4)]
        assert [id for page in pages for id in page.rows] == ["a", "A", "b", "B"]


@live
async def test_a_declared_key_counts_before_a_unique_one(url):
    async with opened(url, "categories", id_column="name") as categories:
        assert list(await categories.list_values()) == ["books", "tools"]
