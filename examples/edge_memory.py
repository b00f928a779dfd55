"""An instance without a disk: one category's rows in memory, warm from another one's snapshot.

It answers before it has asked the source for anything, and while that is away. What it holds is
bounded by its Vista: rows of other categories are neither kept nor shown.

    diorama demo-api --rows 2000 &
    python examples/edge_memory.py http://127.0.0.1:8765/products beauty
"""

import asyncio
import json
import sys

import diorama_nb as dn


def catalogue(url):
    """Declare the source; sends nothing."""
    paging, filters = dn.Offset("offset", "limit"), {"category": "category"}
    return dn.RestVista(url, page=paging, total="total", filters=filters)


async def snapshot(dio, category):
    """Return a category's rows as JSON: all of them, or an error."""
    rows = await dio.vista().where(category=category).list_values(require="complete")
    return json.dumps(dict(rows))


async def open_edge(source, category, snapshot, **options):
    """Open a category in memory: begun with a snapshot, refreshed from then on."""

    async def warm(dio):
        await dio.cache.insert_values(json.loads(snapshot))

    lens = dn.Lens(on_start=warm, refresh_every="5m", **options)
    return await lens.make_dio(source.where(category=category))


async def main(url, category):
    """Warm an edge instance from a hub, and compare what they hold."""
    hub = await dn.Lens().make_dio(catalogue(url))
    edge = await open_edge(catalogue(url), category, await snapshot(hub, category))
    rows, size = await edge.cache.count(), await edge.cache.size()
    print(f"{rows} rows of {category} in {size:,} bytes, {edge.stats.fetches} requests")
    dear = edge.vista().order_by("price", descending=True)
    for id, row in (await dear.fetch_window(0, 3)).rows.items():
        print(id, row["name"], row["price"])


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
