"""A whole copy is refreshed by the rows that changed, where a REST API can tell them."""

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import SpecError
from diorama_nb.vista.moments import before
from diorama_nb.vista.rest import RestVista
from tests.aio import run
from tests.virtual import virtual

SINCE = dn.Since("since", "updated")


class Shop:
    """An API that lists 300 rows by offset and knows which changed since a time."""

    def __init__(self, **told):
        self.rows = {n: {"id": n, "name": f"row {n}", "updated": n} for n in range(300)}
        self.asked, self.clock, self.told = [], 1000, told

    def put(self, n, **values):
        self.clock += 1
        self.rows[n] = {"id": n, "name": f"row {n}", **values, "updated": self.clock}

    def answer(self, request):
        self.asked.append(dict(request.url.params))
        asked = {name: int(text) for name, text in request.url.params.items()}
        found = [r for r in self.rows.values() if r["updated"] >= asked.get("since", 0)]
        start, count = asked.get("offset", 0), asked["limit"]
        total = {"total": len(found)} if self.told.get("total", True) else {}
        return httpx.Response(200, json={"items": found[start : start + count], **total})

    def open(self, **more):
        given = {"page": dn.Offset(), "since": SINCE, "id": "id", "detail": "{url}/{id}"}
        if self.told.get("total", True):
            given["total"] = "total"
        network = httpx.MockTransport(self.answer)
        return RestVista("https://api.test/shop", transport=network, **{**given, **more})


async def copied(shop, cache=None, **more):
    """Open a shop as a whole copy, whose source has been read once."""
    lens = dn.Lens(cache, runtime="current", on_start=load)
    dio = await lens.make_dio(shop.open(**more))
    await dio.refresh()
    shop.asked.clear()
    return dio


async def load(dio):
    await dio.cache.insert_values(await dio.master.list_values())


async def same(dio, shop):
    """Whether a Dio holds exactly the rows of a shop."""
    rows = await dio.vista().list_values()
    return {int(id): row for id, row in rows.items()} == shop.rows


@virtual
async def test_a_refresh_asks_for_the_rows_that_changed_and_counts():
    shop = Shop()
    dio = await copied(shop)
    shop.put(7, name="other")
    shop.put(300)
    await dio.refresh()
    assert await same(dio, shop)
    assert shop.asked == [
        {"since": "299", "offset": "0", "limit": "100"},
        {"offset": "0", "limit": "1"},
    ]
    shop.asked.clear()
    await dio.refresh()
    assert shop.asked[0]["since"] == "1002", "from the newest row on"
    assert len(shop.asked) == 2
    await dio.aclose()


@virtual
async def test_a_row_that_was_deleted_has_all_rows_read():
    shop = Shop()
    dio = await copied(shop)
    del shop.rows[8]
    shop.put(7, name="other")
    await dio.refresh()
    assert await same(dio, shop)
    assert len(shop.asked) == 2 + 3
    await dio.aclose()


@virtual
async def test_deleted_rows_that_are_listed_need_no_count():
    shop = Shop(total=False)
    way = dn.Since("since", "updated", deleted="gone")
    dio = await copied(shop, since=way)
    shop.put(7, gone=True)
    shop.put(8, name="other", gone=False)
    await dio.refresh()
    del shop.rows[7]
    assert await same(dio, shop)
    assert [params.get("since") for params in shop.asked] == ["299", "299"]
    await dio.aclose()


@pytest.mark.parametrize("told", ["no count", "no since", "narrowed"])
@virtual
async def test_all_is_read_where_changes_can_not_be_told_for_sure(told):
    shop = Shop(total=told != "no count")
    more = {"since": None} if told == "no since" else {}
    master = shop.open(**more)
    master = master.where_op("updated", ">=", 0) if told == "narrowed" else master
    dio = await dn.Lens(runtime="current", on_start=load).make_dio(master)
    await dio.refresh()
    shop.asked.clear()
    shop.put(7, name="other")
    await dio.refresh()
    assert await same(dio, shop)
    assert len(shop.asked) >= 3
    await dio.aclose()


