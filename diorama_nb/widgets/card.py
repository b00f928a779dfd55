"""RecordCard: one record with its fields, that keeps itself right."""

from __future__ import annotations

import html
from collections.abc import Collection
from typing import Any

import traitlets

from diorama_nb.errors import SpecError
from diorama_nb.runtime import run
from diorama_nb.scenery.record import RecordScenery
from diorama_nb.widgets.base import Widget, front_end
from diorama_nb.widgets.flow import paced
from diorama_nb.widgets.hosting import dio_of
from diorama_nb.widgets.messages import Message
from diorama_nb.widgets.nodes import fields_of, text_of
from diorama_nb.widgets.state import problem


class RecordCard(Widget):
    """One record: its fields by name, what is going on with it, and how old it is.

    Parameters
    ----------
    target : RecordScenery, Dio or Vista facade
        What to show.
    id : str or None
        Which record, where `target` is a Dio or a facade; one that is not held is loaded.
    title : str or None
        Shown above the fields; None: its title, or the name of the data set.
    columns : collection of str or None
        Columns to show, in this order; None: all that are not hidden.

    Examples
    --------
    >>> dio.card("7")  # doctest: +SKIP
    """

    _esm = front_end("card")
    _obeys = frozenset({"refresh"})

    state = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        target: Any,
        id: str | None = None,
        *,
        title: str | None = None,
        columns: Collection[str] | None = None,
    ) -> None:
        if isinstance(columns, str):
            raise SpecError(f"columns={columns!r} names one column", hint=f"[{columns!r}]")
        self.scenery = _scenery_of(target, id)
        self._columns = None if columns is None else tuple(columns)
        super().__init__(self.scenery.loop, title=title or "", state=self._state())
        self._stops = (
            self.scenery.subscribe(lambda _: self._update()),
            self._look_again(self._update),
        )
        self._on_loop(self._update)

    @paced
    def _update(self) -> None:
        self._tell({"state": self._state()})

    def _state(self) -> dict[str, Any]:
        """Return what the page shows; one message for each generation."""
        scenery = self.scenery
        row, error, known = scenery.record, scenery.error, scenery.columns
        record: dict[str, Any] = {} if row is None else row.record
        if self._columns is not None:
            record = {name: record[name] for name in self._columns if name in record}
            known = ()
        titles = [column.name for column in scenery.columns if "title" in column.flags]
        title = " ".join(text_of(row.record.get(name), 100) for name in titles) if row else ""
        at = None if row is None else row.fetched_at
        return {
            "generation": scenery.generation,
            "name": scenery.name,
            "id": text_of(scenery.id, 200),
            "title": title,
            "status": scenery.status,
            "error": None if error is None else problem(error, "card.scenery.error"),
            "fetched_at": None if at is None else int(at * 1000),
            "stale_after": scenery.freshness.cache_ttl,
            "dirty": sorted(row.dirty_fields) if row else [],
            "fields": fields_of(record, known),
        }

    async def _do(self, message: Message) -> None:
        self.scenery.request_refresh()

    async def _release(self) -> None:
        await super()._release()
        await self.scenery.aclose()

    def _as_text(self) -> str:
        return f"<RecordCard {self.scenery.name} {self.scenery.id}: {self.scenery.status}>"

    def _as_html(self) -> str:
        shown = self._state()
        row = self.scenery.record
        record = {} if row is None else row.record
        lines = "".join(
            f"<tr><th>{html.escape(field['name'])}</th>"
            f"<td>{html.escape(text_of(record.get(field['name'])))}</td></tr>"
            for field in shown["fields"]
        )
        caption = f"{self.title or shown['title'] or shown['name']} · {shown['status']}"
        return f"<table><caption>{html.escape(caption)}</caption><tbody>{lines}</tbody></table>"


def _scenery_of(target: Any, id: str | None) -> RecordScenery:
    if isinstance(target, RecordScenery):
        return target
    dio = dio_of(target, "RecordCard")
    if id is None:
        raise SpecError("a card shows one record", hint='dio.card("7"), or RecordCard(scenery)')
    scenery = run(dio.record_scenery(id))
    if scenery.status == "NotFound":
        scenery.request_refresh()
    return scenery
