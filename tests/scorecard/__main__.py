"""``python -m tests.scorecard``: print how each public API does, and the counts."""

from __future__ import annotations

import asyncio
import sys

from tests.scorecard.apis import APIS
from tests.scorecard.card import Verdict, judge
from tests.scorecard.server import serving

_LINE = "{:<24} {:<6} {:<5} {:<8} {:<6} {:<22} {}"


def line(verdict: Verdict) -> str:
    """Return one line of the table."""
    right = {name: "no" if wrong else "yes" for name, wrong in verdict.wrong.items()}
    told = "; ".join(word for wrong in verdict.wrong.values() for word in wrong)
    api = verdict.api
    passed = "pass" if verdict.passed else f"FAIL: {told}"
    return _LINE.format(
        api.name,
        api.needs,
        right["rows"],
        verdict.total,
        right["total"],
        verdict.paging,
        passed,
    )


def counts(verdicts: list[Verdict]) -> str:
    """Return the last line: how many need what."""
    passed = [verdict.api.needs for verdict in verdicts if verdict.passed]
    return (
        f"{passed.count('A')} with only a URL, {passed.count('B')} with one declared call, "
        f"{len(verdicts) - len(passed)} not, of {len(verdicts)}"
    )


async def main() -> int:
    """Judge all of them, one after another."""
    print(_LINE.format("API", "class", "rows", "total", "right", "paging found", "verdict"))
    verdicts = []
    with serving(APIS) as (port, seen):
        for api in APIS:
            verdicts.append(await judge(api, port, seen))
            print(line(verdicts[-1]), flush=True)
    print(counts(verdicts))
    return 0 if all(verdict.passed for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
