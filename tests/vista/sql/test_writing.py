"""What is written stands in the table, exactly, or the reason why not is told by column."""

import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from diorama_nb.errors import NotFound, SpecError, Unsupported, WriteConflict, WriteRejected
from diorama_nb.writes.write import Write
from tests.vista.sql.shop import execute, opened
from tests.vista.sql.test_reading import live

# --- the five kinds ---------------------------------------------------------------------------


@live
async def test_an_insert_of_an_id_that_exists_changes_nothing(url):
    """P17."""
    async with opened(url) as products:
        stored = await products.insert_value("1", {"name": "other"})
        assert stored["name"] == "product 1"
        stored = await products.insert_value("11", {"name": "new", "price": Decimal("9.99")})
        assert stored == {
            "id": 11, "name": "new", "price": Decimal("9.99"), "category_id": None,
            "made": None, "meta": None, "label": "NEW",
        }  # fmt: skip
        assert await products.get_value("11") == stored


@live
async def test_the_database_makes_an_id_and_tells_it(url):
    """S72."""
    async with opened(url) as products, opened(url, "notes") as notes:
        id = await products.insert_return_id_value({"name": "new"})
        assert id == "11"
        assert (await products.get_value(id))["name"] == "new"
        assert await notes.insert_return_id_value({"text": "a"}) == "1"
        with pytest.raises(WriteRejected, match="none can be made") as refused:
            await notes.insert_value("7", {"text": "b"})
        assert "insert_return_id_value" in refused.value.hint


@live
async def test_an_id_that_the_database_can_not_make_is_asked_for(url):
    async with opened(url, "stock") as stock:
        with pytest.raises(WriteRejected) as refused:
            await stock.insert_return_id_value({"amount": 1})
        assert set(refused.value.fields) <= {"place", "product_id"}
        stored = await stock.insert_value("a%2Fb/1", {"amount": 1})
        assert stored == {"place": "a/b", "product_id": 1, "amount": 1}


@live
async def test_a_replace_writes_the_whole_record(url):
    async with opened(url) as products:
        stored = await products.replace_value("1", {"name": "bare"})
        assert (stored["name"], stored["price"], stored["category_id"]) == ("bare", None, None)
        stored = await products.replace_value("20", {"id": 20, "name": "made"})
        assert stored["id"] == 20
        copy = await products.get_value("2")
        assert await products.replace_value("3", {**copy, "id": 3}) == {**copy, "id": 3}


@live
async def test_a_patch_changes_only_what_it_names(url):
    async with opened(url) as products:
        before = await products.get_value("1")
        after = await products.patch_value("1", {"price": 3, "meta": {"a": [1, None]}})
        assert after == {**before, "price": 3, "meta": {"a": [1, None]}}
        with pytest.raises(NotFound, match="insert_value"):
            await products.patch_value("99", {"price": 1})


@live
async def test_a_patch_of_the_key_moves_the_record(url):
    async with opened(url) as products:
        stored = await products.apply(Write("patch", "1", {"id": 50}))
        assert (stored.id, stored.record["id"]) == ("50", 50)
        assert await products.get_value("1") is None


@live
async def test_a_delete_of_a_missing_record_is_no_error(url):
    async with opened(url) as products:
        await products.delete_value("1")
        await products.delete_value("1")
        await products.delete_value("no id")
        assert await products.get_count() == 9


@live
async def test_deleting_all_of_a_narrowed_vista_deletes_no_more(url):
    """X1: and in one statement, whatever the conditions are."""
    execute(url, "UPDATE products SET made = '2020-01-01T00:00:00Z' WHERE id = 4")
    async with opened(url) as products:
        await products.where(category_id=2).delete_all_values()
        assert list(await products.list_values()) == ["2", "4", "6", "8", "10"]
        await products.where(made=datetime(2020, 1, 1, tzinfo=UTC)).delete_all_values()
        await products.search("PRODUCT 6").delete_all_values()
        assert list(await products.list_values()) == ["2", "8", "10"]
        await products.where_op("meta.gone", "==", 1).delete_all_values()
        assert await products.get_count() == 3


