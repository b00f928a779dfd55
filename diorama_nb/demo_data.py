"""The demo shop's products, each a pure function of its number, and views of them."""

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from operator import itemgetter
from struct import unpack
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

COLUMNS = (
    "id", "name", "category", "brand", "price", "stock",
    "rating", "tags", "released", "discontinued", "description",
)  # fmt: skip
DEFAULT_LIMIT = 100
MAX_LIMIT = 500

_CATEGORIES: tuple[
    tuple[str, tuple[str, ...], float, float], ...
] = (  # with lowest, highest price
    ("audio", ("Headphones", "Turntable", "Speaker", "Amplifier", "Microphone"), 25, 1800),
    ("beauty", ("Face Cream", "Lipstick", "Shampoo", "Perfume", "Hand Balm"), 4, 140),
    ("books", ("Cookbook", "Atlas", "Novel", "Field Guide", "Sketchbook"), 6, 65),
    ("cameras", ("Camera", "Lens", "Tripod", "Flash", "Camera Bag"), 20, 3200),
    ("furniture", ("Armchair", "Bookshelf", "Desk", "Floor Lamp", "Sofa"), 45, 2600),
    ("garden", ("Watering Can", "Hedge Trimmer", "Planter", "Deck Chair", "Spade"), 8, 480),
    ("groceries", ("Fruit Cake", "Olive Oil", "Coffee", "Honey", "Rye Crackers"), 2, 38),
    ("kitchen", ("Kettle", "Frying Pan", "Stand Mixer", "Knife", "Teapot"), 9, 620),
    (
        "laptops",
        ("Laptop", "Docking Station", "Laptop Sleeve", "Keyboard", "Monitor"),
        20,
        3900,
    ),
    ("shoes", ("Running Shoe", "Sandal", "Hiking Boot", "Loafer", "Sneaker"), 22, 310),
    ("sports", ("Tent", "Yoga Mat", "Bicycle Helmet", "Kayak", "Dumbbell"), 9, 1400),
    ("toys", ("Puzzle", "Wooden Train", "Kite", "Board Game", "Plush Bear"), 5, 120),
)
_BRANDS = (
    "Aldermoor", "Bergström", "Calloway & Sons", "Dunmere", "Élan Vital", "Fennick",
    "Grünwald", "Harrowgate", "Isola", "Juniper Lane", "Kestrel", "Lumière", "Marlowe",
    "Northfold", "Ōkawa", "Pemberly", "Quillon", "Rosenquist", "Saltmarsh", "Tessera",
    "Umbra & Oak", "Verdancy", "Wickham", "Zephyrine",
)  # fmt: skip
_QUALITIES = (
    "Classic", "Compact", "Everyday", "Featherlight", "Folding", "Heritage", "Large",
    "Mini", "Modern", "Nordic", "Organic", "Premium", "Pro", "Quiet", "Rugged", "Slim",
    "Travel", "Vintage",
)  # fmt: skip
_COLOURS = (
    "ash grey", "bottle green", "cobalt blue", "crème", "ivory", "matte black",
    "mustard", "natural oak", "rosé", "rust red", "slate", "walnut",
)  # fmt: skip
_REMARKS = (
    "A favourite with reviewers.", "Back by popular demand.", "Comes with a two-year warranty.",
    "Conçu et fabriqué à Besançon.", "Für jeden Tag gemacht.", "Made in small batches.",
    "Ships flat-packed 📦", "Сделано вручную.", "伝統工芸品。", "Uses 30 % less energy.",
)  # fmt: skip
_TAGS = ("bestseller", "eco", "gift", "handmade", "imported", "limited", "new", "sale", "vegan")
_ENDINGS = (0.0, 0.49, 0.95, 0.99)
_FIRST_DAY = date(2014, 1, 1).toordinal()
_DAYS = 4200  # a fixed span, never "until today": the same number is the same product for ever

Product = dict[str, Any]


class BadQuery(ValueError):
    """A list request that cannot be answered; its text tells the client what can."""


def product(number: int, seed: int = 0) -> Product:
    """Make the product with one number; the same arguments make the same product anywhere.

    Parameters
    ----------
    number
        The product's id, from 1.
    seed
        Another seed makes another shop.
    """
    digest = hashlib.blake2b(b"%d:%d" % (seed, number), digest_size=2 * 17).digest()
    draw = iter(unpack("<17H", digest)).__next__  # one small number for each choice below

    kind = draw() % len(_CATEGORIES)
    category, nouns, low, high = _CATEGORIES[kind]
    noun = nouns[draw() % len(nouns)]
    colour = _COLOURS[draw() % len(_COLOURS)]
    quality = _QUALITIES[draw() % len(_QUALITIES)]
    brand = _BRANDS[(kind * 5 + draw() % 8) % len(_BRANDS)]  # a brand sells in few categories
    price = int(low * (high / low) ** (draw() / 2**16)) + _ENDINGS[draw() % len(_ENDINGS)]
    first_tag = draw() % len(_TAGS)
    return {
        "id": number,
        "name": f"{brand} {quality} {noun} {100 + draw() % 900}",
        "category": category,
        "brand": brand,
        "price": round(price, 2),
        "stock": draw() % 400 if draw() % 12 else 0,
        "rating": (10 + draw() % 41) / 10 if draw() % 14 else None,
        "tags": list(_TAGS[first_tag : first_tag + draw() % 4]),
        "released": date.fromordinal(_FIRST_DAY + draw() % _DAYS).isoformat(),
        "discontinued": draw() % 16 == 0,
        "description": f"{quality} {noun.lower()} of the {colour} line. "
        f"{_REMARKS[draw() % len(_REMARKS)]}",
    }


