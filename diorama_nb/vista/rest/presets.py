"""Known APIs: by name, by address, by what their answers show."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import urlsplit

from diorama_nb.vista.rest.preset import Preset
from diorama_nb.vista.rest.public import PUBLIC
from diorama_nb.vista.rest.styles import STYLES

__all__ = ["LIMIT_NAMES", "OFFSET_NAMES", "PAGE_NAMES", "PRESETS", "Preset", "by_address"]

PRESETS: Final = {preset.name: preset for preset in (*STYLES, *PUBLIC)}
"""Every preset by its name."""

_ADDRESSES: Final = (
    ("jsonplaceholder.typicode.com", "*", "jsonplaceholder"),
    ("dummyjson.com", "*", "dummyjson"),
    ("api.github.com", "/search/*", "github-search"),
    ("api.github.com", "*", "github"),
    ("pokeapi.co", "*", "pokeapi"),
    ("api.openalex.org", "*", "openalex"),
    ("api.crossref.org", "*", "crossref"),
    ("api.gbif.org", "*", "gbif"),
    ("api.stripe.com", "*", "stripe"),
    ("api.coingecko.com", "*/coins/markets", "coingecko"),
    ("pro-api.coingecko.com", "*/coins/markets", "coingecko"),
    ("api.fda.gov", "*", "openfda"),
    ("huggingface.co", "/api/*", "huggingface"),
    ("openlibrary.org", "/search.json", "openlibrary"),
    ("rickandmortyapi.com", "/api/*", "rickandmorty"),
    ("earthquake.usgs.gov", "*/query", "usgs"),
    ("query.wikidata.org", "*", "sparql"),
    ("gitlab.com", "/api/*", "gitlab"),
    ("api.notion.com", "*/query", "notion"),
    ("graph.microsoft.com", "*", "msgraph"),
    ("services.odata.org", "*", "odata"),
    ("*", "*/w/api.php", "mediawiki"),
    ("*", "*/wp-json/wp/v2/*", "wordpress"),
    ("*", "/resource/*.json", "socrata"),
    ("*", "/api/v1/timelines/*", "mastodon"),
    ("*", "/api/collections/*/records", "pocketbase"),
)
"""Host, path and preset; the first that fits counts."""

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


def by_address(url: str) -> Preset | None:
    """Return the preset of a well-known host, or of a path that only one kind of API has."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().removeprefix("www.")
    path = parts.path.rstrip("/")
    for hosts, paths, name in _ADDRESSES:
        if fnmatchcase(host, hosts) and fnmatchcase(path, paths):
            return PRESETS[name]
    return None
