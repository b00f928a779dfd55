"""The picture of a plot as one widget, for hosts that have no boxes of ipywidgets."""

from __future__ import annotations

import asyncio
import base64
from typing import Any, Final

import traitlets

from diorama_nb.widgets.base import Widget, front_end
from diorama_nb.widgets.messages import Message
from diorama_nb.widgets.pictures import Picture

IMAGES: Final = ("image/png", "image/jpeg", "image/svg+xml")
"""What a page shows as an image."""


def showable(picture: Picture | None) -> bool:
    """Whether a picture is an image; one of the future may be."""
    return picture is None or any(mime in picture.data for mime in IMAGES)


class Canvas(Widget):
    """The newest picture of a plot.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
        Where it is told of pictures.
    title : str
        Shown above.
    """

    _esm = front_end("canvas")
    _obeys = frozenset[str]()

    state = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)

    def __init__(self, loop: asyncio.AbstractEventLoop, title: str) -> None:
        super().__init__(loop, title=title, state=_state(None, "Loading …", ""))
        self._picture: Picture | None = None

    def show(self, picture: Picture | None, note: str, problem: str) -> None:
        """Show a picture, what is to be known of it, and why there is no newer one."""
        self._picture = picture
        self._on_loop(lambda: self._tell({"state": _state(picture, note, problem)}))

    async def _do(self, message: Message) -> None:
        """Nothing is asked of it."""

    def _as_text(self) -> str:
        return f"<LivePlot {self.title}>"

    def _as_html(self) -> str:
        return super()._as_html() if self._picture is None else self._picture.html(self.title)


def _state(picture: Picture | None, note: str, problem: str) -> dict[str, Any]:
    data = {} if picture is None else picture.data
    mime = next((mime for mime in IMAGES if mime in data), "")
    image = data.get(mime, "")
    if mime == "image/svg+xml":
        image = base64.b64encode(str(image).encode()).decode()
    width = None if picture is None else picture.metadata.get(mime, {}).get("width")
    return {"mime": mime, "data": image, "width": width, "note": note, "problem": problem}
