"""PocketBase keeps what every source promises."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.testing import SourceContract
from diorama_nb.vista.push import sse
from tests.servers.pocketbase import ROWS


class TestPocketBase(SourceContract):
    rows = ROWS
    new = {**ROWS[-1], "id": "row000000001000"}
    rejected = {"name": "x" * 6000}

    @pytest.fixture(autouse=True)
    def _shelf(self, pocketbase, monkeypatch):
        monkeypatch.setattr(sse, "PAUSE", 0.02)
        pocketbase.put("shelf", self.rows)
        self.server = pocketbase
        self.secrets = (pocketbase.token,)

    def open(self):
        return dn.RestVista(
            self.server.list("shelf"),
            auth=dn.Bearer(self.server.token),
            params={"fields": ",".join(self.rows[0])},
        )

    async def elsewhere(self, vista, id, record):
        await asyncio.to_thread(self.server.change, "shelf", id, record)
