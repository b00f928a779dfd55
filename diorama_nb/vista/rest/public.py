"""Public APIs as plain data: what their documentation says, and nothing else."""

from __future__ import annotations

from typing import Final

from diorama_nb.policy import Rate
from diorama_nb.vista.rest.asking import Filters, Order
from diorama_nb.vista.rest.preset import Preset
from diorama_nb.vista.rest.spec import CountFrom, Declared
from diorama_nb.vista.rest.styles import JSON_SERVER
from diorama_nb.vista.rest.ways import Cursor, NextLink, Offset, Page

_SIMULATED: Final = (
    "this API answers writes and does not store them; writes=True sends them anyway"
)

PUBLIC: Final = (
    Preset("jsonplaceholder", JSON_SERVER, writes=_SIMULATED),
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
        "github-search",
        Declared(
            rows="items",
            id="id",
            page=Page("page", "per_page"),
            max_page_size=100,
            window_cap=1000,
            total="total_count",
            incomplete="incomplete_results",
        ),
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
    Preset(
        "openalex",
        Declared(
            rows="results",
            id="id",
            page=Page("page", "per_page"),
            walk=Cursor("meta.next_cursor", "cursor", start="*", size="per_page"),
            max_page_size=100,
            window_cap=10_000,
            total="meta.count",
            order=Order("sort", asc="{}:asc", desc="{}:desc", separator=","),
            search="search",
        ),
    ),
    Preset(
        "crossref",
        Declared(
            rows="message.items",
            id="DOI",
            page=Offset("offset", "rows"),
            walk=Cursor("message.next-cursor", "cursor", start="*", size="rows"),
            max_page_size=1000,
            window_cap=10_000,
            total="message.total-results",
            search="query",
        ),
    ),
    Preset(
        "gbif",
        Declared(
            rows="results",
            id="key",
            page=Offset("offset", "limit"),
            max_page_size=300,
            window_cap=100_000,
            total="count",
        ),
    ),
    Preset(
        "openfda",
        # Which column names a row differs from list to list.
        Declared(
            rows="results",
            page=Offset("skip", "limit"),
            walk=NextLink("header:link", size="limit"),
            max_page_size=1000,
            window_cap=26_000,
            total="meta.results.total",
            order=Order("sort", asc="{}:asc", desc="{}:desc"),
            empty=404,
        ),
    ),
    Preset(
        "coingecko",
        Declared(
            rows="$",
            id="id",
            page=Page("page", "per_page"),
            max_page_size=250,
            total=None,
            past_end="empty",
            order=Order(
                "order",
                asc="{}_asc",
                desc="{}_desc",
                columns={"market_cap": "market_cap", "total_volume": "volume", "id": "id"},
            ),
        ),
    ),
    Preset(
        "huggingface",
        Declared(
            rows="$",
            id="id",
            page=NextLink("header:link", size="limit"),
            max_page_size=1000,
            total=None,
            search="search",
        ),
    ),
    Preset(
        "openlibrary",
        # The answer calls `start` what the question calls `offset`.
        Declared(
            rows="docs",
            id="key",
            page=Offset("offset", "limit"),
            total="numFound",
            past_end="empty",
        ),
    ),
    Preset(
        "rickandmorty",
        Declared(
            rows="results",
            id="id",
            page=Page("page"),
            page_size=20,
            total="info.count",
            past_end="404",
            empty=404,
            detail="{url}/{id}",
            filters=Filters({"status": {"==": "status"}, "gender": {"==": "gender"}}),
        ),
    ),
    Preset(
        "usgs",
        Declared(
            rows="features",
            shape="geojson",
            id="id",
            page=Offset("offset", "limit", base=1),
            max_page_size=20_000,
            total=CountFrom("count", url="count"),
            past_end="empty",
        ),
        params={"format": "geojson", "orderby": "time"},
    ),
    Preset(
        "gitlab",
        Declared(
            rows="$",
            id="id",
            page=Page("page", "per_page"),
            walk=NextLink("header:link", size="per_page"),
            max_page_size=100,
            window_cap=50_000,
            total="header:X-Total",
            past_end="empty",
        ),
    ),
)
"""Presets of hosts; their addresses are listed in `presets`."""
