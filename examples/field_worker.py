"""Work without a network: writes wait on disk, whatever becomes of the program, and go later.

A write is done once. What the office refuses, or somebody else has overtaken, is parked with
its reason until you `retry` or `discard` it. Type, and see what is here:

    python examples/field_worker.py field-state https://office.example.com/tasks
    online              what waits is sent, rows are read; and offline
    set 7 note done     shown at once, kept on disk, sent when there is a network
    discard 3           write 3, which was parked, is given up
"""

import sys

import httpx

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, WriteConflict, WriteRejected


def ask(method, url, **options):
    """Send a request; tell apart what may go well later and what never will."""
    try:
        told = httpx.request(method, url, **options)
    except httpx.TransportError as error:
        raise SourceUnavailable(str(error)) from error
    if told.is_error:
        raise (SourceUnavailable if told.is_server_error else WriteRejected)(told.text)
    return told.json()


def send(dio, write):
    """Carry out a write, unless somebody else has changed the same columns meanwhile."""
    if NETWORK.state == "offline":
        raise SourceUnavailable("there is no network")  # then the write waits
    there = ask("GET", f"{URL}/{write.id}")
    if write.patch.items() <= there.items():
        return there  # done already: only the answer was lost
    if any(there.get(name) != write.before.get(name) for name in write.patch):
        raise WriteConflict(f"somebody else wrote {there}")
    key = {"Idempotency-Key": write.idempotency_key}
    return ask("PATCH", f"{URL}/{write.id}", json=write.patch, headers=key)


def show(tasks):
    """Print the rows as they are here, and the writes that are not done."""
    for record in tasks.snapshot().values():
        print(*record.values())
    for ticket in tasks.writes:
        print(f"write {ticket.number} of {ticket.write.id} is {ticket.state}: {ticket.error}")
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
            dn.run(tasks.vista().patch_value(id, {column: value}))
        case ["retry" | "discard" as decision, number]:
            (ticket,) = (t for t in tasks.writes.parked if t.number == int(number))
            dn.run(getattr(ticket, decision)())


if __name__ == "__main__":
    FOLDER, URL = sys.argv[1:]
    NETWORK = dn.ActivitySignal("offline")
    lens = dn.Lens(FOLDER, outbox=True, activity=NETWORK, on_write=send)
    tasks = lens.open(dn.RestVista(URL, page=dn.Offset("offset", "limit"), total="total"))
    show(tasks)
    for line in sys.stdin:
        try:
            obey(tasks, line.strip().split(maxsplit=3))
        except (dn.DioramaError, ValueError) as error:
            print(error)
        show(tasks)
    lens.close()
