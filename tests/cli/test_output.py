import csv
import datetime
import io
import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.cli import output

CELLS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.decimals(allow_nan=False) | st.dates() | st.binary() | st.timedeltas()
    | st.lists(st.integers()) | st.dictionaries(st.text(), st.floats())
)  # fmt: skip
RECORDS = st.lists(
    st.dictionaries(st.sampled_from(["id", "a", "名前", "=b"]), CELLS), max_size=5
)


def text(*arguments, **settings):
    return "".join(output.formatted(*arguments, **settings))


@given(RECORDS)
def test_json_is_strict_and_holds_no_control_characters(records):
    """S69: whatever a record holds, json and jsonl are valid JSON without NaN."""

    def strict(body):
        return json.loads(body, parse_constant=lambda word: pytest.fail(word))

    whole = text(records, "json")
    lines = text(records, "jsonl").splitlines() if records else []
    assert strict(whole) == [strict(line) for line in lines] == output.plain(records)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in whole.replace("\n", ""))


@given(RECORDS)
def test_no_text_in_csv_is_a_formula(records):
    """S69: spreadsheets run what begins like a formula; numbers stay numbers."""
    rows = list(csv.reader(io.StringIO(text(records, "csv"))))
    assert len(rows) == 1 + len(records) if output.header(records) else rows
    for record, row in zip(records, rows[1:], strict=False):
        for name, cell in zip(output.header(records), row, strict=False):
            if not isinstance(record.get(name), int | float | Decimal | datetime.timedelta):
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(RECORDS, st.integers(1, 120))
def test_a_table_fits_the_terminal_and_moves_no_cursor(records, width):
    """S69."""
    for line in text(records, "table", width=width).splitlines():
        assert output.wide(line) <= width
        assert line.replace("\u200d", "").isprintable()


@given(st.lists(st.integers(1, 300), min_size=1, max_size=12), st.integers(1, 300))
def test_widths_fit_and_nothing_is_cut_without_need(widths, room):
    """S69."""
    found = output.fit(widths, room)
    assert 1 <= len(found) <= len(widths)
    assert sum(found) + len(output.GAP) * (len(found) - 1) <= room
    if sum(widths) + len(output.GAP) * (len(widths) - 1) <= room and max(widths) <= 60:
        assert found == widths


def test_a_table_aligns_numbers_right_and_wide_letters_by_their_places():
    """S69."""
    records = [
        {"id": "1", "name": "日本", "price": 9.5},
        {"id": "22", "name": "a\x1b[31m\nb", "price": None},
    ]
    assert text(records, "table").splitlines() == [
        "id  name          price",
        "1   日本" + " " * 12 + "9.5",
        "22  a\\x1b[31m\\nb",
    ]


def test_a_long_cell_is_cut_with_a_mark_only_for_a_terminal():
    """S69."""
    records = [{"id": 1, "text": "x" * 100}]
    assert text(records, "table", width=20).splitlines()[1] == " 1  " + "x" * 15 + "…"
    assert "x" * 100 in text(records, "table")


def test_columns_are_picked_in_order_and_nested_ones_by_dotted_names():
    """S69."""
    records = [{"id": 1, "author": {"name": "Eco"}, "x": 2}, {"id": 2}]
    assert text(records, "csv", ["author.name", "id"]) == "author.name,id\nEco,1\n,2\n"
    assert text(records, "jsonl", ["author.name"]) == '{"author.name": "Eco"}\n{}\n'


def test_ids_are_shown_in_a_column_of_theirs_or_in_one_more():
    """S69: what `get` and `set` take can be read off every list."""
    assert output.with_ids({"7": {"_id": 7, "n": 8}, "8": {"_id": 8.0, "n": 8}}) == [
        {"_id": 7, "n": 8}, {"_id": 8.0, "n": 8},
    ]  # fmt: skip
    assert output.with_ids({"0": {"id": 5}, "1": {"id": 5}}) == [
        {"#id": "0", "id": 5}, {"#id": "1", "id": 5},
    ]  # fmt: skip
    assert output.with_ids({}) == []


def test_values_without_a_json_literal_are_text_and_infinity_is_null():
    """S69."""
    record = {
        "day": datetime.date(2020, 1, 31),
        "cost": Decimal("-9.50"),
        "bytes": b"\x00\xff",
        "inf": math.inf,
        "span": datetime.timedelta(minutes=1),
    }
    assert json.loads(output.json_text(record)) == {
        "day": "2020-01-31", "cost": "-9.50", "bytes": "00ff", "inf": None, "span": 60.0,
    }  # fmt: skip
    assert text([record], "csv").splitlines()[1] == "2020-01-31,-9.50,00ff,,60.0"
