"""What a saved notebook keeps of a grid: a static table, and no row that was not looked at."""

from __future__ import annotations

import json
import warnings

import pytest
from ipywidgets.embed import embed_data

import diorama_nb as dn
from diorama_nb.widgets.grid import Grid

CANARY = "canary-7a31"


@pytest.fixture
def grid(lens):
    rows = [{"id": n, "name": f"item {n:03}", "secret": ""} for n in range(300)]
    rows[299]["secret"] = CANARY
    made = Grid(lens.open(dn.MemoryVista(rows, name="shop")))
    yield made
    made.close()


def test_no_row_outside_the_last_viewport_is_saved(grid):
    """Threat U6: neither in the widget state nor in the static table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of ipywidgets itself
        saved = json.dumps(embed_data(views=[grid]), default=str)
    assert "item 003" in saved
    assert CANARY not in saved
    assert CANARY not in json.dumps(grid._repr_mimebundle_(), default=str)


def test_nbconvert_shows_the_static_table(grid):
    import nbformat  # it takes five seconds
    from nbconvert import HTMLExporter

    data, _ = grid._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data)
    cell = nbformat.v4.new_code_cell("dio", outputs=[output])
    html, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert "<caption>shop" in html
    assert "<td>item 049</td>" in html
    assert "item 050" not in html
