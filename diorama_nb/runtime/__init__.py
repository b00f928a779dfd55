"""The one place that knows threads and event loops.

A `Runtime` is a loop on which everything asynchronous of a Lens runs. Normally that is the
`Core`: one daemon thread ``diorama``, started on first use, so that refreshes and loads go on
while a cell computes. `Adopted` uses a loop that the caller runs instead.
"""

from diorama_nb.runtime.closing import Closing
from diorama_nb.runtime.doors import call_on, call_soon, call_user, hop, hop_iter, hops, run
from diorama_nb.runtime.loops import (
    Adopted,
    Core,
    Runtime,
    adopt,
    choose,
    core,
    flush_at_exit,
    here,
    runs_here,
)
from diorama_nb.runtime.tasks import SingleFlight, Tasks, in_thread, off_loop, whole
from diorama_nb.runtime.worker import Worker

__all__ = [
    "Adopted",
    "Closing",
    "Core",
    "Runtime",
    "SingleFlight",
    "Tasks",
    "Worker",
    "adopt",
    "call_on",
    "call_soon",
    "call_user",
    "choose",
    "core",
    "flush_at_exit",
    "here",
    "hop",
    "hop_iter",
    "hops",
    "in_thread",
    "off_loop",
    "run",
    "runs_here",
    "whole",
]
