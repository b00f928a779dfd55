"""Two requests find out what they can prove, and grant nothing else."""

import asyncio

import httpx
import pytest

from diorama_nb.errors import AmbiguousRows, PaginationLoop, ProbeFailed, SourceMissing
from diorama_nb.policy import Rate
from diorama_nb.query import ALL, Query
from diorama_nb.vista.rest import Cursor, NextLink, Offset, Page, RestSource
from diorama_nb.vista.vista import Vista
from tests.aio import run

ROWS = [{"id": n, "name": f"row {n}"} for n in range(100)]
URL = "https://api.test/things"


def opened(answer, url=URL, **parameters):
    """Open a source over `answer(params) -> body | Response`; return it and what it asked."""
    asked = []

    def handle(request):
        asked.append(str(request.url))
        body = answer(request.url.params)
        return body if isinstance(body, httpx.Response) else httpx.Response(200, json=body)

    source = RestSource(url, transport=httpx.MockTransport(handle), **parameters)
    run(source.prepare())
    return source, asked


def page_of(source):
    return source._reader.plan.page


def test_nothing_is_sent_before_the_first_read():
    def refuse(request):
        raise AssertionError("sent")

    source = RestSource(URL, transport=httpx.MockTransport(refuse))
    source.explain(ALL)
    source.split(Query().where("a", "==", 1))
    assert (repr(source), source.requests) == ("<RestSource 'things'>", 0)


def test_a_list_of_no_round_length_is_taken_for_everything():
    source, asked = opened(lambda params: ROWS[:37])
    page = run(source.read_all(ALL))
    assert (len(page.rows), page.end, page.note) == (37, True, "")
    assert asked == [URL]
    assert page_of(source) is None


def test_a_list_of_a_round_length_carries_a_warning_with_what_to_paste():
    source, _ = opened(lambda params: ROWS[:20])
    page = run(source.read_all(ALL))
    assert page.end is None
    for word in ("20 rows", 'page=Offset("offset"', "page=Page(", "page=Cursor(", "page=None"):
        assert word in page.note
    source, _ = opened(lambda params: ROWS[:20], page=None)
    assert run(source.read_all(ALL)).end is True


def test_fewer_rows_than_the_total_are_known_to_be_incomplete():
    source, _ = opened(lambda params: {"items": ROWS[:7], "total": 50})
    page = run(source.read_all(ALL))
    assert (page.end, page.total) == (False, 50)
    assert page.note


def test_a_link_header_is_followed_and_verified():
    def answer(params):
        at = int(params.get("after", 0))
        link = f'<{URL}?after={at + 10}>; rel="Next"' if at < 90 else ""
        return httpx.Response(200, json=ROWS[at : at + 10], headers={"Link": link})

    source, asked = opened(answer)
    assert len(asked) == 2
    assert page_of(source) == NextLink("header:link")
    able = source.about.capabilities
    assert able.why("fetch_next") == "verified"
    assert not able.can_fetch_window
    assert "page=Offset" in able.why("fetch_window")
    first = run(source.read_next(ALL, None))
    assert (next(iter(first.rows)), first.requests) == ("0", 0)


def test_a_number_that_is_a_cursor_is_never_taken_for_an_offset():
    """Datasette: `_next=10` means "after the row with id 10"."""

    def answer(params):
        at = int(params.get("_next", 0))
        return {"rows": ROWS[at : at + 10], "next_url": f"{URL}?_next={at + 10}"}

    source, _ = opened(answer)
    assert page_of(source) == NextLink("next_url")
    assert not source.about.capabilities.can_fetch_window


def test_a_parameter_that_is_called_offset_and_is_none_grants_no_window():
    def answer(params):
        at = int(params.get("offset", 0)) // 10 * 10  # rounds: what was asked is not given
        link = f"{URL}?offset={at + 10}&limit=10"
        return {"results": ROWS[at : at + 10], "count": 100, "next": link}

    source, asked = opened(answer)
    assert asked[1].endswith("?offset=9&limit=10")
    assert page_of(source) == NextLink("next")
    assert source.about.capabilities.why("fetch_next") == "probed"


