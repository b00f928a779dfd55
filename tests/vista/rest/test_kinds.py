"""Each way of paging reads every row once, in order, and asks for nothing it must not."""

import json
from datetime import date, timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama_nb.errors import ShapeChanged, SourceError, SourceMissing, SpecError, WindowCapped
from diorama_nb.query import ALL, Query
from diorama_nb.vista.rest import (
    PRESETS,
    ApiKey,
    Continue,
    CountFrom,
    Cursor,
    LastId,
    NextLink,
    Offset,
    Page,
    RestSource,
    RestVista,
    Slices,
)
from diorama_nb.vista.rest.presets import by_address
from diorama_nb.vista.vista import Vista
from tests.aio import run

SETTINGS = settings(deadline=None, max_examples=25)
URL = "https://model.test/v1/items?kind=a"
counts = st.integers(0, 60)
sizes = st.integers(3, 30)


def opened(answer, url=URL, **declared):
    """Open a source over `answer(request) -> body | Response`; return it and the requests."""
    asked = []

    def handle(request):
        asked.append(request)
        body = answer(request)
        if isinstance(body, httpx.Response):
            return body
        return httpx.Response(200, content=json.dumps(body))

    return RestSource(url, transport=httpx.MockTransport(handle), **declared), asked


def listed(source):
    return run(Vista(source).list_values())


def ids(rows):
    return [int(id) for id in rows]


def made(count):
    return [{"id": n, "name": f"row {n}"} for n in range(count)]


# --- one after another ---------------------------------------------------------------------


