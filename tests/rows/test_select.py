"""Selecting by Arrow kernels says exactly what plain Python says."""

import math
import sys
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diorama_nb.query import Condition, Order, Query
from diorama_nb.rows import blocks, codec, store, view
from diorama_nb.rows.select import arrange, matching, select
from diorama_nb.rows.store import RowStore
from diorama_nb.rows.view import View
from diorama_nb.values import MISSING, fold
from tests.rows.records import PLAIN_NAMES, SCALARS, exactly, queries, records

SOME = settings(max_examples=50, deadline=None)
ROWS = records(names=PLAIN_NAMES)


@pytest.fixture(autouse=True, scope="module")
def small():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "CHUNK_ROWS", 4)
        patch.setattr(store, "FOLD_ROWS", 6)
        patch.setattr(view, "PLACED", 3)
        yield


def oracle(rows, query):
    """Filter with `Query.matches`, sort with `Query.sort_key`."""
    return sorted(
        (id for id in rows if query.matches(rows[id])), key=lambda i: query.sort_key(rows[i])
    )


def chosen(held, query):
    return [held.id(p) for p in select(held, query).tolist()]


@SOME
@given(ROWS, queries())
@example(
    {"1": {"a": math.nan}, "2": {"a": None}, "3": {}, "4": {"a": 1.0}},
    Query(order=(Order("a"),)),
)
@example({"1": {"a": 1}, "2": {"a": 2}, "3": {"a": 1}}, Query(order=(Order("a", True),)))
@example({"1": {"a": {"b": 1}}, "2": {"a.b": 0}}, Query(order=(Order("a.b"),)))
@example({"1": {"a.b": {"c": 1}}, "2": {"a.b.c": 0}}, Query((Condition("a.b.c", "==", 1),)))
@example({"1": {"a": "İstanbul"}}, Query(search="istanbul"))
@example({"1": {"a": "K"}}, Query(search="k"))
@example({"1": {"a": "x"}}, Query((Condition("a", "==", "\udc80"),)))
@example({"1": {"a": "x"}}, Query((Condition("a", "in", ["\udc80"]),)))
@example({"1": {"a": 1}}, Query((Condition("a", "<", math.inf),)))
@example({"1": {"a": 1}}, Query((Condition("a", "!=", 2**70),)))
@example(
    {"1": {"a": datetime(2024, 1, 1)}},
    Query((Condition("a", "<=", datetime(2024, 1, 1, tzinfo=UTC)),)),
)
@example(
    {"1": {"a": datetime(2024, 1, 1)}},
    Query((Condition("a", "==", datetime(2024, 1, 1, tzinfo=UTC)),)),
)
@example(
    {"1": {"a": datetime(2024, 1, 1)}},
    Query((Condition("a", "!=", datetime(2024, 1, 1, tzinfo=UTC)),)),
)
def test_selecting_agrees_with_plain_python(rows, query):
    """U31, U33, U39, X16."""
    assert chosen(RowStore.of(codec.encode(rows)), query) == oracle(rows, query)


@st.composite
def one_kind(draw):
    """Draw rows with one column of one kind, and a query whose operands are of that kind."""
    kind = draw(st.sampled_from(SCALARS))
    values = draw(st.lists(st.none() | kind, max_size=10))
    rows = {str(n): {"a": v} for n, v in enumerate(values)}
    query = draw(queries(values=kind | st.sampled_from(values) if values else kind))
    return rows, Query(query.conditions, (Order("a", draw(st.booleans())),), query.search)


@SOME
@given(one_kind())
def test_selecting_a_column_of_one_kind_agrees_with_plain_python(case):
    rows, query = case
    assert chosen(RowStore.of(codec.encode(rows)), query) == oracle(rows, query)


