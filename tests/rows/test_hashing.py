"""Hashes of ids: the same one by one and by the column."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.rows.hashing import hash_of, hashes_of
from tests.rows.records import ANY_TEXT

IDS = st.lists(ANY_TEXT | st.text("ab\0", max_size=300))


@given(IDS)
def test_ids_have_one_hash_each(ids):
    """An id has the hash it has among others, and equal hashes are of equal ids."""
    found = [int(hash_of(id)) for id in ids]
    assert hashes_of(ids).tolist() == found
    assert len(set(found)) == len(set(ids))


@given(st.lists(st.text("aü\0", max_size=9)), st.integers(0, 9), st.integers(0, 9))
def test_a_column_is_hashed_as_its_ids_are(ids, start, rows):
    """It may be cut out of another, be in pieces, or of a wider type."""
    column = pa.chunked_array([pa.array(ids, pa.string())] * 2).slice(start, rows)
    expected = hashes_of(column.to_pylist()).tolist()
    assert hashes_of(column).tolist() == expected
    assert hashes_of(column.cast(pa.large_string())).tolist() == expected
