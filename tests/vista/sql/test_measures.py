"""Values over a table are worked out by its database: one statement, and no rows."""

import asyncio
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

import diorama_nb as dn
from tests.vista.sql.shop import execute, make
from tests.vista.sql.test_reading import live

TABLE = """
CREATE TABLE sums (id INTEGER PRIMARY KEY, n BIGINT, f DOUBLE PRECISION, d DECIMAL(30, 4),
    t VARCHAR(20), b BOOLEAN)
"""
ROWS = 300


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def table(request, tmp_path):
    """Return an engine with a table whose sums leave 64 bits and the digits of a float."""
    own = f"sqlite:///{tmp_path}/sums.db"
    url = own if request.param == "sqlite" else request.getfixturevalue(request.param)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(TABLE)
        bound = sa.Table("sums", sa.MetaData(), autoload_with=connection)
        connection.execute(sa.insert(bound), [made(n) for n in range(ROWS)])
    yield engine
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE sums")
    engine.dispose()


def made(n):
    return {"id": n, "n": 2**62 - n, "f": n % 7 / 10, "d": n, "t": "aAbB"[n % 4], "b": n < 9}


@asynccontextmanager
async def shown(engine, **declared):
    """Yield a Dio over the table, and the list to which each statement on it is added."""
    asked = []

    def note(connection, cursor, statement, *rest):
        if "sums" in statement:
            asked.append(" ".join(statement.split()))

    lens = dn.Lens(runtime="current", page_size=50)
    dio = await lens.make_dio(dn.SqlVista(engine, table="sums", **declared))
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield dio, asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
        await dio.aclose()
        await dio.master.aclose()
        await lens.aclose()


async def settled(view, wanted=None):
    """Wait until a value is known, or as wanted, and return it."""
    moved = asyncio.Event()
    view.subscribe(lambda _: moved.set())
    while view.value is None or wanted not in (None, view.value):
        assert view.error is None
        await moved.wait()
        moved.clear()
    return view.value


@live
async def test_a_value_of_a_dio_is_one_statement(table):
    """T28, S8."""
    rows = [made(n) for n in range(ROWS)]
    async with shown(table) as (dio, asked):
        for aggregate, wanted in {
            dn.Count(): ROWS,
            dn.CountWhere("t", "==", "a"): 75,
            dn.Sum("n"): sum(row["n"] for row in rows),
            dn.Sum("d"): sum(row["d"] for row in rows),
            dn.Mean("f"): dn.Mean("f").combine([(row["f"], 1) for row in rows]),
            dn.Max("n"): 2**62,
            dn.Min("t"): "A",
            dn.Distinct("t"): ["A", "B", "a", "b"],
        }.items():
            asked.clear()
            view = await dio.value_scenery(aggregate)
            assert await settled(view) == wanted
            assert (view.by_source, len(asked)) == (True, 1), asked
            await view.aclose()
        assert len(dio.store) == 0


@live
async def test_what_is_written_here_is_in_the_value_before_and_after_it_is_stored(table):
    """X28."""
    async with shown(table) as (dio, asked):
        some = dio.vista().where_op("d", "<", 10)
        total = await dio.value_scenery(dn.Sum("f"))
        before, goes_on = await settled(total), asyncio.Event()
        apply = dio.master.source.apply

        async def later(write):
            await goes_on.wait()
            return await apply(write)

        dio.master.source.apply = later
        facade = dio.vista()
        tickets = [
            await facade.patch_value("7", {"d": 1000}),
            await facade.delete_value("0"),
            await facade.insert_value("5000", {**made(3), "id": 5000, "f": 8.0}),
        ]
        counts = [await some.aggregate(dn.Count())]
        sums = [await facade.aggregate(dn.Sum("f"))]
        assert "NOT" in asked[-1]
        goes_on.set()
        for ticket in tickets:
            await ticket.settled()
        counts += [await some.aggregate(dn.Count()), await some.get_count()]
        sums += [await facade.aggregate(dn.Sum("f"))]
        assert counts == [9] * 3
        assert sums == [before + 8.0] * 2
        await settled(total, sums[0])


@live
async def test_a_file_with_other_things_than_numbers_in_a_column_of_numbers(tmp_path):
    url = make(tmp_path / "shop.db", 4)
    execute(url, "UPDATE products SET price = 2.5 WHERE id = 1")
    execute(url, "CREATE TABLE odd (id INTEGER PRIMARY KEY, n INTEGER)")
    for n in (1, 2.5, None, 2**62, 2**62):
        execute(url, "INSERT INTO odd (n) VALUES (?)", n)
    odd, products = (dn.SqlVista(url, table=name) for name in ("odd", "products"))
    assert await odd.aggregate(dn.Sum("n")) == float(2**63 + 3.5)
    assert str(await products.aggregate(dn.Sum("price"))) == "11.5"
    execute(url, "UPDATE odd SET n = 'five' WHERE id = 1")
    with pytest.raises(dn.errors.SpecError, match="'five', which is no number"):
        await odd.aggregate(dn.Sum("n"))
    for vista in (odd, products):
        await vista.aclose()


@live
async def test_a_column_with_very_many_values_is_read_row_by_row(table, monkeypatch):
    monkeypatch.setattr(dn.vista.sql.measures, "MOST", 5)
    async with shown(table) as (dio, _):
        total = await dio.value_scenery(dn.Sum("f"))
        assert await settled(total) == dn.Sum("f").combine(
            [(made(n)["f"], 1) for n in range(ROWS)]
        )
        assert not total.by_source
        assert len(dio.store) == ROWS


@live
async def test_what_the_database_can_not_tell_is_said(url):
    vista = dn.SqlVista(url, table="products")
    await vista.get_count()
    assert vista.capabilities.can_aggregate
    assert "values over" not in vista.explain(), "SQLite groups all of them as we do"
    await vista.aclose()


@pytest.mark.parametrize("table", ["postgres", "mariadb"], indirect=True)
@live
async def test_what_a_database_supposes_is_shown_until_it_must_be_known(table):
    """X30: a large table needs not be counted to be shown."""
    with table.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        told = "ANALYZE sums" if table.dialect.name == "postgresql" else "ANALYZE TABLE sums"
        connection.exec_driver_sql(told)
    async with shown(table, total="estimated") as (dio, asked):
        scenery = await dio.table_scenery()
        moved = asyncio.Event()
        scenery.subscribe(lambda _: moved.set())
        while not scenery.total_estimated:
            await moved.wait()
            moved.clear()
        assert not scenery.total_final
        assert "estimate" in scenery.coverage.reason
        assert not [statement for statement in asked if "count(" in statement]
        assert await dio.vista().get_count() == ROWS
        assert await dio.master.where(b=True).source.estimate(dn.Query()) > 100
        if table.dialect.name == "postgresql":
            few = dn.query.ALL.where("id", "in", [1, 2])
            assert 1 <= await dio.master.source.estimate(few) < 10


def test_a_total_that_is_neither_exact_nor_estimated_is_refused(url):
    with pytest.raises(dn.errors.SpecError, match="estimated"):
        dn.SqlVista(url, table="products", total="estimate")
