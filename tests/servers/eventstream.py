"""The fixture that starts Django with django-eventstream, and ends it."""

import contextlib
import json
import sqlite3
import sys
from pathlib import Path

import httpx
import pytest

from tests.servers.killable import Killable
from tests.servers.needed import need_module


class EventStream(Killable):
    """Django, which keeps rows and the log of its events in one file."""

    def __init__(self, folder):
        app = Path(__file__).parent / "eventstream_app.py"
        self._file = folder / "django.sqlite"
        words = (sys.executable, "-W", "ignore", app)
        self._client = httpx.Client(verify=False)  # there is no TLS, so nothing to verify
        super().__init__(lambda port: (*words, port, self._file), folder)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/items/"

    @property
    def rows(self):
        return {str(row["id"]): row for row in self._send("GET").json()}

    def change(self, id, record):
        """Store a record, or delete it for None, and tell of it."""
        self._send("DELETE" if record is None else "PUT", f"{id}/", record)

    def put(self, rows):
        """Hold these rows; nobody is told."""
        marks = [(row["id"], json.dumps(row)) for row in rows]
        self.store("DELETE FROM item")
        with contextlib.closing(sqlite3.connect(self._file)) as database, database:
            database.executemany("INSERT INTO item VALUES (?, ?)", marks)

    def allow(self, may):
        """Say whether anybody may hear of changes; who hears of them now is told."""
        self._send("POST", "../allowed/", may)

    def _send(self, method, path="", record=None):
        answer = self._client.request(method, self.url + path, json=record)
        return answer.raise_for_status()

    def kill(self):
        self._client.close()
        super().kill()
        self._client = httpx.Client(verify=False)

    def store(self, *statements):
        """Change the file itself: nobody is told."""
        with contextlib.closing(sqlite3.connect(self._file)) as database, database:
            for statement in statements:
                database.execute(statement)

    def forget(self):
        """Lose the log of events, as a backup that is played back without it does."""
        self.store("DELETE FROM django_eventstream_event")
        self.store("DELETE FROM django_eventstream_eventcounter")


@pytest.fixture(scope="session")
def eventstream(tmp_path_factory):
    """A server with django-eventstream, which can be killed and started again."""
    need_module("django_eventstream", "Sse was NOT run against it")
    server = EventStream(tmp_path_factory.mktemp("eventstream"))
    yield server
    server.kill()
