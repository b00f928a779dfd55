"""A server whose rows change, and that tells of it by server-sent events and by ETags."""

import contextlib
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


class Newsroom(ThreadingHTTPServer):
    """Keeps rows under ``/rows``, and tells of changes under ``/events``.

    Every row holds in ``at`` the number of the change that made it. `asked` holds what was
    asked: path, query, headers, status. Without `replays` it does not look at
    ``Last-Event-ID``; with it, it says ``reset`` to an id it does not know, and answers 400 to
    what can be none. ``end()`` ends all streams as a server does, ``close()`` cuts them as a
    crash does.
    """

    daemon_threads = True

    def __init__(self, rows, *, port=0, replays=True, etags=True, boot="a"):
        super().__init__(("127.0.0.1", port), Desk)
        self.rows = {str(row["id"]): {"at": 0, **row} for row in rows}
        self.replays, self.etags, self.boot = replays, etags, boot
        self.log = []
        self.asked = []
        self.news = threading.Condition()
        self.ended = 0
        self.closed = False
        self.streams = set()
        self.thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def port(self):
        return self.server_address[1]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/rows"

    def change(self, id, record, *, at=None):
        """Store a record, or delete it for None, and tell of it."""
        with self.news:
            name = "removed" if record is None else "update" if id in self.rows else "created"
            if record is None:
                self.rows.pop(id, None)
                data = {"id": id}
            else:
                at = len(self.log) + 1 if at is None else at
                data = self.rows[id] = {**record, "at": at}
            self.tell(name, json.dumps(data))

    def tell(self, name, data):
        """Tell of anything."""
        with self.news:
            self.log.append((name, data))
            self.news.notify_all()

    def end(self):
        with self.news:
            self.ended += 1
            self.news.notify_all()

    def count(self, path, status=None):
        """Return how often a path was asked for, and answered so."""
        return sum(one[0] == path and status in (None, one[3]) for one in self.asked)

    def handle_error(self, *_):
        """A client that leaves early is what some tests want."""

    def close(self):
        self.shutdown()
        self.server_close()
        with self.news:
            self.closed = True
            for stream in self.streams:
                with contextlib.suppress(OSError):
                    stream.shutdown(socket.SHUT_RDWR)
            self.news.notify_all()
        self.thread.join()

    def __exit__(self, *_):
        self.close()


class Desk(BaseHTTPRequestHandler):
    server: Newsroom
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        if self.server.closed:
            self.close_connection = True
            return
        split = urlsplit(self.path)
        self.query = {k: v[0] for k, v in parse_qs(split.query).items()}
        self.route = split.path
        if split.path == "/events":
            self.stream()
        elif split.path == "/away":
            self.answer(302, None, Location=self.query["to"])
        elif split.path.startswith("/status/"):
            self.answer(int(split.path.rpartition("/")[2]), None)
        elif split.path == "/rows":
            self.list()
        else:
            row = self.server.rows.get(unquote(split.path.rpartition("/")[2]))
            self.answer(200 if row else 404, row)

    def list(self):
        with self.server.news:
            rows = list(self.server.rows.values())
            etag = f'"{ascii(self.server.boot)[1:-1]}{len(self.server.log)}"'
        if "since" in self.query:
            rows = [row for row in rows if row["at"] >= int(self.query["since"])]
        if "newest" in self.query:
            rows = sorted(rows, key=lambda row: -row["at"])
        tag = {"ETag": etag} if self.server.etags else {}
        if tag and self.headers.get("If-None-Match") == etag:
            self.answer(304, None, **tag)
        else:
            self.answer(200, rows, **tag)

    def answer(self, status, body, **headers):
        self.note(status)
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def note(self, status):
        asked = (self.route, self.query, dict(self.headers.items()), status)
        self.server.asked.append(asked)

    def stream(self):
        server = self.server
        self.close_connection = True
        with server.news:
            server.streams.add(self.connection)
            boot, place, ended = server.boot, len(server.log), server.ended
        last = self.headers.get("Last-Event-ID", "").encode("latin-1").decode()
        if last and server.replays and not last[1:].isdigit():
            return self.answer(400, {"message": "that is no id"})
        self.note(200)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b": welcome\nretry: 1\n\n")
        if last and server.replays:
            if last.startswith(boot) and int(last[1:]) <= place:
                place = int(last[1:])
            else:
                self.wfile.write(b"event: reset\ndata:\n\n")
        while True:
            with server.news:
                while len(server.log) == place and server.ended == ended and not server.closed:
                    server.news.wait()
                if server.ended > ended or server.closed:
                    return
                told = server.log[place:]
            for name, data in told:
                place += 1
                lines = "".join(f"data: {line}\n" for line in data.split("\n"))
                self.wfile.write(f"id: {boot}{place}\nevent: {name}\n{lines}\n".encode())
