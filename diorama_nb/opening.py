"""From what a person names to a data set: ``dn.open``, and the words of the command line."""

from __future__ import annotations

import os
import re
from typing import Any, Final, Literal
from urllib.parse import parse_qs, urlsplit

from diorama_nb.dio.dio import Dio
from diorama_nb.errors import BlockingCallError, DioramaError, SourceMissing, SpecError
from diorama_nb.lens import Lens
from diorama_nb.runtime import run
from diorama_nb.vista.files import SUFFIXES, file_vista, suffix_of
from diorama_nb.vista.memory import FrameVista, MemoryVista
from diorama_nb.vista.vista import Vista

Kind = Literal["url", "database", "file"]

DATABASES: Final = (".db", ".sqlite", ".sqlite3")
"""Suffixes of files that hold tables, not rows."""

SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


def kind_of(source: str) -> Kind | None:
    """Return what a word names, without looking whether it is there; None: no source.

    >>> kind_of("https://example.org/items"), kind_of("shop.db"), kind_of("a/b.csv")
    ('url', 'database', 'file')
    >>> kind_of("list") is None
    True
    """
    scheme = SCHEME.match(source)
    if scheme is not None:
        return "url" if scheme[1].lower() in ("http", "https") else "database"
    if source.lower().endswith(DATABASES):
        return "database"
    return "file" if suffix_of(source) in SUFFIXES else None


def open_source(source: Any, *, cache: Any = None, **options: Any) -> Dio:
    """Open a data set with defaults: ``dn.open("https://…")``, ``dn.open("shop.csv")``; blocks.

    Parameters
    ----------
    source : str, path, Vista, table, list or dict
        The URL of a list; a file (.csv, .json, .parquet, .xlsx, …); any Vista; a pandas,
        polars or Arrow table; records with an id, or by id.
    cache : None, str, path or CacheBackend
        See `Lens`.
    **options
        Further settings of the `Lens`.

    Raises
    ------
    SpecError
        If it is none of these.
    """
    vista, lens = _vista_of(source), Lens(cache, **options)
    try:
        return lens.open(vista)
    except BlockingCallError:
        raise  # and so would closing
    except DioramaError:
        lens.close()
        if vista is not source:
            run(vista.aclose())  # nobody else has it
        raise


def _vista_of(source: Any) -> Vista:
    if isinstance(source, Vista):
        return source
    if not isinstance(source, str | os.PathLike):
        return MemoryVista(source) if isinstance(source, list | dict) else FrameVista(source)
    word = os.fspath(source)
    match kind_of(word.lstrip()):
        case "url":
            from diorama_nb.vista.rest import RestVista

            _check_lists(word)
            return RestVista(word)
        case "database":
            if "://" not in word and not os.path.exists(word):
                raise SourceMissing(f"there is no file {word!r}", hint="check the path")
            url = "url" if "://" in word else f'"sqlite:///{word}"'
            raise SpecError(
                "a database has many tables", hint=f'name one: dn.SqlVista({url}, table="…")'
            )
    return file_vista(source)


_ASKED: Final = {
    "graphql": ("a GraphQL API has many lists", 'name one: dn.GraphQLVista(url, "products")'),
    "sparql": (
        "a SPARQL endpoint answers queries",
        'dn.open(dn.SparqlVista(url, "SELECT …", id="item"))',
    ),
}
"""The last part of an address where no list is → what to say of it."""


def _check_lists(url: str) -> None:
    """Refuse an address that answers nothing but questions, unless it holds one."""
    split = urlsplit(url)
    last = split.path.rstrip("/").rpartition("/")[2].lower()
    if last in _ASKED and "query" not in parse_qs(split.query):
        told, hint = _ASKED[last]
        raise SpecError(told, hint=hint)
