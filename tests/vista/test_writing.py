"""Writes through a Vista honour its conditions and its capabilities."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceError
from diorama_nb.testing import FakeSource
from diorama_nb.writes.write import Stored
from tests.aio import run

ROWS = [{"id": 1, "kind": "a", "n": 1}, {"id": 2, "kind": "b", "n": 2}, {"id": 3, "kind": "a"}]


def shop():
    return dn.MemoryVista(ROWS)


def test_an_insert_of_an_id_that_exists_changes_nothing():
    """P17: existing id is success, not overwritten."""
    vista = shop()
    assert run(vista.insert_value("1", {"n": 9})) == ROWS[0]
    assert run(vista.get_value("1")) == ROWS[0]
    assert run(vista.insert_value("4", {"id": 4})) == {"id": 4}
    assert run(vista.get_count()) == 4


def test_a_patch_changes_only_what_it_names():
    """U3."""
    vista = shop()
    assert run(vista.patch_value("1", {"n": 5})) == {"id": 1, "kind": "a", "n": 5}
    with pytest.raises(dn.errors.NotFound, match="insert_value"):
        run(vista.patch_value("9", {"n": 5}))


def test_a_delete_of_a_missing_record_is_no_error():
    vista = shop()
    run(vista.delete_value("2"))
    run(vista.delete_value("2"))
    assert list(run(vista.list_values())) == ["1", "3"]


def test_deleting_all_of_a_narrowed_vista_deletes_no_more():
    """X1, T38."""
    vista = shop()
    run(vista.where(kind="a").delete_all_values())
    assert list(run(vista.list_values())) == ["2"]
    run(vista.search("zzz").delete_all_values())
    assert list(run(vista.list_values())) == ["2"]


def test_what_a_condition_demands_is_filled_in_and_what_contradicts_it_is_refused():
    """P15: what a handle writes is found again through it."""
    vista = shop()
    inside = vista.where(kind="a")
    assert run(inside.insert_value("4", {"id": 4})) == {"id": 4, "kind": "a"}
    assert run(inside.insert_value("5", {"id": 5, "kind": None})) == {"id": 5, "kind": "a"}
    with pytest.raises(dn.errors.SpecError, match="lies outside"):
        run(inside.insert_value("6", {"id": 6, "kind": "b"}))
    with pytest.raises(dn.errors.SpecError, match="lies outside"):
        run(inside.patch_value("1", {"kind": "b"}))
    with pytest.raises(dn.errors.SpecError, match="lies outside"):
        run(vista.where_op("n", ">", 3).insert_value("7", {"id": 7, "n": 1}))


def test_a_record_outside_the_conditions_can_not_be_changed():
    """P15."""
    vista = shop()
    inside = vista.where(kind="a")
    with pytest.raises(dn.errors.NotFound):
        run(inside.patch_value("2", {"n": 1}))
    with pytest.raises(dn.errors.NotFound):
        run(inside.replace_value("2", {"id": 2, "kind": "a"}))
    run(inside.delete_value("2"))
    assert run(vista.get_value("2")) == ROWS[1]


def test_a_source_that_makes_the_id_tells_it():
    """S72."""
    vista = shop()
    id = run(vista.insert_return_id_value({"kind": "c"}))
    assert run(vista.get_value(id)) == {"id": id, "kind": "c"}


def test_a_source_that_tells_no_id_is_told_what_to_return():
    class Silent(FakeSource):
        async def apply(self, write):
            return Stored()

    with pytest.raises(SourceError, match=r"return Stored\(id, record\)"):
        run(dn.Vista(Silent(3)).insert_return_id_value({"n": 1}))


def test_a_source_that_takes_no_writes_says_so():
    vista = dn.Vista(FakeSource(3, writes=()))
    with pytest.raises(dn.errors.Unsupported, match="update"):
        run(vista.patch_value("1", {"n": 1}))


def test_a_record_in_memory_holds_its_id_as_the_others_do():
    numbered, named, plain = shop(), dn.MemoryVista([{"id": "a"}]), dn.MemoryVista({"a": {}})
    assert run(numbered.insert_value("7", {"n": 1})) == {"id": 7, "n": 1}
    assert run(numbered.replace_value(1, {"id": None, "n": 2})) == {"id": 1, "n": 2}
    assert run(numbered.insert_value("007", {"n": 3})) == {"id": "007", "n": 3}
    assert run(numbered.insert_return_id_value({"n": 4, "id": 9})) == "9"
    assert run(named.insert_value("7", {"n": 1})) == {"id": "7", "n": 1}
    assert run(plain.insert_value("b", {"n": 1})) == {"n": 1}
    made = run(named.insert_return_id_value({"n": 2}))
    assert run(named.get_value(made)) == {"id": made, "n": 2}
    assert run(numbered.where(id=7).list_values()) == {"7": {"id": 7, "n": 1}}


def test_a_record_in_memory_keeps_its_id():
    vista = shop()
    with pytest.raises(dn.errors.WriteRejected, match="can not become 5") as refused:
        run(vista.patch_value("1", {"id": 5}))
    assert "insert_value('5'" in refused.value.hint
    assert run(vista.patch_value("1", {"id": 1, "n": 5}))["n"] == 5
    assert run(dn.MemoryVista({"a": {"id": 3}}).patch_value("a", {"id": 3})) == {"id": 3}
