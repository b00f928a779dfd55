"""ValueBadge: one big number that keeps itself right, with its label and its recent course."""

from __future__ import annotations

import html
from collections import deque
from collections.abc import Callable
from typing import Any, Final

import traitlets

from diorama_nb.errors import SpecError
from diorama_nb.rows.aggregate import Aggregate
from diorama_nb.runtime import run
from diorama_nb.scenery.value import ValueScenery
from diorama_nb.widgets.base import Widget, front_end
from diorama_nb.widgets.figures import Format, Point, change_of, formatter, number_of
from diorama_nb.widgets.flow import paced
from diorama_nb.widgets.hosting import dio_of
from diorama_nb.widgets.messages import Message
from diorama_nb.widgets.nodes import text_of
from diorama_nb.widgets.state import problem

POINTS: Final = 120
"""Values that are remembered for the course."""


class ValueBadge(Widget):
    """A value of a data set: big, with its label, its change, and how much it is computed from.

    Parameters
    ----------
    target : ValueScenery, Dio or Vista facade
        What to show.
    aggregate : Aggregate or None
        ``Count()``, ``Sum("stock")``, … where `target` is a Dio or a facade.
    where : dict or None
        Column → value the rows must have, where `target` is a Dio.
    label : str or None
        Shown above the number; None: what is computed.
    format : str, callable or None
        A format specification (``",.2f"``), a template (``"{:,.0f} €"``), or a function of the
        value that returns a text.

    Examples
    --------
    >>> dio.badge(dn.Sum("stock"), label="Stock", format=",")  # doctest: +SKIP
    """

    _esm = front_end("badge")
    _obeys = frozenset({"refresh"})

    state = traitlets.Dict().tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        target: Any,
        aggregate: Aggregate | None = None,
        *,
        where: dict[str, Any] | None = None,
        label: str | None = None,
        format: str | Callable[[Any], str] | None = None,
    ) -> None:
        self._format: Format = formatter(format)
        self._points: deque[Point] = deque(maxlen=POINTS)
        self._first: Point | None = None
        self.scenery = scenery = _scenery_of(target, aggregate, where)
        label = scenery.label if label is None else label
        super().__init__(scenery.loop, label=label, state=self._state())
        self._stops = (scenery.subscribe_state(self._update), self._look_again(self._update))
        self._on_loop(self._update)

    @paced
    def _update(self) -> None:
        self._tell({"state": self._state()})

    def _state(self) -> dict[str, Any]:
        """Return what the page shows; one message for each generation."""
        scenery = self.scenery
        value, error, held, at = (
            scenery.value, scenery.error, scenery.coverage, scenery.fetched_at,
        )  # fmt: skip
        self._remember(value)
        return {
            "generation": scenery.generation,
            "status": scenery.status,
            "text": None if value is None else text_of(self._format(value), 200),
            "error": None if error is None else problem(error, "badge.scenery.error"),
            "points": [[at, number] for at, number in self._points],
            "change": change_of(self._first, self._points, self._format),
            "rows": held.rows,
            "total": held.total,
            "complete": held.complete,
            "reason": text_of(held.reason, 200),
            "stale": held.stale,
            "by_source": scenery.by_source,
            "fetched_at": None if at is None else int(at * 1000),
            "live": scenery.live,
        }

    def _remember(self, value: Any) -> None:
        number = number_of(value)
        if number is None or (self._points and self._points[-1][1] == number):
            return
        point = (int(self.scenery.now() * 1000), number)
        self._points.append(point)
        self._first = self._first or point

    async def _do(self, message: Message) -> None:
        self.scenery.request_refresh()

    async def _release(self) -> None:
        await super()._release()
        await self.scenery.aclose()

    def _as_text(self) -> str:
        return f"<ValueBadge {self.label}: {self._shown}>"

    @property
    def _shown(self) -> str:
        value = self.scenery.value
        return self.scenery.status if value is None else self._format(value)

    def _as_html(self) -> str:
        label, shown = html.escape(self.label), html.escape(self._shown)
        held = "by the source" if self.scenery.by_source else str(self.scenery.coverage)
        return f"<p>{label}: <strong>{shown}</strong> <small>{html.escape(held)}</small></p>"


def _scenery_of(
    target: Any, aggregate: Aggregate | None, where: dict[str, Any] | None
) -> ValueScenery:
    if isinstance(target, ValueScenery):
        return target
    dio = dio_of(target, "ValueBadge")
    if not isinstance(aggregate, Aggregate):
        raise SpecError("a badge shows one value", hint='dio.badge(dn.Sum("stock"))')
    return run(dio.value_scenery(aggregate, where))
