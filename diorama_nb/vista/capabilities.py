"""What a data set can do, and how that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from diorama_nb.errors import SpecError, Unsupported

FLAGS: Final = (
    "count",
    "aggregate",
    "insert",
    "update",
    "delete",
    "subscribe",
    "invalidate",
    "order",
    "search",
    "filter_operators",
    "set_page_size",
    "fetch_page",
    "fetch_next",
    "fetch_window",
    "traverse_to_record",
    "traverse_to_set",
    "build_ref_via_script",
    "traverse_in_columns",
)
"""All capability flags; every one is off until it is granted."""

PROVENANCES: Final = ("declared", "preset", "probed", "verified", "local")
"""How a flag can be known; ``local`` means the work is done on rows in memory."""

_ANYWHERE: Final = {
    "aggregate": "not offered by this source: values are computed here, from all rows",
    "subscribe": "not offered by this source; where a broker tells of its changes: "
    "vista.with_watch(dn.RedisStream(url, key))",
}
"""What would switch a flag on, whatever the source is."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The flags that are on, each with its provenance.

    ``caps.can_fetch_window`` or ``caps.can("fetch_window")`` asks; ``caps.why("fetch_window")``
    tells how it is known, or what would switch it on.

    Parameters
    ----------
    granted : mapping of str to str
        Flag → provenance (one of `PROVENANCES`).
    hints : mapping of str to str
        Flag → what would switch it on, for flags that are off.
    """

    granted: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for flag in (*self.granted, *self.hints):
            if flag not in FLAGS:
                raise SpecError.unknown("capability", flag, FLAGS)

    @classmethod
    def of(
        cls, provenance: str, *flags: str, hints: Mapping[str, str] | None = None
    ) -> Capabilities:
        """Grant flags that are all known in the same way."""
        return cls(dict.fromkeys(flags, provenance), hints or {})

    def can(self, flag: str) -> bool:
        """Whether a flag is on."""
        if flag not in FLAGS:
            raise SpecError.unknown("capability", flag, FLAGS)
        return flag in self.granted

    def __getattr__(self, name: str) -> bool:
        if name.startswith("can_"):
            return self.can(name.removeprefix("can_"))
        raise AttributeError(name)

    def why(self, flag: str) -> str:
        """Tell how a flag is known, or what would switch it on."""
        flag = flag.removeprefix("can_")
        if self.can(flag):
            return self.granted[flag]
        return self.hints.get(flag, _ANYWHERE.get(flag, "not offered by this source"))

    def require(self, flag: str, name: str) -> None:
        """Raise `Unsupported` when a flag of the data set `name` is off."""
        if not self.can(flag):
            raise Unsupported(flag, name, enable=self.why(flag))

    def __or__(self, other: Capabilities) -> Capabilities:
        return Capabilities({**other.granted, **self.granted}, {**other.hints, **self.hints})

    def without(self, flags: Iterable[str], because: str) -> Capabilities:
        """Return the capabilities with some flags off, and the reason kept."""
        gone = frozenset(flags)
        kept = {flag: how for flag, how in self.granted.items() if flag not in gone}
        return Capabilities(kept, {**self.hints, **dict.fromkeys(gone, because)})

    def only(self, flags: Iterable[str]) -> Capabilities:
        """Return the capabilities with no flags but some."""
        kept = frozenset(flags)
        return Capabilities(
            {flag: how for flag, how in self.granted.items() if flag in kept},
            {flag: hint for flag, hint in self.hints.items() if flag in kept},
        )

    @property
    def lines(self) -> list[str]:
        """Each flag that is on or has a hint as a line: how it is known, or why it is off."""
        off = (flag for flag in self.hints if flag not in self.granted)
        return [
            *(f"{flag}: {how}" for flag, how in self.granted.items()),
            *(f"not {flag}: {self.hints[flag]}" for flag in off),
        ]

    @property
    def plain(self) -> dict[str, bool]:
        """Every flag as a plain bool."""
        return {flag: flag in self.granted for flag in FLAGS}

    def __repr__(self) -> str:
        on = ", ".join(f"{flag} ({how})" for flag, how in self.granted.items())
        return f"Capabilities({on or 'none'})"
