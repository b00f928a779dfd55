"""What PostgreSQL notifies is shown, and a Dio is as its table again after a loss."""

import asyncio
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, SpecError
from tests.following import heard, until, watched
from tests.servers.needed import need_module
from tests.virtual import count_commits
from tests.vista.sql.test_reading import live

NEWS = dn.PgNotify("stall news")
NAME = "follows the stall"
OURS = "SELECT pid, query FROM pg_stat_activity WHERE application_name = %s"


@pytest.fixture(scope="module")
def postgres(mortal_postgres):
    """The URL of a server that may be killed here."""
    return mortal_postgres[0]


@pytest.fixture(scope="module")
def engine(postgres):
    need_module("psycopg", "PgNotify was NOT run against PostgreSQL")
    place = {"options": '-c search_path="Market"'}
    return sa.create_engine(
        postgres, isolation_level="AUTOCOMMIT", connect_args=place, poolclass=sa.NullPool
    )


@pytest.fixture
def sql(engine):
    """Run statements as another program would, on a new table of five rows that tells."""
    with engine.connect() as connection:

        def execute(*statements):
            for statement in statements:
                found = connection.exec_driver_sql(statement)
            return found.all() if found.returns_rows else []

        execute(
            'DROP SCHEMA IF EXISTS "Market" CASCADE',
            'CREATE SCHEMA "Market"',
            'CREATE TABLE "Market".stall (id text PRIMARY KEY, n integer)',
            """INSERT INTO "Market".stall SELECT i::text, i FROM generate_series(1, 5) i""",
            NEWS.trigger("Market.stall"),
        )
        yield execute


def stall(url, **declared):
    url = sa.make_url(url).update_query_dict({"application_name": NAME})
    return dn.SqlVista(url, **{"table": "stall", "schema": "Market", "watch": NEWS, **declared})


@asynccontextmanager
async def heard_from(vista):
    """Give a function that returns the next change of a stream that has begun."""
    async with heard(vista) as following:
        assert isinstance(await following(), dn.Gap)
        yield following


async def same(dio, sql):
    """Whether a Dio shows what the table holds."""
    rows = {row.id: {"id": row.id, "n": row.n} for row in sql("TABLE stall")}
    return dict(await dio.vista().list_values()) == rows


def ours(sql, *, listening=False):
    """Return the backends of the connections made here."""
    said = ('LISTEN "stall news"', "SELECT 1")
    with_query = sql(OURS.replace("%s", f"'{NAME}'"))
    return [row.pid for row in with_query if not listening or row.query in said]


# --- what is followed -------------------------------------------------------------------------


@live
async def test_what_another_connection_writes_shows_in_an_open_scenery(postgres, sql):
    """U19: rows that are inserted, changed and deleted."""
    lens = dn.Lens(runtime="current")
    dio = await lens.make_dio(stall(postgres))
    scenery = await dio.table_scenery()
    await dio.watch()

    async def shows():
        rows = [scenery.row(place) for place in range(scenery.row_count)]
        return {row.id: row.record["n"] for row in rows if row} == wanted

    wanted = {str(n): n for n in range(1, 6)}
    await until(shows)
    sql("UPDATE stall SET n = 22 WHERE id = '2'")
    wanted["2"] = 22
    await until(shows)
    sql("INSERT INTO stall VALUES ('6', 6)", "DELETE FROM stall WHERE id = '1'")
    wanted["6"] = wanted.pop("1") + 5
    await until(shows)
    sql("TRUNCATE stall")
    wanted = {}
    await until(shows)
    await dio.aclose()
    await lens.aclose()


@live
async def test_a_thousand_notifications_of_one_transaction_are_one_step(postgres, sql):
    lens = dn.Lens(runtime="current")
    dio = await lens.make_dio(stall(postgres))
    await dio.watch()
    await until(lambda: same(dio, sql))
    steps = count_commits(dio)
    sql("INSERT INTO stall SELECT i::text, i FROM generate_series(1001, 2000) i")
    await until(lambda: same(dio, sql))
    assert len(steps) == 1
    await dio.aclose()
    await lens.aclose()


