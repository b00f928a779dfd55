"""A trading screen: prices are pushed, orders are shown at once and taken back when refused.

The board stays sorted by prices that `watch` follows; its figures are kept right beside it.

    python examples/trading.py
"""

import asyncio
import random

import diorama_nb as dn
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page

PRICES = {"ACME": 120.0, "BOLT": 80.0, "CRUX": 100.0, "DUNE": 95.0, "ECHO": 110.0}
MARKS = {"Fresh": "", "PendingWrite": "…", "WriteFailed": "!"}


class Exchange(dn.Source):
    """A source of one's own: what it holds, what it takes, and what it tells by itself."""

    name, identity = "stocks", "example:exchange"

    def __init__(self):
        able = dn.Capabilities.of("declared", "update", "subscribe")
        self.about = Description(capabilities=able)
        self.rows = {id: {"id": id, "price": p, "held": 0} for id, p in PRICES.items()}
        self.news = asyncio.Queue()

    async def read_all(self, query):
        return Page(dict(self.rows), end=True)

    async def apply(self, write):
        await asyncio.sleep(0.3)  # the way there
        if write.patch.get("held", 0) > 100:
            raise dn.errors.WriteRejected("100 is the most")
        return dn.Stored(write.id, self.change(write.id, write.patch))

    async def watch(self, since=None):
        yield dn.Gap(since)  # from here on nothing is missed
        while True:
            yield await self.news.get()

    def change(self, id, patch):
        self.rows[id] = {**self.rows[id], **patch}
        self.news.put_nowait(dn.Updated(id, self.rows[id]))
        return self.rows[id]


async def trade(exchange, dice):
    """Move a price every tenth of a second, for a second."""
    for _ in range(10):
        await asyncio.sleep(0.1)
        id, by = dice.choice(sorted(PRICES)), dice.uniform(0.9, 1.1)
        exchange.change(id, {"price": round(exchange.rows[id]["price"] * by, 2)})


async def main(show=print):
    """Show the screen while prices move and two orders are given."""
    exchange, dice = Exchange(), random.Random(0)
    stocks = await dn.Lens(runtime="current").make_dio(dn.Vista(exchange))
    await stocks.watch()
    board = await stocks.table_scenery(order_by="price", descending=True)  # board.grid()
    held, top = [await stocks.value_scenery(of) for of in (dn.Sum("held"), dn.Max("price"))]

    def paint(_):
        line = ""
        for row in map(board.row, range(board.row_count)):
            line += f"{row.id} {row.record['price']} {row.record['held']}{MARKS[row.status]} | "
        show(f"{line}held: {held.value}, top: {top.value}")

    for view in (board, held, top):
        view.subscribe(paint)
    for wanted in (90, 180):  # the second order is too much
        await trade(exchange, dice)
        order = await stocks.vista().patch_value("CRUX", {"held": wanted})
    await trade(exchange, dice)
    show(f"{order.write.patch} is {order.state}: {order.error}")
    await stocks.aclose()


if __name__ == "__main__":
    asyncio.run(main())
