"""How a file writes text: its encoding, its byte order mark, the width of its units; pure."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from diorama_nb.errors import SourceError, SpecError

Units = npt.NDArray[np.integer]
"""The text of a file as numbers: bytes, or pairs of bytes for UTF-16."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE: Final = {"utf-16-le": "<u2", "utf-16-be": ">u2"}
_ASCII: Final = bytes(range(128))


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of one file.

    Delimiters, quotes and line breaks are found in its units without decoding them: so only
    encodings are taken in which a unit below 128 is that character of ASCII.

    Parameters
    ----------
    name : str
        Name of the codec.
    mark : int
        Bytes of the byte order mark at the start of the file.
    """

    name: str
    mark: int = 0

    @property
    def width(self) -> int:
        """Bytes of one unit."""
        return 2 if self.name in _WIDE else 1

    @property
    def shares_bytes(self) -> bool:
        """Whether a letter may end in a byte that is another character of ASCII alone."""
        if self.name == "utf-8" or self.width == 2:
            return False
        return any(
            len(_decoded(bytes([first, second]), self.name)) == 1
            for first in range(128, 256)
            for second in (0x40, 0x5C, 0x7C)
        )

    def units(self, raw: bytes) -> Units:
        """Return bytes as units; half a unit at the end is left out."""
        dtype = _WIDE.get(self.name, "u1")
        return np.frombuffer(raw[: len(raw) - len(raw) % self.width], dtype)

    def decode(self, raw: bytes) -> str:
        """Return bytes as text.

        Raises
        ------
        SourceError
            If they are no text in this encoding.
        """
        try:
            return raw.decode(self.name)
        except UnicodeDecodeError as error:
            raise SourceError(
                f"the byte {raw[error.start]:#04x} is no text in {self.name}",
                hint='name the encoding of the file: encoding="cp1252" or "latin-1"; '
                "or write it as UTF-8: iconv -f latin1 -t utf-8",
            ) from None


def find_encoding(head: bytes, declared: str | None) -> Encoding:
    """Return the encoding of a file that begins with some bytes.

    Parameters
    ----------
    declared : str or None
        Name of a codec; None takes the one a byte order mark tells, else UTF-8.

    Raises
    ------
    SpecError
        If the codec is unknown, or lines can not be found in what it writes.
    """
    marked = next(((len(m), name) for m, name in _MARKS if head.startswith(m)), None)
    if declared is None:
        return Encoding("utf-8") if marked is None else Encoding(marked[1], marked[0])
    try:
        name = codecs.lookup(declared).name.replace("_", "-")
    except LookupError:
        raise SpecError(
            f"there is no encoding {declared!r}", hint='encoding="utf-8", "cp1252", "utf-16"'
        ) from None
    name = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(name, name)
    if marked is not None and (marked[1] == name or declared.lower() in ("utf-16", "utf16")):
        return Encoding(marked[1], marked[0])
    if name not in _WIDE and _decoded(_ASCII, name) != _ASCII.decode():
        raise SpecError(
            f"lines can not be found in {declared!r} without reading the whole file",
            hint=f"write it as UTF-8 first: iconv -f {declared} -t utf-8",
        )
    return Encoding(name)


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name)
    except (UnicodeDecodeError, LookupError):
        return ""