@virtual
async def test_a_row_that_was_pushed_meanwhile_stays_as_it_is():
    shop = Shop()
    dio = await copied(shop)
    row = {"id": 7, "name": "ours", "updated": 5000}
    shop.rows[7] = row
    await dio.patched("7", row)
    await dio.refresh()
    assert await same(dio, shop)
    assert len(shop.asked) == 2
    await dio.aclose()


@virtual
async def test_a_copy_of_an_earlier_process_is_refreshed_by_what_changed(tmp_path):
    shop = Shop()
    await (await copied(shop, tmp_path)).aclose()
    shop.put(7, name="other")
    dio = await dn.Lens(tmp_path, runtime="current").make_dio(shop.open())
    await dio.refresh()
    assert await same(dio, shop)
    assert all("since" in asked or asked["limit"] == "1" for asked in shop.asked)
    await dio.aclose()


@virtual
async def test_another_master_is_read_as_a_whole():
    shop, other = Shop(), Shop()
    dio = await copied(shop)
    other.rows = {n: {"id": n, "name": "other", "updated": 1} for n in range(300)}
    await dio.reload(other.open(name="other"))
    await dio.refresh()
    assert await same(dio, other)
    await dio.aclose()


@virtual
async def test_an_api_that_ignores_the_time_has_all_rows_read():
    shop = Shop()
    dio = await copied(shop, since=dn.Since("nosuch", "updated"), on_ignored="local")
    shop.put(7, name="other")
    await dio.refresh()
    assert await same(dio, shop)
    await dio.aclose()


@pytest.mark.parametrize(
    ("mark", "skew", "floor"),
    [
        (100, 0, 100),
        (100, 0.5, 99),
        ("2026-01-01T00:00:10+00:00", 10, "2026-01-01T00:00:00+00:00"),
        ("2026-01-01T00:00:10Z", 10, "2026-01-01T00:00:00Z"),
        ("2026-01-01 00:00:10", 10, "2026-01-01T00:00:00"),
        ("2026-01-02", 1, "2026-01-01"),
        ("v17", 5, "v17"),
    ],
)
def test_the_skew_is_taken_off_in_the_form_of_the_mark(mark, skew, floor):
    assert before(mark, skew) == floor


def test_a_server_that_tells_later_rows_only_is_asked_a_second_earlier():
    way = dn.Since("after", "updated", inclusive=False)
    source = RestVista("https://api.test/a", id="id", since=way).source
    (condition,) = source.changed("2026-01-01T00:00:10Z").query.conditions
    assert (condition.op, condition.value) == (">", "2026-01-01T00:00:09Z")
    source = RestVista("https://api.test/a", id="id", since=SINCE).source
    assert source.changed(7).query.conditions[0].value == 7
    with pytest.raises(SpecError):
        RestVista("https://api.test/a", since="updated")


def test_kinto_tells_what_changed_with_what_was_deleted(kinto):
    url, who = kinto.list("renewed"), dn.Basic(kinto.user, kinto.password)
    rows = [{"id": f"row-{n}", "name": f"row {n}"} for n in range(20)]
    kinto.put("renewed", rows)
    way = dn.Since("min_last_modified", "last_modified", deleted="deleted")

    async def main():
        vista = RestVista(url, style="kinto", auth=who, since=way, page_size=5)
        dio = await dn.Lens(runtime="current", on_start=load).make_dio(vista)
        await dio.refresh()
        whole = vista.source.requests
        kinto.store("renewed", {"id": "row-3", "name": "other"})
        kinto.store("renewed", {"id": "row-20", "name": "new"})
        kinto.delete("renewed", "row-5")
        await dio.refresh()
        cost = vista.source.requests - whole
        found = {id: row["name"] for id, row in (await dio.vista().list_values()).items()}
        await dio.aclose()
        await vista.aclose()
        return cost, found

    cost, found = run(main())
    due = {row["id"]: row["name"] for row in rows if row["id"] != "row-5"}
    assert found == due | {"row-3": "other", "row-20": "new"}
    assert cost == 2, "one page of changes, one count"
