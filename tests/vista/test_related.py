"""Relations declared beside a data set: over REST, by a foreign key or an address."""

import pytest

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
from diorama_nb.errors import SpecError, Unsupported
from diorama_nb.testing import FakeSource, SourceContract, run_virtual
from diorama_nb.vista.related import RelatedSource
from tests.aio import run
from tests.servers.fixtures import POSTS
from tests.virtual import opened, virtual
from tests.vista.around import hidden_by

ORDERS = [
    {"id": 1, "product": 3, "link": "http://x/products/3", "amount": 2},
    {"id": 2, "product": 3, "link": "http://x/products/3/", "amount": 1},
    {"id": 3, "product": 99, "link": "/products/99", "amount": 1},
    {"id": 4, "product": None, "link": None, "amount": 1},
]


@pytest.fixture
def shop():
    with DemoApi(rows=20, latency=0) as api:
        yield api


@pytest.mark.parametrize("column", ["product", "link"])
@pytest.mark.parametrize("style", ["demo", "auto"])
def test_a_foreign_key_or_an_address_leads_to_one_record(shop, column, style):
    """U72: get_ref leads to the related row; one that is not there is no error."""
    products = dn.RestVista(shop.url, style=style)
    orders = dn.MemoryVista(ORDERS).relate("product", products, column, many=False)

    async def main():
        found = await orders.get_ref("product", "1")
        assert [row["id"] for row in (await found.list_values()).values()] == [3]
        for lost in ("3", "4", "no such order"):
            rows = await (await orders.get_ref("product", lost)).list_values()
            assert rows == {}
            assert rows.complete is True
        assert await (await orders.get_ref_target("product")).get_count() == 20
        await products.aclose()

    run(main())


def test_one_record_is_asked_for_alone_where_it_can_be(shop):
    products = dn.RestVista(shop.url, page=None, rows="items", detail="{url}/{id}")
    orders = dn.MemoryVista(ORDERS).relate("product", products, "product", many=False)

    async def main():
        found = await orders.get_ref("product", "1")
        shop.reset_stats()
        assert await found.get_count() == 1
        assert shop.stats()["log"] == ["GET /products/3"]
        await products.aclose()

    run(main())


def test_rows_of_json_server_lead_to_many_and_back(json_server):
    """U72."""
    posts = dn.RestVista(f"{json_server}/posts")
    kinds = dn.MemoryVista([{"id": "news"}, {"id": "essay"}], name="kinds")
    kinds, posts = (
        kinds.relate("posts", posts, "kind"),
        posts.relate("kind", lambda key: kinds.where(id=key), "kind", many=False),
    )

    async def main():
        essays = await kinds.get_ref("posts", "essay")
        rows = await essays.list_values()
        assert rows.complete
        assert list(rows.values()) == [post for post in POSTS if post["kind"] == "essay"]
        back = await posts.get_ref("kind", next(iter(rows)))
        assert list(await back.list_values()) == ["essay"]
        with pytest.raises(Unsupported) as refusal:
            await posts.get_ref_target("kind")
        assert "relate('kind'" in refusal.value.hint
        with pytest.raises(SpecError, match="author"):
            await posts.get_ref("author", "1")
        await posts.aclose()

    run(main())


@virtual
async def test_a_dio_follows_declared_relations():
    """U72."""
    clients = dn.MemoryVista([{"id": 7}, {"id": 8}], name="clients")
    orders = dn.Vista(FakeSource([{"id": 1, "client": 7}, {"id": 2, "client": 8}]))
    dio = await opened(clients.relate("orders", orders, "client"))
    related = await dio.get_ref("orders", "8")
    assert list(await related.vista().list_values()) == ["2"]
    await dio.aclose()


def test_a_relation_hides_nothing_its_source_can():
    assert hidden_by(RelatedSource) == set()


class TestRelated(SourceContract):
    """A data set with relations is otherwise as it was."""

    def open(self):
        source = FakeSource(self.rows, pushes_changes=True)
        target = dn.MemoryVista([])
        return dn.Vista(source).relate("a", target, "kind").relate("b", target, "kind")

    async def elsewhere(self, vista, id, record):
        vista.source.base.change(id, record)

    def run(self, main):
        return run_virtual(main)
