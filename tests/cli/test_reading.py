"""`list`, `get` and `count` over HTTP, with the requests that each run costs."""

import contextlib
import csv
import io
import json
import re
import sqlite3

import pytest


def rows_of(result):
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("list", "--page", "3", "--limit", "100"),
        ("list", "--all"),
        ("list", "--where", "price<20", "--order", "-price"),
        ("list", "--search", "cake"),
        ("get", "700"),
        ("count",),
        ("count", "--where", "category=beauty"),
    ],
    ids=" ".join,
)
def test_a_second_run_answers_from_disk_without_touching_the_source(diorama, shop, command):
    """S20, S69: and says the same."""
    first = diorama(shop.url, *command)
    assert first.exit_code == 0, first.stderr
    assert shop.stats()["requests"] > 0
    shop.reset_stats()
    second = diorama(shop.url, *command)
    assert (second.exit_code, second.stdout) == (0, first.stdout)
    assert second.stderr == first.stderr
    assert shop.stats()["requests"] == 0


def test_a_page_costs_no_more_requests_than_it_needs(diorama, shop):
    """S69: the first page comes with what finds out how the API pages."""
    diorama(shop.url, "list")
    assert shop.stats()["requests"] <= 3
    shop.reset_stats()
    diorama(shop.url, "list", "--page", "50")
    assert shop.stats()["requests"] <= 3


@pytest.mark.parametrize("cache", ["mem", "none"])
def test_without_a_disk_cache_each_run_asks_the_source(diorama, shop, cache, tmp_path):
    """S69: --cache mem and none leave nothing behind."""
    for _ in range(2):
        shop.reset_stats()
        assert diorama(shop.url, "list", "--cache", cache).exit_code == 0
        assert shop.stats()["requests"] > 0
    assert not (tmp_path / "cache").exists()


def test_a_cache_is_the_folder_that_is_named(diorama, shop, tmp_path):
    """S69, S20."""
    diorama(shop.url, "list", "--cache", tmp_path / "here")
    assert (tmp_path / "here").is_dir()
    shop.reset_stats()
    diorama(shop.url, "list", "--cache", tmp_path / "here")
    assert shop.stats()["requests"] == 0


def test_by_default_rows_are_kept_in_the_cache_folder_of_the_user(
    diorama, shop, tmp_path, monkeypatch
):
    """S69, S20."""
    home = tmp_path / "user"
    monkeypatch.delenv("DIORAMA_CACHE")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: home / name)
    diorama(shop.url, "list")
    assert (home / "diorama").is_dir()
    shop.reset_stats()
    diorama(shop.url, "list")
    assert shop.stats()["requests"] == 0


def numbered(api, count):
    api.rows = [{"id": n, "v": n % 7} for n in range(count)]


def paged(api):
    """Have an API answer by offset and limit, at most 50 rows at once."""

    def answer(path, query):
        if path != "/items":
            found = [row for row in api.rows if str(row["id"]) == path.rpartition("/")[2]]
            return (200, found[0]) if found else (404, {})
        start, size = int(query.get("offset", 0)), min(int(query.get("limit", 50)), 50)
        items, total = api.rows[start : start + size], len(api.rows)
        return 200, {"items": items, "total": total, "offset": start, "limit": size}

    api.answer = answer
    return f"{api.url}/items"


def cursored(api):
    """Have an API answer twenty rows at once, and where the next ones are."""

    def answer(_path, query):
        start = int(query.get("cursor", 0))
        follow = start + 20 if start + 20 < len(api.rows) else None
        return 200, {"data": api.rows[start : start + 20], "next_cursor": follow}

    api.answer = answer
    return f"{api.url}/items"


def whole(api):
    """Have an API answer everything at once."""
    api.answer = lambda path, query: (200, api.rows)
    return f"{api.url}/items"


KINDS = pytest.mark.parametrize("make", [paged, cursored, whole])


