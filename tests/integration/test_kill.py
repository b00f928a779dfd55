"""Kernels that are killed in the middle of their writes."""

import asyncio
import collections
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.logged import opened

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX processes")


class Kernels:
    """Kernels that write to one outbox, and what they said was accepted."""

    def __init__(self, folder: Path, *, once: bool) -> None:
        self.accepted: dict[str, int] = {}
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.integration.logged",
                str(folder),
                "once" if once else "always",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            cwd=Path(__file__).parents[2],
        )

    def start(self, name: str) -> int:
        """Start a kernel; return its process id."""
        return int(self._ask(f"start {name}", "started")[0])

    def kill(self, process: int) -> None:
        """Kill a kernel and hear all it has said."""
        os.kill(process, signal.SIGKILL)
        self._ask(f"reap {process}", "ended")

    def wait(self, wanted: str) -> list[str]:
        """Listen until a kernel says something."""
        for line in self._process.stdout:
            word, *rest = line.split()
            if word == "accepted":
                self.accepted[rest[0]] = int(rest[1])
            if word == wanted:
                return rest
        raise AssertionError(f"the kernels ended before they said {wanted!r}")

    def _ask(self, command: str, answer: str) -> list[str]:
        self._process.stdin.write(f"{command}\n")
        return self.wait(answer)

    def close(self) -> None:
        """End the process that starts them."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)


def let_live(kernels: Kernels, moment: random.Random) -> None:
    """Wait for a moment at which to kill: while it opens, or after so many writes."""
    if moment.random() < 0.2:
        time.sleep(moment.random() * 0.1)
        return
    for _ in range(moment.randrange(12)):
        kernels.wait("accepted")
    time.sleep(moment.random() * 0.01)


@pytest.mark.parametrize(("once", "kills"), [(True, 40), (False, 20)])
def test_of_kernels_killed_at_any_moment_no_accepted_write_is_lost_or_done_twice(
    tmp_path: Path, once: bool, kills: int
) -> None:
    """U66: also when two kernels share the outbox; what nobody can know is shown as unknown."""
    kernels, moment = Kernels(tmp_path, once=once), random.Random(7)
    killed = 0
    while killed < kills:
        names = [f"r{killed}"] if killed % 3 else [f"a{killed}", f"b{killed}"]
        for process in [kernels.start(name) for name in names]:
            let_live(kernels, moment)
            kernels.kill(process)
            killed += 1
    kernels.close()
    assert len(kernels.accepted) > 2 * kills

    async def drain():
        dio = await opened(tmp_path, once=once, faults=0.0, seed="end")
        assert await dio.writes.drained(20)
        unknown = {ticket.write.patch["mark"] for ticket in dio.writes.parked}
        assert {ticket.state for ticket in dio.writes.parked} <= {"unknown"}
        log = dio.master.source.read()
        await dio.aclose()
        return log, unknown

    log, unknown = asyncio.run(drain())
    times = collections.Counter(line.mark for line in log)
    assert kernels.accepted.keys() <= times.keys() | unknown
    inserted = [line for line in log if line.id == "None"]
    assert len({line.mark for line in inserted}) == len(inserted)
    if once:
        assert not unknown
        assert set(times.values()) == {1}
        assert len({line.key for line in log}) == len(log)
    else:
        assert len(unknown) < len(inserted)
    for id in "0123":
        told = [
            kernels.accepted[line.mark]
            for line in log
            if line.id == id and line.mark in kernels.accepted
        ]
        assert told == sorted(told), id
