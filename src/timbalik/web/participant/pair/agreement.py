"""Read, write, compare and sign the agreement."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.journey.space import Space
from timbalik.lib.versions import in_language
from timbalik.relationships.drafts import suggested_answers
from timbalik.relationships.elements import elements
from timbalik.relationships.operations import AgreementChanged, draft_agreement, sign_agreement
from timbalik.relationships.queries import AgreementState, agreement_answers, agreement_text
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair import points, present
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.pair.forms import AgreementForm
from timbalik.web.participant.refusals import is_done


@require_safe
@allow(in_pair)
def agreement(request: ActingRequest, pair: UUID) -> HttpResponse:
    """The newest version in full, with what differs from the one before."""
    space = the_space(request, pair)
    if not space.agreements:
        return redirect("participant:agreement_edit", pair=pair)
    newest = space.agreements[0]
    content = newest.agreement.text.content
    titles = {element.key: element.title for element in elements(content)}
    page = _read(space, newest) | {
        "newest": newest,
        "in_force": space.agreement_in_force,
        "missing": [titles[key] for key in newest.agreement.missing if key in titles],
        "has_signed": space.me.person_id in newest.signed,
        "pledge": in_language(content["signature"]) if "signature" in content else "",
    }
    return render(request, "participant/pair/agreement.html", page)


@require_safe
@allow(in_pair)
def version(request: ActingRequest, pair: UUID, number: int) -> HttpResponse:
    """One version as it was written, with what differed from the one before it."""
    space = the_space(request, pair)
    chosen = next((state for state in space.agreements if state.agreement.version == number), None)
    if chosen is None:
        raise Http404
    return render(request, "participant/pair/agreement_version.html", _read(space, chosen) | {"chosen": chosen})


def _read(space: Space, state: AgreementState) -> dict[str, Any]:
    older = [one for one in space.agreements if one.agreement.version < state.agreement.version]
    return {
        "section": "pair",
        "space": space,
        "points": points.points_of(space, state),
        "signs": present.signs(space, state),
        "before": older[0] if older else None,
        "changes": points.changes_between(space, older[0], state) if older else [],
        "versions": points.versions_of(space),
        "zone": space.me.person.time_zone,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def edit(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    newest = space.agreements[0] if space.agreements else None
    text = newest.agreement.text if newest else agreement_text(space.relationship)
    if newest is not None:
        answers = agreement_answers(newest.agreement, space.vault)
    else:
        answers = suggested_answers(text.content, members=space.members, programme=space.programme)
    base = newest.agreement.version if newest else 0
    form = AgreementForm(request.POST or None, elements=elements(text.content), answers=answers, based_on=base)
    page: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            done = is_done(
                request,
                lambda: draft_agreement(
                    space.relationship, form.answers(), by=acting(request), now=request.now, based_on=form.base()
                ),
                _("Saved. Both of you sign this version."),
            )
            return redirect("participant:agreement" if done else "participant:pair", pair=pair)
        except AgreementChanged as refusal:
            page = _meanwhile(request, space, form, refusal)
    page |= {
        "section": "pair",
        "space": space,
        "form": form,
        "title": in_language(text.content["title"]),
        "intro": in_language(text.content["intro"]) if "intro" in text.content else "",
        "is_signed": newest is not None and bool(newest.signed),
    }
    status = 409 if "theirs" in page else 422 if form.errors else 200
    return render(request, "participant/pair/agreement_edit.html", page, status=status)


def _meanwhile(request: ActingRequest, space: Space, form: AgreementForm, refusal: AgreementChanged) -> dict[str, Any]:
    """Both texts side by side: what the writer has, and what the other side saved; the next save builds on that."""
    theirs = next((state for state in space.agreements if state.agreement.version == refusal.version), None)
    data = request.POST.copy()
    data["based_on"] = str(refusal.version)
    form.data = data
    names = {member.person_id: member.person.called for member in space.members}
    return {
        "theirs": refusal.version,
        "their_name": names.get(theirs.agreement.by_id or 0, "") if theirs else "",
        "differences": points.changes_of_answers(space, theirs, form.answers()) if theirs else [],
    }


@require_POST
@allow(in_pair)
def sign(request: ActingRequest, pair: UUID) -> HttpResponse:
    """Signs the version the page showed; a newer one in between is not signed unread."""
    space = the_space(request, pair)
    shown = request.POST.get("version", "")
    chosen = next((state.agreement for state in space.agreements if str(state.agreement.version) == shown), None)
    if chosen is not None:
        is_done(request, lambda: sign_agreement(chosen, by=acting(request), now=request.now), _("Signed. Thank you."))
    return redirect("participant:agreement", pair=pair)
