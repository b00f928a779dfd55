"""What SQLite is asked answers exactly as the package's own comparison would."""

import sqlite3
import uuid
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.query import OPERATORS
from diorama_nb.vista.sql import source
from tests.aio import run
from tests.vista.sql.values import check_value, kinds

COLUMNS = {
    "n": "INTEGER", "r": "REAL", "d": "DECIMAL(12,4)", "t": "TEXT COLLATE NOCASE",
    "v": "VARCHAR(20) NOT NULL", "b": "BOOLEAN", "ts": "TIMESTAMP", "day": "DATE",
    "at": "TIME", "u": "UUID", "j": "JSON", "x": "BLOB", "any": "",
}  # fmt: skip

CODE = uuid.UUID("12345678-1234-5678-1234-567812345678")
EAST = timezone(timedelta(hours=2))

# --- values as they may stand in a file, whatever the declared types --------------------------

words = st.sampled_from(
    ["", "a", "A", "b", "ab", "Ä", "ä", "ß", "É", "\U0001f600", "\uffff", "i\u0307", "İ",
     "5", "1.5", "10", "true", "null", "a/b", "a%b", "_", "%", " ", "a\0b", "\0"]
)  # fmt: skip
numbers = st.one_of(
    st.sampled_from([0, 1, -1, 2, 5, 10, 2**53, 2**53 + 1, 2**62, -(2**63), 2**63 - 1]),
    st.sampled_from([0.0, -0.0, 0.1, 0.5, 1.0, 1.5, 9.99, 2.0**53, 2.0**62, 1e300]),
    st.sampled_from([float("inf"), float("-inf")]),
)
moments = st.sampled_from(
    ["2020-01-01 00:00:00", "2020-01-01T00:00:00", "2020-01-01 00:00:00.000000",
     "2020-01-01T00:00:00Z", "2020-01-01T02:00:00+02:00", "2020-01-01 00:00", "2020-01-01",
     "2020-01-01 00:00:00\0", "2020-01-01\0", "2020-01-01 24:00:00", "2020-02-29", "0000-01-01",
     "2020-01-01x00:00:00", "0001-01-01T00:00:00+02:00", "2020-01-01 00:00:00.50000a",
     "2020-01-01 00:00:00.5", "2020-01-01 00:00:00.123456", "2019-12-31 23:59:59",
     "2020-02-31 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999",
     "2020-01-01 00:00:00.1234567", "24:00", "10:30", "10:30:00", "10:30:00Z", "09:30:00.25"]
)  # fmt: skip
documents = st.sampled_from(
    ['{"k": 1}', '{"k": {"l": "Deep"}}', "[1, 2]", '"text"', "null", "true", "{bad", '{"k":[]}']
)
codes = st.sampled_from([str(CODE), CODE.hex, str(CODE).upper(), str(uuid.UUID(int=7))])
raws = st.one_of(
    st.none(), words, numbers, moments, documents, codes, st.binary(max_size=3),
    st.just(CODE.bytes),
)  # fmt: skip
rows = st.lists(
    st.fixed_dictionaries({n: words if n == "v" else raws for n in COLUMNS}), max_size=12
)

# --- questions --------------------------------------------------------------------------------

operands = st.one_of(
    st.none(), st.booleans(), words, numbers, st.binary(max_size=3),
    st.sampled_from([float("nan"), Decimal("0.1"), Decimal("9.99"), Decimal("NaN"), 2**70,
                     Decimal("1e400"), Decimal("1.5"), "\ud800", CODE, time(10, 30), [], [1, 2],
                     {"k": 1}, date(2020, 1, 1), datetime(2020, 1, 1),
                     datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, 2, tzinfo=EAST),
                     datetime(2020, 1, 1, 0, 0, 0, 1), datetime(1, 1, 1, tzinfo=EAST)]),
)  # fmt: skip
named = st.sampled_from([*COLUMNS, "id", "j.k", "j.k.l", "n.k", "j.gone", "n.gone.k"])
conditions = st.tuples(named, st.sampled_from(OPERATORS), operands) | st.tuples(
    named, st.sampled_from(["in", "not in"]), st.lists(operands, max_size=4)
)
searches = (
    st.none() | words | st.sampled_from(["2020", "12345678-", "9.99", "DEEP", "[", "\ud800"])
)
orders = st.none() | st.tuples(named, st.booleans())


def narrowed(vista, wheres, order, search):
    for where in wheres:
        vista = vista.where_op(*where)
    if order is not None:
        vista = vista.order_by(order[0], descending=order[1])
    return vista.search(search)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("sql") / "shop.db"
    with sqlite3.connect(path) as connection:
        declared = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
        connection.execute(f"CREATE TABLE t (id INTEGER PRIMARY KEY, {declared})")
        for name in ("n", "t", "d", "v"):
            connection.execute(f"CREATE INDEX by_{name} ON t ({name})")
    connection.close()
    return path


@pytest.fixture(scope="module")
def table(path):
    table = dn.SqlVista(f"sqlite:///{path}", table="t")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "PAGE_ROWS", 3)  # a walk over a few rows takes several steps
        yield table
    run(table.aclose())


def fill(path, records):
    names, marks = ", ".join(COLUMNS), ", ".join(f":{name}" for name in COLUMNS)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("DELETE FROM t")
        connection.executemany(f"INSERT INTO t ({names}) VALUES ({marks})", records)
    connection.close()


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows, st.lists(conditions, max_size=2), orders, searches, st.integers(0, 12),
    st.builds(lambda kind, name: kind(name), kinds, named),
)  # fmt: skip
def test_every_question_has_the_same_answer_as_in_memory(
    path, table, records, wheres, order, search, offset, aggregate
):
    """P9: conditions, orders, searches, counts, windows and sums, whatever a file holds."""
    fill(path, records)

    async def both():
        copied = dict(await table.list_values())
        copy = dn.MemoryVista(copied)
        asked, expected = (narrowed(v, wheres, order, search) for v in (table, copy))
        wanted = list(await expected.list_values())
        assert list(await asked.list_values()) == wanted, asked.explain()
        assert await asked.get_count() == len(wanted)
        await check_value(asked, {id: copied[id] for id in wanted}, aggregate)
        if not asked.capabilities.can_fetch_window:
            assert order is not None
            assert order[0].startswith("j")  # all else is sent
            return
        for start, size in ((0, 3), (3, 2), (offset, 2), (5, 9)):
            page = await asked.fetch_window(start, size)
            assert list(page.rows) == wanted[start : start + size], asked.explain()
            assert page.end == (start + size >= len(wanted))
            assert page.total in (None, len(wanted))

    run(both())
