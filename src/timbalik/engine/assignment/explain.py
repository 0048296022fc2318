"""Words' raw material: why a pair, why nobody, why not that one, and what it would cost. Codes and numbers, no sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.solve import Assignment, solve

#: What each side of a pair gains, topic by topic: (mentor id, mentee id) -> (the mentor's gains, the mentee's gains). Each
#: adds up to that side's benefit; what one side gains, the other gives.
Topics = Callable[[str, str], tuple[Mapping[str, int], Mapping[str, int]]]


@dataclass(frozen=True)
class PairReason:
    """What each side gives and gains, and what held the choice in place.

    ``next_best_mentor`` and ``next_best_mentee`` are the best allowed alternatives by score, whether free or not.
    ``constraints`` names what bound: ``locked``, ``kept``, ``mentor_full``, ``mentee_full``, ``under_floor``.
    ``mentor_gains`` and ``mentee_gains`` are (topic, hundredths of a point), largest first, where the caller knows topics;
    what the mentor gains is what the mentee gives.
    """

    mentor: str
    mentee: str
    score: int
    benefit_mentor: int
    benefit_mentee: int
    weaker_side: str
    constraints: tuple[str, ...]
    next_best_mentor: str | None
    next_best_mentee: str | None
    mentor_gains: tuple[tuple[str, int], ...] = ()
    mentee_gains: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class UnmatchedReason:
    """Why a person has nobody, and the smallest change that would help.

    Attributes
    ----------
    side : str
        ``mentor`` or ``mentee``.
    cause : str
        ``no_capacity`` (their own is 0), ``rule`` (every partner is forbidden), ``partners_full`` (allowed partners are all
        taken) or ``not_worth`` (pairing them would lower a level that comes before).
    rules : tuple of (rule name, partners it forbids), most frequent first
    remedy : str
        ``raise_own_capacity``, ``lift_rule``, ``raise_partner_capacity`` or ``force``.
    remedy_rule, remedy_partner : str or None
        The rule to look at, or the partner whose one more place (or whose pair) would help most.
    """

    person: str
    side: str
    cause: str
    rules: tuple[tuple[str, int], ...]
    allowed_partners: int
    remedy: str
    remedy_rule: str | None = None
    remedy_partner: str | None = None


@dataclass(frozen=True)
class WhyNot:
    """What forcing a pair would cost, exactly.

    Attributes
    ----------
    paired : bool
        They are paired already; everything else is then empty.
    rule : str or None
        The hard rule that forbids the pair. The price is then what it would be without the rule: for understanding only.
    possible : bool
        False when no assignment with this pair keeps capacities, minimums and locks.
    loss_pairs, loss_floor, loss_total : int
        Pairs lost, pairs more under the floor, and hundredths of a point lost, in the order of the objective.
    leave, come : tuple of (mentor id, mentee id)
        The chain: pairs that would part, and pairs that would come instead.
    """

    mentor: str
    mentee: str
    paired: bool
    rule: str | None
    possible: bool
    loss_pairs: int = 0
    loss_floor: int = 0
    loss_total: int = 0
    leave: tuple[tuple[str, str], ...] = ()
    come: tuple[tuple[str, str], ...] = ()

    @property
    def moves(self) -> tuple[Move, ...]:
        """The chain in order: who goes where, beginning with the pair asked about."""
        return chain_of_moves(self.leave, self.come, first=(self.mentor, self.mentee))


@dataclass(frozen=True)
class Move:
    """One mentee goes from one mentor to another; None where they had nobody, or are left without."""

    mentee: str
    from_mentor: str | None
    to_mentor: str | None


@dataclass(frozen=True)
class LevelPrice:
    """What putting a level before the total costs: the best without it reaches so much more, and so much worse on it.

    ``pairs`` and ``under_floor`` say how many more pairs, and how many more pairs under the floor, there would be without
    the level; ``total`` how many hundredths of a point more.
    """

    level: str
    total: int
    pairs: int
    under_floor: int


def price_levels(assignment: Assignment) -> tuple[LevelPrice, ...]:
    """Return the price of each level that stands before the total: the material of one sentence each.

    Solves once more for each of them.
    """
    levels = assignment.objective.levels
    prices = []
    for level in levels[: levels.index("total")] if "total" in levels else ():
        objective = replace(
            assignment.objective,
            levels=tuple(one for one in levels if one != level),
            reach_target=None if level == "reach" else assignment.objective.reach_target,
        )
        without = solve(assignment.instance, objective)
        prices.append(
            LevelPrice(
                level=level,
                total=without.total - assignment.total,
                pairs=len(without.pairs) - len(assignment.pairs),
                under_floor=len(without.under_floor) - len(assignment.under_floor),
            )
        )
    return tuple(prices)


def chain_of_moves(
    leave: tuple[tuple[str, str], ...], come: tuple[tuple[str, str], ...], *, first: tuple[str, str]
) -> tuple[Move, ...]:
    """Return pairs that part and pairs that come as moves of mentees: each takes the place that the one before needs.

    The move that makes ``first`` comes first; its mentor's displaced mentee moves next, and so on. Moves that do not hang
    together with it follow, by id.
    """
    parting, coming = _by_mentee(leave), _by_mentee(come)
    moves: list[Move] = []
    for mentee in sorted(parting.keys() | coming.keys()):
        old, new = parting.get(mentee, []), coming.get(mentee, [])
        if mentee == first[1] and first[0] in new:
            new = [first[0], *(one for one in new if one != first[0])]
        moves += [Move(mentee, *one) for one in zip_longest(old, new)]
    ordered: list[Move] = []
    needed: str | None = None
    while moves:
        following = next((one for one in moves if ordered and needed is not None and one.from_mentor == needed), None)
        following = following or next((one for one in moves if (one.to_mentor, one.mentee) == first), None) or moves[0]
        moves.remove(following)
        ordered.append(following)
        needed = following.to_mentor
    return tuple(ordered)


def _by_mentee(pairs: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mentor, mentee in sorted(pairs):
        found.setdefault(mentee, []).append(mentor)
    return found


def explain_pair(assignment: Assignment, mentor: str, mentee: str, topics: Topics | None = None) -> PairReason:
    """Return what a chosen pair gives each side, topic by topic where ``topics`` tells, and which constraints bound it."""
    instance = assignment.instance
    row, column = instance.mentor_index[mentor], instance.mentee_index[mentee]
    gains_mentor, gains_mentee = int(instance.benefit_mentor[row, column]), int(instance.benefit_mentee[row, column])
    constraints = {
        "locked": (mentor, mentee) in instance.locked,
        "kept": (mentor, mentee) in instance.previous,
        "mentor_full": len(assignment.mentees_of[mentor]) == int(instance.mentor_capacity[row]),
        "mentee_full": len(assignment.mentors_of[mentee]) == int(instance.mentee_capacity[column]),
        "under_floor": min(gains_mentor, gains_mentee) < assignment.objective.floor_hundredths,
    }
    by_topic = ({}, {}) if topics is None else topics(mentor, mentee)
    return PairReason(
        mentor=mentor,
        mentee=mentee,
        mentor_gains=_largest_first(by_topic[0]),
        mentee_gains=_largest_first(by_topic[1]),
        score=int(instance.score[row, column]),
        benefit_mentor=gains_mentor,
        benefit_mentee=gains_mentee,
        weaker_side="mentor" if gains_mentor < gains_mentee else "mentee" if gains_mentee < gains_mentor else "equal",
        constraints=tuple(name for name, binds in constraints.items() if binds),
        next_best_mentor=_next_best(instance, column, "mentor", other_than=row),
        next_best_mentee=_next_best(instance, row, "mentee", other_than=column),
    )


def explain_unmatched(assignment: Assignment, person: str, side: str) -> UnmatchedReason:
    """Return the rule or capacity that leaves a person without a partner, and the nearest remedy."""
    instance = assignment.instance
    mentors = side == "mentor"
    at = (instance.mentor_index if mentors else instance.mentee_index)[person]
    codes = (instance.rule if mentors else instance.rule.T)[at]
    allowed = np.flatnonzero((instance.allowed if mentors else instance.allowed.T)[at])
    score = (instance.score if mentors else instance.score.T)[at]
    capacity = (instance.mentor_capacity if mentors else instance.mentee_capacity)[at]
    partners = instance.mentee_ids if mentors else instance.mentor_ids
    room = instance.mentee_capacity if mentors else instance.mentor_capacity
    held = assignment.mentors_of if mentors else assignment.mentees_of
    counted = np.bincount(codes, minlength=len(instance.rules))
    counted[0] = int((codes == 0).sum()) - len(allowed)
    names = ("forbidden", *instance.rules[1:])
    rules = tuple(
        sorted(((names[code], int(n)) for code, n in enumerate(counted) if n), key=lambda found: (-found[1], found[0]))
    )
    if capacity == 0:
        cause, remedy, rule, partner = "no_capacity", "raise_own_capacity", None, None
    elif not len(allowed):
        cause, remedy, rule, partner = "rule", "lift_rule", rules[0][0] if rules else None, None
    else:
        best = partners[int(allowed[np.argmax(score[allowed])])]
        full = [int(other) for other in allowed if len(held[partners[int(other)]]) >= room[int(other)]]
        if len(full) == len(allowed):
            cause, remedy, rule, partner = "partners_full", "raise_partner_capacity", None, best
        else:
            cause, remedy, rule, partner = "not_worth", "force", None, best
    return UnmatchedReason(
        person=person,
        side=side,
        cause=cause,
        rules=rules,
        allowed_partners=len(allowed),
        remedy=remedy,
        remedy_rule=rule,
        remedy_partner=partner,
    )


def why_not(assignment: Assignment, mentor: str, mentee: str) -> WhyNot:
    """Return the exact price of forcing a pair, allowed or not, and the chain of people who would move."""
    instance = assignment.instance
    row, column = instance.mentor_index[mentor], instance.mentee_index[mentee]
    rule = instance.rules[int(instance.rule[row, column])] or None
    if rule is None and (mentor, mentee) in instance.forbidden:
        rule = "forbidden"
    if (mentor, mentee) in assignment.id_pairs:
        return WhyNot(mentor=mentor, mentee=mentee, paired=True, rule=None, possible=True)
    lifted = instance.rule.copy()
    lifted[row, column] = 0
    forced = replace(
        instance,
        rule=lifted,
        forbidden=instance.forbidden - {(mentor, mentee)},
        locked=instance.locked | {(mentor, mentee)},
    )
    try:
        other = solve(forced, assignment.objective)
    except Infeasible:
        return WhyNot(mentor=mentor, mentee=mentee, paired=False, rule=rule, possible=False)
    before, after = set(assignment.id_pairs), set(other.id_pairs)
    return WhyNot(
        mentor=mentor,
        mentee=mentee,
        paired=False,
        rule=rule,
        possible=True,
        loss_pairs=len(assignment.pairs) - len(other.pairs),
        loss_floor=len(other.under_floor) - len(assignment.under_floor),
        loss_total=assignment.total - other.total,
        leave=tuple(sorted(before - after)),
        come=tuple(sorted(after - before)),
    )


def _largest_first(gains: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(((topic, gain) for topic, gain in gains.items() if gain), key=lambda one: (-one[1], one[0])))


def _next_best(instance: Instance, at: int, side: str, *, other_than: int) -> str | None:
    """Return the best allowed partner by score besides the one held; ties by id."""
    mentors = side == "mentor"
    allowed = (instance.allowed.T if mentors else instance.allowed)[at]
    score = (instance.score.T if mentors else instance.score)[at]
    names = instance.mentor_ids if mentors else instance.mentee_ids
    found = [(-int(score[other]), names[int(other)]) for other in np.flatnonzero(allowed) if other != other_than]
    return min(found)[1] if found else None
