"""A source that is a file, and a kernel that writes to it until it is killed.

``python -m tests.integration.logged FOLDER ONCE`` reads commands: ``start NAME`` forks a kernel
that writes and tells each accepted write, ``reap PID`` waits for its end. The file outlives
everybody, so it tells what was really applied, how often, and in which order.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import random
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas  # noqa: F401 # here, so that forked kernels start at once

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable
from diorama_nb.query import Query
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page, Source
from diorama_nb.writes.write import Stored, Write

ROWS = {str(n): {"id": str(n), "mark": ""} for n in range(4)}


@dataclass(frozen=True)
class Applied:
    """A line of the log."""

    key: str
    id: str
    mark: str


class Logged(Source):
    """Appends each write to a file; often it is away, or its answer is lost.

    Parameters
    ----------
    path : Path
        The file.
    once : bool
        Whether a write whose key is in the file already is not applied again.
    faults : float
        Share of the writes that fail, half of them after they were applied.
    """

    name = identity = "logged"

    def __init__(self, path: Path, *, once: bool, faults: float, seed: str) -> None:
        self.path = path
        self.once = once
        self.faults = faults
        self.random = random.Random(seed)
        able = Capabilities.of("declared", "insert", "update", "delete")
        self.about = Description(capabilities=able)

    def read(self) -> list[Applied]:
        """Return what was applied, oldest first."""
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [Applied(*line.split()) for line in lines]

    async def read_all(self, query: Query) -> Page:
        return Page(dict(ROWS), len(ROWS), end=True)

    async def apply(self, write: Write) -> Stored:
        await self._pause()
        lot = self.random.random()
        if lot < self.faults / 2:
            raise SourceUnavailable("away")
        with self.path.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not (self.once and write.idempotency_key in {a.key for a in self.read()}):
                file.write(f"{write.idempotency_key} {write.id} {write.patch['mark']}\n")
        await self._pause()
        if lot < self.faults:
            raise SourceUnavailable("the answer was lost")
        return Stored(write.id or write.patch["mark"], None)

    async def _pause(self) -> None:
        await asyncio.sleep(self.random.random() * 0.004)


async def opened(folder: Path, *, once: bool, faults: float, seed: str) -> dn.Dio:
    """Return a Dio with an outbox over the file."""
    source = Logged(folder / "log", once=once, faults=faults, seed=seed)
    retry = dn.Retry(base=0.002, cap=0.01)
    lens = dn.Lens(folder / "cache", outbox=True, retry=retry, runtime="current")
    return await lens.make_dio(dn.Vista(source))


async def _write(folder: Path, once: bool, name: str) -> None:
    dio = await opened(folder, once=once, faults=0.2, seed=name)
    lots = random.Random(name)
    for n in range(10_000):
        mark = f"{name}-{n}"
        if lots.random() < 0.4:
            write = Write("insert", None, {"mark": mark})
        else:
            write = Write("patch", lots.choice(list(ROWS)), {"mark": mark})
        ticket = await dio.write(write)
        _tell("accepted", mark, ticket.number)
        await asyncio.sleep(lots.random() * 0.004)


def _tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())  # one step, whoever else writes


def main() -> None:
    folder, once = Path(sys.argv[1]), sys.argv[2] == "once"
    signal.alarm(120)  # whoever listens does not wait for ever
    for line in sys.stdin:
        command, word = line.split()
        if command == "reap":
            os.waitpid(int(word), 0)
            _tell("ended", word)
        elif child := os.fork():
            _tell("started", child)
        else:
            signal.alarm(30)
            asyncio.run(_write(folder, once, word))


if __name__ == "__main__":
    main()
