"""Checks what stands in `RestVista(...)` and joins it with what is known of the API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import UnionType
from typing import Any, Final

import httpx

from diorama_nb.errors import SpecError
from diorama_nb.policy import Rate, Retry, seconds
from diorama_nb.vista.masking import is_secret_name
from diorama_nb.vista.push.declared import Poll, Push, Sse
from diorama_nb.vista.rest.asking import Filters, Order, Params
from diorama_nb.vista.rest.auth import Auth, Secret
from diorama_nb.vista.rest.bodies import method_of
from diorama_nb.vista.rest.origin import parse, spaced
from diorama_nb.vista.rest.places import places_in
from diorama_nb.vista.rest.presets import PRESETS, Preset, by_address
from diorama_nb.vista.rest.shape import check_id_rule
from diorama_nb.vista.rest.spec import AUTO, SHAPES, CountFrom, Declared, Since
from diorama_nb.vista.rest.typed import check_types
from diorama_nb.vista.rest.ways import Paging, Range
from diorama_nb.vista.rest.writes import Writes

_OWN: Final = (
    "style", "name", "params", "method", "body", "headers", "auth", "principal", "origins",
    "rate", "retry", "timeout", "transport", "on_ignored", "validators",
)  # fmt: skip
_DECLARED: Final = tuple(f.name for f in fields(Declared))
PARAMETERS: Final = frozenset({*_OWN, *_DECLARED})
"""Every keyword of `RestVista`."""

_PAGE_SIZE: Final = 100


@dataclass(frozen=True)
class Rules:
    """Everything a source needs to know before its first request."""

    url: httpx.URL = field(repr=False)  # without the parameters in `secrets`
    name: str
    declared: Declared
    how: Mapping[str, str]
    probes: bool
    page_size: int
    places: tuple[str, ...] = ()
    params: Params = field(default_factory=list, repr=False)
    method: str = "GET"
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, Secret] = field(default_factory=dict, repr=False)
    auth: Auth | None = None
    principal: str | None = None
    origins: tuple[str, ...] = ()
    rate: Rate = field(default_factory=Rate)
    retry: Retry = field(default_factory=Retry)
    timeout: float = 30.0
    transport: httpx.AsyncBaseTransport | None = None
    on_ignored: str = "raise"
    validators: bool = True
    writes: str = ""
    given: tuple[str, Mapping[str, Any]] = field(default=("", {}), repr=False)  # as written

    def detail_of(self, template: str | None) -> str | None:
        """Return a detail template with the address of the list filled in."""
        if template is None:
            return None
        return template.replace("{url}", str(self.url.copy_with(query=None)).rstrip("/"))


def declare(url: str, given: Mapping[str, Any]) -> Rules:
    """Check a declaration; sends nothing.

    Raises
    ------
    SpecError
        If a keyword is unknown or a value can not mean anything.
    """
    for name in given:
        if name not in PARAMETERS:
            raise SpecError.unknown("parameter", name, PARAMETERS)
    address = parse(url)
    params = [(str(k), _text(k, v)) for k, v in _mapping("params", given.get("params")).items()]
    if params:
        address = address.copy_merge_params(dict(params))
    asked = list(address.params)
    preset, probes = _style(given.get("style", AUTO), str(address))
    own = _declared({k: given[k] for k in _DECLARED if k in given})
    known = preset.declared if preset else Declared()
    declared = own.over(known)
    if given.get("style") == "plain":
        declared = replace(
            declared,
            page=None if own.page == AUTO else own.page,
            total=None if own.total == AUTO else own.total,
        )
    if "page" in given:  # `None` is a declaration too: there are no pages
        declared, probes = (
            replace(declared, page=given["page"]),
            given["page"] == AUTO and probes,
        )
    if "total" in given:
        declared = replace(declared, total=given["total"])
    if "errors" in given:
        declared = replace(declared, errors=own.errors)
    if "writes" in given:  # `False` is a declaration too: a preset's writes are not wanted
        declared = replace(declared, writes=own.writes)
    how = {
        name: "declared" if name in given else "preset"
        for name in _DECLARED
        if getattr(declared, name) not in (None, AUTO) or name in given
    }
    if preset and preset.declared.page is None:  # known to be everything
        how.setdefault("page", "preset")
    if isinstance(declared.page, Range) and declared.page.count and declared.total == AUTO:
        declared = replace(declared, total="header:content-range")
        how["total"] = how["page"]
    if how.get("total") and declared.total == AUTO:
        del how["total"]
    if places := places_in(address):
        declared, probes = _with_places(declared, how, places), False
    if declared.since is not None:
        declared = replace(declared, filters=_with_since(declared.filters, declared.since))
    if declared.watch is not None:
        declared = replace(declared, watch=_watch(declared, how, asked))
    if declared.hydrate is not None and declared.detail is None:
        declared = replace(declared, detail=declared.hydrate)
        how["detail"] = how["hydrate"]
    if declared.writes is not None:
        _check_writes(declared)
        if declared.detail is None:  # a record's address ends as that of the list does
            slash = "/" if address.path.endswith("/") else ""
            declared = replace(declared, detail="{url}/{id}" + slash)
            how["detail"] = how["writes"]
    rate = _a(Rate, "rate", given.get("rate")) or (preset.rate if preset else None) or Rate()
    on_ignored = given.get("on_ignored", "raise")
    if on_ignored not in ("raise", "local"):
        raise SpecError.unknown("on_ignored", str(on_ignored), ("raise", "local"))
    limits = (declared.page_size or _PAGE_SIZE, declared.max_page_size, declared.window_cap)
    size = min(filter(None, limits))
    name = given.get("name") or address.path.rstrip("/").rpartition("/")[2] or address.host
    if preset:  # what the user wrote comes first
        usual = {k: v for k, v in preset.params.items() if k not in address.params}
        address = address.copy_merge_params(usual) if usual else address
    secrets = {k: v for k, v in address.params.items() if is_secret_name(k)}
    for secret in secrets:
        address = address.copy_remove_param(secret)
    rules = Rules(
        url=spaced(address),
        name=str(name),
        declared=declared,
        how=how,
        probes=probes and declared.page == AUTO,
        page_size=size,
        places=places,
        params=[(k, v) for k, v in params if k not in secrets],
        secrets=secrets,
        method=method_of(given, declared),
        body=given.get("body"),
        headers=_mapping("headers", given.get("headers")),
        auth=given.get("auth"),
        principal=given.get("principal"),
        origins=_texts("origins", given.get("origins", ())),
        rate=rate,
        retry=_a(Retry, "retry", given.get("retry")) or Retry(),
        timeout=seconds(given.get("timeout", 30.0), name="timeout") or 30.0,
        transport=given.get("transport"),
        on_ignored=on_ignored,
        validators=_bool("validators", given.get("validators", True)),
        writes=preset.writes if preset else "",
        given=(url, given),
    )
    return replace(rules, declared=replace(declared, detail=rules.detail_of(declared.detail)))


def _style(style: object, url: str) -> tuple[Preset | None, bool]:
    """Return the preset of a style, and whether the rest may be found out by asking."""
    if isinstance(style, Preset):
        return style, False
    if style == AUTO:
        return (preset, False) if (preset := by_address(url)) else (None, True)
    if style == "plain":
        return None, False
    if not isinstance(style, str) or style not in PRESETS:
        raise SpecError.unknown("style", str(style), [*PRESETS, "auto", "plain"])
    return PRESETS[style], False


def _declared(given: dict[str, Any]) -> Declared:
    for name in (
        "rows",
        "detail",
        "hydrate",
        "record",
        "search",
        "past_end",
        "total",
        "errors",
        "incomplete",
    ):
        value = given.get(name)
        if name == "total" and isinstance(value, CountFrom):
            continue
        if value is not None and (not isinstance(value, str) or not value):
            raise SpecError(f"{name}={value!r} is no text", hint=f'{name}="…"')
    for name in ("page", "walk"):
        page = given.get(name)
        if page not in (None, AUTO) and not isinstance(page, Paging):
            kinds = ", ".join(kind.__name__ for kind in Paging.__args__)
            raise SpecError(
                f"{name}={page!r} is no way of paging", hint=f"use one of {kinds} or None"
            )
    for name in ("page_size", "max_page_size", "window_cap"):
        value = given.get(name)
        if value is not None and (type(value) is not int or value < 1):
            raise SpecError(f"{name}={value!r} is no number of rows", hint=f"{name}=100")
    for name in ("detail", "hydrate"):
        if (template := given.get(name)) is not None and "{id}" not in template:
            raise SpecError(
                f"{name}={template!r} has no {{id}}", hint=f'{name}="/items/{{id}}"'
            )
    for name in ("empty", "missing"):
        if (none := given.get(name)) is not None and none not in range(400, 500):
            raise SpecError(f"{name}={none!r} is no status", hint=f"{name}=404")
    if (end := given.get("past_end")) is not None and not re.fullmatch(
        r"empty|repeats|[45]\d\d(:.+)?", end
    ):
        raise SpecError.unknown("past_end", end, ("empty", "repeats", "404", "400:<code>"))
    if (kind := given.get("shape")) is not None and kind not in SHAPES:
        raise SpecError.unknown("shape", str(kind), SHAPES)
    if isinstance(given.get("order"), str):
        given["order"] = Order(given["order"])
    _a(Order, "order", given.get("order"))
    given["filters"] = Filters.of(given.get("filters"))
    _a(Sse | Poll, "watch", given.get("watch"))
    _a(Since, "since", given.get("since"))
    if "required" in given:
        given["required"] = _texts("required", given["required"])
    given["writes"] = Writes.of(given.get("writes"))
    if given.get("columns") is not None:
        given["columns"] = _columns(given["columns"])
    if isinstance(given.get("id"), list):
        given["id"] = tuple(given["id"])
    check_id_rule(given.get("id"))
    return Declared(**given)


def _columns(given: Any) -> tuple[str, ...] | dict[str, str]:
    if not isinstance(given, Mapping):
        return _texts("columns", given)
    _texts("columns", list(given))
    check_types(given)
    return dict(given)


def _check_writes(declared: Declared) -> None:
    if declared.id is None:
        raise SpecError("writes need rows that have a name", hint='id="sku"')
    as_read = declared.writes is not None and declared.writes.format == declared.shape
    if declared.shape not in (None, "objects", "by_key", "odata") and not as_read:
        raise SpecError(
            f"rows of the shape {declared.shape!r} can not be written",
            hint='writes={"format": "jsonapi"}'
            if declared.shape == "jsonapi"
            else 'shape="objects"',
        )


def _watch(declared: Declared, how: Mapping[str, str], asked: Iterable[str]) -> Push | None:
    """Return what tells of changes, once it is checked.

    A preset knows the rows of a list as such. One that is asked with parameters of its own may
    hold fewer rows, or others: of changes there only is known that something changed.
    """
    way = declared.watch
    if isinstance(way, Sse):
        own = how["watch"] == "preset" and any(not is_secret_name(name) for name in asked)
        return way.doorbell if own else way
    if way is not None and way.query is not None:
        raise SpecError("Poll(query=…) is for databases", hint='Poll("30s", url="/version")')
    if way is not None and way.since is not None:
        _check_since(declared, way.since)
    return way


def _with_places(declared: Declared, how: dict[str, str], places: Iterable[str]) -> Declared:
    """Return what is declared of an address with places, without what needs one list."""
    for word in ("writes", "watch", "detail", "hydrate"):
        value = getattr(declared, word)
        if value is None or (isinstance(value, str) and "{url}" not in value):
            continue
        if how.get(word) != "preset":
            raise SpecError(
                f"{word}= needs one list, and the url has places: {', '.join(places)}",
                hint=f"leave {word}= out, or write a url without places",
            )
        none: dict[str, Any] = {word: None}
        declared = replace(declared, **none)
        del how[word]
    return declared


def _with_since(filters: Filters | None, since: Since) -> Filters:
    """Return filters of which one asks for the rows that changed."""
    filters = filters or Filters()
    own = {**filters.columns.get(since.field, {}), since.op: since.param}
    return replace(filters, columns={**filters.columns, since.field: own})


def _check_since(declared: Declared, column: str) -> None:
    if declared.filters is None or declared.filters.param(column, ">=") is None:
        raise SpecError(
            f"rows that changed since a time can not be asked for by {column!r}",
            hint=f'declare how: filters={{"{column}": {{">=": "updated_since"}}}}',
        )
    if declared.id is None:
        raise SpecError("since= needs rows that have a name", hint='id="sku"')


def _a(kind: type[Any] | UnionType, name: str, value: Any) -> Any:
    if value is not None and not isinstance(value, kind):
        word = kind.__name__ if isinstance(kind, type) else str(kind.__args__[0].__name__)
        raise SpecError(f"{name}={value!r} is no {word}", hint=f"{name}={word}(…)")
    return value


def _mapping(name: str, value: Any) -> Mapping[str, Any]:
    if value is not None and not isinstance(value, Mapping):
        raise SpecError(f"{name} must be a dict", hint=f'{name}={{"name": "value"}}')
    return value or {}


def _texts(name: str, value: Any) -> tuple[str, ...]:
    texts = (value,) if isinstance(value, str) else value
    if not isinstance(texts, Iterable) or not all(isinstance(t, str) and t for t in texts):
        raise SpecError(f"{name} must be a list of texts", hint=f'{name}=["…"]')
    return tuple(texts)


def _bool(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise SpecError(f"{name}={value!r} is neither True nor False", hint=f"{name}=False")
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise SpecError(
            f"params[{name!r}] is a {type(value).__name__}", hint="text or a number"
        )
    return str(value).lower() if isinstance(value, bool) else str(value)
