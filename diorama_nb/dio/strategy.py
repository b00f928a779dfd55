"""What a Lens decides for all its Dios: callbacks and settings, frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from diorama_nb.activity import ActivitySignal
from diorama_nb.dio.augment import Augment
from diorama_nb.policy import Freshness
from diorama_nb.writes.roles import WritePolicy

Callback = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Strategy:
    """Callbacks and settings; see `diorama_nb.Lens` for each."""

    on_start: Callback | None = None
    on_refresh: Callback | None = None
    on_write: Callback | None = None
    on_event: Callback | None = None
    on_query: Callback | None = None
    total_provider: Callback | None = None
    on_load_chunk: Callback | None = None
    on_load_next: Callback | None = None
    on_load_detail: Callback | None = None
    augment: tuple[Augment, ...] = ()
    detail_workers: int = 1
    refresh_every: float | None = None
    standby_refresh_every: float | None = None
    activity: ActivitySignal = field(default_factory=ActivitySignal)
    freshness: Freshness = field(default_factory=Freshness)
    writes: WritePolicy = field(default_factory=WritePolicy)
    page_size: int = 100
    viewport_debounce: float = 0.05
    on_start_blocking: bool = True
    refresh_on_open: bool = True
    debug: Callable[[str], object] | None = None

    @property
    def augments(self) -> tuple[Augment, ...]:
        """Where details come from, in the order they are asked for."""
        own = self.on_load_detail
        return self.augment if own is None else (Augment(own), *self.augment)

    @property
    def reads_master(self) -> bool:
        """Whether what is shown is read from the master, and by no callback."""
        own = (self.on_start, self.on_refresh, self.on_load_chunk, self.on_load_next)
        return all(callback is None for callback in own)

    @property
    def loads_by_callback(self) -> bool:
        """Whether a callback answers queries, whatever the master could."""
        return self.on_load_chunk is not None or self.on_load_next is not None


CALLBACKS = (
    "on_start", "on_refresh", "on_write", "on_event", "on_query",
    "total_provider", "on_load_chunk", "on_load_next", "on_load_detail",
)  # fmt: skip
