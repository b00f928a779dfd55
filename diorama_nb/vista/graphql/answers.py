"""What an answer says: rows, totals, what is missing from it, and which error it is; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from diorama_nb.errors import (
    AuthFailed,
    Forbidden,
    RequestInfo,
    ShapeChanged,
    SourceError,
    SourceMissing,
)
from diorama_nb.values import MISSING, Record
from diorama_nb.vista.graphql import cells
from diorama_nb.vista.graphql.columns import Cell
from diorama_nb.vista.graphql.plan import Plan
from diorama_nb.vista.rest import links
from diorama_nb.vista.rest.failures import SHOWN, limited, unavailable
from diorama_nb.vista.rest.limits import asked_wait
from diorama_nb.vista.rest.messages import Again

# Words of `extensions.code` and its like: Apollo, GitHub, Hasura, Shopify, AppSync.
_LIMITED: Final = {"RATE_LIMITED", "RATE_LIMIT", "RATE_LIMIT_EXCEEDED", "THROTTLED",
                   "TOO_MANY_REQUESTS"}  # fmt: skip
_UNKNOWN: Final = {"UNAUTHENTICATED", "AUTHENTICATION_REQUIRED", "AUTHENTICATION_ERROR",
                   "INVALID_JWT", "INVALID_HEADERS", "JWT_INVALID_CLAIMS", "UNAUTHORIZED",
                   "UNAUTHORIZEDEXCEPTION"}  # fmt: skip
_REFUSED: Final = {"FORBIDDEN", "ACCESS_DENIED", "PERMISSION_ERROR", "INSUFFICIENT_SCOPES"}
_MISSING: Final = {"NOT_FOUND"}
_PASSING: Final = {"SERVICE_UNAVAILABLE", "TIMEOUT", "GATEWAY_TIMEOUT"}
_INVALID: Final = {"GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "VALIDATION_FAILED"}
_NO_FIELD: Final = re.compile(
    r"cannot query field|unknown (argument|type)|field .* not found", re.I
)
_NO_RECORD: Final = re.compile(
    r"global ?id|could not resolve|not found|does not exist|invalid id", re.I
)
"""How servers say that an id names nothing: GitHub, Shopify, Saleor, Graphene, Strawberry."""


# --- errors --------------------------------------------------------------------------------


def errors_of(body: Any) -> list[Mapping[str, Any]]:
    """Return the errors an answer tells of."""
    told = body.get("errors") if isinstance(body, Mapping) else None
    return [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []


def message_of(errors: Iterable[Mapping[str, Any]], redact: Callable[[str], str]) -> str:
    """Return what the errors say, as plain text; secrets are masked before it is cut."""
    texts = dict.fromkeys(str(one.get("message", "")) for one in errors)
    said = redact("; ".join(filter(None, list(texts)[:3])))
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:SHOWN]


def _codes(errors: Iterable[Mapping[str, Any]]) -> set[str]:
    found: set[str] = set()
    for one in errors:
        more = one.get("extensions")
        places = [one, more] if isinstance(more, Mapping) else [one]
        words = (place.get(key) for place in places for key in ("code", "type", "errorType"))
        found |= {w.upper().replace("-", "_") for w in words if isinstance(w, str)}
    return found


def raised(
    body: Mapping[str, Any],
    said: str,
    *,
    request: RequestInfo,
    status: int,
    headers: Mapping[str, str],
    now: datetime,
) -> SourceError | Again:
    """Return the error of an answer without data; `Again` where the same may work later.

    Parameters
    ----------
    said : str
        What the errors say, without secrets.
    """
    errors = errors_of(body)
    codes = _codes(errors)
    info: dict[str, Any] = {"request": request, "status": status, "server_message": said}
    if codes & _LIMITED:
        wait = _throttled(body)
        wait = asked_wait(headers, now) if wait is None else wait
        return Again(lambda n: limited(request, status, wait, now, said), wait, done=False)
    if codes & _PASSING:
        return Again(lambda n: _unavailable(request, said, n))
    if codes & _UNKNOWN:
        hint = 'give auth=Bearer(Env("API_TOKEN")), or ApiKey(…) with the header it wants'
        return AuthFailed(f"the source does not know who asks: {said}", hint=hint, **info)
    if codes & _REFUSED:
        hint = "check what the credentials may read, or name fewer columns="
        return Forbidden(f"the source refuses this account: {said}", hint=hint, **info)
    if codes & _MISSING:
        return SourceMissing(f"there is nothing there: {said}", hint="check arguments=", **info)
    if codes & _INVALID or _NO_FIELD.search(said):
        hint = "its schema has changed: open the GraphQLVista anew"
        return ShapeChanged(f"the source does not know this query: {said}", hint=hint, **info)
    hint = "check arguments=, or ask for less: columns=, page_size="
    return SourceError(f"the source answered with an error: {said}", hint=hint, **info)


def _unavailable(request: RequestInfo, said: str, attempts: int) -> SourceError:
    error = unavailable(request, said, attempts)
    error.server_message = said
    return error


def no_record(errors: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the errors of a lookup say that the id names nothing."""
    return bool(errors) and all(
        _codes([one]) & _MISSING or _NO_RECORD.search(str(one.get("message", "")))
        for one in errors
    )


