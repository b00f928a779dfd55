"""Takes the text of a SELECT query apart, so that it can be put together anew; pure.

Only its outline is read: prologue, variables, the group in braces, what stands behind it.
Comments, strings and IRIs are stepped over, whatever braces they hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from diorama_nb.errors import SpecError

_TOKEN: Final = re.compile(
    r"""
      (?P<space> \s+ | \#[^\r\n]* )
    | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<text> \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
              | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*' )
    | (?P<var> [?$]\w+ )
    | (?P<word> (?:[\w.:%-]|\\.)+ )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_BEHIND: Final = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_OVER_GROUPS: Final = frozenset(
    {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "EXISTS"}
)
_HINT: Final = 'SparqlVista(endpoint, "SELECT ?item WHERE { … }")'


class Token(NamedTuple):
    """A piece of a text: its kind, itself (a word in capitals), and where it stands."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT query in its parts, each as it was written.

    Attributes
    ----------
    text : str
        All of it.
    prologue : str
        ``PREFIX`` and ``BASE`` lines.
    prefixes : dict of str to str
        Prefix → IRI.
    head : str
        ``SELECT`` and what is selected.
    variables : tuple of str or None
        Names of what is selected; None for ``*``.
    dataset : str
        ``FROM`` clauses.
    where : str
        The group with its braces.
    groups : str
        ``GROUP BY`` and ``HAVING``.
    order : str
        What stands behind ``ORDER BY``.
    order_of : frozenset of str or None
        The variables it speaks of; None where it can not be said again outside of the query.
    limit, offset : int or None, int
        Its own.
    values : str
        A ``VALUES`` clause at the end.
    names : frozenset of str
        Every variable in the text.
    """

    text: str
    prologue: str
    prefixes: dict[str, str]
    head: str
    variables: tuple[str, ...] | None
    dataset: str
    where: str
    groups: str
    order: str
    order_of: frozenset[str] | None
    limit: int | None
    offset: int
    values: str
    names: frozenset[str]

    @property
    def cut(self) -> bool:
        """Whether it takes only some of its rows."""
        return self.limit is not None or self.offset > 0

    @property
    def arbitrary(self) -> bool:
        """Whether it takes some of its rows, and does not say which."""
        return self.cut and not self.order


def parse(text: str) -> Select:
    """Return a query in its parts.

    Raises
    ------
    SpecError
        If it is no SELECT query, or its outline can not be read.
    """
    return _Parser(text).select()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [
            Token(kind, hit[0].upper() if kind == "word" else hit[0], hit.start(), hit.end())
            for hit in _TOKEN.finditer(text)
            if (kind := str(hit.lastgroup)) != "space"
        ]
        self._at = 0

    # --- tokens ----------------------------------------------------------------------------

    @property
    def _now(self) -> Token:
        if self._at < len(self._tokens):
            return self._tokens[self._at]
        return Token("end", "the end", len(self._text), len(self._text))

    def _take(self) -> Token:
        token = self._now
        self._at += 1
        return token

    def _fail(self, what: str) -> SpecError:
        line = self._text.count("\n", 0, self._now.start) + 1
        return SpecError(f"{what} in line {line} of the query", hint=_HINT)

    def _slice(self, start: int) -> str:
        return self._text[start : self._now.start].strip()

    # --- parts -----------------------------------------------------------------------------

    def select(self) -> Select:
        prefixes = self._prologue()
        prologue = self._slice(0)
        if self._now.text != "SELECT":
            raise SpecError(
                f"the query begins with {self._now.text!r:.40}, not with SELECT", hint=_HINT
            )
        start = self._take().start
        variables = self._variables()
        head, start = self._slice(start), self._now.start
        while self._now.text == "FROM":
            self._at += 3 if self._peek(1) == "NAMED" else 2
        dataset = self._slice(start)
        if self._now.text == "WHERE":
            self._take()
        where = self._group()
        behind = self._behind()
        order = behind.get("ORDER", [])
        return Select(
            text=self._text.strip(),
            prologue=prologue,
            prefixes=prefixes,
            head=head,
            variables=variables,
            dataset=dataset,
            where=where,
            groups="\n".join(self._of(behind.get(word, [])) for word in _BEHIND[:2]).strip(),
            order=self._of(order[2:]),
            order_of=_spoken_of(order),
            limit=self._number(behind.get("LIMIT")),
            offset=self._number(behind.get("OFFSET")) or 0,
            values=self._of(behind.get("VALUES", [])),
            names=frozenset(t.text[1:] for t in self._tokens if t.kind == "var"),
        )

    def _peek(self, ahead: int) -> str:
        place = self._at + ahead
        return self._tokens[place].text if place < len(self._tokens) else ""

    def _prologue(self) -> dict[str, str]:
        prefixes: dict[str, str] = {}
        while self._now.text in ("PREFIX", "BASE"):
            named = self._take().text == "PREFIX"
            name = self._take() if named else None
            iri = self._take()
            if iri.kind != "iri":
                raise self._fail("a prefix without its <IRI>")
            if name is not None:
                prefixes[self._text[name.start : name.end].rstrip(":")] = iri.text[1:-1]
        return prefixes

    def _variables(self) -> tuple[str, ...] | None:
        found: list[str] = []
        depth, every = 0, False
        while depth or not (self._now.text in ("WHERE", "FROM") or self._now.text == "{"):
            token = self._take()
            if token.kind == "end":
                raise self._fail("no group in braces")
            depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
            every = every or (token.text == "*" and not depth)
            named = depth == 1 and token.text == "AS" and self._now.kind == "var"
            if named or (token.kind == "var" and not depth):
                found.append((self._now if named else token).text[1:])
        if not found and not every:
            raise self._fail("nothing is selected")
        return None if every else tuple(found)

    def _group(self) -> str:
        start, depth = self._now.start, 0
        if self._now.text != "{":
            raise self._fail(f"{self._now.text!r:.40} where the group in braces should begin")
        while True:
            token = self._take()
            if token.kind == "end":
                raise self._fail("a brace that is not closed")
            if token.kind == "sign":
                depth += {"{": 1, "}": -1}.get(token.text, 0)
            if not depth:
                return self._text[start : token.end]

    def _behind(self) -> dict[str, list[Token]]:
        """Return the tokens of each clause behind the group."""
        found: dict[str, list[Token]] = {}
        clause, depth = "", 0
        while self._now.kind != "end":
            token = self._take()
            if not depth and token.kind == "word" and token.text in _BEHIND:
                clause = token.text
            if not clause:
                self._at -= 1
                raise self._fail(f"{token.text!r:.40} behind the group")
            found.setdefault(clause, []).append(token)
            if token.kind == "sign":
                depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(token.text, 0)
        if depth:
            raise self._fail("a bracket that is not closed")
        return found

    def _of(self, tokens: Sequence[Token]) -> str:
        return self._text[tokens[0].start : tokens[-1].end] if tokens else ""

    def _number(self, tokens: Sequence[Token] | None) -> int | None:
        if tokens is None:
            return None
        if len(tokens) != 2 or not tokens[1].text.isdecimal():
            raise self._fail(f"{tokens[0].text} without a number")
        return int(tokens[1].text)


def _spoken_of(order: Sequence[Token]) -> frozenset[str] | None:
    """Return the variables of an ORDER BY; None where it counts or looks into the data."""
    if any(token.kind == "word" and token.text in _OVER_GROUPS for token in order):
        return None
    return frozenset(token.text[1:] for token in order if token.kind == "var")
