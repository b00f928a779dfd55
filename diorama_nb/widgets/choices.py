"""What a filter of one column may ask: operators the source can do, and the values held."""

from __future__ import annotations

from typing import Any, Final

from diorama_nb.errors import SpecError
from diorama_nb.rows.distribution import Distribution, distribution
from diorama_nb.rows.select import matching
from diorama_nb.runtime import in_thread
from diorama_nb.scenery.table import TableScenery
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.filtering import json_value, kind, samples
from diorama_nb.widgets.wire import clean, shown

MOST_VALUES: Final = 200
"""Values of a column that are offered to choose from."""

_CHARS: Final = 1000


async def choices(scenery: TableScenery, name: str) -> dict[str, Any]:
    """Return what a filter of a column may ask.

    Returns
    -------
    dict
        ``operators``: what can be asked without loading every row, ``"null"`` for whether there
        is a value; ``values``: up to `MOST_VALUES` pairs of a value that is held and how often
        it occurs, the most frequent first; ``more``: how many others there are; ``low`` and
        ``high``: the ends of what can be measured; ``rows``: how many rows were looked at,
        whatever is filtered; ``blanks``: how many of them have no value.
    """
    column = _named(scenery, name)
    spread = await in_thread(_spread, scenery, name)
    some = spread.top[0][0] if spread.top else spread.high
    others = [one for one in scenery.filters if one.column != name]
    asked = samples(column, some)
    offered = [kind(one) for one in asked if scenery.offers(filters=[*others, one])]
    pairs = [[json_value(value), count] for value, count in spread.top]
    values = [pair for pair in pairs if _sendable(pair[0])]
    return {
        "operators": list(dict.fromkeys(offered)),
        "values": values,
        "more": (spread.distinct or 0) - len(values),
        "low": json_value(spread.low),
        "high": json_value(spread.high),
        "rows": spread.rows,
        "blanks": spread.blanks,
    }


def _named(scenery: TableScenery, name: str) -> Column:
    columns = shown(scenery.columns, scenery.further_columns)
    for column in columns:
        if column.name == name:
            return column
    raise SpecError.unknown("column", name, [column.name for column in columns])


def _spread(scenery: TableScenery, name: str) -> Distribution:
    store, query = scenery.unfiltered
    return distribution(store, matching(store, query), name, MOST_VALUES)


def _sendable(value: Any) -> bool:
    return not isinstance(value, str) or (len(value) <= _CHARS and clean(value) == value)
