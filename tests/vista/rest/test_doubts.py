"""What an answer leaves open is not taken for the end, for nothing or for everything."""

import httpx
import pytest

from diorama_nb.errors import SourceError, SourceMissing
from diorama_nb.query import ALL, Query
from diorama_nb.vista.rest import Cursor, NextLink, Offset, Page, RestSource
from diorama_nb.vista.vista import Vista
from tests.aio import read, run

URL = "https://api.test/things"
ROWS = [{"id": n, "name": f"row {n}"} for n in range(30)]
GONE = httpx.Response(404, json={"message": "no such page"})


def opened(answer, url=URL, **declared):
    """Open a source over `answer(params) -> body | Response`; return it and the requests."""
    asked = []

    def handle(request):
        asked.append(request)
        body = answer(request.url.params)
        return body if isinstance(body, httpx.Response) else httpx.Response(200, json=body)

    return RestSource(url, transport=httpx.MockTransport(handle), **declared), asked


def listed(source):
    return run(Vista(source).list_values())


# --- the end -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", [NextLink("next"), Cursor("next", "from")], ids=["link", "cursor"]
)
def test_a_404_for_a_page_that_the_source_named_itself_is_not_the_end(page):
    def answer(params):
        return GONE if "from" in params else {"items": ROWS[:10], "next": f"{URL}?from=10"}

    part = listed(opened(answer, page=page, total=None)[0])
    assert (len(part), part.coverage.complete) == (10, False)
    assert "404" in part.coverage.reason
    source, _ = opened(answer, page=page)
    token = run(source.read_next(ALL, None)).next
    with pytest.raises(SourceMissing) as failed:
        run(source.read_next(ALL, token))
    assert 'past_end="404"' in failed.value.hint
    assert listed(opened(answer, page=page, past_end="404")[0]).coverage.complete


@pytest.mark.parametrize("page", [Offset("from", "size"), Page("from", "size", base=0)])
def test_a_list_that_is_gone_is_not_an_empty_one(page):
    found = [ROWS[:10]]
    source, _ = opened(lambda params: found.pop() if found else GONE, page=page)
    run(source.read_window(ALL, 0, 5))
    with pytest.raises(SourceMissing):
        run(source.read_window(ALL, 0, 5))
    with pytest.raises(SourceMissing):
        run(source.read_next(ALL, None))


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ({"code": "no_page", "data": {"status": 400}}, True),
        ({"errors": [{"code": "no_page"}]}, True),
        ({"code": "bad_filter", "message": "not no_page"}, False),
        ("", False),
    ],
)
def test_only_the_code_that_is_declared_stands_for_the_end(said, ends):
    def answer(params):
        at = int(params["offset"])
        return ROWS[at : at + 10] if at < 30 else httpx.Response(400, json=said)

    declared = {"page": Offset(), "page_size": 10, "total": None}
    source, _ = opened(answer, past_end="400:no_page", **declared)
    rows = listed(source)
    assert len(rows) == 30
    assert rows.coverage.complete is ends


@pytest.mark.parametrize(
    ("code", "ends"), [("rest_post_invalid_page_number", True), ("rest_invalid_param", False)]
)
def test_wordpress_ends_with_its_own_code_only(code, ends):
    def answer(params):
        at = int(params["offset"])
        return ROWS[at : at + 10] if at < 10 else httpx.Response(400, json={"code": code})

    source, _ = opened(answer, style="wordpress", page_size=10)
    assert listed(source).coverage.complete is ends


# --- errors that call themselves answers ---------------------------------------------------

REFUSED = [
    {"ok": False, "error": "bad key", "items": []},
    {"items": [], "error": {"code": 7, "message": "bad key"}},
    {"data": [], "errors": [{"title": "bad key"}]},
    {"success": False, "message": "bad key", "results": []},
    {"errors": [{"message": "bad key"}]},
]


@pytest.mark.parametrize("body", REFUSED)
def test_an_error_beside_an_empty_list_is_no_empty_set(body):
    for declared in {}, {"page": None}:
        with pytest.raises(SourceError, match="bad key") as failed:
            listed(opened(lambda params: body, **declared)[0])
        assert (failed.value.status, failed.value.server_message) == (200, "bad key")
        assert "errors=None" in failed.value.hint


@pytest.mark.parametrize(
    "body",
    [
        {"items": [], "message": "welcome", "ok": True, "errors": [], "error": None},
        {"items": ROWS[:3], "errors": [{"message": "row 4 is broken"}], "success": False},
    ],
)
def test_a_greeting_or_a_warning_beside_rows_is_no_error(body):
    rows = listed(opened(lambda params: body, rows="items")[0])
    assert rows.coverage.complete
    assert len(rows) == len(body["items"])


def test_where_an_answer_tells_of_errors_can_be_declared():
    def answer(params):
        return {"items": ROWS[:3], "status": {"error": "quota"}, "error": "none found"}

    with pytest.raises(SourceError, match="quota"):
        listed(opened(answer, errors="status.error")[0])
    empty = {"items": [], "error": "none found"}
    assert listed(opened(lambda params: empty, errors=None)[0]).coverage.complete


# --- answers that are cut --------------------------------------------------------------------


