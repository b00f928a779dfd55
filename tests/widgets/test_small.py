"""The widgets around the grid: what they tell, what they obey, and what becomes of it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import ipywidgets
import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, SpecError, WriteRejected
from diorama_nb.testing import FakeSource
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.drafting import Begun
from diorama_nb.widgets.figures import change_of, formatter, plainly
from diorama_nb.widgets.framed import FRESH, PATIENCE
from diorama_nb.widgets.grid import Grid
from diorama_nb.widgets.nodes import ALL_CHARS, fields_of
from tests.virtual import opened, quiet, virtual
from tests.widgets.test_writes import Shop

CANARY = "canary-9c11"


def say(widget, kind, view="view", **body):
    """Send a message as a page does; return its number."""
    say.seq = getattr(say, "seq", 0) + 1
    content = {"v": 1, "id": view, "seq": say.seq, "kind": kind, **body}
    widget.comm.hear({"method": "custom", "content": content})
    return say.seq


async def ask(widget, kind, **body):
    """Send a message and return what it is answered with."""
    seq = say(widget, kind, **body)
    await quiet()
    (answer,) = [told for told, _ in widget.comm.messages() if told.get("seq") == seq]
    return answer


def updates(widget):
    """Return how many messages told the page of traits."""
    with widget.comm.lock:
        return sum(data.get("method") == "update" for _, data, _ in widget.comm.said)


async def shop(*flags, **settings):
    source = Shop(*flags)
    return source, await opened(dn.Vista(source), **settings)


# --- all of them ---------------------------------------------------------------------------


async def all_of(dio):
    return [
        dn.RecordCard(await dio.record_scenery("2")),
        dn.RecordForm(dio.servo("2")),
        dn.ValueBadge(await dio.value_scenery(dn.Sum("price"))),
        dn.StatusBar(dio),
        dn.Picker(await dio.table_scenery(titles_only=True)),
    ]


@virtual
async def test_a_change_of_a_row_is_told_to_each_page_by_one_message_at_most():
    _, dio = await shop()
    shown = await all_of(dio)
    await quiet()
    before = [updates(widget) for widget in shown]
    await dio.patched("2", {"id": 2, "name": "changed", "price": 9.0, "on": True})
    await quiet()
    assert [updates(w) - n for w, n in zip(shown, before, strict=True)] == [1, 1, 1, 0, 1]


@virtual
async def test_no_page_can_set_a_state_or_ask_for_what_a_widget_does_not_know():
    """U25: a malformed or foreign message is answered with an error and does nothing."""
    source, dio = await shop()
    for widget in await all_of(dio):
        before = widget.get_state()
        widget.comm.hear({"method": "update", "state": {"state": {}, "_esm": "alert(1)"}})
        for content in (
            None, 7, {"v": 9}, {"v": 1, "id": "x", "seq": 1, "kind": "paste"},
            {"v": 1, "id": "x", "seq": 2, "kind": "__proto__"},
            {"v": 1, "id": "x", "seq": 3, "kind": "edit", "row": 7},
        ):  # fmt: skip
            widget.comm.hear({"method": "custom", "content": content})
        await quiet()
        assert widget.get_state() == before
        assert len(widget.comm.messages("error")) == 6
    assert source.rows["2"]["price"] == 1.0


@virtual
async def test_a_page_that_missed_something_is_told_all_traits_from_where_they_are_written():
    _, dio = await shop()
    for widget in await all_of(dio):
        await quiet()
        before = updates(widget)
        widget.comm.hear({"method": "request_state"})
        assert updates(widget) == before, "a message is answered where traits are written"
        await quiet()
        (told,) = [d["state"] for _, d, _ in widget.comm.said[-1:]]
        assert told["_model_key"] == widget.model_id
        assert told.keys() == widget.get_state().keys()


@virtual
async def test_each_has_a_text_and_markup_without_script_where_there_is_no_page():
    _, dio = await shop()
    await dio.patched("2", {"id": 2, "name": "<script>alert(1)</script>", "price": 1.0})
    for widget in await all_of(dio):
        data, _ = widget._repr_mimebundle_()
        assert type(widget).__name__ in data["text/plain"]
        assert "<script" not in data["text/html"]
        assert data["text/html"].startswith(("<p>", "<table>"))


@virtual
async def test_each_is_shown_with_its_markup_until_a_page_says_that_it_runs_the_script():
    """Threat U10: where a script must not run, what stands there follows the data."""
    _, dio = await shop()
    badge = dn.ValueBadge(await dio.value_scenery(dn.Max("price")))
    for widget in [badge, Grid(await dio.table_scenery())]:
        data, _ = widget._repr_mimebundle_()
        view = data["application/vnd.jupyter.widget-view+json"]
        assert view["model_id"] == widget.framed.model_id
        assert widget.framed.children == (widget,)
        await quiet(PATIENCE + 1)
        first, second = widget.framed.children
        assert first is widget
        assert "blob:" in second.value
        assert "404" not in second.value
        await dio.patched("2", {"id": 2, "name": "changed", "price": 404.0})
        await quiet(FRESH + 1)
        assert "404" in second.value
        say(widget, "hello")
        await quiet()
        assert widget.framed.children == (widget,)
        assert second.comm is None
        await dio.patched("2", {"id": 2, "name": "changed", "price": 1.0})
        widget.close()
        await quiet(FRESH + 1)
        assert widget.framed.comm is None


@virtual
async def test_a_widget_whose_page_runs_the_script_never_sends_its_markup():
    _, dio = await shop()
    early, late = dn.StatusBar(dio), dn.StatusBar(dio)
    say(early, "hello")
    await quiet()
    for widget in (early, late):
        assert widget.framed.children == (widget,)
    assert (await ask(late, "hello"))["kind"] == "done"
    await quiet(PATIENCE + 1)
    for widget in (early, late):
        assert widget.framed.children == (widget,)


# --- card ----------------------------------------------------------------------------------


@virtual
async def test_a_card_follows_its_record_through_change_loss_and_return():
    _, dio = await shop()
    card = dn.RecordCard(await dio.record_scenery("2"))
    texts = {field["name"]: field["text"] for field in card.state["fields"]}
    assert texts == {"id": "2", "name": "item 2", "price": "1", "on": "true"}
    await dio.removed("2")
    await quiet()
    assert (card.state["status"], card.state["fields"]) == ("NotFound", [])
    await dio.patched("2", {"id": 2, "name": "back"})
    await quiet()
    assert card.state["status"] == "Fresh"
    assert [field["text"] for field in card.state["fields"]] == ["2", "back"]


@virtual
async def test_a_card_shows_a_write_on_its_way_and_why_it_was_refused():
    source, dio = await shop()
    card = dn.RecordCard(await dio.record_scenery("2"))
    source.refusal = WriteRejected("too dear")
    await dio.vista().patch_value("2", {"price": 99.0})
    await quiet()
    assert card.state["status"] == "WriteFailed"
    assert card.state["error"]["message"] == "too dear"
    assert card.state["dirty"] == ["price"]


def test_a_record_of_any_size_and_depth_is_told_within_bounds():
    deep = value = {}
    for _ in range(50):
        value["in"] = value = {}
    record = {"deep": deep, "long": ["x" * 1000] * 10_000, "odd": "\ud800", "hidden": CANARY}
    columns = [Column("hidden", flags=frozenset({"hidden"})), Column("odd", "text")]
    told = json.dumps(fields_of(record, columns)).encode()
    assert len(told) < 2 * ALL_CHARS
    assert CANARY.encode() not in told
    assert fields_of(record, columns)[0]["name"] == "odd"


# --- form ----------------------------------------------------------------------------------


async def form_of(*flags, id="2", **options):
    source, dio = await shop(*flags)
    servo = dio.servo_new(dn.Auto()) if id is None else dio.servo(id)
    return source, dio, dn.RecordForm(servo, **options)


def field(form, name):
    return next(field for field in form.state["fields"] if field["name"] == name)


@virtual
async def test_what_is_typed_is_a_draft_until_it_is_saved():
    source, _, form = await form_of()
    assert (await ask(form, "edit", row="2", column="price", value="12.5"))["kind"] == "done"
    assert form.servo.data["price"] == 12.5
    assert field(form, "price")["dirty"]
    assert source.rows["2"]["price"] == 1.0
    assert (await ask(form, "save"))["kind"] == "done"
    assert source.rows["2"]["price"] == 12.5
    assert not field(form, "price")["dirty"]


@virtual
async def test_what_is_no_value_of_its_column_is_refused_with_the_reason_at_the_field():
    _, _, form = await form_of()
    for column, value in (("price", "much"), ("name", None), ("id", "9"), ("nosuch", "1")):
        answer = await ask(form, "edit", row="2", column=column, value=value)
        assert answer["kind"] == "error"
        assert answer["hint"]
        assert set(answer.get("fields", {column})) == {column}
    assert not form.servo.is_dirty


@virtual
async def test_a_refused_save_keeps_the_draft_and_says_why_at_its_field():
    """U69: a failed save keeps what was edited, with a message and the reason per field."""
    source, _, form = await form_of()
    source.refusal = WriteRejected("no", fields={"price": "must be above 5"})
    await ask(form, "edit", row="2", column="price", value="3")
    answer = await ask(form, "save")
    assert (answer["kind"], answer["fields"]) == ("error", {"price": "must be above 5"})
    assert form.state["status"] == "Failed"
    assert field(form, "price")["error"] == "must be above 5"
    assert field(form, "price")["text"] == "3"
    await ask(form, "revert", column=None)
    assert (form.state["status"], field(form, "price")["text"]) == ("Tracking", "1")


@virtual
async def test_where_the_source_changed_an_edited_field_the_form_asks_whose_value_counts():
    _, dio, form = await form_of()
    await ask(form, "edit", row="2", column="price", value="3")
    assert field(form, "price")["theirs"] is None
    await dio.patched("2", {"id": 2, "name": "theirs", "price": 8.0, "on": True})
    await quiet()
    assert field(form, "name")["text"] == "theirs", "what nobody touched follows"
    assert (field(form, "price")["text"], field(form, "price")["theirs"]) == ("3", "8")
    await ask(form, "keep", column="price")
    assert (field(form, "price")["text"], field(form, "price")["theirs"]) == ("3", None)
    await dio.patched("2", {"id": 2, "name": "theirs", "price": 9.0, "on": True})
    await quiet()
    assert field(form, "price")["theirs"] == "9"
    await ask(form, "revert", column="price")
    assert (field(form, "price")["text"], field(form, "price")["dirty"]) == ("9", False)


def test_a_conflict_ends_when_the_source_returns_to_what_it_had():
    begun = Begun()
    assert begun.follow({"price"}, {"price": 1}) == frozenset()
    assert begun.follow({"price"}, {"price": 2}) == {"price"}
    assert begun.follow({"price"}, {"price": 1.0}) == frozenset()
    assert begun.follow(set(), {"price": 2}) == frozenset()
    assert begun.follow({"price"}, {"price": 2}) == frozenset(), "a new edit begins anew"


@virtual
async def test_a_new_record_names_what_is_lacking_and_is_added():
    source, _, form = await form_of(id=None)
    assert form.state["new"]
    await ask(form, "edit", row="", column="price", value="3")
    answer = await ask(form, "save")
    assert answer["fields"] == {"name": "is needed"}
    await ask(form, "edit", row="", column="name", value="cake")
    assert (await ask(form, "save"))["kind"] == "done"
    assert source.rows["105"] == {"id": 105, "price": 3.0, "name": "cake"}
    assert not form.state["new"]


@virtual
async def test_what_is_typed_into_an_empty_field_is_of_the_kind_its_column_holds():
    rows = [{"id": 1, "at": datetime(2024, 1, 1, tzinfo=UTC), "took": timedelta(1)}]
    dio = await opened(
        dn.MemoryVista([*rows, {"id": 2, "at": None, "took": None}], name="runs")
    )
    form = dn.RecordForm(dio.servo("2"))
    assert (await ask(form, "edit", row="2", column="at", value="2024-07-01 18:30"))[
        "kind"
    ] == "done"
    assert (await ask(form, "edit", row="2", column="took", value="-0:30:00"))["kind"] == "done"
    assert form.servo.get("at") == datetime(2024, 7, 1, 18, 30, tzinfo=UTC)
    assert form.servo.get("took") == timedelta(minutes=-30)


@virtual
async def test_a_form_over_a_source_that_takes_no_changes_is_locked_and_says_why():
    _, _, form = await form_of("count")
    assert form.state["locked"]
    answer = await ask(form, "edit", row="2", column="price", value="3")
    assert answer["kind"] == "error"
    assert not form.servo.is_dirty


# --- badge ---------------------------------------------------------------------------------


@virtual
async def test_a_badge_tells_its_value_its_change_and_what_it_is_computed_from():
    _, dio = await shop()
    scenery = await dio.value_scenery(dn.Sum("price"))
    badge = dn.ValueBadge(scenery, label="Sum", format="{:.2f} €")
    await quiet()
    assert (badge.state["text"], badge.state["change"]) == ("7.50 €", None)
    await dio.patched("2", {"id": 2, "name": "x", "price": 4.0})
    await quiet()
    assert badge.state["text"] == "10.50 €"
    assert badge.state["change"]["text"] == "+3.00 €"
    assert badge.state["change"]["percent"] == "+40 %"
    assert [value for _, value in badge.state["points"]] == [7.5, 10.5]
    assert (badge.state["rows"], badge.state["complete"]) == (5, True)


@virtual
async def test_a_badge_whose_rows_were_read_again_is_younger_though_its_value_is_the_same():
    _, dio = await shop()
    badge = dn.ValueBadge(await dio.value_scenery(dn.Sum("price")))
    await quiet()
    before = badge.state["fetched_at"]
    await asyncio.sleep(60)
    await dio.refresh()
    await quiet(10)
    assert badge.state["fetched_at"] - before >= 60_000


def test_numbers_are_written_as_asked_and_plainly_else():
    assert plainly(1234567) == "1\u202f234\u202f567"
    assert plainly(1234.5678) == "1\u202f234.57"
    assert formatter(",.1f")(1234.56) == "1,234.6"
    assert formatter("{:,d} pcs")("text") == "text"
    assert formatter(lambda value: value * 2)(4) == "8"
    with pytest.raises(SpecError, match="formats nothing"):
        formatter("{:y y}")
    change = change_of((0, 100.0), [(0, 100.0), (5, 90.0)], plainly)
    assert change == {"text": "\u221210", "percent": "\u221210 %", "direction": -1, "since": 0}


# --- status bar ----------------------------------------------------------------------------


@virtual
async def test_a_status_bar_lists_refused_writes_and_carries_out_what_is_decided():
    source, dio = await shop()
    bar = dn.StatusBar(dio)
    source.refusal = WriteRejected("not now")
    await dio.vista().patch_value("2", {"price": 9.0})
    await dio.vista().patch_value("3", {"price": 8.0})
    await quiet()
    assert bar.state["failures"] == 2
    first, second = (failed["number"] for failed in bar.state["failed"])
    source.refusal = None
    assert (await ask(bar, "retry", number=first))["kind"] == "done"
    assert (await ask(bar, "discard", number=second))["kind"] == "done"
    assert (bar.state["failures"], bar.state["pending"]) == (0, 0)
    assert (source.rows["2"]["price"], source.rows["3"]["price"]) == (9.0, 1.5)
    assert (await ask(bar, "retry", number=first))["kind"] == "error"


@virtual
async def test_a_status_bar_decides_about_all_refused_writes_at_once():
    source, dio = await shop()
    bar = dn.StatusBar(dio)
    source.refusal = WriteRejected("not now")
    for id in ("1", "2", "3"):
        await dio.vista().patch_value(id, {"price": 9.0})
    await quiet()
    assert (await ask(bar, "retry_all"))["kind"] == "done"
    await quiet()
    assert bar.state["failures"] == 3
    assert (await ask(bar, "discard_all"))["kind"] == "done"
    assert (bar.state["failures"], bar.state["pending"]) == (0, 0)


@virtual
async def test_a_status_bar_tells_why_a_refresh_failed_and_when_it_went_well():
    source, dio = await shop()
    bar, good = dn.StatusBar(dio), source.read_all

    async def broken(query):
        raise SourceUnavailable("no answer", hint="wait")

    source.read_all = broken
    assert (await ask(bar, "refresh"))["kind"] == "error"
    assert bar.state["error"]["message"] == "no answer"
    source.read_all = good
    assert (await ask(bar, "retry"))["kind"] == "done"
    assert (bar.state["error"], bar.state["refreshing"]) == (None, False)


@virtual
async def test_rows_that_follow_their_source_are_live_and_not_as_old_as_their_reading():
    """A grid, a badge and a status bar say so as long as the stream is up; ages stay honest."""
    source = FakeSource(20, pushes_changes=True, latency=0.1)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    grid, bar = Grid(scenery), dn.StatusBar(dio)
    badge = dn.ValueBadge(await dio.value_scenery(dn.Sum("n")))

    def told():
        return {grid.status["live"], bar.state["live"], badge.state["live"], dio.live}

    await quiet(10)
    assert told() == {False}
    await dio.watch()
    await asyncio.sleep(60)
    source.change("3", {**source.rows["3"], "n": 99})
    await quiet(10)
    assert told() == {True}
    assert dio.age > 60, "most rows were read before that"

    async def refuse(since=None):
        raise SourceUnavailable("cut")
        yield

    follow, source.watch = source.watch, refuse
    source.hang_up()
    await quiet(10)
    assert told() == {False}
    source.watch = follow
    await asyncio.sleep(60)
    await quiet(10)
    assert told() == {True}
    await dio.aclose()
    assert not dio.live


# --- picker --------------------------------------------------------------------------------


async def picker_of():
    _, dio = await shop()
    picker = dn.Picker(await dio.table_scenery(titles_only=True))
    await quiet()
    return picker


@virtual
async def test_a_picker_offers_titles_searches_and_tells_who_observes_its_value():
    picker = await picker_of()
    answer = (await ask(picker, "set_viewport", first=1, last=3))["body"]
    assert (answer["ids"], answer["texts"]) == (["2", "3"], ["item 2", "item 3"])
    await ask(picker, "set_search", text="item 4")
    assert (picker.state["row_count"], picker.state["search"]) == (1, "item 4")
    heard = []
    picker.observe(lambda change: heard.append(change["new"]), "value")
    await ask(picker, "pick", row="4")
    assert (heard, picker.state["chosen"], picker.record["price"]) == (["4"], "item 4", 2.0)
    assert (await ask(picker, "pick", row="nosuch"))["kind"] == "error"
    picker.value = 3
    await quiet()
    assert (picker.value, picker.state["chosen"]) == ("3", "item 3")
    assert picker.state["place"] is None, "it was not found"
    await ask(picker, "set_search", text="")
    assert picker.state["place"] == 2


@virtual
async def test_the_value_of_a_picker_can_be_linked():
    one, other = await picker_of(), await picker_of()
    ipywidgets.link((one, "value"), (other, "value"))
    await ask(one, "pick", row="5")
    assert other.value == "5"
