"""``python -m tests.bench.hosts [--rounds N] [--rows N] [widget …]``: grids in one JupyterLab.

Each shows the same DataFrame in a notebook and kernel of its own, in turn. What is told of a
kernel is what it took for that on top of the DataFrame.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, TimeoutError, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.lab import IDLE, RESTORED, RUN, SHUT, Lab, running

ROOT: Final = Path(__file__).parents[3]
PEERS: Final = Path(os.environ.get("DIORAMA_PEERS", ROOT / ".venv" / "peers"))
"""Where the others are installed: beside the packages that the tests need, not among them."""

SETTLED: Final = 3.0
"""Seconds without a message after which a widget is done."""

PATIENCE: Final = 90.0
"""Seconds until the first rows have to show."""

WIDGETS: Final = {
    "ours": ("import diorama_nb as dn", "dn.open(frame).grid()", "diorama-nb"),
    "ipydatagrid": ("import ipydatagrid", "ipydatagrid.DataGrid(frame)", "ipydatagrid"),
    "itables": (
        "import itables; itables.init_notebook_mode(connected=False)",
        "itables.show(frame)",
        "itables",
    ),
    "perspective": (
        "from perspective.widget import PerspectiveWidget",
        "PerspectiveWidget(frame)",
        "perspective-python",
    ),
}
"""Import, show, and the package, by name."""

FRAME: Final = """
import os, numpy, pandas
n = {rows}
numbers = numpy.arange(n)
frame = pandas.DataFrame({{"name": [f"r{{i}}" for i in range(n)]}}
    | {{f"int{{i}}": numbers * (i + 1) for i in range(3)}}
    | {{f"num{{i}}": (numbers * 7 + i) % 1000 + 0.25 for i in range(3)}}
    | {{f"word{{i}}": pandas.Series(["desk", "chair", "lamp"])[(numbers + i) % 3].to_numpy()
       for i in range(2)}}
    | {{"day": pandas.Timestamp("2026-01-01") + pandas.to_timedelta(numbers % 365, unit="D")}})
os.getpid()
"""
WATCH: Final = """(() => {
    const heard = window.heard = { bytes: 0, at: 0, seen: 0 };
    const Plain = window.WebSocket;
    window.WebSocket = class extends Plain {
        constructor(...args) {
            super(...args);
            this.addEventListener("message", ({ data }) => {
                heard.bytes += data.size ?? data.byteLength ?? data.length;
                heard.at = performance.now();
            });
        }
    };
    const wanted = "r7";
    // What draws on a canvas leaves no text in the page.
    for (const { prototype } of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
        const draw = prototype.fillText;
        prototype.fillText = function (text, ...rest) {
            if (text === wanted) heard.seen ||= performance.now();
            return draw.call(this, text, ...rest);
        };
    }
    const shows = (root) => [...root.querySelectorAll("*")].some((element) =>
        (!element.firstElementChild && element.textContent.trim() === wanted
            && element.getClientRects().length > 0)
        || (element.shadowRoot && shows(element.shadowRoot)));
    const look = () => {
        const outputs = document.querySelectorAll(".jp-OutputArea-output");
        if (!heard.seen && [...outputs].some(shows)) heard.seen = performance.now();
        requestAnimationFrame(look);
    };
    look();
})()"""
SHOW: Final = """() => {
    Object.assign(window.heard, { bytes: 0, at: performance.now(), seen: 0 });
    window.begun = performance.now();
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = 1;
    notebook.deselectAll();
    void window.jupyterapp.commands.execute("notebook:run-cell");
}"""
PID: Final = """() => window.jupyterapp.shell.currentWidget.content.widgets[0]
    .model.sharedModel.getOutputs().at(-1).data["text/plain"]"""
DONE: Final = """settled => {
    const { at, seen } = window.heard;
    return seen && performance.now() - Math.max(at, seen) > settled;
}"""
HEARD: Final = "() => [(window.heard.seen - window.begun) / 1000, window.heard.bytes / 1e6]"
SAVE: Final = "async () => { await window.jupyterapp.shell.currentWidget.context.save(); }"

COLUMNS: Final = (
    ("rows", "first rows s", "{:.1f}"),
    ("kernel_bytes", "from the kernel MB", "{:.2f}"),
    ("memory", "kernel memory MB", "{:.0f}"),
    ("peak", "at its peak MB", "{:.0f}"),
    ("saved", "saved notebook kB", "{:.0f}"),
)


def memory(pid: int, line: str) -> float:
    """Return a figure of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(status.split(f"{line}:")[1].split()[0]) / 1000


