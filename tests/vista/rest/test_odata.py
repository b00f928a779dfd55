"""What is asked of SAP CAP as OData has it: links, filters, keys and ETags."""

import uuid

import pytest

import diorama_nb as dn
from diorama_nb.errors import FilterIgnored, SourceError, WriteConflict
from diorama_nb.writes.write import Write
from tests.aio import run
from tests.servers.cap import ROWS

NASTY = (
    "O'Neill", "''", "\\", "a' or id ne '", "') or (1 eq 1", '"', "%27", "null", "5", " x ",
    "naïve 漢", "a&b=c#d?e+f", "2024-01-31", "00000000-0000-0000-0000-000000000001", "P1D",
)  # fmt: skip


def ask(vista, call):
    async def go():
        try:
            return await call(vista)
        finally:
            await vista.aclose()

    return run(go())


def open_(cap, name, **given):
    return dn.RestVista(cap.list(name), style="odata", **given)


def test_relative_links_lead_through_the_whole_set(cap):
    rows = ask(open_(cap, "Leaves"), lambda v: v.list_values())
    assert list(rows) == [str(n) for n in range(1, 24)]
    assert (rows.coverage.complete, rows.total, rows.coverage.requests) == (True, 23, 5)


def test_a_page_size_it_has_of_its_own_cuts_no_window(cap):
    page = dn.Offset("$skip", "$top")
    window = ask(open_(cap, "Pages", page=page), lambda v: v.fetch_window(3, 15))
    assert list(window.rows) == [str(n) for n in range(4, 19)]
    assert window.total == 23


def test_conditions_and_their_count_are_answered_there(cap):
    cap.put("shelf", ROWS)
    vista = open_(cap, "Shelf")

    async def read(v):
        await v.list_values()
        before = v.source.requests
        part = v.where(stock=None).where_op("price", ">", 5).where_op("kind", "in", ["a", "c"])
        nulls = v.where_op("stock", "!=", 4)
        found = [await part.list_values(), await nulls.list_values(), await nulls.get_count()]
        return found, v.source.requests - before, part.explain()

    (part, others, count), requests, shown = ask(vista, read)
    assert set(part) == {
        row["id"]
        for row in ROWS
        if row["stock"] is None and (row["price"] or 0) > 5 and row["kind"] in "ac"
    }
    assert set(others) == {row["id"] for row in ROWS if row["stock"] != 4}
    assert (count, requests) == (len(others), 3)
    assert "stock%20eq%20null%20and%20price%20gt%205%20and%20" in shown
    assert "locally" not in shown


@pytest.mark.parametrize("columns_are_known", [False, True])
def test_texts_that_look_like_an_expression_are_texts(cap, columns_are_known):
    rows = [
        {**ROWS[0], "id": str(uuid.UUID(int=n)), "name": text} for n, text in enumerate(NASTY)
    ]
    cap.put("shelf", rows)

    async def read(v):
        if columns_are_known:
            await v.list_values()
        found = [await v.where(name=text).list_values() for text in NASTY]
        return [[row["name"] for row in part.values()] for part in found]

    assert ask(open_(cap, "Shelf"), read) == [[text] for text in NASTY]


def test_a_day_and_a_key_that_are_texts_in_the_answer_are_compared_here(cap):
    notes = [
        {"id": str(uuid.UUID(int=n)), "text": f"note {n}", "day": f"2024-01-0{n}"}
        for n in (1, 2, 3)
    ]
    cap.put("notes", notes)
    vista = open_(cap, "Notes", id="ID")
    rows = ask(vista.where(day="2024-01-02"), lambda v: v.list_values())
    assert list(rows) == [notes[1]["id"]]
    assert ask(open_(cap, "Notes", id="ID"), lambda v: v.get_value(notes[2]["id"]))
    assert ask(open_(cap, "Notes", id="ID"), lambda v: v.get_value("no key")) is None


def test_a_filter_it_refuses_is_an_error_in_its_words_or_applied_here(cap):
    cap.put("shelf", ROWS)
    with pytest.raises(SourceError, match="nosuch") as failed:
        ask(open_(cap, "Shelf").where(nosuch=1), lambda v: v.list_values())
    assert 'on_ignored="local"' in failed.value.hint
    vista = open_(cap, "Shelf", on_ignored="local").where(nosuch=1, kind="a")
    assert ask(vista, lambda v: v.list_values()) == {}


def test_a_parameter_it_ignores_is_noticed(cap):
    cap.put("shelf", ROWS)
    with pytest.raises(FilterIgnored, match="kind"):
        ask(open_(cap, "Shelf", filters="any").where(kind="a"), lambda v: v.list_values())


def test_a_record_that_changed_meanwhile_is_a_conflict_by_its_etag(cap):
    id = str(uuid.UUID(int=7))
    changed = {"changed": "2026-01-01T00:00:00Z"}
    cap.put("notes", [{"id": id, "text": "first", "day": "2024-01-01", **changed}])
    vista = open_(cap, "Notes", id="ID")

    async def write(v):
        before = await v.get_value(id)
        mine = await v.apply(Write("patch", id, {"text": "mine"}, before=before))
        stale = {**before, "@odata.etag": 'W/"2001-01-01T00:00:00.000Z"'}
        with pytest.raises(WriteConflict) as late:
            await v.apply(Write("patch", id, {"text": "late"}, before=stale))
        again = await v.apply(Write("patch", id, {"text": "again"}, before=mine.record))
        anyway = await v.patch_value(id, {"text": "anyway"})
        await v.delete_value(id)
        return mine, late.value.current, again, anyway, await v.get_value(id)

    mine, current, again, anyway, gone = ask(vista, write)
    assert mine.record["text"] == current["text"] == "mine"
    assert (again.record["text"], anyway["text"], gone) == ("again", "anyway", None)
