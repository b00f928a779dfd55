"""Related data sets: each a Dio of its own, with a cache of its own per parent."""

import asyncio
import gc
import weakref

import pytest

import diorama_nb as dn
from diorama_nb.errors import Closed, SourceUnavailable, SpecError, Unsupported, WriteRejected
from diorama_nb.testing import FakeSource
from tests.virtual import ids, opened, quiet, virtual

CLIENTS = [{"id": 1, "name": "Ada", "city": "B"}, {"id": 2, "name": "Bob", "city": "B"}]
ORDERS = [{"id": n, "client_id": n % 2 + 1, "total": n * 10} for n in range(6)]
CITIES = [{"id": "B", "name": "Bern"}, {"id": "C", "name": "Chur"}]


def shop():
    """Return the clients of a shop, which lead to orders and cities, and these back to them."""
    vistas = {}
    to_client = dn.Reference("client", "clients", "client_id", many=False)
    vistas["orders"] = dn.MemoryVista(
        ORDERS, name="orders", references=[to_client], targets=vistas
    )
    vistas["cities"] = dn.MemoryVista(CITIES, name="cities")
    vistas["clients"] = dn.MemoryVista(
        CLIENTS,
        name="clients",
        references=[
            dn.Reference("orders", "orders", "client_id"),
            dn.Reference("city", "cities", "city", many=False),
            dn.Reference("lost", "nowhere", "client_id"),
        ],
        targets=vistas,
    )
    return vistas["clients"]


class Far(FakeSource):
    """Clients whose orders come from another source."""

    def __init__(self, orders, **settings):
        super().__init__(CLIENTS, **settings)
        able = self.about.capabilities | dn.Capabilities.of("declared", "traverse_to_set")
        self.about.capabilities = able
        self.about.references = (dn.Reference("orders", "orders", "client_id"),)
        self.targets = {"orders": dn.Vista(orders)}


def orders_source(**settings):
    return FakeSource(ORDERS, name="orders", identity="orders", **settings)


# --- on a Vista ----------------------------------------------------------------------------


@virtual
async def test_a_relation_leads_from_one_row_to_the_rows_of_another_data_set():
    """U72: to many, to one, and back; by the row or by its id."""
    clients = shop()
    assert [one.name for one in clients.references] == ["orders", "city", "lost"]
    for row in ("2", CLIENTS[1]):
        orders = await clients.get_ref("orders", row)
        assert list(await orders.list_values()) == ["1", "3", "5"]
        assert list(await (await clients.get_ref("city", row)).list_values()) == ["B"]
    back = await (await clients.get_ref("orders", "2")).get_ref("client", "3")
    assert dict(await back.list_values()) == {"2": CLIENTS[1]}
    everyone = await clients.get_ref_target("city")
    assert list(await everyone.list_values()) == ["B", "C"]


@virtual
async def test_a_row_that_leads_nowhere_leads_to_no_rows():
    """U72."""
    clients = shop()
    for row in ({"id": 9}, {"id": 9, "city": None}, "9"):
        for relation in ("orders", "city"):
            assert len(await (await clients.get_ref(relation, row)).list_values()) == 0


@virtual
async def test_an_unknown_relation_names_the_known_ones():
    """U72: what is wrong and what to type next."""
    clients = shop()
    for call in (clients.get_ref("ordrs", "1"), clients.get_ref_target("ordrs")):
        with pytest.raises(SpecError, match="unknown relation 'ordrs'") as error:
            await call
        assert "'orders'" in error.value.hint
    with pytest.raises(SpecError, match="does not know 'nowhere'") as error:
        await clients.get_ref("lost", "1")
    assert "targets=" in error.value.hint


@virtual
async def test_a_source_that_does_not_follow_its_relations_says_so():
    source = Far(orders_source())
    source.about.capabilities = source.about.capabilities.without(
        ["traverse_to_set"], "why not"
    )
    with pytest.raises(Unsupported, match="why not"):
        await dn.Vista(source).get_ref("orders", "1")
    keyless = FakeSource(CITIES)
    keyless.about.id_column = None
    clients = shop()
    clients.source.targets["cities"] = dn.Vista(keyless)
    with pytest.raises(SpecError, match="do not hold their id"):
        await clients.get_ref("city", "1")


