"""A shop in a file of SQLite, and vistas on it that are closed again."""

import contextlib
import sqlite3

import diorama_nb as dn

SCHEMA = """
CREATE TABLE categories (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    price DECIMAL(10, 2) CHECK (price >= 0),
    category_id INTEGER REFERENCES categories (id),
    made DATETIME,
    meta JSON,
    label TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL
);
CREATE TABLE stock (place TEXT, product_id INTEGER REFERENCES products (id), amount INTEGER,
    PRIMARY KEY (place, product_id)) WITHOUT ROWID;
CREATE TABLE notes (text TEXT);
CREATE VIEW cheap AS SELECT id, name, price FROM products WHERE price < 5;
INSERT INTO categories VALUES (1, 'books'), (2, 'tools');
"""


def make(path, products=10):
    """Make the shop in a file and return its address."""
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO products (id, name, price, category_id) VALUES (?, ?, ?, ?)",
            [(n, f"product {n}", n, 1 + n % 2) for n in range(1, products + 1)],
        )
    connection.close()
    return f"sqlite:///{path}"


def execute(url, statement, *values):
    """Change the file as another program would, and return what it answers."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        found = connection.execute(statement, values).fetchall()
    connection.close()
    return found


@contextlib.asynccontextmanager
async def opened(url, table="products", **declared):
    """Yield a vista, whose connections are given back in the end."""
    vista = dn.SqlVista(url, table=table, **declared)
    try:
        yield vista
    finally:
        await vista.aclose()
