"""MariaDB, where a server can be started: its answers are ours, its peculiarities are not."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.errors import AuthFailed, SourceMissing, WriteConflict, WriteRejected
from diorama_nb.query import OPERATORS
from diorama_nb.vista.sql import source
from diorama_nb.writes.write import Write
from tests.aio import run
from tests.servers.needed import need_module
from tests.vista.sql.shop import opened
from tests.vista.sql.test_equal import narrowed
from tests.vista.sql.test_reading import live
from tests.vista.sql.values import check_value, kinds

need_module("pymysql", "SqlVista was NOT run against MariaDB")
COLUMNS = {
    "n": "integer", "big": "bigint unsigned", "flag": "boolean", "f": "double", "g": "float",
    "d": "decimal(12, 4)", "t": "varchar(20)", "l": "varchar(20) charset latin1", "x": "text",
    "c": "char(4)", "b": "varchar(20) collate utf8mb4_bin", "e": "enum('b', 'a', '5')",
    "s": "set('b', 'a')", "ts": "datetime", "fine": "datetime(6)", "at": "timestamp(6) null",
    "day": "date", "due": "date not null", "tm": "time(6)", "raw": "varbinary(9)", "j": "json",
    "y": "year", "bits": "bit(9)",
}  # fmt: skip
EAST = timezone(timedelta(hours=2))


@pytest.fixture(scope="module")
def url(mariadb):
    return mariadb


@pytest.fixture(scope="module")
def engine(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        declared = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        connection.exec_driver_sql(
            f"CREATE TABLE t (id integer PRIMARY KEY AUTO_INCREMENT, {declared}, "
            "KEY (t), KEY (l))"
        )
        connection.exec_driver_sql(
            "CREATE TABLE orders (id integer PRIMARY KEY AUTO_INCREMENT, email varchar(50) "
            "UNIQUE NOT NULL, t_id integer REFERENCES t (id), "
            "amount integer CHECK (amount > 0), doubled integer AS (id * 2) VIRTUAL)"
        )
    yield engine
    engine.dispose()


def column(*values):
    return st.none() | st.sampled_from(values)


words = ["", "a", "A", "b", "ab", "a ", "Ä", "ä", "ß", "%", "_", "5", "\\", "'", 'a"', "a\\'b"]
wide = [*words, "\uffff", "\U0001f600", "İ", "\u212a", "Σ", "\0"]
dates = ["2020-01-01", "0001-01-01", "0000-00-00", "2020-00-01", "2020-02-31", "9999-12-31"]
rows = st.lists(
    st.fixed_dictionaries(
        {
            "n": column(0, 1, -5, 2**31 - 1),
            "big": column(0, 1, 2**53 + 1, 2**63, 2**64 - 1),
            "flag": column(0, 1, 5, -3),
            "f": column(0.0, 0.1, 1.5, -1e300, 2.0**53),
            "g": column(0.1, 0.1000000015, 1.5),
            "d": column(Decimal("0.1"), Decimal("9.99"), Decimal(5), Decimal("-1.5")),
            "t": column(*wide),
            "l": column(*words),
            "x": column(*wide),
            "c": column("a", "ab", "A"),
            "b": column(*wide),
            "e": column("a", "b", "5"),
            "s": column("", "a", "b", "b,a"),
            "ts": column("2020-01-01 02:00:00", *dates),
            "fine": column("2020-01-01 02:00:00.000005", *dates),
            "at": column("2020-01-01 00:00:00", "1980-01-01 00:00:00.5"),
            "day": column(*dates),
            "due": st.sampled_from(dates),
            "tm": column("10:30", "10:30:00.25", "-00:00:01.5", "838:59:59", "24:00:00"),
            "raw": column(b"", b"\0", b"\xff", b"a", b"a "),
            "j": column('{"k": 1}', "[1]", '"text"', "null", '{"k": {"l": "Deep"}}'),
            "y": column(2020, 1999),
            "bits": column(0, 5, 511),
        }
    ),
    max_size=10,
)
operands = st.sampled_from(
    [None, True, False, 0, 1, 5, 20, 2020, 2**40, 2**53, 2**53 + 1, 2**63, 2**64 - 1, 2**70,
     -(2**70), 0.1, 1.5, 9.99, 2.0**53, float("nan"), float("inf"), Decimal("0.1"),
     Decimal("9.99"), Decimal("9.990000000000000000000000000000000000000001"), Decimal("NaN"),
     "\ud800", *wide, *dates, "2020-00-01 00:00:00", b"\0", b"a", date(2020, 1, 1),
     date(1, 1, 1), time(10, 30), timedelta(days=1), datetime(2020, 1, 1),
     datetime(2020, 1, 1, 2, 0, 0, 5), datetime(2020, 1, 1, tzinfo=UTC),
     datetime(2020, 1, 1, 2, tzinfo=EAST), datetime(1, 1, 1, tzinfo=EAST), [1], {"k": 1}]
)  # fmt: skip
named = st.sampled_from([*COLUMNS, "id", "j.k", "j.gone"])
conditions = st.tuples(named, st.sampled_from(OPERATORS), operands) | st.tuples(
    named, st.sampled_from(["in", "not in"]), st.lists(operands, max_size=4)
)


@pytest.fixture(scope="module")
def table(url, engine):
    table = dn.SqlVista(url, table="t", search=("t", "l", "x"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "PAGE_ROWS", 3)
        yield table
    run(table.aclose())


def fill(engine, records):
    """Store rows as a careless program would: with dates that are none."""
    names, marks = ", ".join(["id", *COLUMNS]), ", ".join(["%s"] * (len(COLUMNS) + 1))
    with engine.begin() as connection:
        connection.exec_driver_sql("SET sql_mode = 'ALLOW_INVALID_DATES'")
        connection.exec_driver_sql("SET time_zone = '+00:00'")
        connection.exec_driver_sql("DELETE FROM t")
        if records:
            connection.exec_driver_sql(
                f"INSERT INTO t ({names}) VALUES ({marks})",
                [(id, *map(row.get, COLUMNS)) for id, row in enumerate(records, 1)],
            )


@settings(max_examples=20, deadline=None)
@given(
    rows, st.lists(conditions, max_size=2), st.none() | st.tuples(named, st.booleans()),
    st.none() | st.sampled_from(wide),
    st.builds(lambda kind, name: kind(name), kinds, named),
)  # fmt: skip
def test_every_question_has_the_same_answer_as_in_memory(
    table, engine, records, wheres, order, search, aggregate
):
    """Whether it is sent or worked out here."""
    fill(engine, records)

    async def both():
        copied = dict(await table.list_values())
        copy = dn.MemoryVista(copied)
        rows = (await copy.list_values()).items()
        texts = dn.MemoryVista({id: {n: row[n] for n in "tlx"} for id, row in rows})
        searched = await texts.search(search).list_values()
        asked, expected = (narrowed(v, wheres, order, None) for v in (table, copy))
        wanted = [id for id in await expected.list_values() if id in searched]
        asked = asked.search(search)
        assert list(await asked.list_values()) == wanted, asked.explain()
        assert await asked.get_count() == len(wanted)
        if search is None:
            await check_value(asked, {id: copied[id] for id in wanted}, aggregate)
        if asked.capabilities.can_fetch_window:
            table.source._windows.forget()  # they are believed for a while
            for start, size in ((0, 3), (3, 2), (1, 9)):
                page = await asked.fetch_window(start, size)
                assert list(page.rows) == wanted[start : start + size], asked.explain()

    run(both())


@live
async def test_what_it_compares_as_we_do_is_sent(table):
    await table.get_count()
    for asked in (
        table.where(n=5, t="ä", l="b", x="Ä", b="a", e="a", flag=True, raw=b"a", f=0.5),
        table.where(day=date(2020, 1, 1), ts=datetime(2020, 1, 1), due=None),
        table.where_op("d", "<", 9.99).where_op("at", ">=", datetime(2020, 1, 1, tzinfo=UTC)),
        table.where_op("big", "in", [2**64 - 1, 2, None]).where_op("x", ">", "a"),
        table.search("STRAẞE 100%"),
        *(table.order_by(name) for name in ("n", "big", "f", "d", "t", "l", "c", "b", "e")),
        *(table.order_by(name) for name in ("flag", "ts", "at", "day", "due", "raw")),
    ):
        assert asked.capabilities.can_fetch_window, asked.explain()
    for asked in (table.order_by("x"), table.order_by("g"), table.order_by("j")):
        assert not asked.capabilities.can_fetch_window, asked.explain()


@live
async def test_columns_have_the_types_they_were_declared_with(table):
    await table.get_count()
    kinds = {column.name: column.type for column in table.columns}
    assert kinds == {
        "id": "integer", "n": "integer", "big": "integer", "flag": "boolean", "f": "number",
        "g": "number", "d": "decimal", "t": "text", "l": "text", "x": "text", "c": "text",
        "b": "text", "e": "text", "s": "text", "ts": "datetime", "fine": "datetime",
        "at": "datetime", "day": "date", "due": "date", "tm": "time", "raw": "bytes",
        "j": "nested", "y": "integer", "bits": "integer",
    }  # fmt: skip


@live
async def test_writes_are_told_as_they_are_stored(url, engine, table):
    orders = dn.SqlVista(url, table="orders")
    try:
        id = await orders.insert_return_id_value({"email": "a@b"})
        before = await orders.get_value(id)
        doubled = int(id) * 2
        assert before == {
            "id": int(id), "email": "a@b", "t_id": None, "amount": None, "doubled": doubled
        }  # fmt: skip
        for wrong, named in (
            ({"email": "A@b "}, "email"),
            ({"email": None}, "email"),
            ({"email": "c@d", "amount": 0}, "amount"),
            ({"email": "c@d", "amount": 2**40}, "amount"),
            ({"email": "c@d", "t_id": 10**9}, "t_id"),
            ({"email": "c" * 60}, "email"),
            ({"email": "c@d", "amount": float("nan")}, "amount"),
        ):
            with pytest.raises(WriteRejected) as refused:
                await orders.insert_return_id_value(wrong)
            assert list(refused.value.fields) == [named], refused.value
        await orders.patch_value(id, {"email": "c@d"})
        with pytest.raises(WriteConflict, match="email"):
            await orders.apply(Write("patch", id, {"email": "e@f"}, before=before))
        record = {
            "n": 1, "big": 2**64 - 1, "flag": True, "f": 0.1, "g": 1.5,
            "d": Decimal("12345.6789"), "t": "ß\\'\"%s\0\U0001f600", "l": "Ä", "x": "\n\x1a",
            "c": "ab", "b": "a ", "e": "a", "s": "b,a", "ts": datetime(2020, 1, 1, 5),
            "fine": datetime(2020, 1, 1, 5, 0, 0, 7), "at": datetime(2020, 1, 1, tzinfo=UTC),
            "day": date(2020, 2, 29), "due": date(1, 1, 1), "tm": -timedelta(hours=99),
            "raw": b"\0'\\", "j": {"a": [1, None, "'\\"]}, "y": 2020, "bits": 511,
        }  # fmt: skip
        assert await table.insert_value("77", record) == {"id": 77, **record}
        told = await table.patch_value("77", {"tm": time(10, 30), "j": None, "d": 0.15})
        assert (told["tm"], told["j"], told["d"]) == (time(10, 30), None, Decimal("0.1500"))
        with pytest.raises(WriteRejected, match="naive"):
            await table.patch_value("77", {"ts": datetime(2020, 1, 1, tzinfo=EAST)})
        await table.where(id=77).delete_all_values()
        assert await table.get_value("77") is None
        assert {(r.target, r.many) for r in table.references} == {("orders", True)}
    finally:
        await orders.aclose()


@live
async def test_an_id_is_made_also_where_an_insert_returns_nothing(url, engine):
    """As in MySQL."""
    plain = sa.create_engine(url)
    with plain.connect():
        plain.dialect.insert_returning = False
    async with opened(plain, "orders") as orders:
        id = await orders.insert_return_id_value({"email": "made@b"})
        assert (await orders.get_value(id))["email"] == "made@b"
        await orders.delete_value(id)
    plain.dispose()


@live
async def test_a_key_that_the_collation_would_mix_up_names_one_row(url, engine):
    """Neither a read, a walk nor a write takes A for a."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE mixed (name varchar(9), kept integer)")
        connection.exec_driver_sql(
            "INSERT INTO mixed VALUES ('a', 1), ('A', 2), ('a ', 3), ('ä', 4), ('b', 5)"
        )
    async with opened(url, "mixed", id_column="name") as mixed:
        assert (await mixed.get_value("A"))["kept"] == 2
        await mixed.patch_value("A", {"kept": 20})
        await mixed.delete_value("a ")
        pages = [await mixed.fetch_window(start, 1) for start in range(4)]
        assert sorted(id for page in pages for id in page.rows) == ["A", "a", "b", "ä"]
        assert {row["kept"] for row in (await mixed.list_values()).values()} == {1, 20, 4, 5}


