"""The proof that travels with an answer, and its JSON form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidCertificate, InvalidInstance
from timbalik.engine.assignment.objective import RULE_VERSION, Objective
from timbalik.engine.assignment.stages import Stage

IntArray = NDArray[np.int64]

FORMAT: Final = "timbalik assignment certificate 1"

#: Factors, a floor, a bonus: what passes this overflows whatever it is multiplied by.
MOST_MEASURE: Final = 2**62


@dataclass(frozen=True, eq=False)
class Certificate:
    """Pairs, prices and bounds: all that a stranger needs to recheck an answer against the numbers.

    Attributes
    ----------
    value, bound : int
        The total reached and the most any assignment can reach that is as good on the levels before the total, in
        hundredths of a point (keep bonus included). Equal when proved.
    proved : bool
        Every stage's bound equals its value.
    mentor, mentee : int arrays
        The pairs held, ascending by mentor and mentee, locked pairs included.
    stages : tuple of Stage
        The prices; see ``levels.py``.
    digest : str
        Of the instance.
    """

    digest: str
    objective: Objective
    value: int
    bound: int
    mentor: IntArray
    mentee: IntArray
    stages: tuple[Stage, ...]
    rule_version: int = RULE_VERSION

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Return (mentor, mentee) positions."""
        return tuple(zip(self.mentor.tolist(), self.mentee.tolist(), strict=True))

    @property
    def proved(self) -> bool:
        """Return whether every level is proved, down to the tie-break."""
        complete = bool(self.stages) and self.stages[-1].names[-1] == "tie-break"
        return complete and self.value == self.bound and all(stage.value == stage.bound for stage in self.stages)


def as_document(certificate: Certificate) -> dict[str, Any]:
    """Return the certificate as plain lists and numbers."""
    document = as_arrays(certificate)
    document["pairs"] = document["pairs"].tolist()
    for stage in document["stages"]:
        stage.update({name: stage[name].tolist() for name in ("mentor_price", "mentee_price")})
    return document


def as_arrays(certificate: Certificate) -> dict[str, Any]:
    """Return the same with arrays for long lists of numbers."""
    return {
        "format": FORMAT,
        "rule_version": certificate.rule_version,
        "value": certificate.value,
        "bound": certificate.bound,
        "digest": certificate.digest,
        "objective": {
            "levels": list(certificate.objective.levels),
            "floor_hundredths": certificate.objective.floor_hundredths,
            "band_hundredths": certificate.objective.band_hundredths,
            "keep_bonus_hundredths": certificate.objective.keep_bonus_hundredths,
            **_target(certificate.objective),
        },
        "pairs": np.column_stack([certificate.mentor, certificate.mentee]),
        "stages": [
            {
                "levels": list(stage.names),
                "thresholds": list(stage.thresholds),
                "factors": list(stage.factors),
                "value": stage.value,
                "bound": stage.bound,
                "mentor_price": stage.mentor_price,
                "mentee_price": stage.mentee_price,
            }
            for stage in certificate.stages
        ],
    }


def _target(objective: Objective) -> dict[str, int]:
    return {} if objective.reach_target is None else {"reach_target": objective.reach_target}


def to_json(certificate: Certificate) -> str:
    """Return the certificate as JSON, the same bytes for the same certificate."""
    return json.dumps(as_document(certificate), separators=(",", ":"))


def from_document(document: Any) -> Certificate:
    """Read a certificate back; raise ``InvalidCertificate`` on anything that is not one."""
    try:
        if document["format"] != FORMAT:
            raise InvalidCertificate(f"format {document['format']!r}: {FORMAT!r} is accepted")
        if document["rule_version"] != RULE_VERSION:
            raise InvalidCertificate(f"rule version {document['rule_version']!r}: {RULE_VERSION} is accepted")
        objective = document["objective"]
        mentor, mentee = couples(document["pairs"])
        return Certificate(
            digest=str(document["digest"]),
            objective=Objective(
                levels=words(objective["levels"]),
                floor_hundredths=measure(objective["floor_hundredths"]),
                band_hundredths=measure(objective["band_hundredths"]),
                keep_bonus_hundredths=measure(objective["keep_bonus_hundredths"]),
                reach_target=whole(objective["reach_target"]) if "reach_target" in objective else None,
            ),
            value=whole(document["value"]),
            bound=whole(document["bound"]),
            mentor=mentor,
            mentee=mentee,
            stages=tuple(_stage_of(stage) for stage in document["stages"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError, InvalidInstance) as error:
        raise InvalidCertificate(f"not a certificate: {type(error).__name__} at {error}") from error


def _stage_of(document: Any) -> Stage:
    stage = Stage(
        names=words(document["levels"]),
        thresholds=tuple(whole(number) for number in document["thresholds"]),
        factors=tuple(measure(number) for number in document["factors"]),
        mentor_price=wholes(document["mentor_price"]),
        mentee_price=wholes(document["mentee_price"]),
        value=whole(document["value"]),
        bound=whole(document["bound"]),
    )
    if not len(stage.names) == len(stage.thresholds) == len(stage.factors) > 0:
        raise ValueError("levels, thresholds and factors of a stage")
    return stage


def from_json(text: str) -> Certificate:
    """Read a certificate from JSON text."""
    try:
        return from_document(json.loads(text))
    except json.JSONDecodeError as error:
        raise InvalidCertificate(f"not JSON: {error}") from error


def whole(number: object) -> int:
    """Return an int; a float or a bool is no proof."""
    if type(number) is not int:
        raise TypeError(f"{number!r} where a whole number is accepted")
    return number


def measure(number: object) -> int:
    """Return an int that fits 64-bit sums."""
    if not -MOST_MEASURE < whole(number) < MOST_MEASURE:
        raise OverflowError(f"{str(number)[:30]}: a smaller number is accepted")
    return whole(number)


def words(names: object) -> tuple[str, ...]:
    """Return a list of words."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TypeError("a list of words is accepted")
    return tuple(names)


def wholes(numbers: object) -> IntArray:
    """Return a list of ints as an array."""
    if not isinstance(numbers, list):
        raise TypeError(f"{type(numbers).__name__} where a list is accepted")
    if set(map(type, numbers)) - {int}:
        for number in numbers:
            whole(number)
    return np.array(numbers, np.int64)


def couples(pairs: object) -> tuple[IntArray, IntArray]:
    """Return a list of two ints each as two arrays."""
    if not isinstance(pairs, list) or set(map(type, pairs)) - {list} or set(map(len, pairs)) - {2}:
        raise TypeError("a list of two whole numbers each is accepted")
    flat = wholes(list(chain.from_iterable(pairs)))
    return flat[::2].copy(), flat[1::2].copy()
