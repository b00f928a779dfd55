"""What stands in for a widget whose script the page does not run: its markup, kept fresh.

anywidget imports scripts from ``blob:`` addresses, which a strict content security policy
forbids: the page then shows an error in place of the widget. Plain ipywidgets still work there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

import ipywidgets

from diorama_nb.widgets import deaf

PATIENCE: Final = 2.5
"""Seconds for a page to say that it runs the script; then it is told the markup, too."""

FRESH: Final = 1.0
"""Seconds between two updates of the markup, at least."""

WHY: Final = (
    "Not interactive: the page did not run this widget’s script. Its server has to allow "
    "<code>blob:</code> in <code>script-src</code> of the Content-Security-Policy. What is "
    "below follows the data; <code>dio.to_pandas()</code> has the rows."
)

# The page itself decides which of the two is seen: markup that comes although the script runs,
# or before it does, never stands beside the widget.
STYLE: Final = """<style>
.diorama-framed:has(> :first-child > [class^="diorama-"]) > .diorama-static { display: none; }
.diorama-framed:has(> .diorama-static) > :has(> .jupyter-widgets-error-widget) {
  display: none;
}
.diorama-static { margin: 2px; animation: diorama-late 1s; }
@keyframes diorama-late { from, to { max-height: 0; overflow: hidden; visibility: hidden; } }
.diorama-static .widget-html-content {
  color: var(--jp-content-font-color1, CanvasText);
  font: 13px/1.4 var(--jp-ui-font-family, system-ui, sans-serif);
}
.diorama-static .why {
  margin: 0 0 8px;
  padding: 6px 10px;
  border-left: 3px solid var(--jp-warn-color1, #e65100);
  background: var(--jp-layout-color2, rgb(128 128 128 / 12%));
}
.diorama-static .what { max-height: 420px; overflow: auto; }
.diorama-static table { border-collapse: collapse; font-size: 12px; }
.diorama-static caption { padding: 4px 8px; text-align: left; white-space: nowrap; }
.diorama-static th, .diorama-static td { padding: 4px 8px; text-align: left; }
.diorama-static thead th {
  position: sticky;
  top: 0;
  background: var(--jp-layout-color1, Canvas);
  box-shadow: 0 1px var(--jp-border-color1, #bdbdbd);
}
.diorama-static tbody tr:nth-child(even) {
  background: var(--jp-rendermime-table-row-background, rgb(128 128 128 / 8%));
}
</style>"""


class Framed(deaf.VBox):
    """A widget as it is displayed: alone, or with its markup if no page runs its script.

    Parameters
    ----------
    widget : ipywidgets.Widget
        What is displayed.
    loop : asyncio.AbstractEventLoop
        Where its traits are written.
    markup : callable
        Returns what stands in for it; asked again when a trait of it changed.
    """

    def __init__(
        self,
        widget: ipywidgets.Widget,
        loop: asyncio.AbstractEventLoop,
        markup: Callable[[], str],
    ) -> None:
        self.widget = widget
        self._loop = loop
        self._markup = markup
        self._met = self._due = False
        self._words: deaf.HTML | None = None
        layout = {"width": "100%", "min_width": "0", "overflow": "visible"}
        super().__init__([widget], layout=layout)
        self.add_class("diorama-framed")
        loop.call_soon_threadsafe(loop.call_later, PATIENCE, self._fall_back)

    def meet(self) -> None:
        """Show the widget alone from now on: a page runs its script."""
        self._met = True
        words, self._words = self._words, None
        if words is not None:
            self.widget.unobserve(self._soon)
            self.children = [self.widget]
            words.close()

    def _fall_back(self) -> None:
        if self._met or self.comm is None:
            return
        self._words = deaf.HTML(self._told(), layout={"width": "auto"})
        self._words.add_class("diorama-static")
        self.children = [self.widget, self._words]
        self.widget.observe(self._soon)

    def _soon(self, _: object) -> None:
        """Tell the news of the widget, which may come on any thread; together in a while."""
        self._loop.call_soon_threadsafe(self._wait)

    def _wait(self) -> None:
        if not self._due:
            self._due = True
            self._loop.call_later(FRESH, self._follow)

    def _follow(self) -> None:
        self._due = False
        if self._words is not None and self.comm is not None:
            self._words.value = self._told()

    def _told(self) -> str:
        why = f'<p class="why" role="note">{WHY}</p>'
        return f'{STYLE}{why}<div class="what">{self._markup()}</div>'

    def close(self) -> None:
        """Remove what was put around the widget."""
        if self._words is not None:
            self._words.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.widget._repr_mimebundle_(**kwargs)
