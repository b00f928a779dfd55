"""How large the measured sets are: as the goals name them with ``--full``, else a tenth."""

from __future__ import annotations

import sys
from typing import Final

FULL: Final = "--full" in sys.argv


def sized(full: int) -> int:
    """Return a number of rows or bytes; `full` is the one that a goal names."""
    return full if FULL else full // 10
