"""A slow REST API of made-up products on this machine, to try things and to test against.

| Request | Answer |
|---|---|
| ``GET /products?offset=&limit=&sort=&order=asc|desc&q=&<column>=<value>`` | one page |
| ``GET /products/{id}`` | one product |
| ``GET /stats`` | what was asked so far; free of latency, faults and limits, and not counted |
| ``POST /stats/reset`` | forget it, and begin the row of faults again |

A page is ``{"items": [...], "total": n, "offset": n, "limit": n}``, at most 500 items long.
Every failure is JSON with a ``message``.
"""

import json
import math
import random
import socket
import socketserver
import sys
import time
from collections import Counter, deque
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Event, Lock, Thread, current_thread
from typing import Any, Self
from urllib.parse import urlsplit

from .demo_data import BadQuery, Catalogue

_PERIODS = {"s": 1.0, "m": 60.0, "h": 3600.0}


class RateLimit:
    """A token bucket: so many requests at once, refilled evenly over the period.

    Parameters
    ----------
    text
        Requests per second, minute or hour: ``"20/s"``, ``"300/m"``, ``"5000/h"``.
    """

    def __init__(self, text: str) -> None:
        count, _, unit = text.partition("/")
        if not count.isdecimal() or int(count) == 0 or unit not in _PERIODS:
            raise ValueError(f"a rate limit looks like 20/s, 300/m or 5000/h, not {text!r}")
        self._capacity = float(count)
        self._per_second = self._capacity / _PERIODS[unit]
        self._tokens = self._capacity
        self._then = -math.inf

    def take(self, now: float) -> float:
        """Take one request at a monotonic time; return the seconds to wait, 0 when admitted."""
        refilled = self._tokens + (now - self._then) * self._per_second
        self._tokens, self._then = min(self._capacity, refilled), now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._per_second


