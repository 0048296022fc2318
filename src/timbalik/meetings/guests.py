"""What somebody who looks after guests may read in figures: how far they have come, and how often their pairs met."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from timbalik.engine.statistics.suppression import Cell, CellKind, suppress
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.states import SessionState
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import EnrolmentState
from timbalik.relationships.queries import paired_enrolments


@dataclass(frozen=True)
class GuestCounts:
    """Who is invited, enrolled and paired is on the list by name. ``sessions`` are held ones; None where so few guests
    have a pair that the figure would speak of one of them."""

    invited: int
    enrolled: int
    paired: int
    sessions: int | None


def guest_counts(programme: Programme, guests: Collection[Enrolment]) -> GuestCounts:
    """Of these guests of one organisation in the programme; two queries."""
    paired = paired_enrolments(guests)
    verdict = suppress([Cell("sessions", frozenset(paired), CellKind.COUNT)])
    return GuestCounts(
        invited=len(guests),
        enrolled=sum(one.state == EnrolmentState.SUBMITTED for one in guests),
        paired=len(paired),
        sessions=_held(programme, paired) if verdict.may_show("sessions") else None,
    )


def _held(programme: Programme, enrolments: set[int]) -> int:
    rows = MentoringSession.objects.of(programme.organisation_id).filter(
        programme=programme, state=SessionState.HELD, relationship__members__enrolment__in=enrolments
    )
    return rows.distinct().count()
