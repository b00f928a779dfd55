"""What an overlay and a merge answer is what two dicts would."""

from hypothesis import given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.query import Query
from diorama_nb.testing import FakeSource, run_virtual
from diorama_nb.vista.vista import Vista

EVERYTHING = ("order", "search", "aggregate", "==", "!=", "<", "<=", ">", ">=", "in", "not in")

values = st.sampled_from([0, 1, 2, 3, None])
words = st.sampled_from(["ann", "bob", "Anna", "", None])


@st.composite
def records(draw, ids):
    found = {}
    for id in draw(st.lists(st.sampled_from(ids), unique=True, max_size=len(ids))):
        record = {"id": int(id), "n": draw(values), "name": draw(words)}
        if draw(st.booleans()):
            del record["n"]
        found[id] = record
    return found


@st.composite
def queries(draw):
    query = Query()
    if draw(st.booleans()):
        op = draw(st.sampled_from(["==", "!=", "<", ">="]))
        query = query.where("n", op, draw(st.sampled_from([0, 1, 2])))
    if draw(st.booleans()):
        column = draw(st.sampled_from(["n", "name"]))
        query = query.order_by(column, descending=draw(st.booleans()))
    return query.searching(draw(st.sampled_from([None, None, "an"])))


@st.composite
def parts(draw, rows, *, whole=False):
    """A Vista of some rows: in memory, or a source that can do more or less."""
    kind = draw(st.sampled_from(["memory", "able", "plain", "plain", "any"]))
    if kind == "memory":
        return dn.MemoryVista(rows)
    able = {"pushes": EVERYTHING, "total": draw(st.sampled_from(["exact", None]))}
    if kind == "able":
        return Vista(FakeSource(rows, **able))
    if kind == "plain":  # it can not leave rows out by their ids
        cap = 2 if able["total"] and not whole and draw(st.booleans()) else None
        able["pushes"] = [word for word in EVERYTHING if "in" not in word]
        return Vista(FakeSource(rows, **able, cap=cap))
    ways = st.sampled_from([("window",), ("next",), ("page",), (), ("window", "next")])
    able["pushes"] = draw(st.sets(st.sampled_from(EVERYTHING)))
    counts, gets, size = draw(st.tuples(st.booleans(), st.booleans(), st.sampled_from([2, 5])))
    source = FakeSource(
        rows, **able, reads=draw(ways), gets=gets, counts=counts, page_size=size
    )
    return Vista(source)


def narrowed(rows, query):
    """Return what a list of rows answers, as plain Python has it."""
    found = [(id, record) for id, record in rows if query.matches(record)]
    return sorted(found, key=lambda row: query.sort_key(row[1])) if query.order else found


def laid_over(base, edits, query):
    """Return the rows of a dict with edits: in place where they sort as what they cover."""
    shown, placed = [], set()
    for id, record in base.items():
        if not query.matches(record):
            continue
        new = edits.get(id, record)
        if new is not None and query.sort_key(new) == query.sort_key(record):
            shown.append((id, new))
            placed.add(id)
    shown += [(id, new) for id, new in edits.items() if id not in placed and new is not None]
    return narrowed(shown, query)


async def agrees(vista, query, rows, draw):
    """Check every read of a narrowed vista against the rows it must have."""
    asked = vista._with(query)
    listed = await asked.list_values()
    assert list(listed.items()) == rows
    assert listed.coverage.complete is True
    assert await asked.get_count() == await asked.aggregate(dn.Count()) == len(rows)
    assert await asked.aggregate(dn.Sum("n")) == sum(row.get("n") or 0 for _, row in rows)
    assert [row async for row in asked.stream_values()] == rows
    for id in "0123456789":
        assert await asked.get_value(id) == dict(rows).get(id)
    if asked.capabilities.can("fetch_window"):
        places = [draw(st.tuples(st.integers(0, 12), st.integers(1, 6))) for _ in range(4)]
        for offset, limit in [*places, (0, 20)]:
            page = await asked.fetch_window(offset, limit)
            assert list(page.rows.items()) == rows[offset : offset + limit]
            assert page.total in (None, len(rows))
            if page.end is not None:
                assert page.end == (offset + limit >= len(rows))


async def write_some(vista, rows, draw):
    """Write at random to a vista and to its model."""
    for _ in range(draw(st.integers(0, 4))):
        id = draw(st.sampled_from("02468"))
        kind = draw(st.sampled_from(["insert", "replace", "patch", "delete"]))
        record = {"id": int(id), "n": draw(values), "name": draw(words)}
        record = {"n": draw(values)} if kind == "patch" else record
        yield dn.Write(kind, id, {} if kind == "delete" else record)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_an_overlay_answers_as_a_dict_with_the_edits_in_it(data):
    """S23, P5: overlay wins by id and takes the writes; pages, counts, sorts and searches."""

    async def main():
        base = data.draw(records("0123456789"))
        edits = {
            id: data.draw(st.sampled_from([record, record, None]))
            for id, record in data.draw(records("0123589")).items()
        }
        marked = {
            id: {"id": int(id), "_deleted": True} if record is None else record
            for id, record in edits.items()
        }
        below = data.draw(parts(base))
        above = data.draw(parts(marked, whole=True))
        vista = dn.overlay(below, above, keep_for=0)
        async for write in write_some(vista, base, data.draw):
            visible = {**base, **edits}.get(write.id)
            if write.kind == "patch" and visible is None:
                continue
            stored = await vista.apply(write)
            after = write.fold(visible)
            assert stored.record == after
            if write.kind == "insert" and visible is not None:
                continue
            if after is None and write.id not in base:
                if visible is not None:
                    edits.pop(write.id)
            elif not (after is None and visible is None):
                edits[write.id] = after
        for _ in range(2):
            query = data.draw(queries())
            pushed, local = vista.source.split(query)
            rows = narrowed(laid_over(base, edits, pushed), local)
            await agrees(vista, query, rows, data.draw)
        assert dict(await below.list_values()) == base

    run_virtual(main())


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_merge_answers_as_a_dict_filled_up_from_another(data):
    """S23, P5: primary, then fallback; pages, counts, sorts and searches."""

    async def main():
        first = data.draw(records("012345"))
        second = data.draw(records("3456789"))
        primary, fallback = data.draw(parts(first)), data.draw(parts(second))
        vista = dn.merge(primary, fallback, keep_for=0)
        async for write in write_some(vista, first, data.draw):
            visible = {**second, **first}.get(write.id)
            if write.kind == "patch" and visible is None:
                continue
            if write.kind == "delete" and write.id in second:
                continue
            await vista.apply(write)
            if write.kind == "insert" and visible is not None:
                continue
            after = write.fold(visible)
            if after is None:
                first.pop(write.id, None)
            else:
                first[write.id] = after
        whole = [*first.items(), *((i, r) for i, r in second.items() if i not in first)]
        for _ in range(2):
            query = data.draw(queries())
            await agrees(vista, query, narrowed(whole, query), data.draw)

    run_virtual(main())