def _throttled(body: Mapping[str, Any]) -> float | None:
    """Return the seconds until a budget of query costs is full enough, as Shopify tells it."""
    try:
        cost = body["extensions"]["cost"]
        budget = cost["throttleStatus"]
        lacking = float(cost["requestedQueryCost"]) - float(budget["currentlyAvailable"])
        return max(0.0, lacking / float(budget["restoreRate"]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


# --- rows ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """One page as it came.

    Attributes
    ----------
    rows : list of Record
        In the order of the source.
    total : int or None
        Rows of the whole set, if the answer said so.
    after : str or None
        The cursor of the last row, where more rows follow it.
    lost : int
        Rows the source could not give.
    note : str
        What is missing, in words.
    """

    rows: list[Record] = field(default_factory=list)
    total: int | None = None
    after: str | None = None
    lost: int = 0
    note: str = ""


def at(data: Any, path: Iterable[str]) -> Any:
    """Return what stands at a path, `MISSING` where an object on the way is missing."""
    for name in path:
        data = data.get(name, MISSING) if isinstance(data, Mapping) else MISSING
    return data


def holds(body: Mapping[str, Any], path: Iterable[str]) -> bool:
    """Whether an answer holds something of what was asked for."""
    return at(body.get("data"), path) not in (None, MISSING)


def read(plan: Plan, body: Mapping[str, Any], said: str = "") -> Answer:
    """Return the page in an answer; its errors, if it has any, did not take all of it away.

    Raises
    ------
    SourceMissing
        If an object that the list is in does not exist.
    ShapeChanged
        If there is no list.
    """
    data = body.get("data")
    held = at(data, plan.names)
    if held is None or held is MISSING:
        raise SourceMissing(
            f"there is no {plan.names[0]!r} with these arguments"
            if plan.path[1:]
            else f"{plan.names[0]!r} is null",
            hint="check arguments=",
        )
    raw = _listed(held, plan.rows)
    failed = _failed(errors_of(body), (*plan.names, *plan.rows))
    rows = [
        record(plan.cells, one, without=failed.get(n, ()))
        for n, one in enumerate(raw)
        if isinstance(one, Mapping)
    ]
    lost = len(raw) - len(rows)
    info = held.get("pageInfo") if isinstance(held, Mapping) else None
    return Answer(
        rows,
        total_of(plan, body),
        _cursor(info) if isinstance(info, Mapping) else None,
        lost,
        _note(lost, failed, said) if errors_of(body) or lost else "",
    )


def _cursor(info: Mapping[str, Any]) -> str | None:
    if not info.get("hasNextPage"):
        return None
    if info.get("endCursor") is None:
        raise ShapeChanged(
            "the source says that more rows follow, and gives no cursor to ask for them",
            hint='ask the API\'s operator, or try dialect="offset"',
        )
    return str(info["endCursor"])


def total_of(plan: Plan, body: Mapping[str, Any]) -> int | None:
    """Return the number of all rows, None where the answer does not say it."""
    where = (*plan.names, plan.total)
    if plan.aggregate is not None:
        where = (*plan.names[:-1], plan.aggregate.name, "aggregate", "count")
    return links.as_total(at(body.get("data"), where))


def _listed(held: Any, way: tuple[str, ...]) -> list[Any]:
    """Return the rows in what a field returned: a list, or one in an object."""
    for n, name in enumerate(way):
        if isinstance(held, list):  # edges: each holds its row
            return [at(one, way[n:]) for one in held]
        held = at(held, (name,))
    if held is None:
        return []
    if not isinstance(held, list):
        raise ShapeChanged(
            f"there is no list at {'.'.join(way) or 'the field'!r}",
            hint="its schema has changed: open the GraphQLVista anew",
        )
    return held


def record(
    chosen: Iterable[Cell], row: Mapping[str, Any], without: Iterable[str] = ()
) -> Record:
    """Return one row; a value the source could not give is left out, for it is not null."""
    found: Record = {}
    left_out = frozenset(without)
    for cell in chosen:
        value: Any = row
        for name in cell.path:  # an object that is null has no values: they are null, too
            value = value.get(name, MISSING) if isinstance(value, Mapping) else value
        if value is not MISSING and not (value is None and left_out & _heads(cell)):
            found[cell.name] = cells.read(cell.type, value)
    return found


def _heads(cell: Cell) -> set[str]:
    return {".".join(cell.path[: n + 1]) for n in range(len(cell.path))}


def _failed(
    errors: Iterable[Mapping[str, Any]], prefix: tuple[str, ...]
) -> dict[int, tuple[str, ...]]:
    """Return which values errors took away: number of the row → dotted names."""
    found: dict[int, tuple[str, ...]] = {}
    for one in errors:
        path = one.get("path")
        if not isinstance(path, list):
            continue
        names = tuple(part for part in path if isinstance(part, str))
        number = next((part for part in path if isinstance(part, int)), None)
        inside = names[len(prefix) :]
        if number is not None and names[: len(prefix)] == prefix and inside:
            found[number] = (*found.get(number, ()), ".".join(inside))
    return found


def _note(lost: int, failed: Mapping[int, Sequence[str]], said: str) -> str:
    values = sum(map(len, failed.values())) - lost  # what took a row away is no value more
    counted = ((lost, "row"), (max(values, 0), "value"))
    parts = [f"{n} {what}{'s' * (n > 1)}" for n, what in counted if n]
    missing = " and ".join(parts) or "a part"
    return f"the source left out {missing}" + (f": {said}" if said else "")
