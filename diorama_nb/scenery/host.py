"""What a scenery needs of its Dio, and nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from diorama_nb.coverage import Coverage
from diorama_nb.errors import DioramaError
from diorama_nb.events import EventBus
from diorama_nb.policy import Freshness
from diorama_nb.progress import Progress
from diorama_nb.query import Query
from diorama_nb.rows.aggregate import Measure, Tally
from diorama_nb.rows.index import Ids, Positions
from diorama_nb.rows.records import Records
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.runtime import Runtime, Tasks
from diorama_nb.status import Age, Status
from diorama_nb.values import Record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column
from diorama_nb.vista.source import Page
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.layer import Layer
from diorama_nb.writes.ticket import Mark, Ticket
from diorama_nb.writes.write import Write

if TYPE_CHECKING:
    from diorama_nb.scenery.feed import Feed
    from diorama_nb.scenery.table import TableScenery
    from diorama_nb.writes.queue import WriteQueue

Whole = tuple[Records, Callable[[Delta], None]]
"""All rows of a query, and what to call when they are in the store."""


@dataclass(slots=True)
class Stats:
    """What the work of a Dio cost so far.

    Attributes
    ----------
    fetches : int
        Times the source was asked for rows.
    repeats : int
        Times it was asked for a window that was already held and not stale.
    redundant_rows : int
        Rows it sent that were already held unchanged.
    details : int
        Times a source was asked for the detail of a row.
    pending_writes : int
        Writes that are not settled.
    sceneries : int
        Table sceneries opened so far; each has its number.
    """

    fetches: int = 0
    repeats: int = 0
    redundant_rows: int = 0
    details: int = 0
    pending_writes: int = 0
    sceneries: int = 0


class Trace(Protocol):
    """Who follows what happens, fact by fact."""

    def __call__(self, fact: str, /, *about: Any) -> None:
        """Take a fact; formats nothing that nobody reads."""


class Detailing(Protocol):
    """The details of a Dio's rows, as its sceneries see them; rows are named by position."""

    def named(self, columns: Iterable[str]) -> frozenset[str]:
        """Return those of some columns that only details can fill."""

    def may_fill(self, column: str) -> bool:
        """Whether details may bring a column, as far as anybody knows."""

    def missing(self, columns: Collection[str], among: Positions | None = None) -> bool:
        """Whether rows lack details that could be asked for now; None: any of all rows."""

    def look(
        self,
        who: object,
        positions: Positions,
        columns: Collection[str] | None,
        *,
        force: bool = False,
    ) -> None:
        """Say which rows somebody looks at, in the order they are shown, and which columns."""

    def leave(self, who: object) -> None:
        """Forget a requester."""

    async def hydrate(
        self,
        positions: Positions | None = None,
        columns: Collection[str] | None = None,
        *,
        force: bool = True,
    ) -> DioramaError | None:
        """Wait until rows have their details; return why some have not."""

    def status(self, position: int, status: Status, columns: Collection[str] | None) -> Status:
        """Return the status of a loaded row for somebody who shows these columns."""

    def statuses(
        self, positions: Positions, statuses: list[Status], columns: Collection[str] | None
    ) -> list[Status]:
        """Return the statuses of rows, -1 where none is loaded; see `status`."""

    def error(self, position: int) -> Exception | None:
        """Return why the detail of a row is not there."""


class Loading(Protocol):
    """What the source can be asked, each once however many want it."""

    async def window(self, query: Query, offset: int, limit: int) -> Page:
        """Ask for rows [offset, offset + limit) of a query."""

    async def next(self, query: Query, token: str | None) -> Page:
        """Ask for the page a token stands for; None: the first."""

    async def whole(self, query: Query, tell: Progress) -> Whole | None:
        """Ask for all rows in one answer, None where there is none that is quick."""

    async def total(self, query: Query) -> int | None:
        """Ask how many rows a query has, None where that can not be told."""

    async def estimate(self, query: Query) -> int | None:
        """Ask about how many rows a query has; None: it is to be counted."""

    def tells_values(self, query: Query, reads: Iterable[str]) -> bool:
        """Whether values over columns of a query's rows can be asked for."""

    async def tally(
        self, query: Query, measure: Measure, without: frozenset[str]
    ) -> Tally | None:
        """Ask what a value is made of, None where that can not be told."""


class Related(Protocol):
    """The rows a relation leads to, as who followed it sees them."""

    async def open_scenery(self) -> TableScenery:
        """Open the view a grid of them shows."""


