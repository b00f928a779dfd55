"""The live grid: a TableScenery in a notebook.

Python tells the page by traits (small state) and custom messages (rows); the page tells Python
by custom messages only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import traitlets

from diorama_nb.frames import HTML_ROWS, html_table
from diorama_nb.rows import codec
from diorama_nb.scenery.table import TableScenery
from diorama_nb.vista.columns import Column
from diorama_nb.widgets import state, wire
from diorama_nb.widgets.adding import place_of
from diorama_nb.widgets.arranging import Arranging
from diorama_nb.widgets.base import front_end
from diorama_nb.widgets.exporting import Exporting
from diorama_nb.widgets.filtering import plain
from diorama_nb.widgets.flow import paced
from diorama_nb.widgets.formatting import Formatting
from diorama_nb.widgets.hosting import scenery_of
from diorama_nb.widgets.messages import MAX_PICKED, OPENS, QUESTIONS, WRITES, Message
from diorama_nb.widgets.narrowing import Narrowing
from diorama_nb.widgets.opening import Opening
from diorama_nb.widgets.questions import Questions
from diorama_nb.widgets.summaries import Summaries
from diorama_nb.widgets.views import View, Views
from diorama_nb.widgets.writes import GridWrites, marks

SNAPSHOT_EVERY: Final = 1.0
"""Seconds between two snapshots of the viewport for the saved notebook."""

UNSEEN_EVERY: Final = 1.0
"""Seconds between two updates of a grid no page shows any more: its cell ran again, say."""


class Grid(Narrowing, Arranging, Formatting, Exporting, Opening):
    """A virtual-scrolling table of a Dio, a facade or a scenery.

    Parameters
    ----------
    target : Dio, Vista facade or TableScenery
        What to show.
    height : int
        Pixels.
    title : str or None
        Shown above the rows; None: the name of the data set.
    columns : list of str or None
        Names of the columns to show, in this order; None: all.
    pinned : list of str
        Names of columns that stay at the left when the others scroll.
    density : {"comfortable", "compact"}
        Height of the rows: 28 or 22 pixels.
    formats : dict
        How columns are painted, by name: a template (``"€ {:,.2f}"``, ``"{:.1%}"``), a style
        (``"bytes"``, ``"compact"``, ``"relative"``, …), or a dict of ``text`` (one of these),
        ``bar`` or ``heat`` (True, or the least and the greatest value), ``colour`` and
        ``rules``, the first of which that holds gives the colour:
        ``{"bar": True, "rules": [("<", 5, "bad")]}``.

    Attributes
    ----------
    selection : list of str
        Ids of the selected rows; set it, observe it, link it.
    sort : dict, list of dict or None
        ``{"column": name, "descending": bool}``; for several columns a list of these, the
        first of which decides first. Set it, observe it, link it.
    filters : list of list
        ``[column, operator, value]`` each, all of which hold; operators as of
        `Vista.where_op`, dates as ISO text, durations in seconds. Set it, observe it, link it.
    search : str
        The text that is searched; set it, observe it, link it.
    shown_columns : list of str or None
        Names of the columns that show, in their order; None: all. Set it, observe it, link it.
    pinned : list of str
        Names of the columns that stay at the left; set it, observe it, link it.
    column_widths : dict
        Pixels by name, of columns that somebody sized; set it, observe it, link it.
    density : str
        ``"comfortable"`` or ``"compact"``; set it, observe it, link it.
    writes : dict
        How many changes are ``pending``, and which ``failed``; observe it.
    opened : Grid or None
        The grid of related rows that shows in its place; see `open_ref`, observe it.
    """

    _esm = front_end("grid")

    columns: Any = traitlets.List().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    writes = traitlets.Dict().tag(sync=True)
    can = traitlets.Dict().tag(sync=True)
    snapshot = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(420).tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    selection: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self,
        target: Any,
        *,
        height: int = 420,
        title: str | None = None,
        columns: Sequence[str] | None = None,
        pinned: Sequence[str] = (),
        density: str = "comfortable",
        formats: Mapping[str, Any] | None = None,
    ) -> None:
        self.scenery = scenery_of(target)
        self._owns = self.scenery is not target
        self._shown: list[Column] = []
        self._views = Views()
        self._ranges = {}
        self._snapshot_due = False
        self._news_due = False
        self._changes = GridWrites(self.scenery)
        self._questions = Questions(self.scenery)
        name = self.scenery.name
        traits = self._state()
        traits["snapshot"] = wire.snapshot(self.scenery.window(range(HTML_ROWS)), self._shown)
        traits |= {
            "title": name if title is None else title,
            "shown_columns": None if columns is None else list(columns),
            "pinned": list(pinned),
            "density": density,
            "formats": dict(formats or {}),
        }
        super().__init__(self.scenery.loop, height=height, **traits)
        self._summaries = Summaries(self.scenery, self.send, self._tasks)
        self._stops = (
            self.scenery.subscribe_state(lambda _: self._follow_news()),
            self.scenery.edits.on_write(self._tell_writes),
        )
        self._on_loop(self._update)

    # --- from the page ---------------------------------------------------------------------

    def _obey(self, message: Message) -> None:
        back = self._views.left
        newest = self._views.hear(message)
        if back:
            self._update()
        if message.kind in WRITES | QUESTIONS | OPENS:
            super()._obey(message)
        elif newest or message.kind == "arrange":
            self._command(message)

    def _leave(self, view: str) -> None:
        self._views.leave(view)
        self._summaries.want(view, ())
        if self._views.left and self._owns:
            self.scenery.set_viewport(range(0))  # nothing is to be read for nobody

    def _command(self, message: Message) -> None:
        try:
            _COMMANDS[message.kind](self, message)
        except Exception as error:
            self._refuse(message, error)

    async def _do(self, message: Message) -> wire.Answer | None:
        """Change data as a page asks for, or show or tell it rows it does not hold."""
        if message.kind in OPENS:
            self._say_more(message, {})  # a source may be slow: the page is not to give us up
            await self._follow(**message.body)
            return None
        if message.kind in QUESTIONS:
            return await self._questions.answer(message, self._say_more)
        try:
            if message.kind == "insert":
                added = await self._changes.insert(self._shown, message.body["record"])
                self._say_more(message, {})  # it is accepted: nobody is to wait any longer
                return wire.Answer(await place_of(self.scenery, added))
            await self._changes.do(message.kind, message.body, self._shown)
        finally:
            self._on_loop(self._tell_writes)  # after the answer
        return None

    def _related(self, scenery: TableScenery, title: str) -> Grid:
        return Grid(scenery, height=self.height, title=title, density=self.density)

    def _say_more(self, message: Message, body: dict[str, Any]) -> None:
        self.send(wire.answer_message(message.view, message.seq, body, more=True))

    def _set_viewport(self, message: Message) -> None:
        view = self._views[message.view]
        if not view.answer_due:
            self._answer(message.view, view)

    def _answer(self, name: str, view: View) -> None:
        """Send the rows a page asked for last: at once, or when it may be answered again."""
        wait = view.budget.take(self.scenery.loop.time())
        view.answer_due = wait > 0
        if wait:
            self.scenery.loop.call_later(wait, self._answer, name, view)
        else:
            self._send_rows(name, view, view.seq)
            self.scenery.set_viewport(view.wanted)
            self._keep_soon()

    def _select(self, message: Message) -> None:
        """Select rows by their ids, and those of some places, as far as they are loaded."""
        more = self.scenery.ids(message.body["range"])
        self.selection = list(dict.fromkeys([*message.body["ids"], *more]))[:MAX_PICKED]

    def _obey_arrangement(self, message: Message) -> None:
        self._arrange(message.body)
        self.send(wire.done_message(message.view, message.seq))

    # --- to the page -----------------------------------------------------------------------

    def _follow_news(self) -> None:
        """Tell the news: as they come, or now and then where no page is left to show them."""
        if not self._views.left:
            self._update()
        elif not self._news_due:
            self._news_due = True
            self.scenery.loop.call_later(UNSEEN_EVERY, self._catch_up)

    def _catch_up(self) -> None:
        self._news_due = False
        self._update()

    @paced
    def _update(self) -> None:
        """Bring traits and rows of all views up to the scenery; at most once a frame."""
        self._tell(self._state())
        self._summaries.follow()
        self._follow_ranges()
        for name, view in self._views:
            self._send_rows(name, view, None, view.follow(self.scenery))
        self._keep_soon()

    @property
    def _messages(self) -> int:
        return 1 + len(self._views)

    def _state(self) -> dict[str, Any]:
        """Return the small state the page is told by traits."""
        scenery = self.scenery
        self._shown = wire.shown(scenery.columns, scenery.further_columns)
        can = state.abilities(scenery, self._shown)
        leads = state.leading(scenery.references, self._shown)
        editable = can["insert"] or can["update"]
        return {
            "columns": [
                state.describe(
                    column,
                    orderable=can["order"],
                    editable=editable,
                    leads=leads.get(column.name, {}),
                )
                for column in self._shown
            ],
            "can": can,
            # Before the order: by it a page knows whether the rows are of that order yet.
            "status": state.status(scenery),
            "sort": state.sort(scenery),
            "search": scenery.search,
            "filters": plain(scenery.filters),
            "writes": self._changes.state,
        }

    def _tell_writes(self) -> None:
        """Tell of writes; the rows they change come with the next generation."""
        writes = self._changes.state
        if writes != self.writes:
            self.writes = writes

    def _send_rows(self, name: str, view: View, seq: int | None, shift: int = 0) -> None:
        numbers = view.columns
        names = None if numbers is None else wire.names(self._shown, numbers)
        window = self.scenery.window(view.wanted, names)
        view.note(window, self.scenery.query)
        written = marks(window, self.scenery.edits.mark, self._shown)
        content = wire.rows_message(
            name, seq, window, written, shift, outdated=self.scenery.outdated
        )
        encode = wire.encode_json if view.encoding == "json" else wire.encode
        rows = encode(window, self._shown, numbers)
        self.send({**content, **rows.body}, None if rows.buffer is None else [rows.buffer])

    def _keep_soon(self) -> None:
        if not self._snapshot_due and self.scenery.generation:
            self._snapshot_due = True
            self.scenery.loop.call_later(SNAPSHOT_EVERY, self._keep)

    def _keep(self) -> None:
        """Keep the last viewport as a small trait, which outlives the kernel.

        Its first row is the one at the top: there a page that is drawn again begins.
        """
        self._snapshot_due = False
        if self._views.left:
            return  # what was looked at last stays
        wanted = self._views.last
        names = wire.names(self._shown, range(wire.SNAPSHOT_COLUMNS))
        window = self.scenery.window(range(HTML_ROWS) if wanted is None else wanted, names)
        kept = wire.snapshot(window, self._shown)
        if kept != self.snapshot:
            self.snapshot = kept

    # --- its end ---------------------------------------------------------------------------

    async def _release(self) -> None:
        await super()._release()
        self._questions.close()
        await self.scenery.aclose()

    # --- without a page --------------------------------------------------------------------

    @property
    def _caption(self) -> str:
        return f"{self.title}: {self.scenery.coverage}"

    def _as_text(self) -> str:
        return f"<Grid {self._caption}>"

    def _as_html(self) -> str:
        window = self.scenery.window(range(HTML_ROWS))
        rows = {
            id: record
            for id, record in zip(window.ids, codec.decode_rows(window.table), strict=True)
            if id is not None
        }
        return html_table(rows, self._caption)


_COMMANDS: Final[dict[str, Callable[[Grid, Message], None]]] = {
    "set_viewport": Grid._set_viewport,
    "set_sort": lambda grid, message: grid._sort_by(message.body["by"]),
    "set_search": lambda grid, message: grid.scenery.set_search(message.body["text"]),
    "set_filters": lambda grid, message: grid._filter_by(message.body["filters"]),
    "summarise": lambda grid, m: grid._summaries.want(m.view, m.body["columns"]),
    "select": Grid._select,
    "arrange": Grid._obey_arrangement,
    "stop": lambda grid, message: grid._questions.stop(message),
    "back": lambda grid, _: grid.back(),
    "refresh": lambda grid, _: grid.scenery.request_refresh(),
    "retry": lambda grid, _: grid.scenery.request_retry(),
    "load_more": lambda grid, _: grid.scenery.request_load_more(),
}

Grid._obeys = frozenset({*_COMMANDS, *WRITES, *QUESTIONS, *OPENS})
