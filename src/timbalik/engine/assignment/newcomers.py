"""A round with people, scores or pairs it did not have: for what-if questions, the answer's prices still at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.instance import Instance, Pair
from timbalik.engine.assignment.whole import everybody, whole_numbers


@dataclass(frozen=True, eq=False)
class Newcomer:
    """Somebody who would join.

    Attributes
    ----------
    name : str
        An id that the side does not have yet.
    score, benefit_mentor, benefit_mentee : whole numbers, one for each person of the other side
        In hundredths of a point; the benefits default to the score.
    rule : codes of the rules that forbid pairs; 0 where none does
    places : int
    """

    name: str
    score: ArrayLike
    benefit_mentor: ArrayLike | None = None
    benefit_mentee: ArrayLike | None = None
    rule: ArrayLike = 0
    places: int = 1

    def row(self, name: str, size: int) -> NDArray[np.int64]:
        """Return the numbers of one attribute, one for each person of the other side; ``InvalidInstance`` for another length."""
        given = getattr(self, name)
        row = everybody(self.score if given is None else given, size, f"{name} of {self.name}")
        if row.shape != (size,):
            raise InvalidInstance(f"{name} of {self.name!r} has {row.shape} numbers: {size} are accepted")
        return row

    def codes(self, size: int, n_rules: int) -> NDArray[np.int64]:
        """Return the rule of each pair, 0 where none forbids it; ``InvalidInstance`` for a rule the round does not have."""
        codes = self.row("rule", size)
        for code in codes[(codes < 0) | (codes >= n_rules)][:1]:
            raise InvalidInstance(f"rule of {self.name!r} is {code}: 0 to {n_rules - 1} is accepted")
        return codes


def with_newcomers(instance: Instance, mentors: Sequence[Newcomer], mentees: Sequence[Newcomer]) -> Instance:
    """Return the instance with more people at the end of their side.

    A newcomer among the mentors names numbers for the mentees there were, a newcomer among the mentees for the mentors there
    were; two newcomers are not paired with each other.

    Raises
    ------
    InvalidInstance
        If an id is taken, a row has another length or names a rule that the round does not have.
    """
    if not mentors and not mentees:
        return instance
    n_mentors, n_mentees = instance.shape
    shape = n_mentors + len(mentors), n_mentees + len(mentees)
    # code 0 allows a pair, so a round whose rules forbid nothing gets one that does
    rules = instance.rules if "other" in instance.rules else (*instance.rules, "other")
    other = rules.index("other")
    tables: dict[str, NDArray[np.generic]] = {}
    for name in ("score", "benefit_mentor", "benefit_mentee", "rule"):
        present = getattr(instance, name)
        table = np.full(shape, other if name == "rule" else 0, present.dtype)
        table[:n_mentors, :n_mentees] = present
        for offset, one in enumerate(mentors):
            table[n_mentors + offset, :n_mentees] = _numbers(one, name, n_mentees, len(instance.rules))
        for offset, one in enumerate(mentees):
            table[:n_mentors, n_mentees + offset] = _numbers(one, name, n_mentors, len(instance.rules))
        tables[name] = table
    return instance.changed(
        **tables,
        rules=rules,
        mentor_ids=(*instance.mentor_ids, *(one.name for one in mentors)),
        mentee_ids=(*instance.mentee_ids, *(one.name for one in mentees)),
        mentor_capacity=np.append(instance.mentor_capacity, [one.places for one in mentors]).astype(np.int64),
        mentee_capacity=np.append(instance.mentee_capacity, [one.places for one in mentees]).astype(np.int64),
        mentor_minimum=np.append(instance.mentor_minimum, np.zeros(len(mentors), np.int64)),
        mentee_minimum=np.append(instance.mentee_minimum, np.zeros(len(mentees), np.int64)),
    )


def _numbers(one: Newcomer, name: str, size: int, n_rules: int) -> NDArray[np.int64]:
    return one.codes(size, n_rules) if name == "rule" else one.row(name, size)


def with_scores(instance: Instance, scores: Mapping[Pair, int]) -> Instance:
    """Return the instance with other scores of some pairs."""
    if not scores:
        return instance
    table = instance.score.copy()
    for (mentor, mentee), score in scores.items():
        if mentor not in instance.mentor_index or mentee not in instance.mentee_index:
            raise InvalidInstance(f"score of ({mentor!r}, {mentee!r}): only ids of this round are accepted")
        table[instance.mentor_index[mentor], instance.mentee_index[mentee]] = whole_numbers(score, "score")
    return instance.changed(score=table)


def with_allowed(instance: Instance, pairs: Sequence[Pair]) -> Instance:
    """Return the instance as if no rule and nobody forbade some pairs."""
    if not pairs:
        return instance
    rule = instance.rule.copy()
    for row, column in instance.positions(pairs):
        rule[row, column] = 0
    return instance.changed(rule=rule, forbidden=instance.forbidden - set(pairs))
