"""SPARQL endpoints keep what every source promises: Oxigraph."""

import pytest

import diorama_nb as dn
from diorama_nb.testing import SourceContract
from tests.servers.fixtures import SHELF
from tests.servers.oxigraph import NAMES, triples

COLUMNS = "?id ?name ?kind ?stock ?price ?sold"
ROW = """
    ?row ex:id ?id ; ex:name ?name ; ex:kind ?kind ; ex:sold ?sold .
    OPTIONAL { ?row ex:stock ?stock } OPTIONAL { ?row ex:price ?price }
"""


class TestById(SourceContract):
    """Ordered by the variable that names a row: windows, counts, conditions, orders."""

    rows = SHELF
    secrets = ("hidden-token",)
    select, behind, page_size = COLUMNS, "", 4

    @pytest.fixture(autouse=True)
    def _endpoint(self, oxigraph):
        oxigraph.put("shelf", triples(SHELF))
        self.url = oxigraph.url
        self.query = oxigraph.query("shelf", self.select, ROW, self.behind)

    def open(self):
        auth = dn.Bearer("hidden-token")
        return dn.SparqlVista(
            self.url, self.query, id="id", auth=auth, page_size=self.page_size
        )


class TestByOrder(TestById):
    """In an order and within a limit of its own, and with all that a star selects."""

    rows = sorted(
        ({**row, "row": f"{NAMES['ex']}row{row['id']}"} for row in SHELF),
        key=lambda row: row["name"],
        reverse=True,
    )
    select, behind, page_size = "*", "ORDER BY DESC(?name) LIMIT 50 # all", 50
