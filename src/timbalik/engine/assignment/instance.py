"""The pairing problem as arrays: who, how well, who may not, how many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.pairlist import PairList
from timbalik.engine.assignment.tiebreak import person_numbers
from timbalik.engine.assignment.whole import check_bounds, check_range, everybody, whole_numbers

IntArray = NDArray[np.int64]
Pair = tuple[str, str]

MOST_HUNDREDTHS: Final = 10_000

#: Code 0 in ``Instance.rule`` means allowed; a code ``k`` above 0 means forbidden by ``rules[k]``.
RULES: Final = (
    "",
    "reporting_line",
    "appraiser",
    "same_unit_unknown_line",
    "stake",
    "avoid",
    "no_shared_hours",
    "language",
    "declined",
    "other",
)


def rule_code(name: str, rules: Sequence[str] = RULES) -> int:
    """Return the code of a rule, to be written into ``Instance.rule``."""
    return list(rules).index(name)


@dataclass(frozen=True, eq=False)
class Instance:
    """One round: mentors are rows, mentees are columns. Build it with :func:`make_instance`.

    Attributes
    ----------
    mentor_ids, mentee_ids : tuple of str
        Opaque, unique on their side; they come back in the answer and feed the tie-break.
    score : int array (n_mentors, n_mentees)
        Suitability in hundredths of a point, 0 to 10 000.
    benefit_mentor, benefit_mentee : int arrays (n_mentors, n_mentees)
        What each side gains, each normalised to 0 to 10 000 of its own possible benefit. The weaker side is the smaller.
    rule : uint8 array (n_mentors, n_mentees)
        0 allowed, else the code of the hard rule in ``rules`` that forbids the pair.
    mentor_capacity, mentee_capacity : int arrays
        Most relationships each may take in this round (places left, not counting those already held outside it).
    mentor_minimum, mentee_minimum : int arrays
        Fewest; a round that cannot meet them raises ``Infeasible``.
    locked, forbidden, previous : frozenset of (mentor id, mentee id)
        Must be, may not be (by a person's decision), and were paired in the last round.
    salt : str
        Of the programme and round; turns the tie-break into a fair and repeatable lottery.
    """

    mentor_ids: tuple[str, ...]
    mentee_ids: tuple[str, ...]
    score: IntArray
    benefit_mentor: IntArray
    benefit_mentee: IntArray
    rule: NDArray[np.uint8]
    mentor_capacity: IntArray
    mentee_capacity: IntArray
    mentor_minimum: IntArray
    mentee_minimum: IntArray
    rules: tuple[str, ...] = RULES
    locked: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    previous: frozenset[Pair] = frozenset()
    salt: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        """Return (mentors, mentees)."""
        return len(self.mentor_ids), len(self.mentee_ids)

    @cached_property
    def mentor_index(self) -> dict[str, int]:
        """Row of each mentor id."""
        return {name: row for row, name in enumerate(self.mentor_ids)}

    @cached_property
    def mentee_index(self) -> dict[str, int]:
        """Column of each mentee id."""
        return {name: column for column, name in enumerate(self.mentee_ids)}

    @cached_property
    def weaker(self) -> IntArray:
        """Benefit of the side that gains less."""
        return np.minimum(self.benefit_mentor, self.benefit_mentee)

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """True where neither a rule nor a person's decision forbids the pair."""
        allowed: NDArray[np.bool_] = self.rule == 0
        for row, column in self.positions(self.forbidden):
            allowed[row, column] = False
        return allowed

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that can change the answer."""
        digest = hashlib.sha256(b"timbalik instance 1\n")
        for names in (self.mentor_ids, self.mentee_ids, self.rules, (self.salt,)):
            digest.update(b"\x1e" + "\x1f".join(names).encode())
        for pairs in (self.locked, self.forbidden, self.previous):
            digest.update(b"\x1e" + "\x1f".join(f"{a}\x1d{b}" for a, b in sorted(pairs)).encode())
        score = compact(self.score)
        tables = [score if one is self.score else compact(one) for one in (self.benefit_mentor, self.benefit_mentee)]
        for mark, numbers in (score, *tables, compact(self.rule)):
            digest.update(mark)
            digest.update(numbers.data)
        for vector in (self.mentor_capacity, self.mentee_capacity, self.mentor_minimum, self.mentee_minimum):
            digest.update(np.ascontiguousarray(vector).data)
        return digest.hexdigest()

    @cached_property
    def pair_list(self) -> PairList:
        """Return the allowed pairs as flat columns."""
        allowed = np.ascontiguousarray(self.allowed.T)
        n_mentors, n_mentees = self.shape
        every_mentor = np.broadcast_to(np.arange(n_mentors, dtype=np.int32), allowed.shape)
        score = self.score.T[allowed]
        one_benefit = self.benefit_mentor is self.score and self.benefit_mentee is self.score
        return PairList(
            mentor=every_mentor[allowed],
            mentee=np.repeat(np.arange(n_mentees, dtype=np.int32), allowed.sum(1)),
            score=score,
            weaker=score if one_benefit else self.weaker.T[allowed],
            previous=self._marked(self.previous, allowed, len(score)),
            locked=self._marked(self.locked, allowed, len(score)),
        )

    def _marked(self, pairs: frozenset[Pair], allowed: NDArray[np.bool_], size: int) -> NDArray[np.bool_]:
        """Return which allowed pairs are among some pairs."""
        if not pairs:
            return np.zeros(size, bool)
        table = np.zeros(self.shape, bool)
        for row, column in self.positions(pairs):
            table[row, column] = True
        return table.T[allowed]

    @cached_property
    def lottery(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return tie-break numbers drawn from the ids."""
        return (
            person_numbers(self.mentor_ids, "mentor", self.salt),
            person_numbers(self.mentee_ids, "mentee", self.salt),
        )

    def mentor_name(self, position: int) -> str:
        """Return a mentor's id."""
        return self.mentor_ids[position]

    def mentee_name(self, position: int) -> str:
        """Return a mentee's id."""
        return self.mentee_ids[position]

    def positions(self, pairs: Iterable[Pair]) -> list[tuple[int, int]]:
        """Return rows and columns of id pairs, in ascending order."""
        return sorted((self.mentor_index[mentor], self.mentee_index[mentee]) for mentor, mentee in pairs)

    def changed(self, **changes: Any) -> Instance:
        """Return a copy with other fields, checked again: the what-if of a person's override."""
        changed = replace(self, **changes)
        check_instance(changed)
        return changed


def make_instance(
    *,
    score: ArrayLike,
    mentor_ids: Sequence[str] | None = None,
    mentee_ids: Sequence[str] | None = None,
    benefit_mentor: ArrayLike | None = None,
    benefit_mentee: ArrayLike | None = None,
    rule: ArrayLike | None = None,
    mentor_capacity: ArrayLike = 1,
    mentee_capacity: ArrayLike = 1,
    mentor_minimum: ArrayLike = 0,
    mentee_minimum: ArrayLike = 0,
    rules: Sequence[str] = RULES,
    locked: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    previous: Iterable[Pair] = (),
    salt: str = "",
    any_score: bool = False,
) -> Instance:
    """Check the numbers and return the instance.

    Ids default to the positions, benefits to the score, every pair to allowed; a single number stands for everybody's
    capacity or minimum. ``any_score`` lifts the limits 0 and 10 000 for numbers that are not points.

    Raises
    ------
    InvalidInstance
        Naming the first offending row: shapes differ, NaN or fractions, a score outside 0 to 10 000, a negative capacity,
        a minimum above the capacity, an id twice, an unknown id in ``locked``, ``forbidden`` or ``previous``, a locked
        pair that is forbidden.
    """
    scores = whole_numbers(score, "score")
    if scores.ndim != 2:
        raise InvalidInstance(f"score has {scores.ndim} dimensions: a table of mentors by mentees is accepted")
    n_mentors, n_mentees = scores.shape
    instance = Instance(
        mentor_ids=tuple(str(row) for row in range(n_mentors)) if mentor_ids is None else tuple(mentor_ids),
        mentee_ids=tuple(str(column) for column in range(n_mentees)) if mentee_ids is None else tuple(mentee_ids),
        score=scores,
        benefit_mentor=scores if benefit_mentor is None else whole_numbers(benefit_mentor, "benefit_mentor"),
        benefit_mentee=scores if benefit_mentee is None else whole_numbers(benefit_mentee, "benefit_mentee"),
        rule=np.zeros(scores.shape, np.uint8) if rule is None else _codes(rule, len(rules)),
        mentor_capacity=everybody(mentor_capacity, n_mentors, "mentor_capacity"),
        mentee_capacity=everybody(mentee_capacity, n_mentees, "mentee_capacity"),
        mentor_minimum=everybody(mentor_minimum, n_mentors, "mentor_minimum"),
        mentee_minimum=everybody(mentee_minimum, n_mentees, "mentee_minimum"),
        rules=tuple(rules),
        locked=frozenset(locked),
        forbidden=frozenset(forbidden),
        previous=frozenset(previous),
        salt=salt,
    )
    check_instance(instance, any_score=any_score)
    return instance


def check_instance(instance: Instance, *, any_score: bool = True) -> None:
    """Raise ``InvalidInstance`` with the first row that cannot be."""
    n_mentors, n_mentees = instance.shape
    for side, names in (("mentor", instance.mentor_ids), ("mentee", instance.mentee_ids)):
        seen: set[str] = set()
        for row, name in enumerate(names if len(set(names)) != len(names) else ()):
            if name in seen:
                raise InvalidInstance(f"{side} {row}: id {name!r} appears twice, each id once is accepted")
            seen.add(name)
    for name in ("score", "benefit_mentor", "benefit_mentee", "rule"):
        table = getattr(instance, name)
        if table.shape != (n_mentors, n_mentees):
            raise InvalidInstance(f"{name} has shape {table.shape}: {(n_mentors, n_mentees)} is accepted")
    if not any_score:
        check_range(instance.score, "score", MOST_HUNDREDTHS)
        for name in ("benefit_mentor", "benefit_mentee"):
            if getattr(instance, name) is not instance.score:
                check_range(getattr(instance, name), name, MOST_HUNDREDTHS)
    for side, size in (("mentor", n_mentors), ("mentee", n_mentees)):
        check_bounds(getattr(instance, f"{side}_minimum"), getattr(instance, f"{side}_capacity"), side, size)
    for what in ("locked", "forbidden", "previous"):
        for mentor, mentee in getattr(instance, what):
            if mentor not in instance.mentor_index or mentee not in instance.mentee_index:
                raise InvalidInstance(f"{what} pair ({mentor!r}, {mentee!r}): only ids of this round are accepted")
    for mentor, mentee in sorted(instance.locked):
        code = int(instance.rule[instance.mentor_index[mentor], instance.mentee_index[mentee]])
        if code or (mentor, mentee) in instance.forbidden:
            reason = instance.rules[code] or "a person's decision"
            raise InvalidInstance(f"locked pair ({mentor!r}, {mentee!r}) is forbidden by {reason}")


def compact(table: NDArray[np.generic]) -> tuple[bytes, NDArray[np.generic]]:
    """Return a table's bytes after a mark, in 16 bits a number where all fit: a digest of points takes a quarter of the time."""
    if table.dtype == np.int64 and table.size:
        short = table.astype("<i2")
        # whole numbers whose bits all lie under the 16th fit; others are looked at one by one
        if 0 <= int(np.bitwise_or.reduce(table, axis=None)) < 2**15 or (short == table).all():
            return b"\x02", np.ascontiguousarray(short)
    return b"\x08", np.ascontiguousarray(table)


def _codes(values: ArrayLike, n_rules: int) -> NDArray[np.uint8]:
    if isinstance(values, np.ndarray) and values.dtype == np.uint8 and int(values.max(initial=0)) < n_rules:
        return values.copy()
    codes = whole_numbers(values, "rule")
    if codes.size:  # nobody left on one side is a round too
        check_range(codes.reshape(codes.shape[0], -1), "rule", n_rules - 1)
    return codes.astype(np.uint8)
