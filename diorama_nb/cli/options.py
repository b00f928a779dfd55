"""The options that commands share, and what they say together."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

import diorama_nb as dn
from diorama_nb.cli import failures, output, sources
from diorama_nb.errors import SpecError
from diorama_nb.policy import seconds

F = TypeVar("F", bound=Callable[..., Any])


def duration(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> float | None:
    """Return the seconds that ``90``, ``90s``, ``5m`` or ``1.5h`` are."""
    if text is None:
        return None
    try:
        return seconds(float(text) if text.isdecimal() else text)
    except SpecError:
        raise click.BadParameter(f"{text!r} is no time; write 30s, 5m or 1h") from None


def _headers(
    _context: click.Context, _option: click.Parameter, texts: tuple[str, ...]
) -> dict[str, str]:
    return dict(map(sources.header_of, texts))


def _together(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


of_source = _together(
    click.option("--table", metavar="NAME", help="Table or view of a database."),
    click.option(
        "--id",
        "id_column",
        metavar="COLUMN",
        help="Column the ids are taken from.",
    ),
    click.option(
        "--style", metavar="NAME", help="Kind of API: json-server, dummyjson, github, drf, …"
    ),
    click.option(
        "--bearer-env", "bearer", metavar="NAME", help="Environment variable with a token."
    ),
    click.option(
        "--header-env",
        "headers",
        metavar="HEADER=NAME",
        multiple=True,
        callback=_headers,
        help="Header to send, and the environment variable with its value.",
    ),
    click.option(
        "--cache",
        metavar="mem|none|PATH",
        help="Where rows are kept. Default: a folder of yours for URLs, memory for the rest.",
    ),
    click.option("--refresh", is_flag=True, help="Ask the source, whatever the cache holds."),
    click.option(
        "--max-age",
        callback=duration,
        metavar="TIME",
        help="Ask the source for rows older than this: 10m, 1h.",
    ),
    click.option(
        "--debug",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=failures.debug,
        help="Log to stderr what is done; show errors whole.",
    ),
)
"""Which source, who asks, where rows are kept."""

of_query = _together(
    click.option(
        "--where",
        metavar="CONDITION",
        multiple=True,
        help="col=value, 'price<20', 'col in a,b'; also != <= > >= not in. May be repeated.",
    ),
    click.option("--search", metavar="TEXT", help="Only rows that contain a text."),
)
"""Which rows."""

of_output = _together(
    click.option("--columns", metavar="A,B", help="Only these columns; nested ones as a.b."),
    click.option(
        "--format",
        "how",
        type=click.Choice(output.FORMATS),
        default="table",
        show_default=True,
        help="Form of the output.",
    ),
)
"""What is shown of a row, and how."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A source as the options describe it, and how it is cached.

    Attributes
    ----------
    choice : Choice
        The source.
    cache : str or None
        ``--cache``.
    refresh : bool
        ``--refresh``.
    max_age : float or None
        ``--max-age``, in seconds.
    """

    choice: sources.Choice
    cache: str | None
    refresh: bool
    max_age: float | None

    @classmethod
    def of(cls, source: str, options: Mapping[str, Any]) -> Connection:
        """Return the connection that SOURCE and the options of `of_source` describe."""
        about = dict(options)
        own = {name: about.pop(name) for name in ("cache", "refresh", "max_age")}
        return cls(sources.Choice(source, **about), **own)

    @contextlib.contextmanager
    def opened(self) -> Iterator[dn.Dio]:
        """Open the source through a Lens, for the time of a command."""
        vista = sources.vista_of(self.choice)
        lens = dn.Lens(
            sources.cache_of(self.choice, self.cache),
            refresh_on_open=False,  # a second run leaves the source alone
            max_stale=self.max_age,
        )
        try:
            yield lens.open(vista)
        finally:
            lens.close()
