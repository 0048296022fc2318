"""Read, write and sign the agreement."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.lib.versions import in_language
from timbalik.relationships.drafts import suggested_answers
from timbalik.relationships.elements import elements
from timbalik.relationships.operations import draft_agreement, sign_agreement
from timbalik.relationships.queries import agreement_answers, agreement_text, changed_elements
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair import present
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
    newest, before = space.agreements[0], space.agreements[1] if len(space.agreements) > 1 else None
    listed = elements(newest.agreement.text.content)
    titles = {element.key: element.title for element in listed}
    changed = changed_elements(before.agreement, newest.agreement, space.vault) if before else []
    page = {
        "section": "pair",
        "space": space,
        "newest": newest,
        "in_force": space.agreement_in_force,
        "terms": present.terms(space, newest),
        "signs": present.signs(space, newest),
        "changed": [titles[key] for key in changed if key in titles],
        "missing": [titles[key] for key in newest.agreement.missing if key in titles],
        "has_signed": space.me.person_id in newest.signed,
        "pledge": in_language(newest.agreement.text.content["signature"])
        if "signature" in newest.agreement.text.content
        else "",
    }
    return render(request, "participant/pair/agreement.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def edit(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    newest = space.agreements[0] if space.agreements else None
    text = newest.agreement.text if newest else agreement_text(space.relationship)
    listed = elements(text.content)
    if newest is not None:
        answers = agreement_answers(newest.agreement, space.vault)
    else:
        answers = suggested_answers(text.content, members=space.members, programme=space.programme)
    form = AgreementForm(request.POST or None, elements=listed, answers=answers)
    if request.method == "POST" and form.is_valid():
        done = is_done(
            request,
            lambda: draft_agreement(space.relationship, form.answers(), by=acting(request), now=request.now),
            _("Saved. Both of you sign this version."),
        )
        return redirect("participant:agreement" if done else "participant:pair", pair=pair)
    page = {
        "section": "pair",
        "space": space,
        "form": form,
        "title": in_language(text.content["title"]),
        "intro": in_language(text.content["intro"]) if "intro" in text.content else "",
        "is_signed": newest is not None and bool(newest.signed),
    }
    return render(request, "participant/pair/agreement_edit.html", page, status=422 if form.errors else 200)


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
