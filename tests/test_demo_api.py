import re
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from time import monotonic

import httpx
import pytest

from diorama_nb.demo_api import DemoApi, RateLimit
from diorama_nb.demo_data import COLUMNS, product


@pytest.fixture(scope="module")
def shop():
    with DemoApi(rows=2000, latency=0) as api, httpx.Client(base_url=api.origin) as client:
        yield client


@pytest.fixture
def serve():
    """Start an API with these settings; it and its client end with the test."""
    opened = []

    def start(**settings):
        api = DemoApi(**{"rows": 50, "latency": 0, **settings}).start()
        client = httpx.Client(base_url=api.origin)
        opened.extend([client.close, api.stop])
        return api, client

    yield start
    for close in opened:
        close()


def page(client, **params):
    response = client.get("/products", params=params)
    assert response.status_code == 200, response.text
    return response.json()


def everything(client, **params):
    items = []
    while True:
        part = page(client, offset=len(items), limit=500, **params)
        items += part["items"]
        if not part["items"]:
            assert len(items) == part["total"]
            return items


def test_a_product_is_the_same_in_every_process():
    assert product(1) == {
        "id": 1,
        "name": "Verdancy Premium Running Shoe 996",
        "category": "shoes",
        "brand": "Verdancy",
        "price": 96.0,
        "stock": 103,
        "rating": 4.2,
        "tags": ["eco", "gift"],
        "released": "2023-05-19",
        "discontinued": False,
        "description": "Premium running shoe of the cobalt blue line. "
        "Conçu et fabriqué à Besançon.",
    }


def test_another_seed_makes_another_shop():
    assert product(1, seed=1) != product(1)


def test_products_have_every_column_in_order_and_some_have_no_rating():
    products = [product(number) for number in range(1, 301)]
    assert {tuple(item) for item in products} == {COLUMNS}
    assert {type(item["rating"]) for item in products} == {float, type(None)}
    assert len({item["category"] for item in products}) == 12


def test_a_page_is_100_products_in_the_order_of_their_ids(shop):
    answer = page(shop)
    assert answer["items"] == [product(number) for number in range(1, 101)]
    assert (answer["total"], answer["offset"], answer["limit"]) == (2000, 0, 100)


def test_offset_and_limit_choose_the_window(shop):
    answer = page(shop, offset=1990, limit=20)
    assert [item["id"] for item in answer["items"]] == list(range(1991, 2001))


def test_a_window_past_the_end_is_empty_and_knows_the_total(shop):
    assert page(shop, offset=5000) == {
        "items": [], "total": 2000, "offset": 5000, "limit": 100,
    }  # fmt: skip


def test_a_limit_is_clamped_to_500_and_the_answer_says_so(shop):
    answer = page(shop, limit=501)
    assert (len(answer["items"]), answer["limit"]) == (500, 500)


@pytest.mark.parametrize("params", [{"offset": -1}, {"limit": "many"}, {"order": "up"}])
def test_a_window_that_means_nothing_is_refused(shop, params):
    response = shop.get("/products", params=params)
    assert response.status_code == 400
    assert next(iter(params)) in response.json()["message"]


@pytest.mark.parametrize(
    ("column", "text", "keeps"),
    [
        ("category", "beauty", lambda item: item["category"] == "beauty"),
        ("brand", "Élan Vital", lambda item: item["brand"] == "Élan Vital"),
        ("id", "7", lambda item: item["id"] == 7),
        ("price", "9", lambda item: item["price"] == 9),
        ("stock", "0", lambda item: item["stock"] == 0),
        ("rating", "4.5", lambda item: item["rating"] == 4.5),
        ("rating", "null", lambda item: item["rating"] is None),
        ("discontinued", "true", lambda item: item["discontinued"]),
        ("tags", "vegan", lambda item: "vegan" in item["tags"]),
    ],
)
def test_a_column_filters_by_equality(shop, column, text, keeps):
    expected = [item for item in everything(shop) if keeps(item)]
    assert expected
    assert everything(shop, **{column: text}) == expected


def test_different_columns_narrow_and_one_column_twice_widens(shop):
    params = {"category": ["beauty", "books"], "discontinued": "false"}
    expected = [
        item
        for item in everything(shop)
        if item["category"] in ("beauty", "books") and not item["discontinued"]
    ]
    assert everything(shop, **params) == expected


def test_an_unknown_column_is_refused_with_the_columns_there_are(shop):
    for params in ({"colour": "red"}, {"sort": "colour"}):
        response = shop.get("/products", params=params)
        assert response.status_code == 400
        message = response.json()["message"]
        assert "'colour'" in message
        assert all(column in message for column in COLUMNS)


