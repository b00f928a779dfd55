"""A Dio refreshes itself as often as somebody looks, and at once when the network is back."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable
from tests.virtual import eager, kinds, opened, virtual


def reads(source):
    return [round(call.at) for call in source.calls if call.kind == "all"]


@virtual
async def test_the_interval_follows_the_activity():
    """U10, S19, S82: it sleeps first, and a change of state wakes the sleeper."""
    source, signal = eager(3), dn.ActivitySignal()
    dio = await opened(source, refresh_every=10, standby_refresh_every=100, activity=signal)
    await asyncio.sleep(25)
    assert reads(source) == [0, 10, 20]
    signal.set("standby")
    await asyncio.sleep(100)
    assert reads(source) == [0, 10, 20, 120]
    signal.set("active")
    await asyncio.sleep(7)
    assert reads(source) == [0, 10, 20, 120, 130]
    await dio.aclose()


@virtual
async def test_standby_without_an_interval_of_its_own_refreshes_as_before():
    """U10."""
    source, signal = eager(3), dn.ActivitySignal("standby")
    dio = await opened(source, refresh_every=10, activity=signal)
    await asyncio.sleep(25)
    assert reads(source) == [0, 10, 20]
    await dio.aclose()


@virtual
async def test_offline_refreshes_nothing_and_the_way_back_does_so_at_once():
    """U10, U14: with or without an interval."""
    for every in (10, None):
        source, signal = eager(3), dn.ActivitySignal()
        dio = await opened(source, refresh_every=every, activity=signal)
        began = asyncio.get_running_loop().time()
        signal.set("offline")
        await asyncio.sleep(1000)
        assert len(reads(source)) == 1
        signal.set("standby")
        await asyncio.sleep(1)
        assert len(reads(source)) == 2
        assert asyncio.get_running_loop().time() - began < 1002
        await dio.aclose()


@virtual
async def test_one_signal_serves_all_dios_of_a_lens_and_a_closed_one_hears_nothing():
    """U10."""
    signal = dn.ActivitySignal("offline")
    lens = dn.Lens(runtime="current", activity=signal)
    sources = [eager(3), eager(3)]
    dios = [await lens.make_dio(dn.Vista(source)) for source in sources]
    await dios[1].aclose()
    signal.set("active")
    await asyncio.sleep(1)
    assert [len(reads(source)) for source in sources] == [2, 1]
    await lens.aclose()
    assert not len(signal._listeners)


@virtual
async def test_a_ticker_that_fails_announces_no_change_and_goes_on():
    """U14, S49."""
    source = eager(3)
    dio = await opened(source, refresh_every=10)
    events = dio.subscribe_events()
    source.fail()
    await asyncio.sleep(25)
    told = kinds(events)
    assert told[:2] == ["Refreshing", "RefreshFailed"]
    assert "Invalidated" not in told
    assert len(source.calls) == 3
    await dio.aclose()


@virtual
async def test_writes_that_wait_for_the_network_go_first_when_it_is_back():
    source, signal = eager(3), dn.ActivitySignal()
    dio = await opened(source, activity=signal, retry=dn.Retry(attempts=50, base=1000.0))
    signal.set("offline")
    source.down = SourceUnavailable("away")
    ticket = await dio.vista().patch_value("1", {"n": 9})
    await asyncio.sleep(1)
    source.down = None
    asked = len(source.calls)
    signal.set("active")
    await asyncio.sleep(1)
    assert ticket.state == "settled"
    assert [call.kind for call in source.calls[asked:]] == ["write", "all"]
    await dio.aclose()


def test_an_activity_that_does_not_exist_is_refused():
    with pytest.raises(dn.errors.SpecError, match="standby"):
        dn.ActivitySignal().set("asleep")
