"""Columns of text that Arrow reads at once."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diorama_nb.rows.columns import column_values
from diorama_nb.vista.files.cells import PLAIN, READERS, Numbers
from diorama_nb.vista.files.columns import TextColumn

EDGES = [
    "", "NA", "0", "-0", "7", "-7", "007", "+7", "1_000", "٣", "9007199254740993",
    "123456789012345678", "1234567890123456789", "-9223372036854775808", "1.", ".5", "-.5",
    "0.1", "-0.0", "1e5", "1E-05", "1e400", "1e-400", "4.9e-324", "nan", "NaN", "inf", "0x10",
    "123456789012345.678901234567890123", "0.1000000000000000055511151231257827021181583404541",
    "1,5", "1.234,5", "true", "TRUE", "tRue", "1\n", " 1", "2020-01-01", "2020-02-30",
    "0000-01-01", "0999-12-31", "9999-12-31", "2020-1-1", "2020-01-01 10:00",
    "2020-01-01T10:00:59.5", "2020-01-01 10:00:00.123456", "2020-01-01 10:00:00.1234567",
    "2020-01-01T24:00", "2020-01-01 10:00:60", "2020-01-01 10:00:00Z", "2020-01-01 1:00",
    "2020-01-01 10:00:00+02:00", "10:00", "ä", "\0", "\ud800", "1\0",
]  # fmt: skip
DIGITS = st.text("0123456789.-e", min_size=1, max_size=24)
TEXTS = st.lists(st.sampled_from(EDGES) | DIGITS | st.floats().map(repr) | st.text(max_size=4))


@pytest.mark.parametrize("word", [*READERS, "unknown"])
@settings(max_examples=150, deadline=None)
@given(
    texts=TEXTS | st.integers().map(str).map(lambda one: [one, "", "12"]),
    nulls=st.sampled_from([frozenset(), frozenset({""}), frozenset({"", "NA", "0"})]),
    numbers=st.sampled_from([PLAIN, Numbers(",", ".")]),
)
@example(texts=["1", "2.5", "NA"], nulls=frozenset({"NA"}), numbers=PLAIN)
@example(texts=["2020-01-01 10:00", ""], nulls=frozenset({""}), numbers=PLAIN)
def test_a_stored_column_has_the_values_that_its_cells_have_one_by_one(
    word, texts, nulls, numbers
):
    column = TextColumn("x", word, nulls, numbers)
    assert list(map(repr, column_values(column.store(texts)))) == [
        repr(None if text in nulls else value)
        for text, value in zip(texts, column.read(texts), strict=True)
    ]


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("word", [*READERS, "unknown"])
def test_a_cell_that_is_hard_to_read_is_read_so_in_a_column(word, edge):
    column = TextColumn("x", word, frozenset({""}), PLAIN)
    (value,) = column_values(column.store([edge]))
    assert repr(value) == repr(column.read([edge])[0])