@pytest.mark.parametrize("url", ["https://api.github.com/search/issues?q=x", URL])
def test_an_answer_that_says_it_is_incomplete_is_not_called_complete(url):
    def answer(params):
        return {"total_count": 30, "incomplete_results": cut, "items": ROWS}

    declared = {} if url != URL else {"page": None, "incomplete": "incomplete_results"}
    for cut in False, True:
        source, _ = opened(answer, url, **declared)
        rows = listed(source)
        assert len(rows) == 30
        assert rows.coverage.complete is (None if cut else True)
        assert ("incomplete" in rows.coverage.reason) == cut
    if url != URL:
        page = run(source.read_window(ALL, 0, 30))
        assert (page.end, "incomplete" in page.note) == (None, True)


# --- questions that are ignored --------------------------------------------------------------


def found(source, query):
    return run(Vista(source, query).list_values())


def of(rows, params):
    at, size = int(params.get("offset", 0)), int(params.get("limit", 100))
    return {"items": rows[at : at + size], "total": len(rows)}


def test_a_search_that_is_ignored_is_done_here():
    source, asked = opened(lambda params: of(ROWS, params), page=Offset(), search="q")
    rows = found(source, Query().searching("row 2"))
    assert [*rows] == ["2", *map(str, range(20, 30))]
    assert rows.coverage.complete
    assert ["q" in request.url.params for request in asked] == [True, False, False]
    assert [*found(source, Query().searching("row 7"))] == ["7"]
    assert len(asked) == 4, "it is known now"


def test_a_search_that_is_heeded_is_believed_after_one_more_request():
    def answer(params):
        assert params.get("kind") == "a"
        return of(ROWS[:3] if "q" in params else ROWS, params)

    declared = {"page": Offset(), "search": "q", "page_size": 2}
    source, asked = opened(answer, URL + "?kind=a", **declared)
    for _ in range(2):
        assert len(found(source, Query().searching("by its other fields"))) == 3
    assert [request.url.params.get("q", "") for request in asked].count("") == 1


@pytest.mark.parametrize("status", [422, 501])
def test_a_search_without_which_there_is_no_answer_is_believed(status):
    def answer(params):
        return of(ROWS[:3], params) if "q" in params else httpx.Response(status, json={})

    source, asked = opened(answer, page=Offset(), search="q")
    for _ in range(2):
        assert len(found(source, Query().searching("by its other fields"))) == 3
    assert [request.url.params.get("q", "") for request in asked].count("") == (
        1 if status == 422 else 2
    ), "what is refused is proved, what fails is tried again"


def test_a_search_that_all_rows_show_costs_no_request():
    source, asked = opened(lambda params: of(ROWS, params), page=Offset(), search="q")
    assert len(found(source, Query().searching("row"))) == 30
    assert len(asked) == 1


@pytest.mark.parametrize("heeds", [True, False])
def test_a_filter_that_no_row_shows_is_doubted_if_it_changes_nothing(heeds):
    def answer(params):
        return of(ROWS[:5] if heeds and "tag" in params else ROWS, params)

    source, asked = opened(answer, page=Offset(), page_size=16, filters={"tag": "tag"})
    for requests in (2, 1) if heeds else (3, 2):
        asked.clear()
        rows = found(source, Query().where("tag", "==", "new"))
        assert rows.coverage.complete is (True if heeds else None)
        assert ("'tag'" in rows.coverage.reason) is not heeds
        assert len(asked) == requests


def test_json_server_that_is_searched_by_a_word_it_does_not_know_is_searched_here(json_server):
    source = RestSource(f"{json_server}/posts", style="json-server", search="nosuch")
    found = Vista(source, Query().searching("Post 042"))
    assert [*read(found, lambda vista: vista.list_values())] == ["42"]


# --- a guessed id ----------------------------------------------------------------------------

PEOPLE = [{"name": f"p{n}", "shop": 1, "tel": n} for n in range(10)]


@pytest.mark.parametrize(
    ("again", "better"),
    [
        ([{"name": "p0", "shop": 1, "tel": 99}], "'tel'"),
        ([{"name": "p0", "shop": 2, "tel": 1}], "('name', 'shop')"),
    ],
)
def test_a_guessed_id_that_a_later_page_refutes_is_told_with_a_better_one(again, better):
    source, _ = opened(
        lambda params: of([*PEOPLE, *again], params), page=Offset(), page_size=10
    )
    rows = listed(source)
    assert source.id_rule == "name"
    assert rows.coverage.complete is None
    assert f"(name {better})" in rows.coverage.reason


@pytest.mark.parametrize(
    ("tel", "better"), [(10, "tel"), (None, None)], ids=["column", "nothing"]
)
def test_two_rows_of_one_answer_with_one_id_are_told_with_a_better_one(tel, better):
    twins = [{"name": "twin", "tel": tel}, {"name": "twin", "tel": tel and 11}]
    first = [{"name": f"p{n}", "tel": n} for n in range(10)]
    rows = [*first, *twins]
    source, _ = opened(lambda params: of(rows, params), page=Offset(), page_size=10)
    found = listed(source)
    assert found.coverage.complete is None
    assert f"'twin': declare id={better!r}" in found.coverage.reason
    told = listed(opened(lambda params: of(rows, params), page=Offset(), id=better)[0])
    assert len(told) == 12


def test_a_row_that_came_twice_as_it_was_is_no_reason_for_another_id():
    rows = [*PEOPLE, PEOPLE[0]]
    source, _ = opened(lambda params: of(rows, params), page=Offset(), page_size=10)
    assert "(name another column)" in listed(source).coverage.reason
