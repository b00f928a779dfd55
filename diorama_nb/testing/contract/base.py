"""What a source fills in, and how a law is asked of it."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, ClassVar, Final, TypeVar

import pytest

from diorama_nb.errors import DioramaError, SpecError, Unsupported
from diorama_nb.query import ALL, Query
from diorama_nb.values import Record, as_id, is_blank, lookup, order_key, same_record
from diorama_nb.vista.vista import Vista

T = TypeVar("T")
Rows = dict[str, Record]

_WORDS: Final = ("Apple", "pear", "Öl", "fig & co", "100% rye", "o'Neill", "naïve")

ROWS: Final[tuple[Record, ...]] = tuple(
    {
        "id": n,
        "name": f"{_WORDS[n % len(_WORDS)]} {n:02}",
        "kind": "abc"[n % 3],
        "stock": None if n % 5 == 0 else n * 7 % 11 - 3,
        "price": None if n % 7 == 0 else n * 37 % 100 / 4,
        "sold": n % 4 == 0,
    }
    for n in range(1, 24)
)
"""Rows with text, whole and broken numbers, nulls, and values that are equal in many rows."""


class Contract:
    """The hooks of `SourceContract`, and what its tests share."""

    rows: Sequence[Record] = ROWS
    id_column: str = "id"
    search_columns: tuple[str, ...] = ()
    new: Record | None = None
    patch: Record | None = None
    rejected: Record | None = None
    stamps: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    gaps: ClassVar[Mapping[str, str]] = {}

    # --- to be filled in -------------------------------------------------------------------

    def open(self) -> Vista:
        """Return a Vista over a data set that holds `rows` now, whatever a test did before.

        It is closed by the test. What it needs (a folder, a server) comes from pytest's
        fixtures: ``@pytest.fixture(autouse=True) def _folder(self, tmp_path): …``.
        """
        raise NotImplementedError(f"{type(self).__name__}.open: return a Vista over self.rows")

    async def elsewhere(self, vista: Vista, id: str, record: Record | None) -> None:
        """Store a record as another program would, or delete it; for sources that are watched.

        Parameters
        ----------
        vista : Vista
            What `open` returned, and what is being watched.
        """
        raise NotImplementedError(
            f"{type(self).__name__}.elsewhere: change the record behind the vista's back"
        )

    def run(self, main: Coroutine[Any, Any, T]) -> T:
        """Run a test; override it for a loop of your own, such as `run_virtual`."""
        with asyncio.Runner() as runner:
            return runner.run(main)

    # --- what is expected ------------------------------------------------------------------

    def expected(self, query: Query = ALL) -> Rows:
        """Return what a query must answer, as plain Python has it."""
        rows = {as_id(lookup(row, self.id_column)): row for row in self.rows}
        found = {id: row for id, row in rows.items() if self._matches(query, row)}
        return dict(sorted(found.items(), key=lambda item: query.sort_key(item[1])))

    def _matches(self, query: Query, row: Record) -> bool:
        if query.search and self.search_columns:
            seen = {column: lookup(row, column) for column in self.search_columns}
            if not Query(search=query.search).matches(seen):
                return False
            query = replace(query, search=None)
        return query.matches(row)

    @property
    def ids(self) -> list[str]:
        """The ids of `rows`."""
        return list(self.expected())

    def columns(self) -> list[str]:
        """Return one column for each type of value, with nulls and without."""
        kinds: dict[tuple[object, bool], str] = {}
        for column in self.rows[0]:
            values = [lookup(row, column) for row in self.rows]
            types = {type(value) for value in values if not is_blank(value)}
            if len(types) == 1 and not types & {list, dict}:
                kinds.setdefault((types.pop(), any(map(is_blank, values))), column)
        return list(kinds.values())

    def values(self, column: str) -> list[Any]:
        """Return the different values of a column, the least first."""
        values = (lookup(row, column) for row in self.rows)
        told = {repr(value): value for value in values if not is_blank(value)}
        return sorted(told.values(), key=order_key)

    def new_record(self) -> Record:
        """Return a record that is not there yet."""
        if self.new is not None:
            return dict(self.new)
        ids = [lookup(row, self.id_column) for row in self.rows]
        id = max(ids) + 1000 if all(isinstance(i, int) for i in ids) else f"{max(ids)}-new"
        return {**self.unstamped(self.rows[-1]), self.id_column: id}

    def unstamped(self, row: Record) -> Record:
        """Return a record without what the source writes into it itself."""
        return {column: value for column, value in row.items() if column not in self.stamps}

    def change(self) -> Record:
        """Return a patch that changes the first row."""
        if self.patch is not None:
            return dict(self.patch)
        for column in self.columns():
            first = lookup(self.rows[0], column)
            others = [value for value in self.values(column) if value != first]
            if column != self.id_column and others:
                return {column: others[0]}
        raise NotImplementedError(f"{type(self).__name__}.patch: name a change, as a record")

    # --- how it is asked -------------------------------------------------------------------

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for gap in cls.gaps:
            name = gap.partition("[")[0]
            if not hasattr(cls, name):
                tests = [test for test in dir(cls) if test.startswith("test_")]
                raise SpecError.unknown("test in gaps", name, tests)

    @pytest.fixture(autouse=True)
    def _known_gap(self, request: pytest.FixtureRequest) -> None:
        """Expect the tests that are listed in `gaps` to fail."""
        names = (request.node.name, request.node.originalname)
        for reason in (self.gaps[name] for name in names if name in self.gaps):
            request.applymarker(pytest.mark.xfail(reason=reason, strict=True))


Law = Callable[..., Awaitable[None]]


def law(test: Law) -> Callable[..., None]:
    """Make a coroutine method a test that is given an open Vista, which it closes after it."""

    @functools.wraps(test)
    def holds(self: Contract, **parameters: Any) -> None:
        async def main() -> None:
            vista = self.open()
            try:
                await test(self, vista=vista, **parameters)
            finally:
                await vista.aclose()

        with closing(main()) as work:  # where nothing could be opened it is never begun
            self.run(work)

    signature = inspect.signature(test)
    wanted = [one for one in signature.parameters.values() if one.name != "vista"]
    holds.__signature__ = signature.replace(parameters=wanted)  # type: ignore[attr-defined] # what pytest fills in
    return holds


async def able(vista: Vista, flag: str, call: Callable[[], Awaitable[object]]) -> bool:
    """Whether a source says that it can do something; if not, the call must be refused.

    Raises
    ------
    AssertionError
        If it answers although it says that it can not, or does not say what it lacks.
    """
    await vista.get_some_value()  # some know what they can only when they were asked
    if vista.capabilities.can(flag):
        return True
    refused = await refusal(call(), Unsupported)
    assert refused is not None, f"it answers, although it says that it can not {flag!r}"
    assert refused.flag == flag
    assert refused.hint, f"say in Capabilities(hints=) what would switch {flag!r} on"
    return False


E = TypeVar("E", bound=DioramaError)


async def refusal(call: Awaitable[object], kind: type[E]) -> E | None:
    """Return the error of this kind by which a call is refused; None if it is not."""
    try:
        await call
    except kind as error:
        return error
    return None


def differing(found: Mapping[str, Record], wanted: Mapping[str, Record]) -> list[str]:
    """Return how rows differ from those wanted, in a few lines; none if they do not."""
    if list(found) != list(wanted):
        lost = [id for id in wanted if id not in found]
        more = [id for id in found if id not in wanted]
        if not lost and not more:
            return [f"in the order {list(found)[:20]}, not {list(wanted)[:20]}"]
        return [f"lacks {lost[:20]}"] * bool(lost) + [f"has {more[:20]}"] * bool(more)
    pairs = ((found[id], wanted[id]) for id in wanted)
    return [f"{row}, not {right}" for row, right in pairs if not same_record(row, right)][:5]
