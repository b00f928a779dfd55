"""A whole table read as Arrow is the one that is read row by row, or is not read so."""

import sqlite3

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.frames import Rows
from diorama_nb.query import ALL, Query
from diorama_nb.rows.records import Records
from diorama_nb.vista.sql import arrow
from tests.aio import run
from tests.servers.needed import need_module
from tests.vista.sql.shop import opened
from tests.vista.sql.test_reading import live

need_module("adbc_driver_manager", "tables were NOT read by ADBC")
LARGE = st.sampled_from([0, 1, -1, 2**31, 2**53 + 1, 2**63 - 1, -(2**63)])
WORDS = st.sampled_from(["", "a", "Ä", "\U0001f600", "a/b", "'", "\\", "%N", "a "])
TINY = st.sampled_from([0, 2**15 - 1])
SHAPES = {
    "postgres": {
        "id": ("bigint PRIMARY KEY", None),
        "small": ("smallint", TINY),
        "big": ("bigint", LARGE),
        "f": ("double precision", st.floats()),
        "b": ("boolean", st.booleans()),
        "t": ("text", WORDS),
        "v": ("varchar(9) NOT NULL", WORDS),
        "raw": ("bytea", st.binary(max_size=3)),
        "day": ("date", st.dates()),
        "ts": ("timestamp", st.datetimes()),
    },
    "sqlite": {
        "id": ("INTEGER PRIMARY KEY", None),
        "n": ("INTEGER", LARGE | st.sampled_from([1.5, "x"])),
        "f": ("REAL", st.floats(allow_nan=False) | st.just("x")),
        "t": ("TEXT", WORDS | st.just("a\0b")),
        "raw": ("BLOB", st.binary(max_size=3) | st.just("text")),
    },
}


async def usual(vista):
    """Read all rows the way that makes a Python object of every cell."""
    rows = {}
    async for id, record in vista.stream_values():
        rows[id] = record
    return rows


def exact(rows):
    """Return rows so that equal means the same, types and order included."""
    return [(id, [(n, type(v), repr(v)) for n, v in row.items()]) for id, row in rows.items()]


@pytest.fixture(scope="module")
def places(postgres, tmp_path_factory):
    """An empty table in either database, with an engine to fill it."""
    made = {}
    urls = {"postgres": postgres, "sqlite": f"sqlite:///{tmp_path_factory.mktemp('a')}/a.db"}
    for kind, url in urls.items():
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            declared = ", ".join(f"{name} {words}" for name, (words, _) in SHAPES[kind].items())
            connection.exec_driver_sql(f"CREATE TABLE plain ({declared})")
        made[kind] = engine, dn.SqlVista(url, table="plain")
    yield made
    for engine, plain in made.values():
        run(plain.aclose())
        engine.dispose()


