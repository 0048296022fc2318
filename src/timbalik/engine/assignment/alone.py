"""What a certificate says about itself, where the scores are not at hand: a change that contradicts the rest is found.

That no pair left out is worth more than its prices, only the scores can show; ``verify.py`` asks them.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.certificate import Certificate, whole, wholes
from timbalik.engine.assignment.errors import InvalidCertificate
from timbalik.engine.assignment.stages import Stage
from timbalik.engine.assignment.tiebreak import pair_numbers, position_numbers, tie_bits

IntArray = NDArray[np.int64]

#: More bytes of forbidden pairs than this were never written.
MOST_BYTES: Final = 2**31

#: Sums of three numbers below this are exact.
MOST_WORTH: Final = 2**61

SCALES: Final = tuple(10**places for places in range(10))


@dataclass(frozen=True, eq=False)
class Record:
    """What the command line wrote beside the proof."""

    scale: int
    mentor_capacity: IntArray
    mentee_capacity: IntArray
    mentor_minimum: IntArray
    mentee_minimum: IntArray
    forbidden: IntArray
    pair_scores: IntArray


def read_record(document: object) -> Record:
    """Read what lies beside the proof; raise ``InvalidCertificate`` on anything else."""
    try:
        if not isinstance(document, Mapping):
            raise TypeError("problem is no record")
        capacity = [wholes(document[f"{side}_capacity"]) for side in ("mentor", "mentee")]
        minimum = [
            wholes(document.get(f"{side}_minimum", [0] * len(most)))
            for side, most in zip(("mentor", "mentee"), capacity, strict=True)
        ]
        record = Record(
            scale=whole(document["scale"]),
            mentor_capacity=capacity[0],
            mentee_capacity=capacity[1],
            mentor_minimum=minimum[0],
            mentee_minimum=minimum[1],
            forbidden=unpack_positions(document["forbidden"]),
            pair_scores=wholes(document["pair_scores"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InvalidCertificate(f"the record of the round cannot be read: {type(error).__name__} {error}") from None
    if record.scale not in SCALES:
        raise InvalidCertificate(f"scale {record.scale}: a power of ten up to {SCALES[-1]} is accepted")
    if any(len(one) != len(other) for one, other in zip(minimum, capacity, strict=True)):
        raise InvalidCertificate("minimums and capacities count different people")
    if any((one < 0).any() for one in (*capacity, *minimum)):
        raise InvalidCertificate("a capacity or minimum is below zero")
    return record


def unpack_positions(text: object) -> IntArray:
    """Return forbidden positions from compressed steps between them."""
    try:
        packed = base64.b64decode(str(text), validate=True)
        content = zlib.decompressobj().decompress(packed, MOST_BYTES)
        return np.cumsum(np.frombuffer(content, "<i8")).astype(np.int64)
    except (ValueError, zlib.error) as error:
        raise InvalidCertificate(f"the record of forbidden pairs cannot be read: {error}") from None


def check_alone(certificate: Certificate, problem: object) -> None:
    """Check what can be checked without the scores of the pairs left out.

    Raises
    ------
    InvalidCertificate
        If the certificate contradicts itself.
    """
    if not re.fullmatch("[0-9a-f]{64}", certificate.digest):
        raise InvalidCertificate(f"digest {certificate.digest[:80]!r}: 64 hexadecimal digits are accepted")
    if certificate.value > certificate.bound:
        raise InvalidCertificate(f"value {certificate.value} lies above the bound {certificate.bound}")
    for number, stage in enumerate(certificate.stages):
        last = number + 1 == len(certificate.stages)
        if stage.value > stage.bound or (stage.value < stage.bound and not last):
            raise InvalidCertificate(f"stage {number}: value {stage.value} and bound {stage.bound} do not agree")
    if certificate.value == certificate.bound and any(stage.value != stage.bound for stage in certificate.stages):
        raise InvalidCertificate("value and bound agree, a stage's do not")
    order = np.lexsort((certificate.mentee, certificate.mentor))
    mentor, mentee = certificate.mentor[order], certificate.mentee[order]
    if ((mentor[1:] == mentor[:-1]) & (mentee[1:] == mentee[:-1])).any():
        raise InvalidCertificate("a pair appears twice")
    _check_order(certificate)
    if problem is None:
        return
    record = read_record(problem)
    _check_pairs(certificate, record)
    _check_sizes(certificate, record)
    if certificate.objective.reach_target is None:
        _check_held(certificate, record)


def _check_order(certificate: Certificate) -> None:
    """Stages prove the levels asked, in their order, and a total that is proved has its stage."""
    asked = [*certificate.objective.levels, "tie-break"]
    # nobody to keep, no band left, and a target that counts as a mentor
    left_out = {"changes", "leximin", *(["reach"] if certificate.objective.reach_target is not None else [])}
    reached = -1
    for number, stage in enumerate(certificate.stages):
        for name in stage.names:
            place = asked.index(name) if name in asked else -1
            skipped = [one for one in asked[reached + 1 : place] if one not in left_out]
            if place < reached or skipped or (place == reached and name != "leximin"):
                raise InvalidCertificate(f"stage {number} proves {name}, which is not next")
            reached = place
    proved = asked[: reached + 1]
    if certificate.value == certificate.bound and "total" in asked and "total" not in proved:
        raise InvalidCertificate("value and bound agree, and no stage weighs the total")


def _check_pairs(certificate: Certificate, record: Record) -> None:
    if len(record.pair_scores) != len(certificate.mentor) or sum(record.pair_scores.tolist()) != certificate.value:
        raise InvalidCertificate("the scores of the pairs do not add up to the value")
    sides = (
        ("mentor", certificate.mentor, record.mentor_minimum, record.mentor_capacity),
        ("mentee", certificate.mentee, record.mentee_minimum, record.mentee_capacity),
    )
    for side, people, least, most in sides:
        if people.size and not 0 <= people.min() <= people.max() < len(most):
            raise InvalidCertificate(f"a pair names a {side} who is not in the round")
        load = np.bincount(people, minlength=len(most))
        if (load > most).any():
            raise InvalidCertificate(f"a {side} has more pairs than places")
        if (load < least).any():
            raise InvalidCertificate(f"a {side} has fewer pairs than the minimum")
    key = certificate.mentor * len(record.mentee_capacity) + certificate.mentee
    if np.isin(key, record.forbidden).any():
        raise InvalidCertificate("a forbidden pair is held")


def _check_sizes(certificate: Certificate, record: Record) -> None:
    """One price for everybody; where a target was set and can be reached, one more for nobody."""
    target, held, mentors = certificate.objective.reach_target, len(certificate.mentor), len(record.mentor_capacity)
    accepted = {(mentors,)} if target is None or held <= target else set()
    if target is not None and held >= target:
        accepted.add((mentors + 1,))
    for number, stage in enumerate(certificate.stages):
        if stage.mentor_price.shape not in accepted or stage.mentee_price.shape != record.mentee_capacity.shape:
            raise InvalidCertificate(f"stage {number}: one price for every person is accepted")


def _check_held(certificate: Certificate, record: Record) -> None:
    """The pairs held are worth what each stage says, and no stage that is proved would rather leave one out."""
    open_ = np.arange(len(certificate.mentor))
    for number, stage in enumerate(certificate.stages):
        worth = _worth(certificate, stage, record, open_)
        value = sum(worth.tolist())
        if value != stage.value:
            raise InvalidCertificate(f"stage {number}: value {stage.value} is stated, the pairs are worth {value}")
        if stage.value != stage.bound:
            return
        prices = stage.mentor_price[certificate.mentor[open_]], stage.mentee_price[certificate.mentee[open_]]
        if any(max(int(one.max(initial=0)), -int(one.min(initial=0))) >= MOST_WORTH // 2 for one in prices):
            raise InvalidCertificate(f"stage {number}: a price does not fit exact 64-bit sums")
        margin = worth - prices[0] - prices[1]
        if (margin < 0).any():
            raise InvalidCertificate(f"stage {number}: held pairs and prices do not agree")
        open_ = open_[margin == 0]


def _worth(certificate: Certificate, stage: Stage, record: Record, open_: IntArray) -> IntArray:
    """Return what the held pairs that are still open count in a stage."""
    mentor, mentee, score = certificate.mentor[open_], certificate.mentee[open_], record.pair_scores[open_]
    worth, most = np.zeros(len(open_), np.int64), 0
    for name, threshold, factor in zip(stage.names, stage.thresholds, stage.factors, strict=True):
        if name == "tie-break":
            places = min(sum(record.mentor_capacity.tolist()), sum(record.mentee_capacity.tolist()))
            numbers = [
                position_numbers(len(size), side, "")
                for side, size in (("mentor", record.mentor_capacity), ("mentee", record.mentee_capacity))
            ]
            values = pair_numbers(numbers[0][mentor], numbers[1][mentee], tie_bits(places))
        elif name == "total":
            values = score
        elif name in ("floor", "leximin"):
            values = -(score < threshold).astype(np.int64)
        else:
            values = np.full(len(open_), name == "reach", np.int64)
        most += max(1, int(values.max(initial=0)), -int(values.min(initial=0))) * abs(factor)
        if most >= MOST_WORTH:
            raise InvalidCertificate("factors overflow 64-bit numbers")
        worth += factor * values
    return worth


def same_record(problem: Any, scale: int, pair_scores: IntArray) -> None:
    """Refuse a record that tells another scale or other scores of the pairs than the numbers do."""
    record = read_record(problem)
    if record.scale != scale:
        raise InvalidCertificate(f"scale {record.scale} is stated, {scale} is the file's")
    if not np.array_equal(record.pair_scores, pair_scores):
        raise InvalidCertificate("the scores of the pairs are not those of the file")