@KINDS
@pytest.mark.parametrize(
    "command",
    [
        ("list", "--all"),
        ("list", "--page", "4", "--limit", "30"),
        ("list", "--all", "--where", "v>=0", "--order", "-id"),
        ("list", "--where", "v>=0", "--limit", "500"),
    ],
    ids=" ".join,
)
def test_refresh_shows_what_the_source_has_now(diorama, api, make, command):
    """S20, S69: --refresh asks the source, whatever the cache holds."""
    url = make(api)
    numbered(api, 137)
    arguments = (url, *command, "--format", "json")
    first = rows_of(diorama(*arguments))
    api.rows = [{**row, "v": row["v"] + 10} for row in api.rows[:130]]
    assert rows_of(diorama(*arguments)) == first
    newest = rows_of(diorama(*arguments, "--refresh"))
    assert all(row["v"] >= 10 for row in newest)
    assert {row["id"] for row in newest} <= set(range(130))
    assert rows_of(diorama(*arguments)) == newest


@KINDS
def test_refresh_of_one_record_and_of_the_count(diorama, api, make):
    """S20, S69."""
    url = make(api)
    numbered(api, 137)
    assert rows_of(diorama(url, "get", "7", "--format", "json"))["v"] == 0
    assert diorama(url, "count").stdout == "137\n"
    api.rows = [{**row, "v": 42} for row in api.rows if row["id"] != 8]
    assert rows_of(diorama(url, "get", "7", "--format", "json"))["v"] == 0
    assert rows_of(diorama(url, "get", "7", "--format", "json", "--refresh"))["v"] == 42
    assert diorama(url, "get", "8", "--refresh").exit_code == 3
    assert diorama(url, "count", "--refresh").stdout == "136\n"


def test_max_age_asks_again_for_rows_that_are_older(diorama, api):
    """S69."""
    url = whole(api)
    numbered(api, 3)
    diorama(url, "count")
    asked = len(api.seen)
    assert diorama(url, "count", "--max-age", "1h").stdout == "3\n"
    assert len(api.seen) == asked
    numbered(api, 5)
    assert diorama(url, "count", "--max-age", "1ms").stdout == "5\n"


def test_a_first_page_of_an_api_that_only_knows_next_does_not_walk_to_its_end(diorama, api):
    """S69."""
    url = cursored(api)
    numbered(api, 1000)
    result = diorama(url, "list", "--limit", "30", "--format", "jsonl")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == list(range(30))
    assert len(api.seen) <= 4
    second = diorama(url, "list", "--limit", "30", "--page", "2", "--format", "jsonl")
    assert json.loads(second.stdout.splitlines()[0])["id"] == 30
    assert len(api.seen) <= 6
    assert "--page 3 goes on" in second.stderr


@KINDS
def test_pages_follow_each_other_and_the_last_one_says_so(diorama, api, make):
    """S69."""
    url = make(api)
    numbered(api, 65)
    pages = [
        diorama(url, "list", "--page", n, "--limit", 30, "--format", "json")
        for n in (1, 2, 3, 4)
    ]
    ids = [[row["id"] for row in rows_of(page)] for page in pages]
    assert ids == [list(range(30)), list(range(30, 60)), list(range(60, 65)), []]
    assert "goes on" in pages[1].stderr
    assert "goes on" not in pages[2].stderr
    assert "goes on" not in pages[3].stderr


def test_stdout_holds_data_only_and_the_coverage_stands_on_stderr(diorama, shop):
    """S69."""
    result = diorama(shop.url, "list", "--format", "csv", "--columns", "id,name")
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert rows[0] == ["id", "name"]
    assert len(rows) == 26
    assert "25 of 1,234 rows" in result.stderr


