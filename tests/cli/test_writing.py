"""`add`, `set` and `delete`, and what may not be written."""

import json
import sqlite3

import pytest

from tests.servers.needed import need_module

need_module("sqlalchemy", "the commands that write were NOT run")


@pytest.fixture
def database(tmp_path):
    """A database with two tables, and a way to ask it."""
    path = tmp_path / "shop.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT, price REAL)")
    connection.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)")
    rows = [(n, f"product {n}", n / 2) for n in range(1, 60)]
    connection.executemany("INSERT INTO products VALUES (?, ?, ?)", rows)
    connection.commit()
    yield path, lambda statement: connection.execute(statement).fetchall()
    connection.close()


@pytest.fixture
def shop(database, diorama):
    """Run a command on the table."""

    def run(command, *arguments):
        return diorama(database[0], command, "--table", "products", *arguments)

    return run


def test_add_prints_the_id_the_source_made(shop, database):
    """S69."""
    result = shop("add", "name=cake", "price=9.5")
    assert (result.exit_code, result.stdout) == (0, "60\n")
    assert database[1]("SELECT * FROM products WHERE id = 60") == [(60, "cake", 9.5)]
    assert shop("add", '{"id": 99, "name": "pie"}').stdout == "99\n"


def test_add_does_not_touch_a_record_that_exists(shop, database):
    """S69."""
    result = shop("add", "id=3", "name=cake")
    assert result.exit_code == 1
    assert "already" in result.stderr
    assert "set 3" in result.stderr
    assert database[1]("SELECT name FROM products WHERE id = 3") == [("product 3",)]


def test_set_changes_columns_and_prints_the_record_as_stored(shop, database):
    """S69."""
    result = shop("set", "3", "price=-1", 'name="7"', "--format", "json")
    assert json.loads(result.stdout) == {"id": 3, "name": "7", "price": -1.0}
    assert database[1]("SELECT * FROM products WHERE id = 3") == [(3, "7", -1.0)]


def test_set_of_a_record_that_is_not_there_ends_with_three(shop):
    """S69."""
    result = shop("set", "300", "price=1")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "add" in result.stderr


def test_delete_deletes_and_may_be_repeated(shop, database):
    """S69."""
    assert [shop("delete", "3").exit_code for _ in range(2)] == [0, 0]
    assert database[1]("SELECT count(*) FROM products") == [(58,)]
    assert shop("get", "3").exit_code == 3


@pytest.mark.parametrize("cache", ["mem", "none", "folder"])
def test_what_was_written_is_read_by_the_next_run(shop, tmp_path, cache):
    """S69: the row in the cache is the one that was written."""
    where = ("--cache", tmp_path / "kept" if cache == "folder" else cache)

    def names():
        result = shop("list", *where, "--all", "--columns", "name", "--format", "csv")
        return result.stdout.splitlines()[1:]

    before = names()
    shop("set", *where, "3", "name=other")
    shop("delete", *where, "4")
    shop("add", *where, "name=new")
    assert names() == [*before[:2], "other", *before[4:], "new"]


def test_a_local_database_is_read_as_it_is_now(shop, database, cache):
    """S69: a copy on disk would be older than the file beside it, and no faster."""
    shop("count")
    with sqlite3.connect(database[0]) as other:
        other.execute("DELETE FROM products WHERE id > 10")
    other.close()
    assert shop("count").stdout == "10\n"
    assert not cache.exists()


def test_a_database_needs_a_table_and_names_those_it_has(diorama, database):
    """S69."""
    result = diorama(database[0], "list")
    assert result.exit_code == 2
    assert "--table orders, --table products" in result.stderr
    result = diorama(database[0], "list", "--table", "prodcts")
    assert result.exit_code == 3
    assert "products" in result.stderr


def test_a_database_that_is_not_there_is_not_made(diorama, tmp_path):
    """S69."""
    for source in (tmp_path / "none.db", f"sqlite:///{tmp_path}/none.db"):
        assert diorama(source, "list", "--table", "t").exit_code == 3
    assert not (tmp_path / "none.db").exists()


def test_an_address_with_a_password_is_refused_and_not_repeated(diorama):
    """S69: everybody on the machine reads the list of processes."""
    result = diorama("postgresql://me:hunter2@localhost/shop", "list", "--table", "t")
    assert result.exit_code == 2
    assert "hunter2" not in result.output
    assert "PGPASSWORD" in result.stderr


@pytest.mark.parametrize(
    "command", [("add", "name=x"), ("set", "1", "name=x"), ("delete", "1")], ids=" ".join
)
def test_what_can_not_be_written_says_so(diorama, api, tmp_path, command):
    """S69."""
    file = tmp_path / "rows.csv"
    file.write_text("id,name\n1,a\n")
    result = diorama(file, *command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "can not" in result.stderr
    assert "Traceback" not in result.stderr
    assert file.read_text() == "id,name\n1,a\n"