@live
async def test_news_of_one_transaction_is_told_once_for_each_row_with_its_last_state(
    postgres, sql
):
    async with heard_from(stall(postgres)) as following:
        sql(
            "BEGIN",
            "INSERT INTO stall VALUES ('7', 7), ('8', 8)",
            "UPDATE stall SET n = 70 WHERE id = '7'",
            "DELETE FROM stall WHERE id IN ('1', '8')",
            "UPDATE stall SET id = 'two' WHERE id = '2'",
            "COMMIT",
        )
        told = [await following() for _ in range(5)]
        assert told == [
            dn.Inserted("7", {"id": "7", "n": 70}),
            dn.Deleted("1"),
            dn.Deleted("8"),
            dn.Deleted("2"),
            dn.Inserted("two", {"id": "two", "n": 2}),
        ]


@live
async def test_what_is_not_understood_is_no_loss(postgres, sql):
    """P16: a blank payload, a foreign one, and that of an id too long to be told."""
    async with heard_from(stall(postgres)) as following:
        for payload in ("", "hello", "[1]", '{"op": "moved", "id": 1}', '{"op": "update"}'):
            sql(f"SELECT pg_notify('stall news', '{payload}')")
            assert isinstance(await following(), dn.Invalidated)
        sql("ALTER TABLE stall DROP CONSTRAINT stall_pkey")  # an index holds no such text
        sql("INSERT INTO stall VALUES (repeat('x', 9000), 9)")
        assert isinstance(await following(), dn.Invalidated)


@live
async def test_a_key_of_several_columns_is_told_as_the_rows_have_it(postgres, sql):
    sql(
        "CREATE TABLE pairs (a text, b uuid, c date, PRIMARY KEY (a, b, c))",
        NEWS.trigger(("Market", "pairs"), id=("a", "b", "c")),
    )
    async with heard_from(stall(postgres, table="pairs")) as following:
        sql("INSERT INTO pairs VALUES ('x/y', 'AAAAAAAA-0000-0000-0000-000000000001', '1-1-1')")
        told = await following()
        assert told.id == "x%2Fy/aaaaaaaa-0000-0000-0000-000000000001/2001-01-01"
        assert told.record["a"] == "x/y"
        sql("DELETE FROM pairs")
        assert await following() == dn.Deleted(told.id)
        sql("""SELECT pg_notify('stall news', '{"op": "update", "id": ["a", "b", "c"]}')""")
        assert isinstance(await following(), dn.Invalidated)


# --- losses -----------------------------------------------------------------------------------


@live
@pytest.mark.parametrize("listening", [True, False], ids=["that listens", "each"])
async def test_a_connection_that_was_ended_by_the_server_is_a_gap(postgres, sql, listening):
    """U19: what happened meanwhile is read, and the gap is told; so after a restart, too."""
    async with watched(stall(postgres)) as (dio, told):
        await until(lambda: same(dio, sql))
        assert [type(change) for change in told] == [dn.Gap]
        for pid in ours(sql, listening=listening):
            sql(f"SELECT pg_terminate_backend({pid}, 10000)")
        sql("UPDATE stall SET n = -n", "DELETE FROM stall WHERE id = '3'")
        await until(lambda: same(dio, sql))
        assert len(told) > 1
        assert {type(change) for change in told} == {dn.Gap}
        sql("INSERT INTO stall VALUES ('9', 9)")
        await until(lambda: same(dio, sql))
        assert told[-1] == dn.Inserted("9", {"id": "9", "n": 9})


