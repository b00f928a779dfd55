"""Hashes of ids: the same one by one and by the column."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.rows.hashing import hash_of, hashes_of
from tests.rows.records import ANY_TEXT


@given(st.lists(ANY_TEXT | st.text("ab\0", max_size=300)))
def test_an_id_has_the_same_hash_alone_and_among_others(ids):
    """Also text that no encoding can hold, and of any length."""
    assert hashes_of(ids).tolist() == list(map(hash_of, ids))


@given(st.lists(st.text("aü\0", max_size=9)), st.integers(0, 9), st.integers(0, 9))
def test_a_column_is_hashed_as_its_ids_are(ids, start, rows):
    """It may be cut out of another, be in pieces, or of a wider type."""
    column = pa.chunked_array([pa.array(ids, pa.string())] * 2).slice(start, rows)
    expected = hashes_of(column.to_pylist()).tolist()
    assert hashes_of(column).tolist() == expected
    assert hashes_of(column.cast(pa.large_string())).tolist() == expected


def test_different_ids_hardly_ever_collide():
    """Neither numbers, nor ids that differ far behind, nor ones that zeros are added to."""
    ids = [
        *map(str, range(1000)),
        *(f"https://example.org/things/{n}/{n % 7}" for n in range(1000)),
        *("\0" * n for n in range(1000)),
    ]
    assert len(set(hashes_of(ids).tolist())) > 2990
