"""A peer moves to the other side: teaches first, or learns first. Possible until a round, a ranking or a pair rests on it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from timbalik.audit.operations import record
from timbalik.matching.errors import MatchingRefused
from timbalik.matching.models import Findable, Objection, PairRequest, RankingCall, Round
from timbalik.matching.request_states import STANDING
from timbalik.matching.states import RANKING_ENDED, ObjectionState, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Cohort, Enrolment
from timbalik.programmes.states import Direction, EnrolmentRole, EnrolmentState, ProgrammeState
from timbalik.relationships.models import HeldPlace, RelationshipMember

UNDER_WAY = (RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT)


class Fixed(StrEnum):
    """What rests on the side of a peer."""

    ROUND = "round"
    RANKING = "ranking"
    PAIR = "pair"
    QUESTION = "question"


class SideFixed(MatchingRefused):
    """Something rests on this side by now; the text is a value of ``Fixed``."""


class NoSideToChoose(MatchingRefused):
    """Only peers choose a side, each their own, once they have handed in and while the programme goes on."""


def can_choose_side(enrolment: Enrolment) -> bool:
    programme = enrolment.programme
    is_open = enrolment.state == EnrolmentState.SUBMITTED and programme.state != ProgrammeState.CLOSED
    return is_open and programme.direction == Direction.PEER


def what_fixes(enrolment: Enrolment) -> Fixed | None:
    """Why the side can't be changed now, the first that applies; None where it can."""
    organisation = enrolment.organisation_id
    if Round.objects.of(organisation).filter(cohort=enrolment.cohort_id, state__in=UNDER_WAY).exists():
        return Fixed.ROUND
    calls = RankingCall.objects.of(organisation).filter(cohort=enrolment.cohort_id)
    if calls.exclude(step__in=RANKING_ENDED).exists():
        return Fixed.RANKING
    member = RelationshipMember.objects.of(organisation).filter(enrolment=enrolment, left_at__isnull=True)
    chosen = Objection.objects.of(organisation).filter(
        Q(enrolment=enrolment) | Q(partner=enrolment), state=ObjectionState.PAIRED
    )
    if member.exists() or HeldPlace.objects.of(organisation).filter(enrolment=enrolment).exists() or chosen.exists():
        return Fixed.PAIR
    asked = Q(seeker=enrolment) | Q(wanted=enrolment)
    if PairRequest.objects.of(organisation).filter(asked, state__in=STANDING).exists():
        return Fixed.QUESTION
    return None


@transaction.atomic
def change_side(enrolment: Enrolment, role: str, *, by: Person, now: datetime) -> bool:
    """Stand on that side from now on; returns whether anything changed. Places, topics, hours and the goal stay.

    Whoever may be found on the side they leave is found no more, until they say so again. Raises ``NoSideToChoose``,
    ``SideFixed``.
    """
    if by.pk != enrolment.person_id or not can_choose_side(enrolment):
        raise NoSideToChoose(str(enrolment.public_id))
    # The row of a round points to its cohort: one that opens at the same moment waits for this, or is seen below.
    list(Cohort.objects.of(enrolment.organisation_id).select_for_update().filter(pk=enrolment.cohort_id))
    held = Enrolment.objects.of(enrolment.organisation_id).select_for_update().get(pk=enrolment.pk)
    side = EnrolmentRole(role)
    if held.role == side:
        return False
    if fixed := what_fixes(enrolment):
        raise SideFixed(fixed)
    Findable.objects.of(enrolment.organisation_id).filter(enrolment=enrolment).delete()
    enrolment.role = side
    enrolment.save(update_fields=["role"])
    facts = {"side": side.value}
    record("enrolment.side_changed", organisation=by.organisation, by=by, subject=enrolment, now=now, facts=facts)
    return True
