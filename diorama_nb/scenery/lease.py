"""How sceneries hold their backing; one that is garbage collected releases it by itself."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Collection

from diorama_nb.coverage import clamp
from diorama_nb.runtime import call_soon
from diorama_nb.scenery.backing import Backing


class Lease:
    """Holds one backing at a time for an owner, whom it does not keep alive.

    Parameters
    ----------
    owner : object
        Whoever looks at the rows. When it is collected, the backing is released.
    listener : method
        A method of `owner`, called after each change.
    loop : asyncio.AbstractEventLoop
        The loop on which the backing lives.
    """

    def __init__(
        self, owner: object, listener: Callable[[], None], loop: asyncio.AbstractEventLoop
    ) -> None:
        self._listener = weakref.WeakMethod(listener)
        self._backing: Backing | None = None
        self._key = object()
        self._who = object()
        self._release: Callable[[], None] | None = None
        self._ends: list[Callable[[], None]] = []
        weakref.finalize(owner, call_soon, loop, self.release).atexit = False

    def take(self, backing: Backing) -> None:
        """Hold this backing from now on, and no other."""
        leave, key = self._release, object()
        self._backing, self._key = backing, key
        self._release = backing.hold(key, self._heard)
        if leave is not None:
            leave()

    def hear(self, listen: Callable[[Callable[[], None]], Callable[[], None]]) -> None:
        """Have the listener called by something else, too, until it is let go."""
        self._ends.append(listen(self._heard))

    def want(self, wanted: range, *, force: bool = False) -> None:
        """Say what is looked at; see `Backing.want`."""
        if self._backing is not None:
            self._backing.want(self._key, wanted, force=force)

    def look(
        self, wanted: range, columns: Collection[str] | None, *, force: bool = False
    ) -> None:
        """Say which rows are looked at, so that their details are fetched."""
        if self._backing is not None and self._release is not None:
            places = self._backing.places
            positions = places.window(clamp(wanted, places.rows))
            self._backing.host.details.look(self._who, positions, columns, force=force)

    def _heard(self) -> None:
        if (listener := self._listener()) is not None:
            listener()

    def release(self) -> None:
        """Let go."""
        while self._ends:
            self._ends.pop()()
        if self._release is not None:
            self._release()
            self._release = None
        if self._backing is not None:
            self._backing.host.details.leave(self._who)


async def brought(backing: Backing, wanted: range) -> Callable[[], None]:
    """Have the first rows of a backing loaded; returns what lets go of it.

    Raises
    ------
    Exception
        Why they could not be loaded, where there is nothing else to show.
    """
    ready = asyncio.Event()
    release = backing.hold(ready, ready.set)
    try:
        backing.want(ready, wanted)
        # An error of an earlier load tells nothing while the next one is under way.
        while not (shows(backing, wanted) or (backing.error and not backing.busy)):
            ready.clear()
            await ready.wait()
        if not backing.settled and backing.error is not None:
            raise backing.error
    except BaseException:
        release()
        raise
    return release


def shows(backing: Backing, wanted: range) -> bool:
    """Whether the rows that are wanted are there, or none will come."""
    if not backing.settled:
        return False
    due = clamp(wanted, backing.places.rows)
    return bool((backing.places.window(due) >= 0).all()) or not backing.busy
