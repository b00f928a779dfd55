"""What SOURCE may be: URLs, files, databases; and words that are none."""

import gzip
import json
import sys
import threading

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import csv, feather, parquet

import diorama_nb as dn
from diorama_nb.opening import kind_of

ROWS = [
    {"id": 1, "name": "a", "day": "2020-01-01"},
    {"id": 5, "name": "é", "day": "2021-02-03"},
]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("https://example.org/items", "url"),
        ("HTTP://example.org", "url"),
        ("sqlite:///shop.db", "database"),
        ("postgresql+psycopg://localhost/shop", "database"),
        ("data/shop.db", "database"),
        ("shop.SQLite3", "database"),
        ("rows.csv", "file"),
        ("rows.csv.gz", "file"),
        ("rows.jsonl", "file"),
        ("rows.parquet", "file"),
        ("rows.xlsx", "file"),
        ("rows.txt", None),
        ("list", None),
        ("demo-api", None),
    ],
)
def test_a_word_says_what_kind_of_source_it_is(word, kind):
    """S69."""
    assert kind_of(word) == kind


def write(path, rows):
    """Write rows as the suffix says."""
    table = pa.Table.from_pylist(rows)
    match path.name.partition(".")[2]:
        case "csv":
            csv.write_csv(table, path)
        case "tsv":
            csv.write_csv(table, path, csv.WriteOptions(delimiter="\t"))
        case "csv.gz":
            with gzip.open(path, "wb") as file:
                csv.write_csv(table, file)
        case "json":
            path.write_text(json.dumps({"total": 2, "items": rows}))
        case "jsonl" | "ndjson":
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8-sig")
        case "jsonl.gz":
            path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
        case "parquet":
            parquet.write_table(table, path)
        case "feather" | "arrow":
            feather.write_feather(table, path)


FORMS = pytest.mark.parametrize(
    "suffix",
    [
        "csv",
        "tsv",
        "csv.gz",
        "json",
        "jsonl",
        "ndjson",
        "jsonl.gz",
        "parquet",
        "feather",
        "arrow",
    ],
)


@FORMS
def test_a_file_is_read_as_its_suffix_says(diorama, tmp_path, suffix):
    """S69: and rows are found by the column named id."""
    path = tmp_path / f"rows.{suffix}"
    write(path, ROWS)
    result = diorama(path, "list", "--all", "--format", "json")
    assert json.loads(result.stdout) == ROWS, result.stderr
    assert diorama(path, "count", "--where", "day>=2020-06-01").stdout == "1\n"
    assert json.loads(diorama(path, "get", "5", "--format", "json").stdout) == ROWS[1]


@FORMS
def test_a_file_without_ids_numbers_its_rows_and_shows_the_numbers(diorama, tmp_path, suffix):
    """S69."""
    path = tmp_path / f"rows.{suffix}"
    write(path, [{"name": "a"}, {"name": "b"}])
    assert diorama(path, "list", "--format", "csv").stdout == "id,name\n0,a\n1,b\n"
    assert diorama(path, "get", "1", "--format", "csv").stdout == "id,name\n1,b\n"
    named = diorama(path, "get", "b", "--id", "name", "--format", "csv")
    assert named.stdout == "name\nb\n"


@FORMS
def test_a_file_is_read_as_it_is_now(diorama, tmp_path, suffix, cache):
    """S69: files are not cached on disk."""
    path = tmp_path / f"rows.{suffix}"
    write(path, ROWS)
    assert diorama(path, "count").stdout == "2\n"
    write(path, ROWS[:1])
    assert diorama(path, "count").stdout == "1\n"
    assert not cache.exists()


CODES = "id,zip,n,state\n1,00123,123456789012345678901234567890,NA\n2,0,1,null\n"


