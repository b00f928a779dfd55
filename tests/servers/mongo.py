"""The fixture that starts SecantusDB, which speaks MongoDB's protocol, and ends it."""

import os
import shutil

import pytest

from tests.servers.killable import Killable


class MongoServer(Killable):
    """A stand-in for mongod that keeps its documents and its log over its death."""

    def __init__(self, program, folder):
        words = [program, "--storage-path", folder / "data", "--cache-size", "64M"]
        words += ["--sync-on-commit"]  # what was told of must outlive a kill
        words += ["--enable-test-commands"]
        super().__init__(lambda port: [*words, "--port", port], folder)

    @property
    def url(self):
        return f"mongodb://127.0.0.1:{self.port}/"


@pytest.fixture(scope="session")
def mongo_server(tmp_path_factory):
    """A server with change streams, which can be killed and started again."""
    program = shutil.which("secantusd-py")
    if program is None:
        assert not os.environ.get("CI"), "secantusdb is missing, and CI must have it"
        pytest.skip("secantusdb is missing: MongoChanges was NOT run against it")
    server = MongoServer(program, tmp_path_factory.mktemp("mongo"))
    yield server
    server.kill()
