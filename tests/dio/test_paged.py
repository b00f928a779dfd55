"""A data set that is loaded window by window as it is looked at."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, Unsupported
from diorama_nb.events import LoadFailed, RangeLoaded, RefreshFailed, ViewportChanged
from tests.aio import run
from tests.dio.source import Shop, until


def lens(**settings: Any) -> dn.Lens:
    return dn.Lens(runtime="current", viewport_debounce=0.0, **settings)


def down() -> SourceUnavailable:
    return SourceUnavailable("the shop is closed", hint="come back later")


def test_opening_asks_for_the_first_chunk_only_and_takes_the_total_from_its_answer() -> None:
    """S43, P2."""

    async def main() -> None:
        shop = Shop()
        dio = await lens().make_dio(shop.vista())
        assert shop.calls == []
        scenery = await dio.table_scenery()
        assert scenery.load_state == "loading"
        assert scenery.row(0) is None
        await until(lambda: scenery.generation)
        assert shop.calls == [("window", 0, 100)]
        assert (scenery.row_count, scenery.loaded, scenery.load_state) == (1000, 100, "partial")
        row = scenery.row(5)
        assert row is not None
        assert (row.id, row.record, row.status) == ("5", {"id": 5, "v": 185}, "Fresh")
        assert scenery.row(500) is None

    run(main())


def test_a_viewport_is_filled_whatever_its_length_and_holes() -> None:
    """X26, U3."""

    async def main() -> None:
        shop = Shop()
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.loaded == 100)
        scenery.set_viewport(range(300, 350))
        await until(lambda: scenery.loaded == 200)
        scenery.set_viewport(range(50, 550))
        await until(lambda: scenery.loaded == 600)
        assert all(scenery.row(place) is not None for place in range(50, 550))
        assert len(shop.calls) == len(set(shop.calls)) == 6
        assert dio.stats.fetches == 6

    run(main())


def test_a_chunk_that_is_held_is_not_asked_for_again() -> None:
    """S45, U6."""

    async def main() -> None:
        shop = Shop()
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        generation = scenery.generation
        for start in (0, 10, 20, 50):
            scenery.set_viewport(range(start, start + 40))
            await asyncio.sleep(0.01)
        assert len(shop.calls) == 1
        assert scenery.generation == generation

    run(main())


def test_of_a_burst_of_viewports_only_the_newest_loads() -> None:
    """S45, K11."""

    async def main() -> None:
        shop = Shop(100_000)
        dio = await dn.Lens(runtime="current", viewport_debounce=0.03).make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        for start in range(1000, 90_000, 1000):
            scenery.set_viewport(range(start, start + 40))
        await until(lambda: scenery.row(89_010) is not None)
        assert len(shop.calls) <= 3

    run(main())


def test_a_load_nobody_wants_any_more_is_cancelled() -> None:
    """X34, U23."""

    async def main() -> None:
        shop = Shop()
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        events = dio.subscribe_events()
        shop.gate.clear()
        scenery.set_viewport(range(500, 540))
        await until(lambda: ("window", 500, 100) in shop.calls)
        scenery.set_viewport(range(0, 40))
        shop.gate.set()
        await asyncio.sleep(0.02)
        assert scenery.row(500) is None
        assert not any(isinstance(event, RangeLoaded) for event in events.pending())
        await scenery.aclose()

    run(main())


def test_sort_and_search_are_the_answer_of_the_source_over_the_whole_set() -> None:
    """U27, U32, U38, T8."""

    async def main() -> None:
        shop = Shop()
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        scenery.set_sort("v", "desc")
        await until(lambda: scenery.query.order)
        best = max(shop.rows, key=lambda row: row["v"])
        assert scenery.row(0).record == best  # type: ignore[union-attr] # it is there
        scenery.set_search("99")
        await until(lambda: scenery.query.search)
        assert scenery.row_count == len(shop.answer(scenery.query))
        scenery.set_search("")
        scenery.set_sort(None)
        await until(lambda: not scenery.query.order and not scenery.query.search)
        assert scenery.row(0).id == "0"  # type: ignore[union-attr] # it is there

    run(main())


def test_the_old_rows_stay_until_the_first_of_the_new_ones_are_there() -> None:
    """U38, T15, S75."""

    async def main() -> None:
        shop = Shop()
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        shop.gate.clear()
        scenery.set_search("7")
        await until(lambda: len(shop.calls) == 2)
        assert scenery.row_count == 1000
        assert scenery.row(0) is not None
        shop.gate.set()
        await until(lambda: scenery.query.search == "7")
        assert 0 < scenery.row_count < 1000

    run(main())


def test_the_sort_of_one_view_never_moves_another() -> None:
    """X38, U22."""

    async def main() -> None:
        shop = Shop()
        dio = await lens().make_dio(shop.vista())
        first, second = await asyncio.gather(dio.table_scenery(), dio.table_scenery())
        await until(lambda: first.generation and second.generation)
        assert len(shop.calls) == 1, "identical opens share their loads"
        first.set_sort("v")
        await until(lambda: first.query.order)
        assert second.query.order == ()
        assert second.row(1).id == "1"  # type: ignore[union-attr] # it is there

    run(main())


def test_a_source_that_can_not_sort_refuses_until_every_row_is_held() -> None:
    """U27, U37, X30, T9."""

    async def main() -> None:
        shop = Shop(250, "fetch_window", pushes=())
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        with pytest.raises(Unsupported) as caught:
            scenery.set_sort("v")
        assert "load_all" in caught.value.hint
        assert (await dio.load_all()).complete
        scenery.set_sort("v", "desc")
        await until(lambda: scenery.query.order)
        assert scenery.row(0).record["v"] == 249  # type: ignore[union-attr] # it is there
        assert len(shop.calls) == 3

    run(main())


def test_a_failed_load_keeps_the_rows_says_why_and_is_not_repeated_at_once() -> None:
    """S45, S75, P7."""

    async def main() -> None:
        shop = Shop()
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        events = dio.subscribe_events()
        shop.fail = down()
        for _ in range(5):
            scenery.set_viewport(range(500, 540))
            await asyncio.sleep(0.01)
        assert shop.calls.count(("window", 500, 100)) == 1
        assert scenery.error is shop.fail
        assert scenery.row(0) is not None
        assert any(isinstance(event, LoadFailed) for event in events.pending())
        shop.fail = None
        scenery.request_retry()
        await until(lambda: scenery.row(510) is not None)
        assert scenery.error is None

    run(main())


def test_a_refresh_re_reads_what_is_looked_at_and_marks_the_rest_stale() -> None:
    """K2, X27, U7, U29."""

    async def main() -> None:
        shop = Shop()
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        scenery.set_viewport(range(500, 540))
        await until(lambda: scenery.row(500) is not None)
        shop.calls.clear()
        shop.rows[510]["v"] = -1
        await dio.refresh()
        await until(lambda: scenery.row(510).record["v"] == -1)  # type: ignore[union-attr]
        assert shop.calls == [("window", 500, 100)]
        assert scenery.row(510).status == "Fresh"  # type: ignore[union-attr] # it is there
        assert scenery.row(0).status == "Stale"  # type: ignore[union-attr] # it is there
        scenery.set_viewport(range(0, 40))
        await until(lambda: scenery.row(0).status == "Fresh")  # type: ignore[union-attr]

    run(main())


def test_a_failed_refresh_keeps_every_row_and_raises() -> None:
    """S14, K1, T3."""

    async def main() -> None:
        shop = Shop()
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        generation, events = scenery.generation, dio.subscribe_events()
        shop.fail = down()
        with pytest.raises(SourceUnavailable):
            await dio.refresh()
        await asyncio.sleep(0.05)
        assert scenery.generation == generation
        assert scenery.row(0).status == "Fresh"  # type: ignore[union-attr] # it is there
        kinds = [type(event) for event in events.pending()]
        assert kinds[-1] is RefreshFailed
        assert dn.events.Invalidated not in kinds

    run(main())


def test_rows_that_vanished_at_the_source_leave_the_cache() -> None:
    """X20, U5."""

    async def main() -> None:
        shop = Shop(150)
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery(initial_range=range(150))
        await until(lambda: scenery.loaded == 150)
        del shop.rows[3]
        await dio.refresh()
        await until(lambda: scenery.row_count == 149)
        assert scenery.index_of("3") is None
        assert await dio.cache.get_value("3") is None
        assert [scenery.row(n).id for n in range(2, 5)] == ["2", "4", "5"]  # type: ignore[union-attr]

    run(main())


def test_a_row_that_moved_stands_at_one_place_only() -> None:
    """X7, T40."""

    async def main() -> None:
        shop = Shop(300)
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery(initial_range=range(300))
        await until(lambda: scenery.loaded == 300)
        scenery.set_viewport(range(0, 40))
        shop.rows.insert(0, shop.rows.pop(250))
        await dio.refresh()
        await until(lambda: scenery.index_of("250") == 0)
        held = [row.id for n in range(300) if (row := scenery.row(n)) is not None]
        assert len(held) == len(set(held))
        scenery.set_viewport(range(0, 300))
        await until(lambda: all(scenery.row(n) is not None for n in range(300)))
        assert [scenery.row(n).id for n in range(300)] == [  # type: ignore[union-attr]
            str(row["id"]) for row in shop.rows
        ]

    run(main())


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_without_a_stated_total_the_end_is_found(count: int) -> None:
    """U9, U43, U44, T11, T13."""

    async def main() -> None:
        shop = Shop(count, "fetch_window", total=False)
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        assert (await dio.load_all()).complete
        await until(lambda: scenery.row_count == count)
        assert scenery.load_state == "complete"
        assert len(shop.calls) <= count // 100 + 1

    run(main())


def test_a_total_that_promises_too_much_is_believed_only_once() -> None:
    """U42, T12."""

    async def main() -> None:
        shop = Shop(130)
        shop.lie = 500
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        scenery.set_viewport(range(300, 340))
        await until(lambda: scenery.row_count <= 300)
        for _ in range(10):
            scenery.set_viewport(range(90, 130))
            await asyncio.sleep(0.005)
        await until(lambda: scenery.row_count == 130)
        assert len(shop.calls) <= 6

    run(main())


def test_a_restart_shows_the_rows_before_the_source_answers() -> None:
    """S46, S81, U45."""

    async def main() -> None:
        shop, cache = Shop(), dn.MemoryCache()
        dio = await lens(cache=cache).make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        await dio.aclose()
        shop.gate.clear()
        shop.calls.clear()
        again = await lens(cache=cache).make_dio(shop.vista())
        scenery = await again.table_scenery()
        assert scenery.generation == 1
        assert (scenery.row_count, scenery.load_state) == (1000, "partial")
        assert scenery.row(7).status == "Stale"  # type: ignore[union-attr] # it is there
        shop.gate.set()
        await until(lambda: scenery.row(7).status == "Fresh")  # type: ignore[union-attr]
        assert scenery.generation == 1, "equal rows are no news"
        assert shop.calls == [("window", 0, 100)]

    run(main())


def test_rows_younger_than_the_ttl_need_no_source() -> None:
    """K10, S20."""

    async def main() -> None:
        shop, cache = Shop(), dn.MemoryCache()
        for _ in range(2):
            dio = await lens(cache=cache, cache_ttl="10m").make_dio(shop.vista())
            scenery = await dio.table_scenery()
            await until(lambda s=scenery: s.generation)
            await asyncio.sleep(0.02)
            await dio.aclose()
        assert len(shop.calls) == 1

    run(main())


def test_a_facade_loads_what_its_query_needs_and_says_what_it_holds() -> None:
    """X30, X31, U46."""

    async def main() -> None:
        shop = Shop(500)
        dio = await lens().make_dio(shop.vista())
        wanted = {"id": 499, "v": 499 * 37 % 500}
        rows = await dio.vista().where(id=499).list_values()
        assert list(rows.values()) == [wanted]
        assert rows.coverage.complete
        assert len(shop.calls) == 1
        assert await dio.vista().get_count() == 500
        page = await dio.vista().fetch_window(250, 10)
        assert list(page.rows) == [str(n) for n in range(250, 260)]
        assert dio.to_pandas().attrs["diorama"]["complete"] is False
        frame = (await dio.vista().order_by("v").list_values(require="complete")).to_pandas()
        assert frame["v"].is_monotonic_increasing
        assert len(frame) == 500

    run(main())


def test_a_viewport_behind_the_end_is_clamped_and_told() -> None:
    async def main() -> None:
        shop = Shop(120)
        dio = await lens().make_dio(shop.vista())
        scenery = await dio.table_scenery()
        await until(lambda: scenery.generation)
        events = dio.subscribe_events()
        scenery.set_viewport(range(5000, 5040))
        await until(lambda: scenery.row(119) is not None)
        seen = [e.range for e in events.pending() if isinstance(e, ViewportChanged)]
        assert seen == [range(80, 120)]

    run(main())
