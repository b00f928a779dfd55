"""What the statuses of an API mean where it uses them in its own way; declared, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from diorama_nb.errors import SpecError
from diorama_nb.vista.rest.checks import need_text

Action = Literal[
    "ok", "empty", "retry", "rate_limited", "refresh_auth", "restart_paging", "skip", "fail"
]

ACTIONS: Final[tuple[Action, ...]] = (
    "ok", "empty", "retry", "rate_limited", "refresh_auth", "restart_paging", "skip", "fail",
)  # fmt: skip

WRITES_TOO: Final = frozenset({"rate_limited", "refresh_auth"})
"""What is about who asks, and how fast: it holds for writes as well."""

_HINT: Final = 'errors={404: "empty", 409: "retry"}'


@dataclass(frozen=True, slots=True)
class Errors:
    """What stands behind ``errors=`` where it is a mapping.

    Parameters
    ----------
    message : str or None
        As the text behind ``errors=``.
    statuses : mapping of int to str
        Status → one of `ACTIONS`.
    """

    message: str | None = "auto"
    statuses: Mapping[int, Action] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.message is not None:
            need_text("errors", message=self.message)
        found = {_status(status): action for status, action in self.statuses.items()}
        for action in found.values():
            if action not in ACTIONS:
                raise SpecError.unknown("action for a status", str(action), ACTIONS)
        object.__setattr__(self, "statuses", found)

    @classmethod
    def of(cls, given: Any) -> Any:
        """Read a mapping of statuses, and ``"message"`` in it; leave all else as it is."""
        if not isinstance(given, Mapping):
            return given
        statuses = {status: action for status, action in given.items() if status != "message"}
        return cls(given.get("message", "auto"), statuses)


def _status(given: object) -> int:
    """Return a status; JSON has text where a mapping has keys."""
    text = str(given)
    status = int(text) if text.isascii() and text.isdecimal() else 0
    if isinstance(given, bool) or not (200 <= status < 300 or 400 <= status < 600):
        raise SpecError(f"errors={{{given!r}: …}} is about no status", hint=_HINT)
    return status
