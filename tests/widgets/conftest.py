"""A grid without a browser: its comm is a list of what was sent."""

import threading
import time

import comm
import pytest
from comm.base_comm import BaseComm

import diorama_nb as dn


class Wire(BaseComm):
    """Keeps what Python says, and says what a page would."""

    def __init__(self, *args, **kwargs):
        self.said = []
        self.lock = threading.Lock()
        super().__init__(*args, **kwargs)

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        with self.lock:
            self.said.append((msg_type, data or {}, buffers or []))

    def hear(self, data, buffers=()):
        self.handle_msg({"content": {"data": data}, "buffers": list(buffers)})

    def messages(self, kind=None):
        """Return custom messages so far, as (content, buffers)."""
        with self.lock:
            said = list(self.said)
        told = [(d["content"], b) for _, d, b in said if d.get("method") == "custom"]
        return [m for m in told if kind is None or m[0]["kind"] == kind]

    def updates(self):
        """Return the states sent so far, merged."""
        with self.lock:
            said = list(self.said)
        state = {}
        for _, data, _ in said:
            state |= data.get("state", {})
        return state


class Page:
    """One view of a grid."""

    def __init__(self, grid, view="view"):
        self.grid, self.view, self.seq = grid, view, 0

    def say(self, kind, **body):
        self.seq += 1
        self.raw({"v": 1, "id": self.view, "seq": self.seq, "kind": kind, **body})
        return self.seq

    def raw(self, content):
        self.grid.comm.hear({"method": "custom", "content": content})
        self.pause()

    def pause(self):
        """Wait until the core has done what it was told so far."""

        async def nothing():
            return None

        for _ in range(3):
            dn.run(nothing())


@pytest.fixture(autouse=True)
def wires(monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Wire)


@pytest.fixture
def lens():
    made = dn.Lens(viewport_debounce=0)
    yield made
    made.close()


@pytest.fixture
def shop(lens):
    rows = [
        {"id": n, "name": f"item {n:03}", "price": n * 37 % 101 / 2, "stock": n % 7}
        for n in range(300)
    ]
    return lens.open(dn.MemoryVista(rows, name="shop"))


def wait_until(test, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not (found := test()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)
    return found
