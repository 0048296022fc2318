"""Small promises of both sides."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.journey.space import Space
from timbalik.meetings.wording import names
from timbalik.relationships.operations.promises import close_promise, make_promise
from timbalik.relationships.states import PromiseState
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.growth.answering import answered
from timbalik.web.participant.growth.forms import PromiseForm
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.refusals import is_done

CLOSED = {PromiseState.KEPT.value, PromiseState.DROPPED.value}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def promises(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    people = [member.person for member in space.members]
    form = PromiseForm(request.POST or None, members=people, initial={"owner": str(space.me.person.public_id)})
    return answered(
        request,
        space,
        "promises",
        form,
        lambda: make_promise(
            space.relationship,
            form.cleaned_data["text"],
            owner=form.chosen_owner(),
            by=acting(request),
            now=request.now,
            due_on=form.cleaned_data["due_on"],
        ),
        _("The promise is kept here for both of you."),
        then="participant:promises",
        page=lambda: {"rows": _rows(space, is_open=True), "closed": _rows(space, is_open=False)},
    )


@require_POST
@allow(in_pair)
def close(request: ActingRequest, pair: UUID, promise: UUID) -> HttpResponse:
    space = the_space(request, pair)
    found = next((one.promise for one in space.promises if one.promise.public_id == promise), None)
    state = request.POST.get("state", "")
    if found is None:
        raise Http404
    if state not in CLOSED:
        return redirect("participant:promises", pair=pair)
    found.relationship = space.relationship
    success = _("Kept. Thank you.") if state == PromiseState.KEPT else _("Let go, without blame.")
    is_done(request, lambda: close_promise(found, state, by=acting(request), now=request.now), success)
    return redirect("participant:promises", pair=pair)


def _rows(space: Space, *, is_open: bool) -> list[dict[str, Any]]:
    sides = {member.person_id: member.side for member in space.members}
    today = space.now.astimezone(ZoneInfo(space.me.person.time_zone)).date()
    return [
        {
            "promise": one.promise,
            "text": one.text,
            "role": sides.get(one.promise.owner_id, "none"),
            "by": names([one.promise.owner]),
            "is_late": one.promise.due_on is not None and one.promise.due_on < today,
        }
        for one in space.promises
        if (one.promise.state == PromiseState.OPEN) is is_open
    ]
