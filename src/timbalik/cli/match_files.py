"""What ``match`` and ``verify certificate`` read and write. Imported only when one of them runs."""

from __future__ import annotations

import argparse
import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.alone import Record
from timbalik.engine.assignment.certificate import Certificate, as_arrays
from timbalik.engine.assignment.errors import InvalidCertificate, InvalidInstance
from timbalik.engine.assignment.files import read_counts, read_forbidden, read_scores
from timbalik.engine.assignment.order import pair_keys
from timbalik.engine.assignment.pairlist import ListedInstance, list_instance
from timbalik.engine.assignment.score_file import IntArray, ScoreFile, chunks
from timbalik.engine.assignment.sealing import sealed_text

CAPACITIES: Final = ("mentor_capacity", "mentee_capacity")
#: A table of all places, one byte each, is looked at where it has no more than so many for each pair.
FEW_PLACES: Final = 8
MINIMUMS: Final = ("mentor_minimum", "mentee_minimum")


@dataclass(frozen=True, eq=False)
class Problem:
    """The round that the files describe, the power of ten its scores were multiplied by, and who may not be paired."""

    scale: int
    instance: ListedInstance
    forbidden: IntArray


def read_problem(options: argparse.Namespace, recorded: Record | None = None) -> Problem:
    """Read the files named by the options; what they leave out comes from a certificate's record, else is 1 or nothing."""
    scores = read_scores(options.scores)
    counts = {name: _counts(options, recorded, name) for name in (*CAPACITIES, *MINIMUMS)}
    shape = _full_shape(options, scores, counts)
    if options.forbidden is not None:
        mentor, mentee = read_forbidden(options.forbidden, shape)
        for row in np.flatnonzero((mentor < 0) | (mentor >= shape[0]) | (mentee < 0) | (mentee >= shape[1]))[:1]:
            raise InvalidInstance(
                f"{options.forbidden.name}: pair {row}, mentor {mentor[row]}, mentee {mentee[row]} lies outside {shape}"
            )
        forbidden = mentor * shape[1] + mentee
        if not (forbidden[1:] > forbidden[:-1]).all():  # a table's stand in order
            forbidden = np.unique(forbidden)
    else:
        forbidden = np.zeros(0, np.int64) if recorded is None else recorded.forbidden
    columns = scores.mentor, scores.mentee, scores.score
    if len(forbidden):
        allowed = _allowed(scores, forbidden, shape)
        columns = columns[0][allowed], columns[1][allowed], columns[2][allowed]
    instance = list_instance(
        shape=shape,
        mentor=columns[0],
        mentee=columns[1],
        score=columns[2],
        mentor_capacity=counts["mentor_capacity"],
        mentee_capacity=counts["mentee_capacity"],
        mentor_minimum=counts["mentor_minimum"],
        mentee_minimum=counts["mentee_minimum"],
    )
    return Problem(scale=scores.scale, instance=instance, forbidden=forbidden)


