"""What each put to use from the sessions."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.relationships.operations.applying import erase_applied, note_applied
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.growth.answering import answered
from timbalik.web.participant.growth.forms import AppliedForm
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.refusals import is_done


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def applied(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    form = AppliedForm(request.POST or None)
    sides = {member.person_id: member.side for member in space.members}
    return answered(
        request,
        space,
        "applied",
        form,
        lambda: note_applied(space.relationship, **form.cleaned_data, by=acting(request), now=request.now),
        _("What you put to use is kept."),
        then="participant:applied",
        page=lambda: {"rows": [{"opened": one, "role": sides.get(one.row.author_id, "none")} for one in space.applied]},
    )


@require_POST
@allow(in_pair)
def erase(request: ActingRequest, pair: UUID, applied: UUID) -> HttpResponse:
    space = the_space(request, pair)
    found = next((one.row for one in space.applied if one.row.public_id == applied), None)
    if found is None or found.author_id != space.me.person_id:
        raise Http404
    found.relationship = space.relationship
    is_done(request, lambda: erase_applied(found, by=acting(request), now=request.now), _("Erased for good."))
    return redirect("participant:applied", pair=pair)
