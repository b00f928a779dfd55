"""The writes of a grid: what its page asks for, and what the page is told became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from diorama_nb.errors import DioramaError, NotFound, SpecError, WriteRejected, one_line
from diorama_nb.rows import codec
from diorama_nb.scenery.cut import Window
from diorama_nb.scenery.table import TableScenery
from diorama_nb.values import display
from diorama_nb.vista.columns import Column
from diorama_nb.widgets import wire
from diorama_nb.widgets.blocks import rows_of
from diorama_nb.widgets.deciding import decide
from diorama_nb.widgets.editing import Typed, insert_of, patch_of
from diorama_nb.widgets.pasting import patches_of
from diorama_nb.writes.ticket import FAILED, Mark, Ticket
from diorama_nb.writes.write import Write

FAILURES: Final = 20
"""Failed writes that are listed; more are only counted."""

MARKS: Final = 500
"""Rows of one window whose writes are told."""

_CHARS: Final = 200


class GridWrites:
    """Changes a user makes in a grid, on the loop of its scenery.

    Parameters
    ----------
    scenery : TableScenery
        What the grid shows.
    """

    def __init__(self, scenery: TableScenery) -> None:
        self._scenery = scenery
        self._last: list[Ticket] = []
        self._did = ""

    async def do(self, kind: str, body: Mapping[str, Any], columns: Sequence[Column]) -> None:
        """Do what a checked message asks for.

        Parameters
        ----------
        kind : str
            One of `diorama_nb.widgets.messages.WRITES`.
        body : mapping of str to object
            What the message holds for its kind.
        columns : sequence of Column
            The columns that are shown.
        """
        match kind:
            case "edit":
                await self.edit(body["row"], columns, body["column"], body["value"])
            case "paste":
                await self.paste(body, columns)
            case "delete":
                await self.delete(body["rows"])
            case "undo":
                await self.undo()
            case _:
                await decide(self._scenery.edits.tickets, kind, body)

    async def edit(self, row: str, columns: Sequence[Column], name: str, typed: Typed) -> None:
        """Put what was typed into one column of a row."""
        self._held(row)
        edits = self._scenery.edits
        patch = patch_of(columns, name, typed, edits.record(row) or {}, edits.example)
        await edits.write(Write("patch", row, patch))
        self._last = []

    async def paste(self, body: Mapping[str, Any], columns: Sequence[Column]) -> None:
        """Put a block of typed values into rows, all or nothing; kept for `undo`."""
        rows, wanted = rows_of(self._scenery, body)
        if rows.num_rows != wanted or wanted != (len(body["range"]) or wanted):
            raise SpecError(
                "some of these rows are not loaded, or others came between them",
                hint="scroll over them first, then paste again",
            )
        held = codec.decode(rows)
        names, cells, example = body["columns"], body["cells"], self._scenery.edits.example
        await self._all("paste", patches_of(columns, held, names, cells, example))

    async def insert(self, columns: Sequence[Column], typed: Mapping[str, Typed]) -> Ticket:
        """Add a row that was filled in; return its receipt."""
        write = insert_of(columns, typed, self._scenery.edits.example)
        if write.id is not None and self._scenery.edits.record(write.id) is not None:
            name = next(column.name for column in columns if "id" in column.flags)
            raise WriteRejected(
                f"there is a row with the id {write.id[:40]!r}",
                fields={name: "is taken: another row has it"},
                hint="choose another id, or leave it blank",
            )
        ticket = await self._scenery.edits.write(write)
        self._last = []
        return ticket

    async def delete(self, rows: Sequence[str]) -> None:
        """Delete rows, all or none; they are kept for `undo` until the next change."""
        for row in rows:
            self._held(row)
        await self._all("delete", [Write("delete", row) for row in rows])

    async def _all(self, did: str, writes: Sequence[Write]) -> None:
        """Make changes that `undo` takes back together, once all of them are known to fit."""
        fitting = self._scenery.edits.fitting(writes)
        self._last, self._did = [], did
        for write in fitting:
            self._last.append(await self._scenery.edits.write(write))

    async def undo(self) -> None:
        """Take the last deletion or pasting back."""
        if not self._undoable:
            raise SpecError(
                "there is nothing to undo", hint="only the last deletion or pasting is undone"
            )
        last, self._last = self._last, []
        for ticket in reversed(last):
            if ticket.state in ("queued", *FAILED):
                await ticket.discard()
            elif (inverse := _inverse(ticket)) is not None:
                await self._scenery.edits.write(inverse)

    def _held(self, row: str) -> None:
        if self._scenery.edits.record(row) is None:
            raise NotFound(
                f"there is no row {row[:40]!r} here", hint="it may have been deleted"
            )

    @property
    def _undoable(self) -> int:
        """How many rows were deleted, or cells pasted, that can be had back."""
        if not self._scenery.capabilities.can("insert" if self._did == "delete" else "update"):
            return 0
        alive = [t for t in self._last if t.state not in (*FAILED, "discarded")]
        return len(alive) if self._did == "delete" else sum(len(t.fields) for t in alive)

    # --- for the page ----------------------------------------------------------------------

    @property
    def state(self) -> dict[str, Any]:
        """Which writes are on their way, which failed, and how many can be undone."""
        writes = self._scenery.edits.tickets
        pending, parked, blocked = writes.pending, writes.parked, writes.blocked
        return {
            "pending": len(pending),
            "underway": [underway(ticket) for ticket in pending[:FAILURES]],
            "blocked": None if blocked is None else reason(blocked),
            "failures": len(parked),
            "failed": [failure(ticket) for ticket in parked[-FAILURES:]],
            "undo": self._undoable,
            "undoes": self._did,
        }


def _inverse(ticket: Ticket) -> Write | None:
    """Return what takes a write back that is done, or is just being sent."""
    write, before = ticket.write, ticket.write.before
    if before is None or ticket.state == "discarded":
        return None
    if write.kind == "delete":
        return Write("insert", write.id, before)
    return Write("patch", write.id, {name: before.get(name) for name in write.patch})


def underway(ticket: Ticket) -> dict[str, Any]:
    """Return a write that is on its way as a page lists it."""
    return {
        "number": ticket.number,
        "row": ticket.write.id,
        "fields": sorted(ticket.fields),
        "change": wire.clean(_change(ticket.write)),
        "state": ticket.state,
    }


def failure(ticket: Ticket) -> dict[str, Any]:
    """Return a refused write as the page lists it."""
    error = ticket.error or SpecError("nobody knows why")
    return {
        "number": ticket.number,
        "row": ticket.write.id,
        "fields": sorted(ticket.fields),
        "change": wire.clean(_change(ticket.write)),
        **reason(error),
    }


def reason(error: Exception) -> dict[str, str]:
    """Return why a write failed, as the page may show it."""
    message = one_line(error) if isinstance(error, DioramaError) else _foreign(error)
    hint = error.hint if isinstance(error, DioramaError) else "ticket.error holds all of it"
    if isinstance(error, WriteRejected):
        more = [f"{name}: {why}" for name, why in error.fields.items() if why not in message]
        message = "; ".join([message, *more])
    return {"message": wire.clean(message[:_CHARS]), "hint": wire.clean(hint[:_CHARS])}


def _foreign(error: Exception) -> str:
    return f"a {type(error).__name__} was raised while it was written"


def _change(write: Write) -> str:
    match write.kind:
        case "patch":
            cells = [f"{name} → {_short(value)}" for name, value in write.patch.items()]
            return ", ".join(cells)[:_CHARS]
        case "insert":
            return "new row"
        case "clear":
            return "delete rows"
        case kind:
            return f"{kind} the row"


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.12g}"  # as the page writes numbers
    return "null" if value is None else display(value)[:60]


def marks(
    window: Window, mark: Callable[[str], Mark | None], shown: Sequence[Column]
) -> list[dict[str, Any]]:
    """Return what a page is to know of the rows with writes in a window.

    Returns
    -------
    list of dict
        ``{"row": id, "fields": [column, …], "message": why it failed or waits}`` for each.
    """
    names = {column.name for column in shown}
    found: list[dict[str, Any]] = []
    for id, status in zip(window.ids, window.status, strict=True):
        if id is None or status not in ("PendingWrite", "WriteFailed"):
            continue
        known = mark(id)
        if known is not None and len(found) < MARKS:
            message = reason(known.error)["message"] if known.error else ""
            fields = sorted(names & known.dirty_fields)
            found.append({"row": id, "fields": fields, "message": message})
    return found
