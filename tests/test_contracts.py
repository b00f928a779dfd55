"""The list of promises, and how tests name them."""

import ast
from pathlib import Path

import pytest

from tests.contracts import Promise, main, named, outcomes, promises, proof, show, verdict

TESTS = Path(__file__).parent
PROMISED = promises()
DOCUMENTED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module


def docstrings():
    """Yield where it stands and what it says, for every docstring of the tests."""
    for path in sorted(TESTS.rglob("*.py")):
        if "node_modules" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, DOCUMENTED) and (text := ast.get_docstring(node)):
                    yield f"{path.relative_to(TESTS)}:{getattr(node, 'name', '')}", text


def looks_like_numbers(text):
    return text[0].isupper() and text[1:2].isdigit()


def test_every_number_a_docstring_begins_with_is_promised():
    unknown = {
        where: text.splitlines()[0]
        for where, text in docstrings()
        if looks_like_numbers(text) and not set(named(text) or ["?"]) <= PROMISED.keys()
    }
    assert unknown == {}


def test_the_list_has_no_gaps():
    counts = {"S": 84, "U": 79, "X": 39, "K": 12, "P": 20, "T": 40}
    assert list(PROMISED) == [
        f"{family}{n}" for family, count in counts.items() for n in range(1, count + 1)
    ]


def test_each_promise_is_one_sentence_of_its_own():
    says = [promise.says for promise in PROMISED.values()]
    assert all(text[0].isalpha() and text.endswith(".") and len(text) < 110 for text in says)


def test_what_supersedes_a_promise_stands_for_itself():
    later = {promise.superseded_by for promise in PROMISED.values()} - {None}
    assert later <= PROMISED.keys()
    assert {PROMISED[number].superseded_by for number in later} == {None}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("S45, U3, U6.", ["S45", "U3", "U6"]),
        ("S45, U3: a viewport is filled.", ["S45", "U3"]),
        ("S1–S3: first of all.", ["S1", "S2", "S3"]),
        ("S1-S2,X9-X10 : spaces are free.", ["S1", "S2", "X9", "X10"]),
        ("\n    K10.\n", ["K10"]),
        ("S3–S1: turned round.", []),
        ("S1–U3: two families.", []),
        ("S3 is a store of files.", []),
        ("What S45 promises.", []),
        ("", []),
        (None, []),
    ],
)
def test_lists_and_ranges_are_read(text, numbers):
    assert named(text) == numbers


@pytest.fixture
def ran(tmp_path):
    """Return a function that makes a report of tests, by name, case, outcome and numbers."""

    def ran(*cases, name="report.xml"):
        outcome = {"failed": "<failure/>", "skipped": "<skipped/>", "passed": ""}
        body = "".join(
            f'<testcase classname="tests.t" name="{test}"><properties>'
            + "".join(f'<property name="proves" value="{number}"/>' for number in numbers)
            + f"</properties>{outcome[how]}</testcase>"
            for test, how, numbers in cases
        )
        path = tmp_path / name
        path.write_text(f"<testsuites><testsuite>{body}</testsuite></testsuites>")
        return path

    return ran


def test_a_test_is_as_good_as_the_worst_of_its_cases(ran):
    report = ran(
        ("test_a[1]", "passed", ["S1"]),
        ("test_a[2]", "failed", ["S1"]),
        ("test_b", "passed", ["S1", "S2"]),
        ("test_c", "skipped", ["S3"]),
    )
    tests = outcomes([report, ran(("test_d", "passed", ["S3"]), name="more.xml")])
    assert tests["S1"] == {"tests.t.test_a": "failed", "tests.t.test_b": "passed"}
    assert {number: verdict(found) for number, found in tests.items()} == {
        "S1": "failed",
        "S2": "passed",
        "S3": "passed",
    }
    assert verdict({}) == "missing"
    assert verdict({"tests.t.test_c": "skipped"}) == "skipped"


def test_the_tests_of_what_superseded_it_count_for_a_promise():
    promised = {"S1": Promise("Old.", "K1"), "K1": Promise("New.")}
    tests = {"K1": {"a": "passed"}, "S1": {"b": "passed"}}
    assert proof("S1", promised, tests) == {"a": "passed", "b": "passed"}
    assert proof("K1", promised, tests) == {"a": "passed"}


@pytest.mark.parametrize(
    ("how", "last"),
    [
        ("passed", "1 of 1 promises are proven."),
        ("failed", "failed: S1"),
        ("skipped", "skipped: S1"),
        (None, "missing: S1"),
    ],
)
def test_only_what_passes_is_proven_and_open_problems_need_no_proof(how, last, capsys):
    promised = {"S1": Promise("It works."), "P1": Promise("One day."), "T1": Promise("Beware.")}
    assert show(promised, {"S1": {"a": how}} if how else {}) is (how == "passed")
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_reports_are_read_instead_of_running_the_tests_again(ran, monkeypatch, capsys):
    monkeypatch.setattr(
        "sys.argv", ["contracts", "--report", str(ran(("a", "passed", ["S1"])))]
    )
    assert main() == 1
    assert "S2 " in capsys.readouterr().out


def test_a_report_that_is_not_there_is_told_with_what_makes_it(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["contracts", "--report", "none.xml"])
    with pytest.raises(SystemExit):
        main()
    assert "run pytest --junitxml=none.xml" in capsys.readouterr().err


class TestNumbers:
    """P19: what is said of a class holds for its tests."""

    def test_a_test_says_in_its_report_what_it_proves(self, request):
        """P1: a test says so itself, too."""
        said = request.node.user_properties
        assert sorted(said) == [("proves", "P1"), ("proves", "P19")]