@live
async def test_a_write_outside_the_declared_rows_is_refused(url):
    async with opened(url, where={"category_id": 2}) as tools:
        stored = await tools.insert_value("11", {"name": "hammer"})
        assert stored["category_id"] == 2
        with pytest.raises(SpecError, match="lies outside"):
            await tools.insert_value("12", {"name": "book", "category_id": 1})
        with pytest.raises(NotFound):
            await tools.patch_value("2", {"name": "mine"})


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patch", "column", "said"),
    [
        ({"name": None}, "name", "NOT NULL"),
        ({"nmae": "x"}, "nmae", "did you mean 'name'"),
        ({"price": Decimal("1.2345678901234567890")}, "price", "15 digits"),
        ({"category_id": 2**70}, "category_id", "64 bits"),
        ({"name": "\ud800"}, "name", "surrogate"),
        ({"name": ["a"]}, "name", "nested"),
        ({"price": date(2020, 1, 1)}, "price", "holds no date"),
        ({"meta": {"at": date(2020, 1, 1)}}, "meta", "JSON"),
        ({"meta": [float("nan")]}, "meta", ""),
    ],
)
def test_a_refused_write_names_its_columns(url, patch, column, said):
    @live
    async def go():
        async with opened(url) as products:
            before = await products.get_value("1")
            with pytest.raises(WriteRejected) as refused:
                await products.patch_value("1", patch)
            assert list(refused.value.fields) == [column]
            assert said in refused.value.fields[column]
            assert refused.value.hint
            assert await products.get_value("1") == before

    go()


@live
async def test_constraints_of_the_table_hold(url):
    async with opened(url) as products, opened(url, "categories") as categories:
        with pytest.raises(WriteRejected) as refused:
            await categories.insert_value("3", {"name": "books"})
        assert list(refused.value.fields) == ["name"]
        with pytest.raises(WriteRejected, match="CHECK"):
            await products.patch_value("1", {"price": -1})
        with pytest.raises(WriteRejected, match="FOREIGN KEY"):
            await products.patch_value("1", {"category_id": 99})
        with pytest.raises(WriteRejected, match="FOREIGN KEY"):
            await categories.delete_value("1")
        with pytest.raises(WriteRejected, match="stored under '5'"):
            await categories.insert_value("4", {"id": 5, "name": "toys"})
        assert await categories.get_count() == 2


@live
async def test_a_calculated_column_is_not_written_and_takes_no_other_value(url):
    async with opened(url) as products:
        record = await products.get_value("1")
        for patch in ({"label": "typed"}, {"name": "new", "label": "typed"}):
            with pytest.raises(WriteRejected, match="'label' is calculated") as refused:
                await products.patch_value("1", patch)
            assert list(refused.value.fields) == ["label"]
            assert await products.get_value("1") == record
        with pytest.raises(WriteRejected, match="'label' is calculated"):
            await products.insert_value("77", {"name": "new", "label": "typed"})
        assert await products.get_value("77") is None
        stored = await products.replace_value("1", {**record, "name": "new"})
        assert stored["label"] == "NEW"
        await products.delete_value("1")
        assert await products.insert_value("1", stored) == stored


@live
async def test_a_row_is_named_by_the_bytes_of_its_key_in_hex(url):
    execute(url, "CREATE TABLE files (hash BLOB PRIMARY KEY, name TEXT)")
    execute(url, "INSERT INTO files VALUES (x'01ff', 'a'), (x'', 'none'), ('01', 'text')")
    async with opened(url, "files") as files:
        assert set(await files.list_values()) == {"01ff", "", "01"}
        for id, name in (("01ff", "a"), ("", "none"), ("01", "text")):
            assert (await files.get_value(id))["name"] == name
        await files.patch_value("01ff", {"name": "b"})
        stored = await files.insert_value("00", {"name": "new"})
        assert stored == {"hash": b"\0", "name": "new"}
        await files.delete_value("01ff")
        assert set(await files.list_values()) == {"", "00", "01"}


@live
async def test_a_view_takes_no_writes(url):
    async with opened(url, "cheap") as view:
        with pytest.raises(Unsupported, match="table behind"):
            await view.apply(Write("patch", "1", {"price": 1}))


# --- conflicts --------------------------------------------------------------------------------


@live
async def test_a_write_made_for_another_state_of_the_record_is_a_conflict(url):
    """Two people may change different columns; whole records must not have changed at all."""
    async with opened(url) as products:
        before = await products.get_value("1")
        execute(url, "UPDATE products SET price = 7 WHERE id = 1")
        with pytest.raises(WriteConflict, match="price"):
            await products.apply(Write("patch", "1", {"price": 8}, before=before))
        stored = await products.apply(Write("patch", "1", {"name": "x"}, before=before))
        assert (stored.record["price"], stored.record["name"]) == (7, "x")
        for kind, patch in (("replace", {"name": "y"}), ("delete", {})):
            with pytest.raises(WriteConflict, match="price"):
                await products.apply(Write(kind, "1", patch, before=before))
        execute(url, "DELETE FROM products WHERE id = 1")
        with pytest.raises(WriteConflict, match="deleted"):
            await products.apply(Write("replace", "1", {"name": "y"}, before=before))
        await products.apply(Write("delete", "1", before=before))


