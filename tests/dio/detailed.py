"""A cheap list and the details of its rows, for tests of details."""

from diorama_nb.testing import FakeSource
from diorama_nb.vista.vista import Vista


def cheap(count=50, **settings):
    """Return a source of a list with ``id``, ``name`` and ``group``."""
    rows = {
        str(n): {"id": str(n), "name": f"row {n}", "group": "ab"[n % 2]} for n in range(count)
    }
    return FakeSource(rows, **settings)


def stock(count=50, **settings):
    """Return a source of details: ``size`` falls as the id grows, ``maker`` is text."""
    rows = {
        str(n): {"id": str(n), "size": (count - n) * 10, "maker": f"maker {n % 7}"}
        for n in range(count)
    }
    return FakeSource(rows, reads=(), name="stock", **settings)


def vista(source):
    """Return a Vista on a source."""
    return Vista(source)


def fetched(details):
    """Return the ids that were asked for, in order."""
    return [call.offset for call in details.calls if call.kind == "get"]


def column(scenery, name, wanted=None):
    """Return the values a scenery shows in a column; None where it has none."""
    rows = wanted if wanted is not None else range(scenery.row_count)
    shown = [scenery.row(place) for place in rows]
    return [None if row is None else row.record.get(name) for row in shown]


def statuses(scenery, wanted):
    """Return the statuses of some rows."""
    return scenery.window(wanted).status
