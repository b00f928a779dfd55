"""Waits for what happens on the core's thread, from a test that does not run there."""

import time


def wait_until(test, seconds=10.0):
    """Return what `test` returns once it is true; fail when that takes too long."""
    deadline = time.monotonic() + seconds
    while not (found := test()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return found


def settled(scenery, seconds=10.0):
    """Return a scenery once it neither loads nor is about to."""
    time.sleep(0.06)  # the debounce of its viewport, and a frame
    wait_until(lambda: not scenery.busy and scenery.load_state != "loading", seconds)
    time.sleep(0.06)
    return scenery


def ids(scenery):
    """Return the ids a scenery shows, None where a row is not loaded."""
    return scenery.window(range(scenery.row_count)).ids
