"""Lists that are asked for by POST, with the question in its body, over real connections."""

import json

import pytest

import diorama_nb as dn
from diorama_nb.errors import FilterIgnored, SpecError
from diorama_nb.vista.rest import RestSource
from diorama_nb.vista.rest.bodies import filled
from tests.integration.ward import Bed, Ward

ROWS = [
    {"id": n, "zip": f"0{n % 3}", "stock": n % 7, "open": n % 2 == 0, "name": f"row {n}"}
    for n in range(120)
]


class Searches(Ward):
    """Answers ``/search`` by place and ``/query`` by cursor; what was asked is in `bodies`."""

    def __init__(self):
        super().__init__()
        self.RequestHandlerClass = Asked
        self.bodies, self.faults = [], []


class Asked(Bed):
    server: Searches

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Content-Type"] == "application/json"
        self.server.bodies.append(body)
        if self.server.faults:
            fault = self.server.faults.pop(0)
            if fault == "cut":
                self.close_connection = True
                return
            return self.send({"error": "not now"}, *fault)
        getattr(self, self.path.strip("/"))(body)

    def search(self, body):
        """As Elasticsearch does: from, size, a query with terms, and sort."""
        rows = ROWS
        query = body.get("query", {}).get("bool", {})
        for one in query.get("filter", []):
            for column, value in one["term"].items():
                kind = type(value)
                rows = [r for r in rows if type(r[column]) is kind and r[column] == value]
        if text := query.get("must", {}).get("match"):
            rows = [r for r in rows if text in r["name"].split()]
        for one in body.get("sort", []):
            rows = sorted(rows, key=lambda r: r[one["by"]], reverse=one["way"] == "desc")
        start, size = body.get("from", 0), body.get("size", 10)
        assert type(start) is type(size) is int
        hits = {"total": {"value": len(rows)}, "hits": rows[start : start + size]}
        self.send({"hits": hits, "took": 3})

    def query(self, body):
        """As Notion does: a cursor that must come back as it is, and nothing at first."""
        start = int(body["start_cursor"]) if "start_cursor" in body else 0
        assert isinstance(body.get("start_cursor", ""), str)
        rows = ROWS[start : start + body["page_size"]]
        more = start + len(rows) < len(ROWS)
        self.send({"results": rows, "next_cursor": f"0{start + len(rows)}" if more else None})


@pytest.fixture
def server():
    found = Searches()
    yield found
    found.close()


def search(server, **more):
    given = {
        "rows": "hits.hits",
        "total": "hits.total.value",
        "page": dn.Offset("body:from", "body:size"),
        "filters": {
            name: f"body:query.bool.filter[].term.{name}" for name in ("zip", "stock", "open")
        },
        "order": dn.Order(
            "body:sort[0].by", direction="body:sort[0].way", columns=("stock", "id")
        ),
        "search": "body:query.bool.must.match",
        "retry": dn.Retry(base=0.001),
    }
    return dn.RestVista(f"{server.url}/search", **{**given, **more})


def test_a_question_goes_into_the_body(server):
    api = search(server, body={"track_total_hits": True})

    async def go():
        page = await api.fetch_window(30, 20)
        found = await api.where(zip="01", open=True).search("row").list_values()
        best = await api.where(stock=5).order_by("id", descending=True).fetch_window(0, 3)
        count = await api.where(zip="02").get_count()
        await api.source.aclose()
        return page, found, best, count

    page, found, best, count = dn.run(go())
    assert list(page.rows.values()) == ROWS[30:50]
    assert page.total == 120
    expected = [r for r in ROWS if r["zip"] == "01" and r["open"]]
    assert list(dict(found).values()) == expected
    assert [r["id"] for r in best.rows.values()] == [117, 110, 103]
    assert count == 40
    asked = server.bodies
    assert asked[0] == {"track_total_hits": True, "from": 30, "size": 20}
    assert {"term": {"zip": "01"}} in asked[1]["query"]["bool"]["filter"], "text stays text"
    assert {"term": {"open": True}} in asked[1]["query"]["bool"]["filter"]
    assert all(body["track_total_hits"] for body in asked)
    assert not server.seen, "nothing was asked by GET"


def test_a_cursor_comes_back_in_the_body_as_it_is(server):
    api = dn.RestVista(
        f"{server.url}/query",
        page=dn.Cursor("next_cursor", "body:start_cursor", size="body:page_size"),
        page_size=50,
    )

    async def go():
        rows = await api.list_values()
        await api.source.aclose()
        return rows

    rows = dn.run(go())
    assert list(dict(rows).values()) == ROWS
    assert rows.coverage.complete
    assert [body.get("start_cursor") for body in server.bodies] == [None, "050", "0100"]


@pytest.mark.parametrize("fault", [(503,), (429,), "cut"])
def test_a_question_is_repeated_as_a_get_is(server, fault):
    server.faults = [fault, fault]
    api = search(server)

    async def go():
        page = await api.fetch_window(0, 10)
        await api.source.aclose()
        return page

    assert list(dn.run(go()).rows.values()) == ROWS[:10]
    assert len(server.bodies) == 3
    assert server.bodies[0] == server.bodies[2]


def test_a_condition_narrows_what_the_body_says_and_replaces_nothing(server):
    api = search(
        server,
        body={"query": {"bool": {"must": {"match": "7"}}}},
    )

    async def go():
        rows = await api.search("row").list_values()
        await api.source.aclose()
        return rows

    assert [r["id"] for r in dict(dn.run(go())).values()] == [7]
    assert all(body["query"]["bool"]["must"] == {"match": "7"} for body in server.bodies)


def test_an_ignored_filter_is_noticed(server):
    api = search(server, filters={"stock": "body:where.stock"})

    async def go():
        with pytest.raises(FilterIgnored):
            await api.where(stock=3).fetch_window(0, 10)
        await api.source.aclose()

    dn.run(go())


def test_two_bodies_are_two_data_sets(server):
    names = {
        RestSource(server.url, method="POST", body=body).identity
        for body in ({"database": 1}, {"database": 2}, {})
    }
    assert len(names) == 3


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("b", {"a": {"x": [1]}, "b": 5}),
        ("a.y.z", {"a": {"x": [1], "y": {"z": 5}}}),
        ("a.x[]", {"a": {"x": [1, 5]}}),
        ("a.x[0]", {"a": {"x": [5]}}),
        ("a.x[2].k", {"a": {"x": [1, None, {"k": 5}]}}),
        ("rows[][0]", {"a": {"x": [1]}, "rows": [[5]]}),
    ],
)
def test_a_value_is_put_where_its_path_leads(path, expected):
    body = {"a": {"x": [1]}}
    assert json.loads(filled(body, [(path, 5)])) == expected
    assert body == {"a": {"x": [1]}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"search": "body:a..b"},
        {"search": "body:"},
        {"search": "body:a[x]"},
        {"search": "body:q", "method": "GET"},
        {"method": "POST", "body": {"a": {1, 2}}},
        {"method": "POST", "body": ["a"]},
        {"body": {"a": 1}},
        {"method": "PUT"},
        {"method": "POST", "writes": True},
    ],
)
def test_a_wrong_declaration_is_refused_at_once(wrong):
    with pytest.raises(SpecError) as failed:
        dn.RestVista("https://api.test/search", **wrong)
    assert failed.value.hint
