"""RecordScenery: one row that keeps itself right."""

from __future__ import annotations

import weakref
from typing import Any, ClassVar, NamedTuple

from diorama_nb import display
from diorama_nb.alive import enrol
from diorama_nb.errors import Closed
from diorama_nb.policy import Freshness
from diorama_nb.rows.cells import own
from diorama_nb.runtime import call_on
from diorama_nb.scenery.cut import EnrichedRecord
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.reactive import Reactive
from diorama_nb.scenery.throttle import Throttle
from diorama_nb.status import Status
from diorama_nb.values import Record, same_record
from diorama_nb.vista.columns import Column


class Shown(NamedTuple):
    """What a record scenery shows; one value, so that any thread reads a consistent one."""

    record: EnrichedRecord | None
    status: Status
    error: Exception | None

    def is_like(self, other: Shown) -> bool:
        """Whether both show the same, whenever it was read."""
        mine, its = self.record, other.record
        if (self.status, self.error) != (other.status, other.error):
            return False
        if mine is None or its is None:
            return mine is its
        named = (mine.id, mine.dirty_fields) == (its.id, its.dirty_fields)
        return named and same_record(mine.record, its.record)


class RecordScenery(Reactive, display.Displayed):
    """A reactive view of one record, opened by ``await dio.record_scenery("7")``.

    It follows its row: what a load, a push, a refresh or a write changes is seen here, and when
    the source stores it under another id, it is that one from then on. It asks the source only
    when told to, by `request_refresh`. It does not keep its Dio alive.
    """

    kind: ClassVar = "records"

    def __init__(self, host: Host, id: str, record: Record | None) -> None:
        super().__init__(host.loop, host._runtime)
        self._host = weakref.ref(host)
        self._name = host.name
        self._freshness = host.freshness
        self._held = None if record is None else own(record)
        self._rows_moved = False
        self._card: Any = None
        self._loading = 0
        self._trouble: Exception | None = None
        self._throttle = Throttle(self._look, host.loop)
        self._follower = host.feed.follow(id, self._heard, host.store)
        self._shown = self._judged(host)
        enrol("record_sceneries", self)

    @property
    def id(self) -> str:
        """Id of the record."""
        return self._follower.id

    @property
    def name(self) -> str:
        """Name of the data set."""
        return self._name

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns known so far; none when its Dio is gone."""
        host = self._host()
        return () if host is None else host.columns

    @property
    def freshness(self) -> Freshness:
        """The clocks by which the age of the record is judged."""
        return self._freshness

    @property
    def record(self) -> EnrichedRecord | None:
        """The record with its status; None when there is none, or none is held."""
        return self._shown.record

    @property
    def status(self) -> Status:
        """``"Fresh"`` when the cache holds it, ``"NotFound"`` when not.

        ``"PendingWrite"`` and ``"WriteFailed"`` tell of its writes, ``"LoadFailed"`` of the
        last `request_refresh`, ``"Incomplete"`` of details that are missing, ``"Loading"`` that
        it is asked for and nothing is there yet.
        """
        return self._shown.status

    @property
    def error(self) -> Exception | None:
        """Why its last write or load failed."""
        return self._shown.error

    @property
    def closed(self) -> bool:
        """Whether it, or its Dio, was closed; the last record can still be read."""
        host = self._host()
        return self._closed or host is None or host.closed

    def request_refresh(self) -> None:
        """Re-read the record from the source, or everything where that gives no single one.

        Raises
        ------
        Closed
            When it, or its Dio, was closed.
        """
        host = self._host()
        if host is None or self.closed:
            raise Closed(f"a record of {self._name!r}")
        spawn = host.tasks.spawn
        call_on(self._loop, lambda: spawn(self._reread(host), f"re-read {self._name}"))

    @property
    def plain(self) -> dict[str, Any]:
        """What is shown, for `Dio.diagnostics`."""
        return {"id": self.id, "status": self.status, "generation": self.generation}

    # --- on the loop -----------------------------------------------------------------------

    async def _reread(self, host: Host) -> None:
        self._loading += 1
        self._look()
        try:
            await host.reread_record(self.id)
            self._trouble = None
        except Exception as error:
            self._trouble = error
        finally:
            self._loading -= 1
            self._look()

    def _heard(self, rows: bool) -> None:
        self._rows_moved |= rows
        self._throttle.ask()

    def _look(self) -> None:
        host = self._host()
        if self._closed or host is None:
            return
        if host.closed:
            self._wake()
        elif host.rewriting:
            self._throttle.ask()  # what is held meanwhile is no state
        else:
            if self._rows_moved:
                self._rows_moved = False
                self._held = host.store.get(self.id)
            shown, before = self._judged(host), self._shown
            self._shown = shown
            if not shown.is_like(before):
                self._bump()

    def _judged(self, host: Host) -> Shown:
        """Return what there is to show of the row that is held."""
        id, held, mark = self.id, self._held, host.mark(self.id)
        if held is None:
            if mark is not None and mark.status == "WriteFailed":
                return Shown(None, mark.status, mark.error)
            if self._loading:
                return Shown(None, "Loading", self._trouble)
            return Shown(None, "LoadFailed" if self._trouble else "NotFound", self._trouble)
        at = host.fetched_at(id)
        if mark is not None:
            row = EnrichedRecord(id, held, mark.status, mark.error, mark.dirty_fields, at)
            return Shown(row, row.status, row.error)
        position, error = host.store.position(id), self._trouble
        status: Status = "Fresh"
        if position is not None:
            status = host.details.status(position, status, None)
            error = error or host.details.error(position)
        status = "LoadFailed" if self._trouble else status
        return Shown(EnrichedRecord(id, held, status, error, fetched_at=at), status, error)

    def _close(self) -> None:
        self._throttle.stop()
        self._follower.stop()
        super()._close()

    # --- display ---------------------------------------------------------------------------

    def card(self, **options: Any) -> Any:
        """Return a live `RecordCard` of this record."""
        return display.widget("RecordCard")(self, **options)

    def _displayed(self) -> Any:
        if self._card is None:
            self._card = self.card()
        return self._card

    def __repr__(self) -> str:
        return f"<RecordScenery {self._name!r} {self.id!r}, {self.status}>"
