"""Ids made by the column are the ids made one by one."""

from collections import Counter

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.errors import SpecError
from diorama_nb.rows.ids import as_strings, ids_of_values, repeated
from diorama_nb.values import as_id
from diorama_nb.vista.memory import FrameVista

WHOLE = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
VALUES = {
    pa.int64(): WHOLE,
    pa.uint8(): st.integers(0, 255),
    pa.string(): TEXT,
    pa.large_string(): TEXT,
    pa.float64(): st.floats(),
    pa.bool_(): st.booleans(),
    pa.date32(): st.dates(),
}


@given(
    st.sampled_from(list(VALUES)).flatmap(
        lambda type_: st.lists(st.none() | VALUES[type_]).map(lambda of: pa.array(of, type_))
    ),
    st.integers(0, 9),
)
def test_ids_of_a_column_are_those_of_its_values(values, cut):
    column = pa.chunked_array([values[:cut], values[cut:]], values.type)
    assert as_strings(ids_of_values(column)) == [as_id(value) for value in column.to_pylist()]


@given(st.lists(TEXT))
def test_an_id_that_stands_twice_is_found(ids):
    twice = [id for id, times in Counter(ids).items() if times > 1]
    for held in (ids, pa.chunked_array([ids], pa.string())):
        found = repeated(held)
        assert found in twice if twice else found is None


@pytest.mark.parametrize(
    ("index", "ids"),
    [
        (None, ["0", "1", "2"]),
        ([7, -3, 2**40], ["7", "-3", "1099511627776"]),
        (["b", "a", "ö"], ["b", "a", "ö"]),
        ([1.0, 1.5, float("nan")], ["1", "1.5", "nan"]),
        (pd.to_datetime(["2026-01-02", "2026-01-01", "2026-01-03"]),
         ["2026-01-02 00:00:00", "2026-01-01 00:00:00", "2026-01-03 00:00:00"]),
    ],
)  # fmt: skip
def test_rows_of_a_frame_are_named_by_its_index(index, ids):
    frame = pd.DataFrame({"a": [1, 2, 3]}, index=index)
    assert list(dn.run(FrameVista(frame).list_values())) == ids


def test_rows_of_a_frame_with_one_id_are_refused_by_name():
    frame = pd.DataFrame({"a": [1, 2, 1]}, index=[5, 6, 5])
    with pytest.raises(SpecError, match="two rows have '5'") as error:
        FrameVista(frame)
    assert "id_column" in error.value.hint
    with pytest.raises(SpecError, match="two rows have '1'"):
        FrameVista(frame, id_column="a")
