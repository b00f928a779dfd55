"""What marimo shows of widgets that are put together: it has no boxes of ipywidgets."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from diorama_nb.widgets.framed import Framed
from diorama_nb.widgets.looks import STYLE
from diorama_nb.widgets.pictures import Picture

GAP: Final = 0.75

HEADINGS: Final = {"h2": 20, "h3": 15}
"""Pixels of their letters."""


def boxless(widget: ipywidgets.Widget) -> Any:
    """Return what stands for a widget on a page of marimo, which knows anywidgets only."""
    import marimo as mo

    if isinstance(widget, Framed):
        return widget.widget
    if hasattr(type(widget), "_display_"):
        return widget  # it says so itself
    if isinstance(widget, ipywidgets.HBox):
        return mo.hstack(
            list(map(boxless, widget.children)), widths="equal", wrap=True, gap=GAP
        )
    if isinstance(widget, ipywidgets.VBox):
        return stacked(widget)
    if isinstance(widget, ipywidgets.HTML):
        return mo.Html(_styled(str(widget.value).removeprefix(STYLE)))
    if isinstance(widget, ipywidgets.Output):
        pictures = [Picture(one["data"], one["metadata"]) for one in widget.outputs]
        return mo.Html("".join(picture.html("") for picture in pictures))
    return widget


def _styled(markup: str) -> str:
    """Return headings that look like some: marimo makes all of them plain text."""
    for name, size in HEADINGS.items():
        markup = markup.replace(f"<{name}>", f'<{name} style="font: 600 {size}px system-ui">')
    return markup


def stacked(widget: ipywidgets.Box) -> Any:
    """Return what is in a box, one below the other."""
    import marimo as mo

    return mo.vstack(list(map(boxless, widget.children)), gap=GAP)