def test_the_forms_say_the_same(diorama, shop):
    """S69."""
    asked = (shop.url, "list", "--where", "id in 5,3", "--columns", "id,category")
    table, whole, lines, sheet = (
        diorama(*asked, "--format", how).stdout for how in ("table", "json", "jsonl", "csv")
    )
    expected = json.loads(whole)
    assert [row["id"] for row in expected] == [3, 5]
    assert [json.loads(line) for line in lines.splitlines()] == expected
    assert [line.split() for line in table.splitlines()][1:] == [
        [str(row["id"]), row["category"]] for row in expected
    ]
    assert sheet.splitlines()[1:] == [f"{row['id']},{row['category']}" for row in expected]


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ("category=beauty", lambda p: p["category"] == "beauty"),
        ("category != beauty", lambda p: p["category"] != "beauty"),
        ("price<20", lambda p: p["price"] < 20),
        ("stock >= 390", lambda p: p["stock"] >= 390),
        ("rating=null", lambda p: p["rating"] is None),
        ("discontinued=true", lambda p: p["discontinued"] is True),
        ("category in books,toys", lambda p: p["category"] in ("books", "toys")),
        ('brand not in ["Isola"]', lambda p: p["brand"] != "Isola"),
        ("released>2024-01-01", lambda p: p["released"] > "2024-01-01"),
    ],
)
def test_a_filter_speaks_for_the_whole_set(diorama, shop, where, holds):
    """S69."""
    found = rows_of(diorama(shop.url, "list", "--all", "--where", where, "--format", "json"))
    expected = [shop.catalogue.get(n) for n in range(1, 1235)]
    assert found == [product for product in expected if holds(product)] != []


def test_filters_order_and_search_hold_together(diorama, shop):
    """S69."""
    asked = ("--where", "price<100", "--where", "stock>0", "--search", "CAKE")
    found = rows_of(
        diorama(shop.url, "list", *asked, "--order", "-price", "--all", "--format", "json")
    )
    assert found
    assert all(p["price"] < 100 and p["stock"] > 0 for p in found)
    assert [p["price"] for p in found] == sorted((p["price"] for p in found), reverse=True)
    assert diorama(shop.url, "count", *asked).stdout == f"{len(found)}\n"


def test_different_filters_do_not_share_an_answer(diorama, shop):
    """S69: what is asked is a part of the key under which it is kept."""
    counts = [
        diorama(shop.url, "count", "--where", f"category={c}").stdout for c in ("toys", "shoes")
    ]
    expected = [shop.catalogue.page(f"category={c}")["total"] for c in ("toys", "shoes")]
    assert counts == [f"{n}\n" for n in expected]
    assert expected[0] != expected[1]


def test_a_column_nobody_knows_is_told_with_the_closest_one(diorama, shop):
    """S69."""
    result = diorama(shop.url, "list", "--where", "prise<20", "--columns", "id,nmae")
    assert "did you mean 'price'?" in result.stderr
    assert "did you mean 'name'?" in result.stderr
    assert diorama(shop.url, "list", "--columns", "id,tags").stderr.count("warning") == 0


def test_a_number_for_a_column_of_text_is_told_with_what_to_type(diorama, shop):
    """S69."""
    result = diorama(shop.url, "count", "--where", "released>2024")
    assert (result.exit_code, result.stdout) == (0, "0\n")
    assert """'released>"2024"'""" in result.stderr
    assert diorama(shop.url, "count", "--where", 'released>"2024"').stderr == ""


def test_a_record_that_is_not_there_ends_with_three(diorama, shop):
    """S69."""
    result = diorama(shop.url, "get", "99999")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "no record '99999'" in result.stderr
    assert "hint:" in result.stderr


def test_a_list_that_is_not_there_ends_with_three(diorama, api):
    """S69."""
    api.answer = lambda path, query: (404, {"message": "nothing here"})
    result = diorama(f"{api.url}/items", "list")
    assert (result.exit_code, result.stdout) == (3, "")


