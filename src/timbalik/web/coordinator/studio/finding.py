"""The round that an address names, for those who run it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from timbalik.matching.models import Round, Unmatched
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.rules import is_coordinator
from timbalik.web.access import on_programme, the_programme
from timbalik.web.middleware import ActingRequest

coordinates = on_programme(is_coordinator)


def find_round(request: ActingRequest, programme: UUID, number: int) -> Round:
    """The programme's round of that number. Raises ``Http404``."""
    mine = the_programme(request, programme)
    left = Unmatched.objects.of(mine.organisation_id).filter(round=OuterRef("pk")).order_by().values("round")
    counted = Subquery(left.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    found = (
        Round.objects.of(mine.organisation_id)
        .filter(programme=mine, number=number)
        .select_related("cohort", "opened_by")
        .annotate(left_over=Coalesce(counted, 0))
        .first()
    )
    if found is None:
        raise Http404
    return with_programme(found, mine)


def with_programme(round_: Round, programme: Programme) -> Round:
    """Fill the relations that are already in memory."""
    round_.programme = round_.cohort.programme = programme
    round_.organisation = round_.cohort.organisation = programme.organisation
    return round_


def find_enrolment(round_: Round, ref: str) -> Enrolment | None:
    """A participant of the round's cohort by public id; None for whatever is not one."""
    try:
        public_id = UUID(ref)
    except ValueError:
        return None
    rows = Enrolment.objects.of(round_.organisation_id).filter(cohort_id=round_.cohort_id, public_id=public_id)
    return rows.select_related("person__unit").first()