@pytest.mark.parametrize("params", [{"price": "cheap"}, {"id": ""}, {"discontinued": "maybe"}])
def test_a_value_of_another_type_is_refused_by_name(shop, params):
    response = shop.get("/products", params=params)
    assert response.status_code == 400
    assert next(iter(params)) in response.json()["message"]


def test_a_search_finds_text_in_four_columns_whatever_its_case(shop):
    def holds(item):
        searched = (item[c] for c in ("name", "brand", "category", "description"))
        return any("lumière" in text.lower() for text in searched)

    expected = [item for item in everything(shop) if holds(item)]
    assert 0 < len(expected) < 2000
    assert everything(shop, q="LUMIÈRE") == expected


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_sort_breaks_ties_by_id_and_puts_nulls_last(shop, column, order):
    items = everything(shop, sort=column, order=order)
    assert sorted(item["id"] for item in items) == list(range(1, 2001))
    for one, two in pairwise(items):
        if one[column] == two[column]:
            assert one["id"] < two["id"]
        elif one[column] is None:
            pytest.fail("a null before a value")
        elif two[column] is not None:
            assert (one[column] < two[column]) == (order == "asc")


def test_sort_search_and_filter_work_together(shop):
    items = everything(shop, sort="price", order="desc", q="pro", category="audio")
    assert items
    assert {item["category"] for item in items} == {"audio"}
    prices = [item["price"] for item in items]
    assert prices == sorted(prices, reverse=True)


def test_one_product_is_answered_by_its_id(shop):
    assert shop.get("/products/42").json() == product(42)


@pytest.mark.parametrize("path", ["/products/0", "/products/2001", "/products/x", "/shops"])
def test_what_is_not_there_is_a_404_with_a_message(shop, path):
    response = shop.get(path)
    assert response.status_code == 404
    assert path.rsplit("/", 1)[1] in response.json()["message"]


# --- writes --------------------------------------------------------------------------------

TEA = {"name": "Darjeeling", "category": "groceries", "price": 9.5}


def test_a_new_product_gets_the_next_id_its_address_and_what_was_left_out(serve):
    _, client = serve()
    made = client.post("/products", json=TEA)
    assert made.status_code == 201
    assert made.headers["Location"] == "/products/51"
    assert tuple(made.json()) == COLUMNS
    assert made.json()["id"] == 51
    assert (made.json()["stock"], made.json()["rating"]) == (0, None)
    assert client.get("/products/51").json() == made.json()
    assert page(client)["total"] == 51
    client.delete("/products/51")
    assert client.post("/products", json=TEA).json()["id"] == 52, "an id is given once"


def test_an_id_of_ones_own_is_taken_once(serve):
    _, client = serve()
    assert client.post("/products", json={**TEA, "id": 900}).json()["id"] == 900
    again = client.post("/products", json={**TEA, "id": 900, "price": 1})
    assert again.status_code == 409
    assert "900" in again.json()["message"]
    assert client.get("/products/900").json()["price"] == 9.5


def test_a_patch_changes_only_what_it_names(serve):
    _, client = serve()
    changed = client.patch("/products/7", json={"price": 1, "tags": ["sale"]})
    assert changed.status_code == 200
    assert changed.json() == {**product(7), "price": 1, "tags": ["sale"]}
    assert client.get("/products/7").json() == changed.json()


def test_a_put_writes_a_whole_product_whether_it_is_there_or_not(serve):
    _, client = serve()
    assert client.put("/products/7", json=TEA).json() == {
        "id": 7, "name": "Darjeeling", "category": "groceries", "brand": "", "price": 9.5,
        "stock": 0, "rating": None, "tags": [], "released": None, "discontinued": False,
        "description": "",
    }  # fmt: skip
    assert client.put("/products/77", json=TEA).status_code == 201
    assert [item["id"] for item in page(client)["items"]][-2:] == [50, 77]


def test_a_deleted_product_is_gone_from_everywhere(serve):
    _, client = serve()
    gone = client.delete("/products/7")
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.get("/products/7").status_code == 404
    assert client.delete("/products/7").status_code == 404
    assert client.patch("/products/7", json={"price": 1}).status_code == 404
    assert 7 not in [item["id"] for item in page(client)["items"]]


