"""RecordForm: a draft of one record that a person fills in, saves or gives up."""

from __future__ import annotations

import html
from collections.abc import Collection
from typing import Any

import traitlets

from diorama_nb.dio.facade import Facade
from diorama_nb.errors import DioramaError, SpecError, WriteRejected
from diorama_nb.query import ALL, Query
from diorama_nb.scenery.identity import IdStrategy, Uuid
from diorama_nb.scenery.servo import Servo
from diorama_nb.values import MISSING
from diorama_nb.vista.columns import Column
from diorama_nb.vista.writing import within
from diorama_nb.widgets.base import Widget, front_end
from diorama_nb.widgets.drafting import Begun, columns_of, field_of, lacking, wanted
from diorama_nb.widgets.hosting import dio_of
from diorama_nb.widgets.messages import Message
from diorama_nb.widgets.nodes import text_of
from diorama_nb.writes.write import Write


class RecordForm(Widget):
    """Editors for the fields of one record; what is typed is a draft until it is saved.

    Fields nobody touched follow the source. Where it changes a field that is being edited, the
    form asks whose value counts. A save that is refused keeps the draft, and says why.

    Parameters
    ----------
    target : Servo, Dio or Vista facade
        What to edit; a facade's conditions hold for the record.
    id : str or None
        Which record, where `target` is a Dio or a facade; None: a new one.
    title : str or None
        Shown above the fields; None: the name of the data set.
    columns : collection of str or None
        Columns to edit, in this order; None: all that are not hidden.
    id_strategy : Uuid, Auto or FromRecord
        Where the id of a new record comes from, see `Dio.servo_new`.

    Attributes
    ----------
    servo : Servo
        The draft.

    Examples
    --------
    >>> dio.form("7")  # doctest: +SKIP
    >>> dio.form(id_strategy=dn.Auto())  # doctest: +SKIP
    """

    _esm = front_end("form")
    _obeys = frozenset({"edit", "save", "revert", "keep"})

    state = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        target: Any,
        id: str | None = None,
        *,
        title: str | None = None,
        columns: Collection[str] | None = None,
        id_strategy: IdStrategy = Uuid(),  # noqa: B008 # frozen
    ) -> None:
        if isinstance(columns, str):
            raise SpecError(f"columns={columns!r} names one column", hint=f"[{columns!r}]")
        self._query: Query = target.query if isinstance(target, Facade) else ALL
        self._only = None if columns is None else tuple(columns)
        self._begun = Begun()
        self._trouble: dict[str, str] = {}
        self.servo = servo = _servo_of(target, id, id_strategy)
        name = servo.name if title is None else title
        super().__init__(servo.loop, title=name, state=self._state())
        self._stops = (servo.subscribe(lambda _: self._update()),)
        self._on_loop(self._open)

    # --- to the page -----------------------------------------------------------------------

    def _open(self) -> None:
        self._update()
        if not self.servo.is_new and self.servo.baseline is None:
            self._tasks.spawn(self._fetch(), "load the record of a form")

    async def _fetch(self) -> None:
        """Load a record that is not held: nothing could be edited before."""
        try:
            await self.servo.reread()
        except DioramaError as error:
            self._trouble = {"message": error.message, "hint": error.hint}
        self._update()

    def _update(self) -> None:
        self._tell({"state": self._state()})

    @property
    def _columns(self) -> list[Column]:
        return columns_of(self.servo.columns, self._only)

    def _state(self) -> dict[str, Any]:
        """Return what the page shows; one message for each generation."""
        servo = self.servo
        draft, baseline, dirty = servo.data, servo.baseline, servo.dirty
        errors, id_column = servo.field_errors, servo.id_column
        overtaken = self._begun.follow(dirty, baseline or {})
        return {
            "generation": servo.generation,
            "name": servo.name,
            "id": None if servo.id is None else text_of(servo.id, 200),
            "new": servo.is_new,
            "missing": baseline is None and not servo.is_new,
            "status": servo.status,
            "message": text_of(servo.message, 400) or self._trouble.get("message", ""),
            "locked": servo.locked,
            "fields": [
                field_of(
                    column,
                    draft,
                    id_column=id_column,
                    dirty=column.name in dirty,
                    error=errors.get(column.name, ""),
                    theirs=(baseline or {}).get(column.name)
                    if column.name in overtaken
                    else MISSING,
                )
                for column in self._columns
            ],
            "others": sorted(text_of(name, 100) for name in dirty - self._names),
        }

    @property
    def _names(self) -> frozenset[str]:
        return frozenset(column.name for column in self._columns)

    # --- from the page ---------------------------------------------------------------------

    async def _do(self, message: Message) -> None:
        body = message.body
        match message.kind:
            case "edit":
                self._edit(body["column"], body["value"])
            case "revert" if body["column"] is None:
                self.servo.revert_all()
            case "revert":
                self.servo.revert(body["column"])
            case "keep":
                self._begun.keep(body["column"], self.servo.baseline or {})
                self._update()
            case "save":
                await self.save()

    def _edit(self, name: str, typed: Any) -> None:
        column = next((column for column in self._columns if column.name == name), None)
        if column is None:
            raise WriteRejected(f"there is no field {name[:40]!r}", hint="the columns changed")
        if self.servo.locked:
            raise WriteRejected("this record is read-only", hint=self.servo.locked)
        held = (self.servo.baseline or {}).get(name)
        value = wanted(column, typed, held, self.servo.id_column, self.servo.example)
        self.servo.set(name, value)

    async def save(self) -> None:
        """Send the draft, and wait until the source has stored it.

        Raises
        ------
        WriteRejected
            When a field that is needed is blank, or the source refuses it.
        SpecError
            When the record would lie outside the facade's conditions.
        Exception
            Any other reason why it was not stored; the draft is kept.
        """
        servo = self.servo
        if servo.is_new and (blank := lacking(self._columns, servo.data, servo.id_column)):
            told = "; ".join(f"{name} {why}" for name, why in blank.items())
            raise WriteRejected(told, fields=blank, hint="fill it in, then save again")
        edits = {name: servo.get(name) for name in servo.dirty}
        write = Write("insert" if servo.is_new else "patch", servo.id, edits)
        for name, value in within(self._query, write).patch.items():
            servo.set(name, value)
        await servo.save()

    async def _release(self) -> None:
        await super()._release()
        await self.servo.aclose()

    # --- without a page --------------------------------------------------------------------

    def _as_text(self) -> str:
        return f"<RecordForm {self.title}: {self.servo!r}>"

    def _as_html(self) -> str:
        lines = "".join(
            f"<tr><th>{html.escape(field['label'])}</th>"
            f"<td>{html.escape(field['text'] or '')}</td></tr>"
            for field in self._state()["fields"]
        )
        caption = html.escape(f"{self.title} · {self.servo.id or 'new'}")
        return f"<table><caption>{caption}</caption><tbody>{lines}</tbody></table>"


def _servo_of(target: Any, id: str | None, ids: IdStrategy) -> Servo:
    if isinstance(target, Servo):
        return target
    dio = dio_of(target, "RecordForm")
    return dio.servo_new(ids) if id is None else dio.servo(id)
