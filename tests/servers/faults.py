"""A server that does everything wrong that real ones were seen to do, one path per fault."""

import gzip
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CANARY = "canary-7f3a9c51"
ROWS = [{"id": n, "name": f"row {n}"} for n in range(1, 26)]


class Faults(ThreadingHTTPServer):
    """The server; `seen` holds path, query and headers of every request."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen = []
        self.hits = Counter()
        self.elsewhere = ""
        self.thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_):
        """A client that leaves early is what some tests want."""

    def close(self):
        self.shutdown()
        self.server_close()
        self.thread.join()


class Handler(BaseHTTPRequestHandler):
    server: Faults
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        split = urlsplit(self.path)
        self.query = {k: v[0] for k, v in parse_qs(split.query).items()}
        self.server.seen.append((split.path, split.query, dict(self.headers.items())))
        fault, _, rest = split.path.strip("/").partition("/")
        self.rest = rest
        self.server.hits[split.path] += 1
        self.hit = self.server.hits[split.path]
        getattr(self, f"fault_{fault}")()

    def send(self, body, status=200, headers=(), kind="application/json", length=None):
        if not isinstance(body, bytes):
            body = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def fault_fine(self):
        self.send(ROWS)

    def fault_flaky(self):
        """Fail twice with the status in the path, then answer."""
        if self.hit <= 2:
            self.send({"message": "not now"}, int(self.rest))
        else:
            self.send(ROWS)

    def fault_status(self):
        self.send({"error": {"message": f"no <b>way</b> {CANARY}"}}, int(self.rest))

    def fault_limited(self):
        """Ask to wait, as the path says, once."""
        if self.hit == 1:
            wait = self.rest.replace("%20", " ")
            self.send({"detail": "slow down"}, 429, [("Retry-After", wait)])
        else:
            self.send(ROWS)

    def fault_truncated(self):
        """Promise more bytes than come, once or for ever."""
        if self.hit == 1 or self.rest == "ever":
            self.send(json.dumps(ROWS)[:40], length=4000)
            self.close_connection = True
        else:
            self.send(ROWS)

    def fault_cut(self):
        """End in the middle of the JSON, with a length that agrees."""
        self.send(json.dumps(ROWS)[:40] if self.hit == 1 else ROWS)

    def fault_html(self):
        self.send(f"<html><body>Sign in {CANARY} {'x' * 500}</body></html>", kind="text/html")

    def fault_bomb(self):
        body = gzip.compress(b"[" + b" " * (100 * 2**20) + b"]", 3)
        self.send(body, headers=[("Content-Encoding", "gzip")])

    def fault_repeat(self):
        """Hand out the same cursor for ever."""
        self.send({"items": ROWS[:5], "next_cursor": "again"})

    def fault_same(self):
        """Link every page to itself."""
        self.send({"items": ROWS[:5], "next": self.path})

    def fault_circle(self):
        """Link two pages to each other."""
        at = int(self.query.get("at", 0))
        follow = f"/circle?at={2 if at == 1 else 1}"
        self.send({"items": ROWS[at * 5 : at * 5 + 5], "next": follow})

    def fault_lying(self):
        """Promise 60 rows of 25."""
        start, size = int(self.query.get("offset", 0)), int(self.query.get("limit", 10))
        self.send({"items": ROWS[start : start + size], "total": 60})

    def fault_modest(self):
        """Admit to 12 rows of 25."""
        start, size = int(self.query.get("offset", 0)), int(self.query.get("limit", 10))
        self.send({"items": ROWS[start : start + size], "total": 12})

    def fault_members(self):
        """Show windows to members; the one that begins where the path says is broken."""
        if self.headers["Authorization"] != f"Bearer {CANARY}":
            return self.send({"detail": "who are you?"}, 401)
        start, size = int(self.query.get("offset", 0)), int(self.query.get("limit", 10))
        if self.rest == str(start):
            return self.send({"detail": "it is broken"}, 400)
        self.send({"items": ROWS[start : start + size], "total": len(ROWS)})

    def fault_stuck(self):
        """Repeat the last page for ever."""
        page = min(int(self.query.get("page", 1)), 3)
        self.send(ROWS[(page - 1) * 10 : page * 10])

    def fault_foreign(self):
        """Link to another host on the second page."""
        second = self.query.get("at") == "10"
        follow = f"{self.server.elsewhere}/fine" if second else "/foreign?at=10"
        start = int(self.query.get("at", 0))
        self.send({"results": ROWS[start : start + 10], "next": follow, "count": 25})

    def fault_link(self):
        """Link where the path says."""
        self.send({"results": ROWS[:10], "next": self.query["to"], "count": 25})

    def fault_moved(self):
        """Redirect within this host, or to another."""
        target = f"{self.server.elsewhere}/fine" if self.rest == "away" else "/fine"
        self.send(b"", 302, [("Location", target)])

    def fault_round(self):
        self.send(b"", 302, [("Location", "/round")])

    def fault_null(self):
        """A page whose total is null, and whose end is marked by a blank link."""
        start = int(self.query.get("at", 0))
        follow = f"/null?at={start + 10}" if start < 20 else ""
        self.send({"data": ROWS[start : start + 10], "total": None, "next": follow})