def test_an_offset_that_counts_from_one_is_understood():
    def answer(params):
        at = int(params.get("start", 1))
        body = {"items": ROWS[at - 1 : at + 9], "total": 100}
        return {**body, "next": f"{URL}?start={at + 10}&limit=10"}

    source, _ = opened(answer)
    assert page_of(source) == Offset("start", "limit", base=1)


def test_pages_are_tried_far_inside_the_set():
    def answer(params):
        at = int(params.get("page", 0))
        follow = f"?page={at + 1}" if at < 9 else None
        return {"results": ROWS[at * 10 : at * 10 + 10], "count": 100, "next": follow}

    source, asked = opened(answer)
    assert page_of(source) == Page("page", base=0)
    assert asked[1].endswith("page=9")


def test_pages_that_do_not_multiply_out_grant_no_window():
    def answer(params):
        at = int(params.get("page", 1)) - 1
        rows = ROWS[at * 10 : at * 10 + 10]
        if at == 9:
            rows = rows[:4]  # dropped after the page was cut
        return {"results": rows, "count": 100, "next": f"?page={at + 2}"}

    source, _ = opened(answer)
    assert page_of(source) == NextLink("next")


def test_a_cursor_in_the_body_is_tried_under_its_usual_name():
    def answer(params):
        at = int(params.get("cursor", 0))
        return {"items": ROWS[at : at + 10], "next_cursor": str(at + 10)}

    source, _ = opened(answer)
    assert page_of(source) == Cursor("next_cursor", "cursor")
    assert source.about.capabilities.why("fetch_next") == "verified"


@pytest.mark.parametrize("status", [200, 404])
def test_a_next_page_that_is_none_is_a_failure_with_its_address(status):
    def answer(params):
        body = {"results": ROWS[:10], "next": "?opaque=2"}
        return httpx.Response(status if params else 200, json=body)

    with pytest.raises((ProbeFailed, SourceMissing), match=URL):
        opened(answer)


def test_a_probe_that_failed_is_tried_again_at_the_next_read():
    down = [True]

    def answer(params):
        return httpx.Response(401, json={}) if down else ROWS[:3]

    source = RestSource(
        URL, transport=httpx.MockTransport(lambda r: _as_response(answer(r.url.params)))
    )
    with pytest.raises(Exception, match="401"):
        run(source.prepare())
    down.clear()
    run(source.prepare())
    assert len(run(source.read_all(ALL)).rows) == 3


def _as_response(body):
    return body if isinstance(body, httpx.Response) else httpx.Response(200, json=body)


def test_two_lists_are_not_guessed_between():
    with pytest.raises(AmbiguousRows) as failed:
        opened(lambda params: {"cats": ROWS[:2], "dogs": ROWS[:2]})
    assert failed.value.request.url == URL


def test_a_single_page_with_a_blank_link_is_everything():
    source, asked = opened(lambda params: {"count": 3, "next": None, "results": ROWS[:3]})
    page = run(source.read_next(ALL, None))
    assert (page.total, page.end, page.next, len(asked)) == (3, True, None, 1)


def test_our_demo_shows_itself_by_a_header():
    def answer(params):
        body = {"items": ROWS[:10], "total": 100, "offset": 0, "limit": 10}
        return httpx.Response(200, json=body, headers={"X-Diorama-Demo": "1"})

    source, asked = opened(answer)
    assert len(asked) == 1
    able = source.about.capabilities
    assert able.why("order") == able.why("fetch_window") == able.why("search") == "preset"
    assert source.split(Query().order_by("name"))[1] == ALL


def test_the_answer_of_the_probe_is_used_once():
    source, asked = opened(lambda params: ROWS[:5])
    run(source.read_all(ALL))
    run(source.read_all(ALL))
    assert len(asked) == 2


@pytest.mark.parametrize("style", ["jsonplaceholder", "dummyjson", "pokeapi", "github"])
def test_known_hosts_need_no_probe(style):
    hosts = {
        "jsonplaceholder": "jsonplaceholder.typicode.com/posts",
        "dummyjson": "dummyjson.com/products",
        "pokeapi": "pokeapi.co/api/v2/pokemon",
        "github": "api.github.com/repos/a/b/issues",
    }
    source = RestSource(f"https://{hosts[style]}")
    named = RestSource("https://proxy.test/x", style=style)
    run(source.prepare())
    assert source.requests == 0
    able = source.about.capabilities
    assert able.granted == named.about.capabilities.granted
    assert set(able.granted.values()) == {"preset"}
    assert able.can_fetch_window == (style != "github")
    assert not able.can_insert


