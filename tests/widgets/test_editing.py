"""What is typed into a cell becomes a value of its column, or says why it does not."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.errors import WriteRejected
from diorama_nb.values import display, equal
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.editing import EDITORS, insert_of, locked, patch_of, value_of

ID = Column("id", "integer", frozenset({"id"}))
NAME = Column("name", "text", frozenset({"mandatory"}))
PRICE = Column("price", "number")
SEEN = Column("seen", "date")
SIZE = Column("size", "nested")
GROSS = Column("gross", "number", frozenset({"calculated"}))
COLUMNS = [ID, NAME, PRICE, SEEN, SIZE, GROSS]

ours = {
    "text": st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    "integer": st.integers(-(2**70), 2**70),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "decimal": st.decimals(allow_nan=False, allow_infinity=False, places=3),
    "boolean": st.booleans(),
    "date": st.dates(),
    "datetime": st.datetimes(),
    "time": st.times(),
    "duration": st.timedeltas(),
    "uuid": st.uuids(),
}


@given(st.sampled_from(EDITORS).flatmap(lambda kind: st.tuples(st.just(kind), ours[kind])))
def test_the_text_a_cell_shows_is_read_as_its_value(case):
    kind, value = case
    typed = value if kind == "boolean" else display(value)
    read = value_of(Column("x", kind), typed)
    assert type(read) is type(value)
    assert equal(read, value)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("integer", " 1200 ", 1200), ("integer", "-7", -7), ("number", "1e3", 1000.0),
        ("number", ".5", 0.5), ("decimal", "1.50", Decimal("1.50")),
        ("date", "2026-03-31", date(2026, 3, 31)),
        ("datetime", "2026-03-31T18:30", datetime(2026, 3, 31, 18, 30)),
        ("datetime", "2026-03-31", datetime(2026, 3, 31)), ("time", "18:30", time(18, 30)),
        ("uuid", "0" * 32, uuid.UUID(int=0)), ("text", " kept as it is ", " kept as it is "),
        ("text", "", ""), ("boolean", False, False),
        ("duration", "1 day 02:03:04", timedelta(1, 7384)),
        ("duration", "-1 day, 23:59:59.5", timedelta(microseconds=-500_000)),
        ("duration", "-1 days +02:00:00", timedelta(hours=-22)),
        ("duration", "-26:00:00.000001", -timedelta(1, 7200, 1)),
        ("duration", "2 days", timedelta(2)), ("duration", "1:30", timedelta(0, 5400)),
        ("duration", "\u22121 h 30 min", -timedelta(0, 5400)),
        ("duration", "0.1 ms", timedelta(microseconds=100)),
        ("duration", "P1DT2H3M4.000001S", timedelta(1, 7384, 1)),
        ("duration", "PT36H", timedelta(1, 43_200)), ("duration", "-P1W", timedelta(-7)),
        ("integer", "", None), ("date", "", None), ("boolean", None, None),
        ("text", None, None),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_a_value_of_the_column(kind, typed, value):
    read = value_of(Column("x", kind), typed)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("integer", "1.5"), ("integer", "1_000"), ("integer", "twelve"), ("integer", True),
        ("number", "nan"), ("number", "inf"), ("number", "1e9999"), ("number", "1,5"),
        ("decimal", "NaN"), ("decimal", "0x10"), ("boolean", "true"), ("text", True),
        ("date", "2026-02-30"), ("date", "31.3.2026"), ("date", "20260331"),
        ("datetime", "2026-03-31 25:00"), ("datetime", "today"), ("time", "24:61"),
        ("duration", "90"), ("duration", "P1Y"), ("duration", "P1M"), ("duration", "PT"),
        ("duration", "P"), ("duration", "1:75"), ("duration", "0.1 us"), ("duration", "1 day,"),
        ("duration", "0.0001 ms"), ("duration", "9999999999 days"), ("duration", "soon"),
        ("uuid", "not one"), ("uuid", "-" * 32),
    ],
)  # fmt: skip
def test_what_is_no_value_of_the_column_is_refused_with_a_reason(kind, typed):
    with pytest.raises(WriteRejected) as caught:
        value_of(Column("x", kind), typed)
    assert caught.value.message.startswith("x is ")
    assert caught.value.hint
    assert set(caught.value.fields) == {"x"}


def test_a_value_that_is_needed_is_not_made_null():
    needed = Column("n", "integer", frozenset({"mandatory"}))
    for blank in (None, ""):
        with pytest.raises(WriteRejected, match="needed"):
            value_of(needed, blank)


def test_ids_calculated_and_nested_columns_are_read_only():
    assert [column.name for column in COLUMNS if not locked(column)] == [
        "name", "price", "seen",
    ]  # fmt: skip
    for name in ("id", "size", "gross", "nosuch"):
        with pytest.raises(WriteRejected):
            patch_of(COLUMNS, name, "1")
    assert patch_of(COLUMNS, "price", "2.5") == {"price": 2.5}


def test_a_new_row_holds_what_was_filled_in_and_nothing_else():
    write = insert_of(COLUMNS, {"name": "cake", "price": "2.5"})
    assert (write.kind, write.id, write.patch) == (
        "insert", None, {"name": "cake", "price": 2.5},
    )  # fmt: skip
    named = insert_of(COLUMNS, {"id": "7", "name": "cake"})
    assert (named.id, named.patch) == ("7", {"id": 7, "name": "cake"})


def test_an_empty_row_is_not_added():
    with pytest.raises(WriteRejected, match="nothing"):
        insert_of([ID, PRICE], {})


def test_a_new_row_is_told_all_that_is_wrong_with_it_at_once():
    with pytest.raises(WriteRejected) as caught:
        insert_of(COLUMNS, {"id": "x", "price": "much", "size": "{}", "gross": "1"})
    assert set(caught.value.fields) == {"id", "name", "price", "size", "gross"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2024-05-01 12:30", "2024-05-01T12:30:00+02:00"),
        ("2024-05-01", "2024-05-01T00:00:00+02:00"),
        ("2024-05-01 12:30Z", "2024-05-01T12:30:00+00:00"),
    ],
)
def test_a_time_typed_without_an_offset_has_that_of_the_cell(typed, stored):
    columns = [Column("at", "datetime")]
    held = {"at": datetime.fromisoformat("2024-01-01T08:00:00+02:00")}
    assert patch_of(columns, "at", typed, held)["at"].isoformat() == stored
    assert patch_of(columns, "at", "2024-05-01 12:30")["at"].tzinfo is None


@pytest.mark.parametrize("zone", [None, UTC, ZoneInfo("Europe/Berlin")])
def test_a_time_in_an_empty_cell_or_a_new_row_has_the_zone_of_its_column(zone):
    columns = [Column("at", "datetime")]
    wanted = datetime(2024, 7, 1, 12, 30, tzinfo=zone)
    other = {"at": datetime(2024, 1, 1, tzinfo=zone)}
    for patch in (
        patch_of(columns, "at", "2024-07-01 12:30", {"at": None}, other.get),
        insert_of(columns, {"at": "2024-07-01 12:30"}, other.get).patch,
    ):
        assert (patch["at"], patch["at"].tzinfo) == (wanted, zone)


def test_a_time_with_an_offset_does_not_go_among_times_that_have_none():
    columns = [Column("at", "datetime")]
    with pytest.raises(WriteRejected) as caught:
        patch_of(columns, "at", "2024-07-01 12:30Z", {}, {"at": datetime(2024, 1, 1)}.get)
    assert "without" in caught.value.hint