@live
async def test_a_server_that_was_killed_and_started_again_is_followed_again(
    mortal_postgres, engine, sql
):
    """U19: the gap is told, and then the Dio is as the table is."""
    url, restart = mortal_postgres
    async with watched(stall(url)) as (dio, told):
        await until(lambda: same(dio, sql))
        restart()
        with engine.connect() as other:
            other.exec_driver_sql("UPDATE stall SET n = -n")

        async def caught_up():
            return {row["n"] for row in (await dio.vista().list_values()).values()} == wanted

        wanted = {-1, -2, -3, -4, -5}
        await until(caught_up)
        assert len(told) > 1
        assert {type(change) for change in told} == {dn.Gap}


@live
async def test_a_stream_that_broke_says_so(postgres, sql):
    async with heard_from(stall(postgres)) as following:
        (pid,) = ours(sql, listening=True)
        sql(f"SELECT pg_terminate_backend({pid}, 10000)")
        with pytest.raises(SourceUnavailable) as failed:
            await following()
        assert failed.value.hint
        assert "hidden" not in str(failed.value)


@live
async def test_a_silent_connection_is_kept_by_asking(postgres, sql):
    vista = stall(postgres, watch=dn.PgNotify("stall news", keepalive="10ms"))

    async def asked():
        return any(row.query == "SELECT 1" for row in sql(OURS.replace("%s", f"'{NAME}'")))

    async with heard_from(vista) as following:
        told = asyncio.ensure_future(following())
        await until(asked)
        assert not told.done()
        sql("DELETE FROM stall WHERE id = '1'")
        assert await told == dn.Deleted("1")


@live
@pytest.mark.parametrize("how", ["cancelled", "closed"])
async def test_a_stream_that_ends_leaves_no_connection(postgres, sql, how):
    """Whether nobody listens any more, or the data set was closed."""
    vista = stall(postgres)

    async def follow():
        async for change in vista.watch():
            assert isinstance(change, dn.Gap)

    async def listens():
        return bool(ours(sql, listening=True)) == wanted

    following, wanted = asyncio.create_task(follow()), True
    await until(listens)
    if how == "cancelled":
        following.cancel()
        with pytest.raises(asyncio.CancelledError):
            await following
    else:
        await vista.aclose()
        await following
    wanted = False
    await until(listens)
    await vista.aclose()


# --- what is declared -------------------------------------------------------------------------


@live
async def test_what_can_be_relied_on_is_explained(postgres, sql):
    vista, plain = stall(postgres), stall(postgres, watch=None)
    await vista.get_count()
    await plain.get_count()
    assert vista.capabilities.why("subscribe") == "declared"
    assert "watch: LISTEN stall news (lossy, begins anew with a gap" in vista.explain()
    assert "watch=PgNotify(" in plain.capabilities.why("subscribe")
    await vista.aclose()
    await plain.aclose()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: dn.PgNotify(""),
        lambda: dn.PgNotify("x" * 64),
        lambda: dn.PgNotify("x", keepalive=0),
        lambda: NEWS.trigger("a.b.c"),
        lambda: NEWS.trigger("a", id=()),
        lambda: NEWS.trigger("a", id="x\0"),
        lambda: dn.SqlVista("sqlite:///shop.db", table="t", watch=NEWS),
        lambda: dn.SqlVista("sqlite:///shop.db", table="t", watch="news"),
    ],
)
def test_a_wrong_declaration_is_refused_with_a_hint(wrong):
    with pytest.raises(SpecError) as failed:
        wrong()
    assert failed.value.hint


def test_what_is_not_postgresql_is_told_to_look_again():
    with pytest.raises(SpecError, match="is for PostgreSQL, this is sqlite") as failed:
        dn.SqlVista("sqlite:///shop.db", table="t", watch=NEWS)
    assert "refresh_every" in failed.value.hint


def test_the_trigger_holds_every_name_as_it_is(sql):
    """Quotes, and names so long that the database would cut what is made of them."""
    table = 'T "1" ' + "x" * 57
    way = dn.PgNotify("it's")
    sql('CREATE TABLE "{}" ("the ""id""" integer)'.format(table.replace('"', '""')))
    sql(way.trigger(("Market", table), id='the "id"'), way.trigger(table, id='the "id"'))