@contextmanager
def opened(page: Page, path: Path) -> Iterator[None]:
    """Open a notebook, and end its kernel after."""
    open_ = "async path => { await jupyterapp.commands.execute('docmanager:open', { path }); }"
    page.evaluate(open_, path.name)
    page.wait_for_function(IDLE, arg=path.name, timeout=90_000)
    yield
    page.evaluate(SHUT)


def measure(page: Page, lab: Lab, name: str, rows: int, number: int) -> dict[str, float]:
    """Show the DataFrame once."""
    load, show, _ = WIDGETS[name]
    path = lab.write(f"{name}-{number}", f"{load}\n{FRAME.format(rows=rows)}", show)
    with opened(page, path):
        page.evaluate(RUN, [0, True])
        pid = int(page.evaluate(PID))
        before = memory(pid, "VmRSS")
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak from now on
        page.evaluate(SAVE)
        size = path.stat().st_size
        page.evaluate(SHOW)
        found: dict[str, float] = {}
        try:
            page.wait_for_function(DONE, arg=SETTLED * 1000, timeout=PATIENCE * 1000)
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)  # neither page nor kernel may answer any more
            raise
        found["rows"], found["kernel_bytes"] = page.evaluate(HEARD)
        found["memory"] = memory(pid, "VmRSS") - before
        found["peak"] = memory(pid, "VmHWM") - before
        page.evaluate(SAVE)
        found["saved"] = (path.stat().st_size - size) / 1000
    return found


def report(figures: dict[str, list[dict[str, float]]], rows: int) -> str:
    """Return a table in Markdown."""
    heads = [f"{rows:,} rows", *(head for _, head, _ in COLUMNS)]
    out = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * len(COLUMNS) + "|"]
    for name, rounds in figures.items():
        cells = [f"{name} {version(WIDGETS[name][2])}"]
        for key, _, form in COLUMNS:
            values = [found[key] for found in rounds if key in found]
            cells.append(form.format(statistics.median(values)) if values else "never")
        out.append("| " + " | ".join(cells) + " |")
    return "\n".join(out)


def main() -> None:
    """Measure, and print what came out."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hosts")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("widgets", nargs="*", help=f"of {', '.join(WIDGETS)}; all if none")
    words = parser.parse_args()
    packages = PEERS / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    site = str(packages / "site-packages")
    if find() is None or not packages.is_dir():
        sys.exit("Chromium and the other grids are needed: `make bench-hosts` installs them.")
    sys.path.append(site)
    places = [str(ROOT), site, *filter(None, [os.environ.get("PYTHONPATH")])]
    more = {
        "PYTHONPATH": os.pathsep.join(places),
        "JUPYTER_PATH": str(PEERS / "share" / "jupyter"),
    }
    keep: dict[str, Any] = {"@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True}}
    figures: dict[str, list[dict[str, float]]] = defaultdict(list)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), more, keep) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for number in range(words.rounds):
            for name in words.widgets or WIDGETS:
                # In a page of its own, which has none of the code yet.
                page = browser.new_page(viewport={"width": 1280, "height": 960})
                page.add_init_script(WATCH)
                page.goto(f"{lab.base}/lab?reset")
                page.wait_for_function(RESTORED, timeout=90_000)
                figures[name].append({})
                with suppress(TimeoutError):
                    figures[name][-1] = measure(page, lab, name, words.rows, number)
                # A round takes minutes: what is known is told, should somebody end it.
                print(name, figures[name][-1] or "never", file=sys.stderr, flush=True)
                page.close()
        browser.close()
    print(report(figures, words.rows))
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
