"""A folder that is there only when it is whole: written beside its place, then renamed."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from diorama_nb.errors import ExportError, SpecError
from diorama_nb.parquet.manifest import is_export


def place_of(folder: str | os.PathLike[str], *, replace: bool) -> Path:
    """Return where a folder will be written.

    Raises
    ------
    SpecError
        If that is no place on this machine, something is there, or (with `replace`) something
        else than an export.
    """
    text = os.fspath(folder)
    if "://" in text or not text:
        hint = 'export("orders/"), then copy that folder with the tools of the store'
        raise SpecError(f"{text!r} is no folder of this machine", hint=hint)
    place = Path(os.path.realpath(Path(text).expanduser()))
    if place.suffix.lower() == ".csv":
        hint = f'await dio.grid().export("{place.name}") writes one file'
        raise SpecError(f"{place.name!r} is the name of a file, not of a folder", hint=hint)
    if not os.path.lexists(place):
        return place
    if not replace:
        raise SpecError(
            f"{place} exists already", hint="replace=True, or the name of a new folder"
        )
    if place.is_dir() and (is_export(place) or not any(place.iterdir())):
        return place
    raise SpecError(
        f"{place} is no export: nothing in it was touched",
        hint="name another folder, or remove this one yourself",
    )


@contextmanager
def written(place: Path, *, replace: bool) -> Iterator[Path]:
    """Give a folder to write into, which takes a place once it is whole and on the disk.

    The place is never seen half written. Where something stood there, it is moved aside for
    the one moment between two renames, and comes back if the second one fails.

    Raises
    ------
    ExportError
        If it can not be written; then everything is as it was.
    SpecError
        If something came there meanwhile that may not be replaced.
    """
    mark = uuid.uuid4().hex[:8]
    draft, aside = (place.with_name(f".{place.name}.{mark}.{end}") for end in ("part", "old"))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        yield draft
        _settle(draft)
        moved = place_of(place, replace=replace).exists()
        if moved:
            place.rename(aside)
        try:
            draft.rename(place)
        except BaseException:
            if moved:
                aside.rename(place)
            raise
        _sync(place.parent)
    except OSError as error:
        why = error.strerror or "it can not be written"
        raise ExportError(
            f"{place} can not be written: {why}", hint="nothing was left there; try another one"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)


def _settle(folder: Path) -> None:
    """Have everything in a folder reach the disk."""
    for path, _, names in os.walk(folder, topdown=False):
        for name in names:
            _sync(Path(path, name))
        _sync(Path(path))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