@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [
        (
            "codes.csv",
            CODES.encode(),
            [
                {"id": 1, "zip": "00123", "n": 123456789012345678901234567890, "state": "NA"},
                {"id": 2, "zip": "0", "n": 1, "state": "null"},
            ],
        ),
        ("half.csv", b"id;price\n1;2,5\n", [{"id": 1, "price": "2,5"}]),
        ("wide.csv", "id,name\n1,\u00e9\n".encode("utf-16"), [{"id": 1, "name": "\u00e9"}]),
        ("ragged.csv", b"id,a\n1\n2,3,4\n", [{"id": 1}, {"id": 2, "a": 3, "column3": "4"}]),
        ("twice.csv", b"id,a,a\n1,2,3\n", [{"id": 1, "a": 2, "a_2": 3}]),
        ("book.xlsx", None, [{"id": 1, "name": "a"}]),
        ("list.json", b'[{"id": 1, "a": null}, {"id": 2}]', [{"id": 1, "a": None}, {"id": 2}]),
        ("codes.csv.gz", gzip.compress(b"id,zip\n1,00123\n"), [{"id": 1, "zip": "00123"}]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_holds_the_same_rows_in_a_shell_as_in_python(
    diorama, tmp_path, name, content, rows
):
    """S69: nothing is guessed that would change a value."""
    path = tmp_path / name
    if content is None:
        pd.DataFrame(rows).to_excel(path, index=False)
    else:
        path.write_bytes(content)
    dio = dn.open(path)
    assert list(dn.run(dio.vista().list_values(require="complete")).values()) == rows
    dn.run(dio.aclose())
    dn.run(dio.master.aclose())
    result = diorama(path, "list", "--all", "--format", "json")
    assert json.loads(result.stdout) == rows, result.stderr


def test_text_in_another_encoding_is_refused_with_what_to_type(diorama, tmp_path):
    """S69."""
    path = tmp_path / "latin.csv"
    path.write_bytes("id,name\n1,\u00e9\n".encode("latin-1"))
    result = diorama(path, "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "iconv" in result.stderr


def test_a_file_is_filtered_and_sorted_without_duckdb(diorama, tmp_path, monkeypatch):
    """S69."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    path = tmp_path / "rows.csv"
    write(path, [*ROWS, {"id": 7, "name": "c", "day": "2019-01-01"}])
    found = diorama(path, "list", "--where", "id>1", "--order", "day", "--columns", "id")
    assert found.stdout.split() == ["id", "7", "5"], found.stderr
    assert diorama(path, "list", "--search", "C", "--format", "csv").stdout.count("\n") == 2
    assert json.loads(diorama(path, "get", "7", "--format", "json").stdout)["name"] == "c"


def test_changes_of_a_file_are_found(diorama, tmp_path):
    """S69."""
    path = tmp_path / "rows.csv"
    write(path, ROWS)

    def grow():
        write(path, [*ROWS, {"id": 7, "name": "c", "day": "2022-01-01"}])

    timer = threading.Timer(1.5, grow)
    timer.start()
    try:
        result = diorama(path, "watch", "--every", "0.3s", "--count", "1", "--for", "60s")
    finally:
        timer.join()
    assert json.loads(result.stdout)["record"]["name"] == "c", result.stderr


def test_ids_that_are_not_unique_do_not_name_rows(diorama, tmp_path):
    """S69."""
    for suffix in ("csv", "jsonl"):
        path = tmp_path / f"rows.{suffix}"
        write(path, [{"id": 1, "n": 1}, {"id": 1, "n": 2}])
        assert diorama(path, "count").stdout == "2\n"
        assert json.loads(diorama(path, "get", "1", "--format", "json").stdout)["n"] == 2
        result = diorama(path, "count", "--id", "id")
        assert result.exit_code == 2
        assert "hint:" in result.stderr


def test_absent_and_null_stay_apart_in_json(diorama, tmp_path):
    """S69."""
    path = tmp_path / "rows.jsonl"
    rows = [{"id": 1, "a": None}, {"id": 2}, {"id": 3, "a": {"b": [1, "x"]}}]
    path.write_text("\n".join(map(json.dumps, rows)))
    result = diorama(path, "list", "--format", "json")
    assert json.loads(result.stdout) == rows


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl", '{"id": 1}\n[2]\n', "row 1 is no record"),
        ("a.jsonl", '{"id": 1}\n{"id": \n', "row 1 is no JSON"),
        ("a.json", '{"a": 1}', "no list of records"),
        ("a.json", "{", "can not be read as JSON"),
        ("a.feather", "no", "can not be read as Arrow"),
        ("a.parquet", "no", "can not be read as Parquet"),
        ("a.csv.gz", "no", "can not be unpacked"),
        ("a.db", "this is no database at all", "can not be read"),
    ],
)
def test_a_file_that_holds_something_else_ends_with_one(diorama, tmp_path, name, content, told):
    """S69."""
    path = tmp_path / name
    path.write_text(content)
    result = diorama(path, "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
    assert "hint:" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_ends_with_three(diorama, tmp_path):
    """S69."""
    result = diorama(tmp_path / "none.csv", "list")
    assert result.exit_code == 3
    assert "none.csv" in result.stderr


def test_empty_files_hold_no_rows(diorama, tmp_path):
    """S69."""
    for name, content in ("a.csv", "id,name\n"), ("a.jsonl", ""), ("a.json", "[]"):
        path = tmp_path / name
        path.write_text(content)
        assert diorama(path, "count").stdout == "0\n"
        assert diorama(path, "list", "--format", "json").stdout == "[]\n"


def test_help_shows_both_forms_the_commands_and_the_exit_codes(diorama):
    """S69."""
    text = diorama("--help").stdout
    assert "diorama SOURCE COMMAND" in text.replace("main", "diorama")
    assert "demo-api" in text
    for word in ("list", "get", "count", "watch", "add", "set", "delete"):
        assert f"  {word} " in text
        assert diorama("SOURCE", word, "--help").exit_code == 0
    for code in ("0", "1", "2", "3", "4", "130"):
        assert f"\n  {code} " in text


def test_a_word_that_is_neither_command_nor_source_is_told_what_could_be_meant(diorama):
    """S69."""
    assert "demo-api" in diorama("demo-ap").stderr
    assert "SOURCE list" in diorama("list").stderr
    result = diorama("shop.txt", "list")
    assert (result.exit_code, ".csv" in result.stderr) == (2, True)
