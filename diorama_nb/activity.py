"""Whether anybody looks, and whether there is a network: one signal for all Dios of a Lens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Literal

from diorama_nb.errors import SpecError
from diorama_nb.listeners import Listeners

Activity = Literal["active", "standby", "offline"]

STATES: Final = ("active", "standby", "offline")


class ActivitySignal:
    """How often sources are to be asked, decided by the application; settable on any thread.

    =======  ================================================================================
    active   somebody looks: ``Lens(refresh_every=…)`` holds
    standby  nobody looks: ``Lens(standby_refresh_every=…)`` holds
    offline  there is no network: nothing is refreshed; the way back refreshes at once
    =======  ================================================================================

    Parameters
    ----------
    state : "active", "standby" or "offline"
        The first state.

    Examples
    --------
    >>> signal = ActivitySignal()
    >>> signal.set("standby")
    >>> signal.state
    'standby'
    """

    def __init__(self, state: Activity = "active") -> None:
        self._lock = threading.Lock()
        self._listeners: Listeners[[Activity, Activity]] = Listeners()
        self._state: Activity = "active"
        self.set(state)

    @property
    def state(self) -> Activity:
        """The state now."""
        return self._state

    def set(self, state: Activity) -> None:
        """Change the state; whoever waits for its next refresh thinks again.

        Raises
        ------
        SpecError
            If there is no such state.
        """
        if state not in STATES:
            raise SpecError.unknown("activity", state, STATES)
        with self._lock:
            before, self._state = self._state, state
        if before != state:
            self._listeners.tell(before, state)

    def listen(self, listener: Callable[[Activity, Activity], None]) -> Callable[[], None]:
        """Call a function with the old and the new state, on the thread that set it."""
        return self._listeners.add(listener)

    def __repr__(self) -> str:
        return f"ActivitySignal({self._state!r})"
