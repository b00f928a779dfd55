"""Checks what stands in `RestVista(...)` and joins it with what is known of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import httpx

from diorama_nb.errors import SpecError
from diorama_nb.policy import Rate, Retry, seconds
from diorama_nb.vista.masking import is_secret_name
from diorama_nb.vista.push.declared import Push, Sse
from diorama_nb.vista.rest.asking import Filters, Params
from diorama_nb.vista.rest.auth import Auth, Secret
from diorama_nb.vista.rest.bodies import method_of
from diorama_nb.vista.rest.checks import mapping_of, need_a, need_flag, texts_of
from diorama_nb.vista.rest.clients import Network, trusted
from diorama_nb.vista.rest.origin import parse, spaced
from diorama_nb.vista.rest.places import places_in
from diorama_nb.vista.rest.presets import PRESETS, Preset, by_address
from diorama_nb.vista.rest.spec import AUTO, Declared, Since
from diorama_nb.vista.rest.ways import Range

_OWN: Final = (
    "style", "name", "params", "method", "body", "headers", "auth", "principal", "origins",
    "rate", "retry", "timeout", "verify", "transport", "on_ignored", "validators",
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
    network: Network = field(default_factory=Network)
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
    params = mapping_of("params", given.get("params"))
    params = {str(name): _param(name, value) for name, value in params.items()}
    if params:
        address = address.copy_merge_params(params)
    preset, probes = _style(given.get("style", AUTO), str(address))
    declared, how = _joined(given, preset)
    if places := places_in(address):
        declared, probes = _with_places(declared, how, places), False
    declared = _completed(declared, how, address)
    name = given.get("name") or address.path.rstrip("/").rpartition("/")[2] or address.host
    if preset:  # what the user wrote comes first
        usual = {k: v for k, v in preset.params.items() if k not in address.params}
        address = address.copy_merge_params(usual) if usual else address
    secrets = {k: v for k, v in address.params.items() if is_secret_name(k)}
    for secret in secrets:
        address = address.copy_remove_param(secret)
    rate, retry = given.get("rate"), given.get("retry")
    if rate is None:
        rate = (preset.rate if preset else None) or Rate()
    if retry is None:
        retry = Retry()
    need_a(Rate, rate=rate)
    need_a(Retry, retry=retry)
    need_flag(validators=given.get("validators", True))
    on_ignored = given.get("on_ignored", "raise")
    if on_ignored not in ("raise", "local"):
        raise SpecError.unknown("on_ignored", str(on_ignored), ("raise", "local"))
    limits = (declared.page_size or _PAGE_SIZE, declared.max_page_size, declared.window_cap)
    rules = Rules(
        url=spaced(address),
        name=str(name),
        declared=declared,
        how=how,
        probes=probes and declared.page == AUTO,
        page_size=min(filter(None, limits)),
        places=places,
        params=[(k, v) for k, v in params.items() if k not in secrets],
        secrets=secrets,
        method=method_of(given, declared),
        body=given.get("body"),
        headers=mapping_of("headers", given.get("headers")),
        auth=given.get("auth"),
        principal=given.get("principal"),
        origins=texts_of("origins", given.get("origins", ())),
        rate=rate,
        retry=retry,
        network=Network(
            seconds(given.get("timeout", 30.0), name="timeout") or 30.0,
            given.get("transport"),
            trusted(given.get("verify", True)),
        ),
        on_ignored=on_ignored,
        validators=given.get("validators", True),
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


def _joined(given: Mapping[str, Any], preset: Preset | None) -> tuple[Declared, dict[str, str]]:
    """Return what is declared, with what a preset knows beside it, and who said each word."""
    own = Declared.of({name: given[name] for name in _DECLARED if name in given})
    declared = own.over(preset.declared if preset else Declared())
    if given.get("style") == "plain":
        declared = replace(
            declared,
            page=None if own.page == AUTO else own.page,
            total=None if own.total == AUTO else own.total,
        )
    # `None` is a declaration of these, too: there are no pages, and a preset's writes are off.
    meant = [name for name in ("page", "total", "errors", "writes") if name in given]
    declared = replace(declared, **{name: getattr(own, name) for name in meant})
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
    if declared.total == AUTO:
        how.pop("total", None)
    return declared, how


def _completed(declared: Declared, how: dict[str, str], asked: httpx.URL) -> Declared:
    """Return what is declared with all that follows from it, once its words fit together."""
    if declared.since is not None:
        declared = replace(declared, filters=_with_since(declared.filters, declared.since))
    if declared.watch is not None:
        declared = replace(declared, watch=_watch(declared, how, asked.params))
    if declared.hydrate is not None and declared.detail is None:
        declared = replace(declared, detail=declared.hydrate)
        how["detail"] = how["hydrate"]
    if declared.writes is not None:
        _check_writes(declared)
        if declared.detail is None:  # a record's address ends as that of the list does
            slash = "/" if asked.path.endswith("/") else ""
            declared = replace(declared, detail="{url}/{id}" + slash)
            how["detail"] = how["writes"]
    return declared


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


def _param(name: object, value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise SpecError(
            f"params[{name!r}] is a {type(value).__name__}", hint="text or a number"
        )
    return str(value).lower() if isinstance(value, bool) else str(value)