@SOME
@given(ROWS, ROWS, st.lists(st.text(max_size=3), max_size=3), queries())
def test_selecting_and_carrying_along_after_changes_agree(rows, more, gone, query):
    held = RowStore.of(codec.encode(rows))
    shown = View.of(held, query)
    model = dict(rows)
    for id, record in more.items():
        held, delta = held.upsert({id: record})
        model[id] = record
        shown = shown.after(held, delta)
        assert shown.positions.tolist() == View.of(held, query).positions.tolist()
    for some in ([id for id in gone if id in model], list(model)[:4]):
        held, delta = held.remove(some)
        model = {id: r for id, r in model.items() if id not in some}
        shown = shown.after(held, delta)
        assert [held.id(p) for p in shown.positions.tolist()] == oracle(model, query)
    held, delta = held.upsert(rows)
    shown = shown.after(held, delta)
    assert [held.id(p) for p in shown.positions.tolist()] == chosen(held, query)


@SOME
@given(ROWS, queries(), st.randoms())
def test_a_selection_among_given_rows_keeps_their_order(rows, query, random):
    held = RowStore.of(codec.encode(rows))
    among = held.alive()
    random.shuffle(among)
    ids = held.ids(among)
    found = arrange(held, matching(held, query, among), query.order)
    assert held.ids(found) == oracle({id: rows[id] for id in ids}, query)
    assert View.of(held, query, among).positions.tolist() == found.tolist()


@SOME
@given(ROWS, queries())
def test_a_view_that_shows_the_same_is_the_same(rows, query):
    """U6."""
    held = RowStore.of(codec.encode(rows))
    shown = View.of(held, query)
    assert shown.after(*held.upsert(rows)) is shown
    assert shown.after(*held.replace_all(rows)) is shown
    for id, record in rows.items():
        held, delta = held.upsert({id: record | {"unseen": 1}})
        if query.search is None:
            assert shown.after(held, delta) is shown


def test_arrow_and_python_agree_on_every_letter_that_folds_to_ascii():
    letters = [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000]
    lowered = pc.utf8_lower(pa.array(letters)).to_pylist()
    for letter, low in zip(letters, lowered, strict=True):
        assert low == fold(letter) or not (low.isascii() or fold(letter).isascii()), letter


def test_places_of_a_view():
    held = RowStore.of(codec.encode({str(n): {"a": n} for n in range(5)}))
    shown = View.of(held, Query().order_by("a", descending=True))
    assert len(shown) == shown.rows == shown.loaded == 5
    assert shown.window(range(-1, 2)).tolist() == [-1, 4, 3]
    assert shown.window(range(4, 7)).tolist() == [0, -1, -1]
    assert shown.window(range(9, 11)).tolist() == [-1, -1]
    assert shown.position(0) == 4
    assert shown.position(5) == shown.position(-1) == -1
    assert shown.place_of(4) == 0
    assert shown.place_of(7) is None
    assert shown.shows(held.positions(["3"]))
    assert not shown.shows(held.positions(["x"]))
    assert exactly([4, 3, 2, 1, 0], shown.all_positions().tolist())


def test_one_changed_row_costs_a_handful_of_comparisons(monkeypatch):
    """X8, P4."""
    count = 10_000
    rows = {str(n): {"a": n * 7 % count, "b": n % 3} for n in range(count)}
    query = Query().where("b", "!=", 1).order_by("a")
    held = RowStore.of(codec.encode(rows))
    shown = View.of(held, query)
    held, delta = held.upsert({"5": {"a": count // 2, "b": 0}})
    seen = []
    read = RowStore.value
    monkeypatch.setattr(RowStore, "value", lambda s, p, c: seen.append(p) or read(s, p, c))
    after = shown.after(held, delta)
    assert len(seen) <= 2 + math.ceil(math.log2(count)) + 2
    assert after.place_of(5) is not None


def test_a_missing_value_is_not_null():
    assert MISSING is not None
    rows = {"1": {"a": None}, "2": {}}
    assert chosen(RowStore.of(codec.encode(rows)), Query().where("a", "==", None)) == ["1"]
    assert chosen(
        RowStore.of(codec.encode(rows)), Query().where("a", "not in", [timedelta()])
    ) == ["1"]
