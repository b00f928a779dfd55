"""Writes through a Dio over a real API: shown at once, sent behind, settled or taken back."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
from diorama_nb.demo_data import product
from diorama_nb.errors import SourceUnavailable, Unsupported, WriteConflict, WriteRejected
from diorama_nb.policy import Retry
from tests.integration.waiting import ids, settled, wait_until
from tests.servers.clerk import Clerk


@pytest.fixture
def shop():
    with DemoApi(rows=60, latency=0) as api:
        yield api


@pytest.fixture
def clerk():
    server = Clerk(keys=True)
    yield server
    server.close()


@pytest.fixture
def lens():
    made = dn.Lens(page_size=30, retry=Retry(attempts=5, base=0.01, cap=0.05))
    yield made
    made.close()


def opened(lens, vista):
    """Return a Dio and a scenery that shows its first rows."""
    dio = lens.open(vista)
    return dio, settled(dn.run(dio.table_scenery(initial_range=range(30))))


def keyed(clerk, **words):
    writes = {"idempotency_header": "Idempotency-Key"}
    once = Retry(attempts=1)
    page = dn.Offset("offset", "limit")
    return dn.RestVista(f"{clerk.url}/items", writes=writes, page=page, retry=once, **words)


def test_a_patch_is_shown_at_once_and_settled_with_what_the_source_stored(lens, shop):
    """S17, K3, K7: between the two the row is marked as on its way."""
    shop.latency = 0.3
    dio, scenery = opened(lens, dn.RestVista(shop.url, style="demo"))
    ticket = dn.run(dio.vista().patch_value("7", {"price": 0.5}))
    row = scenery.row(6)
    assert (row.record["price"], row.status) == (0.5, "PendingWrite")
    assert shop.catalogue.get(7) == product(7), "the source has not heard of it"
    dn.run(ticket.settled())
    assert ticket.stored.record == shop.catalogue.get(7) == {**product(7), "price": 0.5}
    assert dn.run(dio.vista().get_value("7")) == shop.catalogue.get(7)
    wait_until(lambda: scenery.row(6).status == "Fresh")


def test_what_the_source_fills_in_is_shown_once_it_is_stored(lens, shop):
    dio, _ = opened(lens, dn.RestVista(shop.url, style="demo"))
    tea = {"name": "Darjeeling", "category": "groceries", "price": 9.5}
    confirmed = dio.vista(writes="confirmed")
    assert dn.run(confirmed.insert_return_id_value(tea)) == "61"
    stored = dn.run(dio.vista().get_value("61"))
    assert stored == shop.catalogue.get(61)
    assert stored["stock"] == 0


def test_a_rejection_reverts_the_row_and_names_the_fields(lens, shop):
    """U63, U71, S75: the other rows and the other writes stay as they are."""
    dio, scenery = opened(lens, dn.RestVista(shop.url, style="demo"))
    shop.latency = 0.2
    ticket = dn.run(dio.vista().patch_value("7", {"price": -1}))
    assert scenery.row(6).record["price"] == -1
    with pytest.raises(WriteRejected) as refused:
        dn.run(ticket.settled())
    assert refused.value.fields == {"price": "must be 0 or more"}
    wait_until(lambda: scenery.row(6).record["price"] == product(7)["price"])
    assert scenery.row(6).status == "WriteFailed"
    assert scenery.row(6).error is refused.value
    dn.run(ticket.edit({"price": 1}))
    dn.run(ticket.settled())
    assert shop.catalogue.get(7)["price"] == 1


def test_writes_to_one_row_follow_each_other_without_a_conflict(lens, shop):
    """X28: what we changed ourselves is no change of another."""
    dio, scenery = opened(lens, dn.RestVista(shop.url, style="demo"))
    facade = dio.vista()
    tickets = [dn.run(facade.patch_value("7", {"price": n, "stock": n})) for n in range(1, 6)]
    for ticket in tickets:
        dn.run(ticket.settled())
    assert shop.catalogue.get(7) == {**product(7), "price": 5, "stock": 5}
    wait_until(lambda: scenery.row(6).record["price"] == 5)


def test_a_change_by_another_is_a_conflict_and_is_not_overwritten(lens, shop):
    dio, _ = opened(lens, dn.RestVista(shop.url, style="demo"))
    shop.catalogue.put({**product(7), "price": 3})
    ticket = dn.run(dio.vista().patch_value("7", {"price": 1}))
    with pytest.raises(WriteConflict, match="price"):
        dn.run(ticket.settled())
    assert shop.catalogue.get(7)["price"] == 3


def test_a_deleted_row_leaves_the_view_and_the_source(lens, shop):
    dio, scenery = opened(lens, dn.RestVista(shop.url, style="demo"))
    dn.run(dn.run(dio.vista().delete_value("7")).settled())
    assert shop.catalogue.get(7) is None
    wait_until(lambda: "7" not in ids(settled(scenery)))


def test_deleting_all_of_a_narrowed_facade_deletes_no_more(lens, shop):
    """X1."""
    dio, _ = opened(lens, dn.RestVista(shop.url, style="demo"))
    books = {n for n in range(1, 61) if product(n)["category"] == "books"}
    dn.run(dn.run(dio.vista().where(category="books").delete_all_values()).settled())
    assert {n for n in range(1, 61) if shop.catalogue.get(n) is None} == books


def test_a_lost_answer_is_asked_for_again_and_the_write_is_done_once(lens, clerk):
    """S72, K3: an insert without an id, too, where the source knows keys."""
    dio, scenery = opened(lens, keyed(clerk))
    clerk.lost = 2
    ticket = dn.run(dio.write(dn.Write("insert", None, {"name": "new"})))
    dn.run(ticket.settled())
    assert ticket.stored.id == "6"
    assert clerk.applied == [("POST", "6")]
    assert len({h["Idempotency-Key"] for m, _, h in clerk.seen if m == "POST"}) == 1
    wait_until(lambda: "6" in ids(settled(scenery)))


def test_without_keys_an_insert_whose_answer_was_lost_waits_for_a_decision(lens, clerk):
    """S72: it is never sent twice by itself, because that could make two records."""
    dio, _ = opened(lens, dn.RestVista(f"{clerk.url}/items", writes=True, page=None))
    clerk.lost = 1
    ticket = dn.run(dio.write(dn.Write("insert", None, {"name": "new"})))
    with pytest.raises(SourceUnavailable):
        dn.run(ticket.settled())
    assert ticket.state == "unknown"
    assert clerk.applied == [("POST", "6")]
    assert "look at the source" in ticket.error.hint


def test_a_source_that_is_away_gets_the_write_when_it_is_back(lens, clerk):
    """S36: the row shows the change all the while."""
    dio, scenery = opened(lens, keyed(clerk))
    for _ in range(3):
        clerk.behave(503, {"message": "not now"})
    ticket = dn.run(dio.vista().patch_value("2", {"n": 50}))
    assert scenery.row(1).record["n"] == 50
    dn.run(ticket.settled())
    assert clerk.rows["2"]["n"] == 50


def test_a_write_of_an_earlier_life_is_sent_once(tmp_path, clerk):
    """K3: the key of a journaled write outlives the kernel."""

    def life():
        return dn.Lens(tmp_path / "cache", outbox=True, retry=Retry(attempts=9, base=0.01))

    first = life()
    dio = first.open(keyed(clerk))
    for _ in range(2000):  # away for the whole of the first life
        clerk.behave(503, {"message": "not now"})
    dn.run(dio.write(dn.Write("insert", None, {"name": "new"})))
    first.close()
    keys = {h["Idempotency-Key"] for m, _, h in clerk.seen if m == "POST"}
    clerk.answers.clear()
    second = life()
    dio = second.open(keyed(clerk))
    wait_until(lambda: clerk.applied)
    wait_until(lambda: not list(dio.writes))
    assert clerk.applied == [("POST", "6")]
    assert {h["Idempotency-Key"] for m, _, h in clerk.seen if m == "POST"} == keys
    second.close()


def test_a_source_whose_writes_are_not_declared_takes_none(lens, clerk):
    dio, _ = opened(lens, dn.RestVista(f"{clerk.url}/items", page=None))
    assert not dio.capabilities.can_update
    with pytest.raises(Unsupported, match="writes=True"):
        dn.run(dio.vista().patch_value("2", {"n": 50}))


def test_whoever_is_on_another_loop_can_wait_until_all_writes_are_done(shop, lens):
    dio = lens.open(dn.RestVista(shop.url, page=dn.Offset("offset", "limit"), writes=True))

    async def sell():
        await dio.vista().patch_value("7", {"stock": 0})
        return await dio.writes.drained(30)

    assert asyncio.run(sell())
    assert dio.stats.pending_writes == 0
