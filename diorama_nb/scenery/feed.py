"""Who follows which record of a Dio: news of one row reach those who show it, and no other."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from diorama_nb.events import Event, WriteSettled
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.runtime import call_on, call_soon

if TYPE_CHECKING:
    from diorama_nb.scenery.host import Host

Listener = Callable[[bool], None]
"""Called with whether the row itself may be another one, not only its writes."""


class Follower:
    """One who follows one record; it is not kept alive by that.

    Attributes
    ----------
    id : str
        The record; another one after the source has stored it under another id.
    """

    def __init__(self, feed: Feed, id: str, listener: Listener) -> None:
        self.id = id
        self._feed = weakref.ref(feed)  # a feed leads to its Dio
        self._listener = weakref.WeakMethod(listener)

    @property
    def owner(self) -> Any:
        """Whose it is; None when that is gone."""
        listener = self._listener()
        return None if listener is None else listener.__self__  # type: ignore[attr-defined]

    def tell(self, *, rows: bool) -> None:
        """Say that there are news."""
        if (listener := self._listener()) is not None:
            listener(rows)

    def stop(self) -> None:
        """Follow it no longer; on the loop."""
        if (feed := self._feed()) is not None:
            feed.drop(self)


class Feed:
    """The followers of single records of one Dio, by id.

    A change of the store costs the smaller of the rows it touched and the records followed,
    once for all followers.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._by_id: dict[str, list[Follower]] = {}
        host.on_store(self._on_store)
        host.bus.listen(self._on_event)

    def follow(self, id: str, listener: Listener, since: RowStore) -> Follower:
        """Call a method after each news of a record, from any thread.

        Parameters
        ----------
        id : str
            The record, which needs not exist.
        listener : method
            Does not keep its object alive.
        since : RowStore
            The rows as whoever follows has seen them.
        """
        follower, loop = Follower(self, id, listener), self._host.loop

        def add() -> None:
            self._by_id.setdefault(id, []).append(follower)
            if self._host.store is not since:
                follower.tell(rows=self._host.store.get(id) != since.get(id))

        call_on(loop, add)
        owner = listener.__self__  # type: ignore[attr-defined] # a method has one
        weakref.finalize(owner, call_soon, loop, follower.stop).atexit = False
        return follower

    def drop(self, follower: Follower) -> None:
        """Forget a follower."""
        held = self._by_id.get(follower.id, [])
        if follower in held:
            held.remove(follower)
            if not held:
                del self._by_id[follower.id]

    def restated(self, ids: Iterable[str]) -> None:
        """Tell that the writes of some rows stand otherwise."""
        for id in ids if self._by_id else ():
            self._tell(id, rows=False)

    def close(self) -> None:
        """Tell everybody that nothing comes any more."""
        for id in tuple(self._by_id):
            self._tell(id, rows=False)

    @property
    def plain(self) -> dict[str, list[dict[str, Any]]]:
        """Who follows something, for `Dio.diagnostics`: kind → what each shows."""
        followers = [one for held in tuple(self._by_id.values()) for one in tuple(held)]
        owners = [owner for one in followers if (owner := one.owner) is not None]
        kinds = ("records", "servos")
        return {kind: [one.plain for one in owners if one.kind == kind] for kind in kinds}

    def _tell(self, id: str, *, rows: bool) -> None:
        for follower in tuple(self._by_id.get(id, ())):
            follower.tell(rows=rows)

    def _on_store(self, delta: Delta) -> None:
        for id in self._touched(delta):
            self._tell(id, rows=True)

    def _touched(self, delta: Delta) -> list[str]:
        if delta.size > len(self._by_id):
            return list(self._by_id)  # each looks whether it was meant
        store = self._host.store
        parts = (delta.inserted, delta.changed, delta.removed)
        ids = [store.id(position) for part in parts for position in part.tolist()]
        return [id for id in ids if id in self._by_id]

    def _on_event(self, event: Event) -> None:
        match event:
            case WriteSettled(id=str(old), stored_id=str(new)) if old != new:
                self._rename(old, new)

    def _rename(self, old: str, new: str) -> None:
        followers = self._by_id.pop(old, [])
        for follower in followers:
            follower.id = new
        if followers:
            self._by_id.setdefault(new, []).extend(followers)
            self._tell(new, rows=True)
