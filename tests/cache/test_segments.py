"""The layout of a table against a dict: what a log means, however it is cut and merged."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.cache import segments
from diorama_nb.cache.segments import Index, Part
from diorama_nb.rows import codec

ids = st.sampled_from("abcdefgh")
steps = st.lists(st.tuples(st.lists(ids, max_size=4), st.lists(ids, unique=True)), max_size=8)


def log_of(steps: Sequence[tuple[list[str], list[str]]]) -> tuple[list[Part], dict[str, int]]:
    """Return a log and the dict it stands for; every row has a number of its own."""
    parts, model, number = [], {}, 0
    for deletes, inserted in steps:
        for id in deletes:
            model.pop(id, None)
        records = {}
        for id in inserted:
            number += 1
            records[id] = {"n": number}
            model[id] = number
        parts.append(Part(codec.encode(records), tuple(deletes)))
    return parts, model


def as_dict(parts: Sequence[Part], clean: int = 1) -> dict[str, int]:
    rows = segments.current(parts, clean)
    return {id: record["n"] for id, record in codec.decode(rows).items()}


@given(steps)
def test_a_log_means_what_its_steps_do(steps: list[tuple[list[str], list[str]]]) -> None:
    parts, model = log_of(steps)
    assert list(as_dict(parts).items()) == list(model.items())
    assert segments.count(parts) == len(model)


@given(steps, st.data())
def test_merging_any_neighbours_changes_nothing(
    steps: list[tuple[list[str], list[str]]], data: st.DataObject
) -> None:
    parts, model = log_of(steps)
    start = data.draw(st.integers(0, len(parts)))
    end = data.draw(st.integers(start, len(parts)))
    merged = [*parts[:start], segments.merge(parts[start:end]), *parts[end:]]
    assert list(as_dict(merged).items()) == list(model.items())


@given(steps)
def test_what_is_known_to_be_clean_changes_nothing(
    steps: list[tuple[list[str], list[str]]],
) -> None:
    parts, model = log_of(steps)
    seen: set[str] = set()
    clean = 0
    for part in parts:
        fresh = set(codec.ids(part.rows))
        if fresh & seen or (clean and part.deletes):
            break
        seen |= fresh
        clean += 1
    for known in range(clean + 1):
        assert list(as_dict(parts, known).items()) == list(model.items())


@given(steps)
def test_parts_survive_packing(steps: list[tuple[list[str], list[str]]]) -> None:
    for part in log_of(steps)[0]:
        again = segments.unpack(segments.pack(part))
        assert again.deletes == part.deletes
        assert codec.decode(again.rows) == codec.decode(part.rows)


@given(steps, st.data())
def test_an_index_follows_a_log(
    steps: list[tuple[list[str], list[str]]], data: st.DataObject
) -> None:
    parts, _ = log_of(steps)
    stored = dict(enumerate(parts))
    index: Index[int] = Index()
    log: list[int] = []
    for number in range(len(parts)):
        log.append(number)
        if data.draw(st.booleans()):
            index.follow(log, stored.__getitem__)
        if data.draw(st.booleans()):  # the last parts become one
            keep = data.draw(st.integers(0, len(log) - 1))
            merged = max(stored) + 1
            stored[merged] = segments.merge([stored[token] for token in log[keep:]])
            log[keep:] = [merged]
    index.follow(log, stored.__getitem__)
    model = log_of(steps)[1]
    assert len(index) == len(model)
    for id in "abcdefgh":
        place = index.find(id)
        found = None if place is None else stored[place[0]].rows.slice(place[1], 1)
        assert (None if found is None else codec.decode(found)[id]["n"]) == model.get(id)


def test_bulk_rows_are_cut_into_segments_with_the_deletes_first() -> None:
    rows = codec.encode({str(i): {"n": i} for i in range(40_000)})
    pieces = segments.split(Part(rows, ("x",)))
    assert [piece.rows.num_rows for piece in pieces] == [16_384, 16_384, 7_232]
    assert [piece.deletes for piece in pieces] == [("x",), (), ()]
    wide = codec.encode({str(i): {"n": "x" * 2**20} for i in range(20)})
    assert max(piece.rows.nbytes for piece in segments.split(Part(wide))) <= 9 * 2**20


@pytest.mark.parametrize("weight", [1, 5, 40])
def test_the_log_stays_short_and_rows_are_copied_a_few_times(weight: int) -> None:
    weights: list[int] = []
    copied = 0
    for _ in range(5_000):
        weights.append(weight)
        if count := segments.mergeable(weights):
            copied += sum(weights[-count:])
            weights[-count:] = [sum(weights[-count:])]
        assert len(weights) <= 3 * segments.FAN + weight * 5_000 // segments.SEGMENT_ROWS
    assert sum(weights) == 5_000 * weight
    assert copied <= 4 * 5_000 * weight
