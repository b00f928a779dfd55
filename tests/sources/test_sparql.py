"""SPARQL endpoints keep what every source promises: Oxigraph."""

import pytest

import diorama_nb as dn
from diorama_nb.testing import SourceContract
from tests.servers.fixtures import SHELF
from tests.servers.oxigraph import triples

ROW = """
    ?row ex:id ?id ; ex:name ?name ; ex:kind ?kind ; ex:sold ?sold .
    OPTIONAL { ?row ex:stock ?stock } OPTIONAL { ?row ex:price ?price }
"""


class TestOxigraph(SourceContract):
    """Ordered by the variable that names a row: windows, counts, conditions, orders."""

    rows = SHELF
    secrets = ("hidden-token",)

    @pytest.fixture(autouse=True)
    def _endpoint(self, oxigraph):
        oxigraph.put("shelf", triples(SHELF))
        self.url = oxigraph.url
        self.query = oxigraph.query("shelf", "?id ?name ?kind ?stock ?price ?sold", ROW)

    def open(self):
        auth = dn.Bearer("hidden-token")
        return dn.SparqlVista(self.url, self.query, id="id", auth=auth, page_size=7)
