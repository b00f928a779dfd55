"""A server that stores records, and answers writes in the ways real ones do.

`Clerk.rows` is what it holds, `applied` counts what it did, `lost` tells how many answers are
cut off after the write was done. ``behave`` replaces the answer of the next writes.
"""

import json
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.servers.faults import Faults


class Clerk(Faults):
    """Keeps records under ``/items``; `keys` says whether it knows idempotency keys."""

    def __init__(self, rows=5, *, keys=False, version=None, wrap=None, makes_ids=False):
        self.rows = {str(n): {"id": n, "name": f"row {n}", "n": n} for n in range(1, rows + 1)}
        self.keys = {} if keys else None
        self.version, self.wrap, self.makes_ids = version, wrap, makes_ids
        if version:
            for row in self.rows.values():
                row[version] = 1
        self.applied = []
        self.lost = 0
        self.answers = []
        self.bodies = []
        super().__init__()
        self.RequestHandlerClass = Desk

    def behave(self, status, body, **headers):
        """Answer the next write so, without doing it."""
        self.answers.append((status, body, headers))


class Desk(BaseHTTPRequestHandler):
    server: Clerk
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def take(self):
        split = urlsplit(self.path)
        self.id = split.path.removeprefix("/items").strip("/")
        self.query = {k: v[0] for k, v in parse_qs(split.query).items()}
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.command, self.path, dict(self.headers.items())))
        self.server.bodies.append(content)
        if self.command == "GET":
            return self.read()
        if self.server.answers:
            status, body, headers = self.server.answers.pop(0)
            return self.send(body, status, headers)
        key, keys = self.headers.get("Idempotency-Key"), self.server.keys
        if keys is not None and key in keys:
            return self.send(*keys[key])
        status, answer = self.write(json.loads(content) if content else None)
        if keys is not None:
            keys[key] = (answer, status)
        if self.server.lost > 0:
            self.server.lost -= 1
            self.close_connection = True
            return None  # the connection is cut: nobody hears what was done
        return self.send(answer, status)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = take

    def read(self):
        rows = self.server.rows
        if not self.id:
            asked = self.query.items()
            found = [r for r in rows.values() if all(str(r.get(k, v)) == v for k, v in asked)]
            return self.send({"items": found, "total": len(found)})
        return self.send(self.shown(rows[self.id])) if self.id in rows else self.send({}, 404)

    def write(self, body):
        server, rows = self.server, self.server.rows
        if body is not None and server.wrap:
            body = body[server.wrap]
        if self.command == "POST":
            if server.makes_ids or "id" not in body:
                body = {**body, "id": max(map(int, rows), default=0) + 1}
            id = str(body["id"])
            if id in rows:
                return 409, {"message": f"there is a record {id}"}
            return self.store(id, body, 201)
        if self.command == "DELETE" and not self.id:
            server.applied.append(("DELETE", "*"))
            rows.clear()
            return 204, b""
        if self.id not in rows and self.command != "PUT":
            return 404, {"message": "no such record"}
        column = server.version
        if column and self.id in rows:
            sent = self.query.get(column) if self.command == "DELETE" else body.get(column)
            if sent is not None and str(sent) != str(rows[self.id][column]):
                return 409, {"message": "version is stale"}
        if self.command == "DELETE":
            server.applied.append(("DELETE", self.id))
            del rows[self.id]
            return 204, b""
        record = {**rows[self.id], **body} if self.command == "PATCH" else body
        return self.store(self.id, record, 200)

    def store(self, id, record, status):
        column = self.server.version
        if column:
            old = self.server.rows.get(id, {}).get(column, 0)
            record = {**record, column: old + 1}
        self.server.rows[id] = record
        self.server.applied.append((self.command, id))
        return status, self.shown(record)

    def shown(self, record):
        return {self.server.wrap: record} if self.server.wrap else record

    def send(self, body, status=200, headers=()):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name.replace("_", "-"), value)
        if status != 204:
            if "content_type" not in dict(headers):
                self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if status != 204:
            self.wfile.write(content)
