"""The fixture that starts an Oxigraph server for the session, and loads what it holds."""

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.servers.fixtures import free_port, serve
from tests.servers.needed import need

NAMES = {
    "ex": "http://example.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


@dataclass(frozen=True)
class Oxigraph:
    """A running server, what its graphs hold, and the address of its queries."""

    base: str
    held: dict = field(default_factory=dict)

    @property
    def url(self):
        """Where it is asked."""
        return f"{self.base}/query"

    def put(self, graph, turtle):
        """Have a graph hold these triples, and no others."""
        if self.held.get(graph) == turtle:
            return
        prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in NAMES.items())
        answer = httpx.put(
            f"{self.base}/store",
            params={"graph": NAMES["ex"] + graph},
            content=(prefixes + turtle).encode(),
            headers={"Content-Type": "text/turtle"},
        )
        assert answer.is_success, answer.text
        self.held[graph] = turtle

    def query(self, graph, variables, pattern, behind=""):
        """Return the text of a query about a graph."""
        prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in NAMES.items())
        return f"{prefixes}SELECT {variables} FROM ex:{graph} WHERE {{ {pattern} }} {behind}"


def literal(value):
    """Return a value as Turtle has it."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return f'"{value}"^^xsd:double'
        case _:
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def triples(rows):
    """Return rows as Turtle: a subject each, by its id, and a predicate for each column."""
    return "".join(
        f"ex:row{row['id']} ex:{name} {literal(value)} .\n"
        for row in rows
        for name, value in row.items()
        if value is not None
    )


@pytest.fixture(scope="session")
def oxigraph():
    """An Oxigraph with empty graphs."""
    program = shutil.which("oxigraph", path=Path(sys.executable).parent)
    need(program, "oxigraph", "SparqlVista was NOT run against it")
    port = free_port()
    command = [program, "serve", "--bind", f"127.0.0.1:{port}"]
    for url in serve(command, port, "/", Path(__file__).parent):
        yield Oxigraph(url)
