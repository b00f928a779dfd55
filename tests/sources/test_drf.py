"""Django REST framework, in its styles of paging and as JSON:API, keeps its promises."""

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.testing import SourceContract
from tests.servers.fixtures import put_back

NULLS = "SQLite puts nulls first when it sorts upwards"
ROWS = SourceContract.rows[:9]


class OnShelf:
    """Rows that every test finds as they were."""

    rows = ROWS

    @pytest.fixture(autouse=True)
    def _shelf(self, drf):
        self.url = drf
        with httpx.Client(verify=False) as client:
            put_back(client, f"{drf}/shelf/", ROWS)


class TestDrf(OnShelf, SourceContract):
    """By limit and offset, sorted by Django, and written."""

    gaps = {"test_an_order_is_total_and_puts_blanks_last[ascending]": NULLS}

    def open(self):
        order = dn.Order("ordering", separator=",")
        return dn.RestVista(
            f"{self.url}/shelf/", style="drf-limitoffset", order=order, writes=True
        )


class TestDrfByUrl(OnShelf, SourceContract):
    def open(self):
        return dn.RestVista(f"{self.url}/shelf/")


class TestDrfPages(OnShelf, SourceContract):
    def open(self):
        return dn.RestVista(f"{self.url}/shelf-page/", page_size=4, style="drf-page")


class TestDrfCursor(OnShelf, SourceContract):
    def open(self):
        return dn.RestVista(f"{self.url}/shelf-cursor/?page_size=4", style="drf-cursor")


def as_resource(row):
    rest = {name: value for name, value in row.items() if name != "id"}
    return {**rest, "id": str(row["id"]), "type": "Shelf", "room": None}


class TestJsonApi(OnShelf, SourceContract):
    """Filters, orders and pages as djangorestframework-jsonapi has them."""

    rows = [as_resource(row) for row in ROWS]
    new = as_resource({**ROWS[-1], "id": 1009})
    patch = {"stock": 7}
    rejected = {"stock": "many"}
    gaps = {"test_an_order_is_total_and_puts_blanks_last[ascending]": NULLS}

    def open(self):
        return dn.RestVista(f"{self.url}/jsonapi/Shelf", style="drf-jsonapi")


class TestJsonApiByLinks(TestJsonApi):
    """What the specification has everybody do: links, orders and writes."""

    def open(self):
        return dn.RestVista(f"{self.url}/jsonapi/Shelf?page[size]=4", style="jsonapi")
