"""Finds out by at most two requests how an API pages, where that is not declared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from diorama_nb.errors import SourceError
from diorama_nb.query import ALL
from diorama_nb.vista.rest import links, probe
from diorama_nb.vista.rest.calls import call_to
from diorama_nb.vista.rest.paging import Got
from diorama_nb.vista.rest.presets import PRESETS
from diorama_nb.vista.rest.spec import AUTO
from diorama_nb.vista.rest.ways import NextLink

if TYPE_CHECKING:
    from diorama_nb.vista.rest.reader import Reader


async def find_out(reader: Reader) -> Got:
    """Have a reader know what can be found out; return the answer to the whole list."""
    first = await reader.ask(ALL, call_to(reader.rules, reader.rules.url))
    if first.body.headers.get("x-diorama-demo"):
        _adopt_preset(reader, "demo", ("order", "filters", "search", "detail", "page"))
        finding = probe.Finding(PRESETS["demo"].paging, preset="demo")
    else:
        finding, first = await _prove(reader, first)
        if finding.preset:
            _adopt_preset(reader, finding.preset, ("order", "filters", "search", "detail"))
    reader.plan = replace(reader.plan, page=finding.paging)
    how = reader.how
    if not finding.total and how.get("total") == "probed":
        reader.plan, first = replace(reader.plan, total=None), replace(first, total=None)
        del how["total"]
    if finding.verified:
        how["page"] = "verified"
        if "total" in how and finding.total:
            how["total"] = "verified"
    else:
        how.setdefault("page", "probed")
    if finding.page_size:
        reader.sizes.page = reader.sizes.asked = finding.page_size
    reader.note = finding.note
    return first


async def _prove(reader: Reader, first: Got) -> tuple[probe.Finding, Got]:
    """Return what the first answer and a trial prove, and the answer with its total."""
    where = links.find_next(first.body)
    trial = probe.plan(first, reader.rules.url)
    if trial is not None:
        second = await _try(reader, trial)
        with reader.locating([first if second is None else second]):
            finding = probe.judge(first, trial, second, fallback=where)
        if finding.preset and second is not None:  # states totals only when it pages
            first = replace(first, total=second.total)
        return finding, first
    if where is not None:  # a place for a link, and none on the only page
        return probe.Finding(NextLink(where)), first
    return probe.Finding(None, note=probe.cut_note(first)), first


async def _try(reader: Reader, trial: probe.Trial) -> Got | None:
    """Send the second request; None when it is refused, which proves nothing."""
    if trial.url:
        url = reader.join(reader.rules.url, trial.url)
        return await reader.ask(ALL, call_to(reader.rules, url))
    try:
        return await reader.ask(ALL, reader.call(ALL, trial.params))
    except SourceError as error:
        if error.status not in range(400, 500) or error.status in (401, 403, 429):
            raise
        return None


def _adopt_preset(reader: Reader, name: str, words: tuple[str, ...]) -> None:
    """Take over what a recognised kind of API is known to do, where nothing is declared."""
    known = PRESETS[name].declared
    for word in words:
        if getattr(reader.plan, word) in (None, AUTO):
            reader.plan = replace(reader.plan, **{word: getattr(known, word)})
            reader.how[word] = "preset"
    reader.plan = replace(reader.plan, detail=reader.rules.detail_of(reader.plan.detail))
