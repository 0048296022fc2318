"""What is in it for me, asked anew on the way: one's own first, then the partner's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.journey.space import Space
from timbalik.relationships.growing import benefit_round
from timbalik.relationships.operations.benefits import review_benefit
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.growth.answering import answered
from timbalik.web.participant.growth.forms import BenefitForm
from timbalik.web.participant.pair.access import in_pair, the_space


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def benefit(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    number = benefit_round(space.relationship)
    mine = next(
        (one for one in space.benefits if one.review.person_id == space.me.person_id and one.review.round == number),
        None,
    )
    initial = {"seeks": mine.seeks, "gives": mine.gives} if mine else {}
    form = BenefitForm(request.POST or None, initial=initial)
    return answered(
        request,
        space,
        "benefit",
        form,
        lambda: review_benefit(space.relationship, **form.cleaned_data, by=acting(request), now=request.now),
        _("Kept. Talk about it at the beginning of your next session."),
        then="participant:benefit",
        page=lambda: {
            "rounds": _rounds(space),
            "waits_for_partner": mine is not None,
            "is_settled": mine is None and number > 1,
        },
    )


def _rounds(space: Space) -> list[dict[str, Any]]:
    """Every member's sentence, mentors first: each round of the way, then how it began."""
    members = {member.person_id: member for member in space.members}
    found: dict[int, list[dict[str, Any]]] = {}
    for one in space.benefits:
        if (member := members.get(one.review.person_id)) is not None:
            entry = {"role": member.side, "name": member.person.called, "seeks": one.seeks, "gives": one.gives}
            found.setdefault(one.review.round, []).append(entry | {"at": one.review.at})
    rounds = [{"title": _("Written anew"), "lines": lines} for _number, lines in sorted(found.items(), reverse=True)]
    first = [
        {"role": member.side, "name": member.person.called, "seeks": member.enrolment.benefit_sought, "gives": ""}
        for member in space.members
        if member.enrolment.benefit_sought
    ]
    return [*rounds, {"title": _("At the beginning"), "lines": first}]
