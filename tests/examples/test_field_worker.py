"""Work without a network."""

import itertools

import httpx

from diorama_nb.demo_api import DemoApi
from tests.examples.conftest import WAIT


class Office(DemoApi):
    """The demo API: notes what it has written, and may kill its client before it answers."""

    then = None

    def __init__(self):
        super().__init__(rows=4, latency=0)
        self.done = []

    def answer(self, method, target, body=b"", headers=()):
        told = super().answer(method, target, body, headers)
        if method == "PATCH" and told[0] == 200:
            self.done.append((target, headers["idempotency-key"]))
            if self.then is not None:
                self.then()
        return told


class Worker:
    """The example as a process that is told one line at a time."""

    def __init__(self, process):
        self.process = process

    def shown(self):
        """Return stock and writes of one picture; what there is, when the process ends."""
        lines = map(str.rstrip, iter(self.process.stdout.readline, ""))
        shown = list(itertools.takewhile(bool, lines))
        stock = [line.rpartition(" | ")[2] for line in shown if " | " in line]
        return stock, [line for line in shown if line.startswith("write")]

    def told(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.shown()

    def online(self):
        """Go online until no write waits any more."""
        shown = self.told("online")
        while any(" is parked: " not in write for write in shown[1]):
            shown = self.told("online")
        return shown


def test_writes_outlive_the_network_and_the_program_and_are_done_once(start, tmp_path):
    """P4, U30: killed while offline, and killed as the first answer is on its way."""
    with Office() as office:

        def begin():
            return Worker(start("field_worker.py", tmp_path, office.url))

        def at_the_office(id):
            return httpx.get(f"{office.url}/{id}").json()["stock"]

        before = [str(at_the_office(id)) for id in range(1, 5)]
        van = begin()
        assert van.shown() == ([], [])
        assert van.online() == (before, [])
        van.told("offline")
        asked = office.stats()["requests"]
        for write in ("2 stock 20", "2 stock 21", "3 stock -3", "4 stock 40"):
            shown = van.told(f"set {write}")
        van.process.kill()

        van = begin()
        stock, writes = van.shown()
        assert stock == shown[0] == [before[0], "21", "-3", "40"]
        assert len(writes) == len(shown[1]) == 4
        assert office.stats()["requests"] == asked

        key = {"Idempotency-Key": "of somebody else"}
        httpx.patch(f"{office.url}/4", json={"stock": 99}, headers=key)
        office.done.clear()
        office.then = van.process.kill
        van.told("online")
        office.then = None
        assert at_the_office(2) == 20

        van = begin()
        van.shown()
        stock, (refused, overtaken) = van.online()
        assert stock == [before[0], "21", before[2], "99"]
        assert refused.startswith("write 3 of 3 is parked: ")
        assert overtaken.startswith("write 4 of 4 is parked: ")
        assert {target for target, _ in office.done} == {"/products/2"}
        assert len({key for _, key in office.done}) == 2

        assert van.told("discard 3") == (stock, [overtaken])
        van.told("retry 4")
        assert van.online() == ([*stock[:3], "40"], [])  # over what somebody else wrote
        van.told("set 4 stock 41")
        assert van.online() == ([*stock[:3], "41"], [])
        assert at_the_office(4) == 41
        van.process.stdin.close()
        assert van.process.wait(WAIT) == 0
