"""What a way to be told of changes is, whatever the data set; and what it is told of that."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from diorama_nb.changes import Change
from diorama_nb.errors import SpecError
from diorama_nb.vista.push.declared import Feed

if TYPE_CHECKING:
    import httpx

    from diorama_nb.vista.rest.transport import Transport


class Web(Protocol):
    """The way of a data set's own requests, with its credentials."""

    @property
    def transport(self) -> Transport:
        """What sends them."""

    def join(self, template: str) -> httpx.URL:
        """Return an address: absolute, relative to the list, or beginning with ``{url}``.

        Raises
        ------
        CrossOriginNextLink
            If the credentials must not go there.
        """


@dataclass(frozen=True, slots=True)
class Subject:
    """The data set whose changes are told.

    Attributes
    ----------
    name : str
        Its name, for errors.
    id_rule : callable
        Returns what names a row as far as that is known: a column or path, several together,
        or None.
    file : Path or None
        The file that holds its rows, if that is one file.
    web : Web or None
        How its own requests are sent, if it is read over HTTP.
    """

    name: str
    id_rule: Callable[[], str | tuple[str, ...] | None]
    file: Path | None = None
    web: Web | None = None


@runtime_checkable
class Watch(Protocol):
    """A way to be told of the changes of any data set, over a connection of its own.

    Its ``repr`` is shown, so it must hold no secret.
    """

    @property
    def feed(self) -> Feed:
        """What can be relied on."""

    def follow(self, subject: Subject, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield the changes of one connection, until it ends; see `Source.watch`.

        The first one is a `Gap`, as soon as nothing that happens from then on is missed, unless
        the stream goes on right behind the change whose token is `since`. A change without its
        record has it read from the data set. Whoever follows connects again, later each time
        that nothing came: a way never does so itself. Closing the generator, or cancelling who
        waits for it, gives back at once whatever it holds.

        Parameters
        ----------
        subject : Subject
            The data set.
        since : str or None
            Token of the last change that was heard of; may be any text.

        Raises
        ------
        SourceError
            If the stream can not be had, or breaks; its text holds no secret.
        Unsupported
            If there is no point in trying again.
        """


def check_installed(way: str, module: str, extra: str) -> None:
    """Refuse a way whose client library is not there.

    Raises
    ------
    SpecError
        Says what to install.
    """
    if find_spec(module) is None:
        raise SpecError(
            f"{way} needs the package {module!r}", hint=f'pip install "diorama-nb[{extra}]"'
        )
