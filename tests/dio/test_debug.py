"""The debug stream and the spans in the log: facts, no row contents, nothing when off."""

import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

import diorama_nb as dn
from diorama_nb import wording
from diorama_nb.dio import debug_lines, debugging, spans
from diorama_nb.query import Query
from diorama_nb.testing import FakeSource
from tests.virtual import eager, opened, quiet, virtual

TAGS = {
    "dio", "source", "scenery", "census", "viewport", "cache", "payload", "total",
    "sort", "search", "hydrate", "derive", "write", "watch", "summary",
}  # fmt: skip


async def more(dio, id, row):
    """Return the detail of a row."""
    return {"stock": int(id)}


async def used(debug, **settings):
    """Use a Dio in every way the stream tells of, and return it."""
    source = FakeSource(250, latency=0.2, pushes_changes=True, name="shop")
    dio = await opened(source, debug=debug, on_load_detail=more, **settings)
    scenery = await dio.table_scenery(initial_range=range(0, 5))
    await quiet(2)
    scenery.set_sort("price", "desc")
    scenery.set_search("row 1")
    await quiet(2)
    scenery.set_viewport(range(0, 900))
    await quiet(2)
    scenery.set_filters([("name", "==", "row 100")])
    await quiet(2)
    ticket = await dio.vista().patch_value("3", {"name": "row that is written"})
    await ticket.settled()
    await dio.watch()
    await quiet(2)
    source.change("4", {**source.rows["4"], "name": "row that is pushed"})
    await quiet(2)
    await dio.group_by("group", n=dn.Count())
    await quiet(2)
    await scenery.aclose()
    await quiet(2)
    await dio.aclose()
    return dio


def test_every_fact_is_one_line_with_its_tag():
    """U76: ``datasource tag clause``, of every tag there is."""
    lines = []
    virtual(used)(lines.append)
    assert all("\n" not in line for line in lines)
    mine = [line for line in lines if not line.startswith("shop by group ")]
    assert {line.split(" ")[0] for line in mine} == {"shop"}
    assert {line.split(" ")[1] for line in mine} == TAGS
    assert mine[0] == "shop dio paged, because the source can fetch_window (declared)"


def test_rows_are_in_no_line():
    """U76: neither what rows hold nor what they are compared with or searched for is told."""
    lines = []
    virtual(used)(lines.append)
    assert not [line for line in lines if "row 1" in line.replace("row 10", "row 1 ")]
    assert not [line for line in lines if "row that" in line]
    assert "shop search scenery #1 for 5 characters" in lines
    assert "shop scenery scenery #1 shows rows where name == …" in lines


@virtual
async def test_fetches_are_numbered_and_timed():
    """U76: from 1, at dispatch and at return, with times and rows in human units."""
    lines = []
    dio = await opened(FakeSource(250, latency=0.21), debug=lines.append)
    await dio.table_scenery()
    await quiet(2)
    assert "fake source #1 asks for rows 0–99: viewport (scenery #1)" in lines
    assert "fake source #1 answered in 210 ms: 100 rows" in lines
    (payload,) = [line for line in lines if " payload #1 " in line]
    assert "100 rows × 5 columns" in payload
    assert "KB: 100 new, 0 changed" in payload


@virtual
async def test_columns_nobody_shows_are_seen():
    """U76: how wide an answer was, and how much of that whoever asked shows."""
    lines = []
    dio = await opened(FakeSource(20), debug=lines.append)
    await dio.table_scenery(columns=["name", "price"])
    await quiet()
    assert [line for line in lines if "20 rows × 5 columns (2 shown), " in line]


@virtual
async def test_failures_say_why():
    """U76: a fetch that failed is one line with its reason."""
    lines, source = [], FakeSource(250)
    dio = await opened(source, debug=lines.append)
    source.fail()
    await dio.table_scenery()
    await quiet()
    assert "fake source #1 failed after 0 ms: 'fake' does not answer" in lines


