"""What a table is, which rows it shows, and how it says no."""

import asyncio
import functools
import gc
import threading

import pytest
import sqlalchemy as sa

import diorama_nb as dn
from diorama_nb.errors import SourceError, SourceMissing, SpecError, Unsupported
from diorama_nb.vista.sql import ids
from tests.aio import run
from tests.vista.sql.shop import execute, make, opened


def live(test):
    """Run a coroutine test on a loop of its own."""

    @functools.wraps(test)
    def running(*args, **kwargs):
        return run(asyncio.wait_for(test(*args, **kwargs), 60))

    return running


# --- what it is -------------------------------------------------------------------------------


@live
async def test_a_column_that_the_table_does_not_have_is_refused_with_the_one_meant(url):
    async with opened(url) as products:
        for ask in (
            products.where(nam="x").list_values,
            products.where(nam="x").get_count,
            products.where(nam="x").delete_all_values,
            products.order_by("nam").list_values,
            lambda: products.order_by("nam").fetch_window(0, 1),
            lambda: products.aggregate(dn.Max("nam")),
        ):
            with pytest.raises(SpecError, match="unknown column 'nam'") as refused:
                await ask()
            assert "'name'" in refused.value.hint
        assert len(await products.where_op("meta.no such key", "==", 1).list_values()) == 0


def test_a_table_that_nobody_holds_any_more_leaves_no_thread(url):
    async def main():
        assert await dn.SqlVista(url, table="products").get_count() == 10

    before = set(threading.enumerate())
    run(main())
    gc.collect()
    for thread in set(threading.enumerate()) - before:
        if thread.name.startswith("diorama-sql"):
            thread.join(30)
            assert not thread.is_alive()


@live
async def test_a_table_tells_its_columns_key_and_relations(url):
    async with opened(url) as products:
        await products.get_some_value()
        kinds = {column.name: column.type for column in products.columns}
        assert kinds == {
            "id": "integer", "name": "text", "price": "decimal", "category_id": "integer",
            "made": "datetime", "meta": "nested", "label": "text",
        }  # fmt: skip
        flags = {column.name: column.flags for column in products.columns}
        assert flags["id"] == {"id"}
        assert flags["name"] == {"mandatory"}
        assert flags["label"] == {"calculated"}
        assert products.id_column == "id"
        assert products.references == (
            dn.Reference("category", "categories", "category_id", many=False),
            dn.Reference("stock", "stock", "product_id", many=True),
        )


