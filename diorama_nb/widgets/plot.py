"""LivePlot: any function of some rows, drawn again when they change."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
import os
import traceback
from collections.abc import Callable
from typing import Any, Final

from diorama_nb.coverage import Coverage
from diorama_nb.errors import DioramaError, SpecError
from diorama_nb.runtime import Tasks, here, runs_here
from diorama_nb.scenery.table import TableScenery
from diorama_nb.widgets import deaf
from diorama_nb.widgets.canvas import Canvas, showable
from diorama_nb.widgets.hosting import scenery_of
from diorama_nb.widgets.looks import STYLE, tag, words
from diorama_nb.widgets.pictures import Picture, paint
from diorama_nb.widgets.redraw import PAINTER, Redraw

log = logging.getLogger("diorama")

FIRST: Final = 2.0
"""Seconds a cell waits for the first rows, so that a saved notebook holds the picture."""

PROBLEM_CHARS: Final = 300
"""Characters of an error that are shown."""

Outcome = tuple[int, Picture | Exception, Coverage | None]
"""The generation that was drawn, what came of it, and how much of the set it was."""


class LivePlot(deaf.VBox):
    """A picture of some rows that is drawn again when they change.

    Rows that change while it is being drawn are drawn next, once; a draw that fails leaves the
    last picture where it is, and says why below it. Drawing happens on a thread of its own, one
    draw at a time for all plots, so that a long one stops neither the loads nor the grids.

    Parameters
    ----------
    source : Dio, Vista facade, TableScenery, ValueScenery, RecordScenery or Servo
        What is drawn.
    draw : callable
        Called with a DataFrame of the rows that are loaded, in the order shown; for a value, a
        record or a draft with that scenery. It returns a Matplotlib figure or axes, an Altair
        chart, a Plotly figure, or anything a notebook shows. With a parameter ``ax`` it is
        given axes of a new Matplotlib figure and need not return anything; this is the way
        that is safe while a cell uses pyplot, too. Its colours stay as they are drawn, also on
        a dark page: ``matplotlib.style.use("dark_background")`` draws dark ones.
    title : str
        Shown above.
    every : float
        Seconds between two draws, at least. Drawing takes half of the time at most.
    rows : int
        How many rows of a Dio or a facade are loaded for it, from the first one on. Of a
        scenery of your own what you look at is drawn.
    frame : bool
        False: call `draw` with the table scenery itself.

    Attributes
    ----------
    generation : int
        The generation that was drawn last; -1 before that.
    error : Exception or None
        Why the last draw failed.

    Examples
    --------
    >>> dn.LivePlot(dio, lambda df, ax: ax.hist(df["price"]))  # doctest: +SKIP
    """

    _open = False  # until it is made: one that never was is collected, too

    def __init__(
        self,
        source: Any,
        draw: Callable[..., Any],
        *,
        title: str = "",
        every: float = 0.5,
        rows: int = 1000,
        frame: bool = True,
    ) -> None:
        _check(draw, every, rows)
        self._owns = not _is_scenery(source)
        self.source: Any = scenery_of(source) if self._owns else source
        if self._owns:
            self.source.set_viewport(range(rows))
        self.title = title
        self.generation = -1
        self.error: Exception | None = None
        self._draw = draw
        self._frame = frame and isinstance(self.source, TableScenery)
        self._picture: Picture | None = None
        self._canvas: Canvas | None = None
        self._tasks = Tasks()
        self._redraw = Redraw(self._paint, self._show, every)
        self._out = deaf.Output(layout={"min_width": "0", "margin": "0", "padding": "8px 12px"})
        self._note = words(tag("div", "Loading …", "note"))
        head = words(STYLE + tag("div", title, "title"))
        layout = {"width": "100%", "min_width": "0"}  # side by side they share a box
        super().__init__([head, self._out, self._note], layout=layout)
        self.add_class("diorama-plot")
        self._first()
        self._stop = self.source.subscribe(lambda _: self._ask())
        self._open = True
        if self.source.generation != self.generation:
            self.redraw()

    def redraw(self) -> None:
        """Draw again, soon, although no row changed: a slider moved, say."""
        self.source.loop.call_soon_threadsafe(self._ask)

    def close(self) -> None:
        """Remove the plot; its rows are let go of as soon as their loop gets to it.

        Waits for nothing: the garbage collector calls this too, on whatever thread it runs.
        """
        if self._open:
            self._open = False  # it is closed again when it is collected
            self._stop()
            if not self.source.loop.is_closed():
                self.source.loop.call_soon_threadsafe(
                    lambda: self._tasks.spawn(self._release(), "the end of a plot")
                )
            for child in self.children:
                child.close()
            if self._canvas is not None:
                self._canvas.close()
        super().close()

    # --- on the loop -----------------------------------------------------------------------

    def _ask(self) -> None:
        if _ready(self.source):
            self._redraw.ask()

    def _show(self, outcome: Outcome) -> None:
        self.generation, drawn, coverage = outcome
        note = ""
        if isinstance(drawn, Exception):
            self.error = drawn
            note = tag("div", _told(drawn), "problem")
        else:
            self.error = None
            if drawn != self._picture:
                self._picture = drawn
                self._out.outputs = (drawn.output(self.title or "plot"),)
        if coverage is not None and coverage.complete is not True:
            note += tag("div", str(coverage), "note")
        self._note.value = note
        if self._canvas is not None:
            self._tell(self._canvas, coverage)

    def _tell(self, canvas: Canvas, coverage: Coverage | None) -> None:
        note = str(coverage) if coverage is not None and coverage.complete is not True else ""
        canvas.show(self._picture, note, "" if self.error is None else _told(self.error))

    async def _release(self) -> None:
        await self._redraw.aclose()
        if self._owns:
            await self.source.aclose()

    # --- on the painter's thread -----------------------------------------------------------

    def _paint(self) -> Outcome:
        """Draw what is newest."""
        generation = self.source.generation
        given, coverage = self.source, getattr(self.source, "coverage", None)
        try:
            if self._frame:
                snapshot = self.source.snapshot()
                given, coverage = snapshot.to_pandas(), snapshot.coverage
            return generation, paint(self._draw, given), coverage
        except Exception as error:
            log.info("a plot could not be drawn", exc_info=error)
            return generation, error, coverage

    # --- at its start ----------------------------------------------------------------------

    def _first(self) -> None:
        """Draw at once what is there soon; not where others would have to wait for that."""
        if runs_here(self.source.loop):
            return
        with contextlib.suppress(TimeoutError):
            (self.source._runtime or here()).call(self._settled(), FIRST)
        if _ready(self.source):
            self._show(PAINTER.call(self._paint))

    async def _settled(self) -> None:
        """Wait until the source has shown something and loads no more."""
        news = asyncio.Event()
        subscribe = getattr(self.source, "subscribe_state", self.source.subscribe)
        stop = subscribe(lambda _: news.set())
        try:
            while not _ready(self.source) or getattr(self.source, "busy", False):
                news.clear()
                await news.wait()
        finally:
            stop()

    # --- in marimo -------------------------------------------------------------------------

    def _display_(self) -> Any:
        """Return what marimo shows: the picture as one widget, or as it is now."""
        if not showable(self._picture):
            import marimo as mo

            assert self._picture is not None
            return mo.Html(tag("h3", self.title) + self._picture.html(self.title))
        if self._canvas is None:
            self._canvas = Canvas(self.source.loop, self.title)
            self._tell(self._canvas, getattr(self.source, "coverage", None))
        return self._canvas

    # --- without a page --------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data = dict(super()._repr_mimebundle_(**kwargs) or {})
        metadata: dict[str, Any] = {}
        if self._picture is not None:
            data |= self._picture.data
            metadata = self._picture.metadata
        elif self._note.value:
            data["text/html"] = tag("h3", self.title) + self._note.value
        data["text/plain"] = f"<LivePlot {self.title or type(self.source).__name__}>"
        return data, metadata


def _check(draw: object, every: float, rows: int) -> None:
    if not callable(draw) or inspect.iscoroutinefunction(draw):
        raise SpecError(
            "a plot needs a plain function that draws",
            hint='LivePlot(dio, lambda df, ax: ax.hist(df["price"]))',
        )
    if not every >= 0:
        raise SpecError(f"every={every!r} is no time", hint="seconds, like 0.5")
    if rows < 1:
        raise SpecError(f"rows={rows!r}: a plot needs some", hint="rows=1000")


def _is_scenery(source: object) -> bool:
    return all(hasattr(source, name) for name in ("generation", "subscribe", "loop"))


def _ready(source: Any) -> bool:
    """Whether there is something to draw."""
    loading = (getattr(source, "load_state", ""), getattr(source, "status", ""))
    return "loading" not in loading and "Loading" not in loading


def _told(error: Exception) -> str:
    """Return why a draw failed, and where in the function."""
    if isinstance(error, DioramaError):
        return f"{error.message}. {error.hint}"
    kind = type(error).__name__
    where = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in where if not frame.filename.startswith(_PACKAGE)]
    line = f" (line {own[0].lineno} of {own[0].name})" if own else ""
    text = f"{kind}: {error}"[:PROBLEM_CHARS]
    return f"{text}{line}. plot.error holds all of it."


_PACKAGE: Final = os.path.dirname(__file__)
