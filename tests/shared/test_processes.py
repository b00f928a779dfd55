"""Many kernels, one source: real processes, and one that is killed."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.aio import run
from tests.shared.team import kernel, until
from tests.shared.well import Well

ROOT = Path(__file__).parents[2]


@pytest.fixture
def team(server):
    """Start a program that forks kernels; whatever is left of it ends with the test."""
    running = []

    def start(well, lease):
        command = [sys.executable, "-m", "tests.shared.kernels", well.list_url, server.url]
        process = subprocess.Popen(
            [*command, str(lease)], cwd=ROOT, text=True, bufsize=1, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        running.append(process)
        return process

    yield start
    for process in running:
        process.stdin.close()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        process.stdout.close()


def tell(process, *lines):
    process.stdin.write("".join(f"{line}\n" for line in lines))
    process.stdin.flush()


def heard(process):
    return process.stdout.readline().split()


@pytest.fixture
def wide():
    server = Well(300)
    server.slow = 0.01
    yield server
    server.close()


def test_six_processes_that_read_thirty_pages_make_no_more_requests_than_one(team, wide):
    process = team(wide, 10)
    tell(process, *["start 30"] * 6)
    assert [heard(process)[0] for _ in range(6)] == ["started"] * 6
    tell(process, "go")
    assert [heard(process) for _ in range(6)] == [["read", "300"]] * 6
    tell(process, "end")
    assert len(set(wide.reads)) >= 30
    assert len(wide.reads) <= 32


def test_a_process_that_dies_asking_delays_the_others_by_its_lease_at_most(
    team, server, well, raw
):
    process, lease = team(well, 2.0), 2.0
    tell(process, "start 1", "go")
    _, child = heard(process)
    well.hold()

    async def course():
        async with kernel(well, server.url) as other:
            await until(well.held.is_set)
            (lock,) = raw.keys("diorama:1:*:lock:*")
            waiting = asyncio.create_task(other.master.fetch_window(0, 10))
            await renewed(raw, lock)
            assert len(well.reads) == 1  # it is alive, and asks for both
            os.kill(int(child), signal.SIGKILL)
            assert raw.pttl(lock) <= lease * 1000
            assert len((await waiting).rows) == 10
            assert len(well.reads) == 2

    run(asyncio.wait_for(course(), 60))


async def renewed(raw, lock):
    """Wait until a lock was renewed: it lives on."""
    left = raw.pttl(lock)
    while (now := raw.pttl(lock)) <= left:
        left = now
        await asyncio.sleep(0.01)
