"""What a page asks of rows it does not hold, and what a program takes out of a grid."""

import base64
import io

import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv
from pyarrow import parquet

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, SpecError
from diorama_nb.testing import FakeSource
from diorama_nb.widgets import blocks
from diorama_nb.widgets.grid import Grid
from diorama_nb.widgets.messages import QUESTIONS, Refused, parse
from tests.widgets.conftest import Page, wait_until
from tests.widgets.test_writes import Desk

BLOCK = {"first": 0, "last": 3, "top": "0", "bottom": "2", "columns": ["name", "price"]}


def ask(grid, page, kind, **body):
    """Send a question and return all that is answered."""
    seq = page.say(kind, **body)

    def answers():
        told = [
            m for m in grid.comm.messages() if m[0]["seq"] == seq and m[0]["kind"] != "rows"
        ]
        return told if told and not told[-1][0].get("more") else None

    return wait_until(answers)


@pytest.fixture
def grid(shop):
    made = Grid(shop)
    wait_until(lambda: made.status["row_count"])
    yield made
    made.close()


@pytest.fixture
def desk(lens):
    made = Desk(lens)
    yield made
    made.grid.close()


# --- copy ----------------------------------------------------------------------------------


def test_a_block_is_copied_as_text(grid):
    [(answer, _)] = ask(grid, Page(grid), "copy", format="tsv", header=True, **BLOCK)
    text = "name\tprice\nitem 000\t0.0\nitem 001\t18.5\nitem 002\t37.0"
    assert answer["body"] == {"text": text, "rows": 3, "note": ""}


def test_selected_rows_are_copied_in_the_order_shown(grid):
    body = {"ids": ["7", "3", "gone"], "columns": ["id"], "format": "csv", "header": False}
    [(answer, _)] = ask(grid, Page(grid), "copy", **body)
    assert answer["body"] == {"text": "3\n7", "rows": 2, "note": "1 rows are not loaded"}


def test_a_block_keeps_to_its_rows_when_they_moved(grid):
    grid.sort = {"column": "id", "descending": True}
    wait_until(lambda: grid.scenery.index_of("0") == 299)
    page = Page(grid)
    [(answer, _)] = ask(grid, page, "copy", format="tsv", header=False, **BLOCK)
    assert answer["body"]["text"].splitlines()[0].startswith("item 002")
    body = BLOCK | {"top": "no such row"}
    [(answer, _)] = ask(grid, page, "copy", format="tsv", header=False, **body)
    assert (answer["kind"], answer["hint"]) == ("error", "select them again")


def test_what_is_too_much_is_cut_and_said_so(grid, monkeypatch):
    monkeypatch.setattr(blocks, "COPY_CELLS", 20)
    body = {"first": 0, "last": 300, "columns": ["id", "name"], "format": "tsv"}
    [(answer, _)] = ask(grid, Page(grid), "copy", header=False, **body)
    assert len(answer["body"]["text"].splitlines()) == answer["body"]["rows"] == 10
    assert answer["body"]["note"] == "cut after 10 rows: download the rest"


def test_the_figures_of_a_block_are_those_of_all_its_rows(grid):
    body = {"first": 0, "last": 300, "columns": ["name", "price"]}
    [(answer, _)] = ask(grid, Page(grid), "figures", **body)
    total = sum(n * 37 % 101 / 2 for n in range(300))
    assert answer["body"] == {"count": 600, "numbers": 300, "sum": total, "missing": 0}


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "copy", **BLOCK, "format": "html"},
        {"kind": "copy", **BLOCK, "format": "tsv", "header": "yes"},
        {"kind": "copy", **BLOCK, "format": "tsv", "columns": []},
        {"kind": "copy", **BLOCK, "format": "tsv", "columns": [1]},
        {"kind": "figures", **BLOCK, "top": 7},
        {"kind": "figures", "first": 3, "last": 3, "columns": ["a"]},
        {"kind": "figures", "first": 3, "last": 1, "columns": ["a"]},
        {"kind": "paste", **BLOCK, "cells": []},
        {"kind": "paste", **BLOCK, "cells": [[{"html": 1}]]},
        {"kind": "paste", **BLOCK, "last": 90_000, "cells": [["1"]]},
        {"kind": "export", "format": "xlsx", "columns": ["a"]},
        {"kind": "export", "format": "csv"},
        {"kind": "part", "file": "../x", "at": 0},
        {"kind": "part", "file": 1, "at": -1},
        {"kind": "part", "file": 1, "at": 0, "encoding": "gzip"},
        {"kind": "select", "ids": [], "first": 0, "last": 200_000},
    ],
)
def test_a_question_no_page_of_ours_asks_is_refused(body):
    with pytest.raises(Refused):
        parse({"v": 1, "id": "view", "seq": 1, **body}, {*QUESTIONS, "paste", "select"})


