"""Plain notebook widgets that take nothing from the page, which could only put in its own."""

from __future__ import annotations

from typing import Any

import ipywidgets
from ipywidgets.widgets.trait_types import InstanceDict
from ipywidgets.widgets.widget import widget_serialization


class _Unmoved:
    """Keeps the state that Python gave it."""

    def set_state(self, sync_data: Any) -> None:
        """Take no state from the page."""


class Layout(_Unmoved, ipywidgets.Layout):
    """How a widget is laid out; a model of its own, which a page could write to as well."""


class _Style(_Unmoved, ipywidgets.widgets.widget_string.HTMLStyle):
    """How markup is styled."""


class Deaf(_Unmoved, ipywidgets.DOMWidget):
    """What every widget of ours is: neither it nor its layout takes state from the page."""

    layout = InstanceDict(Layout).tag(sync=True, **widget_serialization)

    def close(self) -> None:
        """Remove the widget, and its layout, which ipywidgets would keep for good."""
        super().close()
        self.layout.close()


class VBox(Deaf, ipywidgets.VBox):
    """Widgets below each other."""


class HBox(Deaf, ipywidgets.HBox):
    """Widgets side by side."""


class HTML(Deaf, ipywidgets.HTML):
    """Markup."""

    style = InstanceDict(_Style).tag(sync=True, **widget_serialization)

    def close(self) -> None:
        """Remove the widget, its layout and its style."""
        super().close()
        self.style.close()


class Output(Deaf, ipywidgets.Output):
    """What a notebook shows below a cell."""
