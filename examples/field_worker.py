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


def sender(url, network):
    """Return an ``on_write`` that changes nothing which somebody else has changed meanwhile."""

    def send(dio, write):
        if network.state == "offline":
            raise SourceUnavailable("there is no network")  # then the write waits
        address, key = f"{url}/{write.id}", {"Idempotency-Key": write.idempotency_key}
        try:
            there = httpx.get(address).raise_for_status().json()
            if write.patch.items() <= there.items():
                return there  # done already: only the answer was lost
            if any(there.get(name) != write.before.get(name) for name in write.patch):
                raise WriteConflict(f"somebody else wrote {there}")
            told = httpx.patch(address, json=write.patch, headers=key)
        except httpx.TransportError as error:
            raise SourceUnavailable(str(error)) from error
        if told.is_error:
            raise WriteRejected(told.text)
        return told.json()

    return send


def show(tasks):
    """Print the rows as they are here, and the writes that are not done."""
    for record in tasks.snapshot().values():
        print(*record.values())
    for ticket in tasks.writes:
        print(f"write {ticket.number} of {ticket.write.id} is {ticket.state}: {ticket.error}")
    print(flush=True)


def obey(tasks, network, words):
    """Carry out one line of input."""
    match words:
        case ["online"]:
            network.set("active")
            dn.run(tasks.refresh())  # after what waits was sent
            dn.run(tasks.load_all())
        case ["offline"]:
            network.set("offline")
        case ["set", id, column, value]:
            dn.run(tasks.vista().patch_value(id, {column: value}))
        case ["retry" | "discard" as decision, number]:
            tickets = {str(ticket.number): ticket for ticket in tasks.writes.parked}
            dn.run(getattr(tickets[number], decision)())


if __name__ == "__main__":
    folder, url = sys.argv[1:]
    network = dn.ActivitySignal("offline")
    lens = dn.Lens(folder, outbox=True, activity=network, on_write=sender(url, network))
    tasks = lens.open(dn.RestVista(url, page=dn.Offset("offset", "limit"), total="total"))
    show(tasks)
    for line in sys.stdin:
        try:
            obey(tasks, network, line.strip().split(maxsplit=3))
        except (dn.DioramaError, KeyError) as error:
            print(error)
        show(tasks)
    lens.close()
