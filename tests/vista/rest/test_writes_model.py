"""Any course of writes leaves an API as it leaves a table in memory."""

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
from diorama_nb.demo_data import product
from diorama_nb.errors import NotFound, WriteRejected
from diorama_nb.vista.rest import RestVista, Writes
from diorama_nb.writes.write import Write
from tests.aio import run

ROWS = 4
WAYS = {
    "patch": Writes(),
    "put": Writes(update="PUT"),
    "guarded": Writes(if_match=True, idempotency_header="Idempotency-Key"),
    "refused": Writes(exists="refused"),
    "named": Writes(insert="PUT"),
}

ids = st.integers(1, ROWS + 2).map(str)
patches = st.fixed_dictionaries(
    {},
    optional={"price": st.integers(-1, 3), "stock": st.integers(0, 3), "rating": st.none()},
)
writes = st.one_of(
    st.builds(lambda id, p: Write("insert", id, {**product(int(id)), **p}), ids, patches),
    st.builds(lambda id, p: Write("replace", id, {**product(int(id)), **p}), ids, patches),
    st.builds(lambda id, p: Write("patch", id, p), ids, patches),
    st.builds(lambda id: Write("delete", id), ids),
    st.builds(lambda: Write("clear")),  # each with a key of its own
)


def api(ways):
    """Return a Vista over a shop that is asked without a network."""
    shop = DemoApi(rows=ROWS, latency=0)

    def answer(request):
        status, value, headers = shop.answer(
            request.method, request.url.raw_path.decode(), request.content, request.headers
        )
        body = b"" if value is None else None
        return httpx.Response(status, json=value, content=body, headers=dict(headers))

    transport = httpx.MockTransport(answer)
    return RestVista("http://shop/products", style="demo", writes=ways, transport=transport)


async def outcome(vista, write):
    """Return the record a write leaves, or the kind of its failure."""
    try:
        return (await vista.apply(write)).record
    except (NotFound, WriteRejected) as error:
        return type(error)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(WAYS)), st.lists(writes, max_size=8))
def test_an_api_is_left_as_a_table_in_memory_would_be(ways, course):
    """P17, U3: insert, replace, patch, delete and clear mean the same everywhere."""
    memory = dn.MemoryVista([product(number) for number in range(1, ROWS + 1)])

    async def go():
        vista = api(WAYS[ways])
        for write in course:
            told = await outcome(vista, write)
            if told is WriteRejected:
                assert write.patch.get("price") == -1
            else:
                assert told == await outcome(memory, write)
        rows = await vista.list_values(), await memory.list_values()
        await vista.aclose()
        return rows

    left, right = run(go())
    assert dict(left) == dict(right)
