"""Snapshots: DataFrames and Arrow tables that know how much of the set they hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pandas as pd

import diorama_nb as dn
from tests.aio import run
from tests.dio.source import Shop, until

ROWS: list[dict[str, Any]] = [
    {
        "id": 1,
        "n": 1,
        "x": 1.5,
        "ok": True,
        "at": datetime(2026, 1, 2, 3),
        "tags": ["a"],
        "t": "a",
    },
    {"id": 2, "n": None, "x": None, "ok": None, "at": None, "tags": None},
]


def test_a_data_frame_has_the_types_of_the_columns_and_the_ids_as_its_index() -> None:
    frame = dn.MemoryVista(ROWS).to_pandas()
    assert list(frame.index) == ["1", "2"]
    assert str(frame["n"].dtype) == "Int64"
    assert frame["x"].dtype == float
    assert str(frame["ok"].dtype) == "boolean"
    assert pd.api.types.is_datetime64_any_dtype(frame["at"])
    assert frame["tags"].iloc[0] == ["a"]
    assert frame.attrs["diorama"]["complete"] is True


def test_text_becomes_datetimes_where_the_column_says_so() -> None:
    from diorama_nb.coverage import Coverage

    records = {"1": {"at": "2026-01-02T03:04:05Z"}, "2": {"at": None}}
    rows = dn.Rows(records, Coverage(2), types={"at": "datetime"})
    frame = rows.to_pandas()
    assert frame["at"].iloc[0] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    odd = dn.Rows({"1": {"at": "tomorrow"}}, Coverage(1), types={"at": "datetime"})
    assert odd.to_pandas()["at"].iloc[0] == "tomorrow"


def test_facade_dio_and_scenery_say_how_much_of_the_set_their_snapshot_is() -> None:
    async def main() -> None:
        shop = Shop(250)
        dio = await dn.Lens(runtime="current").make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        for part in (dio.to_pandas(), scenery.to_pandas()):
            assert len(part) == 100
            assert part.attrs["diorama"]["complete"] is False
            assert part.attrs["diorama"]["total"] == 250
        assert scenery.to_pandas().attrs["diorama"]["generation"] == scenery.generation
        for table in (dio.to_arrow(), scenery.to_arrow()):
            assert table.column("id").to_pylist() == list(range(100))
            assert json.loads(table.schema.metadata[b"diorama"])["complete"] is False
        whole = await dio.vista().list_values()
        assert len(whole.to_arrow()) == 250
        assert whole.to_pandas().attrs["diorama"]["complete"] is True

    run(main())


def test_a_frame_with_an_id_column_can_be_merged_grouped_sorted_and_reset_by_it():
    """An index and a column of one name are ambiguous to pandas."""
    dio = dn.open([{"id": 2, "n": 1}, {"id": 1, "n": 2}])
    frame = dio.to_pandas()
    dn.run(dio.aclose())
    assert list(frame.sort_values("id")["n"]) == [2, 1]
    assert list(frame.groupby("id")["n"].sum()) == [2, 1]
    assert list(frame.merge(frame, on="id").columns) == ["id", "n_x", "n_y"]
    assert list(frame.reset_index(drop=True)["id"]) == [2, 1]
    assert (list(frame.index), frame.index.name) == (["2", "1"], None)
