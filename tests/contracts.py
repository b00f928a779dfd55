"""What is promised, which tests prove it, and whether they pass: ``python -m tests.contracts``.

A test names what it proves first in its docstring, as in ``S45, U3: a viewport …``; a class or
a module names it for all its tests. Pytest writes the numbers into its JUnit report, which is
read here, so whoever has run the tests already need not run them again: ``--report PATH``.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).parent
OPTIONAL = "PT"  # open problems and traps: a test may name them, none has to
_ID = r"[A-Z]\d+"
_ITEM = rf"{_ID}(?:\s*[–-]\s*{_ID})?"
_NAMED = re.compile(rf"\s*({_ITEM}(?:,\s*{_ITEM})*)\s*[:.]")
_WORST = ("failed", "skipped", "passed")  # what a test is when its parts differ


@dataclass(frozen=True)
class Promise:
    """One number of ``contracts.toml``."""

    says: str
    superseded_by: str | None = None


def promises(path: Path = HERE / "contracts.toml") -> dict[str, Promise]:
    """Read everything that is promised, by number."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        number: Promise(**entry) if isinstance(entry, dict) else Promise(entry)
        for number, entry in entries.items()
    }


def named(text: str | None) -> list[str]:
    """Return the numbers a docstring begins with; ``S1-S3`` stands for three."""
    head = _NAMED.match(text or "")
    if head is None:
        return []
    found = []
    for item in head[1].split(","):
        first, _, last = re.sub(r"\s*[–-]\s*", "–", item.strip()).partition("–")
        family, last = first[0], last or first
        if last[0] == family:
            found += [f"{family}{n}" for n in range(int(first[1:]), int(last[1:]) + 1)]
    return found


def pytest_collection_modifyitems(items):
    """Have each test say in every report what it proves."""
    for item in items:
        documented = (getattr(node, "obj", None) for node in item.listchain())
        for number in {n for what in documented for n in named(getattr(what, "__doc__", None))}:
            item.user_properties.append(("proves", number))


def outcomes(reports: Iterable[Path]) -> dict[str, dict[str, str]]:
    """Return number → test → outcome; a test is as good as the worst of its cases."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):
            outcome = _outcome({part.tag for part in case})
            test = f"{case.get('classname')}.{case.get('name', '').partition('[')[0]}"
            for entry in case.iterfind("properties/property[@name='proves']"):
                tests = found[entry.get("value", "")]
                tests[test] = min(outcome, tests.get(test, outcome), key=_WORST.index)
    return found


def _outcome(parts: set[str]) -> str:
    if parts & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in parts else "passed"


def proof(
    number: str, promised: dict[str, Promise], tests: dict[str, dict[str, str]]
) -> dict[str, str]:
    """Return the tests of a number, those of the one that superseded it included."""
    later = promised[number].superseded_by
    inherited = proof(later, promised, tests) if later else {}
    return inherited | tests.get(number, {})


def verdict(tests: dict[str, str]) -> str:
    """Judge a promise by its tests: one failure settles it, else one success does."""
    results = set(tests.values())
    return next(
        (kind for kind in ("failed", "passed", "skipped") if kind in results), "missing"
    )


def show(promised: dict[str, Promise], tests: dict[str, dict[str, str]]) -> bool:
    """Print each promise with its tests; return whether all that must be are proven."""
    lacking = defaultdict(list)
    for number, promise in promised.items():
        proving = proof(number, promised, tests)
        result = verdict(proving)
        later = f" (now {promise.superseded_by})" if promise.superseded_by else ""
        print(f"{number:4} {result:8} {promise.says}{later}")
        for test, outcome in sorted(proving.items()):
            print(f"{'':14}{test}{'' if outcome == 'passed' else f' {outcome}'}")
        if result != "passed" and number[0] not in OPTIONAL:
            lacking[result].append(number)
    required = sum(number[0] not in OPTIONAL for number in promised)
    print(f"\n{required - sum(map(len, lacking.values()))} of {required} promises are proven.")
    for result, numbers in lacking.items():
        print(f"{result}: {', '.join(numbers)}")
    return not lacking


def main() -> int:
    """Run the tests, unless reports are given, and print what they prove."""
    parser = argparse.ArgumentParser(prog="tests.contracts", description=main.__doc__)
    parser.add_argument(
        "--report",
        action="append",
        type=Path,
        help="a JUnit report of tests that ran already; may be given several times",
    )
    reports = parser.parse_args().report
    if reports:
        for report in reports:
            if not report.is_file():
                parser.error(f"there is no report {report}: run pytest --junitxml={report}")
        return 0 if show(promises(), outcomes(reports)) else 1
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", "--ignore=tests/browser", "tests"]
        ran = subprocess.run([*command, f"--junitxml={report}"], cwd=HERE.parent)
        if not report.exists():
            return ran.returncode
        return 0 if show(promises(), outcomes([report])) else 1


if __name__ == "__main__":
    sys.exit(main())