@dataclass(frozen=True, slots=True)
class View:
    """Which products a list request wants, and in which order; equal views share one answer."""

    sort: str = "id"
    descending: bool = False
    search: str = ""
    filters: tuple[tuple[str, frozenset[Any]], ...] = ()


def read_query(text: str) -> tuple[View, int, int]:
    """Read the query string of a list request.

    Returns
    -------
    view, offset, limit
        The limit is already clamped to `MAX_LIMIT`.

    Raises
    ------
    BadQuery
        When a word or a value of the query means nothing here.
    """
    words: dict[str, str] = {}
    filters: dict[str, set[Any]] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        if key in ("offset", "limit", "sort", "order", "q"):
            words[key] = value
        else:  # a column named twice asks for either value
            filters.setdefault(_column(key), set()).add(_read_value(key, value))
    order = words.get("order") or "asc"
    if order not in ("asc", "desc"):
        raise BadQuery(f"order must be 'asc' or 'desc', not {order!r}")
    view = View(
        sort=_column(words.get("sort") or "id"),
        descending=order == "desc",
        search=words.get("q", "").casefold(),
        filters=tuple((column, frozenset(filters[column])) for column in sorted(filters)),
    )
    offset = _whole_number(words, "offset", 0)
    return view, offset, min(_whole_number(words, "limit", DEFAULT_LIMIT), MAX_LIMIT)


class Catalogue:
    """All products of one shop, with its recent views kept so that scrolling one is cheap.

    Parameters
    ----------
    rows
        How many products there are.
    seed
        Chooses the shop, see `product`.
    """

    def __init__(self, rows: int = 100_000, seed: int = 0) -> None:
        if rows < 0:
            raise ValueError(f"rows must not be negative, not {rows}")
        self._products = [product(number, seed) for number in range(1, rows + 1)]
        self._last = rows
        self._ordered = lru_cache(maxsize=2 * len(COLUMNS))(self._order)
        self._selected = lru_cache(maxsize=128)(self._select)
        self._lock = Lock()

    @property
    def last(self) -> int:
        """The highest id that was ever given."""
        return self._last

    def get(self, number: int) -> Product | None:
        """Return the product with this id, or None."""
        with self._lock:
            place = self._place(number)
            return self._products[place] if self._holds(place, number) else None

    def put(self, record: Product) -> None:
        """Store a whole product in the place of the one with its id, or as a new one."""
        with self._lock:
            number = record["id"]
            place = self._place(number)
            self._products[place : place + self._holds(place, number)] = [record]
            self._last = max(self._last, number)
            self._forget()

    def remove(self, number: int) -> None:
        """Take a product out; one that is not there is no error."""
        with self._lock:
            place = self._place(number)
            del self._products[place : place + self._holds(place, number)]
            self._forget()

    def _place(self, number: int) -> int:
        return bisect_left(self._products, number, key=itemgetter("id"))

    def _holds(self, place: int, number: int) -> bool:
        return place < len(self._products) and bool(self._products[place]["id"] == number)

    def _forget(self) -> None:
        """Forget the views: they are of products that are no more."""
        self._ordered.cache_clear()
        self._selected.cache_clear()
        self.__dict__.pop("_texts", None)

    def page(self, query: str) -> Mapping[str, Any]:
        """Answer a list request, given its query string; raises `BadQuery`."""
        view, offset, limit = read_query(query)
        with self._lock:  # twenty requests for one new view sort it once
            positions = self._selected(view)
            items = [self._products[place] for place in positions[offset : offset + limit]]
        return {"items": items, "total": len(positions), "offset": offset, "limit": limit}

    def _select(self, view: View) -> Sequence[int]:
        positions = self._ordered(view.sort, view.descending)
        for column, wanted in view.filters:
            matches = _matcher(column, wanted)
            positions = [p for p in positions if matches(self._products[p][column])]
        if view.search:
            texts = self._texts
            positions = [p for p in positions if view.search in texts[p]]
        return positions if isinstance(positions, range) else array("I", positions)

    def _order(self, column: str, descending: bool) -> Sequence[int]:
        everything = range(len(self._products))
        if column == "id":
            return everything[::-1] if descending else everything
        values = [item[column] for item in self._products]
        # Sorting is stable in both directions, so equal values stay in the order of their ids.
        held = [p for p in everything if values[p] is not None]
        held.sort(key=values.__getitem__, reverse=descending)
        return array("I", held + [p for p in everything if values[p] is None])

    @cached_property
    def _texts(self) -> list[str]:
        searched = ("name", "brand", "category", "description")
        # The line break keeps a match from beginning in one column and ending in the next.
        return ["\n".join(item[c] for c in searched).casefold() for item in self._products]


def _column(name: str) -> str:
    if name not in COLUMNS:
        raise BadQuery(f"there is no column {name!r}; the columns are {', '.join(COLUMNS)}")
    return name


def _whole_number(words: Mapping[str, str], key: str, default: int) -> int:
    text = words.get(key) or str(default)
    if not text.isdecimal() or len(text) > 18:
        raise BadQuery(f"{key} must be a whole number from 0, not {text!r}")
    return int(text)


def _read_value(column: str, text: str) -> Any:
    reader = _READERS.get(column, str)
    try:
        return reader(text)
    except (ValueError, KeyError):
        raise BadQuery(f"{text!r} is not a value of the column {column!r}") from None


_READERS: Mapping[str, Callable[[str], Any]] = {
    "id": int,
    "stock": int,
    "price": float,
    "rating": lambda text: None if text in ("", "null") else float(text),
    "discontinued": lambda text: {"true": True, "false": False}[text.lower()],
}


def _matcher(column: str, wanted: frozenset[Any]) -> Callable[[Any], bool]:
    if column == "tags":  # a list matches by any of its members
        return lambda value: not wanted.isdisjoint(value)
    return wanted.__contains__
