"""Rows in memory keep what every source promises."""

import pandas as pd

import diorama_nb as dn
from diorama_nb.testing import FakeSource, SourceContract, run_virtual
from diorama_nb.vista.vista import Vista


class TestMemory(SourceContract):
    def open(self):
        return dn.MemoryVista(self.rows)


class TestFrame(SourceContract):
    def open(self):
        frame = pd.DataFrame(self.rows)
        return dn.FrameVista(frame.astype({"stock": "Int64"}), id_column="id")


class Fake(SourceContract):
    settings = {}

    def open(self):
        return Vista(FakeSource(self.rows, pushes_changes=True, **self.settings))

    async def elsewhere(self, vista, id, record):
        vista.source.change(id, record)

    def run(self, main):
        return run_virtual(main)


class TestFakeWindows(Fake):
    settings = {"reads": ("window", "page"), "page_size": 6, "resumes": True}


class TestFakeWalk(Fake):
    settings = {"reads": ("next",), "page_size": 6, "total": None, "counts": False}


class TestFakePages(Fake):
    settings = {"reads": ("page",), "pushes": (), "page_size": 6, "writes": ()}


class TestFakeWhole(Fake):
    settings = {"reads": (), "gets": False, "counts": False}
