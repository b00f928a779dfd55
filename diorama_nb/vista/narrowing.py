"""What a Vista is, and how it is narrowed; each step returns a new handle."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from diorama_nb.errors import SourceError, is_resplit
from diorama_nb.query import ALL, Query
from diorama_nb.runtime import Runtime
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column
from diorama_nb.vista.description import Reference
from diorama_nb.vista.source import Source

if TYPE_CHECKING:
    from diorama_nb.vista.vista import Vista

T = TypeVar("T")

WHOLE_SET: Final = ("count", "aggregate", "fetch_window", "fetch_page", "fetch_next")
"""Flags that a part of the query done locally takes away: they would speak of other rows."""


class Narrowing:
    """A source, and the query that narrows it."""

    def __init__(self, source: Source, query: Query = ALL) -> None:
        self.source = source
        self.query = query

    @property
    def _runtime(self) -> Runtime | None:
        return None  # wherever the caller is, else the core

    # --- what it is ------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Name of the data set."""
        return self.source.name

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns known so far; some sources know none before the first read."""
        return self.source.about.columns

    @property
    def id_column(self) -> str | None:
        """The column the id is taken from."""
        return self.source.about.id_column

    @property
    def references(self) -> tuple[Reference, ...]:
        """Relations to other data sets."""
        return self.source.about.references

    @property
    def capabilities(self) -> Capabilities:
        """What can be done with the set as narrowed here."""
        _, local = self.source.split(self.query)
        able = self.source.about.capabilities
        if local == ALL:
            return able
        return able.without(
            [flag for flag in WHOLE_SET if able.can(flag)],
            "a part of this query is done locally, over the whole set: list_values()",
        )

    def explain(self) -> str:
        """Tell what would be sent, and what would be done locally; sends nothing."""
        pushed, local = self.source.split(self.query)
        sent = self.source.describe(pushed)
        return sent if local == ALL else f"{sent}\nlocally: {local}"

    def spec(self) -> dict[str, Any]:
        """Return what was declared of the whole set and found out, as JSON without secrets.

        Raises
        ------
        Unsupported
            If this kind of source can not be written down.
        """
        return self.source.to_spec()

    def __repr__(self) -> str:
        narrowed = "" if self.query == ALL else f" {self.query}"
        return f"<Vista {self.name!r}{narrowed}>"

    # --- narrowing -------------------------------------------------------------------------

    def _with(self, query: Query) -> Vista:
        return cast("Vista", type(self)(self.source, query))

    def where(self, conditions: Mapping[str, Any] | None = None, /, **equal: Any) -> Vista:
        """Return the rows whose columns equal the given values.

        Examples
        --------
        >>> vista.where(category="books").where({"author.name": "Eco"})  # doctest: +SKIP
        """
        query = self.query
        for column, value in {**(conditions or {}), **equal}.items():
            query = query.where(column, "==", value)
        return self._with(query)

    def where_op(self, column: str, op: str, value: Any) -> Vista:
        """Return the rows whose column compares so with a value.

        Parameters
        ----------
        op : str
            ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in``, ``not in`` or ``contains``.
        """
        return self._with(self.query.where(column, op, value))

    def order_by(self, column: str | None, *, descending: bool = False) -> Vista:
        """Return the rows in another order, blanks last; None: the order of the source."""
        return self._with(self.query.order_by(column, descending=descending))

    def search(self, text: str | None) -> Vista:
        """Return the rows that contain a text; blank text takes the search away."""
        return self._with(self.query.searching(text))

    # --- before it is read ------------------------------------------------------------------

    async def _prepare(self, reads: Iterable[str] = ()) -> None:
        """Have the source know itself; refuse to ask for columns that it can not have."""
        await self.source.prepare()
        self.source.about.check_named((*self.query.columns, *reads))
        self.source.about.check_asked(self.query)

    async def _learning(self, read: Callable[[], Awaitable[T]]) -> T:
        """Read; again when an answer showed that the source ignores a part of the query."""
        searched = [self.query.search] if self.query.search else []
        for _ in (*self.query.conditions, *self.query.order, *searched):
            try:
                return await read()
            except SourceError as error:
                if not is_resplit(error):
                    raise
        return await read()

    async def _able(self, flag: str) -> Query:
        await self._prepare()
        self.capabilities.require(flag, self.name)
        return self.source.split(self.query)[0]
