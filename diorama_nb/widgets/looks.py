"""The look of what is put together from plain notebook widgets: as the grid beside them."""

from __future__ import annotations

import html
from typing import Final

from diorama_nb.widgets import deaf

OURS: Final = "diorama-words"

STYLE: Final = """<style>
.diorama-plot {
  border: 1px solid var(--jp-border-color2, #e2e5ea);
  border-radius: 6px;
  background: var(--jp-layout-color1, Canvas);
}
/* A white picture on a dark page is a sheet of paper on it: its colours are whose drew it. */
.diorama-plot img { border-radius: 6px; }
.diorama-plot, .diorama-words { overflow: visible; margin: 0; }
.diorama-words .widget-html-content, .diorama-words .jupyter-widgets-html-content {
  color: var(--jp-content-font-color1, CanvasText);
  font: 13px/1.4 var(--jp-ui-font-family, system-ui, sans-serif);
}
.diorama-words h2, .diorama-words h3 { margin: 0; font-weight: 600; line-height: 1.3; }
.diorama-words h2 { font-size: 20px; }
.diorama-words h3 { font-size: 15px; }
.diorama-words .title {
  padding: 10px 12px;
  border-bottom: 1px solid var(--jp-border-color2, #e2e5ea);
  font-weight: 600;
}
.diorama-words .note { padding: 6px 12px; color: var(--jp-content-font-color2, GrayText); }
.diorama-words .problem {
  padding: 6px 12px;
  overflow-wrap: anywhere;
  color: color-mix(in srgb, var(--jp-error-color1, #c62828) 78%,
    var(--jp-content-font-color1, CanvasText));
}
</style>"""


def words(markup: str = "") -> deaf.HTML:
    """Return a widget of our own markup; what comes from elsewhere must be escaped in it."""
    widget = deaf.HTML(markup, layout={"min_width": "0", "margin": "0"})
    widget.add_class(OURS)
    return widget


def tag(name: str, text: str, kind: str = "") -> str:
    """Return an element that holds a text; nothing where there is none."""
    role = ' role="alert"' if kind == "problem" else ""
    known = f' class="{kind}"' if kind else ""
    return f"<{name}{known}{role}>{html.escape(text)}</{name}>" if text else ""