@pytest.mark.parametrize(
    "totals", [(10, 10), (19, 19), (30, 25), (30, None)], ids=["page", "few", "other", "once"]
)
def test_a_total_that_the_second_page_does_not_bear_out_is_not_granted(totals):
    def answer(params):
        at = int(params.get("after", 0))
        follow = f"{URL}?after={at + 10}" if at < 20 else None
        body = {"items": ROWS[at : at + 10], "next": follow, "count": totals[at > 0]}
        return {name: value for name, value in body.items() if value is not None}

    source, _ = opened(answer)
    able = source.about.capabilities
    assert able.can_fetch_next
    assert not able.can_count
    rows = run(Vista(source).list_values())
    assert (len(rows), rows.total, rows.coverage.complete) == (30, None, True)


def test_a_walk_that_shows_its_first_page_for_every_offset_is_a_loop():
    source, _ = opened(lambda params: {"items": ROWS[:10]}, page=Offset())
    first = run(source.read_next(ALL, None))
    with pytest.raises(PaginationLoop):
        run(source.read_next(ALL, first.next))


def test_many_who_come_at_once_share_the_probe_and_the_slots():
    at_once = [0, 0]
    asked = []

    async def handle(request):
        asked.append(str(request.url))
        at_once[0] += 1
        at_once[1] = max(at_once)
        await asyncio.sleep(0)
        at_once[0] -= 1
        at = int(request.url.params.get("offset", 0))
        count = int(request.url.params.get("limit", 10))
        body = {"items": ROWS[at : at + count], "total": 100, "offset": at, "limit": count}
        return httpx.Response(200, json=body)

    async def go():
        source = RestSource(
            URL, transport=httpx.MockTransport(handle), rate=Rate(concurrency=2), page_size=5
        )
        await asyncio.gather(*(source.prepare() for _ in range(5)))
        assert len(asked) == 2
        pages = await asyncio.gather(*(source.read_window(ALL, n, 5) for n in range(20)))
        await source.aclose()
        return pages

    pages = run(go())
    assert [next(iter(page.rows)) for page in pages] == [str(n) for n in range(20)]
    assert at_once[1] == 2


def enveloped(size=10, *, base=1, obeys=True, at_most=20):
    """An API whose answers repeat the page number and the size."""

    def answer(params):
        page = int(params.get("page", base))
        count = min(int(params.get("per_page", size)), at_most) if obeys else size
        begin = (page - base) * count
        rows = ROWS[begin : begin + count]
        return {"data": rows, "page": page, "per_page": count, "total": len(ROWS)}

    return answer


@pytest.mark.parametrize("base", [0, 1])
def test_a_page_number_and_a_size_that_answers_repeat_are_proved_by_one_request(base):
    source, asked = opened(enveloped(base=base))
    assert page_of(source) == Page("page", "per_page", base=base)
    assert asked[1].endswith(f"?page={base + 1}&per_page=9")
    assert len(asked) == 2
    able = source.about.capabilities
    assert (able.why("fetch_page"), able.why("fetch_window")) == ("verified", "verified")
    rows = run(Vista(source).list_values())  # asks for 100, gets 20 at a time
    assert (list(rows), rows.coverage.complete) == ([str(n) for n in range(100)], True)
    window = run(Vista(source).fetch_window(33, 30))
    assert list(window.rows) == [str(n) for n in range(33, 63)]


def test_a_size_that_is_repeated_and_not_obeyed_leaves_pages_as_long_as_they_are():
    source, asked = opened(enveloped(obeys=False))
    assert page_of(source) == Page("page")
    assert len(asked) == 2
    rows = run(Vista(source).list_values())
    assert (len(rows), rows.coverage.complete) == (len(ROWS), True)


def test_a_page_number_that_is_repeated_and_not_obeyed_grants_nothing():
    source, _ = opened(lambda params: enveloped()({}))
    assert page_of(source) is None
    assert "Page(" in run(source.read_all(ALL)).note
