"""How a CSV file is written: delimiter, quotes, header; told, or found in its first rows."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from diorama_nb.errors import SpecError

DELIMITERS: Final = (",", "\t", ";", "|")
SAMPLE_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class Dialect:
    """How CSV is written.

    Parameters
    ----------
    delimiter : str
        What stands between two fields.
    quote : str or None
        What stands around a field that holds delimiters or line breaks; doubled inside.
    escape : str or None
        What takes the next character its meaning.
    """

    delimiter: str = ","
    quote: str | None = '"'
    escape: str | None = None

    def __post_init__(self) -> None:
        for word in ("delimiter", "quote", "escape"):
            sign = getattr(self, word)
            if sign is None and word != "delimiter":
                continue
            if not isinstance(sign, str) or len(sign) != 1 or sign in "\r\n" or sign > "\x7f":
                raise SpecError(
                    f"{word}={sign!r} is not one character of ASCII", hint='delimiter=";"'
                )
        signs = [s for s in (self.delimiter, self.quote, self.escape) if s is not None]
        if len(set(signs)) < len(signs):
            raise SpecError(
                f"delimiter, quote and escape are not different: {signs}",
                hint='delimiter=",", quote=\'"\', escape=None',
            )

    @property
    def options(self) -> dict[str, Any]:
        """The dialect as `csv.reader` takes it."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "quoting": csv.QUOTE_MINIMAL if self.quote is not None else csv.QUOTE_NONE,
            "escapechar": self.escape,
        }

    def parse(self, text: str) -> list[list[str]]:
        """Return the rows of a text; blank lines are none."""
        rows = csv.reader(io.StringIO(text, newline=""), **self.options)
        return [row for row in rows if row]


def sniff(text: str, quote: str | None, escape: str | None) -> Dialect:
    r"""Return the dialect whose delimiter divides the first rows most evenly.

    >>> sniff("a;b\n1,5;2\n", '"', None).delimiter
    ';'
    """
    best, most = Dialect(",", quote, escape), (0.0, 1)
    for delimiter in DELIMITERS:
        if delimiter in (quote, escape):
            continue
        dialect = Dialect(delimiter, quote, escape)
        lines = csv.reader(io.StringIO(text, newline=""), **dialect.options)
        try:
            rows = [row for row in itertools.islice(lines, SAMPLE_ROWS) if row]
        except csv.Error:
            continue
        if not rows:
            continue
        (fields, times), *_ = Counter(map(len, rows)).most_common(1)
        even = times / len(rows)
        if fields > 1 and (even >= 0.9, fields) > (most[0] >= 0.9, most[1]):
            best, most = dialect, (even, fields)
    return best


def header(names: list[str]) -> list[str]:
    """Return the names of a header, made different and none of them blank.

    >>> header(["id", "", "id"])
    ['id', 'column2', 'id_2']
    """
    found: list[str] = []
    taken = set(names)
    for number, name in enumerate(names, 1):
        plain = name if name.strip() else f"column{number}"
        free = (f"{plain}_{n}" for n in itertools.count(2))
        chosen = plain
        while chosen in found or (chosen != plain and chosen in taken):
            chosen = next(free)
        found.append(chosen)
    return found
