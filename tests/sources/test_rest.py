"""REST APIs keep what every source promises: the demo API and json-server."""

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
from diorama_nb.demo_data import product
from diorama_nb.testing import SourceContract
from diorama_nb.vista.rest import Bearer
from tests.servers.fixtures import put_back


class TestDemoApi(SourceContract):
    """The demo API by its style: it filters, sorts, searches and takes writes."""

    rows = [product(n) for n in range(1, 31)]
    search_columns = ("name", "brand", "category", "description")
    patch = {"price": 12.5}
    rejected = {"price": -1}
    secrets = ("hidden-token",)

    @pytest.fixture(autouse=True)
    def _api(self):
        with DemoApi(rows=len(self.rows), latency=0) as api:
            self.url = api.url
            yield

    def open(self):
        return dn.RestVista(self.url, style="demo", auth=Bearer("hidden-token"))


class TestDemoApiByUrl(TestDemoApi):
    """The same with its URL only: what is not declared is done here."""

    search_columns = ()

    def open(self):
        return dn.RestVista(self.url)


class TestJsonServer(SourceContract):
    rows = SourceContract.rows[:9]
    gaps = {
        "test_an_order_is_total_and_puts_blanks_last[descending]": (
            "json-server puts nulls first when it sorts downwards"
        )
    }

    @pytest.fixture(autouse=True)
    def _shelf(self, json_server):
        self.url = f"{json_server}/shelf"
        with httpx.Client(verify=False) as client:
            put_back(client, self.url, self.rows)

    def open(self):
        return dn.RestVista(self.url, style="json-server")
