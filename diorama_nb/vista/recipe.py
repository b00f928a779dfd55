"""How a worker opens a source that is open here: plain values, and what must not leave."""

from __future__ import annotations

from collections.abc import Callable
from concurrent import futures
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from diorama_nb.errors import SpecError

if TYPE_CHECKING:
    from diorama_nb.vista.source import Source

_INTERPRETERS: Final = getattr(futures, "InterpreterPoolExecutor", ())  # since Python 3.14


@dataclass(frozen=True, slots=True)
class Recipe:
    """How another process opens a source.

    Attributes
    ----------
    name : str
        Name of the data set.
    opens : callable
        A function of a module that returns the source.
    given : tuple
        What it is called with.
    secrets : tuple of str
        The words of the declaration in which secrets stand as they are.
    """

    name: str
    opens: Callable[..., Source] = field(repr=False)
    given: tuple[Any, ...] = field(repr=False)
    secrets: tuple[str, ...] = ()

    def open(self) -> Source:
        """Return the source; nothing is sent yet."""
        return self.opens(*self.given)

    def check(self, executor: futures.Executor) -> None:
        """Refuse an executor whose workers can not be given this.

        Threads can be given anything. What other workers are given travels as bytes; secrets
        are among them only for a `ProcessPoolExecutor`, whose workers are children of this
        process that get them through a pipe.

        Raises
        ------
        SpecError
            If secrets would go farther, or something in it can not be pickled.
        """
        threads = isinstance(executor, futures.ThreadPoolExecutor)  # noqa: TID251 # asked, not made
        if threads and not isinstance(executor, _INTERPRETERS):
            return
        if self.secrets and not isinstance(executor, futures.ProcessPoolExecutor):
            raise SpecError(
                f"{', '.join(self.secrets)} of {self.name!r} would leave this process",
                hint='name a variable that is set where the workers run: dn.Env("API_TOKEN"); '
                "or use a ThreadPoolExecutor or a ProcessPoolExecutor",
            )
        from multiprocessing.reduction import ForkingPickler  # what an executor would use

        try:
            ForkingPickler.dumps(self)
        except Exception as error:  # its text may hold what stands in the declaration
            raise SpecError(
                f"something in the declaration of {self.name!r} can not be pickled "
                f"({type(error).__name__})",
                hint="functions have to be of a module, not of a cell; dn.Env names a secret; "
                "or use a ThreadPoolExecutor",
            ) from None
