"""Memory of the system, given back: malloc of glibc keeps what was freed until it is asked."""

from __future__ import annotations

import ctypes
import functools
import sys
from typing import Any

import pyarrow as pa


def give_back() -> None:
    """Return the memory that Arrow has freed to the system."""
    pa.default_memory_pool().release_unused()
    trim = _trim()
    if trim is not None:
        trim(0)


@functools.cache
def _trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