class DemoApi:
    """The running API; a context manager that answers inside its block.

    Parameters
    ----------
    rows
        How many products there are.
    latency
        Seconds every answer takes; requests on several connections wait side by side.
    port
        The port on 127.0.0.1; 0 takes a free one.
    fault_rate
        The share of requests, 0 to 1, answered with status 500. Which ones is settled by the
        seed and the request's number, so that a run can be repeated.
    rate_limit
        What is allowed, such as ``"20/s"``; more is answered with status 429 and Retry-After.
    seed
        Chooses the products and the faults.
    """

    def __init__(
        self,
        rows: int = 100_000,
        latency: float = 0.3,
        *,
        port: int = 0,
        fault_rate: float = 0.0,
        rate_limit: str | None = None,
        seed: int = 0,
    ) -> None:
        if not (0 <= latency < math.inf):
            raise ValueError(f"latency must be seconds from 0, not {latency}")
        if not (0 <= fault_rate <= 1):
            raise ValueError(f"fault_rate must be from 0 to 1, not {fault_rate}")
        self.latency = latency
        self.catalogue = Catalogue(rows, seed)
        self._seed = seed
        self._fault_rate = fault_rate
        self._limit = RateLimit(rate_limit) if rate_limit else None
        self._port = port
        self._lock = Lock()
        self._closing = Event()
        self._server: _Server | None = None
        self._running = 0
        self.reset_stats()

    @property
    def origin(self) -> str:
        """Where the API answers, such as ``http://127.0.0.1:8765``."""
        if self._server is None:
            raise RuntimeError("the demo API is not running; use it in a with block")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """The address of the product list."""
        return f"{self.origin}/products"

    def start(self) -> Self:
        """Begin to answer, from a thread of its own; raises OSError when the port is taken."""
        if self._server is not None:
            raise RuntimeError("the demo API is running already")
        self._closing.clear()
        self._server = _Server(self, self._port)
        self._server.start()
        return self

    def stop(self) -> None:
        """Stop answering; no thread and no connection outlives this call. Idempotent."""
        server, self._server = self._server, None
        self._closing.set()
        if server is not None:
            server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stats(self) -> dict[str, Any]:
        """Return what was asked: counts, the most requests at one time, the last 1000 lines."""
        with self._lock:
            return {
                "requests": self._requests,
                "by_path": dict(self._by_path),
                "by_status": dict(self._by_status),
                "peak": self._peak,
                "log": list(self._log),
            }

    def reset_stats(self) -> None:
        """Forget what was asked; the next request is number 1 again, also for the faults."""
        with self._lock:
            self._requests, self._peak = 0, self._running
            self._by_path: Counter[str] = Counter()
            self._by_status: Counter[str] = Counter()
            self._log: deque[str] = deque(maxlen=1000)

    def answer(self, method: str, target: str) -> tuple[int, Any, Mapping[str, str]]:
        """Answer one request line with a status, a JSON value and extra headers."""
        address = urlsplit(target)
        path = address.path.rstrip("/")
        if (method, path) == ("GET", "/stats"):
            return HTTPStatus.OK, self.stats(), {}
        if (method, path) == ("POST", "/stats/reset"):
            self.reset_stats()
            return HTTPStatus.OK, self.stats(), {}
        with self._lock:
            self._requests += 1
            number = self._requests
            self._by_path[_route(path)] += 1
            self._log.append(f"{method} {target}")
            self._running += 1
            self._peak = max(self._peak, self._running)
            wait = self._limit.take(time.monotonic()) if self._limit else 0.0
        try:
            status, value, headers = self._answer(method, path, address.query, number, wait)
        finally:
            with self._lock:
                self._running -= 1
        with self._lock:
            self._by_status[str(int(status))] += 1
        return status, value, headers

    def _answer(
        self, method: str, path: str, query: str, number: int, wait: float
    ) -> tuple[int, Any, Mapping[str, str]]:
        if wait:  # a gateway refuses at once: only the shop behind it is slow
            seconds = str(math.ceil(wait))
            refusal = _message(f"too many requests; try again in {seconds} s")
            return HTTPStatus.TOO_MANY_REQUESTS, refusal, {"Retry-After": seconds}
        self._closing.wait(self.latency)
        if random.Random(f"{self._seed}:{number}").random() < self._fault_rate:
            fault = _message(f"request {number} failed on purpose")
            return HTTPStatus.INTERNAL_SERVER_ERROR, fault, {}
        route = _route(path)
        if route == "other":
            lost = _message(f"there is nothing at {path or '/'}; try /products or /products/1")
            return HTTPStatus.NOT_FOUND, lost, {}
        if method != "GET":
            refusal = _message(f"{method} is not possible here: the shop can only be read")
            return HTTPStatus.METHOD_NOT_ALLOWED, refusal, {"Allow": "GET"}
        if route == "/products":
            try:
                return HTTPStatus.OK, self.catalogue.page(query), {}
            except BadQuery as error:
                return HTTPStatus.BAD_REQUEST, _message(str(error)), {}
        name = path.removeprefix("/products/")
        found = self.catalogue.get(int(name)) if name.isdecimal() and len(name) < 19 else None
        if found is None:
            return HTTPStatus.NOT_FOUND, _message(f"there is no product {name!r}"), {}
        return HTTPStatus.OK, found, {}


def _message(text: str) -> dict[str, str]:
    return {"message": text}


def _route(path: str) -> str:
    if path == "/products":
        return path
    one = path.startswith("/products/") and path.count("/") == 2
    return "/products/{id}" if one else "other"


class _Server(socketserver.ThreadingTCPServer):
    """One thread per connection. HTTPServer would ask the DNS for this machine's name first."""

    allow_reuse_address = True
    request_queue_size = 128  # the default of 5 makes a burst of connections wait a second

    def __init__(self, api: DemoApi, port: int) -> None:
        self.api = api
        self._open: dict[Thread, socket.socket] = {}
        super().__init__(("127.0.0.1", port), _Handler)

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


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _respond(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # where the next request begins is unknown
        elif length != "0":
            self.rfile.read(int(length))
        self._send(*self.server.api.answer(self.command, self.path))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _respond

    def _send(self, status: int, value: Any, headers: Mapping[str, str]) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        lines = {
            "Date": self.date_time_string(),
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(body)),
            **headers,
        }
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
        self._send(code, _message(message or HTTPStatus(code).phrase), {})

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent: the log is in the stats."""
