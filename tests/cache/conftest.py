"""Cache folders for the tests of this directory."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from diorama_nb.cache.disk import DiskCache
from diorama_nb.cache.disk_table import DiskTable

ROWS = {str(i): {"id": i, "title": f"row {i}", "price": i / 4} for i in range(100)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def opened(folder: Path) -> Callable[..., contextlib.AbstractAsyncContextManager[DiskTable]]:
    """Open a table of the test's folder in a `DiskCache` of its own."""

    @contextlib.asynccontextmanager
    async def open_(name: str = "products", **options: float) -> AsyncIterator[DiskTable]:
        cache = DiskCache(folder, **options)
        try:
            yield await cache.open_table(name)
        finally:
            await cache.aclose()

    return open_
