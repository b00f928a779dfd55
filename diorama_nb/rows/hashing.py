"""Hashes of ids, column by column: no Python object per id, and other threads run meanwhile.

Multilinear hashing (Lemire and Kaser, 2012): each 32-bit word of an id is multiplied by a
random factor of its place; of their sum modulo 2 ** 64 the upper half is the hash. Two ids
collide by chance only, whatever they look like: factors are drawn anew in each process, so no
source can name ids that do.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import mul
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Hashes = npt.NDArray[np.uint64]

Ids: TypeAlias = "Sequence[str] | pa.ChunkedArray"

BITS: Final = 32
"""Bits of a hash."""

_SEED: Final = secrets.randbits(64)
_WORD: Final = 4
_MASKS: Final = np.array([0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF], np.uint32)
"""By the bytes of an id that are left: what of a word belongs to it."""

_AT_ONCE: Final = 1 << 14
"""Ids hashed at once: what is worked on stays in the processor's cache."""


def hash_of(id: str) -> int:
    """Return the hash of one id."""
    data = _encoded(id)
    count = -(-len(data) // _WORD)
    words = struct.unpack(f"<{count}I", data.ljust(count * _WORD, b"\0"))
    factors = _factors(_room(count))[1]
    total: int = sum(map(mul, (len(data), *words), factors))
    return (total >> BITS) & 0xFFFF_FFFF


def hashes_of(ids: Ids) -> Hashes:
    """Return the hashes of many ids; those of a column are never held as Python strings."""
    column = ids if isinstance(ids, pa.ChunkedArray) else _column(ids)
    found, first = np.empty(len(column), np.uint64), 0
    for bounds, data in _pieces(column.cast(pa.binary())):
        stop = first + len(bounds) - 1
        found[first:stop] = _of(bounds, data)
        first = stop
    return found


def _pieces(ids: pa.ChunkedArray) -> Iterator[tuple[npt.NDArray[np.int64], bytes]]:
    """Yield ids as the bytes of some of them, and where in these each begins and ends."""
    for chunk in ids.chunks:
        for start in range(0, len(chunk), _AT_ONCE):
            piece = chunk.slice(start, _AT_ONCE)
            _, offsets, data = piece.buffers()
            first = piece.offset
            bounds = np.frombuffer(offsets, np.int32)[first : first + len(piece) + 1]
            bounds = bounds.astype(np.int64)
            text = b"" if data is None else data[int(bounds[0]) : int(bounds[-1])].to_pybytes()
            yield bounds - bounds[0], text


def _of(bounds: npt.NDArray[np.int64], data: bytes) -> Hashes:
    words: Any = np.ndarray(len(data) + 1, "<u4", data + bytes(_WORD), strides=(1,))
    starts, lengths = bounds[:-1], np.diff(bounds)
    shortest, longest = int(lengths.min()), int(lengths.max())
    factors = _factors(_room(-(-longest // _WORD)))[0]
    found: Hashes = lengths.astype(np.uint64) * factors[0]
    for number, at in enumerate(range(0, longest, _WORD), 1):
        left: Any = slice(None) if at < shortest else np.flatnonzero(lengths > at)
        mask = _MASKS[np.minimum(lengths[left] - at, _WORD)]
        found[left] += (words[starts[left] + at] & mask) * factors[number]
    return found >> np.uint64(BITS)


def _column(ids: Sequence[str]) -> pa.ChunkedArray:
    try:
        return pa.chunked_array([ids], pa.string())
    except UnicodeEncodeError:  # lone surrogates are no text to Arrow
        return pa.chunked_array([list(map(_encoded, ids))], pa.binary())


def _encoded(id: str) -> bytes:
    return id.encode("utf-8", "surrogatepass")


def _room(words: int) -> int:
    """Return a number of factors that does for so many words and a length; one of few."""
    return max(64, 1 << words.bit_length())


@lru_cache
def _factors(count: int) -> tuple[Hashes, list[int]]:
    """Return the first so many factors, as an array and as plain numbers."""
    factors = np.random.PCG64(_SEED).random_raw(count)
    return factors, factors.tolist()
