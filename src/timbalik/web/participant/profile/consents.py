"""What one agreed to, with its date and text; each can be withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.lib.versions import in_language
from timbalik.people.models.consent import Consent
from timbalik.people.operations import withdraw_consent
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.operations import withdraw_participation
from timbalik.programmes.queries import own_enrolments
from timbalik.programmes.states import EnrolmentState, ProgrammeState
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest


@require_safe
@allow(signed_in)
def consents(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    given = me.consents.select_related("notice").order_by("-given_at", "-pk")
    rows = [(one, _sentence(one)) for one in given]
    page = {
        "section": "profile",
        "me": me,
        "standing": [row for row in rows if row[0].withdrawn_at is None],
        "past": [row for row in rows if row[0].withdrawn_at is not None],
    }
    return render(request, "participant/profile/consents.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def withdraw(request: ActingRequest) -> HttpResponse:
    """Taking part asks first, since it ends pairs; the others end at once, and can be given again when enrolling."""
    me = acting(request)
    purpose = request.POST.get("purpose") or request.GET.get("purpose", "")
    if purpose not in ConsentPurpose.values:
        raise Http404
    consent = me.consents.filter(purpose=purpose, withdrawn_at__isnull=True).select_related("notice").first()
    if consent is None:
        raise Http404
    if request.method != "POST":
        ends = own_enrolments(me).filter(state=EnrolmentState.SUBMITTED).exclude(programme__state=ProgrammeState.CLOSED)
        page: dict[str, Any] = {"section": "profile", "me": me, "consent": consent, "sentence": _sentence(consent)}
        page |= {"is_participation": purpose == ConsentPurpose.PARTICIPATION, "ends": ends}
        return render(request, "participant/profile/consent_withdraw.html", page)
    if purpose == ConsentPurpose.PARTICIPATION:
        withdraw_participation(me, by=me, now=request.now)
        messages.success(request, _("You no longer take part. Thank you for having been here."))
    else:
        withdraw_consent(me, purpose, by=me, now=request.now)
        messages.success(request, _("Your consent has ended. You take part all the same."))
    return redirect("participant:consents")


def _sentence(consent: Consent) -> str:
    """What the person ticked, from the text that stood beside it."""
    for purpose in consent.notice.content.get("purposes", []):
        if purpose["purpose"] == consent.purpose:
            return in_language(purpose["sentence"])
    return consent.get_purpose_display()
