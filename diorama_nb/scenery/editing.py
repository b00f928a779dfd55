"""The editing half of a servo: a draft that is read and changed at once, from any thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from diorama_nb.rows.cells import own
from diorama_nb.runtime import call_soon
from diorama_nb.scenery.draft import Draft, Rejection
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.reactive import Reactive
from diorama_nb.scenery.throttle import Throttle
from diorama_nb.values import Record


class Editing(Reactive):
    """A draft, and why it was not stored the last time."""

    def __init__(self, host: Host, draft: Draft) -> None:
        super().__init__(host.loop, host._runtime)
        self._host = host
        self._lock = threading.Lock()  # it is edited and measured on different threads
        self._draft = draft
        self._rejection: Rejection | None = None
        self._throttle = Throttle(self._look, host.loop)

    # --- reading ---------------------------------------------------------------------------

    @property
    def data(self) -> Record:
        """The record as it is wanted."""
        return self._draft.data

    @property
    def baseline(self) -> Record | None:
        """The record as it was measured last; None when there is none, or none is held."""
        baseline = self._draft.baseline
        return None if baseline is None else dict(baseline)

    @property
    def dirty(self) -> frozenset[str]:
        """Columns that are wanted otherwise than they are."""
        return self._draft.dirty

    @property
    def is_dirty(self) -> bool:
        """Whether there is something to save."""
        return bool(self._draft.edits)

    @property
    def message(self) -> str:
        """Why the last save failed; empty when it did not."""
        return "" if self._rejection is None else self._rejection.message

    @property
    def field_errors(self) -> dict[str, str]:
        """Column → what is wrong with it, where the source told; until it is edited."""
        return {} if self._rejection is None else dict(self._rejection.fields)

    @property
    def closed(self) -> bool:
        """Whether it, or its Dio, was closed; the draft can still be read."""
        return self._closed or self._host.closed

    def get(self, column: str, default: Any = None) -> Any:
        """Return the wanted value of a column."""
        return self._draft.data.get(column, default)

    # --- editing: at once, from any thread -------------------------------------------------

    def set(self, column: str, value: Any) -> None:
        """Want a value; the one the record has already is no edit.

        Raises
        ------
        ValueRefused
            If the value can not be stored exactly.
        """
        value = own({column: value})[column]
        self._change(lambda draft: draft.set(column, value), touched=column)

    def revert(self, column: str) -> None:
        """Want what the record has; the column follows it again."""
        self._change(lambda draft: draft.revert(column), touched=column)

    def revert_all(self) -> None:
        """Give the whole draft up, and with it a save that was refused."""
        self._change(lambda draft: draft.revert())

    # --- for who saves it ------------------------------------------------------------------

    def _look(self) -> None:
        """Something may have changed."""
        raise NotImplementedError

    def _give_up(self) -> None:
        """Nothing is wanted that is not there."""
        raise NotImplementedError

    def _reject(self, rejection: Rejection | None) -> None:
        with self._lock:
            self._rejection = rejection
        self._throttle.ask()

    def _change(self, how: Callable[[Draft], Draft], *, touched: str | None = None) -> None:
        """Put another draft in the place of this one."""
        with self._lock:
            self._draft = how(self._draft)
            done = not self._draft.edits and self._draft.sending is None
            if done:
                self._rejection = None
            elif touched is not None and self._rejection is not None:
                self._rejection = self._rejection.without(touched)
        if done:
            call_soon(self._loop, self._give_up)
        call_soon(self._loop, self._throttle.ask)
