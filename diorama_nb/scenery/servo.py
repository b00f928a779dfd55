"""Servo: a draft of one record that keeps what was edited until the record agrees."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, ClassVar, NamedTuple

from diorama_nb import display
from diorama_nb.alive import enrol
from diorama_nb.errors import Closed, WriteRejected
from diorama_nb.query import ALL
from diorama_nb.runtime import hops
from diorama_nb.scenery.attempts import Attempt, Attempts
from diorama_nb.scenery.draft import Draft, Rejection
from diorama_nb.scenery.editing import Editing
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.identity import FromRecord, IdStrategy
from diorama_nb.values import Record, same_record
from diorama_nb.vista.columns import Column
from diorama_nb.writes.ticket import OPEN
from diorama_nb.writes.write import Write

Outcome = tuple[Record | None, Exception | None]


class Published(NamedTuple):
    """What a subscriber was told of last; a draft equals itself only."""

    draft: Draft
    status: str
    rejection: Rejection | None


class Servo(Editing, display.Displayed):
    """An edit of one record, opened by ``dio.servo("7")`` or ``dio.servo_new()``.

    It holds what is wanted (`data`) over what is measured (`baseline`) and tells where they
    differ (`dirty`). Columns nobody touched follow the record live; touched ones hold their
    value, through failed saves too, until they are saved, reverted, or the record has that
    value by itself. It keeps its Dio alive, and listens to its own writes only.

    Examples
    --------
    >>> form = dio.servo("7")  # doctest: +SKIP
    >>> form.set("price", 9.5)  # doctest: +SKIP
    >>> await form.save()  # doctest: +SKIP
    """

    kind: ClassVar = "servos"

    def __init__(self, host: Host, id: str | None, ids: IdStrategy | None = None) -> None:
        store = host.store
        super().__init__(host, Draft(None if id is None else store.get(id)))
        self._ids = ids
        self._is_new = ids is not None
        self._attempts = Attempts(host)
        self._turn = asyncio.Lock()
        self._asked: Record = {}
        self._saving: asyncio.Task[Outcome] | None = None
        self._saves = 0
        self._form: Any = None
        self._news = False
        self._published = Published(self._draft, self.status, self._rejection)
        self._follower = None if id is None else host.feed.follow(id, self._heard, store)
        enrol("servos", self)

    # --- reading ---------------------------------------------------------------------------

    @property
    def id(self) -> str | None:
        """Id of the record; None while only the source, or the draft, can tell it."""
        return None if self._follower is None else self._follower.id

    @property
    def name(self) -> str:
        """Name of the data set."""
        return self._host.name

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns known so far."""
        return self._host.columns

    @property
    def id_column(self) -> str | None:
        """Column the id of a new record is taken from; None where it is in no column."""
        return self._ids.column if isinstance(self._ids, FromRecord) else None

    def example(self, column: str) -> object:
        """Return some value of a column, of whichever row; None where none is held."""
        return self._host.store.example(column)

    @property
    def locked(self) -> str:
        """Why it can not be saved; blank where it can."""
        able = self._host.view_capabilities(ALL)
        flag = "insert" if self._is_new else "update"
        return "" if able.can(flag) else able.why(flag)

    @property
    def is_new(self) -> bool:
        """Whether the record is still to be inserted."""
        return self._is_new

    @property
    def status(self) -> str:
        """``"Tracking"``, ``"Pending"`` while it is saved, ``"Failed"`` when that failed."""
        if self._saves:
            return "Pending"
        return "Tracking" if self._rejection is None else "Failed"

    @property
    def plain(self) -> dict[str, Any]:
        """What goes on, for `Dio.diagnostics`."""
        return {"id": self.id, "status": self.status, "dirty": sorted(self.dirty)}

    @hops
    async def reread(self) -> None:
        """Re-read the record from the source, or everything where that gives no single one.

        Raises
        ------
        SourceError
            When it can not be read; what is known of it stays.
        """
        if self.id is not None and not self._is_new:
            await self._host.reread_record(self.id)

    # --- saving ----------------------------------------------------------------------------

    @hops
    async def save(self, *, again: bool = False) -> Record | None:
        """Send the edits as one write, and wait until the source has stored them.

        A save that is asked for while another is under way has its turn after it. One that is
        repeated after a failure keeps its id and its idempotency key; edits made in between
        follow as a write of their own where the first one may have been done.

        Parameters
        ----------
        again : bool
            Send an insert once more of which nobody knows whether it was done, to a source
            that may then hold it twice.

        Returns
        -------
        Record or None
            The record as it was stored; None when nothing is dirty, and nothing was sent.

        Raises
        ------
        WriteRejected
            When the source refuses it; the draft is kept, see `message` and `field_errors`.
        WriteError
            When the last insert may have been done, and `again` is false.
        Exception
            Any other reason why it was not stored; the draft is kept.
        """
        if self.closed:
            raise Closed(f"a draft of {self._host.name!r}", hint="dio.servo(id) opens another")
        edits, saving = self._draft.edits, self._saving
        if saving is None or saving.done() or edits is not self._asked:
            if not edits:
                return None
            work = self._save(edits, again)
            saving = self._saving = self._host.tasks.spawn(work, f"save {self._host.name}")
            self._asked = edits
            self._saves += 1
            self._throttle.ask()
        record, error = await asyncio.shield(saving)  # whoever stops waiting stops no write
        if error is not None:
            raise error
        return record

    @hops
    async def delete(self) -> None:
        """Delete the record, and wait until the source has; the draft is kept.

        A failure is raised, and is no failed save. A record that was never saved is not sent.
        """
        async with self._turn:
            if self.id is not None and not self._is_new:
                ticket = await self._host.write(Write("delete", self.id))
                await ticket.settled()

    # --- on the loop -----------------------------------------------------------------------

    async def _save(self, edits: Record, again: bool) -> Outcome:
        try:
            async with self._turn:
                return await self._send(edits, again), None
        except asyncio.CancelledError:
            return None, self._end()
        except Exception as error:
            return None, error
        finally:
            self._saves -= 1
            self._throttle.ask()

    async def _send(self, edits: Record, again: bool) -> Record | None:
        """Send what is still wanted of some edits."""
        record = None
        while wanted := self._draft.asked(edits):
            self._change(partial(Draft.send, edits=wanted))
            try:
                attempt = await self._attempts.put(self._write(wanted), again=again)
                record = await attempt.ticket.settled()
            except asyncio.CancelledError:
                self._failed(self._end())
                raise
            except Exception as error:
                self._failed(error)
                raise
            self._succeeded(attempt)
            if same_record(attempt.write.patch, wanted):
                break  # else an earlier write went first, and the rest follows
        return record

    def _write(self, wanted: Record) -> Write:
        """Return the one write that makes the record so."""
        if not self._is_new:
            assert self.id is not None
            return Write("patch", self.id, wanted)
        assert self._ids is not None
        id = self._ids.id_of(wanted) or self.id
        if id != self.id and id is not None:
            self._check_free(id)
            self._bind(id)
        return Write("insert", id, wanted)

    def _check_free(self, id: str) -> None:
        if self._host.store.get(id) is not None:
            taken = [self._ids.column] if isinstance(self._ids, FromRecord) else []
            raise WriteRejected(
                f"{self._host.name!r} has a record {id!r} already",
                fields=dict.fromkeys(taken, "is taken"),
                hint=f"dio.servo({id!r}) edits it",
            )

    def _succeeded(self, attempt: Attempt) -> None:
        if attempt.ticket.state == "settled":
            self._attempts.last = None
        stored = attempt.ticket.stored
        if stored is not None and stored.id is not None:
            self._bind(stored.id)
        self._is_new = False
        record = None if self.id is None else self._host.store.get(self.id)
        if record is None and self._draft.baseline is None:
            told = None if stored is None else stored.record
            record = told or dict(attempt.write.patch)  # a row that is not held
        self._change(partial(Draft.saved, sent=attempt.write.patch, record=record))
        self._reject(None)

    def _end(self) -> Closed:
        return Closed(f"the Dio {self._host.name!r}", hint="lens.open(vista) opens it again")

    def _failed(self, error: Exception) -> None:
        last = self._attempts.last
        stored = None if last is None else last.ticket.stored
        if last is not None and last.write.kind == "insert" and stored and stored.id:
            self._succeeded(last)  # it is at the source; what failed came after that
            return
        if isinstance(error, Closed):
            record, self._news = self._draft.baseline, False  # what was not sent is shown still
        else:
            record = None if self.id is None else self._host.store.get(self.id)
            self._is_new &= record is None
        self._reject(Rejection.of(error))
        self._change(partial(Draft.failed, record=record))

    def _bind(self, id: str) -> None:
        """Follow the record under this id."""
        if self._follower is not None:
            if self._follower.id == id:
                return
            self._follower.stop()
        self._follower = self._host.feed.follow(id, self._heard, self._host.store)

    def _give_up(self) -> None:
        wanted = self.is_dirty or self._saves or self._host.closed
        if self._attempts.last is not None and not wanted:
            self._host.tasks.spawn(self._attempts.give_up(), f"give up {self._host.name}")

    # --- following the record --------------------------------------------------------------

    def _heard(self, rows: bool) -> None:
        self._news = True
        self._throttle.ask()

    def _look(self) -> None:
        if self._closed:
            return
        if self._host.closed:
            self._wake()
        elif self._host.rewriting:
            self._throttle.ask()  # what is held meanwhile is no state
        else:
            self._measure()
            told, before = Published(self._draft, self.status, self._rejection), self._published
            self._published = told
            if told != before:
                self._bump()

    def _measure(self) -> None:
        """Take the record as it is now; not while edits of ours are shown over it."""
        last = self._attempts.last
        if last is not None and not self._saves and last.ticket.state in (*OPEN, "settled"):
            # Somebody else retried what had failed here.
            if last.ticket.state == "settled":
                self._succeeded(last)
        elif self._news and self.id is not None and self._draft.sending is None:
            self._news = False
            record, mark = self._host.store.get(self.id), self._host.mark(self.id)
            sure = mark is None or mark.status != "PendingWrite"
            self._is_new &= record is None
            self._change(partial(Draft.measure, record=record, sure=sure))

    def _close(self) -> None:
        self._throttle.stop()
        if self._follower is not None:
            self._follower.stop()
        super()._close()

    # --- display ---------------------------------------------------------------------------

    def form(self, **options: Any) -> Any:
        """Return a live `RecordForm` of this draft."""
        return display.widget("RecordForm")(self, **options)

    def _displayed(self) -> Any:
        if self._form is None:
            self._form = self.form()
        return self._form

    def __repr__(self) -> str:
        told = f", {len(self.dirty)} dirty" if self.is_dirty else ""
        return f"<Servo {self._host.name!r} {self.id or 'new'}, {self.status}{told}>"
