"""Drafts: what is wanted, over what is measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.errors import SourceError, WriteRejected
from diorama_nb.scenery.draft import Draft, Rejection
from diorama_nb.values import MISSING, equal

columns = st.sampled_from("abc")
values = st.sampled_from([None, 0, 1, 1.0, True, "x", float("nan"), [1]])
records = st.none() | st.dictionaries(columns, values)
steps = st.lists(
    st.tuples(st.just("set"), columns, values)
    | st.tuples(st.just("revert"), columns)
    | st.tuples(st.just("measure"), records)
    | st.tuples(st.sampled_from(["revert_all", "send"]))
    | st.tuples(st.sampled_from(["saved", "failed"]), records)
)


def step(draft, name, *args):
    """Return the draft after a step, as a servo takes it."""
    match name:
        case "revert_all":
            return draft.revert()
        case "send":
            return draft if draft.sending is not None else draft.send(draft.asked(draft.edits))
        case "saved":
            return draft if draft.sending is None else draft.saved(draft.sending, *args)
        case "failed":
            return draft if draft.sending is None else draft.failed(*args)
        case _:
            return getattr(draft, name)(*args)


@given(records, steps)
def test_a_draft_is_what_is_measured_with_the_edits_over_it(record, taken):
    """U69: touched columns hold, all others follow; an edit that is no difference is none."""
    draft, wanted = Draft(record), {}
    for name, *args in taken:
        before = draft
        draft = step(draft, name, *args)
        if name == "set":
            assert equal(draft.data.get(args[0], MISSING), args[1])
        if name in ("measure", "saved", "failed") and draft is not before:
            assert draft.baseline is args[0]
            assert draft.sending is None
        if name in ("measure", "failed"):
            assert all(equal(draft.data[c], v) for c, v in before.edits.items())
        if name == "revert_all":
            wanted = {c: v for c, v in draft.edits.items() if c not in (draft.sending or {})}
            assert wanted == {}
        base = draft.baseline or {}
        assert draft.data.keys() == base.keys() | draft.edits.keys()
        untouched = base.keys() - draft.dirty
        assert all(equal(draft.data[column], base[column]) for column in untouched)
        if draft.sending is None:
            assert not any(equal(base.get(c, MISSING), v) for c, v in draft.edits.items())


@given(records, steps)
def test_a_step_that_changes_nothing_returns_the_same_draft(record, taken):
    """U6: so that nobody is told of it."""
    draft = Draft(record)
    for name, *args in taken:
        before, draft = draft, step(draft, name, *args)
        if name in ("set", "revert", "revert_all", "measure") and draft is not before:
            same = draft.edits.keys() == before.edits.keys() and all(
                equal(draft.edits[c], v) for c, v in before.edits.items()
            )
            assert name == "measure" or not same
        if name in ("set", "revert", "measure"):
            assert step(draft, name, *args) is draft


@given(records, steps, records)
def test_a_saved_draft_is_clean_but_for_what_was_edited_meanwhile(record, taken, stored):
    """U69."""
    draft = Draft(record)
    for one in taken:
        draft = step(draft, *one)
    if draft.sending is None:
        draft = draft.send(dict(draft.edits))
    sent = draft.sending
    kept = {c for c, v in draft.edits.items() if c not in sent or not equal(v, sent[c])}
    draft = draft.saved(sent, stored)
    assert draft.dirty <= kept


def test_a_value_that_is_on_its_way_can_be_taken_back_before_it_is_stored():
    """U69: the old value is wanted against the one that will come."""
    draft = Draft({"a": 1}).set("a", 2)
    draft = draft.send(dict(draft.edits))
    for back in (draft.set("a", 1), draft.revert("a"), draft.revert()):
        assert back.data == {"a": 1}
        assert back.saved({"a": 2}, {"a": 2}).edits == {"a": 1}
        assert back.failed({"a": 1}).edits == {}


def test_a_value_that_is_not_sure_is_followed_and_unlocks_nothing():
    """U69."""
    draft = Draft({"a": 1, "b": 1}).set("a", 2)
    shown = draft.measure({"a": 2, "b": 2}, sure=False)
    assert (shown.data, shown.edits) == ({"a": 2, "b": 2}, {"a": 2})
    assert shown.measure({"a": 2, "b": 2}, sure=False) is shown
    assert shown.measure({"a": 1, "b": 1}).data == {"a": 2, "b": 1}
    assert shown.measure({"a": 2, "b": 2}).edits == {}


def test_while_edits_are_sent_nothing_is_measured():
    """U69: TRAP of the draft that was lost because what it staged was measured."""
    draft = Draft({"a": 1}).set("a", 2).send({"a": 2})
    assert draft.measure({"a": 2}) is draft
    assert draft.failed({"a": 1}).edits == {"a": 2}


# --- why it was not stored -----------------------------------------------------------------

NO = WriteRejected("no such price", fields={"price": "must be positive"}, hint="price=1")


def raised_from(error, cause):
    try:
        raise error from cause
    except Exception as raised:
        return raised


def raised_during(error, other):
    try:
        try:
            raise other
        except Exception:
            raise error  # noqa: B904 # the point: nobody wrote "from"
    except Exception as raised:
        return raised


@pytest.mark.parametrize(
    "error",
    [
        NO,
        raised_from(RuntimeError("route failed"), NO),
        raised_from(ValueError("x"), raised_from(RuntimeError("y"), NO)),
        raised_during(KeyError("z"), NO),
        ExceptionGroup("both", [ValueError("x"), NO]),
    ],
)
def test_a_rejection_survives_being_wrapped(error):
    """U71."""
    assert Rejection.of(error) == Rejection("no such price", {"price": "must be positive"})


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (SourceError("gone", hint="wait"), "gone"),
        (ValueError("price is odd"), "price is odd"),
        (ValueError(), "ValueError"),
    ],
)
def test_any_other_error_has_a_message_only(error, message):
    """U71."""
    assert Rejection.of(error) == Rejection(message, {})


def test_a_chain_of_errors_that_bites_its_tail_is_read_once():
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    assert Rejection.of(one).message == "one"
