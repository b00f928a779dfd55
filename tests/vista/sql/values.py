"""Values over a column come out of a database as they do of its rows."""

from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.errors import SpecError
from diorama_nb.rows.store import RowStore
from diorama_nb.values import equal, order_key

kinds = st.sampled_from([dn.Sum, dn.Mean, dn.Min, dn.Max, dn.Distinct])


async def check_value(asked, rows, aggregate):
    """Check that a value over a column is that of the rows, or refused as it is."""
    store, _ = RowStore.of().upsert(rows)
    try:
        wanted = aggregate.compute(store, store.alive())
    except SpecError as error:
        wanted = error
    try:
        found = await asked.aggregate(aggregate)
    except SpecError as error:
        found = error
    assert type(found) is type(wanted), (aggregate, found, wanted)
    if isinstance(aggregate, dn.Min | dn.Max):  # of values that sort alike, either
        found, wanted = order_key(found), order_key(wanted)
    assert isinstance(found, SpecError) or equal(found, wanted), (aggregate, found, wanted)
