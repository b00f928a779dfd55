"""What goes wrong in a GraphQL API is told, whatever status it comes with."""

import json

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import (
    AuthFailed,
    Forbidden,
    RateLimited,
    ShapeChanged,
    SourceError,
    SourceMissing,
    SourceUnavailable,
)
from diorama_nb.values import MISSING
from tests.servers.fixtures import SHELF
from tests.vista.graphql.test_reading import NAMES, names, read, walk

ONCE = dn.Retry(attempts=2, base=0.001)


class Between(httpx.AsyncBaseTransport):
    """Stands between us and the server, and answers some requests itself."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []
        self.network = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request):
        self.asked.append(json.loads(request.content))
        status, body = self.answer(self.asked[-1]) or (None, None)
        if status is None:
            return await self.network.handle_async_request(request)
        return httpx.Response(status, json=body, request=request)

    async def aclose(self):
        await self.network.aclose()


@pytest.mark.parametrize(
    ("code", "kind", "requests"),
    [
        ("UNAUTHENTICATED", AuthFailed, 1),
        ("invalid-jwt", AuthFailed, 1),
        ("FORBIDDEN", Forbidden, 1),
        ("THROTTLED", RateLimited, 2),
        ("SERVICE_UNAVAILABLE", SourceUnavailable, 2),
        ("NOT_FOUND", SourceMissing, 1),
        ("GRAPHQL_VALIDATION_FAILED", ShapeChanged, 1),
        ("", SourceError, 1),
    ],
)
def test_an_error_with_status_200_is_an_error(graphql, code, kind, requests):
    vista = dn.GraphQLVista(
        f"{graphql}/odd", "refused", arguments={"code": code}, retry=ONCE, principal=f"<{code}>"
    )
    with pytest.raises(kind, match=rf"no {code}\.|limits") as raised:
        read(vista, lambda v: v.list_values())
    assert type(raised.value) is kind
    assert raised.value.hint
    assert raised.value.server_message == f"no {code}."
    assert vista.source.requests == 1 + requests


def test_what_is_missing_from_an_answer_is_said(graphql):
    rows, pages = read(
        dn.GraphQLVista(f"{graphql}/odd", "holes", page_size=8),
        lambda v: v.list_values(),
        walk,
    )
    ids = [str(row["id"]) for row in SHELF]
    assert list(rows) == [id for id in ids if id != "7"]
    assert rows["5"].get("name", MISSING) is MISSING, "nobody knows that it is null"
    assert rows["6"]["name"] == SHELF[5]["name"]
    assert rows.complete is False
    assert "1 row and 1 value" in rows.coverage.reason
    assert "1 row and 1 value" in pages[0].note
    assert "on fire" in pages[0].note
    with pytest.raises(dn.errors.CoverageError):
        read(
            dn.GraphQLVista(f"{graphql}/odd", "holes"),
            lambda v: v.list_values(require="complete"),
        )


def test_a_window_with_a_row_that_is_missing_is_refused(graphql):
    holes = dn.GraphQLVista(f"{graphql}/odd", "holes", dialect="offset")
    with pytest.raises(ShapeChanged, match="left out 1 row"):
        read(holes, lambda v: v.fetch_window(4, 4))


def test_a_page_that_is_too_much_for_a_gateway_is_asked_for_by_halves(graphql):
    between = Between(
        lambda body: (504, {}) if body["variables"].get("first", 0) > 12 else None
    )
    items = dn.GraphQLVista(f"{graphql}/relay", "items", page_size=40, transport=between)
    (rows,) = read(items, lambda v: v.list_values())
    assert names(rows) == NAMES
    sizes = [body["variables"]["first"] for body in between.asked if body["variables"]]
    assert sizes == [40, 20, 10]


def test_a_cursor_that_leads_back_is_noticed(graphql):
    def stuck(body):
        if "after" not in body["variables"]:
            return None
        info = {"hasNextPage": True, "endCursor": body["variables"]["after"]}
        page = {"pageInfo": info, "edges": [{"node": {"id": "same"}}]}
        return 200, {"data": {"items": page}}

    between = Between(stuck)
    items = dn.GraphQLVista(f"{graphql}/relay", "items", page_size=4, transport=between)
    with pytest.raises(dn.errors.PaginationLoop):
        read(items, walk)


@pytest.mark.parametrize("status", [200, 400])
def test_a_schema_that_is_not_told_is_said_with_a_way_out(graphql, status):
    said = {"errors": [{"message": "GraphQL introspection is not allowed"}]}
    vista = dn.GraphQLVista(
        f"{graphql}/relay",
        "items",
        transport=Between(lambda _: (status, said)),
        principal="blind",
    )
    with pytest.raises(SourceError, match="not allowed") as raised:
        read(vista, lambda v: v.list_values())
    assert "introspection" in raised.value.hint


def test_an_answer_that_is_not_graphql_is_refused(graphql):
    vista = dn.GraphQLVista(
        f"{graphql}/relay",
        "items",
        transport=Between(lambda _: (200, {"items": []})),
        principal="lost",
    )
    with pytest.raises(SourceError, match="no answer of a GraphQL API") as raised:
        read(vista, lambda v: v.list_values())
    assert "/graphql" in raised.value.hint


class Renamed(Between):
    """Asks for a title where we ask for a name, which the schema does not have."""

    async def handle_async_request(self, request):
        if b"__schema" in request.content:
            return await self.network.handle_async_request(request)
        content = request.content.replace(b" name ", b" title ")
        kind = {"Content-Type": "application/json"}
        asked = httpx.Request("POST", request.url, headers=kind, content=content)
        return await self.network.handle_async_request(asked)


def test_a_column_that_has_left_the_schema_is_said(graphql):
    vista = dn.GraphQLVista(f"{graphql}/hasura", "items", transport=Renamed(None))
    with pytest.raises(ShapeChanged, match="title") as raised:
        read(vista, lambda v: v.list_values())
    assert "anew" in raised.value.hint


def test_a_secret_that_a_server_repeats_is_not_shown(graphql):
    def echo(body):
        return 200, {"errors": [{"message": "no hidden-token here"}], "data": None}

    vista = dn.GraphQLVista(
        f"{graphql}/relay?api_key=hidden-key",
        "items",
        auth=dn.Bearer("hidden-token"),
        transport=Between(echo),
    )
    with pytest.raises(SourceError) as raised:
        read(vista, lambda v: v.list_values())
    shown = (
        f"{raised.value} {raised.value.request} {raised.value.server_message} {vista.explain()}"
    )
    assert "hidden" not in shown
