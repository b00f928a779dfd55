"""A server program that tests kill and start again."""

import contextlib
import random
import socket
import subprocess
import time


class Killable:
    """Runs a program that listens on a port of this machine.

    Parameters
    ----------
    command : callable
        Returns the words that start it at a port.
    folder : Path
        Where it runs, and writes.
    """

    def __init__(self, command, folder):
        self.folder = folder
        self.port = own_port()
        self._command = [str(word) for word in command(self.port)]
        self._process = None
        self.start()

    def start(self):
        """Start it, and return when it can be connected to."""
        assert self._process is None
        said = subprocess.DEVNULL
        self._process = subprocess.Popen(
            self._command, cwd=self.folder, stdout=said, stderr=said
        )
        for _ in range(600):
            assert self._process.poll() is None, f"{self._command[:2]} ended at once"
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return
            except OSError:
                time.sleep(0.05)
        self.kill()
        raise AssertionError(f"{self._command[:2]} can not be connected to")

    def kill(self):
        """End it as a crash does; nothing happens where it has ended."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None


def own_port():
    """Return a free port that no client gets: it might, while the server is dead."""
    while True:
        with contextlib.suppress(OSError), socket.socket() as found:
            found.bind(("127.0.0.1", random.SystemRandom().randrange(15000, 30000)))
            return found.getsockname()[1]
