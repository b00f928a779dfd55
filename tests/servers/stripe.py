"""The fixture that starts localstripe, which answers as Stripe does."""

import sys

import httpx
import pytest

from tests.servers.fixtures import free_port, serve
from tests.servers.needed import need_module

KEY = "sk_test_only"
_RUN = (  # its own command listens on every address, and keeps its rows in a file of its own
    "import sys; from aiohttp import web; from localstripe.server import app, store; "
    "store.dump_to_disk = lambda: None; "
    "web.run_app(app, host='127.0.0.1', port=int(sys.argv[1]), access_log=None)"
)
_WORDS = ("Apple", "pear", "Öl", "fig & co", "100% rye", "o'Neill", "naïve")


@pytest.fixture(scope="session")
def stripe_client(tmp_path_factory):
    """A client of localstripe that knows its key."""
    need_module("localstripe", "RestVista was NOT run against it")
    folder = tmp_path_factory.mktemp("stripe")
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-c", _RUN, str(port)]
    for url in serve(command, port, "/v1/products", folder):
        with httpx.Client(base_url=url, auth=(KEY, ""), verify=False) as client:
            yield client


@pytest.fixture
def stripe(stripe_client):
    """The URL of nine products in a list that pages by the id of the last one, and the rows."""
    stripe_client.delete("/_config/data").raise_for_status()
    for n in range(1, 10):
        caption = {} if n % 4 == 0 else {"caption": "abc"[n % 3]}
        product = {"id": f"prod_{n:02}", "name": f"{_WORDS[n % 7]} {n:02}", **caption}
        product["active"] = str(n % 2 == 0).lower()
        stripe_client.post("/v1/products", data=product).raise_for_status()
    rows = stripe_client.get("/v1/products").raise_for_status().json()["data"]
    return str(stripe_client.base_url.join("/v1/products")), rows