@virtual
async def test_totals_and_columns_are_told_on_change():
    """U76: the same total ten times is one line."""
    lines, source = [], FakeSource(250)
    dio = await opened(source, debug=lines.append)
    await dio.load_all()
    for _ in range(5):
        await dio.refresh()
    source.shift()
    await dio.refresh()
    assert [line for line in lines if " total " in line] == [
        "fake total 250 rows",
        "fake total 251 rows",
    ]
    assert sum(" columns: " in line for line in lines) == 1


@virtual
async def test_the_last_lines_are_a_summary():
    """U76: fetches, rows, waste, failures, and what is held."""
    lines = []
    dio = await opened(FakeSource(250, latency=0.5), debug=lines.append)
    await dio.load_all()
    await dio.aclose()
    assert [line.removeprefix("fake summary ") for line in lines[-5:]] == [
        "3 fetches, 3 requests, 1.5 s waited",
        "250 rows received, 0 needlessly",
        "0 windows asked again, 0 times needlessly",
        "0 failures, 0 details fetched",
        "held: 250 of 250 rows (complete)",
    ]


def test_nothing_is_formatted_while_it_is_off(monkeypatch):
    """U76: without the setting no clause is made, no line is written, no log record."""

    def never(*args, **kwargs):
        raise AssertionError("it was formatted")

    for module, names in (
        (debug_lines, [name for name in vars(debug_lines) if name[0].islower()]),
        (wording, ["in_words", "number", "size", "duration", "listed"]),
    ):
        for name in names:
            if getattr(getattr(module, name), "__module__", "") == module.__name__:
                monkeypatch.setattr(module, name, never)
    monkeypatch.setattr(debugging.Debug, "__init__", never)
    monkeypatch.setattr(spans.log, "debug", never)
    monkeypatch.setattr(spans.log, "level", logging.INFO)
    spans.log.manager._clear_cache()
    dio = virtual(used)(None)
    assert dio.trace is None


@virtual
async def test_one_dio_alone_is_followed_while_that_is_wanted():
    """U76: ``dio.debug`` begins with how things stand, and ends at once."""
    lines = []
    dio = await opened(eager(20))
    dio.debug(lines.append)
    assert lines[1:2] == ["fake cache 20 rows held"]
    dio.debug(False)
    before = len(lines)
    await dio.refresh()
    await dio.aclose()
    assert len(lines) == before
    assert dio.trace is None


@virtual
async def test_where_lines_go(capsys, caplog):
    """U76: standard error, a level of the log, or a function."""
    dio = await opened(eager(2), debug=True)
    assert "fake dio eager" in capsys.readouterr().err
    with caplog.at_level(logging.INFO, logger="diorama"):
        dio.debug("INFO")
        dio.debug(logging.WARNING)
    assert {r.levelname for r in caplog.records if "fake dio" in r.getMessage()} == {
        "INFO",
        "WARNING",
    }
    with pytest.raises(dn.errors.SpecError, match="nothing to write to"):
        dn.Lens(debug="loudly")


@virtual
async def test_a_listener_that_raises_ends_the_stream_and_nothing_else(caplog):
    """U76: the Dio goes on."""

    def broken(line):
        raise RuntimeError("no paper")

    dio = await opened(eager(2), debug=broken)
    assert await dio.vista().get_count() == 2
    assert dio.trace is None
    assert sum("can not be written" in r.getMessage() for r in caplog.records) == 1


