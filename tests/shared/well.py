"""A list of rows that everybody draws from, and that counts how often."""

import json
import threading
import time

from tests.servers.faults import Faults, Handler


class Well(Faults):
    """Serves ``/rows`` by windows and ``/rows/<id>``, and takes PATCH and DELETE of a row.

    Pages of ``/rows?linked=1`` lead on to the next one.

    Each row names in ``owner`` who asked. `seen` holds what was asked: method, target, time.
    ``hold()`` keeps the next answer back until ``let_go()``; `refusals` are statuses, and what
    ``Retry-After`` says with them, of the next answers. With `mute` a write is answered by
    nothing; with `cuts` the connection is cut after it.
    """

    def __init__(self, rows=30):
        self.rows = {n: {"id": n, "name": f"row {n}"} for n in range(1, rows + 1)}
        self.refusals = []
        self.mute = self.cuts = False
        self.slow = 0.0
        self.held = threading.Event()
        self._holds = 0
        self._go_on = threading.Event()
        super().__init__()
        self.RequestHandlerClass = Bucket

    @property
    def list_url(self):
        return f"{self.url}/rows"

    @property
    def reads(self):
        return [target for method, target, _ in self.seen if method == "GET"]

    def hold(self):
        self._go_on.clear()
        self.held.clear()
        self._holds = 1

    def let_go(self):
        self._go_on.set()

    def wait(self):
        if self._holds:
            self._holds -= 1
            self.held.set()
            self._go_on.wait(30)

    def close(self):
        self.let_go()
        super().close()


class Bucket(Handler):
    server: Well

    def take(self):
        server = self.server
        server.seen.append((self.command, self.path, time.monotonic()))
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if server.refusals:
            status, wait = server.refusals.pop(0)
            return self.send({"message": "no"}, status, [("Retry-After", str(wait))])
        path, _, query = self.path.partition("?")
        self.query = dict(pair.split("=", 1) for pair in query.split("&") if pair)
        id = path.removeprefix("/rows").strip("/")
        if self.command != "GET":
            return self.write(int(id), json.loads(content or b"{}"))
        rows = list(server.rows.values())  # as they are when it is asked
        one = server.rows.get(int(id)) if id else None
        server.wait()
        time.sleep(server.slow)
        if id:
            return self.send(self.own(one)) if one else self.send({}, 404)
        start, size = int(self.query.get("offset", 0)), int(self.query.get("limit", 10))
        shown = [self.own(row) for row in rows[start : start + size]]
        answer = {"items": shown, "total": len(rows)}
        if "linked" in self.query:
            more = start + size < len(rows)
            answer["next"] = f"/rows?linked=1&offset={start + size}" if more else None
        return self.send(answer)

    do_GET = do_PATCH = do_DELETE = take

    def own(self, row):
        return row | {"owner": self.headers.get("Authorization", "nobody")}

    def write(self, id, patch):
        rows = self.server.rows
        if self.command == "DELETE":
            rows.pop(id, None)
        else:
            rows[id] = rows[id] | patch
        if self.server.cuts:
            self.close_connection = True
            return None
        empty = self.server.mute or self.command == "DELETE"
        return self.send(b"", 204) if empty else self.send(self.own(rows[id]))
