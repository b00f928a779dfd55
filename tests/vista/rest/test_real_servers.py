"""With a URL only: right rows, right total, no row lost to a clamped page, honest filters."""

import pytest

from diorama_nb.demo_api import DemoApi
from diorama_nb.errors import FilterIgnored
from diorama_nb.query import ALL, Query
from diorama_nb.vista.rest import Offset, Page, RestSource, RestVista
from tests.aio import run
from tests.servers.fixtures import POSTS

IDS = [str(post["id"]) for post in POSTS]


def windows(source, *asked, query=ALL):
    """Read windows of a source; return it with the pages."""

    async def read():
        try:
            await source.prepare()
            return [await source.read_window(query, offset, limit) for offset, limit in asked]
        finally:
            await source.aclose()

    return run(read())


async def walk(source, query=ALL):
    pages, token = [], None
    while True:
        pages.append(await source.read_next(query, token))
        token = pages[-1].next
        if token is None:
            return pages


def walked(source, query=ALL):
    async def read():
        await source.prepare()
        pages = await walk(source, query)
        await source.aclose()
        return pages

    return run(read())


def ids(pages):
    return [id for page in pages for id in page.rows]


# --- json-server ---------------------------------------------------------------------------


def test_json_server_is_recognised_by_two_requests(json_server):
    source = RestSource(f"{json_server}/posts")
    (page,) = windows(source, (0, 50))
    assert list(page.rows) == IDS[:50]
    assert page.total == 137
    assert source.requests == 2, "the probe's own answer serves the first window"
    able = source.about.capabilities
    assert able.why("fetch_window") == able.why("count") == "verified"
    assert able.why("order") == able.why("search") == "preset"


@pytest.mark.parametrize(
    ("offset", "limit"), [(0, 1), (33, 70), (130, 50), (137, 10), (900, 5)]
)
def test_json_server_windows_hold_exactly_the_rows_asked_for(json_server, offset, limit):
    pages = windows(RestSource(f"{json_server}/posts"), (1, 1), (offset, limit))
    assert list(pages[1].rows) == IDS[offset : offset + limit]
    assert pages[1].total in (137, None)


def test_json_server_sorts_filters_and_searches(json_server):
    source = RestSource(f"{json_server}/posts")
    query = Query().where("kind", "==", "essay").where("likes", ">=", 50)
    query = query.order_by("likes", descending=True)
    (page,) = windows(source, (0, 10), query=query)
    due = [p for p in POSTS if p["kind"] == "essay" and p["likes"] >= 50]
    assert page.total == len(due)
    best = sorted((p["likes"] for p in due), reverse=True)[:10]
    assert [row["likes"] for row in page.rows.values()] == best
    assert source.split(query)[1] == ALL
    (found,) = windows(source, (0, 10), query=Query().searching("Post 042"))
    assert list(found.rows) == ["42"]


def test_an_empty_list_is_an_empty_set(json_server):
    (page,) = windows(RestSource(f"{json_server}/empty"), (0, 10))
    assert (page.rows, page.total, page.end) == ({}, 0, True)


def test_a_filter_json_server_ignores_is_noticed(json_server):
    query = Query().where("nosuch", "==", 1)
    with pytest.raises(FilterIgnored, match="nosuch"):
        windows(RestSource(f"{json_server}/posts"), (0, 10), query=query)


def test_a_condition_that_text_would_blur_is_not_sent(json_server):
    source = RestSource(f"{json_server}/posts")
    windows(source, (0, 1))
    pushed, local = source.split(Query().where("likes", "==", "37"))
    assert pushed == ALL
    assert local.conditions[0].value == "37"


def test_one_record_comes_by_its_address(json_server):
    async def read():
        source = RestSource(f"{json_server}/posts", style="json-server")
        answers = [await source.get("7"), await source.get("999"), await source.get("../posts")]
        await source.aclose()
        return answers

    assert run(read()) == [POSTS[6], None, None]


def test_a_vista_over_json_server_reads_everything(json_server):
    async def read():
        vista = RestVista(f"{json_server}/posts")
        answers = (
            await vista.list_values(),
            await vista.where(kind="news").get_count(),
            await vista.where({"author.name": "Author 3"}).list_values(),
        )
        await vista.aclose()
        return answers

    rows, news, by_author = run(read())
    assert list(rows) == IDS
    assert rows.coverage.complete
    assert news == sum(post["kind"] == "news" for post in POSTS)
    assert len(by_author) == sum(post["author"]["name"] == "Author 3" for post in POSTS)


