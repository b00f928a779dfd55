"""GraphQL APIs keep what every source promises: Strawberry and PostGraphile."""

import base64

import pytest

import diorama_nb as dn
from diorama_nb.testing import SourceContract
from tests.servers.fixtures import SHELF


class TestRelay(SourceContract):
    """A relay connection: read page by page, one record by its global id."""

    rows = [
        {**row, "id": base64.b64encode(f"Item:{row['id']}".encode()).decode()} for row in SHELF
    ]
    secrets = ("hidden-token",)

    @pytest.fixture(autouse=True)
    def _api(self, graphql):
        self.url = f"{graphql}/relay"

    def open(self):
        return dn.GraphQLVista(
            self.url,
            "items",
            columns=list(self.rows[0]),
            auth=dn.Bearer("hidden-token"),
        )


class TestHasura(SourceContract):
    """Windows, orders, operators and an aggregate, as the schema offers them."""

    rows = SHELF
    secrets = ("hidden-token",)

    @pytest.fixture(autouse=True)
    def _api(self, graphql):
        self.url = f"{graphql}/hasura"

    def open(self):
        key = dn.ApiKey("hidden-token", "X-Hasura-Admin-Secret")
        return dn.GraphQLVista(self.url, "items", auth=key)


class TestPostGraphile(SourceContract):
    """A connection that takes an offset, too; it orders by names and filters by equality."""

    rows = [{name: row[name] for name in ("id", "name", "stock", "sold")} for row in SHELF]

    @pytest.fixture(autouse=True)
    def _api(self, postgraphile):
        self.url = f"{postgraphile}/graphql"

    def open(self):
        columns = list(self.rows[0])
        return dn.GraphQLVista(self.url, "allItems", columns=columns)
