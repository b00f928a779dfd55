"""A change of the rows is one step: done whole, also where nobody waits for it any more."""

import asyncio
import threading

import pytest

from diorama_nb.dio.hot import BIG
from diorama_nb.rows import index
from tests.virtual import eager, opened, virtual

LONG = 30
"""Seconds after which a thread goes on by itself."""


def many(prefix):
    return {f"{prefix}{n}": {"v": n} for n in range(BIG + 1)}


async def turns():
    for _ in range(50):
        await asyncio.sleep(0)


@virtual
async def test_a_large_change_that_is_cancelled_loses_no_id_of_the_next_one(monkeypatch):
    dio = await opened(eager(0))
    begun, go, hashes_of = threading.Event(), threading.Event(), index.hashes_of

    def held(ids):
        if not begun.is_set():
            begun.set()
            go.wait(LONG)
        return hashes_of(ids)

    monkeypatch.setattr(index, "hashes_of", held)
    entered = []
    dio.cache.overhear(lambda ids: entered.append(next(iter(ids))))
    first = asyncio.ensure_future(dio.cache.change(many("a")))
    while not begun.is_set():  # noqa: ASYNC110 # a thread sets it
        await asyncio.sleep(0)
    first.cancel()
    second = asyncio.ensure_future(dio.cache.change(many("b")))
    await turns()
    waits = entered == ["a0"]
    go.set()
    await second
    assert waits
    with pytest.raises(asyncio.CancelledError):
        await first
    assert all(dio.cache.shown(id) for id in many("b"))
    assert not await dio.cache.change(many("b"))


@virtual
async def test_rows_that_reached_the_cache_are_shown_though_nobody_waits_for_them(tmp_path):
    dio = await opened(eager(0), tmp_path)
    commit, go = dio.cache._table.commit, asyncio.Event()

    async def slow(batch):
        await commit(batch)
        await go.wait()

    dio.cache._table.commit = slow
    change = asyncio.ensure_future(dio.cache.change({"1": {"v": 1}}))
    await turns()
    change.cancel()
    await turns()
    change.cancel()  # whoever is impatient
    await turns()
    assert not change.done()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await change
    assert dio.cache.shown("1") == {"v": 1}
