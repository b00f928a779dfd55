"""Which capabilities follow from a table, and how each of them is known; pure."""

from __future__ import annotations

from typing import Final

from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.sql.spec import Spec
from diorama_nb.vista.sql.table import Table

UNKNOWN: Final = Capabilities(
    {}, {"count": "the table is looked at on first use: await vista.get_count()"}
)
"""Before the first use nothing is known."""

_ORDERED: Final = ("fetch_next", "fetch_page", "fetch_window", "set_page_size")
_NO_ORDER: Final = 'nothing makes an order total: declare id_column="…"'
_NO_WATCH: Final = (
    'declare how it tells of changes: watch=Poll("5s") for a file of SQLite, watch='
    'PgNotify("orders") for PostgreSQL, Poll("30s", since="updated") for any; by a broker: '
    "watch=RedisStream(url, key)"
)
_NO_LINK: Final = "no foreign key of another table leads to this one"
_NO_SEARCH: Final = 'declare where to look: search=("name", "title")'


def of(table: Table, spec: Spec, *, searches_all: bool) -> Capabilities:
    """Return the capabilities of a table.

    Parameters
    ----------
    searches_all : bool
        Whether the database can search every column as we do.
    """
    found = "declared" if table.declared else "probed"
    granted = dict.fromkeys(("count", "aggregate", "filter_operators"), "probed")
    hints = {}
    if spec.watch is not None:
        granted["subscribe"] = "declared"
    else:
        hints["subscribe"] = _NO_WATCH
    if table.ties:
        granted |= dict.fromkeys((*_ORDERED, "order"), found)
    else:
        hints |= dict.fromkeys((*_ORDERED, "order"), _NO_ORDER)
    if table.key:
        granted["traverse_to_record"] = found
    else:
        hints["traverse_to_record"] = _NO_ORDER
    if spec.search or searches_all:
        granted["search"] = "declared" if spec.search else "probed"
    else:
        hints["search"] = _NO_SEARCH
    if any(link.reference.many for link in table.links):
        granted["traverse_to_set"] = "probed"
    else:
        hints["traverse_to_set"] = _NO_LINK
    refused = table.refused or {}
    for flag in ("insert", "update", "delete"):
        if flag in refused:
            hints[flag] = refused[flag]
        else:
            granted[flag] = found
    return Capabilities(granted, hints)
