"""Watches the folder of a file, on a thread of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Final

from diorama_nb.changes import Change, Gap, Invalidated
from diorama_nb.errors import SourceMissing
from diorama_nb.runtime import Worker
from diorama_nb.vista.files.stamp import Stamp, refusal, stamp_of

CLOSING: Final = 1.0
"""Seconds that are waited for the thread to end."""

_AT_MOST: Final = 10  # times `settle`: so long a file that is never at rest is not told of


async def changes_of(
    path: Path, settle: float, look: float, since: str | None
) -> AsyncGenerator[Change, None]:
    """Yield `Invalidated` whenever a file is another one than before; see `Watch.follow`.

    Parameters
    ----------
    path : Path
        Where the file is, absolute.
    settle : float
        Seconds for which it must be left alone.
    look : float
        Seconds between two looks, for changes that the system does not tell of.
    since : str or None
        Nothing is known of what was before.
    """
    watched, worker = _Watched(path, settle, look), Worker("diorama-file-watch")
    try:
        told = seen = await worker.run(watched.look)
        yield Gap(since, "a file does not tell what was changed before")
        while True:
            at_rest = await worker.run(watched.wait)
            before, seen = seen, await worker.run(watched.look)
            if seen != told and (at_rest or seen == before):
                told = seen
                yield Invalidated(f"{path.name} changed")
    finally:
        watched.end()
        await worker.end_with(watched.close, CLOSING)


class _Watched:
    """A file whose folder is watched; `wait` and `look` run on a thread of their own."""

    def __init__(self, path: Path, settle: float, look: float) -> None:
        self._path, self._settle, self._look = path, settle, look
        self._ended = threading.Event()
        self._bells: Generator[object, None, None] | None = None

    def look(self) -> Stamp | None:
        """Return the state of the file; None where there is none."""
        try:
            return stamp_of(self._path)
        except SourceMissing:
            if self._path.is_dir():
                raise
            return None

    def wait(self) -> bool:
        """Wait until the file was changed and left alone, for the next look, or for the end.

        Returns
        -------
        bool
            Whether the system told of a change.
        """
        try:
            if self._bells is None:
                self._bells = self._watch()
            return bool(next(self._bells, None))
        except OSError as error:
            raise refusal(self._path.parent, error) from None

    def end(self) -> None:
        """Wake whoever waits; from any thread."""
        self._ended.set()

    def close(self) -> None:
        """Let go of the folder."""
        if self._bells is not None:
            self._bells.close()

    def _watch(self) -> Generator[object, None, None]:
        import watchfiles

        name, step = self._path.name, max(1, round(self._settle * 1000))
        return watchfiles.watch(
            self._path.parent,
            watch_filter=lambda _, path: os.path.basename(path) == name,
            step=step,
            debounce=step * _AT_MOST,
            rust_timeout=max(1, round(self._look * 1000)),
            yield_on_timeout=True,
            stop_event=self._ended,
            recursive=False,
            raise_interrupt=False,
        )
