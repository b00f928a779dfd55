"""SAP CAP, an OData service, keeps what every source promises."""

import uuid

import pytest

import diorama_nb as dn
from diorama_nb.testing import SourceContract
from tests.servers.cap import ROWS


class TestOData(SourceContract):
    """By the links the specification has, which is all that can be relied on everywhere."""

    rows = ROWS
    new = {**ROWS[-1], "id": str(uuid.UUID(int=1000))}
    patch = {"stock": 7}
    rejected = {"stock": "many"}
    gaps = {
        "test_an_order_is_total_and_puts_blanks_last[ascending]": (
            "OData puts null first when it sorts upwards"
        )
    }

    @pytest.fixture(autouse=True)
    def _shelf(self, cap):
        cap.put("shelf", self.rows)
        self.url = cap.list("Shelf")

    def open(self):
        return dn.RestVista(self.url, style="odata")


class TestODataWindows(TestOData):
    """By ``$skip`` and ``$top``, where the service has them."""

    def open(self):
        return dn.RestVista(self.url, style="odata", page=dn.Offset("$skip", "$top"))
