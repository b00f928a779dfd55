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

    def of(name: str, total: int = MILLION, engine: str = "ours") -> float:
        return median(figures, engine, total, name)

    results = []

    def most(name: str, value: float, goal: float, unit: str, note: str = "") -> None:
        results.append(Result(name, value, unit, f"<= {goal:g}", value <= goal, note))

    def beside(name: str, figure: str, goal: float, total: int = MILLION) -> None:
        ours, bare = of(figure, total), of(figure, total, "bare")
        note = f"(ours {ours:.1f}, bare {bare:.1f})"
        most(f"{name}, vs the bare scroller", ours / bare, goal, "x", note)

    for total in (MILLION, 10 * MILLION):
        rows = f"{total // MILLION} M rows"
        beside(f"jump to right cells, {rows}", "jump", 1.2, total)
        most(f"dropped frames of a wheel, {rows}", of("dropped", total), 2, "%")
        complete = of("complete", total)
        results.append(
            Result(f"complete frames, {rows}", complete, "%", ">= 97", complete >= 97)
        )
        most(f"frames with a wrong cell, {rows}", of("wrong", total), 0, "")
    beside("1000 updates a second: busy", "busy", 1.3)
    most("code without Arrow reader and styles, gzip", sizes["ours"] / 1000, 20, "kB")
    paint, empty = of("paint"), of("paint", engine="empty")
    goal = 1.2 * empty + 150
    note = f"(an empty widget {empty:.0f} ms)"
    results.append(Result("first paint", paint, "ms", f"<= {goal:.0f}", paint <= goal, note))
    return results