@live
async def test_nothing_is_connected_before_the_first_use(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/none.db") as products:
        assert products.columns == ()
        assert products.capabilities.granted == {}
        assert "first use" in products.explain()
        with pytest.raises(SourceMissing, match="no file"):
            await products.list_values()
        assert not (tmp_path / "none.db").exists()


@live
async def test_every_capability_says_how_it_is_known(url):
    async with opened(url) as products, opened(url, "cheap") as view:
        await products.get_count()
        able = products.capabilities
        for flag in (
            "count",
            "order",
            "fetch_window",
            "fetch_next",
            "insert",
            "delete",
            "search",
        ):
            assert able.why(flag) == "probed"
        await view.get_count()
        assert not view.capabilities.can_fetch_window
        assert "id_column" in view.capabilities.why("fetch_window")
        assert "view" in view.capabilities.why("update")
    async with opened(url, "cheap", id_column="id") as view:
        assert list((await view.fetch_window(1, 2)).rows) == ["2", "3"]
        assert view.capabilities.why("fetch_window") == "declared"


@live
async def test_read_only_takes_no_writes(url):
    async with opened(url, read_only=True) as products:
        with pytest.raises(Unsupported, match="read_only"):
            await products.delete_value("1")


@live
async def test_a_view_without_a_key_is_read_whole(url):
    async with opened(url, "cheap") as view:
        rows = (
            await view.where_op("price", ">", 2)
            .order_by("price", descending=True)
            .list_values()
        )
        assert [row["id"] for row in rows.values()] == [4, 3]
        assert rows.coverage.complete


def test_the_id_of_several_columns_is_joined_so_that_no_two_collide():
    pairs = [("a", "b/c"), ("a/b", "c"), ("a%2Fb", "c"), ("a", None), ("a", "%N"), ("", "")]
    told = [ids.join(pair) for pair in pairs]
    assert len(set(told)) == len(pairs)
    assert [tuple(ids.split(id, 2)) for id in told] == pairs
    assert ids.split("a/b/c", 2) is None


@live
async def test_a_key_of_several_columns_finds_its_row(url):
    execute(url, "INSERT INTO stock VALUES ('north/east', 1, 5), ('north', 1, 6)")
    async with opened(url, "stock") as stock:
        assert list(await stock.list_values()) == ["north/1", "north%2Feast/1"]
        assert (await stock.get_value("north%2Feast/1"))["amount"] == 5
        for missing in ("north", "north/east/1", "north/x"):
            assert await stock.get_value(missing) is None


@live
async def test_a_table_without_a_key_is_named_by_its_rowid(url):
    execute(url, "INSERT INTO notes VALUES ('same'), ('same')")
    async with opened(url, "notes") as notes:
        rows = await notes.order_by("text").list_values()
        assert dict(rows) == {"1": {"text": "same"}, "2": {"text": "same"}}
        assert notes.id_column is None
        assert await notes.get_value("2") == {"text": "same"}


@live
async def test_where_narrows_for_good(url):
    async with opened(url, where={"category_id": 2}) as tools:
        assert list(await tools.list_values()) == ["1", "3", "5", "7", "9"]
        assert await tools.get_value("2") is None
        assert await tools.get_count() == 5


@live
async def test_a_search_looks_where_it_is_told_to(url):
    async with opened(url, search="name") as products, opened(url) as everywhere:
        assert await products.search("PRODUCT 1").get_count() == 2
        assert await products.search("9.00").get_count() == 0
        assert products.capabilities.why("search") == "declared"
        assert list(await everywhere.search("10").list_values()) == ["10"]


# --- windows and walks ------------------------------------------------------------------------


@live
async def test_windows_are_read_from_keys_seen_before_them(url):
    """A window that follows another does not count its way from the first row."""
    async with opened(url) as products:
        skipped = offsets(products)
        by_price = products.order_by("price", descending=True)
        assert list((await by_price.fetch_window(0, 4)).rows) == ["10", "9", "8", "7"]
        assert list((await by_price.fetch_window(4, 4)).rows) == ["6", "5", "4", "3"]
        assert list((await by_price.fetch_window(8, 4)).rows) == ["2", "1"]
        assert skipped == [0, 0, 0]


@live
async def test_keys_seen_are_forgotten_when_somebody_writes(url):
    """Rows that were inserted before a window move it, whoever inserted them."""
    async with opened(url) as products:
        await products.fetch_window(0, 5)
        execute(url, "INSERT INTO products (id, name) VALUES (-1, 'first')")
        assert list((await products.fetch_window(5, 2)).rows) == ["5", "6"]
        await products.fetch_window(0, 5)
        await products.delete_value("-1")
        assert list((await products.fetch_window(5, 2)).rows) == ["6", "7"]


@live
async def test_a_walk_neither_repeats_nor_skips_rows_when_others_come_and_go(tmp_path):
    url = make(tmp_path / "big.db", 12_000)
    async with opened(url) as products:
        told = []
        async for id, _ in products.order_by("price").stream_values():
            told.append(int(id))
            if len(told) == 5000:
                execute(url, "DELETE FROM products WHERE id <= 100")
                execute(url, "INSERT INTO products (id, name, price) VALUES (0, 'new', 0)")
        assert told == list(range(1, 12_001))


@live
async def test_a_window_states_the_total_when_it_meets_the_end(url):
    async with opened(url) as products:
        assert (await products.fetch_window(8, 5)).total == 10
        assert (await products.fetch_window(0, 5)).total is None
        assert (await products.fetch_window(50, 5)).total is None
        assert (await products.fetch_window(50, 5)).end


@live
async def test_equal_rows_keep_one_order_over_windows(url):
    """Ties are broken by the key, or windows would repeat and skip rows."""
    execute(url, "UPDATE products SET price = 1")
    async with opened(url) as products:
        for descending in (False, True):
            by_price = products.order_by("price", descending=descending)
            pages = [await by_price.fetch_window(start, 3) for start in range(0, 12, 3)]
            assert [id for page in pages for id in page.rows] == [str(n) for n in range(1, 11)]


def offsets(vista):
    """Return the list to which the offset of every window that is read is added."""
    seen = []

    def note(_connection, _cursor, statement, parameters, *_):
        if {"ORDER", "LIMIT"} <= set(statement.split()):
            seen.append(parameters[-1])

    sa.event.listen(vista.source._address.engine, "before_cursor_execute", note)
    return seen


# --- how it says no ---------------------------------------------------------------------------


@live
async def test_what_is_misspelled_is_told_with_what_was_meant(url):
    async with opened(url, "product") as wrong:
        with pytest.raises(SourceMissing, match="products"):
            await wrong.list_values()
    async with opened(url, search="nmae") as wrong:
        with pytest.raises(SpecError, match="'name'"):
            await wrong.list_values()
    with pytest.raises(SpecError, match="datetime"):
        dn.SqlVista(url, table="products", types={"made": "datetme"})


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("shop.db", "sqlite:///"),
        ("sqlite://", "StaticPool"),
        ("nosuch://host/shop", "sqlite:///"),
        ("sqlite+aiosqlite:///shop.db", "plain|install"),
    ],
)
def test_an_address_that_can_not_work_is_refused_at_once(target, hint):
    with pytest.raises(SpecError) as refused:
        dn.SqlVista(target, table="products")
    assert any(word in refused.value.hint for word in hint.split("|"))