@SETTINGS
@given(count=counts, size=sizes)
def test_parameters_to_repeat_are_repeated(count, size):
    rows = made(count)

    def answer(request):
        start = int(request.url.params.get("from", 0))
        assert ("more" in request.url.params) == (start > 0)
        assert request.url.params["kind"] == "a"
        follow = {"continue": {"from": start + size, "more": "-||"}}
        return {"rows": rows[start : start + size], **(follow if start + size < count else {})}

    source, asked = opened(answer, page=Continue(), id="id")
    assert ids(listed(source)) == list(range(count))
    assert len(asked) == max(1, -(-count // size))


def test_a_key_among_the_parameters_to_repeat_is_not_stored():
    def answer(request):
        more = {} if "from" in request.url.params else {"from": "2", "key": "s3cret"}
        return {"rows": made(5)[2:] if not more else made(2), "continue": more}

    auth = ApiKey("s3cret", name="key", in_="query")
    source, asked = opened(answer, page=Continue(), id="id", auth=auth)
    first = run(source.read_next(ALL, None))
    assert "s3cret" not in first.next
    assert ids(run(source.read_next(ALL, first.next)).rows) == [2, 3, 4]
    assert dict(asked[1].url.params) == {"kind": "a", "from": "2", "key": "s3cret"}


@SETTINGS
@given(count=counts, size=sizes, flagged=st.booleans())
def test_the_last_id_asks_for_what_follows_it(count, size, flagged):
    rows = made(count)

    def answer(request):
        after = int(request.url.params.get("after", -1))
        found = rows[after + 1 : after + 1 + size]
        return {"rows": found, **({"more": after + 1 + size < count} if flagged else {})}

    source, _ = opened(answer, page=LastId("after", more="more" if flagged else None), id="id")
    assert ids(listed(source)) == list(range(count))


@SETTINGS
@given(count=counts, size=sizes, inside=st.booleans())
def test_a_cursor_is_found_and_put_where_it_is_declared(count, size, inside):
    """A cursor of digits in a body stays text, and the size of a page is a number there."""
    rows = made(count)

    def answer(request):
        sent = json.loads(request.content) if inside else dict(request.url.params)
        if inside:
            assert sent["filter"] == {"a": 1}
            assert type(sent["size"]) is int
            assert type(sent.get("at", "")) is str
        start = int(sent.get("at", 0))
        follow = str(start + size) if start + size < count else None
        told = {"X-Next": follow or ""}
        body = {"rows": rows[start : start + size], "next": follow}
        return httpx.Response(200, json=body, headers={} if inside else told)

    if inside:
        page = Cursor("next", "body:at", size="body:size")
        source, asked = opened(
            answer, page=page, method="POST", body={"filter": {"a": 1}}, id="id"
        )
    else:
        source, asked = opened(answer, page=Cursor("header:X-Next", "at"), id="id")
    assert ids(listed(source)) == list(range(count))
    assert {request.method for request in asked} == {"POST" if inside else "GET"}


@SETTINGS
@given(first=st.dates(date(2020, 1, 1), date(2030, 1, 1)), span=st.integers(0, 60), days=sizes)
def test_slices_hold_every_day_once(first, span, days):
    last = first + timedelta(days=span)
    every = [(first + timedelta(days=n)).isoformat() for n in range(span + 1)]

    def answer(request):
        start, end = request.url.params["from"], request.url.params["to"]
        found = [{"day": day} for day in every if start <= day <= end]
        assert len(found) <= days
        return found[::2]  # some days are empty, and no end

    way = Slices("from", "to", first.isoformat(), last.isoformat(), days)
    source, asked = opened(answer, page=way, id="day")
    rows = listed(source)
    assert len(asked) == len(way)
    assert list(rows) == sorted(rows)
    assert rows.coverage.complete
    sent = [(r.url.params["from"], r.url.params["to"]) for r in asked]
    covered = [day for start, end in sent for day in every if start <= day <= end]
    assert covered == every


# --- the cap of windows --------------------------------------------------------------------


@SETTINGS
@given(
    count=counts, size=sizes, cap=st.integers(1, 60), offset=counts, limit=sizes,
    numbered=st.booleans(),
)  # fmt: skip
def test_nothing_beyond_the_cap_is_asked_for(count, size, cap, offset, limit, numbered):
    rows = made(count)
    size = min(size, cap)
    open_ = cap - cap % size if numbered else cap  # half a page can not be had

    def answer(request):
        params = request.url.params
        count = int(params["size" if numbered else "limit"])
        start = (int(params["page"]) - 1) * count if numbered else int(params["offset"])
        assert start + count <= cap
        return {"rows": rows[start : start + count], "total": len(rows)}

    page = Page("page", "size") if numbered else Offset("offset", "limit")
    source, _ = opened(
        answer, page=page, page_size=size, window_cap=cap, total="total", id="id"
    )
    found = listed(source)
    assert ids(found) == list(range(min(count, open_)))
    assert found.coverage.complete == (count <= open_)
    assert bool(found.coverage.reason) == (count > open_)
    if offset >= open_ or min(offset + limit, count) > open_:
        with pytest.raises(WindowCapped):
            run(source.read_window(ALL, offset, limit))
    else:
        window = run(source.read_window(ALL, offset, limit))
        assert ids(window.rows) == list(range(count))[offset : offset + limit]


def test_a_second_way_walks_where_windows_end_early():
    rows = made(90)

    def answer(request):
        start = int(request.url.params.get("cursor", request.url.params.get("offset", 0)))
        follow = {"next": str(start + 20)} if "limit" not in request.url.params else {}
        return {"rows": rows[start : start + 20], "total": 90, **follow}

    source, asked = opened(
        answer,
        page=Offset("offset", "limit"),
        walk=Cursor("next", "cursor"),
        window_cap=30,
        id="id",
    )
    assert ids(listed(source)) == list(range(90))
    assert not any("offset" in request.url.params for request in asked)
    assert ids(run(source.read_window(ALL, 25, 5)).rows) == list(range(25, 30))
    assert "walk: Cursor" in source.explain(ALL)


# --- totals --------------------------------------------------------------------------------


def test_a_total_of_its_own_is_asked_for_with_the_conditions_and_without_the_order():
    def answer(request):
        return [{"n": "42"}] if request.url.path == "/v1/count" else []

    source, asked = opened(
        answer,
        page=Offset("offset", "limit"),
        total=CountFrom("$[0].n", url="count", params={"kind": None, "select": "count(*)"}),
        filters="any",
        order="sort",
    )
    query = Query().where("color", "==", "red").order_by("name")
    assert run(source.count(query)) == 42
    assert dict(asked[0].url.params) == {"color": "red", "select": "count(*)"}


def test_a_total_that_only_headers_tell_is_asked_for_without_a_body():
    def answer(request):
        told = {"Total-Objects": "42"} if request.method == "HEAD" else {}
        return httpx.Response(200, headers=told)

    source, asked = opened(answer, style="kinto")
    assert run(source.count(Query().where("color", "==", "red"))) == 42
    assert [(r.method, dict(r.url.params)) for r in asked] == [
        ("HEAD", {"kind": "a", "color": '"red"'})
    ]


# --- ids, and a request for each -----------------------------------------------------------


def test_a_list_of_ids_is_read_once_and_its_records_window_by_window():
    numbers = list(range(100, 200))

    def answer(request):
        if request.url.path == "/v1/items":
            return numbers
        number = int(request.url.path.rpartition("/")[2])
        return {"id": number, "title": f"T{number}"} if number != 151 else None

    source, asked = opened(answer, shape="ids", hydrate="/v1/item/{id}", page=None)

    async def read():
        await source.prepare()
        pages = [await source.read_window(ALL, 50, 3), await source.read_window(ALL, 98, 9)]
        return [*pages, await source.count(ALL), await source.get("120")]

    middle, last, total, one = run(read())
    assert list(middle.rows.values()) == [
        {"id": 150, "title": "T150"}, {"id": 151}, {"id": 152, "title": "T152"},
    ]  # fmt: skip
    assert (list(last.rows), last.end, last.total) == (["198", "199"], True, 100)
    assert (total, one) == (100, {"id": 120, "title": "T120"})
    assert len(asked) == 1 + 3 + 2 + 1
    assert source.about.capabilities.why("fetch_window") == "declared"
    assert len(listed(source)) == 100


# --- answers that are no rows --------------------------------------------------------------


def test_a_status_for_no_rows_is_an_empty_set_only_where_a_condition_can_be_why():
    def answer(request):
        return httpx.Response(404, json={"error": "There is nothing here"})

    source, _ = opened(answer, filters="any", page=None, empty=404)
    page = run(source.read_all(Query().where("name", "==", "nobody")))
    assert (page.rows, page.total, page.end) == ({}, 0, True)
    with pytest.raises(SourceMissing, match="nothing here"):
        run(source.read_all(ALL))


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": "nosrsearch", "info": "set srsearch"}},
        {"errors": [{"message": "set srsearch"}]},
        [{"message": [{"id": "120", "key": "Invalid value", "value": "set srsearch"}]}],
    ],
)
def test_an_error_with_status_200_is_told_in_the_words_of_the_source(body):
    source, _ = opened(lambda request: body, rows="query.search", page=None)
    with pytest.raises(SourceError, match="set srsearch") as failed:
        run(source.read_all(ALL))
    assert not isinstance(failed.value, ShapeChanged)
    assert failed.value.request.url == URL