def _allowed(scores: ScoreFile, forbidden: IntArray, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which pairs are not forbidden, some at a time: looking all up together would take more memory than the round."""
    places = shape[0] * shape[1]
    forbidden = forbidden[(forbidden >= 0) & (forbidden < places)]
    allowed = np.ones(len(scores.score), bool)
    if places <= FEW_PLACES * len(allowed):
        free = np.ones(shape[::-1], bool)
        free.T[np.divmod(forbidden, max(1, shape[1]))] = False
        for part in chunks(len(allowed)):
            allowed[part] = free[scores.mentee[part], scores.mentor[part]]
    elif len(forbidden):
        mentor, mentee = np.divmod(forbidden, shape[1])
        keys = np.sort(pair_keys(mentor, mentee, shape[0]))
        for part in chunks(len(allowed)):
            asked = pair_keys(scores.mentor[part], scores.mentee[part], shape[0])
            allowed[part] = keys.take(np.searchsorted(keys, asked), mode="clip") != asked
    return allowed


def _counts(options: argparse.Namespace, recorded: Record | None, name: str) -> IntArray:
    """Return one number for everybody, from the file or a certificate's record; else 1 place each and no minimum."""
    path = getattr(options, name)
    if path is not None:
        return read_counts(path)
    if recorded is not None:
        found: IntArray = getattr(recorded, name)
        return found
    return np.array(1 if name in CAPACITIES else 0, np.int64)


def _full_shape(options: argparse.Namespace, scores: ScoreFile, counts: Mapping[str, IntArray]) -> tuple[int, int]:
    """Return the shape; a list of pairs may leave out people at the end whom the capacities still count."""
    shape = dict(zip(("mentor", "mentee"), scores.shape, strict=True))
    for name, one in counts.items():
        side = name.partition("_")[0]
        if not one.ndim or len(one) == shape[side]:
            continue
        if not scores.listed or len(one) < shape[side]:
            where = getattr(options, name)
            if where is None:
                raise InvalidCertificate(
                    f"it is about {len(one)} {side}s, {options.scores.name} has {shape[side]}: these are other numbers"
                )
            raise InvalidInstance(f"{where.name}: {len(one)} numbers, {options.scores.name} has {shape[side]} {side}s")
        shape[side] = len(one)
    return shape["mentor"], shape["mentee"]


def write_pairs(path: Path, problem: Problem, mentors: IntArray, mentees: IntArray, found: IntArray) -> None:
    """Write the pairs held as ``mentor,mentee,score`` with a header, in the file's own unit; ``found`` are their scores."""
    with path.open("w", encoding="utf-8") as file:
        file.write("mentor,mentee,score\n")
        for part in chunks(len(found)):
            columns = mentors[part].tolist(), mentees[part].tolist(), found[part].tolist()
            if problem.scale == 1:
                file.write("%d,%d,%d\n" * len(columns[0]) % tuple(chain.from_iterable(zip(*columns, strict=True))))
            else:
                file.writelines(
                    f"{mentor},{mentee},{shown(score, problem.scale)}\n"
                    for mentor, mentee, score in zip(*columns, strict=True)
                )


def pair_scores(instance: ListedInstance, mentors: IntArray, mentees: IntArray) -> IntArray:
    """Return the scores of pairs of the round."""
    asked = pair_keys(mentors, mentees, instance.shape[0])
    order = np.argsort(asked)
    found = np.empty(len(order), np.int64)
    keys = pair_keys(instance.mentor, instance.mentee, instance.shape[0])
    found[order] = instance.score[np.searchsorted(keys, asked[order])]
    return found


def write_certificate(path: Path, problem: Problem, certificate: Certificate, found: IntArray) -> None:
    """Write the proof with what is needed to recheck it beside the scores: capacities, forbidden pairs, scale."""
    document = as_arrays(certificate)
    instance = problem.instance
    document["problem"] = {
        "scale": problem.scale,
        "mentor_capacity": instance.mentor_capacity,
        "mentee_capacity": instance.mentee_capacity,
        **{name: getattr(instance, name) for name in MINIMUMS if getattr(instance, name).any()},
        "forbidden": _packed(problem.forbidden),
        "pair_scores": found,
    }
    path.write_text(sealed_text(document), encoding="utf-8")


def _packed(forbidden: IntArray) -> str:
    """Return positions as compressed steps between them."""
    steps = np.diff(forbidden, prepend=0).astype("<i8")
    return base64.b64encode(zlib.compress(steps.tobytes(), level=4)).decode()


def shown(number: int, scale: int) -> str:
    """Return a whole number in the file's own unit."""
    if scale == 1:
        return str(number)
    whole, part = divmod(abs(number), scale)
    return f"{'-' * (number < 0)}{whole}.{part:0{len(str(scale)) - 1}}".rstrip("0").rstrip(".")
