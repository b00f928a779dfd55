"""The bus and its streams."""

import asyncio
import dataclasses
import threading

import pytest

from diorama_nb import events
from diorama_nb.events import (
    BUFFER,
    EventBus,
    Invalidated,
    Lagged,
    RecordChanged,
    Refreshing,
)
from tests.virtual import virtual


@pytest.mark.parametrize(
    ("name", "tells"),
    [
        ("RecordChanged", {"id"}),
        ("RecordInserted", {"id"}),
        ("RecordRemoved", {"id"}),
        ("Invalidated", set()),
        ("Refreshing", set()),
        ("RefreshFailed", {"error"}),
        ("Seeded", set()),
        ("ViewportChanged", {"range"}),
        ("RangeLoaded", {"range"}),
        ("LoadFailed", {"range", "error"}),
    ],
)
def test_every_event_tells_what_it_is_about_and_can_not_be_changed(name, tells):
    """S38, K5."""
    kind = getattr(events, name)
    fields = {field.name for field in dataclasses.fields(kind)}
    assert tells <= fields
    event = kind(**dict.fromkeys(fields))
    assert event == kind(**dict.fromkeys(fields))
    for field in fields:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(event, field, 1)


def test_each_subscriber_sees_what_was_sent_after_it_subscribed():
    """S4."""
    bus = EventBus()
    bus.publish(Refreshing())
    first = bus.subscribe()
    bus.publish(Invalidated())
    second = bus.subscribe()
    bus.publish(RecordChanged("7"))
    assert first.pending() == [Invalidated(), RecordChanged("7")]
    assert second.pending() == [RecordChanged("7")]
    assert first.pending() == []


def test_publishing_to_nobody_is_success():
    """S77."""
    EventBus().publish(Invalidated())


def test_a_slow_subscriber_gets_one_notice_and_the_next_events_after_it():
    """K11, U18, S51."""
    bus = EventBus()
    slow, quick = bus.subscribe(), bus.subscribe()
    for number in range(BUFFER + 5):
        bus.publish(RecordChanged(str(number)))
        quick.pending()
    assert BUFFER == 1024
    assert slow.pending() == [Lagged(BUFFER + 5)]
    bus.publish(Invalidated())
    assert slow.pending() == [Invalidated()]
    assert quick.pending() == [Invalidated()]


@virtual
async def test_a_stream_waits_for_events_and_ends_after_the_last_one():
    bus = EventBus()
    stream, seen = bus.subscribe(), []

    async def follow():
        async for event in stream:
            seen.append(event)

    task = asyncio.ensure_future(follow())
    await asyncio.sleep(1)
    bus.publish(Invalidated())
    await asyncio.sleep(1)
    assert seen == [Invalidated()]
    bus.publish(Refreshing())
    bus.close()
    await task
    assert seen == [Invalidated(), Refreshing()]


@virtual
async def test_lagging_is_told_to_whoever_iterates_too():
    """K11."""
    bus = EventBus()
    stream = bus.subscribe(capacity=2)
    for number in range(4):
        bus.publish(RecordChanged(str(number)))
    assert await anext(stream) == Lagged(4)
    bus.publish(Invalidated())
    assert await anext(stream) == Invalidated()


@virtual
async def test_subscribing_to_a_closed_bus_ends_at_once():
    bus = EventBus()
    bus.close()
    assert [event async for event in bus.subscribe()] == []


@virtual
async def test_events_from_other_threads_wake_the_stream():
    bus = EventBus()
    stream = bus.subscribe()
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    await asyncio.to_thread(bus.publish, Invalidated())
    assert await waiting == Invalidated()


@virtual
async def test_a_closed_stream_gets_nothing_more():
    bus = EventBus()
    stream = bus.subscribe()
    stream.close()
    bus.publish(Invalidated())
    assert stream.pending() == []
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


def test_a_listener_that_raises_keeps_nobody_else_from_hearing(caplog):
    """S52."""
    bus, heard = EventBus(), []
    bus.listen(lambda event: 1 / 0)
    stop = bus.listen(heard.append)
    stream = bus.subscribe()
    bus.publish(Invalidated())
    assert heard == stream.pending() == [Invalidated()]
    assert "ZeroDivisionError" in caplog.text
    stop()
    bus.publish(Refreshing())
    assert heard == [Invalidated()]


def test_many_threads_publish_and_subscribe_at_once():
    bus = EventBus()
    stream = bus.subscribe()

    def publish():
        for _ in range(100):
            bus.subscribe().close()
            bus.publish(Invalidated())

    threads = [threading.Thread(target=publish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stream.pending()) == 400


def test_a_function_that_listens_twice_is_ended_one_by_one():
    bus, heard = EventBus(), []
    ends = [bus.listen(heard.append) for _ in range(2)]
    bus.publish(Invalidated())
    assert len(heard) == 2
    ends[0]()
    ends[0]()
    bus.publish(Invalidated())
    assert len(heard) == 3
    ends[1]()
    bus.publish(Invalidated())
    assert len(heard) == 3
