"""What is asked of every API, and how it is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from diorama_nb.errors import DioramaError
from diorama_nb.policy import Rate
from diorama_nb.vista.rest import RestVista
from tests.scorecard.server import Answer, ToLocal


@dataclass(frozen=True)
class Api:
    """One public API: what a user types, and what must come of it.

    `declared` is what is typed besides the URL; `auth` is who asks, which no preset can know.
    `total` is the number the API states, None where it states none. `complete` is False where
    the API hands out only the first of its rows. `at` is the part of the host it serves.
    `requests` is the most that a walk may cost. `windows` tells whether any window can be had,
    and `sample` is (id, column, value).
    """

    name: str
    url: str
    answer: Answer
    ids: Sequence[str]
    total: int | None
    requests: int
    sample: tuple[str, str, Any]
    windows: bool = False
    complete: bool = True
    at: str = "/"
    auth: Any = None
    declared: Mapping[str, Any] = field(default_factory=dict)

    @property
    def needs(self) -> str:
        """``"A"``: nothing but a URL. ``"B"``: one call with a few words."""
        return "B" if self.declared else "A"


@dataclass
class Verdict:
    """How an API did: what was wrong, in words, under each heading."""

    api: Api
    paging: str = ""
    total: str = ""
    wrong: dict[str, list[str]] = field(default_factory=lambda: {"rows": [], "total": []})

    @property
    def passed(self) -> bool:
        return not any(self.wrong.values())

    def expect(self, heading: str, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong[heading].append(otherwise)


async def judge(api: Api, port: int, seen: list[str]) -> Verdict:
    """Read an API as a user would, and compare with what is there."""
    verdict = Verdict(api)
    given = {**api.declared, **({"auth": api.auth} if api.auth else {})}
    # The network is the bench's, and so is the pace.
    vista = RestVista(api.url, transport=ToLocal(port), rate=Rate(), **given)
    try:
        before = len(seen)
        await _walk(api, vista, verdict)
        spent = len(seen) - before
        verdict.expect(
            "rows", spent <= api.requests, f"{spent} requests, {api.requests} allowed"
        )
        await _count(api, vista, verdict)
        await _window(api, vista, verdict)
        verdict.paging = _paging(vista)
    except DioramaError as error:
        verdict.wrong["rows"].append(f"{type(error).__name__}: {error}")
    finally:
        await vista.aclose()
    return verdict


async def _walk(api: Api, vista: Any, verdict: Verdict) -> None:
    rows = await vista.list_values()
    held = rows.coverage
    verdict.expect("rows", list(rows) == list(api.ids), f"{len(rows)} of {len(api.ids)} ids")
    verdict.expect("rows", held.drift == 0, f"{held.drift} rows came twice")
    verdict.expect("rows", held.complete is api.complete, f"complete={held.complete}")
    if not api.complete:
        verdict.expect("rows", bool(held.reason), "rows are missing, and nothing says why")
    id, column, value = api.sample
    got = rows.get(id, {}).get(column)
    verdict.expect("rows", got == value, f"{column} of {id} is {got!r}")


async def _count(api: Api, vista: Any, verdict: Verdict) -> None:
    if not vista.capabilities.can("count"):
        verdict.total = "unknown"
        verdict.expect("total", api.total is None, "the total was not found")
        return
    total = await vista.get_count()
    verdict.total = f"{total:,}"
    verdict.expect("total", total == api.total, f"{total}, and there are {api.total}")


async def _window(api: Api, vista: Any, verdict: Verdict) -> None:
    able = vista.capabilities.can("fetch_window")
    verdict.expect("rows", able == api.windows, f"windows are {'on' if able else 'off'}")
    if able:
        start, stop = len(api.ids) // 3, len(api.ids) // 3 + 37
        page = await vista.fetch_window(start, stop - start)
        right = list(page.rows) == list(api.ids[start:stop])
        verdict.expect("rows", right, f"the window [{start}, {stop}) holds other rows")


def _paging(vista: Any) -> str:
    lines = vista.source.explain(vista.query).splitlines()
    said = next(line for line in lines if line.startswith("  paging: "))
    return re.sub(r"  paging: |\(\w+=.*\)(?= \()", "", said)
