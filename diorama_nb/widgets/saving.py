"""The whole narrowed set as a file: what is missing is loaded, then it is written."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from diorama_nb.coverage import Coverage
from diorama_nb.errors import SourceError, SpecError
from diorama_nb.exports import form_of, table_of, write_file
from diorama_nb.frames import Rows
from diorama_nb.rows.records import as_table
from diorama_nb.runtime import call_user
from diorama_nb.scenery.table import TableScenery

PART: Final = 512 * 1024
"""Bytes of a file that travel in one message."""

LARGEST: Final = 512 * 2**20
"""Bytes of a file that a page may fetch: it holds them all at once."""

TELL_EVERY: Final = 0.2
"""Seconds between two words of progress."""

Progress = Callable[[str, int, int | None], None]
"""Called with what is done (``"loading"`` or ``"writing"``), rows so far, and all of them."""


async def export(
    scenery: TableScenery,
    path: Path,
    columns: Sequence[str],
    *,
    load: bool = True,
    raw: bool = False,
    form: str | None = None,
    progress: Progress | None = None,
) -> Coverage:
    """Write the rows of a view into a file; one that exists is replaced.

    What is missing is loaded first. Where the source fails meanwhile, the rows that are there
    are written, and the coverage tells why it is not all.

    Parameters
    ----------
    scenery : TableScenery
        The view.
    path : Path
        Where to.
    columns : sequence of str
        What of the rows.
    load : bool
        Whether missing rows are loaded first.
    raw : bool
        Whether texts that would begin a formula are left as they are in CSV.
    form : str or None
        ``"csv"`` or ``"parquet"``; None: as the name ends.
    progress : callable, optional
        See `Progress`.

    Returns
    -------
    Coverage
        How much of the set the file holds.
    """
    form = form or form_of(path)
    tell = progress or (lambda *_: None)
    rows = await _rows(scenery, load, lambda n, all: tell("loading", n, all))
    table = table_of(as_table(rows.records), columns)
    stopped = threading.Event()

    def written(done: int) -> None:
        if stopped.is_set():
            raise InterruptedError  # nobody waits for it any more
        tell("writing", done, table.num_rows)

    try:
        await call_user(
            lambda: write_file(
                table, path, form, raw=raw, info=rows.coverage.plain, progress=written
            )
        )
    finally:
        stopped.set()
    return rows.coverage


async def _rows(
    scenery: TableScenery, load: bool, progress: Callable[[int, int | None], None]
) -> Rows:
    if not load or scenery.load_state == "complete":
        return scenery.snapshot()
    try:
        return await scenery.load_all(progress)
    except SourceError:
        if not scenery.loaded:
            raise
        return scenery.snapshot()


class Saving:
    """The files a grid's pages download: one at a time, fetched piece by piece."""

    def __init__(self, scenery: TableScenery) -> None:
        self._scenery = scenery
        self._running: dict[tuple[str, int], asyncio.Task[Any]] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._file: tuple[int, Path] | None = None
        self._count = 0

    async def save(
        self,
        who: tuple[str, int],
        form: str,
        columns: Sequence[str],
        tell: Callable[[dict[str, Any]], None],
    ) -> dict[str, Any]:
        """Make a file, and return what a page needs to fetch it.

        Parameters
        ----------
        who : tuple of (str, int)
            The view that asks, and the number of its message.
        form : "csv" or "parquet"
            What file.
        columns : sequence of str
            What of the rows.
        tell : callable
            Called with the progress, on the loop.

        Returns
        -------
        dict
            ``file`` to ask for, its ``size`` in bytes, its ``rows``, and ``of`` how many:
            None where nobody knows; ``note`` says why not all.
        """
        task = asyncio.current_task()
        assert task is not None
        self._running[who] = task
        try:
            path = self._fresh(form)
            coverage = await export(
                self._scenery, path, columns, form=form, progress=self._paced(tell)
            )
        finally:
            del self._running[who]
        size = path.stat().st_size
        if size > LARGEST:
            path.unlink()
            raise SpecError(
                f"the file has {size / 2**20:,.0f} MB: too much for a page",
                hint=f'await grid.export("rows.{form}") writes it beside the notebook',
            )
        return {
            "file": self._count,
            "size": size,
            "rows": coverage.rows,
            "of": coverage.total,
            "complete": coverage.complete,
            "note": "" if coverage.complete else coverage.reason,
        }

    def stop(self, who: tuple[str, int]) -> None:
        """Give up a file that is being made."""
        if task := self._running.get(who):
            task.cancel()

    async def part(self, number: int, at: int) -> bytes:
        """Return a piece of the file that was made last."""
        if self._file is None or self._file[0] != number:
            raise SpecError("this file is not here any more", hint="download it again")
        path = self._file[1]

        def read() -> bytes:
            with path.open("rb") as file:
                file.seek(at)
                return file.read(PART)

        piece: bytes = await call_user(read)
        if at + len(piece) >= path.stat().st_size:
            self.close()
        return piece

    def close(self) -> None:
        """Remove what is left."""
        self._file = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _fresh(self, form: str) -> Path:
        if len(self._running) > 1:
            raise SpecError("another file is being made", hint="wait for it, or cancel it")
        self.close()
        self._count += 1
        self._folder = tempfile.TemporaryDirectory(prefix="diorama-")
        path = Path(self._folder.name) / f"rows.{form}"
        self._file = (self._count, path)
        return path

    def _paced(self, tell: Callable[[dict[str, Any]], None]) -> Progress:
        loop, told = self._scenery.loop, -TELL_EVERY

        def progress(what: str, rows: int, total: int | None) -> None:
            nonlocal told
            if loop.time() - told >= TELL_EVERY:
                told = loop.time()
                body = {"what": what, "rows": rows, "of": total}
                loop.call_soon_threadsafe(tell, body)  # rows are written in another thread

        return progress
