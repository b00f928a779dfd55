"""Rows come as CSV or as JSON lines where an API says that it sends these."""

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import NotJson, ShapeChanged
from tests.aio import read, run
from tests.servers.datasette import ROWS


def opened(kind, *bodies, **declared):
    left = list(bodies)

    def answer(_):
        body = left.pop(0) if len(left) > 1 else left[0]
        content = body if isinstance(body, bytes) else body.encode()
        return httpx.Response(200, headers={"Content-Type": kind}, content=content)

    given = {"page": None, "retry": dn.Retry(attempts=2, base=0)}
    network = httpx.MockTransport(answer)
    return dn.RestVista("https://api.test/rows", transport=network, **{**given, **declared})


def rows(vista):
    return list(run(vista.list_values()).values())


def test_csv_of_datasette_holds_the_rows_of_its_json(datasette):
    url = f"{datasette}/shelf.csv?_dl=1&_stream=1"
    api = dn.RestVista(url, style="plain", id="id")
    found = read(api, lambda vista: vista.list_values())
    assert list(found.values()) == ROWS
    types = {column.name: column.type for column in api.columns}
    assert types["stock"] == "integer"
    assert types["price"] == "number"


@pytest.mark.parametrize("kind", ["text/csv; charset=utf-8; header=present", "TEXT/CSV"])
def test_cells_are_values_of_the_type_that_their_column_shows(kind):
    body = '\ufeffid,name,zip,n,on\r\n1,"a, ""b""\n",007,1.5,true\r\n2,,123,,false\r\n'
    assert rows(opened(kind, body)) == [
        {"id": 1, "name": 'a, "b"\n', "zip": "007", "n": 1.5, "on": True},
        {"id": 2, "name": None, "zip": "123", "n": None, "on": False},
    ]


def test_every_answer_has_the_types_of_the_first():
    def answer(request):
        start = int(request.url.params.get("offset", 0))
        cells = ["a,,x", "b,7,x", "c,seven,x", "d,8,9"][start : start + 1]
        text = "\n".join(["id,n,m", *cells])
        return httpx.Response(200, headers={"Content-Type": "text/csv"}, text=text)

    network = httpx.MockTransport(answer)
    api = dn.RestVista("https://api.test/r", page=dn.Offset(), page_size=1, transport=network)
    assert [(row["n"], row["m"]) for row in rows(api)] == [
        (None, "x"), (7, "x"), ("seven", "x"), (8, "9"),
    ]  # fmt: skip


def test_other_signs_between_cells_and_declared_types():
    (row,) = rows(opened("text/csv", "id;price\n1;2.50\n", columns={"price": "decimal"}))
    assert str(row["price"]) == "2.50"
    (row,) = rows(opened("text/tab-separated-values", "id\tname\n1\ta,b;c\n"))
    assert row["name"] == "a,b;c"
    (row,) = rows(opened("text/csv; charset=latin-1", "id,name\n1,ä\n".encode("latin-1")))
    assert row["name"] == "ä"


@pytest.mark.parametrize("kind", ["text/csv", "application/x-ndjson"])
def test_no_rows_are_no_rows(kind):
    assert rows(opened(kind, "")) == []
    assert rows(opened("text/csv", "id,name\n")) == []


def test_lines_of_json_are_rows():
    lines = '{"id": 1, "of": [1]}\n\n{"id": 2, "price": 0.10}\n'
    api = opened("application/x-ndjson; charset=utf-8", lines, columns={"price": "decimal"})
    first, second = rows(api)
    assert first == {"id": 1, "of": [1]}
    assert str(second["price"]) == "0.10"


def test_a_line_that_was_cut_on_the_way_is_asked_for_again():
    cut, whole = '{"id": 1}\n{"id"', '{"id": 1}\n{"id": 2}\n'
    assert len(rows(opened("application/jsonl", cut, whole))) == 2
    with pytest.raises(NotJson):
        rows(opened("application/jsonl", cut))


def test_csv_whose_cells_have_no_name_is_refused():
    with pytest.raises(ShapeChanged) as failed:
        rows(opened("text/csv", "id,name\n1,2,3\n"))
    assert (failed.value.status, failed.value.request.method) == (200, "GET")


def test_a_page_to_sign_in_is_no_csv():
    with pytest.raises(NotJson):
        rows(opened("text/html", "<html>who are you?</html>"))
