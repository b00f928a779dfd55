"""What a grid stands on: the rows it is made for, and the kernel that carries its messages."""

from __future__ import annotations

from typing import Any

from diorama_nb.dio.dio import Dio
from diorama_nb.dio.facade import DioSource, Facade
from diorama_nb.errors import SpecError
from diorama_nb.runtime import run
from diorama_nb.scenery.table import TableScenery


def scenery_of(target: Any) -> TableScenery:
    """Return a scenery, or the one that shows a Dio or a facade."""
    if isinstance(target, TableScenery):
        return target
    opener = getattr(target, "open_scenery", None)
    if opener is None:
        raise SpecError(
            f"a {type(target).__name__} is not opened yet",
            hint="open it first, Grid(dn.open(…)); a Dio, dio.vista() or a scenery has rows",
        )
    return run(opener())  # type: ignore[no-any-return] # what the method is for


def dio_of(target: Any, widget: str) -> Dio:
    """Return a Dio, or the one behind a facade."""
    source = target.source if isinstance(target, Facade) else target
    dio = source.dio if isinstance(source, DioSource) else source
    if not isinstance(dio, Dio):
        raise SpecError(
            f"a {type(target).__name__} is no Dio",
            hint=f"dio = lens.open(vista); {widget}(dio)",
        )
    return dio


def honour_subshells(comm: Any) -> None:
    """Have messages handled on the subshell the page sends them to, also while a cell runs.

    ipykernel 7.4 routes them to the shell the comm last published from, which is the main one:
    a grid would be dead until the running cell ends.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, default: default
