"""Work without a network."""

import itertools

from tests.examples.conftest import WAIT
from tests.examples.upstream import serving


class Worker:
    """The example as a process that is told one line at a time."""

    def __init__(self, process):
        self.process = process

    def shown(self):
        """Return the lines of one picture, or what there is until the process ends."""
        lines = iter(self.process.stdout.readline, "")
        return [line.rstrip() for line in itertools.takewhile(lambda line: line != "\n", lines)]

    def told(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.shown()


def test_writes_outlive_the_network_and_the_program_and_are_done_once(start, tmp_path):
    """P4, U30: killed while offline, and killed as the first answer is on its way."""
    rows = [{"id": n, "title": f"pump {n}", "note": "new"} for n in range(1, 5)]
    with serving(rows) as office:

        def begin():
            return Worker(start("field_worker.py", tmp_path, office.url))

        van = begin()
        assert van.shown() == []
        assert van.told("online")[:2] == ["1 pump 1 new", "2 pump 2 new"]
        van.told("offline")
        asked = len(office.seen)
        for write in ("2 note seen", "2 note all done", "3 note bad", "4 note mine"):
            shown = van.told(f"set {write}")
        van.process.kill()

        office.rows["4"]["note"] = "theirs"
        van = begin()
        assert van.shown() == shown
        assert shown[:4] == [
            "1 pump 1 new",
            "2 pump 2 all done",
            "3 pump 3 bad",
            "4 pump 4 mine",
        ]
        assert len(shown) == 8
        assert len(office.seen) == asked

        store = office.store

        def store_and_kill(id, patch):
            office.store = refuse_bad
            store(id, patch)
            van.process.kill()

        def refuse_bad(id, patch):
            return "not so" if patch["note"] == "bad" else store(id, patch)

        office.store = store_and_kill
        van.told("online")
        assert office.rows["2"]["note"] == "seen"

        van = begin()
        van.shown()
        *rows, refused, overtaken = van.told("online")
        assert rows == ["1 pump 1 new", "2 pump 2 all done", "3 pump 3 new", "4 pump 4 theirs"]
        assert refused == 'write 3 of 3 is parked: "not so"'
        assert overtaken.startswith("write 4 of 4 is parked: somebody else wrote ")
        assert len(set(office.applied)) == len(office.applied) == 2

        assert van.told("discard 4") == [*rows, refused]
        office.store = store
        van.told("retry 3")
        assert van.told("online") == [*rows[:2], "3 pump 3 bad", rows[3]]
        assert len(set(office.applied)) == len(office.applied) == 3
        van.process.stdin.close()
        assert van.process.wait(WAIT) == 0
