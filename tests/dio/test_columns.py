"""Columns that a data set can not have are mistakes, wherever somebody names one."""

import pandas as pd
import pytest

import diorama_nb as dn
from diorama_nb.errors import SpecError
from tests.virtual import ids, opened, quiet, virtual

FRAME = pd.DataFrame({"name": ["a", "b"], "price": [1, 2]})


@virtual
async def test_a_column_that_no_row_can_have_is_refused_with_the_one_meant():
    dio = await opened(dn.FrameVista(FRAME).source)
    for ask in (
        lambda: dio.table_scenery(where={"prize": 1}),
        lambda: dio.table_scenery(order_by="prize"),
        lambda: dio.value_scenery(dn.Sum("prize")),
        lambda: dio.value_scenery(dn.Count(), where={"prize": 1}),
        lambda: dio.group_by("prize", rows=dn.Count()),
        lambda: dio.vista().where(prize=1).list_values(),
        lambda: dio.vista().where(prize=1).get_count(),
        lambda: dio.vista().order_by("prize").fetch_window(0, 1),
        lambda: dio.vista().aggregate(dn.Sum("prize")),
    ):
        with pytest.raises(SpecError, match="unknown column 'prize'") as refused:
            await ask()
        assert refused.value.hint == "did you mean 'price'?"


@virtual
async def test_a_column_that_rows_may_get_is_blank_until_they_do():
    dio = await opened(dn.MemoryVista([{"id": 1, "n": 1}]).source)
    scenery = await dio.table_scenery(where={"later": 1})
    assert scenery.row_count == 0
    await dio.patched("2", {"id": 2, "later": 1})
    await quiet()
    assert scenery.row_count == 1


@virtual
async def test_a_column_of_details_is_no_mistake():
    sizes = dn.MemoryVista({"0": {"size": 5}, "1": {"size": 7}})
    for columns in ([], ["size"]):
        augment = dn.Augment(sizes, columns=columns)
        dio = await opened(dn.FrameVista(FRAME).source, augment=augment)
        assert await dio.vista().where(size=7).get_count() == 1


@virtual
async def test_a_minus_before_a_column_is_told_how_to_sort_downwards():
    dio = await opened(dn.FrameVista(FRAME).source)
    with pytest.raises(SpecError, match="unknown column '-price'") as refused:
        await dio.table_scenery(order_by="-price")
    assert refused.value.hint == "'price', descending=True"
    scenery = await dio.table_scenery(order_by="price", descending=True)
    assert ids(scenery) == ["1", "0"]


def test_a_date_that_is_written_as_a_text_is_refused_and_the_hint_finds_the_row():
    """It would equal no date, and nobody would know why there are no rows."""
    days = pd.DataFrame({"day": pd.to_datetime(["2024-01-01", "2024-03-01"]), "n": [1, 2]})
    dio = dn.open(dn.FrameVista(days))
    for vista in (dio.vista(), dio.master):
        with pytest.raises(SpecError, match="'2024-02-10' is a text") as refused:
            vista.where_op("day", ">=", "2024-02-10").to_pandas()
        names = {}
        told, _, moment = (refused.value.hint or "").partition("; ")
        exec(told, names)
        since = eval(moment, names)
        assert list(vista.where_op("day", ">=", since).to_pandas()["n"]) == [2]
        assert vista.where(day="n/a").to_pandas().empty  # an odd cell of a file may be meant
    dn.run(dio.aclose())


def test_a_minus_before_a_column_is_refused_where_rows_may_have_any_column_too():
    dio = dn.open([{"id": 1, "n": 1}])
    with pytest.raises(SpecError, match="unknown column '-n'") as refused:
        dio.vista().order_by("-n").to_pandas()
    assert "descending=True" in (refused.value.hint or "")
    assert len(dio.vista().order_by("m").to_pandas()) == 1
    dn.run(dio.aclose())
