"""The fixture that starts a NATS server with JetStream, and ends it."""

import asyncio
import shutil
import sys
from pathlib import Path

import pytest

from tests.servers.killable import Killable
from tests.servers.needed import need

USER, PASSWORD = "dio", "hidden"


class NatsServer(Killable):
    """A server that keeps its streams in a folder, over its death."""

    def __init__(self, program, folder):
        words = [program, "-js", "-sd", folder, "-a", "127.0.0.1", "--user", USER]
        words += ["--pass", PASSWORD]
        super().__init__(lambda port: [*words, "-p", port], folder)

    @property
    def url(self):
        return f"nats://{USER}:{PASSWORD}@127.0.0.1:{self.port}"

    async def restart(self):
        """Kill it and start it again, with the streams it had."""
        self.kill()
        await asyncio.to_thread(self.start)


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory):
    """A NATS server with JetStream, which can be killed and started again."""
    program = shutil.which("nats-server", path=Path(sys.executable).parent)
    need(program, "nats-server", "NatsStream was NOT run against it")
    server = NatsServer(program, tmp_path_factory.mktemp("nats"))
    yield server
    server.kill()
