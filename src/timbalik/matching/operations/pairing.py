"""Make a pair of two who found each other: the same operation and the same guards as after a round."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.matching.barriers import Other, barred
from timbalik.matching.models import PairRequest
from timbalik.matching.operations.requests import end_request, hold
from timbalik.matching.queries.searching import has_room, is_proposed_to_somebody
from timbalik.matching.request_errors import PairNotPossible
from timbalik.matching.request_states import RequestState
from timbalik.people.models.persons import Person
from timbalik.people.states import Employment
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations.programmes import start_running
from timbalik.programmes.states import EnrolmentState, ProgrammeState
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations.opening import BenefitMissing, NewPair, SamePerson, open_relationships
from timbalik.relationships.operations.places import NoPlaceLeft


@transaction.atomic
def open_pair(request: PairRequest, *, by: Person, now: datetime) -> Relationship:
    """Open the relationship of a request that both said yes to; the caller holds the request.

    Hard rules, places and written benefits (GR-01) are checked again at this moment. Whoever is asked in a round under
    way is not booked twice. Raises ``PairNotPossible``, without saying why.
    """
    check_pair(request)
    try:
        pair = NewPair(request.wanted, request.seeker, request.public_id)
        (relationship,) = open_relationships(request.seeker.cohort, [pair], by=by, now=now)
    except (BenefitMissing, NoPlaceLeft, SamePerson) as error:
        raise PairNotPossible(str(request.public_id)) from error
    end_request(request, RequestState.PAIRED, now=now)
    record("matching.request_paired", organisation=request.organisation, by=by, subject=request, now=now)
    if request.programme.state == ProgrammeState.MATCHING:
        start_running(request.programme, by=by, now=now)
    return relationship


def check_pair(request: PairRequest) -> None:
    """Raises ``PairNotPossible`` when the two may not be a pair now, or one of them is asked in a round."""
    mentor, mentee = request.wanted, request.seeker
    for enrolment in (mentor, mentee):
        hold(enrolment)
        if not _is_here(enrolment) or is_proposed_to_somebody(enrolment) or not has_room(enrolment, but_for=request):
            raise PairNotPossible(str(request.public_id))
    other = Other(mentor.pk, mentor.person_id, mentor.person.unit_id, mentor.person.is_guest)
    if barred(mentee, [other]):
        raise PairNotPossible(str(request.public_id))


def _is_here(enrolment: Enrolment) -> bool:
    person = enrolment.person
    is_able = person.restricted_at is None and person.erased_at is None and person.employment == Employment.ACTIVE
    return enrolment.state == EnrolmentState.SUBMITTED and is_able
