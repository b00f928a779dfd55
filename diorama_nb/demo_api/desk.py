"""Where products are written: which writes are taken, and which were done already."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any, Final

from ..demo_data import COLUMNS, Catalogue, Product
from .validation import DEFAULTS, faults, is_id

Answer = tuple[int, Any, Mapping[str, str]]
"""Status, JSON value (None without a body), extra headers."""

KEYS: Final = 10_000
"""Idempotency keys that are remembered."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that has reached the shop; names of headers are in lower case."""

    method: str
    path: str
    query: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def name(self) -> str:
        """The last part of the path: how a product is called."""
        return self.path.removeprefix("/products/")


class Refused(Exception):
    """A write that is not done, with the answer that says why."""

    def __init__(self, status: HTTPStatus, text: str, **more: Any) -> None:
        super().__init__(text)
        self.answer: Answer = (status, {**message(text), **more}, {})


class Desk:
    """Takes the writes of a shop, one at a time.

    Parameters
    ----------
    catalogue
        The products.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = Lock()
        self._given: OrderedDict[str, tuple[bytes, Answer]] = OrderedDict()

    def show(self, name: str) -> Answer:
        """Answer a request for one product."""
        found = self._find(name)
        return _nothing(name) if found is None else (HTTPStatus.OK, found, _tagged(found))

    def take(self, request: Request) -> Answer:
        """Answer a write; one whose key was seen is not done again, only answered."""
        key = request.headers.get("idempotency-key")
        with self._lock:
            if key is None:
                return self._try(request)
            sense = hashlib.blake2b(
                f"{request.method} {request.path}\n".encode() + request.body
            ).digest()
            if key in self._given:
                known, answer = self._given[key]
                if known != sense:
                    text = f"the key {key!r} was used for another write"
                    return HTTPStatus.UNPROCESSABLE_ENTITY, message(text), {}
                return answer[0], answer[1], {**answer[2], "Idempotency-Replayed": "true"}
            answer = self._try(request)
            if answer[0] < HTTPStatus.BAD_REQUEST:  # what was refused may be tried again
                self._given[key] = (sense, answer)
            while len(self._given) > KEYS:
                self._given.popitem(last=False)
            return answer

    def _try(self, request: Request) -> Answer:
        try:
            return self._write(request)
        except Refused as refused:
            return refused.answer

    def _write(self, request: Request) -> Answer:
        if request.method == "POST":
            return self._create(None, _read(request.body))
        name = request.name
        found = self._find(name)
        wanted = request.headers.get("if-match")
        if wanted is not None:
            _match(wanted, found, name)
        if request.method == "PUT":
            record = _read(request.body)
            number = _number(name)
            if number is None:
                return _nothing(name)
            if found is None:
                return self._create(number, record)
            return self._store(number, {**DEFAULTS, "id": number, **record}, given=record)
        if found is None:
            return _nothing(name)
        if request.method == "PATCH":
            patch = _read(request.body)
            return self._store(found["id"], {**found, **patch}, given=patch)
        self._catalogue.remove(found["id"])
        return HTTPStatus.NO_CONTENT, None, {}

    def _create(self, number: int | None, record: Mapping[str, Any]) -> Answer:
        if number is None:
            given = record.get("id")
            number = (
                given if isinstance(given, int) and is_id(given) else self._catalogue.last + 1
            )
        answer = self._store(
            number, {**DEFAULTS, "id": number, **record}, given=record, fresh=True
        )
        where = {"Location": f"/products/{number}", **answer[2]}
        return HTTPStatus.CREATED, answer[1], where

    def _store(
        self,
        number: int,
        whole: Mapping[str, Any],
        *,
        given: Mapping[str, Any],
        fresh: bool = False,
    ) -> Answer:
        record = {column: whole.get(column) for column in COLUMNS}
        wrong = faults(record, given)
        if "id" in given and is_id(given["id"]) and given["id"] != number:
            wrong["id"] = [f"must be {number}, as in the address"]
        if wrong:
            text = f"the product is not valid: {', '.join(wrong)}"
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, text, errors=wrong)
        if fresh and self._catalogue.get(number) is not None:
            raise Refused(HTTPStatus.CONFLICT, f"there is a product {number} already")
        record["id"] = number
        self._catalogue.put(record)
        return HTTPStatus.OK, record, _tagged(record)

    def _find(self, name: str) -> Product | None:
        number = _number(name)
        return None if number is None else self._catalogue.get(number)


def message(text: str) -> dict[str, str]:
    """Return the body of a failure."""
    return {"message": text}


def etag(record: Product) -> str:
    """Return the ETag of a product: equal products have equal ones."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return f'"{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"'


def _read(body: bytes) -> dict[str, Any]:
    try:
        record = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.BAD_REQUEST, "the body is not JSON") from None
    if not isinstance(record, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "the body must be one JSON object")
    return record


def _match(wanted: str, found: Product | None, name: str) -> None:
    tags = [tag.strip() for tag in wanted.split(",")]
    if found is None or ("*" not in tags and etag(found) not in tags):
        text = f"product {name!r} is another one by now"
        raise Refused(HTTPStatus.PRECONDITION_FAILED, text)


def _number(name: str) -> int | None:
    return int(name) if name.isdecimal() and len(name) < 19 and int(name) else None


def _nothing(name: str) -> Answer:
    return HTTPStatus.NOT_FOUND, message(f"there is no product {name!r}"), {}


def _tagged(record: Product) -> dict[str, str]:
    return {"ETag": etag(record)}
