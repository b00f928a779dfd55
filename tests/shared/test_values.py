"""What is kept in the shared Redis: names, answers, news; and how recent an answer must be."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.changes import Deleted, Inserted, Invalidated, Updated
from diorama_nb.errors import SpecError
from diorama_nb.policy import Freshness
from diorama_nb.query import ALL, Query
from diorama_nb.shared import news, value
from diorama_nb.shared.keys import Keys
from diorama_nb.shared.news import Reread
from diorama_nb.shared.recency import SECOND, Recency
from diorama_nb.values import same_record
from diorama_nb.vista.sharing import Sharing
from diorama_nb.vista.source import Page
from diorama_nb.writes.write import Stored, Write

TEXT = st.text(max_size=8)
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), TEXT, st.binary(max_size=4),
    st.floats(allow_nan=False), st.datetimes(timezones=st.just(UTC)), st.dates(),
    st.timedeltas(), st.uuids(), st.decimals(allow_nan=False, allow_infinity=False),
    st.lists(st.integers(), max_size=2), st.dictionaries(TEXT, st.integers(), max_size=2),
)  # fmt: skip
RECORDS = st.dictionaries(TEXT, CELLS, max_size=4)
IDS = st.text(st.characters(codec="utf-8"), max_size=6)
PAGES = st.builds(
    Page,
    st.dictionaries(IDS, RECORDS, max_size=4),
    total=st.none() | st.integers(0, 10**12),
    next=st.none() | TEXT,
    end=st.none() | st.booleans(),
    received=st.integers(0, 100),
    note=TEXT,
)
LEARNED = st.none() | st.dictionaries(TEXT, st.none() | TEXT | st.integers(0, 9), max_size=3)


@given(PAGES, LEARNED)
def test_an_answer_comes_back_as_it_was(page, learned):
    packed = value.pack("a key", page, learned)
    found, told = value.unpack("a key", packed.data)
    assert told == learned
    assert list(found.rows) == list(page.rows)
    for id, record in page.rows.items():
        assert list(found.rows[id]) == list(record)
        assert same_record(found.rows[id], record)
    for fact in ("total", "next", "end", "received", "note"):
        assert getattr(found, fact) == getattr(page, fact)
    assert found.requests == 0


def test_values_keep_their_types():
    record = {
        "when": datetime(2026, 11, 21, 9, 30, tzinfo=UTC), "day": date(2026, 11, 21),
        "took": timedelta(microseconds=3), "price": Decimal("9.50"), "key": UUID(int=7),
        "raw": b"\0\xff", "big": 2**80, "nested": {"a": [1, None, "x"]}, "none": None,
    }  # fmt: skip
    page, _ = value.unpack("k", value.pack("k", Page({"1": record, "2": {}}), None).data)
    assert page.rows == {"1": record, "2": {}}
    assert [type(cell) for cell in page.rows["1"].values()] == [*map(type, record.values())]


@given(PAGES, st.data())
def test_what_is_damaged_anywhere_is_no_value(page, data):
    packed = value.pack("a key", page, None).data
    at = data.draw(st.integers(0, len(packed) - 1))
    flipped = (
        packed[:at] + bytes([packed[at] ^ data.draw(st.integers(1, 255))]) + packed[at + 1 :]
    )
    assert value.unpack("a key", flipped) is None
    assert value.unpack("a key", packed[:at]) is None
    assert value.unpack("another key", packed) is None


@given(st.binary(max_size=200))
def test_garbage_is_no_value(data):
    assert value.unpack("a key", data) is None
    assert value.unpack("a key", b"dio\x01" + data) is None


def test_the_content_is_told_by_its_rows_not_by_what_is_beside_them():
    rows = {"1": {"a": 1}}
    one = value.pack("k", Page(rows, 1, note="said"), None)
    other = value.pack("k", Page(dict(rows), 1, requests=3), {"plan": 1})
    assert one.content == other.content
    assert one.content != value.pack("k", Page({"1": {"a": 2}}, 1), None).content
    assert one.content != value.pack("k", Page(rows, 2), None).content


def test_what_no_record_can_hold_is_not_shared():
    assert value.pack("k", Page({"1": {"a": object()}}), None) is None
    assert value.pack("k", Page({"\ud800": {"a": 1}}), None) is None


QUESTIONS = st.tuples(
    st.sampled_from(["window", "next", "page", "record"]),
    st.builds(
        lambda column, cell: Query().where(column, "==", cell),
        TEXT, st.none() | st.booleans() | st.integers(0, 3) | TEXT,
    ) | st.just(ALL),
    st.integers(0, 3) | TEXT | st.none(),
)  # fmt: skip


@given(QUESTIONS, QUESTIONS, TEXT, TEXT)
def test_other_questions_have_other_names(one, other, declared, otherwise):
    """X22: equal questions of equally declared sources have one name, all others another."""

    def name(question, answers):
        kind, query, what = question
        return Keys.of(Sharing("rows", answers)).name(kind, query.key, what)

    same = (one[0], one[1].key, one[2], declared) == (
        other[0],
        other[1].key,
        other[2],
        otherwise,
    )
    assert (name(one, declared) == name(other, otherwise)) == same


@given(TEXT, TEXT)
def test_other_rows_have_no_key_in_common(one, other):
    keys = [Keys.of(Sharing(rows)) for rows in (one, other)]
    ours, theirs = [
        {k.era, k.news, k.bell, k.pace, k.page("a"), k.lock("a")} for k in keys
    ]  # fmt: skip
    assert len(ours) == 6
    assert (ours == theirs) if one == other else not ours & theirs


@given(
    st.one_of(
        st.builds(Inserted, IDS, st.none() | RECORDS),
        st.builds(Updated, IDS, st.none() | RECORDS),
        st.builds(Deleted, IDS),
        st.just(Reread()),
    )
)
def test_news_come_back_as_they_were(told):
    found = news.unpack(news.pack(told))
    record, was = getattr(found, "record", None), getattr(told, "record", None)
    assert (type(found), getattr(found, "id", None)) == (type(told), getattr(told, "id", None))
    assert (record is None) == (was is None)
    assert record is None or same_record(record, was)


@given(st.binary(max_size=40))
def test_news_that_can_not_be_understood_say_that_something_changed(data):
    found = news.unpack(data)
    assert isinstance(found, Invalidated) or news.pack(found)


def test_of_a_large_record_only_the_id_is_told():
    long = {"text": "x" * 2**17}
    assert news.unpack(news.pack(Updated("7", long))) == Updated("7")
    assert news.unpack(news.pack(Inserted("7", {"a": object()}))) == Inserted("7")


@pytest.mark.parametrize(
    ("write", "stored", "told"),
    [
        (Write("patch", "7", {"a": 1}), Stored("7", {"a": 1, "b": 2}),
         Updated("7", {"a": 1, "b": 2})),
        (Write("patch", "7", {"a": 1}), Stored(), Updated("7")),
        (Write("replace", "7", {"a": 1}), Stored("7"), Updated("7")),
        (Write("insert", None, {"a": 1}), Stored("9", {"a": 1}), Inserted("9", {"a": 1})),
        (Write("delete", "7"), Stored("7"), Deleted("7")),
    ],
)  # fmt: skip
def test_a_write_is_told_as_far_as_its_answer_is_known(write, stored, told):
    assert news.of_write(write, stored) == told


def test_a_write_of_many_rows_or_of_another_id_says_that_something_changed():
    assert isinstance(news.of_write(Write("clear"), Stored()), Invalidated)
    renamed = news.of_write(Write("patch", "7", {"id": 8}), Stored("8", {"id": 8}))
    assert isinstance(renamed, Invalidated)


def test_the_shortest_clock_of_a_lens_says_how_old_an_answer_may_be():
    assert Recency.of(Freshness(), 300.0).max_age == 300 * SECOND
    assert Recency.of(Freshness(60.0), 300.0).max_age == 60 * SECOND
    assert Recency.of(Freshness(60.0, 10.0), 300.0).max_age == 10 * SECOND


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=5), st.integers(10**15, 10**16))
def test_demands_add_up_to_the_strictest(withins, now):
    recency = Recency(0)
    for within in withins:
        recency = recency.renewed(within)
    met = recency.at(now)
    assert met.floor == now - round(min(withins) * SECOND) + 1
    assert met.at(now + 10**9) == met
    assert met.above(now).floor == now + 1


@pytest.mark.parametrize(
    ("given", "about"),
    [
        ("http://example.org", "no address"),
        ("redis", "no address"),
        (7, "no address"),
        ("redis://host:port/0", "port"),
        ("unix://", "socket"),
    ],
)
def test_what_is_no_address_is_refused_at_once(given, about):
    """K9: a Lens refuses what can be no Redis before anything is asked."""
    with pytest.raises(SpecError, match=about) as refused:
        dn.Lens(shared=given)
    assert refused.value.hint


def test_a_lease_that_is_too_short_is_refused():
    with pytest.raises(SpecError, match="lease"):
        dn.Shared("redis://host", lease=0.01)
    with pytest.raises(SpecError, match="max_age"):
        dn.Shared("redis://host", max_age="soon")


@pytest.mark.parametrize("scheme", ["redis", "rediss", "unix"])
def test_an_address_is_shown_without_its_secrets(scheme):
    shared = dn.Shared(f"{scheme}://me:s3cr3t%21@host:6379/1?ssl_password=hidden")
    assert repr(shared) == f"Shared('{scheme}://host:6379/1')"
    told = shared.redact("ERR s3cr3t! and s3cr3t%21 and hidden")
    assert told == "ERR *** and *** and ***"