# --- paste ---------------------------------------------------------------------------------


def test_a_block_is_pasted_as_one_write_per_row_and_taken_back(desk):
    block = {"first": 0, "last": 2, "top": "1", "bottom": "2", "columns": ["name", "price"]}
    assert desk.ask("paste", **block, cells=[["desk", "1.5"], ["lamp", None]])["kind"] == "done"
    wait_until(lambda: desk.grid.writes["undo"] == 4)
    assert desk.grid.writes["undoes"] == "paste"
    desk.idle()
    assert desk.source.rows["1"] == {"id": 1, "name": "desk", "price": 1.5, "on": False}
    assert desk.source.rows["2"]["price"] is None
    desk.ask("undo")
    desk.idle()
    wait_until(lambda: desk.source.rows["2"]["price"] == 1.0)
    assert desk.source.rows["1"] == {"id": 1, "name": "item 1", "price": 0.5, "on": False}
    assert desk.grid.writes["undo"] == 0


def test_one_value_fills_a_block_and_null_empties_it(desk):
    block = {"first": 0, "last": 3, "columns": ["price"]}
    desk.ask("paste", **block, cells=[["7"]])
    desk.idle()
    assert [row["price"] for row in desk.source.rows.values()] == [7, 7, 7, 2, 2.5]
    desk.ask("paste", **block, cells=[[None]])
    desk.idle()
    assert [row["price"] for row in desk.source.rows.values()] == [None, None, None, 2, 2.5]


def test_nothing_is_pasted_when_one_row_would_leave_what_is_shown(lens):
    desk = Desk(lens, target=lambda dio: dio.vista().where_op("price", "<", 2))
    before = {id: dict(row) for id, row in desk.source.rows.items()}
    block = {"first": 0, "last": 2, "columns": ["price"]}
    answer = desk.ask("paste", **block, cells=[["1.25"], ["7"]])
    assert "outside" in answer["message"]
    desk.idle()
    assert desk.source.rows == before
    assert desk.grid.writes["undo"] == 0
    desk.grid.close()


def test_what_was_pasted_can_be_undone_after_another_change_was_refused(lens):
    desk = Desk(lens, "update")
    desk.ask("paste", first=0, last=2, columns=["price"], cells=[["7"]])
    assert desk.ask("delete", rows=["1", "2"])["kind"] == "error"
    assert desk.ask("undo")["kind"] == "done"
    desk.idle()
    wait_until(lambda: [row["price"] for row in desk.source.rows.values()][:2] == [0.5, 1.0])
    desk.grid.close()


def test_nothing_is_pasted_when_one_value_is_wrong_and_the_cell_is_named(desk):
    block = {"first": 0, "last": 2, "columns": ["name", "price"]}
    answer = desk.ask("paste", **block, cells=[["desk", "1"], ["lamp", "much"]])
    assert answer["message"].startswith("price, row 2 is no number")
    assert answer["hint"] == "nothing was changed"
    answer = desk.ask("paste", **block, cells=[["", "1"], [None, "2"]])
    assert "name, row 2 is needed" in answer["message"]
    answer = desk.ask("paste", first=0, last=1, columns=["id"], cells=[["9"]])
    assert "it is the id of the row" in answer["message"]
    answer = desk.ask("paste", **block, cells=[["a", "1"], ["b", "2", "3"]])
    assert "different lengths" in answer["message"]
    answer = desk.ask("paste", first=3, last=9, columns=["price"], cells=[["1"]] * 6)
    assert answer["kind"] == "error"


def test_what_stays_as_it_is_is_not_written(desk):
    desk.ask("paste", first=0, last=2, columns=["price"], cells=[["0.5"], ["9"]])
    wait_until(lambda: desk.grid.writes["undo"] == 1)
    desk.idle()
    assert [(write.id, write.patch) for write in desk.source.applied] == [("2", {"price": 9.0})]


