"""What a function drew, as a picture that a notebook shows and keeps.

The libraries that draw are not ours: none is imported here that the function did not need.
"""

from __future__ import annotations

import base64
import html
import importlib.util
import inspect
import io
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from diorama_nb.errors import SpecError

SHARP: Final = 2
"""Dots of a PNG for one of the page, so that it is crisp on every screen."""

_IMAGES: Final = ("image/png", "image/jpeg")

_REPRS: Final = {
    "text/html": "_repr_html_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by MIME type, as notebooks keep outputs; binary ones are base64."""

    data: dict[str, Any]
    metadata: dict[str, Any] = field(default_factory=dict)

    def output(self, alt: str) -> dict[str, Any]:
        """Return the picture as the output of a cell; `alt` is what it is called."""
        data = self.data
        if data.keys() <= {*_IMAGES, "text/plain"}:  # a host would show it without a name
            data = {"text/html": self.html(alt), "text/plain": alt}
        return {"output_type": "display_data", "data": data, "metadata": self.metadata}

    def html(self, alt: str) -> str:
        """Return the picture as markup; blank where it can not be said in that."""
        for mime in ("text/html", "image/svg+xml"):
            if mime in self.data:
                return str(self.data[mime])
        for mime in _IMAGES:
            if mime in self.data:
                width = self.metadata.get(mime, {}).get("width", "")
                source = f"data:{mime};base64,{self.data[mime]}"
                style = "max-width: 100%; height: auto"
                named = html.escape(alt)
                return f'<img alt="{named}" width="{width}" style="{style}" src="{source}">'
        return ""


def paint(draw: Callable[..., Any], given: Any) -> Picture:
    """Return what a function draws of something.

    Figures that pyplot made for it are closed, also when it fails: nobody else would.

    Parameters
    ----------
    draw : callable
        Called with `given`, and with Matplotlib axes of a new figure where it has a parameter
        ``ax``.
    given : object
        Its first argument.

    Raises
    ------
    SpecError
        If it returned nothing that can be shown.
    Exception
        Whatever it raised.
    """
    with _own_figures() as made:
        if "ax" in inspect.signature(draw).parameters:
            figure = _new_figure()
            draw(given, ax=figure.subplots())
            return _of_figure(figure)
        drawn = draw(given)
        picture = shown(drawn)
        if picture is None and made:
            picture = shown(made[-1])
        if picture is None:
            raise SpecError(
                f"the function drew nothing: it returned {type(drawn).__name__}",
                hint="return a figure or a chart, or draw on axes: def draw(df, ax): ...",
            )
        return picture


def shown(drawn: Any) -> Picture | None:
    """Return what a notebook would show of an object; None where that is only text."""
    figure = _figure_of(drawn)
    return _of_repr(drawn) if figure is None else _of_figure(figure, bbox_inches="tight")


# --- Matplotlib ----------------------------------------------------------------------------

_drawing = threading.local()


def note_figure(figure: Any) -> None:
    """Take note of a figure that pyplot makes while this thread draws; Matplotlib calls it."""
    made = getattr(_drawing, "made", None)
    if made is not None:
        made.append(figure)


@contextmanager
def _own_figures() -> Iterator[list[Any]]:
    """Collect the figures that pyplot makes in this thread, and close them.

    A hook, because pyplot's list of figures is one for all threads: it can not tell ours from
    those a cell makes meanwhile.
    """
    made: list[Any] = []
    if importlib.util.find_spec("matplotlib") is None:
        yield made
        return
    from matplotlib import rcParams

    hook = f"{__name__}:{note_figure.__name__}"
    if hook not in rcParams["figure.hooks"]:
        rcParams["figure.hooks"] = [*rcParams["figure.hooks"], hook]
    _drawing.made = made
    try:
        yield made
    finally:
        _drawing.made = None
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            for figure in made:
                pyplot.close(figure)


def _new_figure() -> Any:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise SpecError(
            "ax is given by Matplotlib, which is not installed",
            hint="pip install matplotlib, or draw(df) that returns a picture",
        ) from None
    return Figure(layout="constrained")


def _figure_of(drawn: Any) -> Any:
    """Return the Matplotlib figure of what was drawn: itself, axes, lines, many of them."""
    if (module := sys.modules.get("matplotlib.figure")) is None:
        return None
    if isinstance(drawn, module.Figure):
        return drawn
    if isinstance(drawn, list | tuple) or (hasattr(drawn, "flat") and drawn.dtype == object):
        items = drawn.flat if hasattr(drawn, "flat") else drawn
        return next((found for item in items if (found := _figure_of(item))), None)
    part = getattr(drawn, "figure", None)
    return None if part is None or part is drawn else _figure_of(part)


def _of_figure(figure: Any, **options: Any) -> Picture:
    held = io.BytesIO()
    figure.savefig(held, format="png", dpi=SHARP * figure.dpi, **options)
    png = held.getvalue()
    width, height = struct.unpack(">II", png[16:24])  # where every PNG says its size
    size = {"width": width // SHARP, "height": height // SHARP}
    data = {"image/png": _text(png), "text/plain": str(figure)}
    return Picture(data, {"image/png": size})


# --- anything else -------------------------------------------------------------------------


def _of_repr(drawn: Any) -> Picture | None:
    """Return what an object says of itself; None where that is only text."""
    kind = type(drawn)
    data: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    if (bundle := getattr(kind, "_repr_mimebundle_", None)) is not None:
        told = bundle(drawn, include=None, exclude=None)
        data, metadata = told if isinstance(told, tuple) else (told or {}, {})
    if not data:
        told_by = {mime: getattr(kind, name, None) for mime, name in _REPRS.items()}
        data = {mime: tell(drawn) for mime, tell in told_by.items() if tell is not None}
        data = {mime: told for mime, told in data.items() if told is not None}
    data = {mime: _text(told) for mime, told in data.items()}
    if not data.keys() - {"text/plain"}:
        return None
    return Picture({"text/plain": f"<{kind.__name__}>", **data}, dict(metadata))


def _text(told: Any) -> Any:
    return base64.b64encode(told).decode() if isinstance(told, bytes) else told
