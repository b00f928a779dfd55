"""Kernels that are processes: ``python -m tests.shared.kernels LIST REDIS LEASE``.

Reads commands: ``start PAGES`` forks a kernel that waits for ``go``, reads so many pages of the
list and tells how many rows it has got. All are asked for at the same time by ``go``.
"""

import asyncio
import os
import signal
import sys

import pandas  # noqa: F401 # here, so that forked kernels start at once
import redis.asyncio  # noqa: F401 # likewise

import diorama_nb as dn
from tests.shared.team import ROOMY, list_of


class Named:
    def __init__(self, url):
        self.list_url = url


async def read(url, address, lease, pages):
    shared = dn.Shared(f"{address}?{ROOMY}", lease=float(lease))
    lens = dn.Lens(shared=shared, page_size=10, runtime="current")
    dio = await lens.make_dio(list_of(Named(url)))
    rows = 0
    for number in range(pages):
        rows += len((await dio.vista().fetch_window(number * 10, 10)).rows)
    await lens.aclose()
    return rows


def main():
    url, address, lease = sys.argv[1:]
    signal.alarm(120)  # whoever listens does not wait for ever
    hear, say = os.pipe()
    children = []
    for line in sys.stdin:
        command, _, word = line.strip().partition(" ")
        if command == "start":
            child = os.fork()
            if not child:
                signal.alarm(100)
                os.close(say)
                os.read(hear, 1)  # the end of the pipe is the signal
                rows = asyncio.run(read(url, address, lease, int(word)))
                os.write(1, f"read {rows}\n".encode())
                os._exit(0)
            children.append(child)
            os.write(1, f"started {child}\n".encode())
        elif command == "go":
            os.close(say)
        else:
            break
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
