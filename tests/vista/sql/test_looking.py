"""A database that can not push is looked at now and then, and a Dio is as its table again."""

import asyncio
import os
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Invalidated, Updated
from diorama_nb.errors import SourceMissing, SpecError
from tests.aio import run
from tests.following import heard, until, watched

SOON = 0.01
MAKE = (
    "DROP TABLE IF EXISTS looked",
    "CREATE TABLE looked "
    "(id INTEGER PRIMARY KEY, n INTEGER, at TIMESTAMP(6) NULL, gone BOOLEAN)",
    *(
        f"INSERT INTO looked VALUES ({n}, {n}, '2026-01-0{n} 10:00:00', FALSE)"
        for n in range(1, 5)
    ),
)
COUNTED = dn.Poll(SOON, query="SELECT count(*), max(at) FROM looked -- both")


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def url(request, tmp_path):
    """The address of each kind of database, with a table of four rows."""
    if request.param == "sqlite":
        found = f"sqlite:///{tmp_path}/looked.db"
    else:
        found = request.getfixturevalue(request.param)
    execute(found, *MAKE)
    return found


@pytest.fixture
def file(tmp_path):
    execute(f"sqlite:///{tmp_path}/looked.db", *MAKE)
    return tmp_path / "looked.db"


def execute(url, *statements):
    """Run statements as another program would."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def opened(url, way, **more):
    types = {"at": "datetime", "gone": "boolean"} if url.startswith("sqlite") else None
    return dn.SqlVista(url, table="looked", watch=way, types=types, **more)


async def until_shown(dio, numbers):
    async def same():
        rows = await dio.vista().list_values()
        return {id: row["n"] for id, row in rows.items()} == numbers

    await until(same)


@pytest.mark.parametrize("way", [COUNTED, dn.Poll(SOON, since="at")], ids=["query", "since"])
def test_a_dio_follows_its_table(url, way):
    """U19: rows that others add and change are shown."""

    async def main():
        async with watched(opened(url, way)) as (dio, told):
            await until_shown(dio, {str(n): n for n in range(1, 5)})
            later = "'2026-02-01 10:00:00.000123'"
            await asyncio.to_thread(
                execute,
                url,
                f"UPDATE looked SET n = 22, at = {later} WHERE id = 2",
                f"INSERT INTO looked VALUES (9, 9, {later}, FALSE)",
            )
            await until_shown(dio, {"1": 1, "2": 22, "3": 3, "4": 4, "9": 9})
            assert sum(isinstance(change, Gap) for change in told) == 1

    run(main())


def test_rows_that_changed_are_told_with_their_rows_and_go_on_by_token(url):
    """P20: a row that is marked as deleted is told as such."""

    async def main():
        way = dn.Poll(SOON, since="at", deleted="gone")
        async with heard(opened(url, way)) as following:
            assert isinstance(await following(), Gap)
            change = "UPDATE looked SET n = 33, at = '2026-03-01 10:00:00' WHERE id = 3"
            await asyncio.to_thread(execute, url, change)
            told = await following()
            assert (type(told), told.id, told.record["n"]) == (Updated, "3", 33)
        execute(url, "UPDATE looked SET gone = TRUE, at = '2026-03-02 10:00:00' WHERE id = 1")
        async with heard(opened(url, way), told.token) as following:
            missed = [await following() for _ in range(2)]
        assert [(type(one), one.id) for one in missed] == [(Updated, "3"), (Deleted, "1")]

    run(main())


def test_a_file_tells_by_its_version_that_anybody_changed_it(file):
    """U19: that rows are others, and that another file took its place."""

    async def main():
        vista = opened(f"sqlite:///{file}", dn.Poll(SOON))
        assert "Poll(every=0.01" in vista.explain()
        async with watched(vista) as (dio, told):
            await until_shown(dio, {str(n): n for n in range(1, 5)})
            await asyncio.to_thread(
                execute, f"sqlite:///{file}", "DELETE FROM looked WHERE id > 1"
            )
            await until_shown(dio, {"1": 1})
            with closing(sqlite3.connect(file.with_name("draft"))) as draft, draft:
                draft.execute(MAKE[1])
                draft.execute("INSERT INTO looked VALUES (7, 7, NULL, 0)")
            os.replace(file.with_name("draft"), file)
            await until_shown(dio, {"7": 7})
            assert [type(one) for one in told] == [Gap, Invalidated, Invalidated]

    run(main())


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="tells what is open on Linux")
def test_a_stream_that_is_left_lets_go_of_the_file(file):

    def held():
        return [link for link in _links() if link.startswith(str(file))]

    async def main():
        vista = opened(f"sqlite:///{file}", dn.Poll(SOON))
        async with heard(vista) as following:
            await following()
        assert held() == []

    run(main())


def _links():
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            continue
    return found


def test_a_file_that_is_gone_is_told(file):
    async def main():
        vista = opened(f"sqlite:///{file}", dn.Poll(SOON))
        async with heard(vista) as following:
            await following()
            file.unlink()
            with pytest.raises(SourceMissing, match="there is no file") as failed:
                await following()
        assert failed.value.hint

    run(main())


def test_what_can_not_be_looked_at_is_refused_with_what_to_write(postgres):
    alone = {"check_same_thread": False}
    memory = sa.create_engine("sqlite://", poolclass=sa.StaticPool, connect_args=alone)
    for url, way, said in (
        (postgres, dn.Poll("1s"), "PgNotify"),
        (memory, dn.Poll("1s"), "since="),
        (postgres, dn.Poll("1s", url="/version"), "query="),
        (postgres, dn.Poll("1s", query="DELETE FROM looked"), "SELECT"),
    ):
        with pytest.raises(SpecError) as failed:
            dn.SqlVista(url, table="looked", watch=way)
        assert said in failed.value.hint
    memory.dispose()
    with pytest.raises(SpecError, match="for databases"):
        dn.RestVista("http://127.0.0.1:1/", watch=dn.Poll("1s", query="SELECT 1"))


def test_columns_and_rows_that_can_not_tell_are_refused(file):
    """A column that is not there is named, and rows without a key can not be told apart."""

    async def first(vista):
        async with heard(vista) as following:
            return await following()

    url = f"sqlite:///{file}"
    with pytest.raises(SpecError, match="Poll"):
        run(first(opened(url, dn.Poll(SOON, since="att"))))
    nameless = dn.SqlVista(
        url, query="SELECT n, at FROM looked", watch=dn.Poll(SOON, since="at")
    )
    with pytest.raises(SpecError, match="without a key") as failed:
        run(first(nameless))
    assert "id_column" in failed.value.hint
