"""The fixture that starts a Redis server for the session, and ends it."""

import shutil
import socket
import subprocess
import time

import pytest

from tests.servers.encrypted import make_certificate
from tests.servers.fixtures import free_port
from tests.servers.needed import need, need_module

PASSWORD = "hidden"


class RedisServer:
    """A server on a port of its own that keeps nothing on disk.

    Attributes
    ----------
    url : str
        Its address, with the password of the usual account, which may do everything.
    port, second_port : int
        The same after every start; the second one is for `options`, as ``{second_port}``.
    """

    def __init__(self, program, folder, *options):
        self.port, self.second_port = free_port(), free_port()
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"
        self._command = [
            program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder),
            "--requirepass", PASSWORD, "--save", "", "--appendonly", "no",
            *(option.format(second_port=self.second_port) for option in options),
        ]  # fmt: skip
        self._process = None

    @property
    def pid(self):
        """The id of its process."""
        return self._process.pid

    def start(self):
        """Start it, empty, and wait until it answers."""
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, stdout=quiet, stderr=quiet)
        for _ in range(600):
            assert self._process.poll() is None, f"redis-server ended: {self._process}"
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                    line.sendall(b"PING\r\n")
                    if line.recv(100):
                        return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError("redis-server does not answer")

    def kill(self):
        """End it at once; what it held is lost."""
        self._process.kill()
        self._process.wait(10)

    def restart(self):
        """Kill it and start it again, empty, on the same port."""
        self.kill()
        self.start()


class EncryptedRedis(RedisServer):
    """A server that also speaks TLS, by a certificate that nobody else knows.

    Attributes
    ----------
    trusted, untrusted, misnamed : str
        Addresses that name the certificate; that do not; and that call the server otherwise.
    """

    def __init__(self, program, openssl, folder):
        key, certificate = make_certificate(openssl, folder)
        super().__init__(
            program, folder, "--tls-port", "{second_port}", "--tls-auth-clients", "no",
            "--tls-key-file", key, "--tls-cert-file", certificate,
        )  # fmt: skip
        self.untrusted = f"rediss://:{PASSWORD}@127.0.0.1:{self.second_port}/0"
        self.trusted = f"{self.untrusted}?ssl_ca_certs={certificate}"
        self.misnamed = self.trusted.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def encrypted_redis(tmp_path_factory):
    """An `EncryptedRedis` that runs."""
    need_module("redis", "nothing was run against Redis")
    program, openssl = shutil.which("redis-server"), shutil.which("openssl")
    need(program and openssl, "redis-server or openssl", "nothing was run against Redis by TLS")
    server = EncryptedRedis(program, openssl, tmp_path_factory.mktemp("encrypted"))
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory):
    """A `RedisServer` that runs; who kills it starts it again."""
    need_module("redis", "nothing was run against Redis")
    program = shutil.which("redis-server")
    need(program, "redis-server", "nothing was run against Redis")
    server = RedisServer(program, tmp_path_factory.mktemp("redis"))
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture
def empty_redis(redis_server):
    """The same, holding nothing: what other tests left may be of a server on the same port."""
    import redis  # where it is missing, the other fixture has told so

    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server
