"""A declaration is checked where it is written, and a slip names what was meant."""

import httpx
import pytest

from diorama_nb.errors import FilterIgnored, OrderIgnored, ShapeChanged, SpecError
from diorama_nb.query import ALL, Query
from diorama_nb.vista.rest import (
    ApiKey,
    Bearer,
    Cursor,
    Filters,
    NextLink,
    Offset,
    Order,
    Page,
    RestSource,
    RestVista,
)
from tests.aio import run

URL = "https://api.test/things"


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"pages": 1}, "'page'"),
        ({"filter": "any"}, "'filters'"),
        ({"style": "jsonserver"}, "'json-server'"),
        ({"page": "offset"}, "Offset"),
        ({"page_size": 0}, "page_size=100"),
        ({"detail": "/items"}, "{id}"),
        ({"past_end": "repeat"}, "'repeats'"),
        ({"shape": "object"}, "'objects'"),
        ({"filters": ["a"]}, "filters="),
        ({"filters": {"a": {"gte": "x"}}}, "known"),
        ({"on_ignored": "ignore"}, "known"),
        ({"auth": "token"}, "Bearer"),
        ({"auth": Bearer}, "Bearer"),
        ({"headers": ["a"]}, "headers="),
        ({"origins": ["nohost"]}, "https://"),
        ({"rate": "60/min"}, "Rate"),
        ({"timeout": "soon"}, "timeout"),
        ({"id": 7}, "id="),
        ({"columns": 7}, "columns="),
        ({"params": {"a": None}}, "text"),
    ],
)
def test_a_wrong_declaration_says_what_to_type(wrong, hint):
    with pytest.raises(SpecError) as failed:
        RestVista(URL, **wrong)
    assert hint in failed.value.hint


@pytest.mark.parametrize("url", ["things", "/things", "ftp://h/x", "http://", 7, "https://[/x"])
def test_only_an_absolute_address_will_do(url):
    with pytest.raises(SpecError):
        RestVista(url)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Offset(""), lambda: Page(7), lambda: Cursor(""), lambda: NextLink(None),
        lambda: Order("sort", asc="up"), lambda: ApiKey("k", in_="body"), lambda: Bearer(""),
    ],
)  # fmt: skip
def test_the_words_check_themselves(make):
    with pytest.raises(SpecError):
        make()


@pytest.mark.parametrize(
    ("order", "params"),
    [
        (Order("ordering"), [("ordering", "-price")]),
        (Order("_sort", direction="_order"), [("_sort", "price"), ("_order", "desc")]),
        (Order("sort", asc="{}:asc", desc="{}:desc"), [("sort", "price:desc")]),
        (Order("o", columns={"price": "cost"}), [("o", "-cost")]),
        (Order("o", columns=["name"]), None),
    ],
)
def test_orders_are_written_as_declared(order, params):
    assert order.params(Query().order_by("price", descending=True).order) == params


def sent(query, answer=(), **declared):
    """Read with a declaration; return the parameters that were sent."""
    seen = []

    def handle(request):
        seen.append(dict(request.url.params))
        return httpx.Response(200, json=list(answer))

    source = RestSource(URL, page=None, transport=httpx.MockTransport(handle), **declared)
    run(source.read_all(source.split(query)[0]))
    return seen[0], source


def test_only_what_is_declared_is_sent():
    query = Query().where("kind", "==", "a").where("price", "<", 5).searching("x").order_by("n")
    params, source = sent(query)
    assert params == {}
    assert source.split(query) == (ALL, query)
    params, source = sent(
        query, filters={"kind": "k", "price": {"<": "max"}}, search="q", order="sort"
    )
    assert params == {"k": "a", "max": "5", "q": "x", "sort": "n"}
    assert source.split(query) == (query, ALL)
    assert source.about.capabilities.why("filter_operators") == "declared"


@pytest.mark.parametrize("value", [None, "", [1], {"a": 1}, b"x", float("nan")])
def test_a_value_that_has_no_text_stays_here(value):
    query = Query().where("a", "==", value)
    assert RestSource(URL, filters="any").split(query) == (ALL, query)


def test_two_conditions_for_one_parameter_are_not_merged():
    query = Query().where("a", "==", 1).where("a", "==", 2)
    pushed, local = RestSource(URL, filters="any").split(query)
    assert [c.value for c in pushed.conditions] == [1]
    assert [c.value for c in local.conditions] == [2]


def test_a_condition_never_replaces_what_the_address_says():
    query = Query().where("kind", "==", "b")
    assert RestSource(f"{URL}?kind=a", filters="any").split(query) == (ALL, query)


def test_true_is_written_as_json_does():
    assert sent(Query().where("on", "==", True), filters="any")[0] == {"on": "true"}
    assert sent(Query().where("n", "==", 5.0), filters="any")[0] == {"n": "5"}


def test_text_that_looks_like_a_number_is_told_apart_after_the_first_answer():
    query = Query().where("n", "==", "5")
    with pytest.raises(FilterIgnored, match="compares texts") as failed:
        sent(query, [{"id": 1, "n": 5}], filters="any")
    assert failed.value.resplit


def test_a_column_that_is_only_a_filter_need_not_be_in_the_rows():
    query = Query().where("tag", "==", "x")
    assert sent(query, [{"id": 1}], filters={"tag": "tag"})[0] == {"tag": "x"}
    with pytest.raises(FilterIgnored, match="no such column"):
        sent(query, [{"id": 1}], filters=Filters.of("any"))


def test_an_order_of_numbers_is_checked():
    query = Query().order_by("n")
    rows = [{"id": 1, "n": 3}, {"id": 2, "n": None}, {"id": 3, "n": 1}]
    with pytest.raises(OrderIgnored, match="'n'"):
        sent(query, rows, order="sort")
    assert sent(query, rows[::-1], order="sort")[0] == {"sort": "n"}


def test_a_total_that_is_declared_and_absent_is_an_error():
    def handle(request):
        return httpx.Response(200, json={"items": []})

    source = RestSource(URL, page=None, total="n", transport=httpx.MockTransport(handle))
    with pytest.raises(ShapeChanged, match="no total at 'n'"):
        run(source.read_all(ALL))


def test_a_source_explains_itself_without_asking():
    source = RestSource(f"{URL}?a=1", page=Offset("skip", "take"), filters="any", style="plain")
    text = source.describe(Query().where("kind", "==", "x"))
    assert "GET https://api.test/things?a=1&kind=x&skip=0&take=100" in text
    assert "fetch_window: declared" in text
    assert "not count: declare where the total stands" in text


def test_one_record_is_read_by_the_declared_address():
    asked = []

    def handle(request):
        asked.append(str(request.url))
        return httpx.Response(200, json={"id": 1})

    source = RestSource(
        f"{URL}?page=1", detail="/thing/{id}.json", params={"lang": "en"}, page=None,
        transport=httpx.MockTransport(handle),
    )  # fmt: skip
    assert run(source.get("a/b c")) == {"id": 1}
    assert asked == ["https://api.test/thing/a%2Fb%20c.json?lang=en"]
