"""A list or a map inside a record is a data set of its own."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.testing import FakeSource
from tests.aio import run
from tests.virtual import opened, virtual

ORDER = {
    "id": "7",
    "lines": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}],
    "address": {"city": "Riga", "zip": "1001"},
    "total": 3,
}


def orders():
    return dn.MemoryVista([ORDER])


def held(vista, column):
    return run(vista.get_value("7"))[column]


def test_the_records_of_a_list_have_their_places_as_ids():
    lines = orders().contained("7", "lines")
    assert dict(run(lines.list_values())) == {"0": ORDER["lines"][0], "1": ORDER["lines"][1]}
    assert dict(run(lines.where(sku="b").list_values())) == {"1": ORDER["lines"][1]}
    assert run(lines.get_count()) == 2
    assert run(lines.get_value("5")) is None


def test_a_line_inserted_after_one_was_deleted_is_not_lost():
    """X37: whatever place its author thought of."""
    vista = orders()
    lines = vista.contained("7", "lines")
    run(lines.delete_value("0"))
    assert run(lines.insert_return_id_value({"sku": "c"})) == "1"
    run(lines.insert_value("1", {"sku": "d"}))
    assert [line["sku"] for line in held(vista, "lines")] == ["b", "c", "d"]


def test_every_write_lands_in_the_column_of_the_parent():
    vista = orders()
    lines = vista.contained("7", "lines", id_column="sku")
    run(lines.patch_value("a", {"n": 5}))
    run(lines.insert_value("a", {"sku": "a", "n": 6}))
    run(lines.replace_value("c", {"sku": "c"}))
    assert held(vista, "lines") == [{"sku": "a", "n": 5}, {"sku": "b", "n": 2}, {"sku": "c"}]
    run(lines.where_op("n", ">", 1).delete_all_values())
    assert held(vista, "lines") == [{"sku": "c"}]
    assert held(vista, "total") == 3
    with pytest.raises(dn.errors.NotFound):
        run(lines.patch_value("z", {"n": 1}))


def test_a_map_is_one_record():
    vista = orders()
    address = vista.contained("7", "address")
    run(address.patch_value("0", {"city": "Tartu"}))
    assert held(vista, "address") == {"city": "Tartu", "zip": "1001"}


def test_what_holds_no_records_or_is_not_there_says_so():
    vista = orders()
    with pytest.raises(dn.errors.ShapeChanged, match="total"):
        run(vista.contained("7", "total").list_values())
    with pytest.raises(dn.errors.NotFound):
        run(vista.contained("8", "lines").list_values())
    assert dict(run(vista.contained("7", "notes").list_values())) == {}
    fixed = dn.Vista(FakeSource([ORDER], writes=()))
    assert not fixed.contained("7", "lines").capabilities.can_insert


@virtual
async def test_lines_are_edited_through_the_queue_of_the_dio_that_holds_the_order():
    source = FakeSource([ORDER], reads=(), latency=1.0)
    dio = await opened(source)
    lines = dio.vista().contained("7", "lines")
    await lines.patch_value("1", {"n": 9})
    assert (await dio.vista().get_value("7"))["lines"][1]["n"] == 9
    await asyncio.sleep(2)
    assert source.rows["7"]["lines"][1]["n"] == 9
    await dio.aclose()
