"""Takes the rows out of an answer as it was declared; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from diorama_nb.errors import ShapeChanged, SourceError
from diorama_nb.values import MISSING, Record
from diorama_nb.vista.naming import better_id
from diorama_nb.vista.rest import links, shape
from diorama_nb.vista.rest.failures import said_beside, said_instead
from diorama_nb.vista.rest.spec import AUTO, Declared
from diorama_nb.vista.rest.statuses import Errors


def rows_in(
    body: shape.Body, plan: Declared, url: str, redact: Callable[[str], str]
) -> tuple[list[Record], str]:
    """Return the rows in an answer and their path; `redact` masks secrets in what it says.

    Raises
    ------
    SourceError
        If there are none, with what the source says of it: some fail with status 200.
    """
    where = plan.errors.message if isinstance(plan.errors, Errors) else plan.errors
    try:
        path = plan.rows or shape.find_rows(body.data, url)
        none = shape.at(body.data, path) in (None, MISSING) and _says_none(body, plan)
        rows = [] if none else shape.read_rows(body.data, path, plan.shape, plan.columns)
        if not (said := said_beside(body.data, rows, where, redact)):
            return rows, path
    except ShapeChanged:
        if not (said := said_instead(body.data, redact)):
            raise
    raise SourceError(
        f"the source answered with an error: {said}",
        hint="check the parameters in the request; if this is no error: errors=None",
        server_message=said,
        status=200,
    )


def _says_none(body: shape.Body, plan: Declared) -> bool:
    """Whether an answer states that there are no rows; some then leave them out."""
    if not isinstance(plan.total, str) or plan.total == AUTO:
        return False
    return links.as_total(shape.value_at(body, plan.total)) == 0


def doubt_of(body: shape.Body, plan: Declared, rows: list[Record], ids: list[str]) -> str:
    """Return why an answer may not hold what it should; blank where nothing says so."""
    if plan.incomplete is not None and shape.value_at(body, plan.incomplete) is True:
        return "the source says itself that its answer is incomplete: ask again later"
    several = next((id for id, count in Counter(ids).items() if count > 1), None)
    if several is None:
        return ""
    better = better_id(rows) or "None"
    return f"two rows of one answer have the id {several!r}: declare id={better}"
