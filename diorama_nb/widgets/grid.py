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

from diorama_nb.errors import DioramaError, SpecError, told
from diorama_nb.frames import HTML_ROWS, html_table
from diorama_nb.rows import codec
from diorama_nb.runtime import run
from diorama_nb.scenery.table import TableScenery
from diorama_nb.vista.source import Column
from diorama_nb.widgets import wire
from diorama_nb.widgets.messages import Message, Refused, parse

log = logging.getLogger("diorama")

STATIC: Final = Path(__file__).parent.parent / "static"

MAX_VIEWS: Final = 8
"""Views of one grid that rows are pushed to; one heard of longer ago asks for itself."""

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
        Ids of the selected rows; set it, observe it, link it.
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
    selection: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, target: Any, *, height: int = 420, title: str | None = None) -> None:
        self.scenery = _scenery(target)
        self._shown: list[Column] = []
        self._views: dict[str, tuple[int, range]] = {}
        self._snapshot_due = False
        name = self.scenery.name
        state = self._state()
        state["snapshot"] = wire.snapshot(self.scenery.window(range(HTML_ROWS)), self._shown)
        state["layout"] = {"width": "100%", "min_width": "0"}  # side by side they share a box
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
            hint = "run the cell again: the page and the kernel are of different versions"
            self._answer_error(*error.sender, f"refused: {error}", hint)
            return
        self._on_loop(lambda: self._obey(message))

    def _obey(self, message: Message) -> None:
        seen = self._views.get(message.view)
        if seen is not None and message.seq <= seen[0]:
            return  # it waited behind a busy cell, and a newer one was answered already
        wanted = seen[1] if seen is not None else range(0)
        self._views.pop(message.view, None)  # the one heard last stands last
        self._views[message.view] = (message.seq, message.body.get("range", wanted))
        if len(self._views) > MAX_VIEWS:
            del self._views[next(iter(self._views))]
        try:
            _COMMANDS[message.kind](self, message)
        except Exception as error:
            if not isinstance(error, DioramaError):
                log.exception("a grid could not obey %s", message.kind)
            told = _told(error)
            self._answer_error(message.view, message.seq, told["message"], told["hint"])

    def _set_viewport(self, message: Message) -> None:
        wanted: range = message.body["range"]
        self._send_rows(message.view, message.seq, wanted)
        self.scenery.set_viewport(wanted)

    def _select(self, message: Message) -> None:
        self.selection = message.body["ids"]

    def _set_sort(self, message: Message) -> None:
        column, down = message.body["column"], message.body["descending"]
        self._sort_by(column, down)

    # --- to the page -----------------------------------------------------------------------

    def _on_loop(self, action: Callable[[], None]) -> None:
        self.scenery.loop.call_soon_threadsafe(action)

    def _update(self) -> None:
        """Bring traits and rows of all views up to the scenery; at most once a frame."""
        for name, value in self._state().items():
            if getattr(self, name) != value:
                try:
                    setattr(self, name, value)
                except Exception:  # of somebody who observes it: the rest must still be told
                    log.exception("an observer of %s failed", name)
        for view, (_, wanted) in tuple(self._views.items()):
            self._send_rows(view, None, wanted)
        if not self._snapshot_due and self.scenery.generation:
            self._snapshot_due = True
            self.scenery.loop.call_later(SNAPSHOT_EVERY, self._keep)

    def _state(self) -> dict[str, Any]:
        """Return the small state the page is told by traits."""
        scenery = self.scenery
        self._shown = wire.shown(scenery.columns, scenery.further_columns)
        return {
            "columns": [self._describe(column) for column in self._shown],
            "can": self._abilities(),
            "sort": self._told_sort(),
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

    @traitlets.validate("sort")
    def _check_sort(self, proposal: Any) -> Any:
        """Refuse what can not be sorted by, before anybody is told of it."""
        wanted = proposal["value"]
        if not wanted:
            return None
        column, down = wanted.get("column"), bool(wanted.get("descending", False))
        if self._told_sort() != {"column": column, "descending": down}:
            self._require_sort(column)
        return {"column": column, "descending": down}

    @traitlets.validate("search")
    def _check_search(self, proposal: Any) -> Any:
        text = proposal["value"].strip()
        if text and text != self.scenery.search:
            self.scenery.capabilities.require("search", self.scenery.name)
        return text

    def _require_sort(self, column: object) -> None:
        if not isinstance(column, str):
            raise SpecError("sort by a column", hint='grid.sort = {"column": "price"}')
        known = [shown.name for shown in self._shown]
        if column not in known:
            raise SpecError.unknown("column", column, known)
        self.scenery.capabilities.require("order", self.scenery.name)

    def _sort_by(self, column: str | None, down: bool) -> None:
        if column is not None:
            self._require_sort(column)
        self.scenery.set_sort(column, "desc" if down else "asc")

    def _told_sort(self) -> dict[str, Any] | None:
        held = self.scenery.sort
        return None if held is None else {"column": held.column, "descending": held.descending}

    def _sort_set(self, change: Any) -> None:
        wanted = change["new"]
        if wanted != self._told_sort():
            self._sort_by(
                wanted["column"] if wanted else None, bool(wanted and wanted["descending"])
            )

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
    """Return an error as the page may show it, and a notebook may keep it."""
    if isinstance(error, DioramaError):
        return {"message": error.message, "hint": error.hint}
    return {"message": told(error), "hint": "grid.scenery.error holds all of it"}


def _honour_subshells(comm: Any) -> None:
    """Have messages handled on the subshell the page sends them to, also while a cell runs.

    ipykernel 7.4 routes them to the shell the comm last published from, which is the main one:
    a grid would be dead until the running cell ends.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, default: default