def test_views_follow_what_is_written(serve):
    _, client = serve()
    views = [{"sort": "price", "order": "desc"}, {"q": "darjeeling"}, {"category": "books"}]
    for view in views:
        page(client, **view)
    client.patch("/products/7", json={"price": 1e6, "name": "Darjeeling", "category": "books"})
    assert page(client, **views[0])["items"][0]["id"] == 7
    assert [item["id"] for item in page(client, **views[1])["items"]] == [7]
    assert 7 in [item["id"] for item in page(client, **views[2])["items"]]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("price", -1), ("price", "cheap"), ("price", True), ("stock", 1.5), ("rating", 6),
        ("name", ""), ("tags", "new"), ("released", "soon"), ("discontinued", "no"),
        ("id", 8), ("id", "x"), ("colour", "red"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_product_is_said_by_column(serve, column, value):
    _, client = serve()
    refused = client.patch("/products/7", json={column: value, "brand": "Isola"})
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == [column]
    assert column in refused.json()["message"]
    assert client.get("/products/7").json() == product(7)


def test_a_new_product_needs_a_name_a_category_and_a_price(serve):
    _, client = serve()
    for answer in (client.post("/products", json={}), client.put("/products/7", json={})):
        assert answer.status_code == 422
        assert answer.json()["errors"] == {
            "name": ["is required"], "category": ["is required"], "price": ["is required"],
        }  # fmt: skip


def test_a_write_with_a_key_is_done_once_and_answered_alike(serve):
    _, client = serve()
    key = {"Idempotency-Key": "one"}
    first, second = (client.post("/products", json=TEA, headers=key) for _ in range(2))
    assert first.json() == second.json()
    assert first.status_code == second.status_code == 201
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert page(client)["total"] == 51
    other = client.post("/products", json={**TEA, "price": 1}, headers=key)
    assert other.status_code == 422
    assert "another write" in other.json()["message"]


def test_a_write_that_was_refused_can_be_tried_again_with_its_key(serve):
    _, client = serve()
    key = {"Idempotency-Key": "one"}
    assert client.patch("/products/51", json={"price": 1}, headers=key).status_code == 404
    client.post("/products", json=TEA)
    assert client.patch("/products/51", json={"price": 1}, headers=key).status_code == 200


def test_a_write_for_another_state_of_a_product_is_refused(serve):
    _, client = serve()
    seen = client.get("/products/7").headers["ETag"]
    changed = client.patch("/products/7", json={"price": 1}, headers={"If-Match": seen})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == client.get("/products/7").headers["ETag"] != seen
    for answer in (
        client.patch("/products/7", json={"price": 2}, headers={"If-Match": seen}),
        client.delete("/products/7", headers={"If-Match": seen}),
        client.put("/products/99", json=TEA, headers={"If-Match": "*"}),
    ):
        assert answer.status_code == 412
    assert client.get("/products/7").json()["price"] == 1
    assert client.delete("/products/7", headers={"If-Match": "*"}).status_code == 204


def test_what_was_written_lives_as_long_as_the_api(serve):
    api, client = serve()
    client.patch("/products/7", json={"price": 1})
    api.stop()
    api.start()
    assert httpx.get(f"{api.url}/7").json()["price"] == 1
    _, other = serve()
    assert other.get("/products/7").json() == product(7)


def test_a_fault_changes_nothing(serve):
    api, client = serve(fault_rate=1)
    assert client.patch("/products/7", json={"price": 1}).status_code == 500
    assert api.catalogue.get(7) == product(7)


def test_a_body_that_is_no_product_is_refused_and_the_connection_goes_on(serve):
    _, client = serve()
    for body in (b"x" * 10_000, b"", b"[1]", b"7"):
        response = client.patch("/products/1", content=body)
        assert response.status_code == 400
        assert "JSON" in response.json()["message"]
    assert client.get("/products/1").status_code == 200
    assert client.post("/products", content=b" " * (2**20 + 1)).status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/products", "GET, POST"),
        ("PUT", "/products", "GET, POST"),
        ("POST", "/products/1", "GET, PUT, PATCH, DELETE"),
    ],
)
def test_a_method_that_is_not_possible_names_those_that_are(shop, method, path, allowed):
    response = shop.request(method, path, content=b"{}")
    assert response.status_code == 405
    assert response.headers["Allow"] == allowed
    assert method in response.json()["message"]
    assert shop.get("/products/1").status_code == 200


# --- what was asked ------------------------------------------------------------------------


def test_stats_count_requests_by_path_and_keep_their_lines(serve):
    _, client = serve()
    client.get("/products?limit=2&q=a")
    client.get("/products/1")
    client.get("/products/99")
    client.get("/stats")
    assert client.get("/stats").json() == {
        "requests": 3,
        "by_path": {"/products": 1, "/products/{id}": 2},
        "by_status": {"200": 2, "404": 1},
        "peak": 1,
        "log": ["GET /products?limit=2&q=a", "GET /products/1", "GET /products/99"],
    }


