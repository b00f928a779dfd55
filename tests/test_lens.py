"""What a Lens itself promises."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import diorama_nb as dn
from diorama_nb.cache.base import CacheTable
from diorama_nb.errors import CacheReadOnly, Closed, SpecError
from tests.aio import run


class FullDisk(dn.MemoryCache):
    """A cache whose disk takes nothing."""

    async def open_table(self, name: str) -> CacheTable:
        table = await super().open_table(name)

        async def refuse() -> None:
            raise CacheReadOnly("the folder can not be written", hint="choose another")

        table.to_arrow = refuse  # type: ignore[method-assign, assignment] # the first thing asked
        return table


def test_a_cache_that_can_not_be_opened_costs_speed_and_not_the_work(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def main() -> int:
        lens = dn.Lens(FullDisk())
        dio = await lens.make_dio(dn.MemoryVista([{"id": 1}, {"id": 2}]))
        count = await dio.vista().get_count()
        await lens.aclose()
        return count

    assert run(main()) == 2
    assert "memory only" in caplog.text


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"page_size": 0}, "page_size"),
        ({"refresh_every": 0}, "refresh_every"),
        ({"refresh_every": "soon"}, "refresh_every"),
        ({"cache_ttl": -1}, "cache_ttl"),
        ({"runtime": "mine"}, "runtime"),
        ({"on_start": 7}, "on_start"),
        ({"cache": 7}, "cache"),
    ],
)
def test_a_lens_refuses_settings_that_make_no_sense_at_once(
    settings: dict[str, object], word: str
) -> None:
    with pytest.raises(SpecError, match=word) as caught:
        dn.Lens(**settings)  # type: ignore[arg-type] # that is the point
    assert caught.value.hint


def test_one_folder_serves_two_masters_of_one_name_apart(tmp_path: Path) -> None:
    async def main() -> list[int]:
        lens = dn.Lens(tmp_path / "cache")
        sizes = []
        for count in (2, 3):
            master = dn.MemoryVista([{"id": n} for n in range(count)], name="same")
            dio = await lens.make_dio(master)
            sizes.append(await dio.vista().get_count())
        await lens.aclose()
        return sizes

    assert run(main()) == [2, 3]
    assert os.stat(tmp_path / "cache").st_mode & 0o77 == 0


def test_open_takes_a_url_or_a_vista_and_blocks() -> None:
    dio = dn.open(dn.MemoryVista([{"id": 1}]))
    assert len(dio.vista().to_pandas()) == 1
    dn.run(dio.aclose())


@pytest.mark.parametrize("records", [[{"id": 1, "n": 2}], {"1": {"id": 1, "n": 2}}])
def test_open_takes_records(records: Any) -> None:
    dio = dn.open(records)
    assert dio.vista().to_pandas()["n"].to_dict() == {"1": 2}
    dn.run(dio.aclose())


@pytest.mark.parametrize(
    ("records", "says"), [([1, 2], "is of type int"), ([{"n": 2}], "record 0 has no 'id'")]
)
def test_open_says_which_record_is_none(records: Any, says: str) -> None:
    with pytest.raises(SpecError, match=says):
        dn.open(records)


def test_a_block_of_a_script_closes_what_was_opened_for_it(tmp_path: Path) -> None:
    with dn.Lens(tmp_path) as lens:
        with lens.open(dn.MemoryVista({"1": {"x": 1}})) as dio:
            run(dio.vista().patch_value("1", {"x": 2}))
        assert dio.closed
        assert run(dio.master.get_value("1")) == {"x": 2}, "what was written is sent first"
        other = lens.open(dn.MemoryVista({"1": {"x": 1}}), name="other")
        assert not other.closed
    assert other.closed
    with pytest.raises(Closed):
        lens.open(dn.MemoryVista({"1": {"x": 1}}))
    dio.close()
    lens.close()


def test_a_block_that_fails_closes_too_and_tells_its_own_error() -> None:
    lens = dn.Lens()
    with pytest.raises(ZeroDivisionError), lens, lens.open(dn.MemoryVista({"1": {}})) as dio:
        print(1 / 0)
    assert dio.closed


def test_an_asynchronous_block_closes_likewise() -> None:
    async def main() -> dn.Dio:
        async with (
            dn.Lens(runtime="current") as lens,
            await lens.make_dio(dn.MemoryVista({"1": {}})) as dio,
        ):
            assert not dio.closed
        return dio

    assert run(main()).closed
