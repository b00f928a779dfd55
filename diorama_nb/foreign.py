"""Values of NumPy, pandas and the like as the Python values that a record can hold."""

from __future__ import annotations

from typing import Any, Final

from diorama_nb.errors import SpecError
from diorama_nb.values import SCALARS

_MAKERS: Final = frozenset({"numpy", "pandas", "polars", "pyarrow"})
"""Packages whose values are told by name: none of them is loaded to look."""

_BLANK: Final = frozenset({"NaTType", "NAType"})


def plain(value: object) -> Any:
    """Return a value as Python's own; one that is nobody's is returned as it is.

    Arrays, series, tuples and ranges are lists, NaT and NA are None.

    Raises
    ------
    SpecError
        If it is a moment or a span finer than a microsecond.

    Examples
    --------
    >>> import numpy as np
    >>> plain(np.int64(3)), plain(np.array([1.5, 2.0])), plain(range(2))
    (3, [1.5, 2.0], [0, 1])
    """
    kind = type(value)
    if kind in SCALARS or value is None:
        return value
    if isinstance(value, list | tuple | range):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if kind.__module__.partition(".")[0] in _MAKERS:
        return _python(value)
    return value


def _python(value: Any) -> Any:
    name = type(value).__name__
    if name in _BLANK:
        return None
    if name in ("datetime64", "timedelta64"):
        return _moment(value)
    if name in ("Timestamp", "Timedelta"):
        moment = name == "Timestamp"
        if value.nanosecond if moment else value.nanoseconds:
            raise _too_fine(value)
        return value.to_pydatetime() if moment else value.to_pytimedelta()
    if hasattr(value, "as_py"):
        return plain(value.as_py())
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        return value.item()
    if hasattr(value, "to_pylist"):
        return plain(value.to_pylist())
    listed = hasattr(value, "__iter__") and name != "DataFrame"
    return plain(list(value)) if listed else value


def _moment(value: Any) -> Any:
    """Return NumPy's moment or span, which ``item`` would make a number of nanoseconds."""
    if value != value:
        return None  # NaT
    exact = value.astype(f"{type(value).__name__}[us]")
    if exact != value:
        raise _too_fine(value)
    return value.item() if value.dtype.name.endswith("[D]") else exact.item()


def _too_fine(value: Any) -> SpecError:
    return SpecError(f"{value} is finer than a microsecond", hint="round it: value.floor('us')")
