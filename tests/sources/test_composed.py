"""Two data sets as one keep what every source promises."""

import diorama_nb as dn
from diorama_nb.testing import FakeSource, SourceContract, run_virtual
from diorama_nb.vista.vista import Vista

EVERYTHING = ("order", "search", "==", "!=", "<", "<=", ">", ">=", "in", "not in")


class TestOverlay(SourceContract):
    """Edits over a base with windows: some rows are covered, some deleted."""

    def open(self):
        base = [
            {**row, "name": "as it was"} if row["id"] % 4 == 0 else row for row in self.rows
        ]
        edits = [row for row in self.rows if row["id"] % 4 == 0]
        gone = {"id": 99, "_deleted": True}
        below = FakeSource([*base, {**self.rows[0], "id": 99}], pushes=EVERYTHING)
        return dn.overlay(Vista(below), dn.MemoryVista([*edits, gone]))

    def run(self, main):
        return run_virtual(main)


class TestMerge(SourceContract):
    """A primary and a fallback that share some rows."""

    gaps = {
        "test_deleting_all_rows_of_a_part_deletes_no_others": (
            "a row that the fallback has, too, can not be deleted: it would show again"
        )
    }

    def open(self):
        first, second = self.rows[:15], self.rows[10:]
        hidden = [{**row, "name": "hidden"} if row["id"] <= 15 else row for row in second]
        return dn.merge(dn.MemoryVista(first), dn.MemoryVista(hidden))
