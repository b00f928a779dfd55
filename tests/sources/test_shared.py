"""A source that kernels share keeps what every source promises, also what it did not read."""

import pytest

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
from diorama_nb.demo_data import product
from diorama_nb.testing import SourceContract
from tests.shared.team import ROOMY


class TestShared(SourceContract):
    """The demo API in the kernel that comes second: what the first has read is in the Redis."""

    rows = [product(n) for n in range(1, 13)]
    patch = {"price": 12.5}
    rejected = {"price": -1}

    @pytest.fixture(autouse=True)
    def _servers(self, empty_redis):
        self.shared = f"{empty_redis.url}?{ROOMY}"
        with DemoApi(rows=len(self.rows), latency=0) as api:
            self.url = api.url
            yield

    def run(self, main):
        async def second():
            lenses = [dn.Lens(shared=self.shared, runtime="current") for _ in range(2)]
            try:
                vistas = [dn.RestVista(self.url, style="demo") for _ in lenses]
                first, here = [await lenses[n].make_dio(vistas[n]) for n in range(2)]
                await first.master.list_values()
                self.master = here.master
                return await main
            finally:
                for lens in lenses:
                    await lens.aclose()

        return super().run(second())

    def open(self):
        return self.master
