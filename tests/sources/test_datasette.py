"""Datasette keeps what every source promises, in each of its shapes."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceError
from diorama_nb.testing import SourceContract
from tests.aio import read
from tests.servers.datasette import ROWS


class TestDatasette(SourceContract):
    """Lists of values beside the names of their columns, pages by keyset."""

    rows = ROWS

    @pytest.fixture(autouse=True)
    def _table(self, datasette, request):
        self.url = f"{datasette}/shelf.json"
        # A request for each page: pages are small only where they are what is tested.
        self.size = 4 if "page" in request.node.name else 50

    def open(self):
        return dn.RestVista(self.url, style="datasette", page_size=self.size)


async def everything(vista):
    return await vista.list_values()


def test_a_list_with_links_is_walked_by_its_url_alone(datasette):
    vista = dn.RestVista(f"{datasette}/many.json?_shape=array&_size=500")
    rows = read(vista, everything)
    assert list(rows) == [str(2 * n) for n in range(1200)]
    assert rows.complete
    assert vista.source.requests == 4, "three pages, and the second one to see that it pages"
    assert not vista.capabilities.can_fetch_window, "a keyset is no offset"


def test_maps_are_rows_as_lists_are(datasette):
    rows = [
        read(
            dn.RestVista(f"{datasette}/shelf.json?{shape}", style="datasette"),
            everything,
        )
        for shape in ("", "_shape=objects")
    ]
    assert dict(rows[0]) == dict(rows[1]) == {str(row["id"]): row for row in ROWS}


def test_a_page_larger_than_it_hands_out_is_refused_and_the_style_asks_for_less(datasette):
    url, page = f"{datasette}/many.json", dn.NextLink("next_url", size="_size")
    plain = dn.RestVista(url, rows="rows", page=page, page_size=5000)
    with pytest.raises(SourceError, match="_size must be <= 1000") as raised:
        read(plain, everything)
    assert raised.value.status == 400
    known = dn.RestVista(url, style="datasette", page_size=5000)
    rows = read(known, everything)
    assert (len(rows), rows.total, known.source.requests) == (1200, 1200, 2)


def test_a_search_it_would_ignore_is_made_here(datasette):
    vista = dn.RestVista(f"{datasette}/many.json", style="datasette").search("no. 119")
    assert list(read(vista, everything)) == [
        "238",
        *(str(n) for n in range(2380, 2400, 2)),
    ]


def test_a_record_is_asked_for_by_its_key_once_the_columns_are_known(datasette):
    async def one(vista):
        await vista.get_some_value()
        before = vista.source.requests
        record = await vista.get_value("2000")
        assert await vista.get_value("2001") is None
        assert await vista.get_value("many") is None
        return record, vista.source.requests - before

    vista = dn.RestVista(f"{datasette}/many.json", style="datasette", page_size=50)
    record, requests = read(vista, one)
    assert record == {"id": 2000, "name": "no. 1000"}
    assert requests <= 2 + 24, "one each, and all 24 pages for what can be no number"


BOXES = [
    {"code": "a/1", "maker": 1, "raw": b"\x00\xff"},
    {"code": "b~2", "maker": 2, "raw": None},
    {"code": "c", "maker": None, "raw": b"\x80"},
    {"code": "d", "maker": 9, "raw": b"\xfe"},
]


@pytest.mark.parametrize("style", ["datasette", "auto"])
def test_rows_are_named_by_the_primary_key_that_the_answer_tells(datasette, style):
    async def one(vista):
        rows = await vista.list_values()
        found = await vista.get_value("B%2FC/1")
        return list(rows), vista.source.id_rule, found

    ids, rule, found = read(dn.RestVista(f"{datasette}/places.json", style=style), one)
    assert (ids, rule) == (["A/1", "A/2", "B%2FC/1"], ("hall", "shelf"))
    assert found == {"hall": "B/C", "shelf": 1, "n": 30}
    boxes = read(dn.RestVista(f"{datasette}/boxes.json", style=style), everything)
    assert list(boxes) == ["a/1", "b~2", "c", "d"]


def test_bytes_that_are_no_text_are_bytes(datasette):
    rows = read(dn.RestVista(f"{datasette}/boxes.json", style="datasette"), everything)
    assert list(rows.values()) == BOXES


def test_the_labels_of_foreign_keys_are_columns_of_their_own(datasette):
    async def ask(vista):
        rows = await vista.list_values()
        one = await vista.where(maker=2).list_values()
        named = await vista.where({"maker.label": "Isola"}).list_values()
        return rows, list(one), list(named)

    vista = dn.RestVista(f"{datasette}/boxes.json?_labels=on", style="datasette")
    rows, one, named = read(vista, ask)
    labels = [{"maker.label": "Isola"}, {"maker.label": "Kestrel"}, {}, {}]
    assert list(rows.values()) == [{**r, **n} for r, n in zip(BOXES, labels, strict=True)]
    assert (one, named) == (["b~2"], ["a/1"])
    columns = {column.name: column.type for column in vista.columns}
    assert (columns["maker"], columns["maker.label"]) == ("integer", "text")


def test_hidden_tables_are_listed_as_such_and_can_be_read(datasette):
    vista = dn.RestVista(f"{datasette}.json", rows="tables", id="name", page=None)
    tables = read(vista, everything)
    hidden = [name for name, table in tables.items() if table["hidden"]]
    assert hidden == ["words", *(f"words_{k}" for k in ("config", "data", "docsize", "idx"))]
    for name in hidden:
        rows = read(dn.RestVista(f"{datasette}/{name}.json", style="datasette"), everything)
        assert rows.complete
        counted = tables[name]["count"]  # None where counting takes Datasette over 10 ms
        assert counted in (None, len(rows))


def test_rows_without_a_key_are_named_by_their_rowid(datasette):
    vista = dn.RestVista(f"{datasette}/nameless.json", style="datasette", page_size=7)
    rows = read(vista, everything)
    assert [row["n"] for row in rows.values()] == list(range(30))
    assert rows.coverage.drift == 0
