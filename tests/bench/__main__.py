"""``python -m tests.bench [--full] [word …]``: run the cases named so, or all.

``--full`` makes tables and files as large as the goals name them, e.g.
``python -m tests.bench --full sql csv``; without it they have a tenth of that.
"""

from __future__ import annotations

import os
import sys

from tests.bench import cases, files, live, sql


def main() -> None:
    """Print one line per figure, under the load of the machine before and after."""
    words = [word for word in sys.argv[1:] if word != "--full"]
    print(f"load before: {os.getloadavg()[0]:.1f}")
    results = [
        result
        for case in (*cases.CASES, *files.CASES, *live.CASES, *sql.CASES)
        if not words or any(word in case.__name__ for word in words)
        for result in _printed(case)
    ]
    print(f"load after: {os.getloadavg()[0]:.1f}")
    print(f"{sum(r.met for r in results)} of {len(results)} goals met")


def _printed(case):  # type: ignore[no-untyped-def] # a case of CASES
    for result in case():
        print(result, flush=True)
        yield result


if __name__ == "__main__":
    main()
