"""The table of the page bench: engines beside each other, and what was wanted of ours."""

from __future__ import annotations

import math
import statistics

from tests.bench.measure import Result

Figures = dict[tuple[str, int, str], list[float]]

ENGINES = {
    "ours": "this grid",
    "bare": "bare scroller",
    "slickgrid": "SlickGrid",
    "aggrid": "AG Grid community",
    "regular": "regular-table",
}
MILLION = 1_000_000
WHEELED = 900
"""Rows that the wheel moves."""
COLUMNS: list[tuple[str, str, str]] = [
    ("mount", "first cells ms", "{:.0f}"),
    ("jump", "jump ms", "{:.0f}"),
    ("dropped", "dropped %", "{:.1f}"),
    ("complete", "complete %", "{:.1f}"),
    ("wrong", "wrong frames", "{:.0f}"),
    ("cpu", "wheel CPU s", "{:.2f}"),
    ("moved", "rows moved", "{:.0f}"),
    ("end", "last row", ""),
    ("busy", "busy %", "{:.1f}"),
    ("heap", "scripts' MB", "{:.1f}"),
]


def median(figures: Figures, engine: str, total: int, name: str) -> float:
    """Return the median of what was measured; NaN where some of it never came about."""
    found = figures.get((engine, total, name), [])
    values = [math.nan if value is None else value for value in found]
    if not values or sum(map(math.isnan, values)) > len(values) / 2:
        return math.nan
    return statistics.median(value for value in values if not math.isnan(value))


def report(
    figures: Figures, sizes: dict[str, int], versions: dict[str, str], rounds: int
) -> str:
    """Return the whole report as text."""
    measured = [engine for engine in ENGINES if (engine, MILLION, "mount") in figures]
    lines = [f"Chromium {versions['chromium']}, median of {rounds} rounds"]
    for total in (MILLION, 10 * MILLION):
        lines += [
            "",
            f"{total:,} rows",
            _line(["engine", "gzip kB", *(n for _, n, _ in COLUMNS)]),
        ]
        for engine in measured:
            name = f"{ENGINES[engine]} {versions.get(engine, '')}".strip()
            cells = [_cell(figures, engine, total, *column[::2]) for column in COLUMNS]
            lines.append(_line([name, f"{sizes[engine] / 1000:.1f}", *cells]))
    if {"ours", "bare"} <= {*measured}:
        lines += ["", *map(str, goals(figures, sizes))]
    return "\n".join(lines)


def _cell(figures: Figures, engine: str, total: int, name: str, form: str) -> str:
    value = median(figures, engine, total, name)
    if name == "end":
        return "reached" if value == 100 else "never"
    if math.isnan(value):
        return "-" if (engine, total, name) not in figures else "never"
    note = "" if name != "busy" or median(figures, engine, total, "final") == 100 else " wrong"
    return form.format(value) + note


def _line(cells: list[str]) -> str:
    return cells[0].ljust(26) + "".join(cell.rjust(15) for cell in cells[1:])


def goals(figures: Figures, sizes: dict[str, int]) -> list[Result]:
    """Return what is wanted of this grid, and whether it is so."""
    results = []

    def of(name: str, total: int = MILLION, engine: str = "ours") -> float:
        return median(figures, engine, total, name)

    def most(name: str, value: float, goal: float, unit: str, note: str = "") -> None:
        results.append(Result(name, value, unit, f"<= {goal:g}", value <= goal, note))

    def exactly(name: str, value: float, goal: float, unit: str) -> None:
        results.append(Result(name, value, unit, f"= {goal:g}", value == goal))

    def beside(name: str, figure: str, total: int = MILLION, **most_of: float) -> None:
        ours = of(figure, total)
        for engine, goal in most_of.items():
            theirs = of(figure, total, engine)
            if not math.isnan(theirs):
                note = f"(ours {ours:.1f}, {engine} {theirs:.1f})"
                most(f"{name}, vs {ENGINES[engine]}", ours / theirs, goal, "x", note)

    for total in (MILLION, 10 * MILLION):
        rows = f"{total // MILLION} M rows"
        beside(f"jump to right cells, {rows}", "jump", total, bare=1.2, slickgrid=1.0)
        ours, bare = (_late(figures, engine, total) for engine in ("ours", "bare"))
        note = f"(ours {ours:.1f}, bare {bare:.1f})"
        most(f"the same, 19 of 20, {rows}, vs bare scroller", ours / bare, 1.5, "x", note)
        most(f"dropped frames of a wheel, {rows}", of("dropped", total), 2, "%")
        complete = of("complete", total)
        results.append(
            Result(f"complete frames, {rows}", complete, "%", ">= 97", complete >= 97)
        )
        beside(f"main thread of a wheel, {rows}", "cpu", total, bare=1.3, slickgrid=0.8)
        most(f"frames with a wrong cell, {rows}", of("wrong", total), 0, "")
        exactly(f"rows moved by a wheel, {rows}", of("moved", total), WHEELED, "")
        exactly(f"last row reached, {rows}", of("end", total), 100, "%")
    beside("first cells", "mount", bare=1.5, slickgrid=0.8)
    beside("memory of scripts over an empty page", "heap", bare=2, slickgrid=0.7)
    growth = of("heap", 10 * MILLION) / of("heap")
    most("the same, 10 M rows against 1 M", growth, 1.1, "x")
    beside("1000 updates a second: busy", "busy", bare=1.3, slickgrid=1.5)
    most("code without Arrow reader and styles, gzip", sizes["ours"] / 1000, 20, "kB")
    most("code with all of it, gzip", sizes["whole"] / 1000, 26, "kB")
    most("the same, vs SlickGrid", sizes["whole"] / sizes["slickgrid"], 0.5, "x")
    paint, empty = of("paint"), of("paint", engine="empty")
    goal = 1.2 * empty + 150
    note = f"(an empty widget {empty:.0f} ms)"
    results.append(Result("first paint", paint, "ms", f"<= {goal:.0f}", paint <= goal, note))
    return results


def _late(figures: Figures, engine: str, total: int) -> float:
    """Return the time that 19 of 20 jumps stay below; endless where some never came about."""
    found = figures.get((engine, total, "jump"), [])
    times = [math.inf if time is None or math.isnan(time) else time for time in found]
    return sorted(times)[math.ceil(0.95 * len(times)) - 1]
