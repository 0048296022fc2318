"""Scores from ``.npz``: a table, or a scipy sparse matrix, read without scipy where it is a plain one."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.score_file import MOST_DECIMALS, IntArray, ScoreFile, scale_floats

#: Which side each index of a sparse matrix stands for: first what is counted off, then what is listed.
COMPRESSED: Final = {b"csr": (0, 1), b"csc": (1, 0)}
#: Numbers that scipy would hand over as they are.
PLAIN: Final = "?bhilqBHILQfd"


#: What numpy, scipy and zipfile raise at a file that is no table.
BROKEN: Final = (
    ValueError, AttributeError, LookupError, TypeError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def read_npz(path: Path) -> ScoreFile:
    """Read a dense table, by mentee and then mentor, or a sparse matrix in its own order."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as loaded:
            return _table_of(path, loaded)
    except BROKEN as error:
        raise InvalidInstance(f"{path.name} is no .npz file of numbers: {error}") from None


def _table_of(path: Path, loaded: np.lib.npyio.NpzFile) -> ScoreFile:
    names = set(loaded.files)
    if "format" in names and "shape" in names:
        return _read_plain_sparse(path, loaded) or _read_any_sparse(path)
    if len(names) != 1 and "scores" not in names:
        raise InvalidInstance(f"{path.name} holds {sorted(names)}: one table, or one named 'scores', is accepted")
    table = loaded["scores" if "scores" in names else next(iter(names))]
    if table.ndim != 2:
        raise InvalidInstance(f"{path.name} has {table.ndim} dimensions: a table of mentors by mentees is accepted")
    score, scale = _scaled_array(path, table)
    return list_table(score, scale)


def list_table(score: IntArray, scale: int) -> ScoreFile:
    """Return all pairs of a table, by mentee and then mentor."""
    n_mentors, n_mentees = score.shape
    mentor = np.tile(np.arange(n_mentors, dtype=np.int32), n_mentees)
    mentee = np.repeat(np.arange(n_mentees, dtype=np.int32), n_mentors)
    return ScoreFile((n_mentors, n_mentees), mentor, mentee, score.T.ravel(), scale)


def _read_any_sparse(path: Path) -> ScoreFile:
    from scipy import sparse  # slow import: only for rare forms

    matrix = sparse.load_npz(path).tocoo()
    score, scale = _scaled_array(path, matrix.data)
    rows, columns = matrix.row.astype(np.int64), matrix.col.astype(np.int64)
    return ScoreFile((matrix.shape[0], matrix.shape[1]), rows, columns, score, scale)


def _read_plain_sparse(path: Path, loaded: Mapping[str, NDArray[Any]]) -> ScoreFile | None:
    """Read compressed rows or columns, or coordinates, where everything in them is as scipy writes it."""
    try:
        kind, shape, data = loaded["format"].item(), loaded["shape"].tolist(), loaded["data"]
        if len(shape) != 2 or not all(type(size) is int and 0 <= size < 2**31 for size in shape):
            return None
        if data.ndim != 1 or data.dtype.char not in PLAIN or not data.dtype.isnative:
            return None
        if kind in COMPRESSED:
            counted, listed = COMPRESSED[kind]
            where = _compressed(loaded["indptr"], loaded["indices"], shape[counted], shape[listed], data.size)
            places = where and (where if counted == 0 else where[::-1])
        elif kind == b"coo":
            sides = [
                _positions(loaded[name], size, data.size) for name, size in zip(("row", "col"), shape, strict=True)
            ]
            places = None if sides[0] is None or sides[1] is None else (sides[0], sides[1])
        else:
            return None
    except (KeyError, TypeError, ValueError):
        return None
    if places is None:
        return None
    score, scale = _scaled_array(path, data)
    return ScoreFile((shape[0], shape[1]), *places, score, scale)


def _compressed(
    ends: NDArray[Any], indices: NDArray[Any], counted: int, listed: int, size: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]] | None:
    """Return positions on the side that is counted off, and on the side that is listed."""
    other = _positions(indices, listed, size)
    if other is None or ends.dtype.kind not in "iu" or ends.shape != (counted + 1,):
        return None
    ends = ends.astype(np.int64, copy=False)
    times = ends[1:] - ends[:-1]
    if ends[0] != 0 or ends[-1] != size or (times < 0).any():
        return None
    return np.repeat(np.arange(counted, dtype=np.int32), times), other


def _positions(values: NDArray[Any], people: int, size: int) -> NDArray[np.int32] | None:
    if values.shape != (size,) or values.dtype.kind not in "iu":
        return None
    if size and not 0 <= int(values.min()) <= int(values.max()) < people:
        return None
    return values.astype(np.int32, copy=False)


def _scaled_array(path: Path, values: NDArray[np.generic]) -> tuple[IntArray, int]:
    """Return numbers as whole ones, perhaps in their own memory; a float counts as the shortest decimal that is the same float."""
    if values.dtype.kind in "iub" and values.dtype != np.uint64:
        return values.astype(np.int64, copy=False), 1
    if values.dtype.kind == "u":
        if values.size and int(values.max()) > np.iinfo(np.int64).max:
            raise InvalidInstance(f"{path.name}: a score does not fit a 64-bit integer")
        return values.astype(np.int64), 1
    if values.dtype.kind != "f":
        raise InvalidInstance(f"{path.name} holds {values.dtype} values: numbers are accepted")
    floats = values.astype(np.float64, order="C", copy=False)
    if floats is not values and (floats.astype(values.dtype) != values).any() and np.isfinite(floats).all():
        raise InvalidInstance(f"{path.name}: {values.dtype} values do not fit 64-bit floats without loss")
    if not np.isfinite(floats).all():
        place = tuple(int(position) for position in np.argwhere(~np.isfinite(floats))[0])
        raise InvalidInstance(f"{path.name} at {place}: {floats[place]} is not a number")
    scale = scale_floats(floats, 2**53, values.dtype)
    if scale is None:
        raise InvalidInstance(
            f"{path.name}: decimals would lose precision; up to {MOST_DECIMALS} that fit 53 bits are accepted"
        )
    return floats.view(np.int64), scale