@live
async def test_a_file_that_is_no_database_is_a_source_that_fails(tmp_path):
    (tmp_path / "text.db").write_text("no database " * 100)
    async with opened(f"sqlite:///{tmp_path}/text.db") as products:
        with pytest.raises(SourceError, match="not a database"):
            await products.list_values()


@live
async def test_a_cancelled_read_is_stopped_in_the_database(tmp_path):
    """What nobody waits for any more does not keep the connection busy."""
    started = threading.Event()
    engine = sa.create_engine(
        f"sqlite:///{tmp_path}/slow.db",
        poolclass=sa.StaticPool,
        connect_args={"check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _(connection, _record):
        connection.create_function("tell", 1, lambda x: started.set() or x)

    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE VIEW endless AS WITH RECURSIVE n (x) AS "
            "(SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT tell(x) AS x FROM n"
        )
        connection.exec_driver_sql("CREATE TABLE small (id INTEGER PRIMARY KEY)")
    async with opened(engine, "endless") as endless, opened(engine, "small") as small:
        counting = asyncio.create_task(endless.where(x=0).get_count())
        assert await asyncio.to_thread(started.wait, 30)
        counting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await counting
        assert await small.get_count() == 0
    engine.dispose()


@live
async def test_a_shared_engine_serves_a_database_in_memory():
    engine = sa.create_engine(
        "sqlite://", poolclass=sa.StaticPool, connect_args={"check_same_thread": False}
    )
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 'a')")
    async with opened(engine, "t") as first:
        assert dict(await first.list_values()) == {"1": {"id": 1, "x": "a"}}
    with engine.connect() as connection:  # it is the user's, and stays open
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 1
    other = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    again = dn.SqlVista(engine, table="t").source.identity
    assert dn.SqlVista(other, table="t").source.identity != again == first.source.identity
    engine.dispose()
    other.dispose()


# --- secrets ----------------------------------------------------------------------------------

CANARY = "s3cret/canary+word"


@live
async def test_what_stands_in_the_address_is_never_shown(tmp_path, caplog):
    """X39: another account is another data set, and no text tells which."""
    caplog.set_level("DEBUG")
    path = make(tmp_path / "shop.db").removeprefix("sqlite:///")

    def fail():
        raise sa.exc.OperationalError("connect", {}, Exception(f"refused: key={CANARY}"))

    address = sa.make_url(f"sqlite:///file:{path}?uri=true").update_query_dict({"key": CANARY})
    texts = []
    async with opened(address) as products:
        await products.list_values()
        texts += [repr(products), repr(products.source), products.explain()]
        texts.append(products.source.identity)
        plain = dn.SqlVista(f"sqlite:///file:{path}?uri=true", table="products")
        assert plain.source.identity != products.source.identity
    async with opened(sa.create_engine(address, creator=fail)) as products:
        with pytest.raises(SourceError) as failed:
            await products.list_values()
        texts += [str(failed.value), repr(failed.value), str(failed.value.server_message)]
    with pytest.raises(SpecError) as refused:
        dn.SqlVista(f"nosuch://user:{CANARY}@host/shop", table="t")
    texts += [str(refused.value), caplog.text]
    for text in texts:
        assert CANARY not in text
        assert sa.engine.url.quote_plus(CANARY) not in text


@live
async def test_missing_sqlalchemy_says_what_to_install(url, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sqlalchemy", None)
    with pytest.raises(SpecError, match=r"pip install .*diorama-nb\[sql\]"):
        dn.SqlVista(url, table="products")
