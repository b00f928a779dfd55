"""A list that django-eventstream tells of keeps what every source promises."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.testing import SourceContract
from diorama_nb.vista.push import sse
from tests.servers.fixtures import SHELF


class TestEventStream(SourceContract):
    """Read whole, and followed over a stream that goes on behind its last event."""

    rows = SHELF

    @pytest.fixture(autouse=True)
    def _items(self, eventstream, monkeypatch):
        monkeypatch.setattr(sse, "PAUSE", 0.02)
        eventstream.put(self.rows)
        self.server = eventstream

    def open(self):
        way = dn.Sse("../events/", row="$", resume=True)
        return dn.RestVista(self.server.url, style="plain", page=None, id="id", watch=way)

    async def elsewhere(self, vista, id, record):
        await asyncio.to_thread(self.server.change, id, record)
