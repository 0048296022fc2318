"""Anybody enrolled in a round's cohort, found by a few letters; and why somebody is not among the candidates."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from timbalik.matching.models import Proposal, Round, Unmatched
from timbalik.matching.reading import NOT_AVAILABLE, ON_LEAVE
from timbalik.matching.states import ProposalState
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentState


def enrolled_in(round_: Round, text: str = "", *, role: str = "") -> QuerySet[Enrolment]:
    """Who is enrolled, by name; ``text`` is looked for in name, nickname, staff number and unit."""
    rows = (
        Enrolment.objects.of(round_.organisation_id)
        .filter(cohort_id=round_.cohort_id, state=EnrolmentState.SUBMITTED)
        .select_related("person__unit")
        .annotate(sort_name=Coalesce(NullIf("person__full_name", Value("")), F("person__staff_number")))
        .order_by("sort_name", "pk")
    )
    if role:
        rows = rows.filter(role=role)
    for word in text.split()[:4]:
        rows = rows.filter(
            Q(person__full_name__icontains=word)
            | Q(person__nickname__icontains=word)
            | Q(person__staff_number__istartswith=word)
            | Q(person__unit__name__icontains=word)
        )
    return rows


def is_candidate(round_: Round, enrolment: Enrolment) -> bool:
    """Whether this person was among those the round was computed with."""
    pairs = Proposal.objects.of(round_.organisation_id).filter(round=round_)
    left = Unmatched.objects.of(round_.organisation_id).filter(round=round_, enrolment=enrolment)
    return (
        pairs.filter(Q(mentor=enrolment) | Q(mentee=enrolment)).exclude(state=ProposalState.REPLACED).exists()
        or left.exclude(reason__in=[ON_LEAVE, NOT_AVAILABLE]).exists()
    )


def not_here_in_words(round_: Round, enrolment: Enrolment) -> str:
    """Why an enrolled person can't be asked about in this round; no more than the round's own page tells."""
    reason = (
        Unmatched.objects.of(round_.organisation_id)
        .filter(round=round_, enrolment=enrolment)
        .values_list("reason", flat=True)
        .first()
    )
    name = {"person": enrolment.person.called}
    if enrolment.state != EnrolmentState.SUBMITTED:
        return _("%(person)s has not enrolled.") % name
    if reason == ON_LEAVE:
        return _("%(person)s is on leave and takes no part in this round.") % name
    if reason == NOT_AVAILABLE:
        return _("%(person)s is not available at present.") % name
    return _("%(person)s has no place left in this round.") % name
