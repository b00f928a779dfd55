"""A batch job that goes on where it ended, however it ended.

How far it came is kept on disk, in the metadata of the cache, after each page. ``kill -9``
costs the page that was under way, which is processed once more: what you do with a page has to
stand that. A later run begins behind the last row and finds what was added since.

    diorama demo-api --rows 5000 &
    python examples/batch_resume.py http://127.0.0.1:8765/products job-state
    python examples/batch_resume.py http://127.0.0.1:8765/products job-state   # after Ctrl-C
"""

import asyncio
import sys

import diorama_nb as dn

PAGE = 100


def process(page):
    """Do the work; here: tell which rows there were, and what they are worth."""
    ids, worth = list(page.rows), sum(row["price"] * row["stock"] for row in page.rows.values())
    print(f"{ids[0]} to {ids[-1]}: {worth:.2f}", flush=True)


async def main(url, folder):
    """Process every row that was not processed before."""
    source = dn.RestVista(url, page=dn.Offset("offset", "limit"), total="total")
    lens = dn.Lens(cache=folder)
    job = await lens.make_dio(source)
    cursor = await job.cache.get_metadata("cursor") or 0
    # Where the API hands out tokens: `fetch_next(cursor)`, which stands rows that vanish.
    while (page := await job.master.fetch_window(cursor, PAGE)).rows:
        process(page)
        cursor += len(page.rows)
        await job.cache.set_metadata("cursor", cursor)  # on disk when this returns
    await lens.aclose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
