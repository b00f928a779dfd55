"""The one way from the core to the widgets: by name and on demand, never by import."""

from __future__ import annotations

import importlib
from typing import Any


def grid(target: Any, **options: Any) -> Any:
    """Return a live grid on a Dio, a facade or a scenery."""
    return importlib.import_module("diorama_nb.widgets.grid").Grid(target, **options)
