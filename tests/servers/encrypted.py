"""A server that speaks TLS, by a certificate that nobody else knows."""

import shutil
import ssl
import subprocess

import pytest

from tests.servers.faults import Faults
from tests.servers.needed import need


def make_certificate(openssl, folder):
    """Return the files of a key and of its certificate, made for 127.0.0.1 by itself."""
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
        ],
        check=True, timeout=60, capture_output=True,
    )  # fmt: skip
    return key, certificate


class Encrypted(Faults):
    """What `Faults` serves, by HTTPS; `certificate` is the file to trust."""

    def __init__(self, key, certificate):
        self.certificate = certificate
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        super().__init__()

    @property
    def url(self):
        return super().url.replace("http:", "https:")

    def get_request(self):
        line, address = super().get_request()
        # The handshake is done by the thread of the request: it may take as long as it wants.
        line = self._context.wrap_socket(line, server_side=True, do_handshake_on_connect=False)
        return line, address


@pytest.fixture(scope="session")
def certified(tmp_path_factory):
    """The files of a key and of its certificate."""
    openssl = need(shutil.which("openssl"), "openssl", "nothing was read by TLS")
    return make_certificate(openssl, tmp_path_factory.mktemp("certified"))


@pytest.fixture
def encrypted(certified):
    """An `Encrypted` server."""
    server = Encrypted(*certified)
    yield server
    server.close()
