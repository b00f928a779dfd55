"""Interleaved medians: what ran in turn under the same load can be compared."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report.

    Attributes
    ----------
    name : str
        What was measured.
    value : float
        The figure, in `unit`.
    unit : str
        ``"x"`` for ratios.
    goal : str
        What it should be.
    met : bool
        Whether it is.
    note : str
        The times behind a ratio.
    """

    name: str
    value: float
    unit: str
    goal: str
    met: bool
    note: str = ""

    def __str__(self) -> str:
        mark = "ok    " if self.met else "MISSED"
        figure = f"{self.value:>9.2f} {self.unit:<3} goal {self.goal:<9}"
        return f"{mark} {self.name:<58} {figure} {self.note}"


def medians(rounds: int, *functions: Callable[[], object]) -> list[float]:
    """Return the median seconds of each function, run in turn."""
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for function, found in zip(functions, times, strict=True):
            gc.collect()
            start = time.perf_counter()
            function()
            found.append(time.perf_counter() - start)
    return [statistics.median(found) for found in times]


def ratio(
    name: str,
    ours: float,
    theirs: float,
    *,
    most: float | None = None,
    least: float | None = None,
) -> Result:
    """Return ours/theirs against `most`, or theirs/ours against `least`."""
    note = f"(ours {ours * 1e3:.2f} ms, theirs {theirs * 1e3:.2f} ms)"
    if least is not None:
        value = theirs / ours
        return Result(name, value, "x", f">= {least:g}", value >= least, note)
    assert most is not None
    value = ours / theirs
    return Result(name, value, "x", f"<= {most:g}", value <= most, note)
