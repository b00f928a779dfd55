"""How the columns of a grid are arranged: which show, in which order, how wide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import traitlets

from diorama_nb.errors import SpecError
from diorama_nb.vista.columns import Column

DENSITIES: Final = ("comfortable", "compact")
WIDTHS: Final = range(48, 5001)
"""Pixels a column may be wide."""


class Arranging(traitlets.HasTraits):
    """The traits of an arrangement; both sides may change them.

    Names are checked once the columns are known; a page passes over those it does not know.
    """

    shown_columns: Any = traitlets.List(traitlets.Unicode(), None, allow_none=True).tag(
        sync=True
    )
    pinned: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    column_widths: Any = traitlets.Dict().tag(sync=True)
    density = traitlets.Unicode(DENSITIES[0]).tag(sync=True)

    _shown: list[Column]

    def _arrange(self, arrangement: Mapping[str, Any]) -> None:
        """Take over what a page asks for, once all of it is checked."""
        known = {column.name for column in self._shown}
        told = {
            "shown_columns": _among(arrangement["shown"], known),
            "pinned": _among(arrangement["pinned"], known),
            "column_widths": {
                name: width for name, width in arrangement["widths"].items() if name in known
            },
            "density": arrangement["density"],
        }
        with self.hold_trait_notifications():
            for name, value in told.items():
                if getattr(self, name) != value:
                    setattr(self, name, value)

    @traitlets.validate("shown_columns", "pinned")
    def _check_names(self, proposal: Any) -> Any:
        names = proposal["value"]
        if names is None:
            return None
        self._require_columns(names)
        if len(set(names)) < len(names):
            raise SpecError("a column is named twice", hint="name each column once")
        return names

    @traitlets.validate("column_widths")
    def _check_widths(self, proposal: Any) -> Any:
        widths = proposal["value"]
        self._require_columns(widths)
        for name, width in widths.items():
            whole = isinstance(width, int) and not isinstance(width, bool)
            if not whole or width not in WIDTHS:
                limits = f"{WIDTHS[0]} to {WIDTHS[-1]}"
                raise SpecError(
                    f"column {name!r} can not be {width!r} wide",
                    hint=f"give a whole number of pixels, {limits}",
                )
        return widths

    @traitlets.validate("density")
    def _check_density(self, proposal: Any) -> Any:
        if proposal["value"] not in DENSITIES:
            raise SpecError.unknown("density", proposal["value"], DENSITIES)
        return proposal["value"]

    def _require_columns(self, names: Iterable[str]) -> None:
        known = [column.name for column in self._shown]
        for name in names if known else ():
            if name not in known:
                raise SpecError.unknown("column", name, known)


def _among(names: list[str] | None, known: set[str]) -> list[str] | None:
    """Return the names a grid knows: a page may be a little behind."""
    return None if names is None else [name for name in dict.fromkeys(names) if name in known]
