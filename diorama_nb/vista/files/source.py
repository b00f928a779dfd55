"""A file of rows as a source; whatever its format, it reads one state of the file at a time."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb import reasons
from diorama_nb.changes import Change, Gap, Invalidated
from diorama_nb.errors import SourceChanged, SourceMissing, SpecError, Unsupported
from diorama_nb.progress import Progress, silent
from diorama_nb.query import ALL, Query
from diorama_nb.rows import codec
from diorama_nb.runtime import Worker
from diorama_nb.values import Record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column, infer_columns, widen
from diorama_nb.vista.description import Description
from diorama_nb.vista.files.naming import by_id, meant, stretch
from diorama_nb.vista.files.rows import FileRows, Places
from diorama_nb.vista.files.spec import FileSpec
from diorama_nb.vista.files.stamp import Stamp, changed
from diorama_nb.vista.recipe import Recipe
from diorama_nb.vista.source import Page, Source

T = TypeVar("T")

PAGE_ROWS: Final = 2000
"""Rows of a page."""

STRETCH: Final = 20_000
"""Rows that are read at a time where all are wanted."""

POLL: Final = 1.0
"""Seconds between two looks at a file that is watched."""

_READS: Final = ("count", "set_page_size", "fetch_page", "fetch_next", "fetch_window")
_QUERIES: Final = ("order", "search", "filter_operators")
_ANEW: Final = frozenset({"refresh", "revalidation", "watch", "ticker", "open", "load_all"})
"""Reasons to read whatever the file holds now."""

_INSTALL: Final = 'pip install "diorama-nb[files]"'


class FileSource(Source):
    """A source over one file.

    Parameters
    ----------
    spec : FileSpec
        What is declared of it.
    look : callable
        Looks at a file for the first time: returns its rows. Blocks.
    provenance : str
        ``"verified"``, or ``"local"`` for a file that is held in memory.
    queries : bool
        Whether there will be an engine.
    """

    def __init__(
        self,
        spec: FileSpec,
        look: Callable[[], FileRows],
        *,
        queries: bool,
        provenance: str = "verified",
    ) -> None:
        self.spec = spec
        self.name = spec.name
        self.file = spec.path
        digest = hashlib.sha256(repr(sorted(spec.told.items())).encode()).hexdigest()[:16]
        self.identity = f"file:{digest}:{spec.path}"
        self._look = look
        self._rows: FileRows | None = None
        self._found: dict[str, Places] = {}
        self._reader = Worker("diorama-file")
        self._finder = Worker("diorama-query")
        flags = [*_READS, *(_QUERIES if queries else ())]
        hints = {} if queries else dict.fromkeys(_QUERIES, _INSTALL)
        if queries or spec.id_column is None:
            flags.append("traverse_to_record")
        else:
            hints["traverse_to_record"] = f"{_INSTALL}, or leave id_column out"
        able = Capabilities.of(provenance, *flags, hints=hints)
        writes = dict.fromkeys(("insert", "update", "delete"), "files are only read here")
        self.about = Description(
            id_column=spec.id_column,
            fixed=spec.fixed,
            capabilities=able
            | Capabilities.of("declared", "subscribe", "invalidate", hints=writes),
        )

    # --- what it is ------------------------------------------------------------------------

    async def prepare(self) -> None:
        """Look at the file; only once."""
        if self._rows is None:
            await self._reader.run(self._open)

    @property
    def version(self) -> object:
        """The state of the file that is read."""
        return None if self._rows is None else self._rows.stamp

    @property
    def state(self) -> object:
        """The size and the time of change: another machine sees other numbers of the file."""
        return None if self._rows is None else (self._rows.stamp.size, self._rows.stamp.mtime)

    def _open(self) -> FileRows:
        if self._rows is None:
            rows = self._look()
            column = self.spec.id_column
            names = [one.name for one in rows.columns]
            if column is not None and names and column not in names:
                rows.close()
                raise SpecError.unknown("id_column", column, names)
            self.about = replace(self.about, columns=rows.columns)
            self._found = {}
            self._rows = rows
        return self._rows

    def recipe(self) -> Recipe:
        return Recipe(self.name, _opened, (self.spec.to_plain(),))

    def forget(self) -> None:
        if self._rows is not None:
            self._drop(self._rows)

    def _drop(self, rows: FileRows) -> None:
        if self._rows is rows:
            self._rows = None
        rows.close()

    async def _current(self, *, anew: bool) -> FileRows:
        """Return the rows of the state that is read; what is read anew may be another one.

        Raises
        ------
        SourceChanged
            Once, if the file moved on between two readings that belong together.
        """
        rows = self._rows
        if rows is not None:
            if await self._reader.run(self.spec.stamp) == rows.stamp:
                return rows
            self._drop(rows)
            if not (anew or reasons.current().cause in _ANEW):
                raise changed(self.spec.path)
        return await self._reader.run(self._open)

    async def _with(self, rows: FileRows, work: Callable[[], T], worker: Worker) -> T:
        try:
            return await worker.run(work)
        except SourceChanged:
            self._drop(rows)
            raise

    def split(self, query: Query) -> tuple[Query, Query]:
        if self._rows is None or self._rows.engine is None:
            return ALL, query  # nobody has looked at the file yet, or nothing answers
        return self._rows.engine.split(query)

    def explain(self, query: Query) -> str:
        told = f"{self.name}: {self.spec.path}"
        if self._rows is None:
            return f"{told}\n  it is looked at on first use"
        lines = [told, f"  {self._rows.summary}"]
        if query != ALL and self._rows.engine is not None:
            lines.append(f"  {self._rows.engine.explain(query)}")
        return "\n".join(lines)

    # --- reading ---------------------------------------------------------------------------

    def tells_table(self, query: Query) -> bool:
        """Whether long stretches can be read; always, and they are read much sooner."""
        return True

    async def read_table(self, query: Query, tell: Progress = silent) -> pa.Table | None:
        """Read all rows of one state; None where a query wants few, or an id comes twice."""
        rows = await self._current(anew=True)
        total, _ = await rows.reach(None)
        places = None if query == ALL else await self._positions(rows, query)
        if places is not None and 2 * len(places) < total:
            return None
        parts = []
        for first in range(0, total, STRETCH):
            last = min(first + STRETCH, total)
            read = partial(stretch, rows, first, last, self.spec.id_column)
            part, shown = await self._with(rows, read, self._reader)
            parts.append(part)
            self._see(shown)
            tell(last, total)
        table = codec.concat(parts)
        if table.num_rows < total or pc.count_distinct(table.column(0)).as_py() < total:
            return None
        return table if places is None else table.take(pa.array(places))

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        return await self._window(await self._current(anew=False), query, offset, limit)

    async def read_page(self, query: Query, number: int) -> Page:
        return await self.read_window(query, (number - 1) * PAGE_ROWS, PAGE_ROWS)

    async def read_next(self, query: Query, token: str | None) -> Page:
        """Read the rows after those of a page; a token belongs to one state of the file."""
        rows = await self._current(anew=token is None)
        state, _, offset = (token or f"{rows.stamp.text} 0").partition(" ")
        if state != rows.stamp.text:
            raise changed(self.spec.path)
        page = await self._window(rows, query, int(offset), PAGE_ROWS)
        follow = None if page.end else f"{state} {int(offset) + page.received}"
        return replace(page, next=follow)

    async def count(self, query: Query) -> int:
        rows = await self._current(anew=False)
        if query != ALL:
            return len(await self._positions(rows, query))
        total, _ = await rows.reach(None)
        return total

    async def get(self, id: str) -> Record | None:
        rows = await self._current(anew=False)
        if self.spec.id_column is not None:
            return await self._named(rows, self.spec.id_column, id)
        if not (id.isdecimal() and id.isascii() and str(int(id)) == id):
            return None
        number = int(id)
        known, _ = await rows.reach(number + 1)
        if number >= known:
            return None
        found = await self._with(rows, lambda: rows.read(number, number + 1), self._reader)
        return found[0]

    async def _named(self, rows: FileRows, column: str, id: str) -> Record | None:
        """Find the row whose id is written so, whatever type its id has."""
        self.about.capabilities.require("traverse_to_record", self.name)
        query = Query().where(column, "in", meant(id))
        assert rows.engine is not None
        sent, kept = rows.engine.split(query)
        if kept != ALL:
            return await self._walked(rows, id)
        places = await self._positions(rows, sent)
        page = await self._picked(rows, places[:1], len(places))
        found = next(iter(page.rows.items()), None)
        return found[1] if found is not None and found[0] == id else None

    async def _walked(self, rows: FileRows, id: str) -> Record | None:
        offset = 0
        while True:
            page = await self._window(rows, ALL, offset, PAGE_ROWS)
            if id in page.rows or page.end:
                return page.rows.get(id)
            offset += page.received

    async def _window(self, rows: FileRows, query: Query, offset: int, limit: int) -> Page:
        if query != ALL:
            places = await self._positions(rows, query)
            return await self._picked(
                rows, places[offset : offset + limit], len(places), offset
            )
        known, complete = await rows.reach(offset + limit)
        last = min(offset + limit, known)
        found = (
            await self._with(rows, lambda: rows.read(offset, last), self._reader)
            if offset < last
            else []
        )
        return self._page(
            found, range(offset, last), known if complete else None, complete and last >= known
        )

    async def _picked(
        self, rows: FileRows, places: Places, total: int, offset: int = 0
    ) -> Page:
        numbers = places.tolist()
        found = await self._with(rows, lambda: rows.pick(numbers), self._reader)
        return self._page(found, numbers, total, offset + len(numbers) >= total)

    def _page(
        self, found: list[Record], numbers: Sequence[int], total: int | None, end: bool
    ) -> Page:
        column = self.spec.id_column
        named = by_id(found, numbers, column)
        self._see(infer_columns(named, column))
        return Page(named, total, None, end, len(found))

    def _see(self, shown: tuple[Column, ...]) -> None:
        """Know what types rows have shown."""
        if (wider := widen(self.about.columns, shown)) != self.about.columns:
            self.about = replace(self.about, columns=wider)

    async def _positions(self, rows: FileRows, query: Query) -> Places:
        """Return the numbers of the rows of a query; found once in each state of the file."""
        engine = rows.engine
        if engine is None:
            raise Unsupported("filter_operators", self.name, enable=_INSTALL)
        held, key = self._found, query.key
        if key not in held:
            await rows.reach(None)
            places = await self._with(rows, lambda: engine.positions(query), self._finder)
            while len(held) >= ARRANGEMENTS:
                held.pop(next(iter(held)))
            held[key] = places
        return held[key]

    # --- changes ---------------------------------------------------------------------------

    async def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        """Look at the file now and then; yield that it changed, never what did."""
        before = await self._reader.run(self._seen)
        yield Gap(since, "a file does not tell what was changed before")
        while True:
            await asyncio.sleep(POLL)
            now = await self._reader.run(self._seen)
            if now != before:
                before = now
                self.forget()  # whoever is told reads the new state
                yield Invalidated(f"{self.spec.path.name} changed")

    def _seen(self) -> Stamp | None:
        try:
            return self.spec.stamp()
        except SourceMissing:
            return None

    async def aclose(self) -> None:
        if self._rows is not None:
            self._drop(self._rows)
        self._reader.close()
        self._finder.close()


def _opened(told: Mapping[str, Any]) -> Source:
    """Return the source that a specification tells of."""
    from diorama_nb.vista.files import from_spec  # it knows this module

    return from_spec(told).source


ARRANGEMENTS: Final = 8
"""Sorted and filtered arrangements kept, so that the next window does not sort again."""
