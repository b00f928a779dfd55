"""What is said to be possible, and what happens when it is asked for."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import Unimplemented, Unsupported
from diorama_nb.query import ALL, Query
from diorama_nb.testing import FakeSource
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page, Source
from tests.aio import run
from tests.virtual import eager, opened, sequential, virtual

ASKING = {
    "count": lambda vista: vista.get_count(),
    "aggregate": lambda vista: vista.aggregate(dn.Sum("n")),
    "order": lambda vista: vista.order_by("n", descending=True).list_values(),
    "search": lambda vista: vista.search("row 2").list_values(),
    "filter_operators": lambda vista: vista.where_op("n", ">", 1).list_values(),
    "fetch_window": lambda vista: vista.fetch_window(0, 2),
    "fetch_page": lambda vista: vista.fetch_page(1),
    "fetch_next": lambda vista: vista.fetch_next(),
    "traverse_to_record": lambda vista: vista.get_value("1"),
    "insert": lambda vista: vista.insert_value("x", {"id": "x"}),
    "update": lambda vista: vista.patch_value("1", {"n": 9}),
    "delete": lambda vista: vista.delete_value("2"),
    "subscribe": lambda vista: anext(vista.watch()),
}
WITHOUT = {"aggregate", "order", "search", "filter_operators", "traverse_to_record"}
"""What is done here when the source can not."""


class Promising(Source):
    """Grants a capability and has no method for it."""

    name = identity = "promising"

    def __init__(self, flag):
        self.about = Description(capabilities=dn.Capabilities.of("declared", flag))

    def split(self, query):
        return query, Query()

    async def read_all(self, query):
        return Page({}, 0, end=True)


@pytest.mark.parametrize(
    "flag", sorted(ASKING.keys() - {"order", "search", "filter_operators"})
)
def test_a_capability_with_no_method_behind_it_is_a_fault_of_the_source(flag):
    """T37: told by name, and never taken for one that is off."""
    with pytest.raises(Unimplemented, match=f"advertises {flag!r}") as caught:
        run(ASKING[flag](dn.Vista(Promising(flag), ALL)))
    assert "fix the source" in caught.value.hint


@pytest.mark.parametrize("flag", ASKING)
@pytest.mark.parametrize("make", [FakeSource, eager, sequential])
@virtual
async def test_a_facade_can_do_what_it_says_and_refuses_the_rest(make, flag):
    """T37, U46: TRAP of the order that was advertised and not implemented."""
    dio = await opened(make(9))
    vista = dio.vista()
    if vista.capabilities.can(flag) or flag in WITHOUT:
        await ASKING[flag](vista)
    else:
        with pytest.raises(Unsupported, match=flag.partition("_")[0]):
            await ASKING[flag](vista)
    await dio.aclose()
