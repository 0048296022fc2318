"""What ``match`` and ``verify certificate`` read and write. Imported only when one of them runs."""

from __future__ import annotations

import argparse
import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np

from timbalik.engine.assignment.certificate import Certificate, as_document
from timbalik.engine.assignment.errors import InvalidCertificate, InvalidInstance
from timbalik.engine.assignment.files import IntArray, ScoreFile, read_counts, read_forbidden, read_scores
from timbalik.engine.assignment.pairlist import ListedInstance, list_instance

CAPACITIES: Final = ("mentor_capacity", "mentee_capacity")
MINIMUMS: Final = ("mentor_minimum", "mentee_minimum")


@dataclass(frozen=True, eq=False)
class Problem:
    """The numbers as read, and the round they describe."""

    scores: ScoreFile
    instance: ListedInstance
    forbidden: IntArray


def read_problem(options: argparse.Namespace, recorded: Mapping[str, Any] | None = None) -> Problem:
    """Read the files named by the options; what they leave out comes from a certificate's record, else is 1 or nothing."""
    scores = read_scores(options.scores)
    recorded = recorded or {}
    counts = {name: _counts(options, recorded, name) for name in (*CAPACITIES, *MINIMUMS)}
    shape = _full_shape(options, scores, counts)
    if options.forbidden is not None:
        mentor, mentee = read_forbidden(options.forbidden, shape)
        for row in np.flatnonzero((mentor < 0) | (mentor >= shape[0]) | (mentee < 0) | (mentee >= shape[1]))[:1]:
            raise InvalidInstance(
                f"{options.forbidden.name}: pair {row}, mentor {mentor[row]}, mentee {mentee[row]} lies outside {shape}"
            )
        forbidden = np.unique(mentor * shape[1] + mentee)
    else:
        forbidden = _unpacked(recorded.get("forbidden"))
    allowed = np.isin(scores.mentor * shape[1] + scores.mentee, forbidden, invert=True)
    instance = list_instance(
        shape=shape,
        mentor=scores.mentor[allowed],
        mentee=scores.mentee[allowed],
        score=scores.score[allowed],
        mentor_capacity=counts["mentor_capacity"],
        mentee_capacity=counts["mentee_capacity"],
        mentor_minimum=counts["mentor_minimum"],
        mentee_minimum=counts["mentee_minimum"],
    )
    return Problem(scores=scores, instance=instance, forbidden=forbidden)


def _counts(options: argparse.Namespace, recorded: Mapping[str, Any], name: str) -> IntArray:
    """Return one number for everybody, from the file or a certificate's record; else 1 place each and no minimum."""
    path = getattr(options, name)
    if path is not None:
        return read_counts(path)
    return np.array(recorded.get(name, 1 if name in CAPACITIES else 0), np.int64)


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


def write_pairs(path: Path, scores: ScoreFile, mentors: IntArray, mentees: IntArray) -> None:
    """Write the pairs held as ``mentor,mentee,score`` with a header, in the file's own unit."""
    found = pair_scores(scores, mentors, mentees)
    lines = [
        f"{mentor},{mentee},{shown(score, scores.scale)}"
        for mentor, mentee, score in zip(mentors.tolist(), mentees.tolist(), found.tolist(), strict=True)
    ]
    path.write_text("\n".join(["mentor,mentee,score", *lines]) + "\n", encoding="utf-8")


def pair_scores(scores: ScoreFile, mentors: IntArray, mentees: IntArray) -> IntArray:
    """Return the scores of the pairs held."""
    width = max(1, scores.shape[1])
    key = scores.mentor * width + scores.mentee
    order = np.argsort(key, kind="stable")
    place = np.searchsorted(key, mentors * width + mentees, sorter=order)
    return scores.score[order[place]] if len(place) else np.zeros(0, np.int64)


def write_certificate(path: Path, problem: Problem, certificate: Certificate) -> None:
    """Write the proof with what is needed to recheck it beside the scores: capacities, forbidden pairs, scale."""
    document = as_document(certificate)
    instance = problem.instance
    document["problem"] = {
        "scale": problem.scores.scale,
        "mentor_capacity": instance.mentor_capacity.tolist(),
        "mentee_capacity": instance.mentee_capacity.tolist(),
        **{name: getattr(instance, name).tolist() for name in MINIMUMS if getattr(instance, name).any()},
        "forbidden": _packed(problem.forbidden),
        "pair_scores": pair_scores(problem.scores, certificate.mentor, certificate.mentee).tolist(),
    }
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")


def _packed(forbidden: IntArray) -> str:
    """Return positions as compressed steps between them."""
    return base64.b64encode(zlib.compress(np.diff(forbidden, prepend=0).astype("<i8").tobytes(), 6)).decode()


def _unpacked(text: object) -> IntArray:
    if text is None:
        return np.zeros(0, np.int64)
    try:
        packed = base64.b64decode(str(text), validate=True)
        return np.cumsum(np.frombuffer(zlib.decompress(packed), "<i8")).astype(np.int64)
    except (ValueError, zlib.error) as error:
        raise InvalidCertificate(f"the record of forbidden pairs cannot be read: {error}") from None


def shown(number: int, scale: int) -> str:
    """Return a whole number in the file's own unit."""
    return str(number) if scale == 1 else format(Decimal(number) / scale, "f")