@pytest.mark.parametrize("rows", [{"rows": None}, {}])
def test_no_rows_and_a_total_of_none_are_an_empty_set(rows):
    source, _ = opened(lambda request: {"n": 0, **rows}, rows="rows", total="n", page=None)
    assert run(source.read_all(ALL)).rows == {}
    source, _ = opened(lambda request: {"n": 5, **rows}, rows="rows", total="n", page=None)
    with pytest.raises(ShapeChanged):
        run(source.read_all(ALL))


# --- presets -------------------------------------------------------------------------------


@pytest.mark.parametrize("style", PRESETS)
def test_every_preset_is_a_declaration_that_holds(style):
    vista = RestVista("https://some.test/path", style=style)
    able = vista.capabilities
    assert able.can("fetch_next") == (style != "sparql")
    assert set(able.granted.values()) <= {"preset"}


def test_what_the_address_says_comes_before_what_a_preset_adds():
    url = "https://data.test/resource/abcd-1234.json?$order=street"
    source, asked = opened(lambda request: [], url)
    run(source.read_window(ALL, 0, 5))
    assert dict(asked[0].url.params) == {
        "$order": "street", "$$exclude_system_fields": "false", "$offset": "0", "$limit": "5",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("style", "body", "row"),
    [
        (
            "jsonapi",
            {
                "data": [
                    {
                        "type": "articles",
                        "id": "1",
                        "attributes": {"title": "T"},
                        "relationships": {
                            "author": {"data": {"type": "people", "id": "9"}},
                            "tags": {"data": [{"type": "tags", "id": "2"}]},
                            "comments": {"links": {"related": "/articles/1/comments"}},
                        },
                    }
                ],
                "links": {"next": None},
                "meta": {"pagination": {"count": 1}},
            },
            {"id": "1", "type": "articles", "title": "T", "author": "9", "tags": ["2"]},
        ),
        (
            "hal",
            {
                "_embedded": {"orders": [{"id": 1, "sum": 2.5}]},
                "page": {"size": 20, "totalElements": 1, "totalPages": 1, "number": 0},
            },
            {"id": 1, "sum": 2.5},
        ),
        (
            "odata",
            {"@odata.context": "$metadata#Books", "@odata.count": 1, "value": [{"id": 1}]},
            {"id": 1},
        ),
        (
            "pocketbase",
            {"page": 1, "perPage": 30, "totalItems": 1, "items": [{"id": "a", "n": 1}]},
            {"id": "a", "n": 1},
        ),
        (
            "datasette",
            {
                "rows": [[1, "x"]],
                "columns": ["id", "name"],
                "filtered_table_rows_count": 1,
                "suggested_facets": [{"name": "name"}],
                "next_url": None,
            },
            {"id": 1, "name": "x"},
        ),
    ],
)
def test_the_formats_of_many_hosts_are_read_by_their_names(style, body, row):
    source, _ = opened(lambda request: body, style=style)
    rows = listed(source)
    assert rows == {str(row["id"]): row}
    assert rows.coverage.complete
    assert run(source.count(ALL)) == 1


