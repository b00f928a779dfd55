import datetime
import json
import uuid
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.cli import parse
from diorama_nb.errors import SpecError
from diorama_nb.query import OPERATORS, Condition, Query
from diorama_nb.vista.columns import Column

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)  # fmt: skip


@given(JSON)
def test_every_json_literal_is_read_as_what_it_says(meant):
    """S69."""
    assert parse.value(json.dumps(meant)) == meant


@given(st.text(min_size=1), st.sampled_from(OPERATORS), JSON)
def test_every_condition_can_be_typed(column, op, meant):
    """S69: a quoted column and a JSON value state any condition, whatever they hold."""
    if op in ("in", "not in"):
        meant = [meant]
    typed = parse.condition(f"{json.dumps(column)} {op} {json.dumps(meant)}")
    assert typed == Condition(column, op, meant)


@pytest.mark.parametrize(
    ("typed", "column", "op", "value"),
    [
        ("category=beauty", "category", "==", "beauty"),
        ("price<20", "price", "<", 20),
        ("price <= 9.5", "price", "<=", 9.5),
        ("price >= -1", "price", ">=", -1),
        ("stock<>0", "stock", "!=", 0),
        ("stock!=0", "stock", "!=", 0),
        ("name=", "name", "==", ""),
        ("rating=null", "rating", "==", None),
        ('zip="01234"', "zip", "==", "01234"),
        ("zip=01234", "zip", "==", "01234"),
        ("title=a=b", "title", "==", "a=b"),
        ("score=NaN", "score", "==", "NaN"),
        ("author.name == Eco", "author.name", "==", "Eco"),
        ("unit price < 3", "unit price", "<", 3),
        ("category in books, toys", "category", "in", ["books", "toys"]),
        ("category not in [1, 2]", "category", "not in", [1, 2]),
        ("index=7", "index", "==", 7),
        ("within in 7", "within", "in", [7]),
    ],
)
def test_a_condition_reads_as_it_is_typed(typed, column, op, value):
    """S69."""
    found = parse.condition(typed)
    assert (found.column, found.op, found.value) == (column, op, value)


@pytest.mark.parametrize("typed", ["", "price", "=3", "price <", "price 3", "in 3"])
def test_what_states_no_condition_is_refused_with_an_example(typed):
    """S69."""
    with pytest.raises(SpecError) as caught:
        parse.condition(typed)
    assert "column=value" in caught.value.hint


def test_texts_become_dates_where_the_column_holds_dates():
    """S69: JSON has no dates, so a column that holds them says how a text is meant."""
    columns = [Column("day", "date"), Column("at", "datetime"), Column("cost", "decimal")]
    columns += [Column("key", "uuid"), Column("name", "text")]
    key = uuid.uuid4()
    asked = parse.query(
        ["day>2020-01-31", "at<2020-01-31T10:00", 'cost="9.50"', f"key={key}",
         "name=2020-01-31", "day in 2020-01-01,2020-01-02", "day!=soon"],
        None, None,
    )  # fmt: skip
    day = datetime.date.fromisoformat
    assert [c.value for c in parse.typed(asked, columns).conditions] == [
        day("2020-01-31"),
        datetime.datetime(2020, 1, 31, 10),
        Decimal("9.50"),
        key,
        "2020-01-31",
        [day("2020-01-01"), day("2020-01-02")],
        "soon",
    ]


def test_options_make_one_query():
    """S69."""
    asked = parse.query(["a=1", "b<2"], "-price", " cake ")
    assert asked == (
        Query()
        .where("a", "==", 1)
        .where("b", "<", 2)
        .order_by("price", descending=True)
        .searching("cake")
    )
    assert parse.query([], None, None) == Query()


def test_a_record_is_one_json_object_or_assignments():
    """S69."""
    assert parse.record(['{"a": [1], "b": null}']) == {"a": [1], "b": None}
    assert parse.record(["a=1", "b=x=y", "c=", 'd="7"']) == {
        "a": 1, "b": "x=y", "c": "", "d": "7",
    }  # fmt: skip


@pytest.mark.parametrize("typed", [["price"], ["=3"], ["[1]"], ["a=1", "b"]])
def test_what_is_no_record_is_refused_with_an_example(typed):
    """S69."""
    with pytest.raises(SpecError) as caught:
        parse.record(typed)
    assert "column=value" in caught.value.hint
