"""Pair the people of a roster, and gather what the report says: reasons, remedies, prices, proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from timbalik.cli.match_people.roster import Roster, Step
from timbalik.engine.assignment.certificate import as_document
from timbalik.engine.assignment.compiled import waits_for_compiler
from timbalik.engine.assignment.explain import LevelPrice, PairReason, explain_pair, price_levels
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.objective import LEXIMIN, REACH_TOTAL, TOTAL, Objective
from timbalik.engine.assignment.packing import pack_instance
from timbalik.engine.assignment.remedies import Remedies, Remedy
from timbalik.engine.assignment.solve import Assignment, solve
from timbalik.engine.assignment.stability import StableAlternative, stable_alternative
from timbalik.matching.fit import benefit_by_topic
from timbalik.matching.reasons import Reason, pair_reasons, unmatched_reason
from timbalik.matching.rules import HardRule
from timbalik.matching.solution import Problem, make_problem

PROGRAMME = "programme"

#: Rules that people can do something about; every other one stays, whatever it costs.
MENDABLE = frozenset({HardRule.NO_SHARED_HOURS, HardRule.SAME_UNIT_UNKNOWN_LINE})

_OBJECTIVES: Mapping[str, Objective] = {"total": TOTAL, "reach-total": REACH_TOTAL, "leximin": LEXIMIN}


@dataclass(frozen=True)
class ExplainedPair:
    """One pair: the engine's reason, and the codes that ``queries.words`` puts into sentences."""

    mentor: str
    mentee: str
    reason: PairReason
    codes: list[Reason]
    shared: timedelta


@dataclass(frozen=True)
class ExplainedPerson:
    """One person without a pair: why, and the cheapest remedy that was proved to work."""

    person: str
    side: str
    cause: str
    facts: dict[str, Any]
    remedy: Remedy


@dataclass(frozen=True, eq=False)
class Outcome:
    """Everything the report shows."""

    problem: Problem
    answer: Assignment
    pairs: tuple[ExplainedPair, ...]
    left: tuple[ExplainedPerson, ...]
    prices: tuple[LevelPrice, ...]
    stable: StableAlternative

    @property
    def instance(self) -> Instance:
        return self.answer.instance

    @property
    def is_proved(self) -> bool:
        """Value equals bound, and so on every level: nothing else earns the seal."""
        certificate = self.answer.certificate
        return certificate.value == certificate.bound and certificate.proved


def objective_of(problem: Problem, name: str, *, keep_bonus_points: int, reach_target: int | None) -> Objective:
    """The programme's own order of levels, or the one asked for; floor and target are the programme's."""
    objective = problem.objective if name == PROGRAMME else _OBJECTIVES[name]
    return replace(
        objective,
        floor_hundredths=problem.objective.floor_hundredths,
        keep_bonus_hundredths=100 * keep_bonus_points,
        reach_target=reach_target,
    )


def pair_people(
    roster: Roster,
    *,
    objective: str,
    keep_bonus_points: int,
    reach_target: int | None,
    go_on: Callable[[], bool],
    step: Step,
) -> Outcome:
    """Score as a round does, solve, prove and explain. Raises ``Infeasible`` or ``TimeLimitReached``."""
    if waits_for_compiler():
        step("prepare", 0, 0)
    step("solve", 0, 1)
    problem = make_problem(roster.pool, roster.settings)
    instance = problem.instance.changed(previous=roster.previous) if roster.previous else problem.instance
    wanted = objective_of(problem, objective, keep_bonus_points=keep_bonus_points, reach_target=reach_target)
    answer = solve(instance, wanted, go_on=go_on)
    step("solve", 1, 1)
    proved = answer.certificate.proved
    left = [(person, "mentor") for person in answer.unmatched_mentors]
    left += [(person, "mentee") for person in answer.unmatched_mentees]
    remedies = Remedies(answer, liftable=MENDABLE) if proved and left else None
    explained = []
    for done, (person, side) in enumerate(left, start=1):
        cause, _remedy, facts = unmatched_reason(problem, answer, person, side)
        remedy = remedies.cheapest(person, side) if remedies and go_on() else Remedy(person, side, "not_tried")
        explained.append(ExplainedPerson(person, side, cause, facts, remedy))
        step("remedies", done, len(left))
    return Outcome(
        problem=problem,
        answer=answer,
        pairs=tuple(_explained(problem, answer, *pair) for pair in answer.id_pairs),
        left=tuple(explained),
        prices=price_levels(answer) if proved and go_on() else (),
        stable=stable_alternative(answer),
    )


def _explained(problem: Problem, answer: Assignment, mentor: str, mentee: str) -> ExplainedPair:
    teacher, learner = problem.mentors[mentor], problem.mentees[mentee]

    def topics(*_pair: str) -> tuple[dict[str, int], dict[str, int]]:
        return benefit_by_topic(teacher, learner), benefit_by_topic(learner, teacher)

    row, column = problem.position(mentor, mentee)
    return ExplainedPair(
        mentor=mentor,
        mentee=mentee,
        reason=explain_pair(answer, mentor, mentee, topics),
        codes=pair_reasons(problem, mentor, mentee),
        shared=timedelta(minutes=int(problem.scores.shared_minutes[row, column])),
    )


def certificate_document(outcome: Outcome, reading: dict[str, Any]) -> dict[str, Any]:
    """The proof, the whole round it is about, and how the file was read."""
    document = as_document(outcome.answer.certificate)
    document["people"] = {
        "mentors": list(outcome.instance.mentor_ids),
        "mentees": list(outcome.instance.mentee_ids),
        "pairs": [list(pair) for pair in outcome.answer.id_pairs],
        **reading,
    }
    document["problem"] = {"instance": pack_instance(outcome.instance)}
    return document
