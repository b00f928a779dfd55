"""Runs a coroutine on a fresh event loop."""

import asyncio
from contextlib import aclosing


def run(coro):
    """Return the result of a coroutine."""
    with asyncio.Runner(debug=False) as runner:
        return runner.run(coro)


def read(vista, door):
    """Call a door of a Vista, and close it."""

    async def main():
        async with aclosing(vista):
            return await door(vista)

    return run(main())