@live
async def test_a_number_may_be_read_as_what_it_was_meant_for(url, engine):
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE meant (id integer PRIMARY KEY, stars tinyint(1), done integer, "
            "code binary(16), doc text)"
        )
        connection.exec_driver_sql(
            "INSERT INTO meant VALUES (1, 4, 1, unhex(repeat('07', 16)), '[1]')"
        )
    told = {"stars": "integer", "done": "boolean", "code": "uuid", "doc": "nested"}
    async with opened(url, "meant", types=told) as meant:
        row = await meant.get_value("1")
        assert (row["stars"], row["done"], row["doc"]) == (4, True, [1])
        code = row["code"]
        assert await meant.where(code=code, done=True, stars=4).get_count() == 1
        await meant.insert_value("2", {**row, "id": 2, "doc": {"a": None}})
        assert (await meant.get_value("2")) == {**row, "id": 2, "doc": {"a": None}}


@live
async def test_a_cancelled_read_is_stopped_in_the_database(url, engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE VIEW slow AS SELECT sleep(600) AS x")
    running = sa.text(
        "SELECT count(*) FROM information_schema.processlist WHERE info LIKE '%slow%' "
        "AND id <> connection_id()"
    )

    async def until(count):
        told = engine.execution_options(isolation_level="AUTOCOMMIT")
        with told.connect() as connection:
            while connection.execute(running).scalar() != count:  # noqa: ASYNC110 # no event
                await asyncio.sleep(0.02)

    async with opened(url, "slow") as slow:
        await slow.source.prepare()
        reading = asyncio.create_task(slow.list_values())
        await until(1)
        reading.cancel()
        await until(0)
        assert len(slow.columns) == 1


@live
async def test_reads_go_on_when_the_server_was_killed_and_started_again(mariadb_server, engine):
    url, restart = mariadb_server
    async with opened(url, "orders") as orders:
        before = await orders.get_count()
        await asyncio.to_thread(restart)
        assert await orders.get_count() == before
        await orders.apply(Write("clear"))
        assert await orders.get_count() == 0
    engine.dispose()


@live
async def test_privileges_decide_what_may_be_written(url, engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE USER reader@localhost IDENTIFIED BY 'hidden'")
        connection.exec_driver_sql("GRANT SELECT, UPDATE ON shop.orders TO reader@localhost")
    async with opened(sa.make_url(url).set(username="reader"), "orders") as reader:
        await reader.get_count()
        assert reader.capabilities.can_update
        assert "GRANT DELETE" in reader.capabilities.why("delete")


@live
async def test_what_can_not_be_opened_is_told_without_the_password(url, engine):
    address = sa.make_url(url)
    for wrong, kind in (
        (address.set(password="hidden too"), AuthFailed),
        (address.set(database="nowhere"), SourceMissing),
    ):
        async with opened(wrong, "orders") as orders:
            with pytest.raises(kind) as refused:
                await orders.get_count()
            assert "hidden" not in str(refused.value) + repr(orders) + orders.explain()
    async with opened(url, "order") as orders:
        with pytest.raises(SourceMissing, match="orders"):
            await orders.get_count()
