"""The one way from the core to the widgets: by name and on demand, never by import."""

from __future__ import annotations

import importlib
from typing import Any, Final

WIDGETS: Final = {
    "Grid": "grid",
    "LivePlot": "plot",
    "Picker": "picker",
    "RecordCard": "card",
    "RecordForm": "form",
    "StatusBar": "status_bar",
    "ValueBadge": "badge",
    "dashboard": "dashboard",
}
"""Name of a widget, or of what makes one → its module in `diorama_nb.widgets`."""


def widget(name: str) -> Any:
    """Return what makes a widget."""
    return getattr(importlib.import_module(f"diorama_nb.widgets.{WIDGETS[name]}"), name)


class Displayed:
    """Something that a notebook shows as a widget."""

    def _displayed(self) -> Any:
        """Return the widget."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self._displayed()._repr_mimebundle_(**kwargs)

    def _display_(self) -> Any:
        """Return what marimo shows."""
        return self._displayed()


def grid(target: Any, **options: Any) -> Any:
    """Return a live grid on a Dio, a facade or a scenery."""
    return widget("Grid")(target, **options)
