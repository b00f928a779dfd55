"""The fixture that starts a Kinto for the session, with its records in memory."""

import sys
from dataclasses import dataclass, field

import httpx
import pytest

from tests.servers.fixtures import HERE, free_port, serve
from tests.servers.needed import need_module

_PRICE = {"type": ["number", "null"], "maximum": 900}
_SCHEMA = {"type": "object", "properties": {"price": _PRICE}}


@dataclass(frozen=True)
class Kinto:
    """A running server that hands out seven records at once, and who may ask it."""

    base: str
    client: httpx.Client
    user: str = "somebody"
    password: str = "only for tests"
    stored: dict = field(default_factory=dict)

    def list(self, name):
        """Return the address of a collection."""
        return f"{self.base}/v1/buckets/shop/collections/{name}/records"

    def put(self, name, rows):
        """Have a collection hold these records, and return them as they are stored."""
        records = self.list(name)
        etag, stored = self.stored.get(name, ("", []))
        if etag and self.client.head(records).headers["ETag"] == etag:
            return stored
        collection, path = records.removesuffix("/records"), records.removeprefix(self.base)
        self.client.delete(collection)
        self.client.put(collection, json={"data": {"schema": _SCHEMA}}).raise_for_status()
        asked = [
            {"method": "PUT", "path": f"{path}/{row['id']}", "body": {"data": row}}
            for row in rows
        ]
        answer = self.client.post(f"{self.base}/v1/batch", json={"requests": asked})
        found = [one["body"]["data"] for one in answer.raise_for_status().json()["responses"]]
        self.stored[name] = (self.client.head(records).headers["ETag"], found)
        return found

    def store(self, name, row):
        """Store a record as another program would, and return it."""
        url = f"{self.list(name)}/{row['id']}"
        return self.client.put(url, json={"data": row}).raise_for_status().json()["data"]

    def delete(self, name, id):
        """Delete a record as another program would."""
        self.client.delete(f"{self.list(name)}/{id}").raise_for_status()


@pytest.fixture(scope="session")
def kinto():
    """A Kinto with an empty bucket."""
    need_module("kinto", "RestVista was NOT run against it")
    port = free_port()
    # -P: what it imports is called as files beside it are.
    command = [sys.executable, "-P", "-W", "ignore", str(HERE / "kinto_app.py"), str(port)]
    for url in serve(command, port, "/v1/", HERE):
        with httpx.Client(auth=(Kinto.user, Kinto.password), timeout=30) as client:
            client.put(f"{url}/v1/buckets/shop").raise_for_status()
            yield Kinto(url, client)
