"""A plot draws what is newest, never twice at once, and keeps its picture when a draw fails."""

import asyncio
import base64
import threading

import matplotlib.figure
import matplotlib.pyplot as pyplot
import pytest

import diorama_nb as dn
from diorama_nb.errors import SpecError
from diorama_nb.testing import FakeSource
from diorama_nb.widgets.pictures import paint
from tests.virtual import opened, quiet, virtual
from tests.widgets.conftest import wait_until

PNG = b"\x89PNG\r\n\x1a\n"
ROWS = [{"id": n, "kind": "ab"[n % 2], "price": n} for n in range(4)]


class Shown:
    """Something a notebook shows."""

    def __init__(self, text):
        self.text = text

    def _repr_html_(self):
        return f"<b>{self.text}</b>"


def total(df):
    return Shown(int(df["price"].sum()))


def picture(plot):
    """Return the data of what the plot shows, by MIME type."""
    return plot.children[1].outputs[0]["data"]


def note(plot):
    return plot.children[2].value


async def priced(dio, id, price):
    await dio.patched(id, {"id": int(id), "kind": "a", "price": price})


@pytest.fixture
def bare_pyplot():
    pyplot.switch_backend("agg")
    yield
    pyplot.close("all")


# --- as one widget -------------------------------------------------------------------------


