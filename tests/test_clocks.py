"""No test asserts how fast something is: it would fail on a busy machine, and on no other."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CLOCKS = {"time", "monotonic", "perf_counter", "process_time", "thread_time"}
CLOCKS |= {f"{clock}_ns" for clock in CLOCKS}


def parts(tree, kind):
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def reads_a_clock(tree, clocks):
    """Whether a real clock is read in an expression; that of an event loop may be virtual."""
    return any(ast.unparse(call.func) in clocks for call in parts(tree, ast.Call))


def clocks_of(tree):
    """Return what a module calls the clocks of `time`."""
    known = set()
    for node in parts(tree, ast.Import):
        known |= {
            f"{name.asname or name.name}.{clock}"
            for name in node.names
            if name.name == "time"
            for clock in CLOCKS
        }
    for node in parts(tree, ast.ImportFrom):
        if node.module == "time":
            known |= {name.asname or name.name for name in node.names} & CLOCKS
    return known


def speeds(text):
    """Yield the lines that assert that a real duration is at most something."""
    if "import time" not in text and "from time" not in text:
        return
    tree = ast.parse(text)
    clocks = clocks_of(tree)

    def measured(expression, took=frozenset()):
        return any(
            isinstance(node.op, ast.Sub) and reads_a_clock(node, clocks)
            for node in parts(expression, ast.BinOp)
        ) or any(name.id in took for name in parts(expression, ast.Name))

    took = {
        target.id
        for node in parts(tree, ast.Assign)
        if measured(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for claim in parts(tree, ast.Assert):
        for compared in parts(claim.test, ast.Compare):
            sides = [compared.left, *compared.comparators]
            for left, op, right in zip(sides, compared.ops, sides[1:], strict=False):
                least = left if isinstance(op, ast.Lt | ast.LtE) else right
                if isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) and measured(
                    least, took
                ):
                    yield claim.lineno


def test_no_test_asserts_speed():
    """T39, U21."""
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        if not {"bench", "node_modules"} & set(path.relative_to(TESTS).parts)
        for line in speeds(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("claim", "speed"),
    [
        ("time.monotonic() - began < 5", True),
        ("0 <= perf_counter() - began <= 0.2", True),
        ("10 * limit >= took", True),
        ("time.monotonic() - began >= 0.2", False),
        ("time.monotonic() < deadline", False),
        ("loop.time() - began < 5", False),
    ],
)
def test_what_asserts_speed(claim, speed):
    """T39: waiting long enough and bounding a hang do not."""
    begin = "import time\nfrom time import perf_counter\ntook = perf_counter() - began\n"
    assert bool(list(speeds(f"{begin}assert {claim}"))) is speed
