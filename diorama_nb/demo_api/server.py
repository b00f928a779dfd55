"""The HTTP side of the demo API: threads, sockets, and nothing about products."""

from __future__ import annotations

import json
import socket
import socketserver
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Thread, current_thread
from typing import Any, Final, Protocol

MAX_BODY: Final = 2**20
"""Bytes of a request's body; more is refused."""


class Answers(Protocol):
    """What stands behind the server."""

    def answer(
        self, method: str, target: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Any, Mapping[str, str]]:
        """Answer a request with a status, a JSON value and extra headers."""


class Server(socketserver.ThreadingTCPServer):
    """One thread per connection. HTTPServer would ask the DNS for this machine's name first."""

    allow_reuse_address = True
    request_queue_size = 128  # the default of 5 makes a burst of connections wait a second

    def __init__(self, api: Answers, port: int) -> None:
        self.api = api
        self._open: dict[Thread, socket.socket] = {}
        super().__init__(("127.0.0.1", port), Handler)

    def start(self) -> None:
        serve = partial(self.serve_forever, poll_interval=0.05)
        self._accepting = Thread(target=serve, name="diorama-demo-api", daemon=True)
        self._accepting.start()

    def stop(self) -> None:
        self.shutdown()
        self._accepting.join()
        self.server_close()
        for thread, connection in list(self._open.items()):
            with suppress(OSError):  # ends the wait for a next request, if the client is there
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = Thread(
            target=self._serve, args=(request, client_address), name="diorama-demo", daemon=True
        )
        self._open[thread] = request
        thread.start()

    def _serve(self, request: Any, client_address: Any) -> None:
        self.process_request_thread(request, client_address)
        del self._open[current_thread()]

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # clients may leave any time
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 and leaves the answers to the API."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _respond(self) -> None:
        length = self.headers.get("Content-Length", "0")
        body = b""
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # where the next request begins is unknown
        elif int(length) > MAX_BODY:
            return self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif length != "0":
            body = self.rfile.read(int(length))
        headers = {name.lower(): text for name, text in self.headers.items()}
        self._send(*self.server.api.answer(self.command, self.path, body, headers))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _respond

    def _send(self, status: int, value: Any, headers: Mapping[str, str]) -> None:
        lines = {"Date": self.date_time_string(), **headers}
        body = b""
        if status != HTTPStatus.NO_CONTENT:
            body = json.dumps(value, ensure_ascii=False).encode()
            lines["Content-Type"] = "application/json; charset=utf-8"
            lines["Content-Length"] = str(len(body))
        if self.close_connection:
            lines["Connection"] = "close"
        head = [f"HTTP/1.1 {int(status)} {HTTPStatus(status).phrase}"]
        head += [f"{name}: {text}" for name, text in lines.items()]
        # One write: head and body in one packet, no waiting for an acknowledgement between.
        self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1") + body)

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        """Refuse what is no request of ours in JSON, too."""
        self.close_connection = True
        self._send(code, {"message": message or HTTPStatus(code).phrase}, {})

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent: the log is in the stats."""