@virtual
async def test_as_one_widget_a_plot_is_its_newest_image_and_says_why_there_is_no_newer_one():
    """What marimo shows, which has no boxes."""
    dio = await opened(FakeSource(ROWS))

    def draw(df, ax):
        ax.bar(df["id"], 100 / df["price"].map(lambda price: 1 // (price != 13)))

    plot = dn.LivePlot(await dio.table_scenery(), draw, title="Prices", every=0)
    await quiet()
    canvas = plot._display_()
    await quiet()
    assert plot._display_() is canvas
    first = canvas.state
    assert base64.b64decode(first["data"]).startswith(PNG)
    assert (first["mime"], first["problem"], canvas.title) == ("image/png", "", "Prices")
    await priced(dio, "1", 13)
    await quiet()
    assert canvas.state["data"] == first["data"], "the last picture stays"
    assert "ZeroDivisionError" in canvas.state["problem"]
    await priced(dio, "1", 99)
    await quiet()
    assert canvas.state["problem"] == ""
    plot.close()
    assert canvas.comm is None


# --- when it draws -------------------------------------------------------------------------


@virtual
async def test_a_change_is_drawn_with_the_rows_as_they_are_then():
    dio = await opened(FakeSource(ROWS))
    plot = dn.LivePlot(await dio.table_scenery(), total)
    await quiet(2)
    assert picture(plot)["text/html"] == "<b>6</b>"
    await priced(dio, "0", 100)
    await quiet(2)
    assert picture(plot)["text/html"] == "<b>106</b>"
    assert plot.generation == plot.source.generation


@virtual
async def test_a_hundred_changes_in_a_second_are_a_few_draws_and_the_last_one_is_seen():
    dio = await opened(FakeSource(ROWS))
    drawn = []

    def draw(df):
        drawn.append(int(df["price"].max()))
        return Shown(drawn[-1])

    plot = dn.LivePlot(await dio.table_scenery(), draw, every=0.5)
    await quiet(2)
    drawn.clear()
    for price in range(100, 200):
        await priced(dio, "0", price)
        await asyncio.sleep(0.01)
    await quiet(2)
    assert len(drawn) <= 4
    assert drawn[-1] == 199
    assert picture(plot)["text/html"] == "<b>199</b>"


@virtual
async def test_nothing_is_drawn_while_nothing_changes():
    dio = await opened(FakeSource(ROWS))
    drawn = []
    dn.LivePlot(await dio.table_scenery(), lambda df: drawn.append(1) or Shown(1))
    await quiet(2)
    before = len(drawn)
    await dio.refresh()
    await quiet(10)
    assert len(drawn) == before == 1


@virtual
async def test_rows_that_change_during_a_draw_are_drawn_after_it_and_never_beside_it():
    dio = await opened(FakeSource(ROWS))
    loop, going, drawn, at_once = asyncio.get_running_loop(), set(), [], []

    def draw(df):
        going.add(threading.get_ident())
        at_once.append(len(going))
        price = int(df["price"].max())
        if not drawn:  # the row changes while the first draw is under way
            asyncio.run_coroutine_threadsafe(priced(dio, "0", 50), loop).result()
        drawn.append(price)
        going.discard(threading.get_ident())
        return Shown(price)

    scenery = await dio.table_scenery()
    dn.LivePlot(scenery, draw, every=0)
    other = dn.LivePlot(scenery, draw, every=0)
    await quiet(2)
    assert max(at_once) == 1, "one draw at a time, of all plots"
    assert drawn[-1] == 50
    assert picture(other)["text/html"] == "<b>50</b>"


@virtual
async def test_a_plot_draws_again_when_it_is_told_to():
    dio = await opened(FakeSource(ROWS))
    factor = 1
    plot = dn.LivePlot(
        await dio.table_scenery(), lambda df: Shown(factor * df["price"].sum()), every=0
    )
    await quiet()
    factor = 10
    plot.redraw()
    await quiet()
    assert picture(plot)["text/html"] == "<b>60</b>"


@virtual
async def test_a_closed_plot_draws_no_more():
    dio = await opened(FakeSource(ROWS))
    drawn = []
    scenery = await dio.table_scenery()
    plot = dn.LivePlot(scenery, lambda df: drawn.append(1) or Shown(1), every=0)
    await quiet()
    plot.close()
    await priced(dio, "0", 9)
    await quiet()
    plot.redraw()
    await quiet()
    assert len(drawn) == 1
    assert not scenery.closed, "it belongs to somebody else"


# --- what goes wrong -----------------------------------------------------------------------


@virtual
async def test_a_draw_that_fails_keeps_the_last_picture_and_says_why_until_the_next_good_one():
    dio = await opened(FakeSource(ROWS))

    def draw(df):
        if df["price"].max() == 13:
            raise ValueError("<img src=x onerror=alert(1)> is unlucky")
        return total(df)

    plot = dn.LivePlot(await dio.table_scenery(), draw, every=0)
    await quiet()
    await priced(dio, "0", 13)
    await quiet()
    assert picture(plot)["text/html"] == "<b>6</b>"
    assert isinstance(plot.error, ValueError)
    assert 'role="alert"' in note(plot)
    assert "is unlucky" in note(plot)
    assert "of draw)" in note(plot), "it says where"
    assert "<img" not in note(plot)
    await priced(dio, "0", 14)
    await quiet()
    assert picture(plot)["text/html"] == "<b>20</b>"
    assert plot.error is None
    assert note(plot) == ""


def test_a_function_that_draws_nothing_is_told_what_to_return(shop):
    plot = dn.LivePlot(shop, lambda df: None)
    assert "returned NoneType" in note(plot)
    assert "def draw(df, ax)" in note(plot)
    plot.close()


async def _coroutine(df):
    return df


@pytest.mark.parametrize(
    ("draw", "options"),
    [(_coroutine, {}), ("hist", {}), (total, {"every": -1}), (total, {"rows": 0})],
)
def test_what_can_not_work_is_refused_before_anything_is_opened(shop, draw, options):
    with pytest.raises(SpecError) as caught:
        dn.LivePlot(shop, draw, **options)
    assert caught.value.hint


def test_the_page_can_not_put_in_a_picture(shop):
    plot = dn.LivePlot(shop, total)
    before = picture(plot)
    screen = plot.children[1]
    screen.comm.hear({"method": "update", "state": {"outputs": [{"output_type": "stream"}]}})
    assert picture(plot) == before
    plot.close()


# --- what is drawn -------------------------------------------------------------------------


def test_a_dio_is_drawn_at_once_so_that_a_saved_notebook_holds_the_picture(shop):
    plot = dn.LivePlot(shop, lambda df, ax: ax.hist(df["price"]), title="Prices")
    data, metadata = plot._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(PNG)
    assert metadata["image/png"]["width"] > 300
    assert data["text/plain"] == "<LivePlot Prices>"
    assert '<img alt="Prices"' in picture(plot)["text/html"]
    assert plot.generation == plot.source.generation
    plot.close()
    wait_until(lambda: plot.source.closed)


def test_a_plot_over_a_part_says_that_it_is_one(lens):
    rows = [{"id": n, "price": n} for n in range(3000)]
    source = FakeSource(rows)
    shop = lens.open(dn.Vista(source))
    plot = dn.LivePlot(shop, lambda df: Shown(len(df)), rows=200, every=0)
    wait_until(lambda: picture(plot)["text/html"] == "<b>200</b>")
    assert "200 of 3,000 rows (incomplete" in note(plot)
    plot.close()


@virtual
async def test_a_value_and_a_scenery_are_given_as_they_are():
    dio = await opened(FakeSource(ROWS))
    value = await dio.value_scenery(dn.Sum("price"))
    plot = dn.LivePlot(value, lambda value: Shown(value.value))
    rows = await dio.table_scenery()
    raw = dn.LivePlot(rows, lambda scenery: Shown(scenery.row_count), frame=False)
    await quiet(2)
    assert picture(plot)["text/html"] == "<b>6</b>"
    assert picture(raw)["text/html"] == "<b>4</b>"


def _axes(df):
    return df["price"].plot()


def _lines(df):
    return pyplot.plot(df["price"].to_list())


def _grid(df):
    return df.hist()


def _state_only(df):
    pyplot.plot(df["price"].to_list())


def _figure(df):
    figure = matplotlib.figure.Figure()
    figure.subplots().plot(df["price"].to_list())
    return figure


def _given_axes(df, ax):
    df["price"].plot.hist(ax=ax)


@pytest.mark.parametrize("draw", [_axes, _lines, _grid, _state_only, _figure, _given_axes])
@pytest.mark.usefixtures("bare_pyplot")
def test_whatever_matplotlib_draws_is_a_sharp_png_and_leaves_no_figure(shop, draw):
    drawn = paint(draw, shop.to_pandas())
    png = base64.b64decode(drawn.data["image/png"])
    assert png.startswith(PNG)
    width = int.from_bytes(png[16:20], "big")
    assert width // 2 == drawn.metadata["image/png"]["width"] > 300
    assert pyplot.get_fignums() == []


@pytest.mark.usefixtures("bare_pyplot")
def test_figures_are_closed_when_a_draw_fails_and_those_of_others_never(shop):
    mine = pyplot.figure()

    def draw(df):
        theirs = threading.Thread(target=lambda: pyplot.figure(77))
        theirs.start()
        theirs.join()
        pyplot.figure()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        paint(draw, shop.to_pandas())
    assert pyplot.get_fignums() == [mine.number, 77]


@pytest.mark.usefixtures("bare_pyplot")
def test_a_figure_that_is_kept_between_draws_is_not_closed(shop):
    figure, axes = pyplot.subplots()
    paint(lambda df: axes.plot(df["price"].to_list())[0], shop.to_pandas())
    assert pyplot.get_fignums() == [figure.number]


def test_an_altair_chart_is_shown_as_it_shows_itself(shop):
    import altair  # takes seconds, which each process of xdist would spend

    df = shop.to_pandas().head(5)[["name", "price"]]
    chart = altair.Chart(df).mark_bar().encode(x="name", y="price")
    drawn = paint(lambda _: chart, df)
    assert "vega" in drawn.data["text/html"]


def test_what_shows_itself_in_several_ways_is_kept_in_all_of_them():
    class Figure:
        def _repr_mimebundle_(self, include=None, exclude=None):
            return {"application/vnd.plotly.v1+json": {"data": []}, "image/png": PNG}, {"a": 1}

    drawn = paint(lambda _: Figure(), None)
    assert drawn.data["application/vnd.plotly.v1+json"] == {"data": []}
    assert base64.b64decode(drawn.data["image/png"]) == PNG
    assert drawn.metadata == {"a": 1}
