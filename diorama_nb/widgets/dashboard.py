"""A page of widgets: what is listed stands in columns, which wrap where it is narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import ipywidgets

from diorama_nb import display
from diorama_nb.errors import SpecError
from diorama_nb.scenery.record import RecordScenery
from diorama_nb.scenery.servo import Servo
from diorama_nb.scenery.value import ValueScenery
from diorama_nb.widgets import deaf
from diorama_nb.widgets.base import Widget
from diorama_nb.widgets.boxless import stacked
from diorama_nb.widgets.framed import Framed
from diorama_nb.widgets.looks import OURS, STYLE, tag, words
from diorama_nb.widgets.pictures import Picture, shown

NARROW: Final = {"ValueBadge": 220, "Picker": 200}
"""Pixels below which a widget does not go beside others, by class; of all others `WIDE`."""

WIDE: Final = 320

GAP: Final = "12px"

BOXES: Final = (deaf.VBox, deaf.HBox, ipywidgets.VBox, ipywidgets.HBox)
"""What is but a way to arrange others, ours and the user's."""

SHOWN_BY: Final = {
    ValueScenery: "ValueBadge",
    RecordScenery: "RecordCard",
    Servo: "RecordForm",
}
"""What shows a scenery that is listed itself."""


def dashboard(items: Sequence[Any], *, title: str = "") -> Dashboard:
    """Arrange widgets on a page: one below the other, those in a list side by side.

    What is side by side wraps where the page is too narrow for it. A list in a list is a
    column of its own, and so on.

    Parameters
    ----------
    items : list
        Widgets; a text is a heading. A Dio, a facade or a table scenery is shown as a grid, a
        value as a badge, a record as a card, a servo as a form; charts, figures and DataFrames
        as a notebook shows them.
    title : str
        Shown above all.

    Returns
    -------
    Dashboard
        A widget like any other. It closes what it made itself.

    Raises
    ------
    SpecError
        If something is listed that can not be shown.

    Examples
    --------
    >>> dn.dashboard([[stock, value], orders, [plot, form]], title="Shop")  # doctest: +SKIP
    """
    return Dashboard(items, title=title)


class Dashboard(deaf.VBox):
    """What `dashboard` returns; its parameters are explained there."""

    def __init__(self, items: Sequence[Any], *, title: str = "") -> None:
        self._made: list[ipywidgets.Widget] = []
        if isinstance(items, str) or not isinstance(items, Sequence):
            raise SpecError(
                f"a dashboard is a list, not a {type(items).__name__}",
                hint="dn.dashboard([[badge, badge], grid, plot])",
            )
        self.title = title
        head = self._keep(words(STYLE + tag("h2", title)))
        below = [self._placed(item, across=False) for item in items]
        layout = {"width": "100%", "min_width": "0", "overflow": "visible", "grid_gap": GAP}
        super().__init__([head, *below], layout=layout)
        self.add_class("diorama-dashboard")

    def _keep(self, widget: ipywidgets.Widget) -> ipywidgets.Widget:
        """Take note of a widget that was made here."""
        self._made.append(widget)
        return widget

    def _placed(self, item: Any, *, across: bool) -> ipywidgets.Widget:
        """Return the widget that shows an item; what is listed in it is turned around."""
        if not isinstance(item, list | tuple):
            return self._widget(item)
        across = not across
        inside = [self._placed(one, across=across) for one in item]
        layout = {"width": "100%", "min_width": "0", "overflow": "visible", "grid_gap": GAP}
        if across:
            inside = [self._cell(widget) for widget in inside]
            layout |= {"flex_flow": "row wrap", "align_items": "stretch"}
            return self._keep(deaf.HBox(inside, layout=layout))
        return self._keep(deaf.VBox(inside, layout=layout))

    def _cell(self, widget: ipywidgets.Widget) -> ipywidgets.Widget:
        """Return a widget in a box that shares a row, and wraps when it gets too narrow."""
        pixels = _least(widget)
        basis = "100%" if pixels is None else f"{pixels}px"
        layout = {
            "flex": f"1 1 {basis}",
            "min_width": f"min(100%, {basis})",
            "overflow": "visible",
        }
        return self._keep(deaf.VBox([widget], layout=layout))

    def _widget(self, item: Any) -> ipywidgets.Widget:
        if isinstance(item, Widget):
            return item.framed
        if isinstance(item, ipywidgets.Widget):
            return item
        if isinstance(item, str):
            return self._keep(words(tag("h3", item)))
        for kind, name in SHOWN_BY.items():
            if isinstance(item, kind):
                return self._keep(display.widget(name)(item)).framed
        if hasattr(item, "grid"):
            return self._keep(item.grid()).framed
        if (picture := shown(item)) is not None:
            return self._keep(deaf.Output(outputs=(picture.output(type(item).__name__),)))
        raise SpecError(
            f"a {type(item).__name__} can not be shown on a dashboard",
            hint="list widgets, Dios, sceneries, charts, or texts as headings",
        )

    def close(self) -> None:
        """Remove the dashboard, and what it made; widgets that were listed stay open."""
        made, self._made = self._made, []  # it is closed again when it is collected
        for widget in made:
            widget.close()
        super().close()

    # --- in marimo -------------------------------------------------------------------------

    def _display_(self) -> Any:
        """Return what marimo shows, which has no boxes of ipywidgets."""
        return stacked(self)

    # --- without a page --------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data = dict(super()._repr_mimebundle_(**kwargs) or {})
        leaves = [leaf for child in self.children for leaf in _leaves(child)]
        data["text/html"] = "\n".join(filter(None, map(_as_html, leaves)))
        data["text/plain"] = f"<Dashboard {self.title}>"
        return data


def _least(widget: ipywidgets.Widget) -> int | None:
    """Return how narrow a widget may get, in pixels; None for one that fills its row."""
    if OURS in widget._dom_classes:
        return None
    if type(widget) in BOXES:
        return max((_least(child) or 0 for child in widget.children), default=0)
    if isinstance(widget, Framed):
        return _least(widget.widget)
    return NARROW.get(type(widget).__name__, WIDE)


def _leaves(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    if type(widget) in BOXES:
        for child in widget.children:
            yield from _leaves(child)
    else:
        yield widget


def _as_html(widget: ipywidgets.Widget) -> str:
    """Return what a widget shows as markup; blank for one that is nothing without a kernel."""
    if isinstance(widget, ipywidgets.HTML):
        return str(widget.value).removeprefix(STYLE)
    if isinstance(widget, ipywidgets.Output):
        return "".join(Picture(o["data"], o["metadata"]).html("") for o in widget.outputs)
    bundle = widget._repr_mimebundle_() or {}
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    title = getattr(widget, "title", "") if "image/png" in data else ""  # a table has its own
    return tag("h3", title) + Picture(data, metadata).html(title)
