"""One local server that speaks as all public APIs, each under its own host name."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx


@dataclass(frozen=True)
class Asked:
    """One request, as an API sees it."""

    method: str
    host: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: Any = None

    def number(self, name: str, default: int) -> int:
        return int(self.query.get(name, default))

    def link(self, **changes: object) -> str:
        """Return the address of another page; None takes a parameter out."""
        given = {k: v for k, v in {**self.query, **changes}.items() if v is not None}
        return f"https://{self.host}{self.path}?{urlencode(given)}"


@dataclass(frozen=True)
class Said:
    """One answer that is more than a body with status 200."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.said = Said(body, status)


Answer = Callable[[Asked], Any]


class Served(Protocol):
    """An API as far as the server knows it: its address, where it begins, what it answers."""

    url: str
    at: str
    answer: Answer


class ToLocal(httpx.AsyncBaseTransport):
    """Connects every host name to the local server; the name itself travels in ``Host``."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._real = httpx.AsyncHTTPTransport(verify=False)  # reading certificates takes long

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await self._real.handle_async_request(request)

    async def aclose(self) -> None:
        await self._real.aclose()


@contextmanager
def serving(apis: Iterable[Served]):
    """Serve APIs on a free port; yield the port and a list that grows by every request."""
    # The most exact path comes first.
    routes = sorted(
        ((urlsplit(api.url).hostname, api.at, api.answer) for api in apis),
        key=lambda route: -len(route[1]),
    )
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                self.command,
                self.headers["Host"],
                parts.path,
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                self.headers,
                json.loads(self.rfile.read(length)) if length else None,
            )
            seen.append(self.path)
            answer = next(
                answer for host, at, answer in routes
                if host == asked.host and asked.path.startswith(at)
            )  # fmt: skip
            try:
                said = answer(asked)
            except Refused as refused:
                said = refused.said
            said = said if isinstance(said, Said) else Said(said)
            text = isinstance(said.body, str)
            content = (said.body if text else json.dumps(said.body)).encode()
            self.send_response(said.status)
            kind = "text/html" if text else "application/json"
            for name, value in {"Content-Type": kind, **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_port, seen
        finally:
            server.shutdown()
            thread.join()
