"""What a question would cost: the part the source is asked for, and the part done here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from diorama_nb.dio.loading import decide_shape
from diorama_nb.query import ALL, Query
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.capped import CappedBacking
from diorama_nb.scenery.paged import PagedBacking
from diorama_nb.scenery.sequential import SequentialBacking
from diorama_nb.wording import duration, in_words, listed

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

Need = Literal["nothing", "behind", "missing", "again"]

NEEDS: Final[dict[Need, str]] = {
    "nothing": "nothing",
    "behind": "nothing before the answer; what is held is read again behind it",
    "missing": "what the cache does not hold",
    "again": "what is too old to be shown as it is",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question would be answered if it were asked now.

    Attributes
    ----------
    need : "nothing", "behind", "missing" or "again"
        What of it would be asked of the source: nothing, or nothing that is waited for, or
        what is not held, or what is too old.
    sent : Query or None
        The part that the source would do; None where it is not asked, or by a callback.
    local : Query
        The part that is done here.
    how : str
        By which requests, or which callback.
    details : frozenset of str
        Columns for which every row has its detail fetched.
    """

    need: Need
    sent: Query | None
    local: Query
    how: str
    details: frozenset[str] = frozenset()


class Explanation(str):
    """A text that shows itself as it is, and the plan it tells of.

    Attributes
    ----------
    plan : Plan
        What would be sent, and what is done here.
    """

    __slots__ = ("plan",)

    plan: Plan

    def __new__(cls, text: str, plan: Plan) -> Explanation:
        """Return the text of a plan."""
        made = super().__new__(cls, text)
        made.plan = plan
        return made

    def __repr__(self) -> str:
        return str(self)


# --- plans -----------------------------------------------------------------------------------


def plan(dio: Dio, query: Query) -> Plan:
    """Return how a facade would read all rows of a query; asks nobody."""
    if named := dio.details.named(query.columns):
        whole = plan(dio, ALL)
        return Plan(whole.need, whole.sent, query, whole.how, named)
    base = dio.views.base
    if base is None:
        return _from_copy(dio, query)
    if not dio.whole and dio.views.pushes(query):
        backing = dio.views.held(query)
        return _from_source(dio, query, ALL, "missing" if backing is None else _need(backing))
    return _from_source(dio, ALL, query, _need(base))


def _from_copy(dio: Dio, query: Query) -> Plan:
    strategy, judged = dio.strategy, dio.freshness.judge(dio.age)
    master = dio.master
    sent, rest = master.source.split(master.query)
    callback = strategy.on_start if judged == "missing" else strategy.on_refresh
    if callback is not None:
        how = "on_start" if judged == "missing" else "on_refresh"
    else:
        how = "one copy of the whole"
    needs: dict[str, Need] = {"fresh": "nothing", "stale": "behind", "missing": "missing"}
    need = needs.get(judged, "again")
    if judged == "missing" and strategy.on_start is not None:
        need = "nothing"  # it fills the cache when the Dio is made, and not again
    asks = need != "nothing" and callback is None
    return Plan(need, sent if asks else None, query.on_top_of(rest), how)


def _need(backing: Backing) -> Need:
    """Return what a facade would have loaded before it answers from a view."""
    if backing.complete and backing.freshness == "fresh":
        return "nothing"
    if backing.complete and backing.freshness == "stale":
        return "behind"
    return "again" if backing.complete else "missing"


def _from_source(
    dio: Dio, query: Query, local: Query, need: Need, size: int | None = None
) -> Plan:
    """Return the plan of a view that is loaded piece by piece."""
    strategy = dio.strategy
    if dio.shape == "paged":
        how = f"windows of {size or strategy.page_size:,} rows"
        callback = strategy.on_load_chunk and "on_load_chunk"
    else:
        how = "one page after the other"
        callback = strategy.on_load_next and "on_load_next"
    if callback:
        return Plan(need, None, local, f"{callback}, {how}")
    sent, rest = dio.master.source.split(query.on_top_of(dio.master.query))
    return Plan(need, None if need == "nothing" else sent, local.on_top_of(rest), how)