class Host(Protocol):
    """A Dio, as its sceneries see it. Everything here is used on the Dio's loop only."""

    name: str
    bus: EventBus
    feed: Feed
    tasks: Tasks
    stats: Stats
    freshness: Freshness
    viewport_debounce: float
    trace: Trace | None

    @property
    def _runtime(self) -> Runtime | None: ...

    @property
    def master(self) -> Vista:
        """The source."""

    @property
    def details(self) -> Detailing:
        """The details of the rows."""

    @property
    def loader(self) -> Loading:
        """What asks the source for rows."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns known so far."""

    @property
    def store(self) -> RowStore:
        """The rows as they are now."""

    @property
    def seeded(self) -> bool:
        """Whether the first answer of the source, or a warm cache, is in the store."""

    @property
    def pieces(self) -> bool:
        """Whether rows are loaded piece by piece, not copied whole."""

    @property
    def whole(self) -> bool:
        """Whether every row of the data set is in the store."""

    @property
    def coverage(self) -> Coverage:
        """How much of the data set is held."""

    @property
    def age(self) -> float | None:
        """Seconds since the oldest row was read; None while some are missing."""

    @property
    def staleness(self) -> Age:
        """How old the rows held are; see `Backing.freshness`."""

    @property
    def live(self) -> bool:
        """Whether the rows follow what the source pushes, however long ago they were read."""

    @property
    def closed(self) -> bool:
        """Whether the Dio was closed: nothing is loaded any more."""

    @property
    def base_order(self) -> Positions | None:
        """The rows in the order of the source, where that is not the order of insertion."""

    @property
    def refreshed_at(self) -> float:
        """When a refresh last began that went well, in seconds since the epoch; 0: never."""

    @property
    def refresh_error(self) -> Exception | None:
        """Why the last refresh failed; None after a good one."""

    @property
    def refreshing(self) -> bool:
        """Whether a refresh is under way; every view is told of its end."""

    @property
    def news(self) -> int:
        """Grows with everything that is heard of the source's rows, held here or not."""

    def on_news(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a function when `news` grew; return what ends that."""

    @property
    def rewriting(self) -> bool:
        """Whether a callback is rewriting the rows: what is held meanwhile is no state."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop everything runs on."""

    def now(self) -> float:
        """Return seconds since the epoch."""

    def mark(self, id: str) -> Mark | None:
        """Return what is to be known of a row with writes, None for others."""

    @property
    def layer(self) -> Layer:
        """The writes that are shown and not yet at the source."""

    @property
    def tick(self) -> int:
        """Writes settled so far: what was asked for at another tick may not know of some."""

    def positions(self, ids: Ids) -> Positions:
        """Return where rows of the source stand, also while a write hides them; -1: nowhere."""

    def on_store(self, listener: Callable[[Delta], None]) -> Callable[[], None]:
        """Call a function after each change of the store; return what ends that."""

    async def commit(
        self,
        rows: Mapping[str, Record],
        metadata: Mapping[str, Any] | None = None,
        *,
        since: int | None = None,
    ) -> Delta:
        """Put rows into the store and the cache as one step.

        Parameters
        ----------
        rows : mapping of str to Record
            id → record.
        metadata : mapping of str to object or None
            What to remember with them.
        since : int or None
            `tick` when they were asked for: rows written since then are left as they are.
        """

    async def drop_orphans(self, ids: list[str]) -> None:
        """Remove rows from the store that no view shows any more."""

    async def view_metadata(self, prefix: str) -> dict[str, Any]:
        """Return what was remembered of a view."""

    async def load_rest(self) -> None:
        """Load what is missing of the whole data set."""

    def view_capabilities(self, query: Query) -> Capabilities:
        """Return what a view of this query can do."""

    def answerable(self, query: Query) -> bool:
        """Whether a view of this query needs no rows but those that are looked at."""

    def explain_view(self, backing: Any, wanted: range) -> str:
        """Tell what a view would have loaded for some places; asks nobody."""

    def forget(self, backing: object) -> None:
        """Drop what nobody shows any more."""

    async def refresh(self) -> None:
        """Re-read what is shown from the source."""

    async def reread_record(self, id: str) -> None:
        """Re-read one record from the source; everything where it gives no single one."""

    def fetched_at(self, id: str) -> float | None:
        """Return when a record was read, in seconds since the epoch, if that is known."""

    @property
    def writes(self) -> WriteQueue:
        """The writes that are not done."""

    def fitting(self, write: Write) -> Write:
        """Return a write as it can be accepted; raise why it can not be."""

    async def write(self, write: Write) -> Ticket:
        """Accept a write: show it now, send it behind."""

    async def get_ref(self, relation: str, row: str) -> Related:
        """Return the rows that a relation leads to from one row."""
