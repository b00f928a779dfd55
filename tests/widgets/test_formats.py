"""How columns are painted is said in few words, each of them checked."""

import asyncio
import threading
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.errors import SpecError
from diorama_nb.widgets import formatting
from diorama_nb.widgets.formats import STYLES, spell_out, with_ranges
from diorama_nb.widgets.grid import Grid
from tests.widgets.conftest import Page, Wire, wait_until


def number(prefix, suffix, **more):
    return {"style": "number", "prefix": prefix, "suffix": suffix, **more}


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ("€ {:,.2f}", number("€ ", "", thousands=True, decimals=2)),
        ("{:.1%}", number("", "%", thousands=False, decimals=1) | {"style": "percent"}),
        ("{:+,.1f}", number("", "", thousands=True, decimals=1, sign=True)),
        ("{:,d} km", number("", " km", thousands=True, decimals=0)),
        ("{}", number("", "", thousands=False, decimals=None)),
        ("bytes", {"style": "bytes"}),
    ],
)
def test_a_template_or_a_style_says_how_a_value_is_written(wish, text):
    assert spell_out({"a": wish}) == {"a": {"text": text}}
    assert spell_out({"a": {"text": wish}}) == {"a": {"text": text}}


@pytest.mark.parametrize(
    ("wish", "hint"),
    [
        ("bites", "bytes"),
        ("{:>10}", "thousands"),
        ("{:.99f}", "12"),
        ("{} and {}", "one {}"),
        (7, "for example"),
        ({}, "for example"),
        ({"bars": True}, "bar"),
        ({"bar": [5, 5]}, "[0, 100]"),
        ({"bar": "yes"}, "[0, 100]"),
        ({"heat": [0, float("nan")]}, "[0, 100]"),
        ({"bar": True, "heat": True}, "keep one"),
        ({"colour": "red"}, "bad"),
        ({"rules": "<5"}, '("<", 5, "bad")'),
        ({"rules": [("<", 5)]}, '("<", 5, "bad")'),
        ({"rules": [("~", 5, "bad")]}, "="),
        ({"rules": [("<", 5, "pink")]}, "bad"),
        ({"rules": [("<", [1], "bad")]}, "a number or a text"),
    ],
)
def test_what_says_nothing_is_refused_with_what_to_write(wish, hint):
    with pytest.raises(SpecError, match="'price'") as error:
        spell_out({"price": wish})
    assert hint in error.value.hint


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@given(ANYTHING)
def test_any_value_is_spelled_out_in_known_words_or_refused_with_a_hint(wish):
    try:
        look = spell_out({"a": wish})["a"]
    except SpecError as error:
        look, hint = {}, error.hint
    else:
        hint = "none needed"
    assert hint
    assert set(look) <= {"text", "bar", "heat", "colour", "rules"}
    assert look.get("text", {"style": "plain"})["style"] in STYLES


def test_ranges_left_to_the_data_are_filled_in_once_known():
    looks = spell_out({"a": {"bar": True}, "b": {"heat": [0, 9]}})
    assert with_ranges(looks, {})["a"]["bar"] is None
    assert with_ranges(looks, {"a": [1.0, 2.0]})["a"]["bar"] == [1.0, 2.0]
    assert with_ranges(looks, {"b": [1.0, 2.0]})["b"]["heat"] == [0.0, 9.0]


def test_a_bar_is_scaled_to_the_least_and_greatest_loaded_value(shop):
    grid = Grid(shop, formats={"price": {"text": "€ {:,.2f}", "bar": True}, "stock": "{:d}"})
    wait_until(lambda: grid.looks["price"].get("bar"))
    assert grid.looks["price"]["bar"] == [0.0, 50.0]
    grid.formats = {"stock": {"heat": True}}
    wait_until(lambda: grid.looks.get("stock", {}).get("heat"))
    assert grid.looks == {"stock": {"heat": [0.0, 6.0]}}
    with pytest.raises(SpecError, match="unknown column 'prise'"):
        grid.formats = {"prise": "bytes"}
    grid.close()


def test_ranges_reach_the_page_however_soon_they_are_known(shop, monkeypatch):
    """What is set between the first state and the comm is heard by nobody."""
    scenery, opening = dn.run(shop.table_scenery()), threading.Event()
    loop = scenery.loop

    def looked(cut, columns, look=formatting._ranges):
        assert opening.wait(30)
        return look(cut, columns)

    def publish(self, kind, data=None, *args, said=Wire.publish_msg, **more):
        if kind == "comm_open" and "looks" in data["state"]:
            opening.set()
            while any("ranges" in task.get_name() for task in asyncio.all_tasks(loop)):
                asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(30)
        said(self, kind, data, *args, **more)

    monkeypatch.setattr(formatting, "_ranges", looked)
    monkeypatch.setattr(Wire, "publish_msg", publish)
    grid = Grid(scenery, formats={"price": {"bar": True}})
    wait_until(lambda: grid.looks["price"]["bar"])
    Page(grid).pause()
    assert grid.comm.updates()["looks"] == grid.looks
    grid.close()