# --- Django REST framework -----------------------------------------------------------------

BOOKS = [str(n) for n in range(1, 96)]


@pytest.mark.parametrize("path", ["offset", "page", "sized"])
def test_drf_windows_are_verified_by_two_requests(drf, path):
    source = RestSource(f"{drf}/{path}/")
    pages = windows(source, (0, 10), (3, 44), (85, 30))
    assert ids(pages[:1]) == BOOKS[:10]
    assert ids(pages[1:2]) == BOOKS[3:47]
    assert ids(pages[2:]) == BOOKS[85:]
    assert {page.total for page in pages} == {95}
    assert source.about.capabilities.why("fetch_window") == "verified"
    assert pages[0].requests == 0, "the probe has read these rows already"


@pytest.mark.parametrize("path", ["offset", "page", "sized", "cursor"])
def test_a_walk_over_drf_finds_every_book_once(drf, path):
    source = RestSource(f"{drf}/{path}/")
    pages = walked(source)
    assert ids(pages) == BOOKS
    assert pages[-1].end is True
    assert source.requests <= 12


def test_drf_cursors_grant_no_windows(drf):
    source = RestSource(f"{drf}/cursor/")
    walked(source)
    able = source.about.capabilities
    assert able.can_fetch_next
    assert not able.can_fetch_window
    assert not able.can_count


@pytest.mark.parametrize(
    ("path", "page"),
    [("offset", Offset("offset", "limit")), ("sized", Page("page", "page_size"))],
)
def test_a_page_size_that_drf_clamps_silently_loses_no_row(drf, path, page):
    source = RestSource(f"{drf}/{path}/", page=page, page_size=500)
    assert ids(windows(source, (0, 500))) == BOOKS
    source = RestSource(f"{drf}/{path}/", page=page, page_size=500)
    assert ids(walked(source)) == BOOKS


def test_drf_says_404_past_the_end_and_that_is_the_end(drf):
    source = RestSource(f"{drf}/page/", style="drf-page", total=None)
    pages = walked(source)
    assert ids(pages) == BOOKS
    assert pages[-1].end is True


def test_a_filter_drf_ignores_is_noticed(drf):
    query = Query().where("kind", "==", "essay")
    with pytest.raises(FilterIgnored) as failed:
        windows(RestSource(f"{drf}/offset/", filters="any"), (0, 10), query=query)
    assert failed.value.column == "kind"
    assert failed.value.request.url.startswith(f"{drf}/offset/?kind=essay")
    assert not failed.value.resplit


def test_an_ignored_filter_is_applied_here_when_asked_to(drf):
    source = RestSource(f"{drf}/offset/", filters="any", on_ignored="local")
    query = Query().where("kind", "==", "essay")
    assert source.split(query) == (query, ALL)
    with pytest.raises(FilterIgnored) as failed:
        windows(source, (0, 10), query=query)
    assert failed.value.resplit
    assert source.split(query) == (ALL, query)


def test_what_is_not_declared_is_done_here(drf):
    async def read():
        vista = RestVista(f"{drf}/offset/").where(kind="essay").order_by("stock")
        rows = await vista.list_values()
        await vista.aclose()
        return rows

    rows = run(read())
    assert len(rows) == 31
    assert rows.coverage.complete
    stock = [row["stock"] for row in rows.values()]
    assert stock == sorted(stock)


# --- our own demo --------------------------------------------------------------------------


def test_the_demo_api_is_understood_by_its_envelope():
    with DemoApi(rows=1234, latency=0) as api:
        source = RestSource(api.url)
        pages = windows(source, (0, 20), (1000, 700))
        assert [len(page.rows) for page in pages] == [20, 234]
        assert {page.total for page in pages} == {1234}
        assert source.about.capabilities.why("fetch_window") == "verified"


def test_the_demo_api_sorts_and_filters_when_its_style_is_named():
    with DemoApi(rows=500, latency=0) as api:
        source = RestSource(api.url, style="demo")
        query = Query().order_by("price", descending=True)
        (page,) = windows(source, (0, 30), query=query)
        prices = [row["price"] for row in page.rows.values()]
        assert prices == sorted(prices, reverse=True)
        assert source.split(query) == (query, ALL)
