"""What a driver implements, and the small types it speaks in.

A driver is a subclass of `Source` with the methods behind the capabilities it grants, and
nothing else: narrowing, checks, local fallbacks and walking over pages are `Vista`'s work.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from diorama_nb.changes import Change
from diorama_nb.errors import SpecError, Unimplemented, Unsupported
from diorama_nb.progress import Progress, silent
from diorama_nb.query import Query
from diorama_nb.rows.aggregate import Measure, Tally
from diorama_nb.values import MISSING, Record, lookup
from diorama_nb.vista.columns import Column, widen
from diorama_nb.vista.description import Description, Reference
from diorama_nb.vista.sharing import Reader, Sharing
from diorama_nb.writes.write import Stored, Write

if TYPE_CHECKING:
    from diorama_nb.vista.push.watch import Web
    from diorama_nb.vista.recipe import Recipe
    from diorama_nb.vista.vista import Vista

ALONE: Final = "await dio.load_all() reads it without an executor"
"""What to do where workers can not read a source."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a source.

    Attributes
    ----------
    rows : dict of str to Record
        id → record, in the order of the source.
    total : int or None
        Rows of the whole (narrowed) set, if this answer said so.
    next : str or None
        Opaque token of the page after this one; None at the end or where there are no tokens.
    end : bool or None
        True: nothing comes after. False: something does. None: the answer did not say.
    received : int
        Rows in the answer; left out: ``len(rows)``. More than these when an id came twice.
    requests : int
        Requests the answer cost.
    note : str
        A warning for the reader, e.g. that the answer looks cut.
    age : float
        Seconds since it was asked for; more than 0 when somebody else has asked for it before.
    """

    rows: dict[str, Record]
    total: int | None = None
    next: str | None = None
    end: bool | None = None
    received: int = 0
    requests: int = 1
    note: str = ""
    age: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "received", max(self.received, len(self.rows)))

    def goes_on(self, reached: int) -> bool | None:
        """Return whether rows follow the first `reached` of the set; None: it did not say."""
        if self.end is not None:
            return not self.end
        return None if self.total is None else reached < self.total


@dataclass(frozen=True, slots=True)
class Changed:
    """What asks for the rows that changed.

    Attributes
    ----------
    query : Query
        A query that `Source` reads as it is; it is not split.
    deleted : str or None
        Column that is true in rows that were deleted, where these come, too.
    """

    query: Query
    deleted: str | None = None


class Source:
    """Base of all drivers.

    Attributes
    ----------
    name : str
        Name of the data set, for people.
    identity : str
        What makes this data set this one (address, table, file …) together with a fingerprint
        of the credentials: two sources with the same identity may share cached rows. Holds no
        secret.
    once : bool
        Whether it applies writes with one ``idempotency_key`` only once, however often it gets
        them: then a write whose answer was lost can be sent again.
    targets : mapping of str to Vista
        The data sets its references lead to, by name; looked up when one is followed, so that
        two data sets may lead to each other.
    file : Path or None
        The file that holds its rows, if that is one file.
    web : Web or None
        How its requests are sent, if it is read over HTTP.
    """

    name: str
    identity: str
    about: Description
    once: bool = False
    targets: Mapping[str, Vista] = {}
    file: Path | None = None
    web: Web | None = None

    @property
    def version(self) -> object:
        """Another object after every change of the rows; None where nobody can tell."""
        return None

    @property
    def state(self) -> object:
        """The same value wherever the same state of the rows is read; None: nobody can tell."""
        return None

    @property
    def trouble(self) -> str:
        """What does not work as it should, though rows come; blank: nothing."""
        return ""

    def sharing(self) -> Sharing | None:
        """Return how other processes that read the same source are known; None: by nothing."""
        return None

    def renew(self, within: float = 0.0) -> None:
        """Answer from now on with nothing that was read longer ago than `within` seconds.

        For sources that pass on answers which were read for others.
        """

    def follow(self, reader: Reader) -> None:
        """Tell a Dio what others who pass on the same answers do; see `renew`."""

    async def prepare(self) -> None:
        """Learn what only asking can tell (columns, paging); called before the first read."""

    def forget(self) -> None:
        """Forget what was noted of the rows; somebody told that they are others now."""

    def split(self, query: Query) -> tuple[Query, Query]:
        """Divide a query into what the source answers itself and what must be done locally.

        The default pushes nothing down.
        """
        return Query(), query

    async def read_all(self, query: Query) -> Page:
        """Read the whole set in one answer; for sources that page, `Vista` walks instead."""
        raise Unimplemented("list", self.name)

    def tells_table(self, query: Query) -> bool:
        """Whether `read_table` tells the whole set sooner than windows of it are told."""
        return False

    async def read_table(self, query: Query, tell: Progress = silent) -> pa.Table | None:
        """Return the whole set as a row table, for sources that hold it as one; else None.

        `tell` is called where that takes long, with the rows that are read and all there are.
        """
        return None

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        """Read rows [offset, offset + limit); flag ``fetch_window``.

        Must return exactly these rows (fewer only at the end of the set), whatever page size
        the server insists on.
        """
        raise Unimplemented("fetch_window", self.name)

    async def read_page(self, query: Query, number: int) -> Page:
        """Read one page of the server's own size, counted from 1; flag ``fetch_page``."""
        raise Unimplemented("fetch_page", self.name)

    async def read_next(self, query: Query, token: str | None) -> Page:
        """Read the page a token stands for, or the first one for None; flag ``fetch_next``."""
        raise Unimplemented("fetch_next", self.name)

    def mark(self, records: Iterable[Record]) -> Any:
        """Return how far rows reach, where those that change afterwards can be asked for."""
        return None

    def changed(self, mark: Any) -> Changed | None:
        """Return what asks for the rows that changed since a mark; None: only all can be had.

        Rows that did not change may come as well.
        """
        return None

    async def count(self, query: Query) -> int:
        """Count the rows of a query; flag ``count``."""
        raise Unimplemented("count", self.name)

    async def estimate(self, query: Query) -> int | None:
        """Return about how many rows a query has, where that is told much sooner than counted.

        None: they are to be counted.
        """
        return None

    async def aggregate(
        self, query: Query, measure: Measure, without: frozenset[str] = frozenset()
    ) -> Tally | None:
        """Return what a value over the rows of a query is made of; flag ``aggregate``.

        Parameters
        ----------
        query : Query
            Which rows.
        measure : Measure
            What of them.
        without : frozenset of str
            Ids of rows that are left out.

        Returns
        -------
        Tally or None
            None where it would come out otherwise than over the rows as they are read.
        """
        raise Unimplemented("aggregate", self.name)

    async def get(self, id: str) -> Record | None:
        """Read one record, None when there is none; flag ``traverse_to_record``."""
        raise Unimplemented("traverse_to_record", self.name)

    async def apply(self, write: Write) -> Stored:
        """Apply a write and return what was stored; flags ``insert``, ``update``, ``delete``.

        `Vista` has checked the flag and the narrowing. An insert of an id that exists changes
        nothing and returns what is there; a delete of a missing one is done already.

        Raises
        ------
        NotFound
            A patch of a record that does not exist.
        WriteRejected, WriteConflict
            The source refuses; the record changed there since ``write.before``.
        """
        raise Unimplemented(write.needs, self.name)

    async def written(self, write: Write, stored: Stored) -> None:
        """Take note of a write that was applied by somebody else, such as ``on_write``."""

    def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        """Yield changes as they happen; flag ``subscribe``.

        The first one is a `Gap`, as soon as nothing that happens from then on is missed;
        unless the source can go on right behind the change whose ``token`` is `since`. A stream
        may be coarser than the data set, and may end: whoever follows it subscribes again.
        """
        raise Unimplemented("subscribe", self.name)

    def key_of(self, reference: Reference, row: Record, id: str | None) -> Any:
        """Return the value of a row by which the rows it leads to are found; None without one.

        For has-many it is the row's id, for has-one its foreign key.

        Parameters
        ----------
        reference : Reference
            The relation.
        row : Record
            The row, as far as it is known.
        id : str or None
            Its id, where that is known, for rows that do not hold it.
        """
        column = self.about.id_column if reference.many else reference.foreign_key
        value = MISSING if column is None else lookup(row, column)
        if value is not MISSING:
            return value
        return id if reference.many else None

    async def get_ref(self, reference: Reference, key: Any) -> Vista:
        """Return the rows a reference leads to from the row with a key; see `key_of`.

        Flag ``traverse_to_set`` for has-many.
        """
        target = await self.get_ref_target(reference)
        if reference.many:
            return _led_to(target, reference.foreign_key, key)
        if target.id_column is None:
            await target.source.prepare()
        if target.id_column is None:
            raise SpecError(
                f"the rows of {target.name!r} do not hold their id", hint='id_column="id"'
            )
        return _led_to(target, target.id_column, key)

    async def get_ref_target(self, reference: Reference) -> Vista:
        """Return the whole data set a reference leads to."""
        if reference.target not in self.targets:
            raise SpecError(
                f"{self.name!r} does not know {reference.target!r}, where "
                f"{reference.name!r} leads to",
                hint=f"targets={{{reference.target!r}: vista}}",
            )
        return self.targets[reference.target]

    def explain(self, query: Query) -> str:
        """Tell what a query would send, without sending anything."""
        return f"{self.name}: {query}"

    @property
    def id_rule(self) -> str | tuple[str, ...] | None:
        """What names a record, as far as its columns tell: for messages that hold some."""
        return self.about.id_column

    @property
    def change_feed(self) -> str | None:
        """How changes are told, and what can be relied on; None where nothing was declared."""
        return None

    def describe(self, query: Query) -> str:
        """Tell what a query would send, how changes come, and how each capability is known."""
        watch = [] if self.change_feed is None else [f"watch: {self.change_feed}"]
        lines = [*watch, *self.about.capabilities.lines]
        return "\n".join([self.explain(query), *(f"  {line}" for line in lines)])

    def learn(self, columns: tuple[Column, ...]) -> None:
        """Take note of columns that a worker has seen."""
        self.about.columns = widen(self.about.columns, columns)

    def recipe(self) -> Recipe:
        """Return how a worker opens the same source, with what is known of it by now.

        Raises
        ------
        Unsupported
            If another process can not open it.
        """
        raise Unsupported("be_opened_by_workers", self.name, enable=ALONE)

    def to_spec(self) -> dict[str, Any]:
        """Return what was declared and found out, as JSON without secrets.

        Raises
        ------
        Unsupported
            If this kind of source can not be written down.
        """
        raise Unsupported("be_written_down", self.name, enable="RestVista has a spec()")

    async def aclose(self) -> None:
        """Give connections back."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"


def _led_to(target: Vista, column: str, key: Any) -> Vista:
    """Return the rows with a key; null leads nowhere, not to the rows that hold it, too."""
    return target.where_op(column, "in", []) if key is None else target.where({column: key})
