"""``python -m tests.bench.grid [--rounds N] [engine …]``: one table, every engine in one run.

Each round gives every engine a fresh page, in another order, so that medians of a run can be
compared whatever else the machine does. After every frame each painted cell is compared with
what it should be. Absolute times depend on the machine: read the ratios.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.grid.report import ENGINES, WHEELED, Figures, report
from tests.browser.chromium import FLAGS, find

HERE = Path(__file__).parent
STATIC = HERE.parents[2] / "diorama_nb" / "static"
TOTALS = (1_000_000, 10_000_000)
ROW = 28
SECONDS = 3
PAINTS = 5
"""First paints of a round: one depends much on what the machine does just then."""
EXACT = [*FLAGS, "--disable-smooth-scrolling"]
"""An animated wheel never starts while events come at every frame, as ours do."""
PARTS = (0.5, 0.12, 0.88, 0.31, 0.69, 0.07, 0.93, 0.42, 0.6, 0.2)
PAGE = """<!doctype html><meta charset="utf-8">
<body style="margin: 0"><div id="host" style="width: 960px"></div></body>"""
FIRST_PAINT = """async ([source, ours]) => {
    const host = document.getElementById("host");
    const model = ours && window.made;
    const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    await painted();
    const begun = performance.now();
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const { default: widget } = await import(address);
    widget.render({ model, el: host });
    const shown = () => !ours || host.firstChild.shadowRoot
        .querySelectorAll('.layer .row:not([hidden], [aria-busy]) .cell').length > 100;
    do await painted(); while (!shown());
    return performance.now() - begun;
}"""
EMPTY = 'export default { render({ el }) { el.append(document.createElement("div")); } };'


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; gives its address."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def built(out: Path) -> dict[str, Any]:
    """Bundle the engines, installing them on first use; what is known of their code."""
    if not (HERE / "node_modules").is_dir():
        subprocess.run(
            ["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=HERE, check=True
        )
    done = subprocess.run(
        ["node", "build.mjs", str(out)], cwd=HERE, check=True, stdout=subprocess.PIPE
    )
    (out / "index.html").write_text(PAGE)
    return json.loads(done.stdout)


class Run:
    """One engine on a page of its own."""

    def __init__(self, page: Page, engine: str, total: int, figures: Figures) -> None:
        self._page = page
        self._engine = engine
        self._total = total
        self._figures = figures
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("Performance.enable", {"timeDomain": "threadTicks"})

    def note(self, name: str, value: float) -> None:
        self._figures[self._engine, self._total, name].append(value)

    def busy(self) -> float:
        """Seconds of main thread so far."""
        metrics = self._cdp.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "TaskDuration")

    def heap(self) -> float:
        """MB that scripts hold."""
        self._cdp.send("HeapProfiler.collectGarbage")
        return self._cdp.send("Runtime.getHeapUsage")["usedSize"] / 1e6

    def measure(self) -> None:
        page = self._page
        empty = self.heap()
        page.evaluate("count => { window.h = window.harness(count) }", self._total)
        self.note("mount", page.evaluate("() => h.mount()"))
        self.note("heap", self.heap() - empty)
        self.wheel()
        if self._total == TOTALS[0]:
            before = self.busy()
            right = page.evaluate("ms => h.changes(ms)", SECONDS * 1000)
            self.note("busy", 100 * (self.busy() - before) / SECONDS)
            self.note("final", 100 * right)
        for time in page.evaluate("parts => h.jumps(parts)", PARTS):
            self.note("jump", time)
        self.note("end", 100 * page.evaluate("() => h.end()"))

    def wheel(self) -> None:
        """A wheel turned for `SECONDS`, as the browser makes its events."""
        page = self._page
        page.evaluate("ms => { window.watched = h.watch(ms) }", SECONDS * 1000)
        before = self.busy()
        self._cdp.send(
            "Input.synthesizeScrollGesture",
            {
                "x": 480, "y": 240, "yDistance": -WHEELED * ROW, "gestureSourceType": "mouse",
                "speed": WHEELED * ROW // SECONDS, "preventFling": True,
            },
        )  # fmt: skip
        seen = page.evaluate("() => window.watched")
        self.note("cpu", self.busy() - before)
        self.note("dropped", 100 * seen["dropped"] / (seen["frames"] + seen["dropped"]))
        self.note("complete", 100 * seen["complete"] / seen["frames"])
        self.note("wrong", seen["wrong"])
        self.note("moved", page.evaluate("() => h.moved()"))


def first_paint(browser: Browser, address: str, figures: Figures) -> None:
    """From the module's text, as a notebook has it, to rows on show; on pages of their own."""
    for engine, source in PAINTS * (
        ("ours", (STATIC / "grid.js").read_text("utf-8")),
        ("empty", EMPTY),
    ):
        page = browser.new_page(viewport={"width": 1000, "height": 600})
        page.goto(f"{address}/index.html")
        page.add_script_tag(url=f"{address}/model.js", type="module")
        page.wait_for_function("() => window.model")
        page.evaluate(
            "() => { window.made = window.model() }"
        )  # a thread takes a while to begin
        figures[engine, TOTALS[0], "paint"].append(
            page.evaluate(FIRST_PAINT, [source, engine == "ours"])
        )
        page.close()


def main() -> None:
    """Measure, and print what came out."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.grid")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("engines", nargs="*", help=f"of {', '.join(ENGINES)}; all if none")
    words = parser.parse_args()
    if shutil.which("node") is None or find() is None:
        sys.exit(
            "The page bench needs Node and Chromium on the PATH (`scripts/ensure-apt browser`)."
        )
    figures: Figures = defaultdict(list)
    load = os.getloadavg()[0]
    order = random.Random(7)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        known = built(Path(folder))
        browser = playwright.chromium.launch(executable_path=find(), args=EXACT)
        for _ in range(words.rounds):
            engines = [*(words.engines or ENGINES)]
            order.shuffle(engines)
            for engine in engines:
                for total in TOTALS:
                    page = browser.new_page(viewport={"width": 1000, "height": 600})
                    page.goto(f"{address}/index.html")
                    page.add_script_tag(url=f"{address}/{engine}.js", type="module")
                    page.wait_for_function("() => window.harness")
                    Run(page, engine, total, figures).measure()
                    page.close()
            first_paint(browser, address, figures)
        known["versions"]["chromium"] = browser.version
        browser.close()
    print(report(figures, known["sizes"], known["versions"], words.rounds))
    print(f"load before {load:.1f}, after {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
