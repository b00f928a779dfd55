"""Where a server that others wrote says less than the truth, it is noticed."""

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import (
    CrossOriginNextLink,
    PaginationLoop,
    RateLimited,
    SourceError,
)
from tests.aio import run
from tests.servers.fixtures import SHELF, put_back
from tests.servers.pocketbase import ROWS

BOOKS = [str(n) for n in range(1, 96)]


def ask(vista, call):
    async def go():
        try:
            return await call(vista)
        finally:
            await vista.aclose()

    return run(go())


def everything(url, **given):
    return ask(dn.RestVista(url, **given), lambda v: v.list_values())


class Meanwhile(httpx.AsyncBaseTransport):
    """The network; does something else between the first answer and the second question."""

    def __init__(self, change):
        self._network, self._change, self._asked = httpx.AsyncHTTPTransport(), change, 0

    async def handle_async_request(self, request):
        self._asked += 1
        if self._asked == 2:
            self._change()
        return await self._network.handle_async_request(request)

    async def aclose(self):
        await self._network.aclose()


def test_a_last_page_that_comes_again_is_a_loop_unless_it_is_declared(drf):
    given = {"rows": "results", "page": dn.Page("page"), "total": None}
    part = everything(f"{drf}/last/", **given)
    assert not part.coverage.complete, "Django's get_page answers every number with a page"
    assert "PaginationLoop" in part.coverage.reason
    with pytest.raises(PaginationLoop):
        ask(dn.RestVista(f"{drf}/last/", **given), lambda v: v.fetch_window(90, 20))
    rows = everything(f"{drf}/last/", past_end="repeats", **given)
    assert list(rows) == BOOKS
    assert rows.coverage.complete


def test_a_link_to_the_host_a_proxy_names_is_not_followed(drf):
    proxy = {"X-Forwarded-Host": "elsewhere.test"}
    vista = dn.RestVista(f"{drf}/page/", style="drf", headers=proxy)
    with pytest.raises(
        CrossOriginNextLink, match=r"elsewhere\.test; nothing was sent"
    ) as failed:
        ask(vista, lambda v: v.list_values())
    assert "elsewhere.test" in failed.value.hint
    assert vista.source.requests == 1


def test_an_error_with_status_200_is_an_error(graphql):
    url = f"{graphql}/relay?query={{nosuch}}"
    with pytest.raises(SourceError, match="nosuch") as failed:
        everything(url, rows="data.items", page=None)
    assert failed.value.status == 200


def test_a_total_that_is_not_told_is_unknown(pocketbase):
    vista = dn.RestVista(
        pocketbase.list("many"), auth=dn.Bearer(pocketbase.token), params={"skipTotal": "1"}
    )
    rows = ask(vista, lambda v: v.list_values())
    assert (len(rows), rows.total, rows.coverage.complete) == (1200, None, True)


def test_a_total_that_is_not_the_number_of_rows_is_told(cap):
    """With ``$top`` it gives no link to what follows, and counts it nevertheless."""
    rows = everything(cap.list("Pages"), style="odata", params={"$top": "10"})
    assert (len(rows), rows.total, rows.coverage.complete) == (10, 23, None)
    assert "23" in rows.coverage.reason


@pytest.mark.parametrize("way", ["offset", "page"])
def test_rows_that_move_while_they_are_read_are_told(drf, way):
    url, client = f"{drf}/shelf/", httpx.Client(verify=False)
    put_back(client, url, [{**SHELF[0], "id": n} for n in range(1, 16)])

    def remove():
        client.delete(f"{url}1/").raise_for_status()

    pages = {"offset": {"style": "drf-limitoffset"}, "page": {"style": "drf"}}[way]
    rows = everything(url, page_size=5, transport=Meanwhile(remove), **pages)
    left = client.get(url).json()["count"]
    client.close()
    assert len(rows) < left + 1, "a row that was there all the time came on no page"
    assert rows.coverage.complete is None
    assert f"from {left + 1} to {left}" in rows.coverage.reason


def test_a_row_that_moves_to_the_next_page_is_counted_as_drift(pocketbase):
    pocketbase.put("shelf", ROWS)
    first = {**ROWS[0], "id": "row000000000000"}
    insert = Meanwhile(lambda: pocketbase.put("shelf", [first, *ROWS]))
    vista = dn.RestVista(
        pocketbase.list("shelf"),
        auth=dn.Bearer(pocketbase.token),
        page_size=3,
        transport=insert,
    )
    rows = ask(vista.order_by("id"), lambda v: v.list_values())
    assert (rows.coverage.drift, rows.coverage.complete) == (1, None)


def test_who_asks_too_often_is_told_when_to_come_back(drf):
    vista = dn.RestVista(f"{drf}/slow/", style="drf", retry=dn.Retry(max_wait=1))

    async def often(v):
        for _ in range(5):
            await v.fetch_next()

    with pytest.raises(RateLimited) as failed:
        ask(vista, often)
    assert failed.value.retry_at is not None
    assert failed.value.status == 429
    assert vista.source.requests <= 3
