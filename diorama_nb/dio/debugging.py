"""The debug stream of a Dio: one line per fact, to whoever asked for it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any, Final

from diorama_nb import events, reasons
from diorama_nb.dio import debug_lines as lines
from diorama_nb.dio.fetch import Fetch
from diorama_nb.dio.loading import decide_shape
from diorama_nb.errors import SpecError
from diorama_nb.frames import public_table
from diorama_nb.query import Query
from diorama_nb.rows.store import Delta
from diorama_nb.wording import number

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

log: Final = logging.getLogger("diorama")

Sink = Callable[[str], object]


def sink_of(debug: object) -> Sink | None:
    """Return where debug lines go, None for nowhere.

    Parameters
    ----------
    debug : None, bool, "stderr", int, str or callable
        True or ``"stderr"``: standard error. A level, by number or name: the log
        ``"diorama"``. A function: it is called with each line.
    """
    if debug is None or debug is False:
        return None
    if debug is True or debug == "stderr":
        return _print
    levels = logging.getLevelNamesMapping()
    level = levels.get(debug.upper()) if isinstance(debug, str) else debug
    if isinstance(level, int):
        at = level
        return lambda line: log.log(at, "%s", line)
    if callable(debug):
        return debug
    raise SpecError(f"debug={debug!r} says nothing to write to", hint='debug=True, or "INFO"')


def _print(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class Debug:
    """Follows one Dio and tells each fact as ``datasource tag clause``, until it is stopped.

    Totals, columns and the census are told when they are other ones. What rows hold, what
    columns are compared with and what is searched for is in no line.

    Parameters
    ----------
    dio : Dio
        Whom to follow.
    sink : callable
        Takes each line, on the core loop; one that raises is not called again.
    """

    def __init__(self, dio: Dio, sink: Sink) -> None:
        self._dio = dio
        self._sink: Sink | None = sink
        self._last: dict[str, object] = {}
        self._sceneries: dict[str, Collection[str] | None] = {}
        self._stops = [dio.bus.listen(self._event), dio.on_store(self._stored)]
        dio.trace = self
        self._began()

    def __call__(self, fact: str, /, *about: Any) -> None:
        """Take a fact; see `diorama_nb.scenery.host.Trace`."""
        getattr(self, f"_{fact}")(*about)

    def stop(self) -> None:
        """Tell nothing any more."""
        for stop in self._stops:
            stop()
        if self._dio.trace is self:
            self._dio.trace = None
        self._sink = None

    # --- telling ---------------------------------------------------------------------------

    def _tell(self, *told: lines.Line) -> None:
        for tag, clause in told:
            if self._sink is None:
                return
            text = " ".join(f"{self._dio.name} {tag} {clause}".split("\n"))
            try:
                self._sink(text)
            except Exception as error:
                self.stop()
                log.warning(
                    "debug lines of %s can not be written", self._dio.name, exc_info=error
                )

    def _tell_new(self, what: str, fact: object, told: Callable[[], lines.Line]) -> None:
        """Tell something that is worth a line only where it is another than before."""
        if self._last.get(what) != fact:
            self._last[what] = fact
            self._tell(told())

    # --- facts -----------------------------------------------------------------------------

    def _began(self) -> None:
        dio = self._dio
        _, because = decide_shape(dio.strategy, dio.known.able)
        self._tell(("dio", f"{dio.shape}, because {because}"))
        self._tell(("cache", f"{number(len(dio.store), 'row')} held"))
        self._known()

    def _asked(self, fetch: Fetch) -> None:
        self._tell(lines.asked(fetch))

    def _answered(self, fetch: Fetch) -> None:
        self._tell(lines.answered(fetch))

    def _landed(self, fetch: Fetch) -> None:
        store = self._dio.store
        rows = public_table(store.take(fetch.among(store.alive())))
        used = [name for name in rows.column_names if rows[name].null_count < len(rows)]
        shown = self._sceneries.get(fetch.who)
        self._tell(lines.payload(fetch, len(used), rows.nbytes, shown))
        self._known()

    def _known(self) -> None:
        dio = self._dio
        names = [column.name for column in dio.columns]
        if names:
            self._tell_new("columns", names, lambda: lines.columns(names))
        if (rows := dio.coverage.total) is not None:
            self._tell_new("total", rows, lambda: lines.total(rows))

    def _opened(self, label: str, query: Query, columns: Collection[str] | None) -> None:
        self._sceneries[label] = columns
        self._tell(lines.opened(label, query))
        self._count()

    def _closed(self, label: str) -> None:
        self._sceneries.pop(label, None)
        self._tell(lines.closed(label))
        self._count()

    def _count(self) -> None:
        census = (len(self._sceneries), sum(1 for _ in self._dio.views))
        self._tell_new("census", census, lambda: lines.census(*census))

    def _turned(self, label: str, before: Query, after: Query) -> None:
        self._tell(*lines.turned(label, before, after))

    def _heard(self, count: int, error: Exception | None) -> None:
        self._tell(lines.heard(count, error))

    def _derived(self, name: str, groups: int, seconds: float) -> None:
        self._tell(lines.derived(name, groups, seconds))

    def _ended(self) -> None:
        dio = self._dio
        told: Iterable[lines.Line] = lines.summary(
            dio.ledger.total, dio.stats, str(dio.coverage)
        )
        self._tell(*told)
        self.stop()

    def _event(self, event: events.Event) -> None:
        if (told := lines.event(event, reasons.current().who)) is not None:
            self._tell(told)
        self._known()

    def _stored(self, delta: Delta) -> None:
        self._tell(lines.cache(delta, len(self._dio.store)))
