"""Rows in another order than was asked for are noticed; any order servers have is believed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.errors import OrderIgnored
from diorama_nb.query import Query
from diorama_nb.vista.rest import Order, RestSource
from diorama_nb.vista.rest.sorting import is_unsorted
from tests.aio import run

BOOKS = [f"Book {n}" for n in range(95)]
DAYS = [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in (1, 9, 17)]
TIMES = [f"{day}T10:00:00Z" for day in DAYS]
MIXED = random.Random(7).sample(BOOKS, len(BOOKS))


@pytest.mark.parametrize(
    ("values", "descending"),
    [
        (BOOKS, True), (MIXED, False), (MIXED, True), (DAYS, True), (TIMES, True),
        (random.Random(1).sample(TIMES, len(TIMES)), False), ([1, 2, 3], True), ([2, 1], False),
        ([None, *BOOKS, ""], True), ([*"dcba"], False),
    ],
)  # fmt: skip
def test_another_order_is_noticed(values, descending):
    assert is_unsorted(values, descending=descending)


LEGAL = [
    sorted(BOOKS), BOOKS, [*"aBcD", *"EfGh"], [*"ABCD", *"abcd"], [None, 3, None, 4, 4, None],
    ["de Boer", "De Jong", "deBruin", "de Vries", "D'Ippolito"], ["low", "medium", "high"],
    ["9", "10", "11", "100", "1000"], ["-5", "-4", "3", "20"], ["$9.50", "$10", "$200"],
    ["01/31/2023", "02/01/2023", "01/01/2024", "12/01/2024", "01/01/2025", "01/02/2025"],
    ["Wed, 03 Jan 2024 10:00:00 GMT", "Thu, 04 Jan 2024 10:00:00 GMT",
     "Fri, 05 Jan 2024 10:00:00 GMT", "Sat, 06 Jan 2024 10:00:00 GMT"],
    ["low"] * 40 + ["medium"] * 30 + ["high"] * 30, ["Zoe", "Émile", "Åsa", "Ørsted", "Ätna"],
    ["2024-01-01T23:00:00-05:00", "2024-01-02T05:00:00Z", "2024-01-02T06:00:00+01:00"],
    ["北京", "重庆", "大连", "福州", "广州", "合肥", "吉林", "昆明"], [True, False],
    [f"{c}0000000-0000-4000-8000-00000000000{n}" for n, c in enumerate("fedcba")],
    [], [None], ["b"], [{}, {}],
]  # fmt: skip


@pytest.mark.parametrize("values", LEGAL)
def test_an_order_that_some_server_has_is_believed(values):
    assert not is_unsorted(values, descending=False)
    assert not is_unsorted(values[::-1], descending=True)


KEYS = [str, str.casefold, lambda s: "".join(filter(str.isalnum, s.casefold()))]


@given(
    texts=st.lists(st.text(max_size=6) | st.none()),
    key=st.sampled_from(KEYS),
    descending=st.booleans(),
)
def test_texts_sorted_by_code_points_or_letters_are_believed(texts, key, descending):
    held = sorted((t for t in texts if t is not None), key=key, reverse=descending)
    held += [None] * texts.count(None)
    assert not is_unsorted(held, descending=descending)


@given(numbers=st.lists(st.floats(allow_infinity=False) | st.integers()))
def test_sorted_numbers_are_believed_and_others_are_not(numbers):
    real = sorted(n for n in numbers if n == n)
    assert not is_unsorted(real, descending=False)
    assert is_unsorted(real, descending=True) == (len(set(real)) > 1)


# --- real servers ----------------------------------------------------------------------------


def asked(url, *columns, **declared):
    query = Query()
    for column in reversed(columns):  # the last one leads
        query = query.order_by(column, descending=True)
    source = RestSource(url, **declared)

    async def read():
        try:
            return await source.read_window(query, 0, 50)
        finally:
            await source.aclose()

    return run(read())


@pytest.mark.parametrize("columns", [("title",), ("title", "id")])
def test_texts_that_json_server_did_not_sort_are_noticed(json_server, columns):
    declared = {"style": "json-server", "order": Order("nosort", separator=",")}
    with pytest.raises(OrderIgnored, match="title"):
        asked(f"{json_server}/posts", *columns, **declared)
    page = asked(f"{json_server}/posts", *columns, style="json-server")
    titles = [row["title"] for row in page.rows.values()]
    assert titles == sorted(titles, reverse=True)


def test_texts_that_drf_did_not_sort_are_noticed(drf):
    with pytest.raises(OrderIgnored, match="title"):
        asked(f"{drf}/offset/", "title", style="drf-limitoffset", order="nosort")
