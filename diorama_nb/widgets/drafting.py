"""What a form shows of a draft: its fields, and what the source changed meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from diorama_nb.errors import WriteRejected
from diorama_nb.values import MISSING, Record, display, equal
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.editing import Example, Typed, locked, no_example, value_of
from diorama_nb.widgets.nodes import kind_of, text_of
from diorama_nb.widgets.state import describe
from diorama_nb.widgets.wire import clean

LONGEST: Final = 20_000
"""Characters of a text that can be edited in a form."""

FIELDS: Final = 200
"""Fields of one form."""


class Begun:
    """What the record had in each column when its edit began."""

    def __init__(self) -> None:
        self._values: Record = {}

    def follow(self, dirty: Collection[str], baseline: Mapping[str, Any]) -> frozenset[str]:
        """Take note of edits that began or ended; return those the source has overtaken.

        Parameters
        ----------
        dirty : collection of str
            Columns with an edit.
        baseline : mapping of str to object
            The record as the source has it.
        """
        known = {column: value for column, value in self._values.items() if column in dirty}
        new = {column: baseline.get(column, MISSING) for column in dirty if column not in known}
        self._values = known | new
        return frozenset(
            column
            for column, value in self._values.items()
            if not equal(value, baseline.get(column, MISSING))
        )

    def keep(self, column: str, baseline: Mapping[str, Any]) -> None:
        """Hold on to an edit, over what the source has now."""
        if column in self._values:
            self._values[column] = baseline.get(column, MISSING)


def columns_of(columns: Sequence[Column], only: Sequence[str] | None) -> list[Column]:
    """Return the columns of a form: all that are not hidden, or some by name."""
    if only is None:
        return [column for column in columns if "hidden" not in column.flags][:FIELDS]
    known = {column.name: column for column in columns}
    return [known.get(name, Column(name)) for name in only]


def why_locked(column: Column, value: object, id_column: str | None) -> str:
    """Return why a field can not be edited; blank where it can."""
    if "id" in column.flags and column.name == id_column:
        return ""
    if reason := locked(column):
        return reason
    if kind_of(value) == "nested" or isinstance(value, bytes):
        return "a nested value is edited in Python: servo.set(…)"
    return "it is too long to be edited here" if len(display(value)) > LONGEST else ""


def field_of(
    column: Column,
    draft: Mapping[str, Any],
    *,
    id_column: str | None,
    dirty: bool,
    error: str,
    theirs: object = MISSING,
) -> dict[str, Any]:
    """Return one field of a form as its page paints it.

    Parameters
    ----------
    column : Column
        What is edited.
    draft : mapping of str to object
        The record as it is wanted.
    id_column : str or None
        Column the id of a new record is taken from.
    dirty : bool
        Whether it is wanted otherwise than it is.
    error : str
        What the source finds wrong with it.
    theirs : object
        What the source has meanwhile, where that is not what it had when the edit began.
    """
    value = draft.get(column.name)
    reason = why_locked(column, value, id_column)
    described = describe(column, orderable=False, editable=True)
    described["locked"] = reason
    described["mandatory"] |= column.name == id_column
    typed = display(value)
    if isinstance(value, float):
        typed = typed.removesuffix(".0")  # nobody types it
    return described | {
        "text": None if value is None else text_of(value, 400) if reason else clean(typed),
        "dirty": dirty,
        "error": clean(error[:400]),
        "theirs": None if theirs is MISSING else text_of(theirs, 200) or "nothing",
    }


def wanted(
    column: Column,
    typed: Typed,
    held: object,
    id_column: str | None,
    example: Example = no_example,
) -> Any:
    """Return what was typed into a field, as a value of its column.

    Raises
    ------
    WriteRejected
        If it is none, or the field can not be edited; ``fields`` holds the reason.
    """
    if reason := why_locked(column, held, id_column):
        raise WriteRejected(
            f"{column.name} can not be edited", fields={column.name: reason}, hint=reason
        )
    if typed == "" and held is None:
        return None  # nothing was there, and nothing was typed
    return value_of(column, typed, example(column.name) if held is None else held)


def lacking(
    columns: Sequence[Column], draft: Mapping[str, Any], id_column: str | None
) -> dict[str, str]:
    """Return what is lacking in a new record: column → reason."""
    blank = (None, "")
    return {
        column.name: "is needed"
        for column in columns
        if ("mandatory" in column.flags or column.name == id_column)
        and not why_locked(column, None, id_column)
        and draft.get(column.name) in blank
    }
