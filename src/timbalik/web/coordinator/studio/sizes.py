"""Which rounds are left to the worker."""

from __future__ import annotations

from timbalik.matching import tasks
from timbalik.programmes.models import Cohort
from timbalik.programmes.states import EnrolmentState


def is_large(cohort: Cohort) -> bool:
    people = cohort.enrolments.filter(organisation=cohort.organisation_id, state=EnrolmentState.SUBMITTED).count()
    return people > tasks.MOST_IN_A_REQUEST
