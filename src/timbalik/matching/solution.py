"""From a pool to an arrangement: build the engine's instance, solve it, and say what each change would cost.

Imports the engine and numpy; operations import this module when a round runs, so that a page never pays for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from timbalik.engine.assignment.explain import WhyNot, why_not
from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.quota_rows import SideConstraints
from timbalik.engine.assignment.solve import Assignment, solve
from timbalik.matching.eligibility import RULES, RuleTable, counts_by_rule, rule_table
from timbalik.matching.grouping import side_of, solve_grouped
from timbalik.matching.inputs import NO_WISHES, Pair, Wishes, with_group
from timbalik.matching.pool import Candidate, Pool
from timbalik.matching.scoring import Scores, score_pool
from timbalik.matching.settings import RoundSettings


@dataclass(frozen=True, eq=False)
class Problem:
    """One round as numbers."""

    pool: Pool
    settings: RoundSettings
    scores: Scores
    instance: Instance

    @property
    def objective(self) -> Objective:
        return Objective(floor_hundredths=self.settings.floor_points * 100)

    @cached_property
    def mentors(self) -> dict[str, Candidate]:
        return {person.ref: person for person in self.pool.mentors}

    @cached_property
    def mentees(self) -> dict[str, Candidate]:
        return {person.ref: person for person in self.pool.mentees}

    @cached_property
    def exclusions(self) -> dict[str, int]:
        return counts_by_rule(self.instance.rule)

    def position(self, mentor: str, mentee: str) -> tuple[int, int]:
        """Row and column of a pair."""
        return self.instance.mentor_index[mentor], self.instance.mentee_index[mentee]

    def rule_of(self, mentor: str, mentee: str) -> str:
        """The hard rule that forbids the pair; empty when none does."""
        return RULES[int(self.instance.rule[self.position(mentor, mentee)])]

    def solve(
        self, wishes: Wishes = NO_WISHES, *, previous: Iterable[Pair] = (), objective: Objective | None = None
    ) -> Assignment:
        """The best arrangement that keeps the wishes. Wishes about people who are no longer here are left out.

        ``previous`` is the arrangement that was there before: among equally good ones, the one nearest to it is taken.

        Raises ``Infeasible`` when the wishes ask for more places than there are.
        """
        instance = self.instance
        if wishes != NO_WISHES or previous:
            instance = instance.changed(
                locked=frozenset(pair for pair in wishes.locked if self.is_open(pair)),
                forbidden=frozenset(pair for pair in wishes.forbidden if self.is_here(pair)),
                previous=frozenset(pair for pair in previous if self.is_here(pair)),
            )
        if wishes.together or wishes.apart:
            side = side_of(instance, wishes.together, wishes.apart)
            if side != SideConstraints():
                return solve_grouped(instance, objective or self.objective, side)
        return solve(instance, objective or self.objective)

    def is_here(self, pair: Pair) -> bool:
        return pair[0] in self.instance.mentor_index and pair[1] in self.instance.mentee_index

    def is_open(self, pair: Pair) -> bool:
        return self.is_here(pair) and not self.rule_of(*pair)


def make_problem(pool: Pool, settings: RoundSettings) -> Problem:
    """Score every pair and name the rule of each forbidden one."""
    scores = score_pool(pool, settings.weights)
    return Problem(pool, settings, scores, instance_of(pool, scores, rule_table(pool, scores), settings))


def instance_of(pool: Pool, scores: Scores, rules: RuleTable, settings: RoundSettings) -> Instance:
    """What the engine is asked, before anybody's wishes."""
    return make_instance(
        score=scores.score,
        mentor_ids=[person.ref for person in pool.mentors],
        mentee_ids=[person.ref for person in pool.mentees],
        benefit_mentor=scores.benefit_mentor,
        benefit_mentee=scores.benefit_mentee,
        rule=rules,
        mentor_capacity=[person.places for person in pool.mentors],
        mentee_capacity=[person.places for person in pool.mentees],
        rules=RULES,
        salt=settings.salt,
    )


__all__ = ["NO_WISHES", "Assignment", "Pair", "Problem", "WhyNot", "Wishes", "make_problem", "why_not", "with_group"]
