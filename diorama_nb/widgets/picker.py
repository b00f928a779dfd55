"""Picker: a dropdown with search over the rows of a data set, however many there are."""

from __future__ import annotations

from typing import Any, Final

import traitlets

from diorama_nb.dio.facade import Facade
from diorama_nb.errors import NotFound
from diorama_nb.query import ALL
from diorama_nb.rows import codec
from diorama_nb.runtime import run
from diorama_nb.scenery.table import TableScenery
from diorama_nb.values import Record, as_id
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.base import Widget, front_end
from diorama_nb.widgets.flow import paced
from diorama_nb.widgets.hosting import dio_of
from diorama_nb.widgets.messages import Message
from diorama_nb.widgets.nodes import text_of
from diorama_nb.widgets.state import problem
from diorama_nb.widgets.wire import Answer

OPTIONS: Final = 200
"""Options that are sent at once."""

_CHARS: Final = 200


class Picker(Widget):
    """A dropdown that picks one row: typed text searches, arrows choose, Enter picks.

    Parameters
    ----------
    target : Dio, Vista facade or TableScenery
        The rows to pick from; of a Dio or a facade only titles are read, never details.
    label : str or None
        Shown before the box; None: the name of the data set.
    value : str or None
        Id of the row that is picked at first.
    text : str or None
        Column shown for a row; None: the one flagged ``title``, else the first text.

    Attributes
    ----------
    value : str or None
        Id of the row that is picked; set it, observe it, link it.

    Examples
    --------
    >>> picker = categories.picker(label="Category")  # doctest: +SKIP
    >>> picker.observe(lambda change: print(change["new"]), "value")  # doctest: +SKIP
    """

    _esm = front_end("picker")
    _obeys = frozenset({"pick", "set_viewport", "set_search", "load_more", "retry"})

    state = traitlets.Dict().tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    value: Any = traitlets.Any(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        target: Any,
        *,
        label: str | None = None,
        value: str | None = None,
        text: str | None = None,
    ) -> None:
        self.scenery = scenery = _scenery_of(target)
        self._text = text
        label = scenery.name if label is None else label
        super().__init__(scenery.loop, label=label, value=value)
        self.state = self._state()
        self._stops = (scenery.subscribe_state(lambda _: self._update()),)
        self.observe(lambda _: self._on_loop(self._update), "value")
        self._on_loop(self._update)

    @property
    def record(self) -> Record | None:
        """The row that is picked; None when there is none, or it is not held."""
        return None if self.value is None else self.scenery.edits.record(self.value)

    @traitlets.validate("value")
    def _check_value(self, proposal: Any) -> str | None:
        value = proposal["value"]
        return None if value is None or value == "" else as_id(value)

    # --- to the page -----------------------------------------------------------------------

    @paced
    def _update(self) -> None:
        self._tell({"state": self._state()})

    def _state(self) -> dict[str, Any]:
        """Return what the page shows of all rows; options are sent when asked for."""
        scenery, record = self.scenery, self.record
        error, known = scenery.error, scenery.load_state != "loading"
        return {
            "generation": scenery.generation,
            "row_count": scenery.row_count if known else None,
            "load_state": scenery.load_state,
            "has_more": scenery.has_more,
            "busy": scenery.busy,
            "search": scenery.search,
            "can_search": scenery.capabilities.can("search"),
            "error": None if error is None else problem(error, "picker.scenery.error"),
            "chosen": self._title(self.value or "", record),
            "place": None if self.value is None else scenery.index_of(self.value),
        }

    def _title(self, id: str, record: Record | None) -> str:
        if record is None:
            return text_of(id, _CHARS)
        name = self._text or _title_column(self.scenery.columns)
        shown = text_of(record.get(name), _CHARS) if name is not None else ""
        return shown or text_of(id, _CHARS)

    def _options(self, wanted: range) -> Answer:
        """Return the options at some places; null where a row is not loaded."""
        window = self.scenery.window(wanted[:OPTIONS])
        records = codec.decode_rows(window.table)
        texts = [
            None if id is None else self._title(id, record)
            for id, record in zip(window.ids, records, strict=True)
        ]
        return Answer(
            {
                "first": window.first,
                "generation": window.generation,
                "ids": window.ids,
                "texts": texts,
            }
        )

    # --- from the page ---------------------------------------------------------------------

    async def _do(self, message: Message) -> Answer | None:
        body, scenery = message.body, self.scenery
        match message.kind:
            case "pick":
                self._pick(body["row"])
            case "set_viewport":
                scenery.set_viewport(body["range"])
                return self._options(body["range"])
            case "set_search":
                scenery.set_search(body["text"])
            case "load_more":
                scenery.request_load_more()
            case "retry":
                scenery.request_retry()
        return None

    def _pick(self, row: str | None) -> None:
        if row is not None and self.scenery.edits.record(row) is None:
            raise NotFound(
                f"there is no row {row[:40]!r} here", hint="it may have been deleted"
            )
        self.value = row

    async def _release(self) -> None:
        await super()._release()
        await self.scenery.aclose()

    def _as_text(self) -> str:
        chosen = self._title(self.value or "nothing", self.record)
        return f"<Picker {self.label}: {chosen}>"


def _scenery_of(target: Any) -> TableScenery:
    if isinstance(target, TableScenery):
        return target
    query = target.query if isinstance(target, Facade) else ALL
    return run(dio_of(target, "Picker").scenery_of(query, titles_only=True))


def _title_column(columns: tuple[Column, ...]) -> str | None:
    titled = [column.name for column in columns if "title" in column.flags]
    texts = [
        column.name
        for column in columns
        if column.type == "text" and not {"id", "hidden"} & column.flags
    ]
    return next(iter([*titled, *texts]), None)
