"""How rows stand, in one word: what a painter shows of one, and how old it is."""

from __future__ import annotations

from typing import Literal, TypeAlias

Status: TypeAlias = Literal[
    "Fresh", "Stale", "Incomplete", "Loading", "PendingWrite", "WriteFailed", "LoadFailed",
    "NotFound",
]  # fmt: skip
"""Of a row, or of what stands for one: as it should be, too old, without some of its details,
asked for, changed here and not at the source, refused there, not to be had, not there."""

Age: TypeAlias = Literal["missing", "fresh", "stale", "too_stale"]
"""Of rows: never read; to be used; used, and read again behind that; to be read again first."""
