"""Runs a coroutine on a fresh event loop."""

import asyncio


def run(coro):
    """Return the result of a coroutine."""
    with asyncio.Runner(debug=False) as runner:
        return runner.run(coro)
