"""The word by which it is declared that the operating system tells of a file's changes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

from diorama_nb.changes import Change
from diorama_nb.errors import SpecError, Unsupported
from diorama_nb.policy import Duration, seconds
from diorama_nb.vista.push.declared import Feed, check_positive
from diorama_nb.vista.push.watch import Subject, check_installed


@dataclass(frozen=True, slots=True)
class FileChanges:
    """Changes of a file, as the operating system tells of them; for any data set.

    Delivery is lossy: that the file changed is told, not what did, and changes that follow
    each other closely are told as one; then everything is read again. Rows are not carried,
    there is no order, and each stream begins with a `Gap`. A file that is written anew beside
    its place and renamed over it is seen, and so is one that is deleted, or comes back.

    The folder is watched, not the file. What the system does not tell of, as on many network
    drives, or where a link leads elsewhere, is found by a look now and then.

    Needs the package ``watchfiles``: ``pip install "diorama-nb[watch]"``.

    Parameters
    ----------
    path : str, path or None
        The file, which need not exist yet; its folder must. None: that of the data set, for
        those that are one file.
    settle : seconds, timedelta or text
        How long a file must be left alone until it is told of; one that never is, is told of
        every ten times as long.
    look : seconds, timedelta or text
        Time between two looks, for what the system does not tell of.

    Raises
    ------
    SpecError
        If ``watchfiles`` is not installed, or a value can not mean anything.

    Examples
    --------
    >>> stock = dn.CsvVista("stock.csv").with_watch(dn.FileChanges())  # doctest: +SKIP
    """

    path: str | Path | None = None
    settle: Duration = field(default="200ms", kw_only=True)
    look: Duration = field(default="1s", kw_only=True)

    def __post_init__(self) -> None:
        path: object = self.path
        if path == "" or not isinstance(path, str | Path | None):
            raise SpecError(f"FileChanges.path={path!r} is no path", hint='path="stock.csv"')
        check_positive("settle", self.settle)
        check_positive("look", self.look)
        check_installed("FileChanges", "watchfiles", "watch")

    @property
    def feed(self) -> Feed:
        """What can be relied on."""
        return Feed("lossy", None, False, "none")

    async def follow(self, subject: Subject, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield `Invalidated` whenever the file is another one than before; see `Watch`.

        Raises
        ------
        Unsupported
            If no path was given, and the data set is no file.
        SourceMissing, SourceError
            If the folder is not there, or may not be watched.
        """
        path = subject.file if self.path is None else Path(self.path)
        if path is None:
            raise Unsupported(
                "subscribe", subject.name, enable='it is no file: FileChanges("stock.csv")'
            )
        from diorama_nb.vista.push.filewatch import changes_of

        times = seconds(self.settle), seconds(self.look)
        async with aclosing(changes_of(path.absolute(), *times, since)) as changes:
            async for change in changes:
                yield change