@pytest.mark.parametrize("kind", SHAPES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_arrow_holds_what_rows_hold(places, kind, data):
    """Values, their types, ids and order; where SQLite holds something else, rows are read."""
    shape = {name: of for name, (_, of) in SHAPES[kind].items() if of is not None}
    nulls = {n: of if n == "v" else st.none() | of for n, of in shape.items()}
    given = data.draw(st.lists(st.fixed_dictionaries(nulls), max_size=8))
    descending = data.draw(st.booleans())
    ids = data.draw(st.permutations(range(-1, len(given) - 1)))
    engine, plain = places[kind]
    table = sa.table("plain", *map(sa.column, ["id", *shape]))
    with engine.begin() as connection:
        connection.execute(sa.delete(table))
        for id, row in zip(ids, given, strict=True):
            connection.execute(sa.insert(table).values(id=id, **row))

    async def both():
        for asked in (plain, plain.order_by("t", descending=descending)):
            rows = await usual(asked)
            found = await plain.source.read_table(asked.query)
            assert (found is None) == (kind == "sqlite" and any(map(odd, rows.values())))
            assert exact(await asked.list_values()) == exact(rows)
            assert found is None or exact(Records(found)) == exact(rows)

    def odd(row):
        return (
            type(row["n"]) in (float, str) or type(row["f"]) is str or type(row["raw"]) is str
        )

    run(both())


@pytest.mark.parametrize(
    "kind",
    ["numeric", "real", "timestamptz", "interval", "jsonb", "text[]", "uuid", "char(4)", "time",
     "mood", "citext_like", "money", "inet"],
)  # fmt: skip
def test_a_type_that_arrow_tells_otherwise_is_read_in_rows(postgres, kind):
    engine = sa.create_engine(postgres)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS other; DROP TYPE IF EXISTS mood")
        connection.exec_driver_sql("DROP DOMAIN IF EXISTS citext_like")
        connection.exec_driver_sql("CREATE TYPE mood AS ENUM ('good', 'bad')")
        connection.exec_driver_sql("CREATE DOMAIN citext_like AS text")
        connection.exec_driver_sql(f"CREATE TABLE other (id integer PRIMARY KEY, x {kind})")
        connection.exec_driver_sql("INSERT INTO other VALUES (1, NULL)")

    async def read():
        async with opened(postgres, "other") as other:
            assert await other.source.read_table(ALL) is None
            assert dict(await other.list_values()) == {"1": {"id": 1, "x": None}}

    run(read())
    engine.dispose()


@live
async def test_a_moment_python_does_not_have_is_text_as_it_is_elsewhere(postgres):
    engine = sa.create_engine(postgres)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS far")
        connection.exec_driver_sql("CREATE TABLE far (id integer PRIMARY KEY, x timestamp)")
        connection.exec_driver_sql("INSERT INTO far VALUES (1, 'infinity')")
    async with opened(postgres, "far") as far:
        assert dict(await far.list_values()) == {"1": {"id": 1, "x": "infinity"}}
    engine.dispose()


@live
async def test_only_a_plain_whole_table_is_read_as_arrow(tmp_path, monkeypatch):
    """Not a part of it, nor by an engine that was handed over, nor without the driver."""
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("CREATE TABLE t (a TEXT, b INTEGER, n REAL, PRIMARY KEY (a, b))")
        connection.execute("INSERT INTO t VALUES ('a/b', 1, 0.5), ('a', 2, NULL)")
        connection.execute("CREATE TABLE bare (x TEXT)")
        connection.execute("INSERT INTO bare VALUES ('a'), ('a')")
    connection.close()
    url = f"sqlite:///{tmp_path}/t.db"
    async with opened(url, "t") as table, opened(url, "bare") as bare:
        rows = await table.list_values()
        assert isinstance(rows, Rows)
        assert isinstance(rows.records, Records)
        assert dict(rows) == {
            "a/2": {"a": "a", "b": 2, "n": None}, "a%2Fb/1": {"a": "a/b", "b": 1, "n": 0.5}
        }  # fmt: skip
        assert dict(await bare.list_values()) == {"1": {"x": "a"}, "2": {"x": "a"}}
        assert await table.source.read_table(Query().where("b", "==", 1)) is None
        assert list(await table.where(b=1).list_values()) == ["a%2Fb/1"]
        monkeypatch.setattr(arrow, "find_spec", lambda name: None)
        assert await table.source.read_table(ALL) is None
        monkeypatch.undo()
    engine = sa.create_engine(url)
    async with opened(engine, "t") as table, opened(url, "t", id_column="b") as declared:
        assert await table.source.read_table(ALL) is None
        assert await declared.source.read_table(ALL) is None
    engine.dispose()


@live
async def test_a_dio_loads_all_of_a_table_in_one_answer(tmp_path):
    """Rows and their places are there as if they had been loaded window by window."""
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
        rows = [(id, f"name {id * 7 % 3000}") for id in range(3000)]
        connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
    connection.close()
    url = f"sqlite:///{tmp_path}/t.db"
    lens = dn.Lens(tmp_path / "cache", runtime="current", refresh_on_open=False)
    dio = await lens.make_dio(dn.SqlVista(url, table="t"))
    await dio.vista().fetch_window(1500, 10)
    asked = dio.stats.fetches
    assert (await dio.load_all()).complete
    assert dio.stats.fetches == asked + 1
    assert list(dio.snapshot()) == [str(id) for id in range(3000)]
    names = await (await dio.table_scenery(order_by="name")).load_all()
    assert [row["name"] for row in names.values()] == sorted(name for _, name in rows)
    await lens.aclose()
    again = dn.Lens(tmp_path / "cache", runtime="current", refresh_on_open=False)
    dio = await again.make_dio(dn.SqlVista(url, table="t"))
    assert list(dio.snapshot()) == [str(id) for id in range(3000)]
    assert dio.coverage.complete
    assert dio.stats.fetches == 0
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("INSERT INTO t VALUES (-1, 'new')")
    connection.close()
    await dio.refresh()  # reads the first window: what it tells counts more from now on
    await again.aclose()
    third = dn.Lens(tmp_path / "cache", runtime="current", refresh_on_open=False)
    dio = await third.make_dio(dn.SqlVista(url, table="t"))
    assert list(dio.snapshot())[:3] == ["-1", "0", "1"]
    assert (await dio.load_all()).complete
    assert list(dio.snapshot()) == [str(id) for id in range(-1, 3000)]
    await third.aclose()
