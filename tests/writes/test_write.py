"""A write says what it makes of a record, without anybody waiting."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.query import Query
from diorama_nb.writes.write import Write

RECORDS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3))
BASES = st.none() | RECORDS


def test_a_write_is_frozen():
    """U64."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        Write("delete", "7").id = "8"


def test_each_kind_says_what_it_leaves():
    """U64: patch merges, insert and replace are the record, delete and clear leave none."""
    before = {"a": 1, "b": 2}
    assert Write("patch", "7", {"b": 3}, before=before).after == {"a": 1, "b": 3}
    assert Write("replace", "7", {"b": 3}, before=before).after == {"b": 3}
    assert Write("insert", "7", {"b": 3}).after == {"b": 3}
    assert Write("insert", "7", {"b": 3}, before=before).after == before
    assert Write("delete", "7", before=before).after is None
    assert Write("clear", before=before).after is None


def test_a_clear_spares_what_its_query_leaves_out():
    """X1."""
    clear = Write("clear", query=Query().where("a", "==", 1))
    assert clear.fold({"a": 1}) is None
    assert clear.fold({"a": 2}) == {"a": 2}


@given(
    base=BASES, patch=RECORDS, kind=st.sampled_from(["insert", "replace", "patch", "delete"])
)
def test_a_write_folded_twice_is_folded_once(base, patch, kind):
    write = Write(kind, "7", patch)
    once = write.fold(base)
    assert write.fold(once) == once


@given(base=BASES, patch=RECORDS, kind=st.sampled_from(["insert", "replace", "patch"]))
def test_folding_leaves_its_arguments_alone(base, patch, kind):
    kept = None if base is None else dict(base)
    after = Write(kind, "7", patch).fold(base)
    if after is not None and after is not base:
        after["x"] = 1
    assert base == kept
    assert "x" not in patch


@pytest.mark.parametrize(
    ("kind", "id"), [("patch", None), ("delete", None), ("clear", "7"), ("upsert", "7")]
)
def test_a_write_that_makes_no_sense_is_refused_where_it_is_made(kind, id):
    with pytest.raises(dn.errors.SpecError, match=r"hint"):
        Write(kind, id)


def test_each_write_has_a_key_of_its_own():
    assert Write("delete", "7").idempotency_key != Write("delete", "7").idempotency_key
