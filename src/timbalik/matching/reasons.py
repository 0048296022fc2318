"""Why a pair was proposed, and why somebody has none: codes and facts for ``queries.words`` to put into sentences."""

from __future__ import annotations

from typing import Any, Final

from timbalik.engine.assignment.explain import explain_unmatched
from timbalik.engine.assignment.solve import Assignment
from timbalik.matching.fit import want_parts
from timbalik.matching.grouping import Grouped
from timbalik.matching.pool import Candidate
from timbalik.matching.solution import Problem

TOPICS_NAMED: Final = 4

Reason = dict[str, Any]


def pair_reasons(problem: Problem, mentor: str, mentee: str) -> list[Reason]:
    """What each side gives and gains, the time and the units they share, and what to look at twice."""
    row, column = problem.position(mentor, mentee)
    teacher, learner = problem.mentors[mentor], problem.mentees[mentee]
    scores = problem.scores
    minutes, starts = int(scores.shared_minutes[row, column]), int(scores.session_starts[row, column])
    reasons: list[Reason] = [
        _gives("mentor_gives", teacher, learner),
        _gives("mentee_gives", learner, teacher),
        {"code": "shared_hours", "minutes": minutes},
        {"code": "across_units" if scores.across_units[row, column] else "unit_same_or_unknown"},
    ]
    if problem.settings.weights.ranked and (code := _ranked(teacher, learner)):
        reasons.append({"code": code})
    gains = {"mentor": int(scores.benefit_mentor[row, column]), "mentee": int(scores.benefit_mentee[row, column])}
    weaker = min(gains, key=lambda side: gains[side])
    if gains[weaker] < problem.settings.floor_points * 100:
        reasons.append({"code": "under_floor", "side": weaker, "points": gains[weaker] // 100})
    if starts and minutes < 2 * problem.pool.session_minutes:
        reasons.append({"code": "little_time", "minutes": minutes})
    return reasons


def _ranked(teacher: Candidate, learner: Candidate) -> str:
    """That a choice counted; whose and which is said only where both put each other first."""
    if teacher.ranked[:1] == (learner.ref,) and learner.ranked[:1] == (teacher.ref,):
        return "both_first"
    return "choice_counted" if learner.ref in teacher.ranked or teacher.ref in learner.ranked else ""


def _gives(code: str, giver: Candidate, taker: Candidate) -> Reason:
    """The topics that pass from one to the other, the most wanted first.

    ``used`` is the share of what the giver offers (by level) that the other wants; ``met`` and ``wanted`` count topics.
    """
    parts = want_parts(taker.wants)
    passing = sorted(
        (key for key in parts if key in giver.offers), key=lambda key: (-parts[key] * giver.offers[key], key)
    )
    offered = sum(giver.offers.values())
    used = 100 * sum(giver.offers[key] for key in passing) // offered if offered else 0
    return {
        "code": code,
        "topics": passing[:TOPICS_NAMED],
        "used": used,
        "met": len(passing),
        "wanted": len(taker.wants),
    }


def unmatched_reason(
    problem: Problem, assignment: Assignment, person: str, side: str
) -> tuple[str, str, dict[str, Any]]:
    """Reason, nearest remedy and facts for somebody whom the arrangement leaves without a partner."""
    found = explain_unmatched(assignment, person, side)
    me = (problem.mentors if side == "mentor" else problem.mentees)[person]
    facts: dict[str, Any] = {"rules": dict(found.rules), "allowed": found.allowed_partners, "side": side}
    if isinstance(assignment, Grouped) and side == "mentee" and person in assignment.members:
        return "kept_so", "take_back", facts
    if me.enrolment_id in problem.pool.by_hand:
        return "asks_for_person", "decide_by_hand", facts
    if found.cause == "no_capacity":
        return "no_place", "wait_list", facts
    if not me.hours:
        return "hours_missing", "ask_hours", facts
    if found.cause == "rule":
        rule = found.remedy_rule or ""
        facts["rule"] = rule
        remedies = {"no_shared_hours": "ask_other_hours", "same_unit_unknown_line": "decide_unknown_lines"}
        if rule in remedies:
            return rule, remedies[rule], facts
        return "rules_forbid", "wait_list", facts
    if not _is_wanted(problem, assignment, person, side):
        facts["topics"] = sorted(me.offers, key=lambda key: (-me.offers[key], key))[:TOPICS_NAMED]
        return "offer_not_wanted", "ask_other_topics", facts
    facts["partner"] = found.remedy_partner
    if found.cause == "not_worth":
        return "not_worth", "choose_by_hand", facts
    return "partners_full", "ask_partner_for_place", facts


def _is_wanted(problem: Problem, assignment: Assignment, person: str, side: str) -> bool:
    """Whether any partner allowed would gain anything from this person."""
    instance = assignment.instance
    if side == "mentor":
        row = instance.mentor_index[person]
        return bool((instance.benefit_mentee[row] * instance.allowed[row]).any())
    column = instance.mentee_index[person]
    return bool((instance.benefit_mentor[:, column] * instance.allowed[:, column]).any())