@virtual
async def test_what_is_written_into_a_related_set_belongs_to_its_parent():
    """U72."""
    orders = await shop().get_ref("orders", "2")
    assert await orders.insert_value("9", {"id": 9}) == {"id": 9, "client_id": 2}
    with pytest.raises(SpecError, match="outside"):
        await orders.patch_value("1", {"client_id": 1})


# --- on a Dio ------------------------------------------------------------------------------


@virtual
async def test_a_related_set_is_a_dio_with_a_cache_of_its_own_per_parent():
    """U72: TRAP of parents that overwrote each other's rows."""
    dio = await opened(shop())
    scenery = await dio.table_scenery()
    await quiet()
    ada = await dio.get_ref("orders", "1")
    bob = await dio.get_ref("orders", scenery.row(1))
    assert await dio.get_ref("orders", CLIENTS[1]) is bob
    assert (ada.name, bob.name) == ("orders-via-orders-1", "orders-via-orders-2")
    assert ada.cache.name != bob.cache.name
    await ada.refresh()
    await bob.refresh()
    for related, expected in ((ada, ["0", "2", "4"]), (bob, ["1", "3", "5"])):
        view = await related.table_scenery()
        await quiet()
        assert ids(view) == expected
    total = await ada.value_scenery(dn.Sum("total"))
    await quiet()
    assert total.value == 60
    await ada.patched("0", {"id": 0, "client_id": 1, "total": 1000})
    await quiet()
    assert (total.value, await bob.cache.count()) == (1060, 3)


@virtual
async def test_all_rows_of_a_target_are_there_to_choose_from():
    """U72."""
    dio = await opened(shop())
    cities = await dio.get_ref_target("city")
    assert list(cities.to_pandas()["name"]) == ["Bern", "Chur"]
    assert await dio.get_ref_target("city") is cities
    assert await (await dio.get_ref("city", "1")).cache.count() == 1


@virtual
async def test_a_table_shows_columns_of_the_rows_its_own_lead_to():
    """P13: of sets that were there before, without being declared anew."""
    clients = dn.MemoryVista(CLIENTS, name="clients")
    dio = await opened(orders_source(), augment=dn.Augment(clients, "client_id", ["name"]))
    scenery = await dio.table_scenery()
    await quiet()
    names = {str(client["id"]): client["name"] for client in CLIENTS}
    shown = [scenery.row(n).record for n in range(scenery.row_count)]
    assert shown == [{**order, "name": names[str(order["client_id"])]} for order in ORDERS]
    assert [column.name for column in scenery.columns] == [*ORDERS[0], "name"]


@virtual
async def test_a_facade_leads_to_facades_of_related_sets():
    """U72: which are cached, too."""
    source = orders_source(latency=1.0)
    dio = await opened(Far(source))
    orders = await dio.vista().get_ref("orders", "1")
    assert set(await orders.list_values()) == {"0", "2", "4"}
    source.forget()
    assert set(await orders.list_values()) == {"0", "2", "4"}
    assert source.calls == []
    assert (await orders.patch_value("0", {"total": 1})).state != "settled"
    sure = await dio.vista(writes="confirmed").get_ref("orders", "1")
    assert (await sure.patch_value("0", {"total": 2}))["total"] == 2
    assert len(await (await dio.vista().get_ref_target("orders")).list_values()) == 6


@virtual
async def test_only_an_undefined_relation_fails(tmp_path):
    """U72: a dead source shows its last rows; a source that never answered shows none."""
    source = orders_source()
    lens = dn.Lens(tmp_path, runtime="current")
    dio = await lens.make_dio(dn.Vista(Far(source, identity="clients")))
    orders = await dio.get_ref("orders", "1")
    await orders.load_all()
    await lens.aclose()
    source = orders_source()
    source.down = SourceUnavailable("away")
    lens = dn.Lens(tmp_path, runtime="current")
    dio = await lens.make_dio(dn.Vista(Far(source, identity="clients")))
    known, unknown = await dio.get_ref("orders", "1"), await dio.get_ref("orders", "2")
    await quiet()
    assert list(known.to_pandas()["total"]) == [0, 20, 40]
    assert len(unknown.store) == 0
    with pytest.raises(SpecError, match="unknown relation"):
        await dio.get_ref("ordrs", "1")
    await lens.aclose()