class Api(BaseHTTPRequestHandler):
    """Answers pages of rows; when it is down, an error that repeats what it was sent."""

    down = False

    def do_GET(self):
        asked = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        first, count = int(asked.get("offset", 0)), int(asked.get("limit", 20))
        rows = [{"id": n, "title": f"title {n}"} for n in range(60)]
        body = {"items": rows[first : first + count], "total": len(rows)}
        if Api.down:
            body = {"message": f"{self.path} {self.headers} {rows[0]}"}
        text = json.dumps(body).encode()
        self.send_response(500 if Api.down else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        pass


@pytest.fixture
def api():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/items"
    Api.down = False
    server.shutdown()
    thread.join()
    server.server_close()


def test_secrets_of_a_source_are_in_no_line(api, caplog):
    """U76, S68: not those of its address, its headers or its answers; nor in the log."""
    secret, lines = "s3cr3t-canary", []
    caplog.set_level(logging.DEBUG)
    vista = dn.RestVista(
        f"{api}?access_token={secret}",
        auth=dn.Bearer(f"{secret}-bearer"),
        headers={"X-Key": f"{secret}-header"},
        page=dn.Offset("offset", "limit"),
        rows="items",
        total="total",
        retry=dn.Retry(attempts=1),
    )
    lens = dn.Lens(debug=lines.append)
    dio = lens.open(vista)
    assert len(dio.vista().to_pandas()) == 60
    texts = [repr(dio.explain()), repr(dio.why(range(5))), dio.ledger.to_pandas().to_string()]
    Api.down = True
    with pytest.raises(dn.errors.SourceError):
        dn.run(dio.refresh())
    lens.close()
    logged = [record.getMessage() + repr(vars(record)) for record in caplog.records]
    assert any(" source #1 asks for " in line for line in lines)
    assert any(" failed after " in line for line in lines)
    assert not [text for text in [*lines, *texts, *logged] if secret in text]
    ours = [r.getMessage() for r in caplog.records if r.name == "diorama"]
    assert not [text for text in [*lines, *ours] if "title 0" in text]


# --- spans -----------------------------------------------------------------------------------


def told(caplog):
    """Return what the spans in the log say: site, op, id, outcome."""
    return [
        (record.args[1], record.op, record.id, record.outcome)
        for record in caplog.records
        if hasattr(record, "outcome")
    ]


@virtual
async def test_steps_are_logged_with_fields(caplog):
    """S68: reads, writes, news and invalidations, with what came of them."""
    source = FakeSource(20, pushes_changes=True)
    dio = await opened(source)
    caplog.set_level(logging.DEBUG, "diorama")
    facade = dio.vista()
    await facade.list_values()
    await facade.list_values()
    await facade.get_value("3")
    await (await facade.patch_value("3", {"name": "mine"})).settled()
    await dio.watch()
    await quiet(1)
    source.change("4", None)
    await quiet()
    seen = told(caplog)
    assert seen[:4] == [
        ("read list", "window", None, "populated"),
        ("read list", "list_values", None, "miss"),
        ("read list", "list_values", None, "hit"),
        ("read one", "get_value", "3", "hit"),
    ]
    assert ("write", "patch", "3", "populated") in seen
    assert ("event", "Gap", None, "invalidated") in seen
    assert ("event", "Deleted", "4", "populated") in seen
    source.down = dn.errors.SourceUnavailable("gone")
    with pytest.raises(dn.errors.SourceError):
        await dio.refresh()
    assert ("invalidate", None, None, "failed") in told(caplog)
    keys = {r.cache_key for r in caplog.records if hasattr(r, "outcome")}
    assert keys == {dio.cache.name}
    assert not [r for r in caplog.records if "mine" in repr(vars(r))]


# --- words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (wording.size(999), "999 B"),
        (wording.size(18_200), "18.2 KB"),
        (wording.size(999_960), "1.0 MB"),
        (wording.size(19_600_000), "19.6 MB"),
        (wording.size(5_000_000_000), "5.0 GB"),
        (wording.duration(0.21), "210 ms"),
        (wording.duration(5), "5.0 s"),
        (wording.duration(300), "5.0 min"),
        (wording.duration(7200), "2.0 h"),
        (wording.number(1, "row"), "1 row"),
        (wording.number(1000, "row"), "1,000 rows"),
        (wording.listed(map(str, range(10)), most=2), "0, 1, and 8 more"),
        (wording.in_words(Query()), "all rows"),
        (
            wording.in_words(Query().where("a", "<", 3).searching("x").order_by("b")),
            "rows where a < 3, containing 'x', by b",
        ),
        (
            wording.in_words(Query().where("a", "<", 3).searching("x"), values=False),
            "rows where a < …, containing 1 characters",
        ),
    ],
)
def test_units_are_human(told, words):
    """U76: thousands, bytes and seconds are short."""
    assert told == words
