"""Bulk loads whose pages the workers of an executor read: the same rows, by other hands."""

import asyncio
import json
import multiprocessing
import pickle
import sqlite3
import ssl
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime

import httpx
import pandas as pd
import pytest
import sqlalchemy as sa
from distributed import Client

import diorama_nb as dn
from diorama_nb import errors
from diorama_nb.demo_api import DemoApi
from diorama_nb.testing import FakeSource
from diorama_nb.vista.vista import Vista
from tests.integration.waiting import wait_until
from tests.servers.faults import CANARY, ROWS
from tests.virtual import eager, opened, sequential, virtual

ROWS_HELD = 250


class Inline(Executor):
    """Runs each task at once; nobody knows where: what it is given has to be pickled."""

    def __init__(self):
        self.tasks = []

    def submit(self, function, /, *args):
        future = Future()
        self.tasks.append(args[0])
        future.set_result(
            pickle.loads(pickle.dumps(function(*pickle.loads(pickle.dumps(args)))))
        )
        return future


class Broken(Executor):
    """Lost its workers."""

    def submit(self, function, /, *args):
        raise BrokenProcessPool("a child died")


@pytest.fixture
def lens():
    made = dn.Lens(page_size=50)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shop():
    with DemoApi(rows=ROWS_HELD, latency=0) as api:
        yield api.origin


@pytest.fixture
def kinds(tmp_path, shop):
    """Functions that open the same number of rows in a source of each kind."""
    rows = [{"id": n, "name": f"row {n}"} for n in range(ROWS_HELD)]
    rows[-1]["late"] = True
    frame = pd.DataFrame([*rows[:-1], {"id": rows[-1]["id"], "name": None}])
    frame.to_csv(tmp_path / "rows.csv", index=False)
    frame.to_parquet(tmp_path / "rows.parquet")
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with sqlite3.connect(tmp_path / "rows.db") as database:
        database.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT)")
        database.executemany("INSERT INTO rows VALUES (:id, :name)", rows)
    database.close()
    return {
        "csv": lambda: dn.CsvVista(tmp_path / "rows.csv", id_column="id"),
        "parquet": lambda: dn.ParquetVista(tmp_path / "rows.parquet", id_column="id"),
        "jsonl": lambda: dn.JsonlVista(tmp_path / "rows.jsonl", id_column="id"),
        "sqlite": lambda: dn.SqlVista(f"sqlite:///{tmp_path}/rows.db", table="rows"),
        "rest": lambda: dn.RestVista(f"{shop}/products"),
        "narrowed": lambda: dn.RestVista(f"{shop}/products", filters="any").where(
            category="beauty"
        ),
    }


