"""Whole numbers or a named refusal: NaN, fractions, negative capacities."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from timbalik.engine.assignment.errors import InvalidInstance

IntArray = NDArray[np.int64]


def check_bounds(minimum: IntArray, capacity: IntArray, side: str, size: int) -> None:
    """Raise ``InvalidInstance`` for the first person whose bounds cannot be."""
    if minimum.shape != (size,) or capacity.shape != (size,):
        raise InvalidInstance(f"{side} capacities or minimums: {size} numbers are accepted")
    for row in np.flatnonzero((capacity < 0) | (minimum < 0))[:1]:
        raise InvalidInstance(f"{side} {row}: capacity {capacity[row]}, minimum {minimum[row]}; 0 or more is accepted")
    for row in np.flatnonzero(minimum > capacity)[:1]:
        raise InvalidInstance(f"{side} {row}: minimum {minimum[row]} is above the capacity {capacity[row]}")


def check_range(table: IntArray, name: str, most: int) -> None:
    """Raise ``InvalidInstance`` for the first number below 0 or above ``most``."""
    if not table.size or (int(table.min()) >= 0 and int(table.max()) <= most):
        return
    wrong = np.argwhere((table < 0) | (table > most))
    if len(wrong):
        row, column = wrong[0]
        raise InvalidInstance(
            f"{name} of mentor {row}, mentee {column} is {table[row, column]}: 0 to {most} is accepted"
        )


def whole_numbers(values: ArrayLike, name: str) -> IntArray:
    """Return whole numbers as int64; refuse NaN, fractions and what does not fit."""
    array = np.asarray(values)
    if array.dtype.kind in "iub":
        if array.dtype == np.uint64 and array.size and int(array.max()) > np.iinfo(np.int64).max:
            raise InvalidInstance(f"{name} holds {int(array.max())}: 64-bit signed integers are accepted")
        return array.astype(np.int64, order="C", copy=False)
    if array.dtype.kind != "f":
        raise InvalidInstance(f"{name} holds {array.dtype} values: whole numbers are accepted")
    wrong = np.argwhere(~np.isfinite(array) | (array != np.floor(array)) | (np.abs(array) > 2**53))
    if len(wrong):
        place = tuple(int(position) for position in wrong[0])
        raise InvalidInstance(f"{name} at {place} is {array[place]}: whole numbers are accepted")
    return array.astype(np.int64, order="C", copy=False)


def everybody(values: ArrayLike, size: int, name: str) -> IntArray:
    """Return one number for each person; a single number stands for everybody."""
    array = whole_numbers(values, name)
    return np.full(size, int(array), np.int64) if array.ndim == 0 else array
