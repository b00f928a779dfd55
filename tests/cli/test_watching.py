"""`watch`: changes as they come."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.cli.watching import Seen, changes, differences
from diorama_nb.query import ALL
from diorama_nb.testing import FakeSource
from tests.virtual import eager, opened, sequential, virtual

ROWS = st.dictionaries(
    st.sampled_from("abcd"), st.fixed_dictionaries({"v": st.integers(0, 2)}), max_size=4
)


@given(ROWS, ROWS)
def test_differences_lead_from_the_old_rows_to_the_new_ones(before, after):
    """S69."""
    rows, kinds = dict(before), {}
    for seen in differences(before, after):
        kinds.setdefault(seen.kind, set()).add(seen.id)
        if seen.record is None:
            del rows[seen.id]
        else:
            rows[seen.id] = seen.record
    assert rows == after
    assert kinds.get("inserted", set()) == after.keys() - before.keys()
    assert kinds.get("removed", set()) == before.keys() - after.keys()
    assert all(before[id] != after[id] for id in kinds.get("changed", ()))


async def first(source, count, query=ALL, change=lambda rows: None, **settings):
    """Return the first changes seen after the source was changed, and when they came."""
    dio = await opened(source)
    loop = asyncio.get_running_loop()
    found = []

    def started(rows):
        found.append(rows)
        change(source.rows)

    async for seen in changes(dio, query, 5.0, on_start=started, **settings):
        found.append(seen)
        if len(found) > count:
            break
    await dio.aclose()
    return found, loop.time()


def other(rows):
    rows["240"] = {**rows["240"], "name": "other"}
    del rows["7"]
    rows["new"] = {"id": "new", "n": -1, "name": "new"}


@pytest.mark.parametrize("make", [eager, FakeSource, sequential])
@virtual
async def test_rows_anywhere_in_the_set_are_compared_after_each_reading(make):
    """S69."""
    (rows, *seen), at = await first(make(250), 3, change=other)
    assert rows == 250
    assert {(s.kind, s.id) for s in seen} == {
        ("changed", "240"), ("removed", "7"), ("inserted", "new"),
    }  # fmt: skip
    assert 5.0 <= at < 10.0
    assert seen[0].record["name"] == "other"


@virtual
async def test_a_row_that_comes_to_match_is_inserted_and_one_that_ceases_to_is_removed():
    """S69."""

    def swap(rows):
        rows["1"], rows["200"] = {**rows["1"], "n": 200}, {**rows["200"], "n": 1}

    query = ALL.where("n", "<", 100)
    (rows, *seen), _ = await first(FakeSource(250), 2, query, swap)
    assert rows == 100
    assert [(s.kind, s.id) for s in seen] == [("inserted", "200"), ("removed", "1")]


@pytest.mark.parametrize("reads", [(), ("window",), ("next",)])
@virtual
async def test_news_the_source_tells_comes_at_once(reads):
    """S69: it is not waited for the next reading."""
    source = FakeSource(250, reads=reads, pushes_changes=True)
    dio = await opened(source)
    news = {"id": "9", "name": "pushed"}

    async def push():
        await asyncio.sleep(60)
        source.change("9", news)

    telling = asyncio.create_task(push())
    async for seen in changes(dio, ALL, 3600.0):
        assert seen == Seen("changed", "9", news)
        break
    assert asyncio.get_running_loop().time() < 120
    await telling
    await dio.aclose()


@virtual
async def test_a_reading_that_fails_is_told_and_tried_again():
    """S69: no row seems gone because the source was down for a while."""
    source = FakeSource(250)
    errors = []

    def fail(rows):
        source.fail(1)
        other(rows)

    (_, *seen), at = await first(source, 3, change=fail, on_error=errors.append)
    assert [type(e).__name__ for e in errors] == ["SourceUnavailable"]
    assert len(seen) == 3
    assert 10.0 <= at < 15.0


def test_watch_prints_json_lines_until_the_count_is_reached(diorama, api):
    """S69."""
    asked = []

    def answer(_path, _query):
        asked.append(1)
        return 200, [{"id": 1, "v": len(asked) // 3}, *({"id": 2} for _ in asked[5:6])]

    api.answer = answer
    result = diorama(f"{api.url}/items", "watch", "--every", "10ms", "--count", "3")
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["kind"] for line in lines[:1]] == ["changed"]
    assert len(lines) == 3
    assert lines[0]["record"]["id"] == 1
    assert "watching 1 row," in result.stderr


def test_watch_ends_after_its_time_although_nothing_happened(diorama, tmp_path):
    """S69."""
    file = tmp_path / "rows.jsonl"
    file.write_text('{"id": 1}\n')
    result = diorama(file, "watch", "--every", "10ms", "--for", "100ms")
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize("wrong", [("--every", "0"), ("--every", "soon"), ("--count", "0")])
def test_a_watch_that_makes_no_sense_ends_with_two(diorama, tmp_path, wrong):
    """S69."""
    file = tmp_path / "rows.jsonl"
    file.write_text('{"id": 1}\n')
    assert diorama(file, "watch", *wrong).exit_code == 2
