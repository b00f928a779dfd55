"""Tells how a REST source is asked."""

from __future__ import annotations

from diorama_nb.errors import SpecError
from diorama_nb.query import Query
from diorama_nb.vista.rest import walks
from diorama_nb.vista.rest.reader import Reader


def explained(name: str, reader: Reader, query: Query) -> str:
    """Return the first request of a query, and how it goes on."""
    try:
        call = reader.call(query, walks.first_params(reader.plan.page, reader.sizes))
    except SpecError as error:  # it can not be asked yet
        return f"{name}: {error.message}: {error.hint}"
    ranged = f" (Range: {call.headers['Range']})" if "Range" in call.headers else ""
    how = reader.how.get("page", "found out on first use")
    lines = [
        f"{name}: {call.method} {reader.transport.show(call.url)}{ranged}",
        f"  paging: {reader.plan.page or 'none'} ({how})",
    ]
    if (walk := reader.plan.walk) is not None:
        lines.append(f"  walk: {walk} ({reader.how['walk']})")
    lines += [f"  {caveat}" for caveat in reader.rules.network.caveats]
    lines += [f"  note: {reader.note}"] if reader.note else []
    return "\n".join(lines)
