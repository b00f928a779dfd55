"""A dashboard puts what is listed on a page, and closes what it made itself."""

import ipywidgets
import pytest
from ipywidgets.widgets.widget import _instances

import diorama_nb as dn
from diorama_nb.errors import SpecError
from diorama_nb.widgets.dashboard import GAP
from diorama_nb.widgets.grid import Grid
from tests.widgets.conftest import wait_until


def alive(widget):
    return widget.comm is not None


def test_a_list_is_a_row_whose_cells_wrap_and_a_list_in_it_a_column():
    one, two, three = (ipywidgets.IntSlider() for _ in range(3))
    page = dn.dashboard([[one, [two, three]]])
    row = page.children[1]
    assert row.layout.flex_flow == "row wrap"
    left, right = row.children
    assert left.children == (one,)
    assert left.layout.flex == "1 1 320px"
    assert left.layout.min_width == "min(100%, 320px)", "on a narrow page a cell is the page"
    assert right.children[0].children == (two, three)
    assert row.layout.grid_gap == right.children[0].layout.grid_gap == GAP


def test_texts_are_headings_and_never_markup():
    page = dn.dashboard(["<i>Rows</i>", ["Sums", ipywidgets.IntSlider()]], title="A & B")
    title, heading, row = page.children
    assert title.value.endswith("<h2>A &amp; B</h2>")
    assert heading.value == "<h3>&lt;i&gt;Rows&lt;/i&gt;</h3>"
    assert row.children[0].layout.flex == "1 1 100%", "a heading has a line of its own"


def test_a_dio_is_shown_as_a_grid_which_is_closed_with_the_page(shop):
    mine = Grid(shop)
    page = dn.dashboard([[shop, shop.vista().where(stock=3), mine]])
    made = [cell.children[0].widget for cell in page.children[1].children]
    assert all(isinstance(widget, Grid) for widget in made)
    page.close()
    assert [alive(widget) for widget in made] == [False, False, True]
    wait_until(lambda: made[0].scenery.closed)
    mine.close()


def test_without_a_kernel_a_page_is_its_tables_and_pictures(shop):
    plot = dn.LivePlot(shop, lambda df, ax: ax.hist(df["price"]), title="Prices")
    frame = shop.to_pandas().head(2)
    page = dn.dashboard([[plot, ipywidgets.IntSlider()], shop, frame], title="Shop")
    data = page._repr_mimebundle_()
    html = data["text/html"]
    assert data["text/plain"] == "<Dashboard Shop>"
    assert "<h2>Shop</h2>" in html
    assert "<h3>Prices</h3><img" in html
    assert html.count("<table") == 2
    assert "<style>.diorama" not in html
    page.close()
    plot.close()


@pytest.mark.parametrize("items", ["grid", 7, {"a": 1}, [object()], [["text", [3]]]])
def test_what_can_not_be_shown_is_refused_with_what_can(items):
    with pytest.raises(SpecError) as caught:
        dn.dashboard(items)
    assert caught.value.hint


def states(widgets):
    """Return what a page is told of each widget, whatever it is told of its children."""
    return [widget.get_state() for widget in widgets]


def test_closed_widgets_leave_no_model_behind(shop):
    before = set(_instances)
    plot = dn.LivePlot(shop, lambda df, ax: ax.hist(df["price"]), title="Prices")
    small = [shop.card("1"), shop.form("1"), shop.picker(), shop.status_bar()]
    page = dn.dashboard([[plot, *small], "Rows", shop], title="Shop")
    page.children[3].widget.framed._fall_back()
    for widget in (page, plot, *small):
        widget.close()
    assert [_instances[id] for id in set(_instances) - before] == []


def test_what_a_page_says_of_the_state_of_a_widget_changes_none_that_we_make(shop):
    before = set(_instances)
    plot = dn.LivePlot(shop, lambda df, ax: ax.hist(df["price"]), title="Prices")
    frame = shop.to_pandas().head(2)
    small = [shop.card("1"), shop.form("1"), shop.picker(), shop.status_bar()]
    page = dn.dashboard([[plot, *small], "Rows", shop, frame], title="Shop")
    grid = page.children[3].widget
    grid.framed._fall_back()
    made = [_instances[id] for id in set(_instances) - before]
    assert {page, plot, grid, grid.framed, grid.framed._words, grid.layout, *plot.children} <= {
        *made
    }
    told = states(made)
    assert len(made) > 30
    for widget in made:
        for name in widget.keys:
            for value in ([], "", None, "<img src=x onerror=alert(1)>"):
                data = {"method": "update", "state": {name: value}, "buffer_paths": []}
                widget.comm.hear(data)
    assert states(made) == told
    page.close()
    for widget in small:
        widget.close()
