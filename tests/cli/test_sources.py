"""What SOURCE may be: URLs, files, databases; and words that are none."""

import gzip
import json

import pyarrow as pa
import pytest
from pyarrow import csv, feather, parquet

from diorama_nb.cli.sources import kind_of

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
        ("rows.xlsx", None),
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
        ("a.jsonl", '{"id": 1}\n[2]\n', "line 2"),
        ("a.jsonl", '{"id": 1}\n{"id": \n', "line 2"),
        ("a.json", '{"a": 1}', "no list of records"),
        ("a.json", "{", "can not be read as json"),
        ("a.csv", "id,id\n1,2\n", "two columns 'id'"),
        ("a.csv", "a,b\n1\n", "can not be read as csv"),
        ("a.parquet", "no", "can not be read as parquet"),
        ("a.csv.gz", "no", "can not be read"),
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
    result = diorama("shop.xlsx", "list")
    assert (result.exit_code, ".csv" in result.stderr) == (2, True)
