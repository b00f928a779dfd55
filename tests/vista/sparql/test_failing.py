"""What an endpoint refuses, cuts or breaks off is told, whatever status it comes with."""

import json
from urllib.parse import parse_qs

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import NotJson, RateLimited, ShapeChanged, SourceError, SourceUnavailable
from tests.aio import read
from tests.vista.sparql.test_reading import text

ONCE = dn.Retry(attempts=2, base=0.001, max_wait=1)
WIKIDATA = """SPARQL-QUERY: queryStr=SELECT ?x { ?x ?y }
java.util.concurrent.ExecutionException: org.openrdf.query.MalformedQueryException: \
Encountered " "}" "} "" at line 1, column 8.
Was expecting one of:
\tat com.bigdata.rdf.sail.webapp.BigdataServlet.submitApiTask(BigdataServlet.java:292)
""".replace("\\\n", "")
TIMEOUT = """SPARQL-QUERY: queryStr=SELECT ?x { ?x ?y }
java.util.concurrent.TimeoutException
\tat java.util.concurrent.FutureTask.get(FutureTask.java:205)
"""


class Between(httpx.AsyncBaseTransport):
    """Stands between us and the server, and answers some requests itself."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []
        self.network = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request):
        self.asked.append(request)
        status, body, headers = self.answer(request) or (None, "", {})
        if status is None:
            return await self.network.handle_async_request(request)
        return httpx.Response(status, text=body, headers=headers, request=request)

    async def aclose(self):
        await self.network.aclose()


def question(request):
    """Return the query in a request."""
    held = request.content.decode() if request.method == "POST" else request.url.query.decode()
    return parse_qs(held)["query"][0]


def answering(status, body, headers=None):
    """Open a data set whose endpoint answers always the same."""
    between = Between(lambda request: (status, body, headers or {}))
    made = dn.SparqlVista(
        "http://127.0.0.1:9/sparql", "SELECT ?x { }", id="x", retry=ONCE, transport=between
    )
    return made, between


def answer(*values, **more):
    """Return the body of an answer with one variable."""
    rows = [{"x": {"type": "literal", "value": str(value), **more}} for value in values]
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}})


# --- refusals ------------------------------------------------------------------------------


def test_a_wrong_query_is_refused_with_the_words_of_the_parser(oxigraph):
    wrong = dn.SparqlVista(oxigraph.url, "SELECT ?x WHERE { ?x nowhere:is ?y }")
    with pytest.raises(SourceError, match="does not understand the query") as raised:
        read(wrong, lambda v: v.list_values())
    assert "refix" in raised.value.server_message
    assert raised.value.status == 400
    assert "explain()" in raised.value.hint


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind", "what", "requests"),
    [
        (400, WIKIDATA, {}, SourceError, 'Encountered " "}"', 1),
        (500, TIMEOUT, {}, SourceError, "gave up on the query .*TimeoutException", 1),
        (503, "Query timed out", {}, SourceError, "gave up", 1),
        (500, "out of memory", {}, SourceUnavailable, "failed 2 times", 2),
        (429, "slow down", {"Retry-After": "60"}, RateLimited, "limits how often", 1),
        (200, "<!DOCTYPE html><h1>Sign in", {}, NotJson, "<!DOCTYPE", 1),
        (200, '{"boolean": true}', {}, ShapeChanged, "SPARQL endpoint", 1),
        (200, answer(1, 2)[:-60], {}, NotJson, "not JSON", 2),
        (200, answer(1)[:-9] + TIMEOUT, {}, SourceError, "broke off .*TimeoutException", 1),
    ],
)
def test_what_an_endpoint_says_is_told(status, body, headers, kind, what, requests):
    vista, between = answering(status, body, headers)
    with pytest.raises(kind, match=what) as raised:
        read(vista, lambda v: v.list_values())
    assert raised.value.hint
    assert len(between.asked) == requests


def test_a_limit_on_how_often_is_kept():
    said = iter([(429, "", {"Retry-After": "0"})])
    between = Between(lambda request: next(said, (200, answer("a"), {})))
    url = "http://127.0.0.1:9/sparql"
    vista = dn.SparqlVista(url, "SELECT ?x { }", retry=ONCE, transport=between)
    assert len(read(vista, lambda v: v.list_values())) == 1
    assert len(between.asked) == 2


# --- answers that are cut ------------------------------------------------------------------


@pytest.mark.parametrize(("status", "headers"), [(206, {}), (200, {"X-SQL-State": "S1TAT"})])
def test_a_part_is_told_to_be_one(status, headers):
    _, between = answering(status, answer("a", "b"), headers)
    unordered = dn.SparqlVista("http://127.0.0.1:9/", "SELECT ?x { }", transport=between)
    rows = read(unordered, lambda v: v.list_values())
    assert (len(rows), rows.complete) == (2, False)
    assert "ran out of time" in rows.coverage.reason
    for door in (lambda v: v.fetch_window(0, 5), lambda v: v.get_count()):
        with pytest.raises(ShapeChanged):
            read(answering(status, answer("a", "b"), headers)[0], door)


def clamping(oxigraph, most, headers=None, **options):
    """Open 1,200 rows behind a server that hands out only so many at once."""
    rows = [(f"L{n:04}", n, 1) for n in range(1200)]

    def clamp(request):
        asked = question(request)
        if "COUNT" in asked:
            return None
        limit, offset = (
            int(asked.rpartition(word)[2].split()[0]) if word in asked else default
            for word, default in (("LIMIT ", 9999), ("OFFSET ", 0))
        )
        part = rows[offset : offset + min(limit, most)]
        body = answer(*(land for land, _, _ in part)).replace('"x"', '"land"')
        return 200, body, headers or {}

    between = Between(clamp)
    query = text(select="?land", rows=rows)
    return dn.SparqlVista(oxigraph.url, query, transport=between, **options), between


@pytest.mark.parametrize(("most", "headers"), [(1000, {}), (700, {"X-SPARQL-MaxRows": "700"})])
def test_an_endpoint_that_hands_out_less_than_asked_for_is_noticed(oxigraph, most, headers):
    vista, _ = clamping(oxigraph, most, headers)
    rows = read(vista, lambda v: v.list_values())
    assert (len(rows), rows.total, rows.complete) == (most, 1200, False)
    assert "ORDER BY" in rows.coverage.reason
    by_id, between = clamping(oxigraph, most, headers, id="land")
    rows = read(by_id, lambda v: v.list_values())
    assert (len(rows), rows.complete) == (1200, True)
    assert {request.method for request in between.asked} == {"POST"}, "it is long"


# --- what is sent --------------------------------------------------------------------------


def test_a_short_question_is_a_get_that_says_who_asks(oxigraph):
    between = Between(lambda request: None)
    query = "# who } asks\nSELECT ?x WHERE { VALUES ?x { 1 2 } } # {"
    vista = dn.SparqlVista(oxigraph.url, query, transport=between)
    assert len(read(vista, lambda v: v.list_values())) == 2
    (request,) = between.asked
    assert (request.method, question(request)) == ("GET", query)
    assert request.headers["Accept"].startswith("application/sparql-results+json")
    assert request.headers["User-Agent"].startswith("diorama-nb/")


def test_explain_shows_the_text_that_is_sent(oxigraph):
    between = Between(lambda request: None)
    vista = dn.SparqlVista(
        oxigraph.url, text(), id="land", transport=between, headers={"User-Agent": "me <a@b>"}
    ).where(year=1)
    shown = vista.explain()
    read(vista, lambda v: v.fetch_next())
    assert question(between.asked[0]) in shown
    assert between.asked[0].headers["User-Agent"] == "me <a@b>"
