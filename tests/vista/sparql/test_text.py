"""A query is taken apart and put together without a change of what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.errors import SpecError
from diorama_nb.query import ALL, Query
from diorama_nb.vista.sparql.document import Asked, Window
from diorama_nb.vista.sparql.text import parse

ODD = r'''# a comment { with ( braces
BASE <http://example.org/#x>
prefix ex: <http://example.org/> # {
SELECT DISTINCT ?a (COUNT(?x) as ?n) ("}" AS ?t) # of what {
FROM <http://example.org/g> FROM NAMED ex:h
WHERE { ?a ex:p "a } b" , """ } " "" { """ , 'it\'s }' ; ex:q ?x . FILTER(?x < 5 && ?x > 3) # }
  { SELECT ?z WHERE { ?z ?y ?w } ORDER BY ?z LIMIT 5 } }
GROUP BY ?a HAVING(COUNT(?x) > 1)
ORDER BY DESC(?n) ?a # by number
limit 10 OFFSET 2
VALUES ?a { ex:b#c
}'''


def test_comments_strings_and_iris_may_hold_braces():
    query = parse(ODD)
    assert query.prologue.endswith("<http://example.org/> # {")
    assert query.prefixes == {"ex": "http://example.org/"}
    assert query.variables == ("a", "n", "t")
    assert query.dataset == "FROM <http://example.org/g> FROM NAMED ex:h"
    assert query.where.startswith("{ ?a ex:p")
    assert query.where.endswith("LIMIT 5 } }")
    assert query.groups == "GROUP BY ?a\nHAVING(COUNT(?x) > 1)"
    assert (query.order, query.order_of) == ("DESC(?n) ?a", {"n", "a"})
    assert (query.limit, query.offset) == (10, 2)
    assert query.values == "VALUES ?a { ex:b#c\n}"


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("select*{?a?b?c}", None),
        ("SELECT * WHERE{?a ?b ?c}", None),
        ("SELECT(COUNT(*)AS?n){}", ("n",)),
        ("SELECT REDUCED $a ?b { $a ?p ?b }", ("a", "b")),
        ("SELECT ?a (IF(?b = 1, ?c, (?d)) AS ?e) { }", ("a", "e")),
        ("SELECT ?é { ?é ex:\\{ 'x' }", ("é",)),
    ],
)
def test_what_is_selected_is_known(text, variables):
    assert parse(text).variables == variables


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "not with SELECT"),
        ("ASK {}", "ASK"),
        ("INSERT DATA {}", "INSERT"),
        ("PREFIX a b SELECT * {}", "prefix"),
        ("SELECT ?a", "no group"),
        ("SELECT ?a\n{ ?a ?b ?c", "line 2"),
        ("SELECT WHERE {}", "nothing"),
        ("SELECT * FROM <g> LIMIT 3", "group"),
        ("SELECT * {} LIMIT x", "LIMIT"),
        ("SELECT * {} ;", "';'"),
        ("SELECT * {} ORDER BY (?a", "bracket"),
    ],
)
def test_what_is_no_select_query_is_refused_with_an_example(text, what):
    with pytest.raises(SpecError, match=what) as raised:
        parse(text)
    assert "SELECT ?item" in raised.value.hint


def test_a_window_changes_only_what_stands_behind_the_group():
    query = parse("PREFIX a: <b> SELECT ?x { ?x a: 1 } # all\nORDER BY ?y")
    assert Asked(query, ("x",), ("x",)).page(ALL, Window(20, 10)) == (
        "PREFIX a: <b>\nSELECT ?x\n{ ?x a: 1 }\nORDER BY ?y ?x\nLIMIT 10\nOFFSET 20"
    )


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_a_window_of_a_query_with_a_limit_lies_within_it(limit, offset, start, size):
    own = f"SELECT ?x {{ }} ORDER BY ?x LIMIT {limit} OFFSET {offset}"
    text = Asked(parse(own), ("x",), ("x",)).page(ALL, Window(start, size))
    asked = parse(text)
    rows = list(range(60))
    within = rows[offset:][:limit][start:][:size]
    assert rows[asked.offset :][: asked.limit] == within


def test_what_narrows_stands_around_the_query_and_its_limit_within():
    query = parse("SELECT ?x ?y FROM <g> { ?x ?p ?y } ORDER BY ?y LIMIT 3 # few")
    asked = Asked(query, ("x", "y"), ("x",))
    outer = parse(asked.page(Query().where("x", "==", 5), Window(0, 2)))
    assert (outer.dataset, outer.order, outer.limit) == ("FROM <g>", "?y ?x", 2)
    inner = parse(outer.where[len("{\n{") : outer.where.index("\n}")])
    assert (inner.dataset, inner.order, inner.limit) == ("", "?y ?x", 3)
    counted = parse(asked.count(ALL))
    assert "LIMIT 3" in counted.where
    assert "ORDER BY" not in parse(Asked(parse("SELECT ?x { } ORDER BY ?x")).count(ALL)).where


def test_names_of_its_own_are_none_of_the_query():
    query = parse("SELECT ?rows ?rows_kind { ?rows ?p ?rows_kind }")
    asked = Asked(query, ("rows", "rows_kind"), ("rows",))
    assert parse(asked.count(ALL)).variables == ("rows_",)
    assert "AS ?rows_kind_)" in asked.page(Query().order_by("rows"))
