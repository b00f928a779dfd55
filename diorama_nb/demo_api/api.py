"""The demo API itself: its settings, what it was asked, and where a request goes."""

from __future__ import annotations

import math
import random
import time
from collections import Counter, deque
from collections.abc import Mapping
from http import HTTPStatus
from threading import Event, Lock
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import urlsplit

from ..demo_data import BadQuery, Catalogue
from .desk import Answer, Desk, Request, message
from .limits import RateLimit
from .server import Server


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
        self._desk = Desk(self.catalogue)
        self._seed = seed
        self._fault_rate = fault_rate
        self._limit = RateLimit(rate_limit) if rate_limit else None
        self._port = port
        self._lock = Lock()
        self._closing = Event()
        self._server: Server | None = None
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
        self._server = Server(self, self._port)
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

    def answer(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """Answer a request with a status, a JSON value and extra headers.

        Parameters
        ----------
        method, target
            Those of the request line.
        body
            What was sent with it.
        headers
            Names in lower case.
        """
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
            answer = self._failure(number, wait)
            if answer is None:
                request = Request(method, path, address.query, body, headers)
                answer = self._answer(request)
        finally:
            with self._lock:
                self._running -= 1
        with self._lock:
            self._by_status[str(int(answer[0]))] += 1
        return answer

    def _failure(self, number: int, wait: float) -> Answer | None:
        """Return the answer of a request that does not reach the shop; takes the latency."""
        if wait:  # a gateway refuses at once: only the shop behind it is slow
            seconds = str(math.ceil(wait))
            refusal = message(f"too many requests; try again in {seconds} s")
            return HTTPStatus.TOO_MANY_REQUESTS, refusal, {"Retry-After": seconds}
        self._closing.wait(self.latency)
        if random.Random(f"{self._seed}:{number}").random() < self._fault_rate:
            fault = message(f"request {number} failed on purpose")
            return HTTPStatus.INTERNAL_SERVER_ERROR, fault, {}
        return None

    def _answer(self, request: Request) -> Answer:
        route = _route(request.path)
        if route == "other":
            where = request.path or "/"
            lost = message(f"there is nothing at {where}; try /products or /products/1")
            return HTTPStatus.NOT_FOUND, lost, {}
        allowed = "GET, POST" if route == "/products" else "GET, PUT, PATCH, DELETE"
        if request.method not in allowed.split(", "):
            refusal = message(f"{request.method} is not possible here, only {allowed}")
            return HTTPStatus.METHOD_NOT_ALLOWED, refusal, {"Allow": allowed}
        if request.method != "GET":
            return self._desk.take(request)
        if route == "/products":
            try:
                return HTTPStatus.OK, self.catalogue.page(request.query), {}
            except BadQuery as error:
                return HTTPStatus.BAD_REQUEST, message(str(error)), {}
        return self._desk.show(request.name)


def _route(path: str) -> str:
    if path == "/products":
        return path
    one = path.startswith("/products/") and path.count("/") == 2
    return "/products/{id}" if one else "other"
