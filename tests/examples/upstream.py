"""A small JSON API that can be read in windows and patched."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class Upstream(ThreadingHTTPServer):
    """Answers GET /things?offset=&limit=&<column>=<value>, GET and PATCH /things/{id}.

    `seen` holds the requests, `applied` their idempotency keys; `store(id, patch)` takes a
    patch and returns what is wrong with it, if anything is.
    """

    daemon_threads = True

    def __init__(self, rows):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.rows = {str(row["id"]): row for row in rows}
        self.url = f"http://127.0.0.1:{self.server_port}/things"
        self.seen, self.applied = [], []

    def store(self, id, patch):
        self.rows[id] = {**self.rows[id], **patch}

    def handle_error(self, *_):
        """A client that was killed leaves early."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        asked, id = dict(parse_qsl(address.query)), address.path.rpartition("/")[2]
        self.server.seen.append(f"{self.command} {self.path}")
        if id not in (*self.server.rows, "things"):
            return self.told(404, "there is no such thing")
        if self.command == "PATCH":
            refusal = self.server.store(id, self.body())
            if refusal:
                return self.told(422, refusal)
            self.server.applied.append(self.headers["Idempotency-Key"])
        if id in self.server.rows:
            return self.told(200, self.server.rows[id])
        offset, limit = int(asked.pop("offset", 0)), int(asked.pop("limit", 20))
        rows = [row for row in self.server.rows.values() if asked.items() <= row.items()]
        return self.told(200, {"items": rows[offset : offset + limit], "total": len(rows)})

    do_PATCH = do_GET

    def body(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def told(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def serving(rows):
    """Serve rows for the time of a block."""
    with Upstream(rows) as upstream:
        threading.Thread(target=upstream.serve_forever, args=(0.01,), daemon=True).start()
        yield upstream
        upstream.shutdown()
