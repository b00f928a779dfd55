"""``python -m tests.bench.soak [--minutes 30]``: what grows while nothing should.

Two kernels share a cache folder over an API of which one request in ten fails. Each refreshes
two data sets all the time, opens grids, scrolls, sorts, closes them, and writes. In the end
both must hold what the API holds.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
from tests.bench.measure import Result

ROWS, KERNELS, FAULTS = 2000, 2, 0.1
LOOK_EVERY = 2.0
"""Seconds between two looks at what a kernel uses."""

GOALS = {"memory": (10.0, "MiB"), "files": (2.0, ""), "tasks": (2.0, ""), "threads": (1.0, "")}
"""How much more the last fifth of a run may use than the second, where each uses least."""

LOG_GOAL = 64.0
"""The largest that a write-ahead log may ever be, in MiB."""

MIB = 1 << 20


async def kernel(number: int, url: str, folder: Path, seconds: float) -> dict[str, Any]:
    """Use the API for a while; return what that took, and the prices held in the end."""
    dice, used, looked = random.Random(number), [], 0.0
    lens = dn.Lens(
        folder, refresh_every="1s", runtime="current", outbox=folder / f"outbox{number}"
    )
    order = dn.Order("sort", direction="order")
    whole, part = [
        await lens.make_dio(dn.RestVista(url + query, writes=True, order=order, search="q"))
        for query in ("", "?category=shoes")
    ]
    await whole.load_all()
    ends = time.monotonic() + seconds
    while (now := time.monotonic()) < ends:
        await look_around(dice.choice([whole, part]), dice)
        id = str(dice.randrange(number, ROWS, KERNELS) + 1)  # no two kernels write one row
        ticket = await whole.vista().patch_value(id, {"price": float(dice.randrange(1, 900))})
        if now - looked > LOOK_EVERY:
            looked = now
            used.append(usage(folder))
    await ticket.settled()  # and with it those that were accepted before
    while not all_done(folder, number):  # noqa: ASYNC110 # other processes say so
        await asyncio.sleep(0.1)
    prices = await read_anew(whole)
    await lens.aclose()
    return {"used": used, "prices": prices}


async def look_around(dio: dn.Dio, dice: random.Random) -> None:
    """Open a grid, scroll, narrow and sort it, and close it."""
    column = dice.choice(["price", "name", "stock"])
    scenery = await dio.table_scenery(order_by=column, descending=dice.random() < 0.5)
    grid = dn.Grid(scenery)
    for _ in range(3):
        first = dice.randrange(ROWS)
        scenery.set_viewport(range(first, first + 40))
        await asyncio.sleep(0.05)
    scenery.set_search(dice.choice(["", "shoe", "lamp"]))
    await asyncio.sleep(0.05)
    grid.close()


async def read_anew(dio: dn.Dio) -> dict[str, float]:
    """Wait for a refresh that succeeds; return all prices by id."""
    while True:
        with suppress(dn.DioramaError):
            await dio.refresh()
            rows = await dio.vista().list_values(require="complete")
            return {id: row["price"] for id, row in rows.items()}


def all_done(folder: Path, number: int) -> bool:
    """Say that a kernel writes no more; whether none does."""
    (folder / f"done{number}").touch()
    return len(list(folder.glob("done*"))) == KERNELS


def usage(folder: Path) -> dict[str, float]:
    """Return what this process uses now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "memory": pages * 4096 / MIB,
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "tasks": len(asyncio.all_tasks()),
        "threads": threading.active_count(),
        "log": max((path.stat().st_size / MIB for path in folder.rglob("*-wal")), default=0),
    }


def judged(number: int, used: list[dict[str, float]]) -> list[Result]:
    """Compare what a kernel used near the end with what it used soon after its start."""
    fifth = max(1, len(used) // 5)
    early, late = used[fifth : 2 * fifth], used[-fifth:]
    results = []
    for name, (goal, unit) in GOALS.items():
        before, after = (min(u[name] for u in some) for some in (early, late))
        note = f"({before:.0f} to {after:.0f})"
        grown = after - before
        results.append(
            Result(
                f"kernel {number}: more {name}",
                grown,
                unit,
                f"<= {goal:g}",
                grown <= goal,
                note,
            )
        )
    log = max(u["log"] for u in used)
    results.append(
        Result(
            f"kernel {number}: write-ahead log", log, "MiB", f"<= {LOG_GOAL:g}", log <= LOG_GOAL
        )
    )
    return results


def main() -> None:
    """Run the kernels, and print what came out."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--kernel", nargs=3, help=argparse.SUPPRESS)
    words = parser.parse_args()
    seconds = words.minutes * 60
    if words.kernel:
        number, url, folder = words.kernel
        print(json.dumps(asyncio.run(kernel(int(number), url, Path(folder), seconds))))
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        DemoApi(ROWS, 0.01, fault_rate=FAULTS) as api,
    ):
        again = [sys.executable, "-m", "tests.bench.soak", "--minutes", str(words.minutes)]
        kernels = [
            subprocess.Popen(
                [*again, "--kernel", str(n), api.url, folder], stdout=subprocess.PIPE, text=True
            )
            for n in range(KERNELS)
        ]
        outputs = [one.communicate(timeout=seconds + 300)[0] for one in kernels]
        if any(one.returncode for one in kernels):
            sys.exit("A kernel failed; see above.")
        told = [json.loads(output) for output in outputs]
        asked = api.stats()["requests"]
        truth = {
            str(n): row["price"] for n in range(1, ROWS + 1) if (row := api.catalogue.get(n))
        }
    print(f"{asked} requests in {words.minutes:g} minutes")
    for number, one in enumerate(told):
        for result in judged(number, one["used"]):
            print(result)
        wrong = sum(one["prices"].get(id) != price for id, price in truth.items())
        print(
            Result(f"kernel {number}: prices other than the API's", wrong, "", "= 0", not wrong)
        )


if __name__ == "__main__":
    main()
