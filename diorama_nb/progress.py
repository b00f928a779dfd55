"""A bar that shows how far long work is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int | None], None]
"""Called with the rows that are done, and all there are, where that is known."""


def silent(done: int, total: int | None) -> None:
    """Show nothing."""


@contextmanager
def progress_bar(what: str, *, shown: bool = True) -> Iterator[Progress]:
    """Show a bar while work goes on; gives what to tell it, though none is shown."""
    if not shown:
        yield silent
        return
    from tqdm.auto import tqdm

    with tqdm(desc=what, unit=" rows") as bar:

        def tell(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield tell