# --- files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["arrow", "json"])
def test_a_page_fetches_the_file_piece_by_piece(grid, encoding, monkeypatch):
    monkeypatch.setattr("diorama_nb.widgets.saving.PART", 1000)
    page = Page(grid)
    grid.search = "item 0"
    wait_until(lambda: grid.status["row_count"] == 100)
    made = ask(grid, page, "export", format="csv", columns=["id", "name"])[-1][0]["body"]
    assert (made["rows"], made["of"], made["complete"]) == (100, 100, True)
    data = b""
    while len(data) < made["size"]:
        body = {"file": made["file"], "at": len(data), "encoding": encoding}
        [(answer, buffers)] = ask(grid, page, "part", **body)
        piece = base64.b64decode(answer["body"].get("base64", "")) or bytes(buffers[0])
        assert 0 < len(piece) <= 1000
        data += piece
    assert arrow_csv.read_csv(io.BytesIO(data)).column("id").to_pylist() == list(range(100))
    [(answer, _)] = ask(grid, page, "part", file=made["file"], at=0)
    assert answer["hint"] == "download it again"


def test_a_grid_is_exported_with_its_columns_and_coverage(grid, tmp_path):
    grid.sort = {"column": "id", "descending": True}
    wait_until(lambda: grid.scenery.index_of("0") == 299)
    coverage = dn.run(grid.export(tmp_path / "rows.parquet", progress=False))
    assert (coverage.rows, coverage.complete) == (300, True)
    found = parquet.read_table(tmp_path / "rows.parquet")
    assert found.column("id").to_pylist() == list(range(299, -1, -1))
    assert found.schema.field("price").type == pa.float64()
    dn.run(grid.export(tmp_path / "rows.csv", ["name"], progress=False))
    assert (tmp_path / "rows.csv").read_text().splitlines()[0] == '"name"'
    with pytest.raises(SpecError, match="nme"):
        dn.run(grid.export(tmp_path / "rows.csv", ["nme"]))
    with pytest.raises(SpecError, match="kind of file"):
        dn.run(grid.export(tmp_path / "rows.xlsx"))


def test_a_program_copies_rows_as_text(grid):
    """A grid's text is safe for spreadsheets unless raw text is asked for."""
    grid.selection = ["5", "2"]
    assert grid.copy_text(columns=["name"]) == "item 002\nitem 005"
    assert grid.copy_text(["1"], ["id", "price"], format="csv") == "id,price\n1,18.5"
    grid.selection = []
    assert len(grid.copy_text(format="markdown").splitlines()) == 302
    with pytest.raises(SpecError):
        grid.copy_text(format="html")


def test_rows_that_are_missing_are_loaded_first_and_the_progress_is_told(lens):
    grid = Grid(lens.open(dn.Vista(FakeSource(450))))
    page = Page(grid)
    wait_until(lambda: grid.status["row_count"] == 450)
    assert grid.scenery.loaded < 450
    *told, (made, _) = ask(grid, page, "export", format="parquet", columns=["id"])
    assert (made["body"]["rows"], made["body"]["complete"]) == (450, True)
    assert {content["body"]["what"] for content, _ in told} <= {"loading", "writing"}
    grid.close()


def test_an_export_says_how_much_it_holds_when_the_source_fails(lens, tmp_path):
    source = FakeSource(450)
    grid = Grid(lens.open(dn.Vista(source)))
    wait_until(lambda: grid.scenery.loaded)
    held = grid.scenery.loaded
    source.fail(*range(50), error=SourceUnavailable("gone", hint="wait"))
    coverage = dn.run(grid.export(tmp_path / "rows.csv", progress=False))
    assert coverage.complete is False
    assert coverage.total == 450
    assert held <= coverage.rows < 450
    assert len((tmp_path / "rows.csv").read_text().splitlines()) == coverage.rows + 1
    rows = dn.run(grid.export(tmp_path / "rows.csv", load=False, progress=False)).rows
    assert rows == coverage.rows
    grid.close()


def test_a_cancelled_export_leaves_nothing_and_the_next_one_works(lens):
    grid = Grid(lens.open(dn.Vista(FakeSource(450, latency=0.05))))
    page = Page(grid)
    wait_until(lambda: grid.scenery.loaded)
    seq = page.say("export", format="csv", columns=["id"])
    page.say("stop", number=seq)
    made = ask(grid, page, "export", format="csv", columns=["id"])[-1][0]["body"]
    assert made["rows"] == 450
    assert not [m for m, _ in grid.comm.messages("answer") if m["seq"] == seq and not m["more"]]
    grid.close()