def test_a_server_that_speaks_json_api_alone_is_asked_for_it():
    source, asked = opened(lambda request: {"data": []}, style="jsonapi")
    listed(source)
    assert "application/vnd.api+json" in asked[0].headers["Accept"].split(", ")


@pytest.mark.parametrize(
    ("url", "style"),
    [
        ("https://api.github.com/repos/a/b/issues", "github"),
        ("https://api.github.com/search/issues?q=a", "github-search"),
        ("https://www.gbif.org.evil.test/v1/species", None),
        ("https://evil-api.github.com/repos", None),
        ("https://city.gov/resource/abcd-1234.json?a=b", "socrata"),
        ("https://city.gov/resource/abcd-1234", None),
        ("https://blog.test/wp-json/wp/v2/posts/", "wordpress"),
        ("https://fr.wikipedia.org/w/api.php?action=query", "mediawiki"),
        ("https://db.test/api/collections/posts/records", "pocketbase"),
        ("https://api.test/items", None),
    ],
)
def test_an_address_is_known_by_its_host_or_its_path(url, style):
    found = by_address(url)
    assert (found.name if found else None) == style


def test_a_relative_link_of_odata_is_followed_with_its_own_parameters():
    def answer(request):
        if "$skiptoken" in request.url.params:
            return {"value": [{"id": 2}]}
        return {"value": [{"id": 1}], "@odata.nextLink": "items?$skiptoken=5"}

    source, asked = opened(answer, style="odata", total=None)
    assert ids(listed(source)) == [1, 2]
    assert dict(asked[1].url.params) == {"$skiptoken": "5"}


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"walk": "cursor"}, ""),
        ({"window_cap": 0}, "window_cap=100"),
        ({"hydrate": "/item"}, "{id}"),
        ({"empty": 200}, "empty=404"),
        ({"method": "PUT"}, "known"),
        ({"body": {"a": 1}}, 'method="POST"'),
        ({"method": "POST", "writes": True}, "writes="),
        ({"shape": "geojsno"}, "'geojson'"),
        ({"shape": "geojson", "writes": True}, "objects"),
    ],
)
def test_a_slip_in_the_words_for_them_says_what_to_type(wrong, hint):
    with pytest.raises(SpecError) as failed:
        RestVista(URL, **wrong)
    assert hint in failed.value.hint


@pytest.mark.parametrize(
    "make",
    [
        lambda: Slices("from", "to", "2024-02-01", "2024-01-01"),
        lambda: Slices("from", "to", "soon", "2024-01-01"),
        lambda: Slices("from", "to", "2024-01-01", "2024-01-02", days=0),
        lambda: CountFrom(""),
        lambda: CountFrom("n", method="POST"),
        lambda: Continue(""),
        lambda: NextLink(""),
    ],
)
def test_the_words_check_themselves(make):
    with pytest.raises(SpecError):
        make()
