"""Known APIs as plain data: by name, by host, by what their answers show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from diorama_nb.policy import Rate
from diorama_nb.vista.rest.asking import Filters, Order
from diorama_nb.vista.rest.spec import Declared, NextLink, Offset, Page, Paging
from diorama_nb.vista.rest.writes import Writes


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known of an API before asking.

    Attributes
    ----------
    name : str
        The word for ``style=``.
    declared : Declared
        What need not be found out; ``{url}`` in `detail` stands for the address of the list.
    rate : Rate or None
        How fast it may be asked.
    writes : str
        Why writes stay off, where the API only pretends to store them.
    """

    name: str
    declared: Declared
    rate: Rate | None = None
    writes: str = ""

    @property
    def paging(self) -> Paging | None:
        """How it pages; None when that is left to be found out."""
        return self.declared.page if not isinstance(self.declared.page, str) else None


_JSON_SERVER: Final = Declared(
    rows="$",
    page=Offset("_start", "_limit"),
    total="header:X-Total-Count",
    past_end="empty",
    detail="{url}/{id}",
    order=Order("_sort", direction="_order", separator=","),
    filters=Filters(any={"==": "{}", ">=": "{}_gte", "<=": "{}_lte"}),
    search="q",
)
_SIMULATED: Final = (
    "this API answers writes and does not store them; writes=True sends them anyway"
)

PRESETS: Final = {
    preset.name: preset
    for preset in (
        Preset("json-server", replace(_JSON_SERVER, writes=Writes())),
        Preset("jsonplaceholder", _JSON_SERVER, writes=_SIMULATED),
        Preset(
            "dummyjson",
            Declared(
                page=Offset("skip", "limit"),
                total="total",
                past_end="empty",
                detail="{url}/{id}",
                order=Order("sortBy", direction="order"),
            ),
            rate=Rate("100/min"),
            writes=_SIMULATED,
        ),
        Preset(
            "github",
            # Pages, but no windows: the API drops rows after it has cut a page.
            Declared(page=NextLink("header:link", size="per_page"), max_page_size=100),
        ),
        Preset(
            "pokeapi",
            Declared(
                rows="results",
                id="name",
                page=Offset("offset", "limit"),
                total="count",
                detail="{url}/{id}",
            ),
        ),
        Preset("drf", Declared(rows="results", page=NextLink("next"), total="count")),
        Preset(
            "drf-page",
            Declared(rows="results", page=Page("page"), total="count", past_end="404"),
        ),
        Preset(
            "drf-limitoffset",
            Declared(rows="results", page=Offset("offset", "limit"), total="count"),
        ),
        Preset("drf-cursor", Declared(rows="results", page=NextLink("next"), total=None)),
        Preset(
            "demo",
            Declared(
                rows="items",
                page=Offset("offset", "limit"),
                total="total",
                past_end="empty",
                detail="{url}/{id}",
                order=Order("sort", direction="order"),
                filters=Filters(any={"==": "{}"}),
                search="q",
                writes=Writes(idempotency_header="Idempotency-Key", if_match=True),
            ),
        ),
    )
}
"""Every preset by its name."""

_HOSTS: Final = {
    "jsonplaceholder.typicode.com": "jsonplaceholder",
    "dummyjson.com": "dummyjson",
    "api.github.com": "github",
    "pokeapi.co": "pokeapi",
}

OFFSET_NAMES: Final = frozenset(
    {"offset", "skip", "start", "_start", "$skip", "startIndex", "start_index", "from"}
)
"""Parameters that may hold a row offset; never a name that a cursor can have."""

LIMIT_NAMES: Final = (
    "limit", "_limit", "$top", "per_page", "perPage", "page_size", "pageSize", "size", "count",
    "rows", "take",
)  # fmt: skip
"""Parameters that may hold a page size."""

PAGE_NAMES: Final = frozenset(
    {"page", "_page", "p", "pageNumber", "page_number", "page[number]", "pageIndex"}
)
"""Parameters that may hold a page number."""


def by_host(url: str) -> Preset | None:
    """Return the preset of a well-known host."""
    host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    name = _HOSTS.get(host)
    return PRESETS[name] if name else None