def test_a_bar_is_scaled_to_decimals_too(lens):
    rows = [{"id": n, "price": Decimal(n) / 4, "word": "a"} for n in range(9)]
    grid = Grid(lens.open(dn.MemoryVista(rows)), formats={"price": {"bar": True}})
    wait_until(lambda: grid.looks["price"]["bar"])
    assert grid.looks["price"]["bar"] == [0.0, 2.0]
    grid.close()


def test_a_late_look_at_one_column_does_not_undo_the_range_of_another(shop, monkeypatch):
    """Two looks run at once: the one that began first ends last."""
    begun, release = threading.Event(), threading.Event()

    def slow(cut, columns, look=formatting._ranges):
        found = look(cut, columns)
        if columns == ["price"]:
            begun.set()
            assert release.wait(30)
        return found

    monkeypatch.setattr(formatting, "_ranges", slow)
    grid = Grid(shop, formats={"price": {"bar": True}})
    assert begun.wait(30)
    grid.formats = {"stock": {"heat": True}}
    wait_until(lambda: grid.looks.get("stock", {}).get("heat"))
    release.set()
    loop = grid.scenery.loop
    wait_until(lambda: not any("ranges" in task.get_name() for task in asyncio.all_tasks(loop)))
    assert grid.looks == {"stock": {"heat": [0.0, 6.0]}}
    grid.close()


def test_a_column_is_arranged_from_python_or_the_page_and_names_are_checked(shop):
    grid = Grid(shop, columns=["price", "name"], pinned=["price"], density="compact")
    page = Page(grid)
    assert grid.shown_columns == ["price", "name"]
    page.say(
        "arrange", shown=["id", "gone"], pinned=[], widths={"id": 90}, density="comfortable"
    )
    assert (grid.shown_columns, grid.pinned) == (["id"], [])
    assert (grid.column_widths, grid.density) == ({"id": 90}, "comfortable")
    assert grid.comm.messages("done")
    with pytest.raises(SpecError, match="unknown column 'prise'") as error:
        grid.shown_columns = ["prise"]
    assert "price" in error.value.hint
    with pytest.raises(SpecError, match="twice"):
        grid.pinned = ["id", "id"]
    with pytest.raises(SpecError, match="unknown density"):
        grid.density = "huge"
    with pytest.raises(SpecError, match="wide"):
        grid.column_widths = {"id": 3}
    grid.close()


@pytest.mark.parametrize(
    "body",
    [
        {"shown": "id"}, {"shown": [1]}, {"pinned": None}, {"widths": {"id": 1}},
        {"widths": {"id": True}}, {"widths": []}, {"density": "huge"}, {"density": None},
    ],
)  # fmt: skip
def test_a_malformed_arrangement_is_refused(shop, body):
    grid = Grid(shop)
    right = {"shown": None, "pinned": [], "widths": {}, "density": "compact"}
    Page(grid).say("arrange", **right | body)
    assert grid.comm.messages("error")
    assert grid.density == "comfortable"
    grid.close()


def test_of_a_wide_table_only_the_columns_that_are_asked_for_are_sent(lens):
    import pyarrow as pa

    rows = [{"id": n, **{f"c{i}": f"{n}.{i}" for i in range(300)}} for n in range(20)]
    grid = Grid(lens.open(dn.MemoryVista(rows, name="wide")))
    page = Page(grid)
    page.say("set_viewport", first=3, last=5, generation=1, columns=[0, 200, 5000])
    _, buffers = grid.comm.messages("rows")[-1]
    table = pa.ipc.open_stream(buffers[0]).read_all()
    assert table.schema.names == ["id", "status", "c0", "c200"]
    assert table["c200"].to_pylist() == ["3.199", "4.199"]
    assert all(len(row) == 100 for row in grid.snapshot["rows"]), "a notebook keeps the first"
    grid.close()


def test_a_cell_that_was_cut_is_told_whole_and_a_row_by_its_id(lens):
    rows = [{"id": n, "text": "x" * 5000, "size": {"w": n}, "raw": b"ab\x00"} for n in range(9)]
    grid = Grid(lens.open(dn.MemoryVista(rows, name="long")))
    page = Page(grid)
    for column, text in (
        ("text", "x" * 5000),
        ("size", '{\n  "w": 7\n}'),
        ("raw", "000000  61 62 00" + " " * 39 + "  ab."),
    ):
        page.say("get_cell", row="7", column=column)
        wait_until(lambda: grid.comm.messages("answer"))
        told = grid.comm.messages("answer")[-1][0]["body"]
        assert told == {"text": text, "of": None}
        grid.comm.said.clear()
    page.say("get_cell", row="gone", column="text")
    assert "not loaded" in wait_until(lambda: grid.comm.messages("error"))[-1][0]["message"]
    page.say("find_row", row="7")
    assert wait_until(lambda: grid.comm.messages("answer"))[-1][0]["body"] == {"index": 7}
    grid.close()


def test_a_very_long_value_is_told_to_a_limit_and_how_long_it_is(lens):
    grid = Grid(lens.open(dn.MemoryVista([{"id": 1, "text": "y" * 300_000}], name="huge")))
    Page(grid).say("get_cell", row="1", column="text")
    told = wait_until(lambda: grid.comm.messages("answer"))[-1][0]["body"]
    assert (len(told["text"]), told["of"]) == (200_000, 300_000)
    grid.close()
