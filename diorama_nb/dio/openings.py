"""What is opened on a Dio: handles, views, drafts, tables made of it, and the grid."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

from diorama_nb import display
from diorama_nb.dio.core import DioCore
from diorama_nb.dio.facade import DioSource, Facade, Queued
from diorama_nb.dio.opening import open_table
from diorama_nb.dio.relations import Row
from diorama_nb.errors import SpecError
from diorama_nb.query import ALL, Query
from diorama_nb.rows.aggregate import Aggregate
from diorama_nb.rows.group import GroupBy
from diorama_nb.runtime import hops
from diorama_nb.scenery.identity import IdStrategy, Uuid
from diorama_nb.scenery.record import RecordScenery
from diorama_nb.scenery.servo import Servo
from diorama_nb.scenery.table import TableScenery
from diorama_nb.scenery.value import ValueScenery
from diorama_nb.values import Record, as_id

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio


class Openings(DioCore, display.Displayed):
    """The half of a `Dio` that opens something on its rows."""

    @overload
    def vista(self, writes: Literal["queued"] = "queued") -> Queued: ...

    @overload
    def vista(self, writes: Literal["confirmed"]) -> Facade: ...

    def vista(self, writes: str = "queued") -> Facade:
        """Return a handle that reads from the cache and asks the source for what is missing.

        Parameters
        ----------
        writes : "queued" or "confirmed"
            ``"queued"``: a write returns a `Ticket` as soon as it is accepted.
            ``"confirmed"``: it waits for the source, and raises its error.
        """
        self.check_open()
        kinds = {"queued": Queued, "confirmed": Facade}
        if writes not in kinds:
            raise SpecError.unknown("way of writing", writes, kinds)
        return kinds[writes](DioSource(self._dio))

    @hops
    async def table_scenery(
        self,
        where: Mapping[str, Any] | None = None,
        order_by: str | None = None,
        search: str | None = None,
        *,
        descending: bool = False,
        page_size: int | None = None,
        initial_range: range | None = None,
        columns: Collection[str] | None = None,
        titles_only: bool = False,
        exclusive: bool = False,
        cap: int | None = None,
    ) -> TableScenery:
        """Open a reactive view of rows; asks the source for nothing before it returns.

        Parameters
        ----------
        where : mapping of str to object or None
            Column → value it must equal.
        order_by : str or None
            Column to sort by; None: the order of the source.
        search : str or None
            Text the rows must contain.
        descending : bool
            Sort the other way round.
        page_size : int or None
            Rows of one load; None: the Lens's.
        initial_range : range or None
            Rows to load first; None: the first page.
        columns : collection of str or None
            Columns that are shown: details are fetched for these only. None: all.
        titles_only : bool
            Show what the list says and fetch no details, as a picker does.
        exclusive : bool
            Share what stands behind it with no other view.
        cap : int or None
            Show at most so many rows, and load no more.

        Raises
        ------
        Unsupported
            When the source can not sort or search and not every row is held.
        """
        self.check_open()
        query = ALL.having(where).order_by(order_by, descending=descending).searching(search)
        return await self.scenery_of(
            query,
            page_size=page_size,
            initial_range=initial_range,
            columns=columns,
            titles_only=titles_only,
            exclusive=exclusive,
            cap=cap,
        )

    @hops
    async def scenery_of(
        self, /, query: Query, *, page_size: int | None = None, **options: Any
    ) -> TableScenery:
        """Open a reactive view of a ready-made query; options as of `table_scenery`."""
        return await open_table(
            self._dio, query, page_size or self._strategy.page_size, **options
        )

    @hops
    async def record_scenery(self, id: str) -> RecordScenery:
        """Open a reactive view of one record, as the cache holds it; asks the source nothing.

        Returns
        -------
        RecordScenery
            Its status is ``"Fresh"`` when the record is held, else ``"NotFound"``.

        Raises
        ------
        CacheError
            When the cache can not be read.
        """
        self.check_open()
        return RecordScenery(self._dio, as_id(id), await self.cache.get_value(as_id(id)))

    def record_scenery_with(self, id: str, record: Record) -> RecordScenery:
        """Open a reactive view of a record that is in hand; reads nothing, never waits."""
        self.check_open()
        return RecordScenery(self._dio, as_id(id), record)

    def servo(self, id: str) -> Servo:
        """Open a draft of a record: edit it, then ``await servo.save()``.

        A record that is not held is no error: what it has is known when it is loaded or saved.
        """
        self.check_open()
        return Servo(self._dio, as_id(id))

    def servo_new(self, id_strategy: IdStrategy = Uuid()) -> Servo:  # noqa: B008 # frozen
        """Open a draft of a record that is still to be inserted.

        Parameters
        ----------
        id_strategy : Uuid, Auto or FromRecord
            Where its id comes from: made up, from the source, or from a column.
        """
        self.check_open()
        if isinstance(id_strategy, type) or not isinstance(id_strategy, IdStrategy):
            raise SpecError(f"{id_strategy!r} makes no ids", hint="id_strategy=dn.Uuid()")
        return Servo(self._dio, id_strategy.mint(), id_strategy)

    @hops
    async def value_scenery(
        self, aggregate: Aggregate, where: Mapping[str, Any] | None = None
    ) -> ValueScenery:
        """Open a value that keeps itself right, e.g. ``value_scenery(Sum("stock"))``.

        Parameters
        ----------
        aggregate : Aggregate
            ``Count()``, ``CountWhere(column, op, value)``, ``Sum(column)``, ``Min``, ``Max``,
            ``Mean``, ``Distinct``, or ``Custom(function)``.
        where : mapping of str to object or None
            Column → value the rows must have.
        """
        self.check_open()
        query = aggregate.query.having(where)
        backing = await self.views.of(query, reads=aggregate.reads)
        return ValueScenery(self._dio, backing, aggregate)

    @hops
    async def group_by(
        self, /, *keys: str, where: Mapping[str, Any] | None = None, **values: Aggregate
    ) -> Dio:
        """Open a table with one row per group, e.g. ``group_by("category", n=Count())``.

        It is a Dio of its own, read-only, that follows the rows it is made of: computed anew at
        once, then at most four times a second. It ends with this Dio. The rows it needs are
        loaded first, which is waited for unless the Lens says ``on_start_blocking=False``.

        Parameters
        ----------
        *keys : str
            Columns that make the key; rows where one is blank are in no group.
        where : mapping of str to object or None
            Column → value the rows must have.
        **values : Aggregate
            Name of the column → ``Count()``, ``Sum("stock")``, ….

        Returns
        -------
        Dio
            Its ids are the keys as text, its rows are sorted by key. The same call returns the
            same Dio while that is open.

        Raises
        ------
        SourceError
            When the rows can not be loaded and no groups of an earlier session are cached.
        """
        self.check_open()
        return await self.derived.of(GroupBy.of(keys, values), where)

    @hops
    async def figures(
        self, /, *, where: Mapping[str, Any] | None = None, **values: Aggregate
    ) -> Dio:
        """Open a table of named values in one row, e.g. ``figures(left=Sum("stock"))``.

        See `group_by`; the id of its row is ``"all"``.
        """
        self.check_open()
        return await self.derived.of(GroupBy.of((), values), where)

    @hops
    async def prune_derived(self) -> list[str]:
        """Drop cached tables of groups and figures that are not open; return their names."""
        self.check_open()
        return await self.derived.prune()

    @hops
    async def get_ref(self, relation: str, row: Row) -> Dio:
        """Open the rows that a relation leads to from one row, e.g. the orders of a client.

        It is a Dio of its own, with a cache of its own per row, made by the same Lens. A source
        that does not answer is no error: what is cached is shown, and its coverage says so.

        Parameters
        ----------
        relation : str
            Name of one of ``master.references``, or of a column with lists of records.
        row : str, Record or EnrichedRecord
            The row, or its id.

        Returns
        -------
        Dio
            The same one for the same row while somebody holds it.

        Raises
        ------
        SpecError
            If there is no such relation.
        """
        self.check_open()
        return await self.relations.related(relation, row)

    @hops
    async def get_ref_target(self, relation: str) -> Dio:
        """Open all rows of the data set that a relation leads to, e.g. for a dropdown.

        See `get_ref`.
        """
        self.check_open()
        return await self.relations.target(relation)

    async def open_scenery(self) -> TableScenery:
        """Open the view a grid of this Dio shows."""
        return await self.table_scenery()

    def grid(self, **options: Any) -> Any:
        """Return a live grid of the whole data set."""
        return display.grid(self, **options)

    def card(self, id: str, **options: Any) -> Any:
        """Return a live `RecordCard` of one record; one that is not held is loaded."""
        return display.widget("RecordCard")(self, id, **options)

    def form(self, id: str | None = None, **options: Any) -> Any:
        """Return a `RecordForm` that edits a record, or makes a new one."""
        return display.widget("RecordForm")(self, id, **options)

    def badge(self, aggregate: Aggregate, **options: Any) -> Any:
        """Return a live `ValueBadge`, e.g. ``dio.badge(dn.Sum("stock"), label="Stock")``."""
        return display.widget("ValueBadge")(self, aggregate, **options)

    def picker(self, **options: Any) -> Any:
        """Return a `Picker`: a dropdown with search, whose ``value`` is the id of a row."""
        return display.widget("Picker")(self, **options)

    def status_bar(self, **options: Any) -> Any:
        """Return a `StatusBar`: age, refresh, errors, and the writes that are not done."""
        return display.widget("StatusBar")(self, **options)

    def _displayed(self) -> Any:
        if self._grid is None:
            self._grid = self.grid()
        return self._grid
