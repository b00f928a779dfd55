"""Helpers for tests in virtual time."""

import asyncio
import functools

import diorama_nb as dn
from diorama_nb.testing import FakeSource, run_virtual
from diorama_nb.vista.vista import Vista


def virtual(test):
    """Make a coroutine function a test that takes no time."""

    @functools.wraps(test)
    def running(*args, **kwargs):
        return run_virtual(asyncio.wait_for(test(*args, **kwargs), 100_000))

    return running


async def opened(source, cache=None, **settings):
    """Return a Dio on the running loop."""
    lens = dn.Lens(cache, runtime="current", **settings)
    return await lens.make_dio(source if isinstance(source, Vista) else Vista(source))


async def quiet(seconds=0.5):
    """Let everything happen that does not wait for long."""
    await asyncio.sleep(seconds)


def ids(scenery):
    """Return the ids a scenery shows, None where a row is not loaded."""
    return scenery.window(range(scenery.row_count)).ids


def bumps(scenery):
    """Return the list to which each new generation is added."""
    seen = []
    scenery.subscribe(seen.append)
    return seen


def kinds(stream):
    """Return the names of the events in a stream, which is emptied."""
    return [type(event).__name__ for event in stream.pending()]


def sequential(rows, **settings):
    """Return a source that only knows "next"."""
    return FakeSource(rows, reads=("next",), **settings)


def eager(rows, **settings):
    """Return a source that answers whole."""
    return FakeSource(rows, reads=(), **settings)


def count_commits(dio):
    """Return a list that grows with each batch the cache table of a Dio is given."""
    batches, commit = [], dio.cache._table.commit

    async def counted(batch):
        batches.append(batch)
        await commit(batch)

    dio.cache._table.commit = counted
    return batches
