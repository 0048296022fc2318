"""Scores as a file holds them, and decimals as whole numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

#: Decimals beyond this are no measured scores any more.
MOST_DECIMALS: Final = 9

#: Numbers worked on at a time: what they need in between stays in the processor's cache.
CHUNK: Final = 1 << 16


@dataclass(frozen=True, eq=False)
class ScoreFile:
    """Listed pairs with whole scores: the file's numbers times ``scale``, exactly.

    ``listed`` says that the file lists pairs, so that it may leave out people at the end.
    """

    shape: tuple[int, int]
    mentor: NDArray[Any]
    mentee: NDArray[Any]
    score: IntArray
    scale: int
    listed: bool = False


def chunks(size: int) -> Iterator[slice]:
    """Yield the parts of so many numbers."""
    for first in range(0, size, CHUNK):
        yield slice(first, first + CHUNK)


def scale_floats(floats: NDArray[np.float64], most: int, kind: Any = np.float64) -> int | None:
    """Turn floats, in their own memory, into whole numbers up to ``most``; return the power of ten they were multiplied by.

    A float counts as the shortest decimal that is the same float of its ``kind``. None, and nothing changed, where up to nine
    decimals do not tell every number.
    """
    flat = floats.reshape(-1)
    highest = max((float(np.abs(flat[part]).max()) for part in chunks(flat.size)), default=0.0)
    for places in range(MOST_DECIMALS + 1):
        if np.rint(highest * 10**places) > most:
            return None
        if all(
            np.array_equal(
                (np.rint(flat[part] * 10**places) / 10**places).astype(kind, copy=False),
                flat[part].astype(kind, copy=False),
            )
            for part in chunks(flat.size)
        ):
            whole = flat.view(np.int64)
            for part in chunks(flat.size):
                whole[part] = np.rint(flat[part] * 10**places).astype(np.int64)
            return int(10**places)
    return None
