"""Changes a page asks for go through the Dio's queue, and it is told what became of them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, WriteRejected
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page as Answer
from diorama_nb.vista.source import Source
from diorama_nb.widgets import adding
from diorama_nb.widgets.grid import Grid
from diorama_nb.widgets.messages import WRITES, Refused, parse
from diorama_nb.writes.write import Stored
from tests.widgets.conftest import Page, wait_until


class Shop(Source):
    """Rows that can be changed: at once, when the test says so, or not at all."""

    def __init__(self, *flags):
        self.name, self.identity = "shop", "test:shop"
        columns = (
            Column("id", "integer", frozenset({"id"})),
            Column("name", "text", frozenset({"mandatory"})),
            Column("price", "number"),
            Column("on", "boolean"),
        )
        able = Capabilities.of("declared", *(flags or ("insert", "update", "delete")))
        self.about = Description(columns, "id", able)
        self.rows = {
            str(n): {"id": n, "name": f"item {n}", "price": n / 2, "on": n % 2 == 0}
            for n in range(1, 6)
        }
        self.refusal = None
        self.applied = []

    async def read_all(self, query):
        return Answer(dict(self.rows), total=len(self.rows), end=True)

    async def apply(self, write):
        if self.refusal is not None:
            raise self.refusal
        self.applied.append(write)
        id = write.id if write.id is not None else str(len(self.rows) + 100)
        after = write.fold(self.rows.get(id))
        if after is None:
            self.rows.pop(id, None)
        else:
            self.rows[id] = {"id": int(id), **after}
        return Stored(id, self.rows.get(id))


class Desk:
    """A grid over a shop, and its page."""

    def __init__(self, lens, *flags, target=lambda dio: dio, vista=None):
        self.source = Shop(*flags)
        self.dio = lens.open(dn.Vista(self.source) if vista is None else vista)
        self.grid = Grid(target(self.dio))
        self.page = Page(self.grid)
        wait_until(lambda: self.grid.status["row_count"] is not None)

    def ask(self, kind, **body):
        """Send a change and return the answer."""
        seq = self.page.say(kind, **body)

        def answers():
            told = [content for content, _ in self.grid.comm.messages()]
            return [one for one in told if one["seq"] == seq and one["kind"] != "rows"]

        return wait_until(answers)[0]

    def add(self, **record):
        """Add a row, and return where the page is told that it stands."""
        seq = self.ask("insert", record=record)["seq"]

        def placed():
            told = [content for content, _ in self.grid.comm.messages("answer")]
            return [one["body"] for one in told if one["seq"] == seq and not one["more"]]

        return wait_until(placed)[0]

    def rows(self):
        """Return the rows the page holds now, with what is told of their writes."""
        self.page.say("set_viewport", first=0, last=50, generation=1)
        content, buffers = self.grid.comm.messages("rows")[-1]
        return content.get("marks", []), pa.ipc.open_stream(buffers[0]).read_all().to_pydict()

    def idle(self):
        wait_until(lambda: self.grid.writes["pending"] == 0)


@pytest.fixture
def desk(lens):
    made = Desk(lens)
    yield made
    made.grid.close()


def test_an_edit_reaches_the_source_and_the_page(desk):
    answer = desk.ask("edit", row="2", column="price", value="12.5")
    assert answer == {"v": 1, "kind": "done", "id": "view", "seq": answer["seq"]}
    desk.idle()
    assert desk.source.rows["2"]["price"] == 12.5
    _, rows = desk.rows()
    assert rows["c2"][rows["id"].index("2")] == 12.5
    desk.ask("edit", row="2", column="price", value=None)
    desk.ask("edit", row="2", column="on", value=False)
    desk.idle()
    assert desk.source.rows["2"] == {"id": 2, "name": "item 2", "price": None, "on": False}


def test_durations_and_times_are_typed_into_empty_cells_and_new_rows_as_others_are(lens):
    zoned = datetime(2024, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    first = {"id": 1, "took": timedelta(-1, 86_399), "seen": datetime(2024, 1, 1), "at": zoned}
    rows = [dict.fromkeys(first) | {"id": 2}, first]
    desk = Desk(lens, vista=dn.MemoryVista(rows, name="runs"))
    typed = {"took": "1 day 02:03:04", "seen": "2024-07-01 18:30", "at": "2024-07-01 18:30"}
    for column, text in typed.items():
        assert desk.ask("edit", row="2", column=column, value=text)["kind"] == "done"
    assert desk.ask("paste", first=1, last=2, ids=["1"], top="1", bottom="1", columns=["took"],
                    cells=[["-1 day, 23:59:58"]])["kind"] == "done"  # fmt: skip
    desk.add(id="3", **typed)
    desk.idle()
    moment = datetime(2024, 7, 1, 18, 30)
    wanted = {
        "took": timedelta(1, 7384),
        "seen": moment,
        "at": moment.replace(tzinfo=zoned.tzinfo),
    }
    held = {id: dict(record) for id, record in dn.run(desk.dio.cache.list_values()).items()}
    assert held["2"] == {"id": 2} | wanted
    assert held["3"] == {"id": 3} | wanted
    assert held["1"] == first | {"took": timedelta(seconds=-2)}
    assert held["3"]["seen"].tzinfo is None
    answer = desk.ask("edit", row="2", column="took", value="P1Y")
    assert answer["fields"]["took"] == "is no duration: like 1 day 02:03:04, 90 min or PT1H30M"
    desk.grid.close()


@pytest.mark.parametrize(
    ("row", "column", "value", "said"),
    [
        ("2", "price", "much", "price is no number"),
        ("2", "name", None, "name is needed"),
        ("2", "id", "9", "id can not be edited"),
        ("2", "nosuch", "9", "there is no column 'nosuch'"),
        ("9", "price", "9", "there is no row '9' here"),
    ],
)
def test_an_edit_that_can_not_be_is_answered_with_the_reason(desk, row, column, value, said):
    before = {id: dict(record) for id, record in desk.source.rows.items()}
    answer = desk.ask("edit", row=row, column=column, value=value)
    assert (answer["kind"], answer["message"]) == ("error", said)
    assert answer["hint"]
    assert set(answer.get("fields", {column})) == {column}
    assert desk.source.rows == before
    assert desk.grid.writes["pending"] == 0


def test_a_row_is_named_by_its_id_wherever_it_stands(desk):
    desk.page.say("set_sort", by=[{"column": "price", "descending": True}])
    wait_until(lambda: desk.grid.scenery.row(0).id == "5")
    desk.ask("edit", row="1", column="name", value="first of all")
    desk.idle()
    assert desk.source.rows["1"]["name"] == "first of all"
    assert desk.source.rows["5"]["name"] == "item 5"


def test_a_change_that_comes_late_is_made_all_the_same(desk):
    desk.page.say("set_viewport", first=0, last=5, generation=1)
    desk.page.say("set_viewport", first=0, last=6, generation=1)
    late = {"v": 1, "id": "view", "seq": 1, "kind": "edit", "row": "3"}
    desk.page.raw({**late, "column": "name", "value": "late"})
    wait_until(lambda: desk.source.rows["3"]["name"] == "late")


def test_a_refused_edit_reverts_and_tells_the_cell_and_the_reason(desk):
    desk.source.refusal = WriteRejected(
        "the price must be positive", fields={"price": "is < 0"}
    )
    desk.ask("edit", row="2", column="price", value="-1")
    wait_until(lambda: desk.grid.writes["failures"] == 1)
    (failed,) = desk.grid.writes["failed"]
    assert (failed["row"], failed["fields"]) == ("2", ["price"])
    assert failed["change"] == "price → -1"
    assert failed["message"] == "the price must be positive; price: is < 0"
    marks, rows = desk.rows()
    at = rows["id"].index("2")
    assert marks == [{"row": "2", "fields": ["price"], "message": failed["message"]}]
    assert (rows["status"][at], rows["c2"][at]) == ("WriteFailed", 1.0)


def test_a_refused_edit_is_sent_once_more(desk):
    desk.source.refusal = WriteRejected("not now")
    desk.ask("edit", row="2", column="price", value="7")
    wait_until(lambda: desk.grid.writes["failures"] == 1)
    desk.source.refusal = None
    number = desk.grid.writes["failed"][0]["number"]
    assert desk.ask("retry", number=number)["kind"] == "done"
    wait_until(lambda: desk.source.rows["2"]["price"] == 7.0)
    wait_until(lambda: desk.grid.writes == {**desk.grid.writes, "pending": 0, "failures": 0})
    assert desk.rows()[0] == []
    again = desk.ask("retry", number=number)
    assert again["kind"] == "error"
    assert "is done already" in again["message"]


def test_a_refused_edit_is_given_up(desk):
    desk.source.refusal = WriteRejected("not now")
    desk.ask("edit", row="2", column="price", value="7")
    wait_until(lambda: desk.grid.writes["failures"] == 1)
    assert desk.ask("discard", number=desk.grid.writes["failed"][0]["number"])["kind"] == "done"
    wait_until(lambda: desk.grid.writes["failures"] == 0)
    assert desk.rows()[0] == []
    assert desk.source.rows["2"]["price"] == 1.0


def refuse_many(desk, count=25):
    desk.source.refusal = WriteRejected("not now")
    for n in range(count):
        desk.ask("edit", row=str(n % 5 + 1), column="price", value=str(100 + n))
    wait_until(lambda: desk.grid.writes["failures"] == count)
    assert len(desk.grid.writes["failed"]) < count
    desk.source.refusal = None


def test_all_refused_edits_are_sent_once_more_in_their_order(desk):
    refuse_many(desk)
    assert desk.ask("retry_all")["kind"] == "done"
    wait_until(lambda: desk.grid.writes == {**desk.grid.writes, "pending": 0, "failures": 0})
    assert [row["price"] for row in desk.source.rows.values()] == [120, 121, 122, 123, 124]


def test_all_refused_edits_are_given_up_at_once(desk):
    refuse_many(desk)
    assert desk.ask("discard_all")["kind"] == "done"
    wait_until(lambda: desk.grid.writes == {**desk.grid.writes, "pending": 0, "failures": 0})
    assert [row["price"] for row in desk.source.rows.values()] == [0.5, 1.0, 1.5, 2.0, 2.5]


def test_an_edit_that_is_not_sent_yet_is_withdrawn_and_the_others_go_on(desk):
    desk.source.refusal = SourceUnavailable("the shop does not answer", hint="wait")
    for row, price in (("2", "9"), ("3", "10"), ("4", "11")):
        desk.ask("edit", row=row, column="price", value=price)
    wait_until(lambda: desk.grid.writes["blocked"])
    assert desk.grid.writes["blocked"]["message"].startswith("the shop does not answer")
    first, second, third = desk.grid.writes["underway"]
    assert (second["row"], second["fields"], second["state"]) == ("3", ["price"], "queued")
    assert desk.ask("discard", number=second["number"])["kind"] == "done"
    wait_until(lambda: desk.grid.writes["pending"] == 2)
    _, rows = desk.rows()
    assert rows["c2"][rows["id"].index("3")] == 1.5, "the value of before shows again"
    desk.source.refusal = None
    desk.dio.writes.kick()
    desk.idle()
    assert [desk.source.rows[row]["price"] for row in "234"] == [9.0, 1.5, 11.0]
    late = desk.ask("discard", number=first["number"])
    assert late["message"] == f"write {first['number']} is done already"
    assert desk.ask("discard", number=third["number"])["kind"] == "error"


def test_all_edits_that_are_not_sent_yet_are_withdrawn_at_once(desk):
    desk.source.refusal = SourceUnavailable("the shop does not answer")
    for n in range(25):
        desk.ask("edit", row=str(n % 5 + 1), column="price", value=str(100 + n))
    wait_until(lambda: desk.grid.writes["blocked"] and desk.grid.writes["pending"] == 25)
    assert len(desk.grid.writes["underway"]) < 25
    assert desk.ask("withdraw_all")["kind"] == "done"
    desk.source.refusal = None
    desk.dio.writes.kick()
    desk.idle()
    assert [row["price"] for row in desk.source.rows.values()] == [0.5, 1.0, 1.5, 2.0, 2.5]
    assert desk.grid.writes["failures"] == 0


def test_a_foreign_error_of_a_write_shows_no_more_than_its_kind(desk):
    desk.source.refusal = RuntimeError("POST https://x?token=canary-71f2")
    desk.ask("edit", row="2", column="price", value="7")
    wait_until(lambda: desk.grid.writes["failures"] == 1)
    assert "RuntimeError" in desk.grid.writes["failed"][0]["message"]
    desk.rows()
    assert "canary-71f2" not in repr(desk.grid.comm.said)


def test_a_refused_new_row_is_listed_though_no_row_shows_it(desk):
    desk.source.refusal = WriteRejected("no more rows")
    desk.ask("insert", record={"id": "77", "name": "cake"})
    wait_until(lambda: desk.grid.writes["failures"] == 1)
    assert desk.grid.writes["failed"][0]["change"] == "new row"
    assert "77" not in desk.rows()[1]["id"]


def test_a_new_row_is_added(desk):
    assert desk.ask("insert", record={"name": "cake", "price": "3"})["kind"] == "answer"
    wait_until(lambda: len(desk.source.rows) == 6)
    desk.ask("insert", record={"id": "50", "name": "tea", "on": True})
    wait_until(lambda: "50" in desk.source.rows)
    assert desk.source.rows["50"] == {"id": 50, "name": "tea", "on": True}
    wait_until(lambda: desk.grid.status["row_count"] == 7)


def test_a_new_row_is_told_what_is_wrong_column_by_column(desk):
    answer = desk.ask("insert", record={"price": "much"})
    assert (answer["kind"], set(answer["fields"])) == ("error", {"name", "price"})
    taken = desk.ask("insert", record={"id": "2", "name": "cake"})
    assert set(taken["fields"]) == {"id"}
    assert len(desk.source.rows) == 5


def test_deleted_rows_are_brought_back_as_they_were(desk):
    before = {id: dict(record) for id, record in desk.source.rows.items()}
    desk.ask("delete", rows=["2", "4"])
    assert desk.grid.writes["undo"] == 2
    wait_until(lambda: set(desk.source.rows) == {"1", "3", "5"})
    wait_until(lambda: desk.grid.status["row_count"] == 3)
    desk.ask("undo")
    assert desk.grid.writes["undo"] == 0
    wait_until(lambda: len(desk.source.rows) == 5)
    desk.idle()
    assert desk.source.rows == before
    assert desk.ask("undo")["kind"] == "error"


def test_a_refused_deletion_can_not_be_undone(desk):
    desk.source.refusal = WriteRejected("it is in an order")
    desk.ask("delete", rows=["2"])
    wait_until(lambda: desk.grid.writes["failures"] == 1)
    wait_until(lambda: desk.grid.writes["undo"] == 0)
    assert "2" in desk.rows()[1]["id"]


def test_only_what_the_source_can_do_is_offered_and_done(lens):
    desk = Desk(lens, "count")
    assert not any(desk.grid.can[flag] for flag in ("insert", "update", "delete"))
    assert all("editor" not in column for column in desk.grid.columns)
    for kind, body in (
        ("edit", {"row": "2", "column": "price", "value": "1"}),
        ("insert", {"record": {"name": "x"}}),
        ("delete", {"rows": ["2"]}),
    ):
        answer = desk.ask(kind, **body)
        assert answer["kind"] == "error"
        assert answer["hint"]
    assert desk.grid.writes["pending"] == 0
    desk.grid.close()


def test_a_row_added_to_a_narrowed_view_lies_in_it(lens):
    desk = Desk(lens, target=lambda dio: dio.vista().where(on=True))
    desk.ask("insert", record={"id": "50", "name": "cake"})
    wait_until(lambda: "50" in desk.source.rows)
    assert desk.source.rows["50"]["on"] is True
    answer = desk.ask("edit", row="2", column="on", value=False)
    assert answer["kind"] == "error"
    assert "outside" in answer["message"]
    desk.grid.close()


def test_columns_say_how_they_are_edited(desk):
    told = {column["name"]: column for column in desk.grid.columns}
    assert [told[name]["editor"] for name in ("name", "price", "on")] == [
        "text", "number", "boolean",
    ]  # fmt: skip
    assert told["id"]["locked"]
    assert told["id"]["id"]
    assert told["name"]["mandatory"]
    assert not told["price"]["locked"]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "edit"}, {"kind": "edit", "row": 2, "column": "price", "value": "1"},
        {"kind": "edit", "row": "2", "column": "price"},
        {"kind": "edit", "row": "2", "column": "price", "value": 1.5},
        {"kind": "edit", "row": "2", "column": "price", "value": {"$": "x"}},
        {"kind": "edit", "row": "2", "column": "name", "value": "x" * 100_001},
        {"kind": "insert", "record": []}, {"kind": "insert", "record": {"name": ["x"]}},
        {"kind": "delete", "rows": []}, {"kind": "delete", "rows": "2"},
        {"kind": "delete", "rows": [2]}, {"kind": "delete", "rows": ["2"] * 101},
        {"kind": "retry", "number": "1"}, {"kind": "retry", "number": None},
        {"kind": "discard"}, {"kind": "discard", "number": True},
    ],
)  # fmt: skip
def test_a_malformed_change_is_refused_and_changes_nothing(desk, body):
    desk.page.say(body.pop("kind"), **body)
    ((told, _),) = desk.grid.comm.messages()
    assert told["kind"] == "error"
    assert told["message"].startswith("refused: ")
    desk.page.pause()
    assert len(desk.source.rows) == 5
    assert desk.grid.writes["pending"] == 0


@pytest.mark.parametrize("record", [{"name": "cake"}, {"id": "50", "name": "cake"}])
def test_a_page_is_told_where_a_new_row_stands_and_of_as_many_rows(desk, record):
    assert desk.add(**record) == {"index": 5, "why": ""}
    assert desk.grid.status["row_count"] == 6
    assert desk.grid.scenery.row(5).record["name"] == "cake"


def test_a_page_is_told_why_a_new_row_has_no_place(desk, monkeypatch):
    monkeypatch.setattr(adding, "PATIENCE", 0.3)
    desk.page.say("set_filters", filters=[["price", ">", 1]])
    wait_until(lambda: desk.grid.status["row_count"] == 3)
    told = desk.add(name="cake", price="0.5")
    assert told["index"] is None
    assert "a filter leaves it out" in told["why"]
    desk.source.refusal = WriteRejected("no more rows")
    assert desk.add(name="tea") == {"index": None, "why": ""}


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
anything = plain | st.lists(plain, max_size=3) | st.dictionaries(st.text(max_size=5), plain)
bodies = st.dictionaries(
    st.sampled_from(["row", "rows", "column", "value", "record", "number"]), anything
)


@given(st.sampled_from([*WRITES, "retry"]), bodies)
def test_a_change_is_either_whole_and_of_plain_values_or_refused(kind, body):
    try:
        message = parse({"v": 1, "id": "view", "seq": 1, "kind": kind, **body})
    except Refused:
        return
    for name, value in message.body.items():
        if name == "record":
            assert all(isinstance(v, str | bool | None) for v in value.values())
        elif name == "value":
            assert isinstance(value, str | bool | None)
        elif name == "number":
            assert type(value) is int
        elif name == "rows":
            assert 0 < len(value) == len(set(value)) <= 100
        else:
            assert isinstance(value, str)