def members(server, token, broken=""):
    """Return rows that only members see, window by window."""
    page = dn.Offset("offset", "limit")
    return dn.RestVista(
        f"{server.url}/members/{broken}", page=page, page_size=5, rows="items", total="total",
        auth=dn.Bearer(token), retry=dn.Retry(attempts=1),
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "parquet", "jsonl", "sqlite", "rest", "narrowed"])
def test_workers_bring_what_a_load_without_them_brings(kind, kinds, lens):
    """Rows in their order, coverage, columns, and how often the source was asked."""
    alone, others = lens.open(kinds[kind](), name="a"), lens.open(kinds[kind](), name="b")
    executor = Inline()
    dn.run(others.load_all(executor=executor))
    dn.run(alone.load_all())
    assert others.coverage == alone.coverage
    assert others.coverage.complete
    assert others.to_arrow().equals(alone.to_arrow())
    assert others.columns == alone.columns
    windows = -(-others.coverage.rows // 50)
    assert len(executor.tasks) == windows - 1  # the source itself reads the first one
    assert [fetch.kind for fetch in others.ledger].count("window") == windows


def test_threads_processes_and_a_cluster_read_pages(faults, monkeypatch, tmp_path):
    """A secret that is named by a variable is read by each worker, and goes nowhere."""
    monkeypatch.setenv("MEMBERS_TOKEN", CANARY)
    vista = members(faults, dn.Env("MEMBERS_TOKEN"))
    assert CANARY.encode() not in pickle.dumps(vista.source.recipe())
    spawn = multiprocessing.get_context("spawn")
    lens = dn.Lens(page_size=5)

    def load(executor, name):
        dio = lens.open(vista, name=name)
        assert dn.run(dio.load_all(executor=executor)).complete
        assert list(dio.to_pandas()["name"]) == [row["name"] for row in ROWS]

    with ThreadPoolExecutor(4) as pool:
        load(pool, "threads")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        load(pool, "processes")
    with Client(
        processes=False, n_workers=1, dashboard_address=None, local_directory=tmp_path
    ) as client:
        load(client.get_executor(), "cluster")
    lens.close()


def test_the_recipe_of_each_kind_opens_the_same_source(kinds):
    queries = {
        "graphql": dn.GraphQLVista("https://x.example/graphql", "items"),
        "sparql": dn.SparqlVista("https://x.example/sparql", "SELECT ?a WHERE {?a ?b ?c}"),
        "postgres": dn.SqlVista("postgresql+psycopg://me:hush@x.example/db", table="rows"),
    }
    for vista in (*(make() for make in kinds.values()), *queries.values()):
        recipe = vista.source.recipe()
        other = pickle.loads(pickle.dumps(recipe)).open()
        assert (other.identity, other.name) == (vista.source.identity, vista.name)
        assert "hush" not in repr(recipe)


def test_a_page_that_fails_fails_the_load_and_what_came_stays(faults):
    lens = dn.Lens(page_size=5)
    dio = lens.open(members(faults, CANARY, broken="20"))
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(errors.SourceError, match="it is broken") as failed:
            dn.run(dio.load_all(executor=pool))
        assert failed.value.status == 400
        assert dio.coverage.complete is False
        assert 5 <= dio.coverage.rows <= 20
    lens.close()


def test_an_executor_that_ended_is_named(kinds, lens):
    dio = lens.open(kinds["csv"]())
    with pytest.raises(errors.SourceUnavailable) as broken:
        dn.run(dio.load_all(executor=Broken()))
    assert "__main__" in broken.value.hint
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(errors.SpecError, match="no more work"):
        dn.run(dio.load_all(executor=pool))
    dn.run(dio.load_all())
    assert dio.coverage.complete


def test_pages_nobody_waits_for_any_more_are_not_read(kinds, lens):
    class Never(Executor):
        def __init__(self):
            self.futures = []

        def submit(self, function, /, *args):
            self.futures.append(Future())
            return self.futures[-1]

    dio, executor = lens.open(kinds["csv"]()), Never()

    async def given_up():
        load = asyncio.create_task(dio.load_all(executor=executor))
        await asyncio.to_thread(wait_until, lambda: len(executor.futures) == 4)
        load.cancel()
        with pytest.raises(asyncio.CancelledError):
            await load

    asyncio.run(given_up())
    wait_until(lambda: all(future.cancelled() for future in executor.futures))
    dn.run(dio.load_all())
    assert dio.coverage.complete


def test_rows_of_two_states_of_a_file_are_not_mixed(kinds, lens, tmp_path):
    class Meddling(Inline):
        def submit(self, function, /, *args):
            if not self.tasks:
                with (tmp_path / "rows.csv").open("a") as file:
                    file.write("7777,more\n")
            return super().submit(function, *args)

    dio = lens.open(kinds["csv"]())
    with pytest.raises(errors.SourceChanged) as changed:
        dn.run(dio.load_all(executor=Meddling()))
    assert "refresh" in changed.value.hint
    dn.run(dio.refresh())
    dn.run(dio.load_all(executor=Inline()))
    assert dio.coverage.rows == ROWS_HELD + 1


# --- what is refused -----------------------------------------------------------------------


def other(**declared):
    return dn.RestVista(
        "https://x.example/rows", page=dn.Offset("a", "b"), total="total", **declared
    )


@pytest.mark.parametrize(
    ("vista", "says"),
    [
        (lambda: other(rate=dn.Rate("60/min")), "60/min"),
        (lambda: other(transport=httpx.AsyncHTTPTransport()), "transport="),
        (lambda: other(verify=ssl.create_default_context()), "SSLContext"),
        (
            lambda: other(auth=dn.OAuth2("https://x.example/t", "me", refresh_token="r")),
            "token",
        ),
        (lambda: other(auth=dn.Bearer(CANARY)), "dn.Env"),
        (lambda: other(headers={"X-Key": CANARY}), "dn.Env"),
        (lambda: other(params={"api_key": CANARY}), "dn.Env"),
        (lambda: other(auth=dn.Bearer(lambda: CANARY)), "dn.Env"),
        (lambda: Vista(FakeSource(200)), "without an executor"),
    ],
)
def test_what_workers_can_not_open_is_refused_before_anything_is_asked(vista, says):
    @virtual
    async def main():
        executor = Inline()
        dio = await opened(vista(), refresh_on_open=False)
        with pytest.raises((errors.SpecError, errors.Unsupported)) as refused:
            await dio.load_all(executor=executor)
        assert says in refused.value.hint
        assert CANARY not in str(refused.value)
        assert executor.tasks == []

    main()


def test_an_engine_and_a_function_of_a_cell_stay_here(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path}/rows.db")
    with pytest.raises(errors.Unsupported) as refused:
        dn.SqlVista(engine, table="rows").source.recipe()
    assert "instead of an engine" in refused.value.hint
    engine.dispose()
    with ProcessPoolExecutor(1) as pool, pytest.raises(errors.SpecError) as refused:
        other(auth=dn.Bearer(lambda: CANARY)).source.recipe().check(pool)
    assert "ThreadPoolExecutor" in refused.value.hint


@pytest.mark.parametrize("make", [eager, sequential])
@virtual
async def test_pages_that_follow_from_one_another_are_no_work_for_several(make):
    dio = await opened(make(200))
    with pytest.raises(errors.Unsupported) as refused:
        await dio.load_all(executor=Inline())
    assert "without an executor" in refused.value.hint
    with pytest.raises(errors.SpecError):
        await (await opened(FakeSource(200))).load_all(executor="threads")


@pytest.mark.parametrize(
    "error",
    [
        errors.SourceError("m", hint="h", status=500, request=errors.RequestInfo("GET", "u")),
        errors.RateLimited("m", retry_at=datetime(2026, 1, 1, tzinfo=UTC), hint="h"),
        errors.ValueRefused("column", object()),
        errors.Unsupported("order", "things", enable="declare it"),
        errors.Unimplemented("order", "things"),
        errors.WriteRejected("m", fields={"a": "b"}),
        errors.WriteConflict("m", current={"a": 1}),
        errors.BlockingCallError(),
        errors.Closed("it"),
    ],
)
def test_errors_travel_between_processes_as_they_are(error):
    other = pickle.loads(pickle.dumps(error))
    assert type(other) is type(error)
    assert (str(other), other.args, vars(other)) == (str(error), error.args, vars(error))
