"""Waits for what happens on the core's thread, from a test that does not run there."""

import asyncio
import time

import diorama_nb as dn

WAIT = 30.0
"""Seconds after which what a busy machine still does is taken to hang."""


def wait_until(test, seconds=WAIT):
    """Return what `test` returns once it is true; fail when that takes too long."""
    deadline = time.monotonic() + seconds
    while not (found := test()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return found


def settled(scenery):
    """Return a scenery once it neither loads nor is about to."""
    dn.run(asyncio.sleep(0.06))  # the debounce of its viewport; on its loop, so behind that
    wait_until(lambda: not scenery.busy and scenery.load_state != "loading")
    dn.run(asyncio.sleep(0.06))  # a frame
    return scenery


def ids(scenery):
    """Return the ids a scenery shows, None where a row is not loaded."""
    return scenery.window(range(scenery.row_count)).ids