def plan_view(dio: Dio, backing: Backing, wanted: range) -> Plan:
    """Return what a scenery would have loaded, looking at some rows; asks nobody."""
    if isinstance(backing, CappedBacking):
        wanted = range(wanted.start, min(wanted.stop, backing.cap))
        return plan_view(dio, backing.inner, wanted)
    if isinstance(backing, PagedBacking):
        now = dio.loop.time()
        numbers = backing.needed(backing.below(wanted))
        due = [n for n in numbers if not backing.loads.held_off(n, now)]
        lacks = any(n not in backing.held.chunks for n in due)
        need: Need = "missing" if lacks else "again" if due else "nothing"
        return _from_source(dio, backing.query, ALL, need, backing.held.size)
    if isinstance(backing, SequentialBacking):
        if backing.settled and backing.freshness != "fresh":
            return _from_source(dio, backing.query, ALL, "again")
        short = not backing.settled or (backing.has_more and wanted.stop > backing.places.rows)
        return _from_source(dio, backing.query, ALL, "missing" if short else "nothing")
    named = dio.details.named(backing.query.columns)
    base = dio.views.base
    if base is None:
        sent, rest = dio.master.source.split(dio.master.query)
        copied = dio.seeded or dio.strategy.on_start is not None
        return Plan(
            "nothing" if copied else "missing",
            None if copied else sent,
            backing.query.on_top_of(rest),
            "one copy of the whole",
            named,
        )
    lacking = _from_source(dio, ALL, backing.query, "nothing" if dio.whole else "missing")
    return Plan(lacking.need, lacking.sent, lacking.local, lacking.how, named)


# --- texts -----------------------------------------------------------------------------------


def explain_query(dio: Dio, query: Query) -> Explanation:
    """Tell how a facade would answer a query."""
    made = plan(dio, query)
    return Explanation("\n".join(_lines(dio, query, made)), made)


def explain_view(dio: Dio, backing: Backing, wanted: range) -> Explanation:
    """Tell what a scenery would have loaded for the rows it looks at."""
    made = plan_view(dio, backing, wanted)
    return Explanation("\n".join(_lines(dio, backing.query, made)), made)


def explain_dio(dio: Dio) -> Explanation:
    """Tell how a data set is loaded, kept fresh and written to."""
    made = plan(dio, ALL)
    lines = [
        *_lines(dio, ALL, made),
        f"  held: {dio.coverage}",
        f"  loaded: {_loaded(dio)}",
        f"  freshness: {_freshness(dio)}",
        f"  writes: {_writes(dio)}",
    ]
    if trouble := dio.master.source.trouble:
        lines.append(f"  trouble: {trouble}; the source is asked by every kernel for itself")
    return Explanation("\n".join(lines), made)


def _lines(dio: Dio, query: Query, made: Plan) -> list[str]:
    asked = NEEDS[made.need]
    if made.need != "nothing":
        of = "" if made.sent is None else f" of {in_words(made.sent)}"
        asked += f": {made.how}{of}"
    lines = [f"{dio.name}: {in_words(query)}", f"  asked of the source: {asked}"]
    if made.sent is not None:
        told = dio.master.source.describe(made.sent)
        lines += [f"    {line}" for line in told.splitlines()]
    here = "nothing is left to do" if made.local == ALL else in_words(made.local)
    lines.append(f"  done here: {here}")
    if made.details:
        columns = listed(sorted(made.details))
        lines.append(f"  details: fetched for every row first, for {columns}")
    if (on_query := dio.strategy.on_query) is not None:
        lines.append(f"  {_named(on_query)} is asked first, once for each query")
    return lines


def _loaded(dio: Dio) -> str:
    shape, because = decide_shape(dio.strategy, dio.known.able)
    if shape != dio.shape:
        because = "that was decided when the cache was begun"
    words = {
        "paged": "window by window, as it is looked at",
        "sequential": "page after page",
        "eager": "copied whole",
    }
    return f"{words[dio.shape]}, because {because}"


def _freshness(dio: Dio) -> str:
    strategy, clocks = dio.strategy, dio.freshness
    words = []
    if clocks.cache_ttl is not None:
        words.append(f"read again behind the answer after {duration(clocks.cache_ttl)}")
    if clocks.max_stale is not None:
        words.append(f"read again before the answer after {duration(clocks.max_stale)}")
    if strategy.refresh_every is not None:
        words.append(f"refreshed every {duration(strategy.refresh_every)}")
    if strategy.refresh_on_open and clocks.cache_ttl is None:
        words.append("rows of an earlier session are read again when they are shown")
    return "; ".join(words) or "rows do not age; refresh() reads them again"


def _writes(dio: Dio) -> str:
    able = dio.writable
    kinds = [kind for kind in ("insert", "update", "delete") if able.can(kind)]
    if not kinds:
        return "none, the source takes none and there is no on_write"
    own = dio.strategy.on_write is not None
    route = "sent by on_write" if own else f"sent to {dio.master.name}"
    policy = dio.strategy.writes
    shown = "shown at once" if policy.optimistic else "shown when they are done"
    return f"{listed(kinds)}: {shown}, queued, {route}"


def _named(callback: object) -> str:
    return str(getattr(callback, "__name__", "on_query"))
