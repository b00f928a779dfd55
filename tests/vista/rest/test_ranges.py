"""Pages by the ``Range`` header, in the shapes that PostgREST documents."""

import re

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import SpecError
from tests.aio import run

ROWS = [{"id": n} for n in range(57)]
UNSATISFIABLE = {"code": "PGRST103", "message": "Requested range not satisfiable"}


def opened(rows=ROWS, most=1000, **declared):
    """Open a table of a server like PostgREST; return it and the ranges that were asked for."""
    asked = []

    def answer(request):
        asked.append(request.headers["Range"])
        first, last = re.fullmatch(r"(?:\w+=)?(\d+)-(\d+)", asked[-1]).groups()
        first, last = int(first), min(int(last), int(first) + most - 1)
        known = str(len(rows)) if request.headers.get("Prefer") == "count=exact" else "*"
        found = rows[first : last + 1]
        if not found and first and known != "*":
            told = {"Content-Range": f"*/{known}"}
            return httpx.Response(416, headers=told, json=UNSATISFIABLE)
        held = f"{first}-{first + len(found) - 1}" if found else "*"
        status = 206 if len(found) < len(rows) else 200
        return httpx.Response(status, headers={"Content-Range": f"{held}/{known}"}, json=found)

    network = httpx.MockTransport(answer)
    return dn.RestVista("https://api.test/t", transport=network, **declared), asked


@pytest.mark.parametrize("count", [True, False])
def test_all_rows_come_in_ranges(count):
    vista, asked = opened(page=dn.Range(count=count), page_size=20)
    rows = run(vista.list_values())
    assert [*rows] == [str(n) for n in range(57)]
    assert rows.coverage.complete
    assert rows.total == (57 if count else None)
    assert asked == ["0-19", "20-39", "40-59"] + ([] if count else ["57-76"])


def test_a_window_is_one_range_and_ends_where_the_rows_do():
    vista, asked = opened(page=dn.Range(count=True))
    page = run(vista.fetch_window(50, 5))
    assert ([*page.rows], page.total) == ([str(n) for n in range(50, 55)], 57)
    page = run(vista.fetch_window(57, 5))
    assert ([*page.rows], page.total, page.end) == ([], 57, True)
    assert asked == ["50-54", "57-61"]


def test_a_server_that_cuts_ranges_loses_no_row():
    vista, _ = opened(most=7, page=dn.Range(), page_size=20)
    assert len(run(vista.list_values())) == 57
    assert [*run(vista.fetch_window(3, 20)).rows] == [str(n) for n in range(3, 23)]


@pytest.mark.parametrize("count", [True, False])
def test_an_empty_table_is_empty(count):
    rows = run(opened([], page=dn.Range(count=count))[0].list_values())
    assert (len(rows), rows.coverage.complete) == (0, True)


def test_an_empty_list_without_any_range_is_empty():
    network = httpx.MockTransport(lambda _: httpx.Response(416, json=UNSATISFIABLE))
    vista = dn.RestVista("https://api.test/t", page=dn.Range(), transport=network)
    assert len(run(vista.list_values())) == 0


def test_rows_are_counted_where_the_api_counts():
    vista, _ = opened(page=dn.Range(count=True))
    assert vista.capabilities.can_count
    assert run(vista.get_count()) == 57
    assert not opened(page=dn.Range())[0].capabilities.can_count
    empty, _ = opened([], page=dn.Range(count=True))
    assert run(empty.get_count()) == 0


def test_a_filter_goes_with_the_range():
    vista, asked = opened(ROWS[:1], page=dn.Range(), filters={"id": "id"})
    assert [*run(vista.where(id=0).list_values())] == ["0"]
    assert asked[0] == "0-99"


def test_a_unit_stands_in_front():
    vista, asked = opened(page=dn.Range("items"))
    run(vista.fetch_window(0, 5))
    assert asked == ["items=0-4"]
    assert "Range: items=0-99" in vista.explain()
    with pytest.raises(SpecError):
        dn.Range("")
