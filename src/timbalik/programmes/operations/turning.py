"""Somebody who taught learns, or the other way round: an enrolment in the other role of the same programme."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.programmes.directions import is_mutual
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole, EnrolmentState


class RoleWordsMissing(Exception):
    """GR-01, GR-02, GR-03: whoever takes a new role writes why, what is in it for them, and, to learn, a goal."""


OTHER_ROLE = {EnrolmentRole.MENTOR: EnrolmentRole.MENTEE, EnrolmentRole.MENTEE: EnrolmentRole.MENTOR}


@transaction.atomic
def enrol_in_other_role(
    enrolment: Enrolment, *, motivation: str, benefit_sought: str, learning_goal: str, by: Person | None, now: datetime
) -> Enrolment:
    """Hand in an enrolment in the other role, for one place; one that was handed in before is kept as it is.

    Pledge, notice and consents stand as they were given for the programme. Raises ``RoleWordsMissing``.
    """
    role = OTHER_ROLE[EnrolmentRole(enrolment.role)]
    standing = enrolment.programme.enrolments.filter(person=enrolment.person_id, role=role).first()
    if standing is not None and standing.state == EnrolmentState.SUBMITTED:
        return standing
    learns = role == EnrolmentRole.MENTEE
    if not (motivation.strip() and benefit_sought.strip() and (learning_goal.strip() or not learns)):
        raise RoleWordsMissing
    turned = standing or Enrolment(
        organisation=enrolment.organisation,
        programme=enrolment.programme,
        cohort=enrolment.cohort,
        person=enrolment.person,
        role=role,
    )
    turned.state = EnrolmentState.SUBMITTED
    turned.motivation, turned.benefit_sought = motivation.strip()[:600], benefit_sought.strip()[:600]
    kept = enrolment.learning_goal if is_mutual(enrolment.programme.direction) else ""
    turned.learning_goal = learning_goal.strip()[:600] if learns else kept
    turned.capacity = 1
    turned.pledged_at = turned.submitted_at = now
    turned.save()
    facts = {"role": role, "person": str(enrolment.person.public_id)}
    record("enrolment.turned", organisation=enrolment.organisation, by=by, subject=turned, now=now, facts=facts)
    return turned
