"""What a page asks of rows it does not hold: their text, their sum, all of them as a file."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import Any

from diorama_nb.runtime import call_user
from diorama_nb.scenery.table import TableScenery
from diorama_nb.widgets import whole
from diorama_nb.widgets.blocks import copied, figures
from diorama_nb.widgets.choices import choices
from diorama_nb.widgets.messages import Message
from diorama_nb.widgets.saving import Saving
from diorama_nb.widgets.wire import Answer


class Questions:
    """Answers the questions of a grid's pages.

    Parameters
    ----------
    scenery : TableScenery
        What the grid shows.
    """

    def __init__(self, scenery: TableScenery) -> None:
        self._scenery = scenery
        self._saving = Saving(scenery)

    async def answer(
        self, message: Message, more: Callable[[Message, dict[str, Any]], None]
    ) -> Answer:
        """Return the answer; `more` is called with what is known on the way to it."""
        body = message.body
        match message.kind:
            case "copy":
                return Answer(await call_user(copied, self._scenery, body))
            case "list_values":
                return Answer(await choices(self._scenery, body["column"]))
            case "figures":
                return Answer(await call_user(figures, self._scenery, body))
            case "get_cell":
                return Answer(whole.cell(self._scenery, body["row"], body["column"]))
            case "find_row":
                return Answer({"index": self._scenery.index_of(body["row"])})
            case "export":
                who, tell = (message.view, message.seq), partial(more, message)
                return Answer(
                    await self._saving.save(who, body["format"], body["columns"], tell)
                )
            case _:
                piece = await self._saving.part(body["file"], body["at"])
                if body["encoding"] == "json":
                    return Answer({"base64": base64.b64encode(piece).decode()})
                return Answer({}, piece)

    def stop(self, message: Message) -> None:
        """Give up the file that a page asked for with an earlier message."""
        self._saving.stop((message.view, message.body["number"]))

    def close(self) -> None:
        """Remove files that nobody fetched."""
        self._saving.close()