@virtual
async def test_a_source_that_fails_the_first_time_can_answer_later():
    """U72."""
    source = orders_source(reads=())
    dio = await opened(Far(source))
    source.down = SourceUnavailable("away")
    orders = await dio.get_ref("orders", "1")
    assert (len(orders.store), orders.refresh_error) == (0, source.down)
    assert orders.coverage.complete is not True
    source.down = None
    assert set(await orders.vista().list_values()) == {"0", "2", "4"}


@virtual
async def test_a_parent_that_can_not_be_read_leads_on_by_its_id():
    """U72."""
    parent = Far(orders_source())
    dio = await opened(parent)
    parent.down = SourceUnavailable("away")
    orders = await dio.get_ref("orders", "no such client")
    assert await orders.vista().get_count() == 0


@virtual
async def test_a_new_row_of_a_related_set_gets_its_parent():
    """U72."""
    clients = shop()
    dio = await opened(clients)
    orders = await dio.get_ref("orders", "2")
    form = orders.servo_new(dn.FromRecord("id"))
    form.set("id", 9)
    await form.save()
    assert form.data == {"id": 9, "client_id": 2}
    moved = orders.servo("9")
    moved.set("client_id", 1)
    with pytest.raises(SpecError, match="outside"):
        await moved.save()
    assert (moved.status, moved.dirty) == ("Failed", {"client_id"})
    again = orders.servo_new(dn.FromRecord("id"))
    again.set("id", 9)
    with pytest.raises(WriteRejected, match="already"):
        await again.save()


@virtual
async def test_the_same_related_set_asked_for_at_once_is_opened_once():
    """U22."""
    source = orders_source(reads=(), latency=1.0)
    dio = await opened(Far(source))
    opened_ = await asyncio.gather(*(dio.get_ref("orders", "1") for _ in range(5)))
    assert len(set(map(id, opened_))) == 1
    assert len(source.calls) == 1
    await opened_[0].aclose()
    assert await dio.get_ref("orders", "1") is not opened_[0]


@virtual
async def test_a_related_set_nobody_holds_ends():
    """U20, S2: however many parents were looked at."""
    dio = await opened(Far(orders_source()), refresh_every=60)
    orders = await dio.get_ref("orders", "1")
    gone = weakref.ref(orders)
    del orders
    gc.collect()
    await asyncio.sleep(100)
    gc.collect()
    assert gone() is None


@virtual
async def test_related_sets_end_with_their_lens():
    lens = dn.Lens(runtime="current")
    dio = await lens.make_dio(shop())
    orders = await dio.get_ref("orders", "1")
    await lens.aclose()
    assert orders.closed
    with pytest.raises(Closed):
        await dio.get_ref("orders", "1")


@virtual
async def test_a_list_of_records_is_a_related_set_of_its_row():
    """X37, U72: read from the row as the cache shows it, and changed through its queue."""
    lines = [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}]
    source = FakeSource([{"id": 1, "lines": lines, "total": 3}, {"id": 2, "lines": None}])
    dio = await opened(source)
    of_one = await dio.get_ref("lines", "1")
    assert await dio.get_ref("lines", {"id": 1}) is of_one
    assert await of_one.vista().list_values() == {"0": lines[0], "1": lines[1]}
    assert len(await (await dio.get_ref("lines", "2")).vista().list_values()) == 0
    ticket = await of_one.vista().patch_value("1", {"n": 5})
    await ticket.settled()
    assert source.rows["1"]["lines"][1] == {"sku": "b", "n": 5}
    assert (await dio.vista().get_value("1"))["lines"][1] == {"sku": "b", "n": 5}
    with pytest.raises(SpecError, match="unknown relation"):
        await dio.get_ref("total", "1")


@virtual
async def test_groups_lead_nowhere():
    groups = await (await opened(shop())).group_by("city", n=dn.Count())
    with pytest.raises(SpecError, match="unknown relation"):
        await groups.get_ref("orders", "1")
