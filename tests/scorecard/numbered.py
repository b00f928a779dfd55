"""APIs that count rows or pages, as their documentation describes them."""

from __future__ import annotations

from typing import Any

from diorama_nb.vista.rest import Page
from tests.scorecard.card import Api
from tests.scorecard.server import Asked, Refused, Said


def made(count: int, key: str = "id", **columns: Any) -> list[dict[str, Any]]:
    """Return rows numbered from 1; a column is a function of the number."""
    return [
        {key: n, **{name: make(n) for name, make in columns.items()}}
        for n in range(1, count + 1)
    ]


def ids(rows: list[dict[str, Any]], key: str = "id") -> list[str]:
    return [str(row[key]) for row in rows]


def paged(asked: Asked, rows: list[Any], size: int, most: int, base: int = 1) -> list[Any]:
    """Return a page by ``page`` and ``per_page``, clamped as most APIs clamp it."""
    count = min(asked.number("per_page", size), most)
    start = (asked.number("page", base) - base) * count
    return rows[start : start + count]


def links(asked: Asked, total: int, size: int, most: int) -> dict[str, str]:
    """Return the ``Link`` header of numbered pages."""
    count, page = min(asked.number("per_page", size), most), asked.number("page", 1)
    last = -(-total // count)
    found = []
    if page > 1:
        found += [f'<{asked.link(page=page - 1)}>; rel="prev"']
    if page < last:
        found += [f'<{asked.link(page=page + 1)}>; rel="next"']
        found += [f'<{asked.link(page=last)}>; rel="last"']
    return {"Link": ", ".join(found)} if found else {}


# --- JSONPlaceholder: json-server 0.x ---

COMMENTS = made(250, name=lambda n: f"comment {n}", postId=lambda n: n // 5)


def jsonplaceholder(asked: Asked) -> Any:
    if "_start" not in asked.query:
        return COMMENTS
    start = asked.number("_start", 0)
    page = COMMENTS[start : start + asked.number("_limit", 10)]
    return Said(page, headers={"X-Total-Count": str(len(COMMENTS))})


# --- DummyJSON ---

PRODUCTS = made(194, title=lambda n: f"product {n}", price=lambda n: n + 0.99)


def dummyjson(asked: Asked) -> Any:
    skip, limit = asked.number("skip", 0), asked.number("limit", 30)
    page = PRODUCTS[skip : skip + limit] if limit else PRODUCTS
    return {"products": page, "total": len(PRODUCTS), "skip": skip, "limit": len(page)}


# --- GitHub: the search knows more rows than it hands out ---

FOUND = made(2340, title=lambda n: f"issue {n}", score=lambda n: 1.0)


def github_search(asked: Asked) -> Any:
    size, page = min(asked.number("per_page", 30), 100), asked.number("page", 1)
    if size * (page - 1) >= 1000:
        raise Refused(422, {"message": "Only the first 1000 search results are available"})
    items = paged(asked, FOUND[:1000], 30, 100)
    body = {"total_count": len(FOUND), "incomplete_results": False, "items": items}
    return Said(body, headers=links(asked, 1000, 30, 100))


# --- PokeAPI: rows are a name and a link ---

POKEMON = [
    {"name": f"poke-{n}", "url": f"https://pokeapi.co/api/v2/pokemon/{n}/"}
    for n in range(1, 303)
]


def pokeapi(asked: Asked) -> Any:
    offset, limit = asked.number("offset", 0), asked.number("limit", 20)
    follow = asked.link(offset=offset + limit, limit=limit)
    before = asked.link(offset=max(0, offset - limit), limit=limit)
    return {
        "count": len(POKEMON),
        "next": follow if offset + limit < len(POKEMON) else None,
        "previous": before if offset else None,
        "results": POKEMON[offset : offset + limit],
    }


# --- NASA NeoWs: the next link is http, holds the key, and pages hold 20 at most ---

NEOS = made(65, name=lambda n: f"({n}) NEO", links=lambda n: {"self": f"http://x/{n}"})


def neows_browse(asked: Asked) -> Any:
    if "api_key" not in asked.query:
        raise Refused(403, {"error": {"code": "API_KEY_MISSING", "message": "No api_key"}})
    size, page = min(asked.number("size", 20), 20), asked.number("page", 0)
    follow = asked.link(page=page + 1, size=size).replace("https:", "http:")
    return {
        "links": {"next": follow, "self": asked.link().replace("https:", "http:")},
        "page": {
            "size": size,
            "total_elements": len(NEOS),
            "total_pages": -(-len(NEOS) // size),
            "number": page,
        },
        "near_earth_objects": NEOS[page * size :][:size],
    }


# --- NASA Images: ids lie in a list, and 10,000 rows are all there is ---

IMAGES = [
    {
        "href": f"https://images-assets.nasa.gov/image/as11-{n}/collection.json",
        "data": [{"nasa_id": f"as11-{n}", "title": f"Moon {n}", "media_type": "image"}],
    }
    for n in range(1, 236)
]


def nasa_images(asked: Asked) -> Any:
    size, page = min(asked.number("page_size", 100), 100), asked.number("page", 1)
    if size * page > 10_000:
        raise Refused(400, {"reason": "Maximum number of search results have been displayed."})
    follow = asked.link(page=page + 1).replace("https:", "http:")
    return {
        "collection": {
            "version": "1.1",
            "href": asked.link(),
            "items": IMAGES[(page - 1) * size :][:size],
            "metadata": {"total_hits": len(IMAGES)},
            "links": [{"rel": "next", "prompt": "Next", "href": follow}],
        }
    }


# --- USGS: the first row is number 1, rows are features, the total has its own address ---

QUAKES = [
    {
        "type": "Feature",
        "properties": {"mag": n / 50, "place": f"{n} km N of Nowhere", "ids": f",us{n},"},
        "geometry": {"type": "Point", "coordinates": [-120.0, 35.0, n / 10]},
        "id": f"us{n}",
    }
    for n in range(1, 241)
]


def usgs(asked: Asked) -> Any:
    if asked.query.get("format") != "geojson":
        return Said('<?xml version="1.0"?><q:quakeml/>')
    if asked.path.endswith("/count"):
        return {"count": len(QUAKES), "maxAllowed": 20_000}
    offset, limit = asked.number("offset", 1), asked.number("limit", 20_000)
    if offset < 1 or not 1 <= limit <= 20_000:
        raise Refused(400, "Error 400: Bad Request")
    page = QUAKES[offset - 1 : offset - 1 + limit]
    return {
        "type": "FeatureCollection",
        "metadata": {"title": "USGS Earthquakes", "status": 200, "count": len(page)},
        "features": page,
    }


# --- CoinGecko: no total anywhere ---

COINS = [
    {"id": f"coin-{n}", "symbol": f"c{n}", "current_price": n / 2, "market_cap": 10**9 - n}
    for n in range(1, 271)
]


def coingecko(asked: Asked) -> Any:
    if "vs_currency" not in asked.query:
        raise Refused(422, {"error": "Missing parameter vs_currency"})
    return paged(asked, COINS, 100, 250)


# --- Open Library: the answer's `start` is the question's `offset` ---

BOOKS = [{"key": f"/works/OL{n}W", "title": f"Book {n}"} for n in range(1, 221)]


def openlibrary(asked: Asked) -> Any:
    limit = asked.number("limit", 100)
    start = asked.number("offset", (asked.number("page", 1) - 1) * limit)
    found = len(BOOKS)
    return {
        "numFound": found,
        "start": start,
        "numFoundExact": True,
        "num_found": found,
        "q": asked.query.get("q", ""),
        "offset": asked.query.get("offset"),
        "docs": BOOKS[start : start + limit],
    }


# --- Rick and Morty: twenty a page, 404 for none ---

CHARACTERS = made(
    126, name=lambda n: f"Rick {n}", status=lambda n: "Alive" if n % 2 else "Dead"
)


def rickandmorty(asked: Asked) -> Any:
    rows = [r for r in CHARACTERS if asked.query.get("status", r["status"]) == r["status"]]
    page = asked.number("page", 1)
    found, pages = rows[(page - 1) * 20 :][:20], -(-len(rows) // 20)
    if not found:
        raise Refused(404, {"error": "There is nothing here"})
    return {
        "info": {
            "count": len(rows),
            "pages": pages,
            "next": asked.link(page=page + 1) if page < pages else None,
            "prev": asked.link(page=page - 1) if page > 1 else None,
        },
        "results": found,
    }


# --- GBIF: more than 300 are cut without a word ---

SEEN = made(350, "key", species=lambda n: f"Species {n % 7}")


def gbif(asked: Asked) -> Any:
    offset, limit = asked.number("offset", 0), min(asked.number("limit", 20), 300)
    if offset + limit > 100_000:
        raise Refused(400, "Max offset of 100000 exceeded")
    return {
        "offset": offset,
        "limit": limit,
        "endOfRecords": offset + limit >= len(SEEN),
        "count": len(SEEN),
        "results": SEEN[offset : offset + limit],
        "facets": [],
    }


# --- World Bank: a list of the counts and of the rows ---

YEARS = [
    {"countryiso3code": code, "date": str(year), "value": year * 10}
    for code in ("ABW", "DEU", "IND", "PER")
    for year in range(2023, 1962, -1)
]


def worldbank(asked: Asked) -> Any:
    if asked.query.get("format") != "json":
        return Said('<?xml version="1.0"?><wb:data/>')
    if "nosuch" in asked.path:
        wrong = {"id": "120", "key": "Invalid value", "value": "The parameter is not valid"}
        return [{"message": [wrong]}]
    size = asked.number("per_page", 50)
    told = {
        "page": asked.number("page", 1),
        "pages": -(-len(YEARS) // size),
        "per_page": size,
        "total": len(YEARS),
        "sourceid": "2",
    }
    return [told, paged(asked, YEARS, 50, 32_500)]


# --- Socrata: without an order the rows come in any; all values are text ---

CITY = [{":id": f"row-{n:04}", "street": f"{n} Main St", "fee": str(n)} for n in range(1, 251)]


def socrata(asked: Asked) -> Any:
    if asked.query.get("$select") == "count(*)":
        if "$order" in asked.query:
            raise Refused(400, {"error": True, "message": "Column :id not in group bys"})
        return [{"count": str(len(CITY))}]
    offset, limit = asked.number("$offset", 0), asked.number("$limit", 1000)
    by = offset if "$order" not in asked.query else 0  # shuffled anew for every question
    rows = (CITY[by:] + CITY[:by])[offset : offset + limit]
    if asked.query.get("$$exclude_system_fields") == "false":
        return rows
    return [{k: v for k, v in row.items() if k != ":id"} for row in rows]


# --- GitLab ---

PROJECTS = made(230, path=lambda n: f"group/project-{n}")


def gitlab(asked: Asked) -> Any:
    told = {"X-Total": str(len(PROJECTS)), **links(asked, len(PROJECTS), 20, 100)}
    return Said(paged(asked, PROJECTS, 20, 100), headers=told)


# --- WordPress: past the end is a 400 ---

ARTICLES = made(235, title=lambda n: {"rendered": f"Article {n}"}, slug=lambda n: f"a-{n}")


def wordpress(asked: Asked) -> Any:
    size, page = asked.number("per_page", 10), asked.number("page", 1)
    if size > 100:
        raise Refused(400, {"code": "rest_invalid_param", "message": "Invalid: per_page"})
    if (page - 1) * size >= len(ARTICLES):
        wrong = "The page number requested is larger than the number of pages available."
        raise Refused(400, {"code": "rest_post_invalid_page_number", "message": wrong})
    start = asked.number("offset", (page - 1) * size)
    pages = -(-len(ARTICLES) // size)
    told = {"X-WP-Total": str(len(ARTICLES)), "X-WP-TotalPages": str(pages)}
    return Said(ARTICLES[start : start + size], headers=told)


APIS = (
    Api(
        "JSONPlaceholder",
        "https://jsonplaceholder.typicode.com/comments",
        jsonplaceholder, ids(COMMENTS), 250, 3, ("7", "name", "comment 7"), windows=True,
    ),
    Api(
        "DummyJSON",
        "https://dummyjson.com/products",
        dummyjson, ids(PRODUCTS), 194, 2, ("150", "price", 150.99), windows=True,
    ),
    Api(
        "GitHub search",
        "https://api.github.com/search/issues?q=bug",
        github_search, ids(FOUND)[:1000], 2340, 10, ("999", "score", 1.0),
        at="/search", windows=True, complete=False,
    ),
    Api(
        "PokeAPI",
        "https://pokeapi.co/api/v2/pokemon",
        pokeapi, ids(POKEMON, "name"), 302, 4, ("poke-200", "name", "poke-200"), windows=True,
    ),
    Api(
        "NASA NeoWs browse",
        "https://api.nasa.gov/neo/rest/v1/neo/browse?api_key=DEMO_KEY",
        neows_browse, ids(NEOS), 65, 4, ("65", "name", "(65) NEO"), at="/neo/rest/v1/neo",
        windows=True,
        declared={"page": Page("page", "size", base=0), "max_page_size": 20},
    ),
    Api(
        "NASA Images",
        "https://images-api.nasa.gov/search?q=moon",
        nasa_images, [image["data"][0]["nasa_id"] for image in IMAGES], 235, 3,
        ("as11-9", "href", IMAGES[8]["href"]), windows=True,
        declared={
            "id": "data[0].nasa_id",
            "page": Page("page", "page_size"),
            "total": "collection.metadata.total_hits",
            "window_cap": 10_000,
        },
    ),
    Api(
        "USGS earthquakes",
        "https://earthquake.usgs.gov/fdsnws/event/1/query?starttime=2024-01-01",
        usgs, ids(QUAKES), 240, 4, ("us50", "mag", 1.0), windows=True,
    ),
    Api(
        "CoinGecko",
        "https://api.coingecko.com/api/v3/coins/markets?vs_currency=usd",
        coingecko, ids(COINS), None, 4, ("coin-270", "current_price", 135.0), windows=True,
    ),
    Api(
        "Open Library",
        "https://openlibrary.org/search.json?q=tolkien",
        openlibrary, ids(BOOKS, "key"), 220, 3, ("/works/OL220W", "title", "Book 220"),
        windows=True,
    ),
    Api(
        "Rick and Morty",
        "https://rickandmortyapi.com/api/character",
        rickandmorty, ids(CHARACTERS), 126, 7, ("126", "status", "Dead"), windows=True,
    ),
    Api(
        "GBIF",
        "https://api.gbif.org/v1/occurrence/search?country=PE",
        gbif, ids(SEEN, "key"), 350, 4, ("8", "species", "Species 1"), windows=True,
    ),
    Api(
        "World Bank",
        "https://api.worldbank.org/v2/country/all/indicator/SP.POP.TOTL?format=json",
        worldbank, [f"{year['countryiso3code']}/{year['date']}" for year in YEARS], 244, 3,
        ("DEU/2000", "value", 20_000), windows=True,
        declared={
            "rows": "$[1]",
            "id": ("countryiso3code", "date"),
            "page": Page("page", "per_page"),
            "total": "$[0].total",
        },
    ),
    Api(
        "Socrata",
        "https://data.cityofchicago.org/resource/ydr8-5enu.json",
        socrata, ids(CITY, ":id"), 250, 4, ("row-0250", "street", "250 Main St"), windows=True,
    ),
    Api(
        "GitLab",
        "https://gitlab.com/api/v4/projects",
        gitlab, ids(PROJECTS), 230, 3, ("230", "path", "group/project-230"), windows=True,
    ),
    Api(
        "WordPress",
        "https://wordpress.org/news/wp-json/wp/v2/posts",
        wordpress, ids(ARTICLES), 235, 3, ("235", "slug", "a-235"), windows=True,
    ),
)  # fmt: skip
