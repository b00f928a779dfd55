"""Windows, counts, records and names of rows are what the text of the query promises."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import ShapeChanged, SpecError, Unsupported
from tests.aio import read
from tests.integration.waiting import settled, wait_until
from tests.vista.sparql.test_conditions import PREFIXES

COUNTRIES = [("AT", 1, 9.1), ("AT", 2, None), ("BE", 1, 11.8), ("DE", 1, 84.0), ("DE", 2, 84.5)]


def text(select="?land ?year ?people", behind="", rows=COUNTRIES):
    held = " ".join(f'("{a}" {b} {"UNDEF" if c is None else c})' for a, b, c in rows)
    pattern = f"VALUES (?land ?year ?people) {{ {held} }}"
    return f"{PREFIXES} SELECT {select} WHERE {{ {pattern} }} {behind}"


def years(rows):
    return [(row["land"], row["year"]) for row in rows.values()]


ALL = [(a, b) for a, b, _ in COUNTRIES]


async def walk(vista):
    pages, token = [], None
    while not pages or token is not None:
        pages.append(await vista.fetch_next(token))
        token = pages[-1].next
    return pages


# --- what is granted -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behind", "options", "windows", "hint"),
    [
        ("", {}, False, "ORDER BY"),
        ("", {"id": "land"}, True, ""),
        ("ORDER BY ?year", {}, True, ""),
        ("ORDER BY ?year LIMIT 3", {}, True, ""),
        ("LIMIT 3", {"id": "land"}, False, "any rows up to its LIMIT"),
    ],
)
def test_windows_need_an_order(oxigraph, behind, options, windows, hint):
    vista = dn.SparqlVista(oxigraph.url, text(behind=behind), **options)
    assert vista.capabilities.can_fetch_window == windows
    if not windows:
        with pytest.raises(Unsupported, match="can not fetch window") as raised:
            read(vista, lambda v: v.fetch_window(0, 2))
        assert hint in raised.value.hint


def test_rows_that_the_order_leaves_open_stand_in_one_order_every_time(oxigraph):
    vista = dn.SparqlVista(oxigraph.url, text(behind="ORDER BY DESC(?year)"))

    async def main(vista):
        pages = [await vista.fetch_window(n, 1) for n in range(5)]
        return [next(iter(page.rows.values())) for page in pages]

    rows = read(vista, main)
    assert [row["year"] for row in rows] == [2, 2, 1, 1, 1]
    assert len({(row["land"], row["year"]) for row in rows}) == 5


def test_a_query_with_a_limit_is_the_rows_within_it(oxigraph):
    cut = "ORDER BY ?land ?year LIMIT 3 OFFSET 1"
    vista = dn.SparqlVista(oxigraph.url, text(behind=cut), page_size=2)

    async def main(vista):
        return (
            await vista.list_values(),
            await walk(vista),
            await vista.fetch_window(2, 5),
            await vista.get_count(),
            await vista.where(land="DE").list_values(),
            await vista.where(land="DE").get_count(),
            await vista.order_by("year", descending=True).fetch_window(0, 1),
        )

    rows, pages, window, count, narrowed, few, ordered = read(vista, main)
    assert years(rows) == ALL[1:4]
    assert [len(page.rows) for page in pages] == [2, 1]
    assert (years(window.rows), window.total, window.end) == (ALL[3:4], 3, True)
    assert (count, years(narrowed), few) == (3, [("DE", 1)], 1)
    assert years(ordered.rows) == [("AT", 2)]


def test_a_limit_without_an_order_is_read_once_and_narrowed_here(oxigraph):
    vista = dn.SparqlVista(oxigraph.url, text(behind="LIMIT 3"), id="land")
    assert "locally" in vista.where(land="AT").explain()
    rows, count = read(vista, lambda v: v.list_values()), read(vista, lambda v: v.get_count())
    assert (rows.coverage.rows + rows.coverage.drift, count) == (3, 3)


@pytest.mark.parametrize("id", [None, ("land", "year")])
def test_an_order_by_what_is_not_selected_stays_that_of_the_query(oxigraph, id):
    query = text(select="?land ?year", behind="ORDER BY DESC(?people) ?land")
    vista = dn.SparqlVista(oxigraph.url, query, id=id)

    async def main(vista):
        part = vista.where(land="DE")
        by_year = part.order_by("year")
        return (
            await vista.fetch_window(0, 3),
            await part.list_values(),
            await by_year.fetch_page(1),
        )

    window, part, by_year = read(vista, main)
    assert years(window.rows) == [("DE", 2), ("DE", 1), ("BE", 1)]
    assert years(part) == [("DE", 2), ("DE", 1)]
    assert not vista.where(land="DE").capabilities.can_fetch_window, "it can not be asked for"
    assert years(by_year.rows) == [("DE", 1), ("DE", 2)]


# --- names of rows -------------------------------------------------------------------------


def test_several_variables_name_a_row_together(oxigraph):
    vista = dn.SparqlVista(oxigraph.url, text(), id=("land", "?year"))

    async def main(vista):
        return (
            await vista.list_values(),
            await vista.get_value("DE/2"),
            await vista.get_value("X"),
        )

    rows, one, none = read(vista, main)
    assert list(rows) == [f"{land}/{year}" for land, year in ALL]
    assert (one["people"], none) == (84.5, None)
    assert rows.complete


def test_an_id_that_comes_twice_is_reported(oxigraph):
    rows = read(dn.SparqlVista(oxigraph.url, text(), id="land"), lambda v: v.list_values())
    assert list(rows) == ["AT", "BE", "DE"]
    assert rows.coverage.drift == 2


@pytest.mark.parametrize(
    "id", ["5", "http://example.org/a", "True", "2024-01-02 00:00:00", "a b"]
)
def test_a_record_is_found_by_its_id_whatever_its_type(oxigraph, id):
    terms = (
        '5 ex:a true "2024-01-02T00:00:00"^^xsd:dateTime "a b"@en "5.0"^^xsd:decimal "TRUE" '
        '"other"'
    )
    query = f"{PREFIXES} SELECT * {{ VALUES ?v {{ {terms} }} }}"
    vista = dn.SparqlVista(oxigraph.url, query, id="v")

    async def main(vista):
        return await vista.list_values(), await vista.get_value(id)

    rows, found = read(vista, main)
    assert found == rows[id]


def test_a_blank_node_names_nothing(oxigraph):
    query = "SELECT ?x ?n { VALUES ?n { 1 2 } BIND(BNODE() AS ?x) }"
    (row, _) = read(dn.SparqlVista(oxigraph.url, query), lambda v: v.list_values()).values()
    assert row["x"].startswith("_:")
    with pytest.raises(ShapeChanged, match="blank node"):
        read(dn.SparqlVista(oxigraph.url, query, id="x"), lambda v: v.list_values())


# --- columns -------------------------------------------------------------------------------


def test_columns_are_known_from_the_text_and_their_types_from_the_rows(oxigraph):
    vista = dn.SparqlVista(oxigraph.url, text(), id="land")
    assert [column.name for column in vista.columns] == ["land", "year", "people"]
    read(vista, lambda v: v.list_values())
    assert {column.name: column.type for column in vista.columns} == {
        "land": "text", "year": "integer", "people": "decimal",
    }  # fmt: skip
    assert vista.source.requests == 1


def test_what_a_star_selects_is_asked_once(oxigraph):
    vista = dn.SparqlVista(oxigraph.url, text(select="*"), id="land")
    assert vista.columns == ()

    async def main(vista):
        await vista.get_count()
        rows = await vista.where(land="DE").order_by("year", descending=True).list_values()
        return [row["year"] for row in rows.values()], vista.source.requests

    assert read(vista, main) == ([1], 3), "two rows of one name are one"
    assert [column.name for column in vista.columns] == ["land", "people", "year"]


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"id": "lnd"}, "land"),
        ({"id": 5}, "variables"),
        ({"page_size": 0}, "page_size"),
        ({"query": 5}, "text"),
        ({"query": "PREFIX xsd: <urn:x> SELECT ?land { }"}, "xsd"),
        ({"endpoint": "no address"}, "address|http"),
    ],
)
def test_a_wrong_declaration_is_refused_before_anything_is_sent(options, what):
    with pytest.raises(SpecError, match=what):
        dn.SparqlVista(**{"endpoint": "http://localhost:1", "query": text(), **options})


# --- in a Lens -----------------------------------------------------------------------------


def test_a_grid_over_a_query_is_scrolled_sorted_and_filtered(oxigraph):
    rows = [(f"L{n:03}", n % 7, n / 4) for n in range(150)]
    query = text(rows=rows)
    assert len(query) > 2000, "so it is sent as a POST"
    lens = dn.Lens(page_size=20)
    dio = lens.open(dn.SparqlVista(oxigraph.url, query, id="land"))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(100, 110))))
    assert (scenery.row_count, scenery.row(105).record["land"]) == (150, "L105")
    scenery.set_sort("year", "desc")
    wait_until(lambda: scenery.row(0) is not None and scenery.row(0).record["year"] == 6)
    scenery.set_filters([("year", "==", 3)])
    wait_until(lambda: scenery.row_count == sum(row[1] == 3 for row in rows))
    lens.close()
