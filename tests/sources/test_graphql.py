"""GraphQL APIs keep what every source promises: Strawberry, by cursor and by window."""

import base64

import pytest

import diorama_nb as dn
from diorama_nb.testing import SourceContract


class TestRelay(SourceContract):
    """A relay connection: read page by page, one record by its global id."""

    rows = [
        {**row, "id": base64.b64encode(f"Item:{row['id']}".encode()).decode()}
        for row in SourceContract.rows
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
            page_size=6,
            auth=dn.Bearer("hidden-token"),
        )


class TestRelayWithoutTotal(TestRelay):
    """Its total is null, and two of its arguments are named as columns are."""

    def open(self):
        return dn.GraphQLVista(
            f"{self.url}?key=hidden-token", "uncounted", columns=list(self.rows[0]), page_size=9
        )


class TestHasura(SourceContract):
    """Windows, orders, operators and an aggregate, as the schema offers them."""

    secrets = ("hidden-token",)

    @pytest.fixture(autouse=True)
    def _api(self, graphql):
        self.url = f"{graphql}/hasura"

    def open(self):
        key = dn.ApiKey("hidden-token", "X-Hasura-Admin-Secret")
        return dn.GraphQLVista(self.url, "items", page_size=7, auth=key)
