"""What is asked of an endpoint answers, for every term, exactly as plain Python does."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

import diorama_nb as dn
from diorama_nb.query import Condition, Query
from diorama_nb.vista.sparql import filters
from tests.aio import read

TERMS = (
    "UNDEF", "<http://example.org/a>", "<http://example.org/ä>", "<urn:5>", "ex:b", "true",
    "false", '"1"^^xsd:boolean', '"yes"^^xsd:boolean', "5", "-3", "0", '"+05"^^xsd:integer',
    '"5"^^xsd:int', '"5"^^xsd:unsignedByte', '"seven"^^xsd:integer', "5.0", "0.1", "5.25",
    '"0.1"^^xsd:double', '"5"^^xsd:double', "5.25e0", "1e22", '"0.1"^^xsd:float',
    '"5"^^xsd:float', '"16777217"^^xsd:float', "16777217", '"NaN"^^xsd:double',
    '"INF"^^xsd:double', '"-INF"^^xsd:float', '"19.99"^^xsd:double', "19.99", '"5"', '"true"',
    '"a"', '"A"', '"a"@en', '"a"@de', '"b"@en', '"5"@en', '""', '"http://example.org/a"',
    '"it\'s \\"q\\"\\n\\\\"', '"Öl"', '"ÖL"', '"2024-01-02"', '"2024-01-02"^^xsd:date',
    '"2024-01-02Z"^^xsd:date', '"2024-01-02T00:00:00"^^xsd:dateTime',
    '"2024-01-02T00:00:00Z"^^xsd:dateTime', '"2024-01-02T02:00:00+02:00"^^xsd:dateTime',
    '"2024-01-02T00:00:00.5Z"^^xsd:dateTime', '"-0044-03-15T00:00:00Z"^^xsd:dateTime',
    '"P1D"^^xsd:duration', '"a"^^ex:own', '"5"^^ex:own',
)  # fmt: skip
"""Terms of every kind, many of which look like another one."""

ILL = '"2024-13-41T00:00:00Z"^^xsd:dateTime'
"""A literal that looks like an instant and is none."""

TWO = timezone(timedelta(hours=2))
VALUES = (
    None, True, False, 5, -3, 0, 5.0, 5.25, 0.1, Decimal("0.1"), Decimal("5.0"),
    Decimal("19.99"), 19.99, 16777216, 16777217, 10**30, float("inf"), float("nan"), "5", "a",
    "A", "", "true", "seven", "yes", "http://example.org/a", "http://example.org/b", "Öl",
    'it\'s "q"\n\\', "_:b0", "\\u0061", "urn:5", "P1D", "NaN", "2024-01-02", "2024-01-02Z",
    "-0044-03-15T00:00:00Z", date(2024, 1, 2), datetime(2024, 1, 2),
    datetime(2024, 1, 2, tzinfo=UTC), datetime(2024, 1, 2, 2, tzinfo=TWO),
    datetime(2024, 1, 1, tzinfo=UTC), datetime.max, datetime.min.replace(tzinfo=TWO),
)  # fmt: skip
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "contains")
PREFIXES = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX ex: <http://example.org/>
"""


def asked(url, terms, **options):
    """Open a data set that holds these terms, each with its number."""
    rows = " ".join(f"({n} {term})" for n, term in enumerate(terms))
    text = f"{PREFIXES} SELECT ?n ?v WHERE {{ VALUES (?n ?v) {{ {rows} }} }}"
    return dn.SparqlVista(url, text, id="n", **options)


@pytest.fixture(scope="module")
def held(oxigraph):
    """Every term as it is read: number → value."""
    rows = read(asked(oxigraph.url, TERMS), lambda vista: vista.list_values())
    return {id: row["v"] for id, row in rows.items()}


def test_literals_are_values_by_their_datatypes(held):
    found = dict(zip(TERMS, held.values(), strict=True))
    assert found["UNDEF"] is None
    assert found["true"] is True
    assert found['"1"^^xsd:boolean'] is True
    assert found['"5"^^xsd:unsignedByte'] == 5
    assert type(found["5.0"]) is Decimal
    assert type(found["5.25e0"]) is float
    assert found['"a"@en'] == found['"a"^^ex:own'] == found['"a"'] == "a"
    assert found["ex:b"] == "http://example.org/b"
    assert found['"seven"^^xsd:integer'] == "seven", "it is not written as a number"
    assert found['"2024-01-02"^^xsd:date'] == date(2024, 1, 2)
    assert found['"2024-01-02T00:00:00"^^xsd:dateTime'] == datetime(2024, 1, 2)
    same = found['"2024-01-02T02:00:00+02:00"^^xsd:dateTime']
    assert same == datetime(2024, 1, 2, tzinfo=UTC)
    assert found['"-0044-03-15T00:00:00Z"^^xsd:dateTime'] == "-0044-03-15T00:00:00Z"


@pytest.mark.parametrize("op", OPERATORS)
def test_a_condition_holds_for_the_terms_it_holds_for_in_python(oxigraph, held, op):
    lists = [[], [5, "a"], [None, True], list(VALUES[:9])]
    each = lists if op in ("in", "not in") else VALUES
    conditions = [Condition("v", op, value) for value in each]
    sent = [one for one in conditions if filters.expression(one) is not None]

    async def main(vista):
        wrong = []
        for one in sent:
            narrowed = vista._with(Query((one,)))
            assert "locally" not in narrowed.explain()
            right = {id for id, value in held.items() if one.holds(value)}
            rows = set(await narrowed.list_values())
            wrong += [(one.value, TERMS[int(id)], id in rows) for id in rows ^ right]
        return wrong

    assert read(asked(oxigraph.url, TERMS), main) == []


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("where", ["there", "here"])
def test_an_order_is_the_order_of_python(oxigraph, where, descending):
    # What stands in another order there is ordered here: a decimal beside the double next to
    # it, which are equal in SPARQL, and a literal that says it is an instant, and is none.
    alike = {"0.1", "19.99"}
    terms = [one for one in TERMS if one not in alike] if where == "there" else [*TERMS, ILL]
    query = Query().order_by("v", descending=descending)

    async def main(vista):
        rows = await vista._with(query).list_values()
        assert ("locally" in vista._with(query).explain()) == (where == "here")
        return list(map(query.sort_key, rows.values()))

    shown = read(asked(oxigraph.url, terms), main)
    assert shown == sorted(shown)
    assert len(shown) == len(terms)
