"""A list that is well, falls ill in ways real servers do, and recovers."""

import json
import threading

from tests.servers.faults import CANARY, Faults, Handler

ROWS = [{"id": n, "name": f"row {n}", "stock": n * 7 % 31} for n in range(250)]


class Ward(Faults):
    """Serves a list as ``/offset``, ``/page``, ``/cursor`` and records as ``/one/<id>``.

    `illness` names what is wrong with it; None: nothing.
    """

    def __init__(self):
        self.illness = None
        self.rows = list(ROWS)
        self.pause = threading.Event()
        super().__init__()
        self.RequestHandlerClass = Bed

    @property
    def asked(self):
        return len(self.seen)

    def fall_ill(self, how):
        self.pause.clear()
        self.illness = how
        self.seen.clear()

    def recover(self):
        self.illness = None
        self.pause.set()
        self.seen.clear()

    def close(self):
        self.recover()
        super().close()


class Bed(Handler):
    server: Ward

    def do_GET(self):
        if self.server.illness is None:
            return super().do_GET()
        self.note()
        return getattr(self, f"ill_{self.server.illness}")()

    def note(self):
        path, _, query = self.path.partition("?")
        self.query = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair)
        self.server.seen.append((path, query, dict(self.headers.items())))

    # --- well ------------------------------------------------------------------------------

    def fault_offset(self):
        start, size = int(self.query.get("offset", 0)), int(self.query.get("limit", 50))
        rows = self.server.rows
        self.send({"items": rows[start : start + size], "total": len(rows)})

    def fault_page(self):
        start = (int(self.query.get("page", 1)) - 1) * 50
        self.send(self.server.rows[start : start + 50])

    def fault_cursor(self):
        start, rows = int(self.query.get("cursor", 0)), self.server.rows
        follow = str(start + 50) if start + 50 < len(rows) else None
        self.send({"items": rows[start : start + 50], "next_cursor": follow})

    def fault_one(self):
        self.send(self.server.rows[int(self.rest)])

    # --- ill -------------------------------------------------------------------------------

    def ill_500(self):
        self.send({"error": f"disk {CANARY} on fire"}, 500)

    def ill_silent(self):
        self.server.pause.wait(3)
        self.close_connection = True

    def ill_limited(self):
        self.send({"detail": "slow down"}, 429, [("Retry-After", "3600")])

    def ill_hurried(self):
        self.send({"detail": "slow down"}, 429, [("Retry-After", "0")])

    def ill_truncated(self):
        self.send(json.dumps(ROWS)[:400], length=40_000)
        self.close_connection = True

    def ill_html(self):
        self.send(f"<html><body>Sign in {CANARY}</body></html>", kind="text/html")

    def ill_other_shape(self):
        self.send({"weather": "fine"})

    def ill_same_cursor(self):
        self.send({"items": ROWS[50:100], "next_cursor": "50"})

    def ill_last_page_repeated(self):
        page = min(int(self.query.get("page", 1)), 3)
        self.send(ROWS[(page - 1) * 50 : page * 50])

    def ill_lying(self):
        start, size = int(self.query.get("offset", 0)), int(self.query.get("limit", 50))
        self.send({"items": ROWS[:120][start : start + size], "total": 250})
