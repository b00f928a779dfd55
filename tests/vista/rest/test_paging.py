"""Whatever page size a server insists on, windows and walks neither lose nor double a row."""

from hypothesis import given, settings
from hypothesis import strategies as st

from diorama_nb.query import ALL
from diorama_nb.vista.rest import LastId, Offset, Page, RestSource
from diorama_nb.vista.rest.paging import Token, ended
from tests.aio import run
from tests.vista.rest.model import Model

SETTINGS = settings(deadline=None, max_examples=150)
numbers = st.integers(0, 80)
sizes = st.integers(1, 30)


def source_over(model, page, **parameters):
    return RestSource(
        "https://model.test/items", page=page, transport=model.transport, **parameters
    )


def walk(source):
    async def go():
        ids, token = [], None
        for _ in range(500):
            page = await source.read_next(ALL, token)
            assert page.received == len(page.rows)
            ids += [int(id) for id in page.rows]
            token = page.next
            if token is None:
                return ids
        raise AssertionError("an endless walk")

    return run(go())


def windows(source, asked):
    async def go():
        return [await source.read_window(ALL, offset, limit) for offset, limit in asked]

    return run(go())


def check_windows(source, model, asked):
    for (offset, limit), page in zip(asked, windows(source, asked), strict=True):
        due = list(range(len(model.rows)))[offset : offset + limit]
        assert [int(id) for id in page.rows] == due
        if model.totals and due:
            assert page.total == len(model.rows)
        if due and page.end is not None:
            assert page.end == (offset + limit >= len(model.rows))


window_lists = st.lists(st.tuples(numbers, st.integers(1, 50)), min_size=1, max_size=4)


@SETTINGS
@given(
    rows=numbers, clamp=sizes, base=st.integers(0, 1), totals=st.booleans(), size=sizes,
    missing=st.booleans(), asked=window_lists,
)  # fmt: skip
def test_offset_windows(rows, clamp, base, totals, size, missing, asked):
    """S73."""
    model = Model(rows, clamp=clamp, base=base, totals=totals)
    page = Offset("offset", "limit", base=base)
    check_windows(source_over(model, page, page_size=size), model, asked)


@SETTINGS
@given(
    rows=numbers, clamp=sizes, base=st.integers(0, 1), totals=st.booleans(), size=sizes,
    sized=st.booleans(), missing=st.booleans(), asked=window_lists,
)  # fmt: skip
def test_page_windows(rows, clamp, base, totals, size, sized, missing, asked):
    """S73."""
    model = Model(rows, clamp=clamp, base=base, totals=totals, missing=missing, size=size)
    page = Page("page", "size" if sized else None, base=base)
    check_windows(source_over(model, page, page_size=size), model, asked)


@SETTINGS
@given(
    rows=numbers, clamp=sizes, base=st.integers(0, 1), totals=st.booleans(), size=sizes,
    sized=st.booleans(), missing=st.booleans(), kind=st.sampled_from(["offset", "page"]),
)  # fmt: skip
def test_walks(rows, clamp, base, totals, size, sized, missing, kind):
    model = Model(rows, clamp=clamp, base=base, totals=totals, missing=missing, size=size)
    page = (
        Offset("offset", "limit", base=base)
        if kind == "offset"
        else Page("page", "size" if sized else None, base=base)
    )
    assert walk(source_over(model, page, page_size=size)) == list(range(rows))


@SETTINGS
@given(rows=numbers, other=numbers, clamp=sizes, asked=window_lists)
def test_a_set_that_changes_its_size_is_read_as_it_is_now(rows, other, clamp, asked):
    model = Model(rows, clamp=clamp, totals=False)
    source = source_over(model, Page("page", "size", base=0), page_size=20)
    check_windows(source, model, asked)
    model.rows = Model(other).rows
    check_windows(source, model, asked)


def test_a_window_that_was_read_by_numbers_costs_one_request_per_page():
    model = Model(100, clamp=10)
    source = source_over(model, Page("page", "size", base=0), page_size=10)
    windows(source, [(0, 10)])
    model.requests = 0
    windows(source, [(35, 30)])
    assert model.requests == 4


def test_an_empty_window_asks_nothing():
    model = Model(10)
    (page,) = windows(source_over(model, Offset()), [(3, 0)])
    assert (page.rows, page.requests, model.requests) == ({}, 0, 0)


def test_rows_without_a_name_keep_their_place_and_are_not_merged():
    model = Model(25, clamp=10)
    model.rows = [{"color": "red"} for _ in range(25)]
    model.rows[10:] = [{"color": "blue"} for _ in range(15)]
    model.rows[20:] = [{"color": "red"} for _ in range(5)]

    async def go():
        source = source_over(model, Offset())
        ids, token = [], None
        while True:
            page = await source.read_next(ALL, token)
            ids += page.rows
            token = page.next
            if token is None:
                return source, ids

    source, ids = run(go())
    assert ids == [f"#{n}" for n in range(25)]
    assert source.about.id_column is None


def test_the_last_id_goes_on_where_the_page_ended():
    import httpx

    rows = [{"id": f"c{n:02}"} for n in range(23)]

    def answer(request):
        after = request.url.params.get("starting_after")
        start = next((n + 1 for n, r in enumerate(rows) if r["id"] == after), 0)
        page = rows[start : start + 10]
        return httpx.Response(200, json={"data": page, "has_more": start + 10 < 23})

    source = RestSource(
        "https://model.test/customers",
        page=LastId("starting_after", more="has_more"),
        transport=httpx.MockTransport(answer),
    )

    async def go():
        ids, token = [], None
        while True:
            page = await source.read_next(ALL, token)
            ids += page.rows
            token = page.next
            if token is None:
                return ids

    assert run(go()) == [row["id"] for row in rows]


@given(
    payload=st.text(),
    mark=st.text("0123456789abcdef", max_size=12),
    position=st.integers(0, 10**9),
)
def test_tokens_come_back_as_they_were(payload, mark, position):
    token = Token(payload, mark, position)
    assert Token.parse(str(token)) == token


def test_only_a_total_that_is_met_exactly_ends_a_walk():
    assert ended(10, 10, 10) is True
    assert ended(5, 10, 5) is False
    assert ended(15, 10, 5) is None
    assert ended(15, None, 5) is None
    assert ended(15, 99, 0) is True
