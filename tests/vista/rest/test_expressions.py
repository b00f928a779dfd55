"""What is sent as a filter expression selects what would be selected here, and nothing else."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diorama_nb.errors import FilterIgnored, SpecError
from diorama_nb.query import ALL, OPERATORS, Condition, Query
from diorama_nb.vista.columns import Column
from diorama_nb.vista.rest import Expression, Filters, RestVista
from diorama_nb.vista.rest.pushdown import check, params_of, split
from diorama_nb.vista.rest.spec import Declared
from diorama_nb.vista.rest.styles import ODATA_FILTER as ODATA
from diorama_nb.vista.rest.styles import POCKETBASE_FILTER as POCKETBASE
from diorama_nb.vista.rest.styles import SOCRATA_FILTER as SOCRATA

finite = st.floats(allow_nan=False, allow_infinity=False)
TYPES = {"name": "text", "stock": "integer", "price": "number", "sold": "boolean"}
COLUMNS = [Column(name, kind) for name, kind in TYPES.items()]
TEXTS = st.one_of(
    st.text(max_size=8),
    st.text(alphabet="'\"\\ab or)(&|=%#+ü漢\n;", max_size=10),
    st.sampled_from(
        ["2024-01-31", "x' or 1 eq 1 or 'a' eq 'a", "\\", "\\'", "a\\", "{}", "%27"]
    ),
)
VALUES = {
    "name": TEXTS,
    "stock": st.integers(-5, 5),
    "price": st.floats(-2, 2, allow_nan=False, width=32) | st.sampled_from([1e-7, 1e9]),
    "sold": st.booleans(),
}


def nullable(column):
    return st.none() | VALUES[column]


RECORDS = st.fixed_dictionaries({name: nullable(name) for name in VALUES})


@st.composite
def conditions(draw):
    column = draw(st.sampled_from(sorted(VALUES)))
    op = draw(st.sampled_from(OPERATORS))
    many = st.lists(nullable(column), max_size=3)
    return Condition(column, op, draw(many if op in ("in", "not in") else nullable(column)))


class Reading:
    """Reads an expression as its language is specified, and tells which records it selects.

    Nothing of what is tested is used: texts are unescaped and words looked up by other rules.
    """

    TOKEN = re.compile(
        r"\s*('(?:[^'\\]|\\.|''|\\(?!'))*'|-?\d[\d.]*|[\w$]+|&&|\|\||[<>!=]=?|[()])"
    )
    WORDS = {
        "eq": "==", "=": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
        "&&": "and", "||": "or",
    }  # fmt: skip

    def __init__(self, text, escape):
        self.escape = escape
        self.tokens = []
        at = 0
        while at < len(text.rstrip()):
            if text[at:].lstrip().startswith("'"):
                at = text.index("'", at)
                end, value = self.quoted(text, at + 1)
                self.tokens.append(("value", value))
                at = end
                continue
            token = self.TOKEN.match(text, at)
            assert token, f"{text[at:]!r} is no part of the language"
            self.tokens.append(("word", token[1]))
            at = token.end()

    def quoted(self, text, at):
        value = ""
        while True:
            assert at < len(text), "a text does not end"
            pair = text[at : at + 2]
            if pair == self.escape:
                value, at = value + "'", at + 2
            elif text[at] == "'":
                return at + 1, value
            else:
                value, at = value + text[at], at + 1

    def selects(self, record):
        self.at, self.record = 0, record
        found = self.either()
        assert self.at == len(self.tokens), "something stands behind the end"
        return found

    def word(self):
        kind, token = self.tokens[self.at] if self.at < len(self.tokens) else ("word", "")
        return self.WORDS.get(token, token).lower() if kind == "word" else None

    def either(self):
        found = self.both()
        while self.word() == "or":
            self.at += 1
            found = self.both() or found
        return found

    def both(self):
        found = self.one()
        while self.word() == "and":
            self.at += 1
            found = self.one() and found
        return found

    def one(self):
        if self.word() == "(":
            self.at += 1
            found = self.either()
            assert self.word() == ")"
            self.at += 1
            return found
        (_, column), _, (kind, value) = self.tokens[self.at : self.at + 3]
        self.at += 1
        op = self.word()
        self.at += 2
        known = {"null": None, "true": True, "false": False}
        right = value if kind == "value" else known[value] if value in known else float(value)
        left = self.record[column]
        if op in ("==", "!="):
            return (left == right and isinstance(left, bool) == isinstance(right, bool)) == (
                op == "=="
            )
        if left is None or right is None:
            return False
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[
            op
        ]


LANGUAGES = [(ODATA, "''"), (POCKETBASE, "\\'"), (SOCRATA, "''")]
in_each = pytest.mark.parametrize(
    ("way", "escape"), LANGUAGES, ids=["odata", "pocketbase", "socrata"]
)


@in_each
@given(asked=st.lists(conditions(), max_size=4), records=st.lists(RECORDS, min_size=1))
def test_what_is_sent_and_what_is_done_here_select_the_same_rows_together(
    way, escape, asked, records
):
    query = Query(tuple(asked))
    plan = Declared(filters=Filters(expression=way))
    pushed, local = split(query, plan, COLUMNS)
    assert sorted(map(str, pushed.conditions + local.conditions)) == sorted(map(str, asked))
    sent = dict(params_of(pushed, plan))
    assert set(sent) == ({way.param} if pushed.conditions else set())
    found = Reading(sent[way.param], escape) if sent else None
    for record in records:
        selected = found is None or found.selects(record)
        assert (selected and local.matches(record)) == query.matches(record)


@in_each
@given(text=TEXTS)
@example(text="O'Neill's")
@example(text="\\")
@example(text="x' or 'a' eq 'a")
def test_a_text_is_one_text_whatever_it_holds(way, escape, text):
    literal = way.literal(text)
    if literal is not None:
        assert Reading(literal, escape).tokens == [("value", text)]


@given(name=st.text(max_size=8), way=st.sampled_from([way for way, _ in LANGUAGES]))
@example(name="a eq 1 or b", way=ODATA)
@example(name="null", way=ODATA)
@example(name="@request.auth.id", way=POCKETBASE)
def test_only_plain_names_are_written(name, way):
    written = way.term(name, "==", [1])
    assert written is None or re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII)
    assert written is None or name not in ("null", "true", "false", "not")


def sent(way, *asked, columns=COLUMNS, **given):
    plan = Declared(filters=Filters(expression=way))
    return dict(params_of(split(Query(asked), plan, columns, **given)[0], plan)).get(way.param)


def test_conditions_are_joined_in_the_words_of_the_language():
    asked = (Condition("name", "in", ["a", "O'b"]), Condition("stock", ">=", 2.0))
    assert sent(ODATA, *asked) == "(name eq 'a' or name eq 'O''b') and stock ge 2"
    assert sent(POCKETBASE, *asked) == r"(name = 'a' || name = 'O\'b') && stock >= 2"
    assert sent(SOCRATA, *asked) == "(name = 'a' OR name = 'O''b')"


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.integers() | finite)
@example(Decimal("12345678901234567890.1234567890123"))
@example(1e22)
def test_a_number_is_written_with_every_digit_and_without_an_exponent(number):
    literal = Expression("f", {"==": "{} eq {}"}).literal(number)
    assert re.fullmatch(r"-?\d+(\.\d*[1-9])?", literal)
    assert Decimal(literal) == (Decimal(repr(number)) if type(number) is float else number)


@pytest.mark.parametrize(
    "condition",
    [
        Condition("name", "<", "m"),
        Condition("name", "!=", "m"),
        Condition("name", "not in", ["m"]),
        Condition("name", "contains", "m"),
        Condition("name", "==", ""),
        Condition("name", "==", "2024-01-31"),
        Condition("name", "==", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
        Condition("name", "==", "tab\t"),
        Condition("name", "==", "\ud800"),
        Condition("stock", "==", "5"),
        Condition("stock", "<", None),
        Condition("stock", "==", float("inf")),
        Condition("stock", "in", []),
        Condition("stock", "in", 5),
        Condition("a.b", "==", 5),
        Condition("unseen", "!=", 5),
        Condition("name", "==", "x" * 3000),
    ],
)  # fmt: skip
def test_what_might_mean_something_else_there_is_done_here(condition):
    assert sent(ODATA, condition) is None


def test_what_does_not_fit_into_one_request_is_done_here():
    asked = [Condition("stock", "!=", n) for n in range(1000)]
    plan = Declared(filters=Filters(expression=ODATA))
    pushed, local = split(Query(tuple(asked)), plan, COLUMNS)
    assert len(dict(params_of(pushed, plan))["$filter"]) <= ODATA.longest
    assert len(pushed.conditions) + len(local.conditions) == 1000


def test_an_expression_in_the_address_is_not_replaced():
    assert sent(ODATA, Condition("stock", "==", 5), taken={"$filter"}) is None


def test_a_parameter_of_its_own_comes_before_the_expression():
    plan = Declared(filters=Filters({"name": {"==": "n"}}, expression=ODATA))
    query = Query((Condition("name", "==", "a"), Condition("stock", "==", 5)))
    assert params_of(split(query, plan, COLUMNS)[0], plan) == [
        ("n", "a"),
        ("$filter", "stock eq 5"),
    ]


def test_an_expression_that_is_ignored_is_noticed():
    plan = Declared(filters=Filters(expression=ODATA))
    with pytest.raises(FilterIgnored, match=r"\$filter"):
        check(Query().where("stock", "in", [1, 2]), [{"stock": 3}], plan, local=False)
    with pytest.raises(FilterIgnored, match="compares texts") as failed:
        check(Query().where("stock", "in", [1, 2]), [{"stock": "2"}], plan, local=False)
    assert failed.value.resplit


def test_it_is_declared_by_itself_and_shown_before_anything_is_sent():
    way = Expression("q", {"==": "{}:{}", ">": "{}:>{}"}, both=" ")
    api = RestVista("https://example.org/items", page=None, filters=way)
    assert api.capabilities.why("filter_operators") == "declared"
    assert (
        "q=stock%3A%3E5%20name%3A%27a%27"
        in api.where_op("stock", ">", 5).where(name="a").explain()
    )
    again = RestVista.from_spec(api.spec())
    assert again.where(name="a").explain() == api.where(name="a").explain()
    assert split(ALL, Declared(filters=Filters.of(way)), ())[0] == ALL


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda: Expression("f", {"=~": "{} {}"}), "=="),
        (lambda: Expression("f", {"==": "{} eq"}), "{} eq {}"),
        (lambda: Expression("f", {"==": "{} eq {}"}, texts="("), "texts="),
        (lambda: Expression("", {"==": "{} eq {}"}), "param="),
    ],
)
def test_a_wrong_declaration_is_refused_with_what_to_type(wrong, hint):
    with pytest.raises(SpecError) as failed:
        wrong()
    assert hint in failed.value.hint
