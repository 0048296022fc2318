"""Which insight changed which decision, and whose name may be told with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.journey.space import Space
from timbalik.relationships.operations.decisions import consent_to_names, log_decision, withdraw_consent
from timbalik.relationships.states import Reach
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.growth.answering import answered
from timbalik.web.participant.growth.forms import DecisionForm
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.refusals import is_done


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def insights(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    form = DecisionForm(request.POST or None, **space.names_by_side())
    return answered(
        request,
        space,
        "insights",
        form,
        lambda: log_decision(space.relationship, **form.cleaned_data, by=acting(request), now=request.now),
        _("The decision is kept. No name is told until you both say so."),
        then="participant:insights",
        page=lambda: {"rows": _rows(space)},
    )


@require_POST
@allow(in_pair)
def consent(request: ActingRequest, pair: UUID, decision: UUID) -> HttpResponse:
    space = the_space(request, pair)
    found = next((one.decision for one in space.decisions if one.decision.public_id == decision), None)
    if found is None:
        raise Http404
    found.relationship = space.relationship
    if request.POST.get("consents") == "yes":
        is_done(
            request,
            lambda: consent_to_names(found, by=acting(request), now=request.now),
            _("Your name may be told with it, once your partner agrees too."),
        )
    else:
        is_done(
            request,
            lambda: withdraw_consent(found, by=acting(request), now=request.now),
            _("Your consent is taken back."),
        )
    return redirect("participant:insights", pair=pair)


def _rows(space: Space) -> list[dict[str, Any]]:
    names, members = space.names_by_side(), [member.person_id for member in space.members]
    return [
        {
            "opened": one,
            "role": one.insight_by,
            "brought_by": names.get(one.insight_by, ""),
            "reach": Reach(one.reach).label,
            "consents": [
                (member.side, member.person.called, member.person_id in one.consenting) for member in space.members
            ],
            "i_consent": space.me.person_id in one.consenting,
            "may_be_told": one.may_be_told(members),
        }
        for one in space.decisions
    ]
