"""The live grid: a TableScenery in a notebook.

Python tells the page by traits (small state) and custom messages (rows); the page tells Python
by custom messages only. Messages arrive on any thread and are only checked there; everything
else, also every write of a trait, happens on the scenery's loop.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import anywidget
import traitlets

from diorama_nb.errors import DioramaError, SpecError
from diorama_nb.frames import HTML_ROWS, html_table
from diorama_nb.rows import codec
from diorama_nb.runtime import run
from diorama_nb.scenery.table import TableScenery
from diorama_nb.vista.source import Column
from diorama_nb.widgets import wire
from diorama_nb.widgets.messages import Message, Refused, parse

log = logging.getLogger("diorama")

STATIC: Final = Path(__file__).parent.parent / "static"

SNAPSHOT_EVERY: Final = 1.0
"""Seconds between two snapshots of the viewport for the saved notebook."""


class Grid(anywidget.AnyWidget):
    """A virtual-scrolling table of a Dio, a facade or a scenery.

    Parameters
    ----------
    target : Dio, Vista facade or TableScenery
        What to show.
    height : int
        Pixels.
    title : str or None
        Shown above the rows; None: the name of the data set.

    Attributes
    ----------
    selection : list of str
        Ids of the selected rows; observe it.
    sort : dict or None
        ``{"column": name, "descending": bool}``; set it, observe it, link it.
    search : str
        The text that is searched; set it, observe it, link it.
    """

    _esm = STATIC / "grid.js"

    columns: Any = traitlets.List().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    can = traitlets.Dict().tag(sync=True)
    sort: Any = traitlets.Dict(None, allow_none=True).tag(sync=True)
    search = traitlets.Unicode("").tag(sync=True)
    snapshot = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(420).tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    selection = traitlets.List(traitlets.Unicode())

    def __init__(self, target: Any, *, height: int = 420, title: str | None = None) -> None:
        self.scenery = _scenery(target)
        self._shown: list[Column] = []
        self._views: dict[str, tuple[int, range]] = {}
        self._snapshot_due = False
        name = self.scenery.name
        state = self._state()
        state["snapshot"] = wire.snapshot(self.scenery.window(range(HTML_ROWS)), self._shown)
        super().__init__(height=height, title=name if title is None else title, **state)
        _honour_subshells(self.comm)
        self.on_msg(self._receive)
        self._stop = self.scenery.subscribe_state(lambda _: self._update())
        self.observe(self._sort_set, "sort")
        self.observe(self._search_set, "search")
        self._on_loop(self._update)

    # --- from the page ---------------------------------------------------------------------

    def set_state(self, sync_data: Any) -> None:
        """Take no state from the page: what it may ask, it asks by message."""

    def _receive(self, _: Any, content: object, buffers: object) -> None:
        """Check a message and hand it over; runs on whatever thread it came on."""
        try:
            message = parse(content)
        except Refused as error:
            log.warning("a grid refused a message: %s", error)
            asked = content if isinstance(content, dict) else {}
            self._answer_error(asked.get("id"), asked.get("seq"), f"refused: {error}", "")
            return
        self._on_loop(lambda: self._obey(message))

    def _obey(self, message: Message) -> None:
        seen = self._views.get(message.view)
        if seen is not None and message.seq <= seen[0]:
            return  # it waited behind a busy cell, and a newer one was answered already
        wanted = seen[1] if seen is not None else range(0)
        self._views[message.view] = (message.seq, message.body.get("range", wanted))
        try:
            _COMMANDS[message.kind](self, message)
        except DioramaError as error:
            self._answer_error(message.view, message.seq, error.message, error.hint)

    def _set_viewport(self, message: Message) -> None:
        wanted: range = message.body["range"]
        self._send_rows(message.view, message.seq, wanted)
        self.scenery.set_viewport(wanted)

    def _select(self, message: Message) -> None:
        self.selection = message.body["ids"]

    def _set_sort(self, message: Message) -> None:
        column, down = message.body["column"], message.body["descending"]
        self.scenery.set_sort(column, "desc" if down else "asc")

    # --- to the page -----------------------------------------------------------------------

    def _on_loop(self, action: Callable[[], None]) -> None:
        self.scenery.loop.call_soon_threadsafe(action)

    def _update(self) -> None:
        """Bring traits and rows of all views up to the scenery; at most once a frame."""
        for name, value in self._state().items():
            if getattr(self, name) != value:
                setattr(self, name, value)
        for view, (_, wanted) in tuple(self._views.items()):
            self._send_rows(view, None, wanted)
        if not self._snapshot_due and self.scenery.generation:
            self._snapshot_due = True
            self.scenery.loop.call_later(SNAPSHOT_EVERY, self._keep)

    def _state(self) -> dict[str, Any]:
        """Return the small state the page is told by traits."""
        scenery = self.scenery
        self._shown = wire.shown(scenery.columns, scenery.cut.store.columns())
        sort = scenery.sort
        return {
            "columns": [self._describe(column) for column in self._shown],
            "can": self._abilities(),
            "sort": None
            if sort is None
            else {"column": sort.column, "descending": sort.descending},
            "search": scenery.search,
            "status": self._status(scenery.generation),
        }

    def _describe(self, column: Column) -> dict[str, Any]:
        can_order = self.scenery.capabilities.can("order")
        kind = {"decimal": "number", "uuid": "text"}.get(column.type, column.type)
        return {"name": column.name, "label": column.name, "type": kind, "orderable": can_order}

    def _abilities(self) -> dict[str, bool]:
        able = self.scenery.capabilities
        return {
            "order": able.can("order"),
            "search": able.can("search"),
            "window": self.scenery.total_final,
            "more": self.scenery.has_more,
        }

    def _status(self, generation: int) -> dict[str, Any]:
        scenery = self.scenery
        error, at = scenery.error, scenery.fetched_at
        return {
            "generation": generation,
            "row_count": scenery.row_count if scenery.load_state != "loading" else None,
            "total_final": scenery.total_final,
            "loaded": scenery.loaded,
            "load_state": scenery.load_state,
            "has_more": scenery.has_more,
            "refreshing": scenery.busy,
            "fetched_at": None if at is None else int(at * 1000),
            "error": None if error is None else _told(error),
            "note": None,
        }

    def _send_rows(self, view: str, seq: int | None, wanted: range) -> None:
        window = self.scenery.window(wanted)
        content = {
            "v": 1,
            "kind": "rows",
            "id": view,
            "seq": seq,
            "first": window.first,
            "count": len(window.ids),
            "generation": window.generation,
        }
        self.send(content, [wire.encode(window, self._shown)])

    def _answer_error(self, view: object, seq: object, message: str, hint: str) -> None:
        self.send(
            {"v": 1, "kind": "error", "id": view, "seq": seq, "message": message, "hint": hint}
        )

    def _keep(self) -> None:
        """Keep the last viewport as a small trait, which outlives the kernel."""
        self._snapshot_due = False
        wanted = next(reversed(self._views.values()))[1] if self._views else range(HTML_ROWS)
        kept = wire.snapshot(self.scenery.window(wanted), self._shown)
        if kept != self.snapshot:
            self.snapshot = kept

    # --- from Python -----------------------------------------------------------------------

    def _sort_set(self, change: Any) -> None:
        wanted, held = change["new"], self.scenery.sort
        told = None if held is None else {"column": held.column, "descending": held.descending}
        if wanted != told:
            column = wanted["column"] if wanted else None
            down = bool(wanted and wanted.get("descending"))
            self.scenery.set_sort(column, "desc" if down else "asc")

    def _search_set(self, change: Any) -> None:
        if change["new"] != self.scenery.search:
            self.scenery.set_search(change["new"])

    def close(self) -> None:
        """Remove the grid and let its rows go."""
        self._stop()
        run(self.scenery.aclose())
        super().close()

    # --- without a page --------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else ({}, {})
        window = self.scenery.window(range(HTML_ROWS))
        rows = {
            id: record
            for id, record in zip(window.ids, codec.decode_rows(window.table), strict=True)
            if id is not None
        }
        caption = f"{self.title}: {self.scenery.coverage}"
        data["text/html"] = html_table(rows, caption)
        data["text/plain"] = f"<Grid {caption}>"
        return data, metadata


_COMMANDS: Final[dict[str, Callable[[Grid, Message], None]]] = {
    "set_viewport": Grid._set_viewport,
    "set_sort": Grid._set_sort,
    "set_search": lambda grid, message: grid.scenery.set_search(message.body["text"]),
    "select": Grid._select,
    "refresh": lambda grid, _: grid.scenery.request_refresh(),
    "retry": lambda grid, _: grid.scenery.request_retry(),
    "load_more": lambda grid, _: grid.scenery.request_load_more(),
}


def _scenery(target: Any) -> TableScenery:
    if isinstance(target, TableScenery):
        return target
    opener = getattr(target, "open_scenery", None)
    if opener is None:
        raise SpecError(
            f"a {type(target).__name__} has no rows to show",
            hint="Grid(dio), Grid(dio.vista()) or Grid(scenery)",
        )
    return run(opener())  # type: ignore[no-any-return] # what the method is for


def _told(error: Exception) -> dict[str, str]:
    if isinstance(error, DioramaError):
        return {"message": error.message, "hint": error.hint}
    return {"message": f"{type(error).__name__}: {error}", "hint": ""}


def _honour_subshells(comm: Any) -> None:
    """Have messages handled on the subshell the page sends them to, also while a cell runs.

    ipykernel 7.4 routes them to the shell the comm last published from, which is the main one:
    a grid would be dead until the running cell ends.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, default: default