@live
async def test_a_write_sent_again_after_a_lost_answer_is_no_conflict(url):
    async with opened(url, version="category_id") as products, opened(url) as plain:
        for vista in (products, plain):
            before = await vista.get_value("2")
            write = Write("patch", "2", {"price": before["price"] + 1}, before=before)
            first = await vista.apply(write)
            assert await vista.apply(write) == first


@live
async def test_a_version_decides_alone_and_is_counted_up(url):
    execute(url, "ALTER TABLE products ADD COLUMN version INTEGER NOT NULL DEFAULT 1")
    async with opened(url, version="version") as products:
        before = await products.get_value("1")
        stored = await products.apply(Write("patch", "1", {"name": "x"}, before=before))
        assert stored.record["version"] == 2
        with pytest.raises(WriteConflict, match="version"):
            await products.apply(Write("patch", "1", {"price": 2}, before=before))
        stored = await products.apply(Write("patch", "1", {"price": 2}, before=stored.record))
        assert stored.record["version"] == 3


# --- values -----------------------------------------------------------------------------------

KINDS = {
    "i": "INTEGER", "r": "REAL", "d": "NUMERIC", "t": "TEXT", "b": "BOOLEAN", "blob": "BLOB",
    "at": "DATETIME", "day": "DATE", "clock": "TIME", "u": "UUID", "j": "JSON",
    "hex": "CHAR(32)", "doc": "TEXT", "flag": "INTEGER",
}  # fmt: skip


@live
async def test_values_come_back_as_they_were_written(tmp_path):
    """Whatever SQLite keeps them as."""
    url = f"sqlite:///{tmp_path}/values.db"
    execute(
        url, f"CREATE TABLE v (id TEXT PRIMARY KEY, {', '.join(map(' '.join, KINDS.items()))})"
    )
    code = uuid.UUID("12345678901234567890123456789012")  # all digits: a number, to SQLite
    records = [
        {
            "i": 2**63 - 1, "r": 0.1, "d": Decimal("12345.6789"), "t": "a\0ß\U0001f600",
            "b": True, "blob": b"\0\xff", "at": datetime(2020, 1, 2, 3, 4, 5, 678),
            "day": date(1, 1, 1), "clock": time(23, 59, 59, 1), "u": code, "hex": code,
            "j": {"a": [1, 2.5, None, {"ü": True}]}, "doc": [1], "flag": False,
        },
        {
            "i": -(2**63), "r": 1e300, "d": Decimal("-0.00001"), "t": "", "b": False,
            "blob": b"", "at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
            "day": date(2024, 2, 29), "clock": time(0, 0), "u": uuid.UUID(int=0),
            "hex": uuid.UUID(int=5), "j": "text",
            "doc": {}, "flag": True,
        },
        dict.fromkeys(KINDS),
    ]  # fmt: skip
    types = {"hex": "uuid", "doc": "nested", "flag": "boolean"}
    async with opened(url, "v", types=types) as values:
        for number, record in enumerate(records):
            stored = await values.insert_value(f"row/{number}", record)
            assert stored == {"id": f"row/{number}", **record}
            assert {k: type(v) for k, v in stored.items() if k != "id"} == {
                k: type(v) for k, v in record.items()
            }
            assert await values.get_value(f"row/{number}") == stored
        assert execute(url, "SELECT hex FROM v WHERE hex IS NOT NULL")[0] == (code.hex,)
        for column in KINDS:
            found = await values.where({column: records[0][column]}).list_values()
            assert list(found) == ["row/0"], column


@pytest.mark.parametrize(
    ("kind", "value", "id"),
    [
        ("UUID", uuid.UUID(int=7), str(uuid.UUID(int=7))),
        ("INTEGER", 7, "7"),
        ("INT", 7, "7"),
        ("TEXT", "7/8%", "7/8%"),
        ("TEXT COLLATE NOCASE", "Ab", "Ab"),
        ("REAL", 7.0, "7"),
        ("", 7, "7"),
        ("DATE", date(2020, 1, 1), "2020-01-01"),
        ("DATETIME", datetime(2020, 1, 1, 5), "2020-01-01 05:00:00"),
    ],
)
def test_a_key_of_any_kind_names_its_row(tmp_path, kind, value, id):
    url = f"sqlite:///{tmp_path}/keys.db"
    execute(url, f"CREATE TABLE k (key {kind} PRIMARY KEY, n INTEGER)")

    @live
    async def go():
        async with opened(url, "k") as keys:
            await keys.insert_value(id, {"key": value, "n": 1})
            assert dict(await keys.list_values()) == {id: {"key": value, "n": 1}}
            assert await keys.patch_value(id, {"n": 2}) == {"key": value, "n": 2}
            await keys.delete_value(id)
            assert (await keys.insert_value(id, {"n": 3}))["n"] == 3
            assert list(await keys.list_values()) == [id]
            assert await keys.get_value("ab") is None

    go()
