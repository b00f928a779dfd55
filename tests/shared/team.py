"""Kernels of a team: each a Lens of its own, over one list and one Redis."""

import asyncio
import time
from contextlib import asynccontextmanager

import diorama_nb as dn

ROOMY = "socket_timeout=20&socket_connect_timeout=20"
"""Options of a URL: what a busy machine still does is no reason to give Redis up."""


def list_of(well, **words):
    """Return the list as it is declared in every kernel."""
    usual = {
        "page": dn.Offset("offset", "limit"), "rows": "items", "total": "total", "id": "id",
        "detail": "{url}/{id}", "writes": True, "retry": dn.Retry(attempts=1),
    }  # fmt: skip
    return dn.RestVista(well.list_url, **usual | words)


@asynccontextmanager
async def kernel(well, url, *, words=None, **settings):
    """Open the list in a kernel of its own."""
    settings = {"page_size": 10, "runtime": "current"} | settings
    if isinstance(url, str):
        url = f"{url}?{ROOMY}"
    lens = dn.Lens(shared=url, **settings)
    try:
        dio = await lens.make_dio(list_of(well, **words or {}))
        dio.lens = lens
        yield dio
    finally:
        await lens.aclose()


async def until(test, seconds=30.0):
    """Return what `test` returns once it is true; fail when that takes too long."""
    deadline = time.monotonic() + seconds
    while not (found := test()):
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)
    return found


async def names(dio):
    """Return the names of all rows, read through the cache."""
    return [row["name"] for row in (await dio.vista().list_values()).values()]