def test_a_source_that_refuses_ends_with_one_and_says_what_to_do(diorama, api):
    """S69."""
    api.answer = lambda path, query: (401, {"message": "who are you?"})
    result = diorama(f"{api.url}/items", "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Error:" in result.stderr
    assert "hint:" in result.stderr
    assert "Traceback" not in result.stderr


def test_nothing_a_source_says_moves_the_cursor_of_the_terminal(diorama, api):
    """S69: neither rows nor error messages."""
    evil = "\x1b[31mred\x9b2J\u202e"
    api.answer = lambda path, query: (200, [{"id": 1, "name": evil, evil: 1}])
    for how in ("table", "json", "jsonl"):
        shown = diorama(f"{api.url}/items", "list", "--format", how).stdout
        assert "red" in shown
        assert not {"\x1b", "\x9b"} & set(shown)
    api.answer = lambda path, query: (403, {"message": f"{evil} card"})
    told = diorama(f"{api.url}/others", "list").stderr
    assert "card" in told
    assert not {"\x1b", "\x9b"} & set(told)


def test_a_part_where_all_was_asked_ends_with_four(diorama, api):
    """S69: a round number of rows may be a first page; what is there is printed."""
    api.answer = lambda path, query: (200, [{"id": n} for n in range(100)])
    everything = diorama(f"{api.url}/items", "list", "--all", "--format", "jsonl")
    assert everything.exit_code == 4
    assert len(everything.stdout.splitlines()) == 100
    assert "warning:" in everything.stderr
    number = diorama(f"{api.url}/items", "count")
    assert (number.exit_code, number.stdout) == (4, "")
    assert "hint: --refresh" in number.stderr
    assert diorama(f"{api.url}/items", "list").exit_code == 0


def test_rows_are_shown_although_the_source_is_down(diorama, api):
    """S69, S20: a run that can be answered from disk needs no source."""
    url = whole(api)
    numbered(api, 3)
    first = diorama(url, "list")
    api.answer = lambda path, query: (500, {})
    assert diorama(url, "list").stdout == first.stdout


def test_without_a_terminal_nothing_is_drawn(diorama, shop):
    """S69: progress is for terminals."""
    result = diorama(shop.url, "list", "--all", "--format", "csv")
    assert "\r" not in result.stderr
    assert result.stderr == "1,234 of 1,234 rows\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--where", "nonsense"),
        ("list", "--limit", "0"),
        ("list", "--format", "xml"),
        ("list", "--max-age", "soon"),
        ("list", "--table", "t"),
        ("list", "--style", "no-such"),
        ("list", "--no-such-option"),
        ("get",),
        ("frobnicate",),
        (),
    ],
    ids=" ".join,
)
def test_a_command_line_that_makes_no_sense_ends_with_two_and_sends_nothing(
    diorama, shop, arguments
):
    """S69."""
    result = diorama(shop.url, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert shop.stats()["requests"] == 0


@pytest.fixture(params=["shop.csv", "shop.db"])
def local(request, tmp_path):
    """What to type for 250 rows of a file, and of a database."""
    path = tmp_path / request.param
    if path.suffix == ".csv":
        path.write_text("id,name\n" + "".join(f"{n},item {n}\n" for n in range(250)))
        return (path,)
    with contextlib.closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)")
        base.executemany(
            "INSERT INTO items VALUES (?, ?)", [(n, f"item {n}") for n in range(250)]
        )
    return (path, "--table", "items")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (1, "100 rows; --page 2 goes on, --all shows every row"),
        (3, "50 rows"),
    ],
)
def test_a_page_whose_end_nobody_told_says_how_it_goes_on(diorama, local, page, told):
    """S69: unless fewer rows came than a page has."""
    result = diorama(local[0], "list", *local[1:], "--limit", 100, "--page", page)
    assert result.exit_code == 0, result.stderr
    assert re.sub(r" of 250 rows", " rows", result.stderr) == told + "\n"


def test_one_row_is_one_row(diorama, local):
    result = diorama(local[0], "list", *local[1:], "--where", "id=7")
    assert result.stderr in ("1 row\n", "1 of 1 row\n")


def test_a_column_that_no_row_can_have_is_refused_and_not_shown_empty(diorama, local):
    result = diorama(local[0], "list", *local[1:], "--columns", "nam")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'name'?" in result.stderr


def test_what_was_just_read_is_not_to_be_read_again_for_a_record(diorama, local):
    result = diorama(local[0], "get", *local[1:], "999")
    assert result.exit_code == 3
    assert "--refresh" not in result.stderr


def test_hints_name_options_and_no_python(diorama, shop):
    """S69: also where the hint of the library is a declaration."""
    for words in (("set", "1", "name=x"), ("delete", "1"), ("add", "name=x")):
        result = diorama(shop.url, *words)
        assert result.exit_code == 1
        assert "--style NAME" in result.stderr
        assert "writes=" not in result.stderr


def test_an_address_of_nothing_that_is_read_is_told_as_such(diorama):
    result = diorama("ftp://host/list", "list")
    assert result.exit_code == 2
    assert "ftp://… is neither an API nor a database" in result.stderr
