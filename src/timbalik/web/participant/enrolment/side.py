"""Among peers: teach first or learn first, chosen anew after handing in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.matching.operations.siding import Fixed, SideFixed, can_choose_side, change_side, what_fixes
from timbalik.programmes.queries import own_enrolments
from timbalik.programmes.states import EnrolmentRole
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def side(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    """Where one stands, what the other side means, and the button; or what keeps the side as it is."""
    me = acting(request)
    mine = own_enrolments(me).select_related("programme", "person", "organisation").filter(public_id=enrolment).first()
    if mine is None or not can_choose_side(mine):
        raise Http404
    other = EnrolmentRole.MENTEE if mine.role == EnrolmentRole.MENTOR else EnrolmentRole.MENTOR
    if request.method == "POST":
        try:
            if request.POST.get("side") in EnrolmentRole.values:
                change_side(mine, request.POST["side"], by=me, now=request.now)
                messages.success(request, _("Your side is kept."))
        except SideFixed as refusal:
            messages.error(request, _why(Fixed(str(refusal))))
        return redirect("participant:side", enrolment)
    fixed = what_fixes(mine)
    context = {
        "enrolment": mine,
        "programme": mine.programme,
        "other": other.value,
        "fixed": _why(fixed) if fixed else "",
        "section": "home",
    }
    return render(request, "participant/enrolment/side.html", context)


def _why(fixed: Fixed) -> str:
    return {
        Fixed.ROUND: _("A round is under way. When it has ended, you may change your side again."),
        Fixed.RANKING: _("People have ranked each other by side, so the sides stay as they are now."),
        Fixed.PAIR: _(
            "A pair rests on your side: one that has begun, that was accepted, or that a person chose for you."
        ),
        Fixed.QUESTION: _(
            "A question between you and somebody of the other side is open. When it has ended, look again."
        ),
    }[fixed]
