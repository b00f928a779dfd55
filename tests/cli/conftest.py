import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from click.testing import CliRunner

from diorama_nb.cli import main
from diorama_nb.demo_api import DemoApi


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """The folder that stands for the user's own cache."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("DIORAMA_CACHE", str(folder))
    return folder


@pytest.fixture
def shop():
    """The demo API with 1234 products, as quick as it can be."""
    with DemoApi(rows=1234, latency=0) as api:
        yield api


@pytest.fixture
def diorama():
    """Run the command in this process, as a shell would."""

    def run(*arguments, **settings):
        return CliRunner().invoke(main, [str(a) for a in arguments], **settings)

    return run


class Api(ThreadingHTTPServer):
    """An API that answers GET as the test says: `answer(path, query)` → (status, body)."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen, self.rows = [], []
        self.answer = lambda path, query: (200, self.rows)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def handle_error(self, *_):
        """A client that was interrupted leaves early."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = urlsplit(self.path)
        self.server.seen.append((asked.path, dict(self.headers)))
        status, body = self.server.answer(asked.path, dict(parse_qsl(asked.query)))
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def api():
    server = Api()
    yield server
    server.shutdown()
    server.server_close()
