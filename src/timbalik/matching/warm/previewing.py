"""What other weights would do to an arrangement, person by person. Runs in the warm process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from timbalik.matching.grouping import Grouped
from timbalik.matching.inputs import Pair
from timbalik.matching.settings import Weights
from timbalik.matching.solution import Problem
from timbalik.matching.warm.answers import Figures, Preview, Standing, Turn
from timbalik.matching.warm.tables import Tables


def preview(tables: Tables, standing: Standing, weights: Weights) -> Preview:
    """Weigh and solve anew beside what stands. Raises ``Infeasible``."""
    changed = replace(standing, settings=replace(standing.settings, weights=weights))
    now, then = tables.problem(standing.settings), tables.problem(changed.settings)
    answer = tables.assignment(changed)
    before, after = set(standing.pairs), set(answer.id_pairs)
    return Preview(
        weights=weights,
        now=figures(now, before),
        same_pairs=figures(then, before),
        then=figures(then, after),
        turns=turns_of(before, after),
        alone=tuple(sorted(_people(before) - _people(after))),
        found=tuple(sorted(_people(after) - _people(before))),
        is_proved=not answer.gap if isinstance(answer, Grouped) else answer.certificate.proved,
    )


def figures(problem: Problem, pairs: Iterable[Pair]) -> Figures:
    """Of the pairs whose people are still here."""
    places = [problem.position(*pair) for pair in pairs if problem.is_here(pair)]
    if not places:
        return Figures(0, 0, 0, 0, 0)
    at = tuple(np.array(places, np.int64).T)
    floor = problem.objective.floor_hundredths
    scores = problem.scores
    mentor, mentee = scores.benefit_mentor[at].astype(np.int64), scores.benefit_mentee[at].astype(np.int64)
    return Figures(
        pairs=len(places),
        total=int(scores.score[at].sum()),
        mentor_benefit=int(mentor.sum()),
        mentee_benefit=int(mentee.sum()),
        under_floor=int((np.minimum(mentor, mentee) < floor).sum()),
    )


def turns_of(before: set[Pair], after: set[Pair]) -> tuple[Turn, ...]:
    """Every mentee whose mentors change, in the order of refs."""
    left, come = before - after, after - before
    mentees = sorted({mentee for _, mentee in left | come})
    gone: dict[str, list[str]] = {mentee: [] for mentee in mentees}
    new: dict[str, list[str]] = {mentee: [] for mentee in mentees}
    for mentor, mentee in sorted(left):
        gone[mentee].append(mentor)
    for mentor, mentee in sorted(come):
        new[mentee].append(mentor)
    return tuple(Turn(mentee, tuple(gone[mentee]), tuple(new[mentee])) for mentee in mentees)


def _people(pairs: Iterable[Pair]) -> set[str]:
    return {ref for pair in pairs for ref in pair}
