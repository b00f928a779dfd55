"""Rows as text and files: no formulas, numbers as they were, and only whole files."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from diorama_nb.errors import SpecError
from diorama_nb.exports import form_of, literal, neutral, table_of, text_of, write_file
from diorama_nb.rows import codec

STARTS = json.loads(Path(__file__).with_name("formula_starts.json").read_text())
HARMLESS = ["", "plain", "a = b", "1+1", "'quoted'", " spaced", "é", "3 - 4"]
RECORD = {
    "name": "desk",
    "count": -5,
    "price": -1.25,
    "cost": Decimal("-1.50"),
    "on": True,
    "day": date(2026, 3, 31),
    "at": datetime(2026, 3, 31, 18, 30, tzinfo=UTC),
    "clock": time(18, 30),
    "took": timedelta(seconds=-90),
    "size": {"w": 1},
    "code": b"\x00\xff",
    "mixed": -7,
}


def table(*records: dict, names: list[str] | None = None) -> pa.Table:
    rows = codec.encode({str(n): record for n, record in enumerate(records)})
    return table_of(rows, names or list(records[0]))


def cells(text: str, delimiter: str = "\t") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize("text", STARTS)
@pytest.mark.parametrize("form", ["tsv", "csv"])
def test_no_text_begins_a_formula_on_the_clipboard(text: str, form: str) -> None:
    """Every start of a formula is neutralised, in cells and in names of columns."""
    delimiter = "\t" if form == "tsv" else ","
    copied = text_of(table({text: text}), form, header=True)
    for (cell,) in cells(copied, delimiter):
        assert cell.startswith("'")
        assert literal(cell) == text
    assert cells(text_of(table({"a": text}), form, header=False, raw=True), delimiter) == [
        [text]
    ]


@pytest.mark.parametrize("raw", [False, True])
def test_no_text_begins_a_formula_in_a_file(tmp_path: Path, raw: bool) -> None:
    """A CSV file is as safe as the clipboard, unless raw texts are asked for."""
    path = tmp_path / "rows.csv"
    texts = [*STARTS, *HARMLESS]
    write_file(table(*({"a": text} for text in texts)), path, "csv", raw=raw)
    found = cells(path.read_bytes().decode(), ",")[1:]
    wanted = texts if raw else [neutral(text) for text in texts]
    assert found == [[text] for text in wanted]
    if not raw:
        assert all(text == safe for text, safe in zip(HARMLESS, wanted[-8:], strict=True))


def test_texts_in_columns_of_mixed_values_are_neutral_too() -> None:
    mixed = table({"a": "=1"}, {"a": {"=1": 2}}, {"a": -5}, {"a": None})
    assert text_of(mixed) == '\'=1\n"{""=1"": 2}"\n-5\n""'


@given(st.text() | st.sampled_from(STARTS))
def test_what_was_made_neutral_can_be_had_back(text: str) -> None:
    safe = neutral(text)
    assert literal(safe) == text
    assert neutral(safe) == safe if safe == text else safe == f"'{text}"


@given(
    st.lists(
        st.tuples(
            st.integers(-(2**63), 2**63 - 1) | st.none(),
            st.floats(allow_nan=False, allow_infinity=False) | st.none(),
        ),
        min_size=1,
    )
)
def test_numbers_make_the_round_trip(values: list[tuple[int | None, float | None]]) -> None:
    """Numbers are kept, whatever their sign."""
    copied = text_of(table(*({"i": i, "f": f} for i, f in values)))
    for (i, f), line in zip(values, cells(copied), strict=True):
        assert (int(line[0]) if line[0] else None) == i
        assert (float(line[1]) if line[1] else None) == f


def test_a_file_of_numbers_makes_the_round_trip(tmp_path: Path) -> None:
    values = [{"i": -(2**63), "f": -0.1}, {"i": 2**63 - 1, "f": 1e-300}, {"i": None, "f": None}]
    write_file(table(*values), tmp_path / "rows.csv", "csv")
    assert arrow_csv.read_csv(tmp_path / "rows.csv").to_pylist() == values


def test_every_kind_of_value_can_be_copied_and_saved(tmp_path: Path) -> None:
    rows = table(RECORD, {**dict.fromkeys(RECORD), "mixed": "=text"})
    copied = cells(text_of(rows, "csv"), ",")
    assert copied[1] == [
        "desk", "-5", "-1.25", "-1.50", "true", "2026-03-31", "2026-03-31 18:30:00+00:00",
        "18:30:00", "'-1 day, 23:58:30", '{"w": 1}', "00ff", "-7",
    ]  # fmt: skip
    assert copied[2] == [*[""] * (len(RECORD) - 1), "'=text"]
    write_file(rows, tmp_path / "rows.csv", "csv")
    assert len(cells((tmp_path / "rows.csv").read_text(), ",")) == 3
    write_file(rows, tmp_path / "rows.parquet", "parquet", info={"rows": 2})
    found = parquet.read_table(tmp_path / "rows.parquet")
    assert json.loads(found.schema.metadata[b"diorama"]) == {"rows": 2}
    first = found.to_pylist()[0]
    assert first == {**RECORD, "size": '{"w": 1}', "mixed": "-7"}


def test_markdown_is_a_table_whatever_the_texts_hold() -> None:
    rows = table({"a|b": "x|y\nz", "n": 1.5}, {"a|b": "<b>*bold*</b>", "n": None})
    assert text_of(rows, "markdown") == "\n".join(
        [
            r"| a\|b | n |",
            "| --- | ---: |",
            r"| x\|y<br>z | 1.5 |",
            r"| \<b>\*bold\*\</b> |  |",
        ]
    )


def test_tabs_and_newlines_in_a_text_stay_in_its_cell() -> None:
    awkward = 'a\tb\nc"d\r\ne'
    assert cells(text_of(table({"a": awkward, "b": 1}))) == [[awkward, "1"]]


def test_a_column_that_no_row_has_is_blank() -> None:
    assert text_of(table({"a": 1}, names=["b", "a"]), "csv") == "b,a\n,1"


def test_a_file_is_there_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("old")

    def stop(rows: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        write_file(table({"a": 1}), path, "csv", progress=stop)
    assert [file.name for file in tmp_path.iterdir()] == ["rows.csv"]
    assert path.read_text() == "old"


def test_the_name_of_a_file_says_what_it_is() -> None:
    assert form_of("a/rows.CSV") == "csv"
    with pytest.raises(SpecError, match=r"rows\.xlsx"):
        form_of("rows.xlsx")
    with pytest.raises(SpecError, match="format"):
        text_of(table({"a": 1}), "html")
