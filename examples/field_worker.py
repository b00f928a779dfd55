"""Work without a network: writes wait on disk, whatever becomes of the program, and go later.

A write is done once. What the office refuses, or somebody else has overtaken, is parked with
its reason until you `retry` or `discard` it. Type lines, and see what is here:

    diorama demo-api --rows 10 &
    python examples/field_worker.py field-state http://127.0.0.1:8765/products
    online              what waits is sent, rows are read
    offline             the van drives off
    set 7 stock 3       shown at once, kept on disk, sent when there is a network
    discard 3           write 3, which was parked, is given up
"""

import json
import sys

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable

WRITES = {"if_match": True, "idempotency_header": "Idempotency-Key"}


async def send(dio, write):
    """Hand a write to the office; without a network it waits."""
    if NETWORK.state == "offline":
        raise SourceUnavailable("there is no network")
    return await dio.master.apply(write)


def show(tasks):
    """Print the rows as they are here, and the writes that are not done."""
    for id, record in tasks.snapshot().items():
        print(id, record["name"], record["stock"], sep=" | ")
    for ticket in tasks.writes:
        reason = str(ticket.error or "it waits").partition("\n")[0]
        print(f"write {ticket.number} of {ticket.write.id} is {ticket.state}: {reason}")
    print(flush=True)


def obey(tasks, words):
    """Carry out one line of input."""
    match words:
        case ["online"]:
            NETWORK.set("active")
            dn.run(tasks.refresh())  # after what waits was sent
            dn.run(tasks.load_all())
        case ["offline"]:
            NETWORK.set("offline")
        case ["set", id, column, value]:
            dn.run(tasks.vista().patch_value(id, {column: json.loads(value)}))
        case ["retry" | "discard" as decision, number]:
            (ticket,) = (t for t in tasks.writes.parked if t.number == int(number))
            dn.run(getattr(ticket, decision)())


if __name__ == "__main__":
    FOLDER, URL = sys.argv[1:]
    NETWORK = dn.ActivitySignal("offline")
    lens = dn.Lens(FOLDER, outbox=True, activity=NETWORK, on_write=send)
    paging = dn.Offset("offset", "limit")
    tasks = lens.open(dn.RestVista(URL, page=paging, total="total", writes=WRITES))
    show(tasks)
    for line in sys.stdin:
        try:
            obey(tasks, line.strip().split(maxsplit=3))
        except (dn.DioramaError, ValueError) as error:
            print(error)
        show(tasks)
    lens.close()
