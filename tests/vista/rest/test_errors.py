"""Every error that an answer raises tells its request, its status and what the source said."""

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import DioramaError
from tests.aio import run
from tests.servers.faults import CANARY

URL = f"https://api.test/rows?api_key={CANARY}"
ONE = [{"id": 1, "price": 2}]


def failing(answer, door, **declared):
    """Return the error of a door of a Vista whose requests are all answered alike."""
    network = httpx.MockTransport(lambda _: httpx.Response(answer[0], json=answer[1]))
    retry = dn.Retry(attempts=1)
    vista = dn.RestVista(URL, transport=network, retry=retry, **declared)
    with pytest.raises(DioramaError) as failed:
        run(door(vista))
    return failed.value


READS = {
    "rows": ((200, {"a": [], "b": []}), {}),
    "shape": ((200, [1, 2]), {}),
    "id": ((200, ONE), {"id": "sku"}),
    "total": ((200, {"items": ONE}), {"total": "n", "page": dn.Offset()}),
    "error": ((200, {"error": "no"}), {}),
    "post": ((200, "text"), {"method": "POST"}),
    "loop": ((200, {"items": ONE}), {"page": dn.Offset(), "page_size": 1}),
    "last id": ((200, {"items": ONE, "more": 1}), {"page": dn.LastId("a", "more"), "id": None}),
    "next": ((200, {"items": ONE, "next": "/rows?page=2"}), {}),
    "refused": ((418, {"message": f"no {CANARY}"}), {}),
    "unknown": ((401, {}), {}),
    "forbidden": ((403, {}), {}),
    "missing": ((404, {}), {}),
    "limited": ((429, {}), {}),
    "down": ((503, {"detail": "later"}), {}),
}


@pytest.mark.parametrize(("answer", "declared"), READS.values(), ids=READS)
def test_an_error_of_a_read_tells_its_request_and_status(answer, declared):
    def door(vista):
        way = declared.get("page")
        return vista.fetch_window(0, 3) if isinstance(way, dn.Offset) else vista.list_values()

    error = failing(answer, door, **declared)
    assert error.status == answer[0]
    assert error.request.method == declared.get("method", "GET")
    assert error.request.url.startswith("https://api.test/rows")
    assert CANARY not in f"{error.request} {error} {error.server_message}"
    assert error.hint
    if answer[0] in (418, 503):
        assert error.server_message in ("no ***", "later")


WRITES = {
    "rejected": (422, {"message": "no"}, lambda v: v.insert_return_id_value({"a": 1})),
    "refused": (405, {}, lambda v: v.insert_return_id_value({"a": 1})),
    "missing": (404, {"message": "no"}, lambda v: v.patch_value("1", {"a": 1})),
    "forbidden": (403, {"message": "no"}, lambda v: v.delete_value("1")),
    "no id": (201, {}, lambda v: v.insert_return_id_value({"a": 1})),
}


@pytest.mark.parametrize(("status", "body", "door"), WRITES.values(), ids=WRITES)
def test_an_error_of_a_write_tells_its_request_and_status(status, body, door):
    error = failing((status, body), door, writes=True, page=None)
    assert error.status == status
    assert error.request.method in ("POST", "PATCH", "DELETE")
    assert error.request.url.startswith("https://api.test/rows")
    assert error.server_message == body.get("message", error.server_message)
    assert CANARY not in f"{error.request} {error}"


def test_a_conflict_tells_what_the_source_said():
    def answer(request):
        if request.method == "GET":
            return httpx.Response(200, json={"id": 1, "a": 2})
        return httpx.Response(409, json={"message": "too late"})

    api = dn.RestVista(URL, writes=True, page=None, transport=httpx.MockTransport(answer))
    with pytest.raises(dn.errors.WriteConflict) as failed:
        run(api.patch_value("1", {"a": 3}))
    error = failed.value
    assert (error.status, error.server_message) == (409, "too late")
    assert error.request.method == "PATCH"
