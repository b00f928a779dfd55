"""APIs whose rows lie in days, in columns, in bindings, or at addresses of their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from diorama_nb.vista.rest import Slices
from tests.scorecard.card import Api
from tests.scorecard.server import Asked, Refused, Said

FIRST = date(2024, 1, 1)
DAYS = [(FIRST + timedelta(days=n)).isoformat() for n in range(91)]


def between(asked: Asked, most: int) -> list[str]:
    """Return the days that are asked for."""
    if "api_key" not in asked.query:
        raise Refused(403, {"error": {"code": "API_KEY_MISSING", "message": "No api_key"}})
    start, end = asked.query.get("start_date", DAYS[-1]), asked.query.get("end_date", DAYS[-1])
    days = [day for day in DAYS if start <= day <= end]
    if start > end or len(days) > most:
        raise Refused(400, {"code": 400, "msg": "The Feed date limit is only 7 Days"})
    return days


# --- NASA APOD: one picture a day ---


def picture(day: str) -> dict[str, Any]:
    return {"date": day, "title": f"Sky of {day}", "media_type": "image"}


def apod(asked: Asked) -> Any:
    days = between(asked, 1000)
    return [picture(day) for day in days] if "start_date" in asked.query else picture(days[0])


# --- NASA NeoWs feed: lists under days, a week at most ---


def neos(day: str) -> list[dict[str, Any]]:
    return [{"id": f"{day}-{n}", "absolute_magnitude_h": 20.0 + n} for n in range(4)]


def neows_feed(asked: Asked) -> Any:
    by_day = {day: neos(day) for day in between(asked, 7)}
    count = sum(len(rows) for rows in by_day.values())
    return {"links": {}, "element_count": count, "near_earth_objects": by_day}


# --- Wikidata: a SPARQL endpoint ---

ITEMS = [f"Q{n}" for n in range(1, 121)]
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


def wikidata(asked: Asked) -> Any:
    if "SELECT" not in asked.query.get("query", ""):
        raise Refused(400, "SPARQL-QUERY: no query")
    if asked.query.get("format") != "json":
        return Said('<?xml version="1.0"?><sparql/>')
    rows = [
        {
            "item": {"type": "uri", "value": f"http://www.wikidata.org/entity/{item}"},
            "itemLabel": {"xml:lang": "en", "type": "literal", "value": f"label of {item}"},
            "height": {"datatype": INTEGER, "type": "literal", "value": item[1:]},
        }
        for item in ITEMS
    ]
    return {
        "head": {"vars": ["item", "itemLabel", "height"]},
        "results": {"bindings": rows},
    }


# --- Open-Meteo: one list per column ---

HOURS = [f"{DAYS[n // 24]}T{n % 24:02}:00" for n in range(168)]


def openmeteo(asked: Asked) -> Any:
    if "latitude" not in asked.query:
        raise Refused(400, {"error": True, "reason": "Parameter 'latitude' is required"})
    return {
        "latitude": 52.52,
        "longitude": 13.41,
        "hourly_units": {"time": "iso8601", "temperature_2m": "°C"},
        "hourly": {"time": HOURS, "temperature_2m": [n / 10 for n in range(168)]},
    }


# --- Hacker News: a list of ids, and each item at its own address ---

STORIES = list(range(40_000_060, 40_000_000, -1))


def hackernews(asked: Asked) -> Any:
    if asked.path == "/v0/topstories.json":
        return STORIES
    number = int(asked.path.removeprefix("/v0/item/").removesuffix(".json"))
    if number == STORIES[7]:
        return None  # deleted
    return {"id": number, "type": "story", "title": f"Story {number}"}


APIS = (
    Api(
        "NASA APOD",
        "https://api.nasa.gov/planetary/apod?api_key=DEMO_KEY",
        apod, DAYS, None, 3, ("2024-02-29", "title", "Sky of 2024-02-29"), at="/planetary",
        declared={
            "id": "date",
            "page": Slices("start_date", "end_date", DAYS[0], DAYS[-1], days=31),
        },
    ),
    Api(
        "NASA NeoWs feed",
        "https://api.nasa.gov/neo/rest/v1/feed?api_key=DEMO_KEY",
        neows_feed, [row["id"] for day in DAYS[:31] for row in neos(day)], None, 5,
        ("2024-01-31-3", "absolute_magnitude_h", 23.0), at="/neo/rest/v1/feed",
        declared={
            "rows": "near_earth_objects.*[]",
            "page": Slices("start_date", "end_date", DAYS[0], DAYS[30]),
        },
    ),
    Api(
        "Wikidata SPARQL",
        "https://query.wikidata.org/sparql?query=SELECT ?item ?itemLabel ?height WHERE {}",
        wikidata, ITEMS, None, 1, ("Q42", "height", 42), declared={"id": "item:-1"},
    ),
    Api(
        "Open-Meteo",
        "https://api.open-meteo.com/v1/forecast?latitude=52.52&longitude=13.41"
        "&hourly=temperature_2m",
        openmeteo, HOURS, None, 1, (HOURS[100], "temperature_2m", 10.0),
        declared={"rows": "hourly", "shape": "columnar", "id": "time", "page": None},
    ),
    Api(
        "Hacker News",
        "https://hacker-news.firebaseio.com/v0/topstories.json",
        hackernews, [str(n) for n in STORIES], 60, 61,
        ("40000009", "title", "Story 40000009"), windows=True,
        declared={"shape": "ids", "hydrate": "/v0/item/{id}.json", "page": None},
    ),
)  # fmt: skip