def test_a_reset_forgets_what_was_asked(serve):
    api, client = serve()
    client.get("/products")
    assert client.post("/stats/reset").status_code == 200
    assert api.stats() == {
        "requests": 0, "by_path": {}, "by_status": {}, "peak": 0, "log": [],
    }  # fmt: skip


def test_every_answer_takes_the_latency_and_stats_take_none(serve):
    api, client = serve(latency=0.2)
    began = monotonic()
    client.get("/products/1")
    assert monotonic() - began >= 0.2
    api, client = serve(latency=60)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(httpx.get, f"{api.url}/1", timeout=60)
        while client.get("/stats").json()["requests"] == 0:
            pass  # each of these is answered while the other waits
        assert not asked.done()
        api.stop()


def test_concurrent_requests_wait_side_by_side(serve):
    api, client = serve(latency=0.3)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda n: client.get(f"/products/{n}"), range(1, 11)))
    assert api.stats()["peak"] > 1


def test_faults_hit_the_same_requests_in_every_run(serve):
    runs = []
    for _ in range(2):
        _, client = serve(fault_rate=0.3, seed=5)
        runs.append([client.get("/products/1").status_code for _ in range(60)])
    _, client = serve(fault_rate=0.3, seed=6)
    other = [client.get("/products/1").status_code for _ in range(60)]
    client.post("/stats/reset")
    assert runs[0] == runs[1] != other
    assert 6 <= runs[0].count(500) <= 30
    assert set(runs[0]) == {200, 500}
    assert [client.get("/products/1").status_code for _ in range(60)] == other


def test_more_than_the_rate_limit_is_a_429_that_says_when_to_come_again(serve):
    api, client = serve(rate_limit="3/h")
    answers = [client.get("/products/1") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1100 < int(answers[3].headers["Retry-After"]) <= 1200
    assert "1" in answers[3].json()["message"]
    assert api.stats()["by_status"] == {"200": 3, "429": 1}


def test_a_rate_limit_refills_evenly_and_never_beyond_its_count():
    limit = RateLimit("2/s")
    assert [limit.take(10.0) for _ in range(3)] == [0, 0, 0.5]
    assert limit.take(10.5) == 0
    assert limit.take(10.5) == 0.5
    assert [limit.take(99.0) for _ in range(3)] == [0, 0, 0.5]


@pytest.mark.parametrize("text", ["20", "0/s", "-1/s", "2/day", "/s", "x/s"])
def test_a_rate_limit_that_means_nothing_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="20/s"):
        RateLimit(text)


@pytest.mark.parametrize(
    "settings", [{"rows": -1}, {"latency": -0.1}, {"latency": float("nan")}, {"fault_rate": 2}]
)
def test_a_setting_out_of_range_is_refused_by_name(settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        DemoApi(**{"rows": 1, **settings})


def test_stopping_ends_every_thread_and_connection_even_amid_requests(serve):
    before = set(threading.enumerate())
    api, client = serve(latency=60)
    client.get("/stats")  # its connection stays open, with nothing to do
    asking = ThreadPoolExecutor(1)
    asked = asking.submit(httpx.get, f"{api.url}/1", timeout=30)
    while api.stats()["requests"] == 0:
        threading.Event().wait(0.01)
    address = api.url
    api.stop()
    assert asked.exception(10) or asked.result()
    asking.shutdown()
    assert set(threading.enumerate()) == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


def test_an_api_can_be_stopped_twice_and_started_again():
    api = DemoApi(rows=1, latency=0).start()
    with pytest.raises(RuntimeError, match="already"):
        api.start()
    api.stop()
    api.stop()
    with pytest.raises(RuntimeError, match="not running"):
        _ = api.url
    with api:
        assert httpx.get(api.url).status_code == 200


def test_a_taken_port_is_an_error_at_the_start(serve):
    api, _ = serve()
    port = int(re.findall(r"\d+", api.origin)[-1])
    with pytest.raises(OSError, match="in use"):
        DemoApi(rows=1, port=port).start()


def test_a_client_that_leaves_early_leaves_no_trace_on_stderr(serve, capfd):
    api, client = serve(latency=0.2)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{api.url}?limit=500", timeout=httpx.Timeout(10, read=0.05))
    client.get("/products/1")
    api.stop()
    assert capfd.readouterr() == ("", "")


def test_a_garbled_request_is_refused_in_json(serve):
    api, _ = serve()
    response = httpx.request("BREW", api.url)
    assert response.status_code == 501
    assert "BREW" in response.json()["message"]
