"""What somebody at a partner organisation sees: their own guests, how far each has come, and whether a pair exists.

With whom anybody is paired is not here: that belongs to the two.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.meetings.guests import guest_counts
from timbalik.programmes.guests import guest_enrolments, programmes_with_my_guests
from timbalik.programmes.operations import EnrolmentNotOpen
from timbalik.programmes.operations.guests import GuestRefused, invite_guest, remind_guests
from timbalik.programmes.queries import WAITING
from timbalik.programmes.rules import is_any_partner_coordinator, is_partner_coordinator
from timbalik.programmes.states import ProgrammeState
from timbalik.relationships.queries import paired_enrolments
from timbalik.web.access import acting, allow, holding, on_programme, the_programme
from timbalik.web.guests import InviteGuestForm
from timbalik.web.middleware import ActingRequest


@require_safe
@allow(holding(is_any_partner_coordinator))
def home(request: ActingRequest) -> HttpResponse:
    """The programmes with guests of one's organisation; the only one at once."""
    programmes = list(programmes_with_my_guests(acting(request)))
    if len(programmes) == 1:
        return redirect("partner:guests", programme=programmes[0].public_id)
    return render(request, "partner/home.html", {"programmes": programmes, "partner": acting(request).partner})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(is_partner_coordinator))
def guests(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown, me = the_programme(request, programme), acting(request)
    assert me.partner is not None
    form = InviteGuestForm(request.POST or None, programme=shown)
    if request.method == "POST" and form.is_valid():
        try:
            invite_guest(shown, me.partner, form.words(), form.cleaned_data["role"], by=me, now=request.now)
        except GuestRefused as refusal:
            form.refuse(refusal)
        except EnrolmentNotOpen:
            messages.error(request, _("Enrolment is not open now, so no invitation was sent."))
            return redirect("partner:guests", programme=programme)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("partner:guests", programme=programme)
    rows = list(guest_enrolments(shown, me.partner))
    paired = paired_enrolments(rows)
    page = {
        "programme": shown,
        "partner": me.partner,
        "form": form,
        "rows": [{"enrolment": row, "has_pair": row.pk in paired} for row in rows],
        "counts": guest_counts(shown, rows),
        "waiting": sum(row.state in WAITING for row in rows),
        "is_open": shown.state == ProgrammeState.OPEN,
    }
    return render(request, "partner/guests.html", page, status=422 if form.errors else 200)


@require_POST
@allow(on_programme(is_partner_coordinator))
def remind(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Write once more to the own guests who have not answered."""
    shown, me = the_programme(request, programme), acting(request)
    assert me.partner is not None
    try:
        count = remind_guests(shown, me.partner, by=me, now=request.now)
    except EnrolmentNotOpen:
        messages.error(request, _("Enrolment is not open now, so nobody was written to."))
    else:
        said = ngettext("%(count)d guest is written to once more.", "%(count)d guests are written to once more.", count)
        nobody = _("Nobody was written to: who has not answered had a letter within the last three days.")
        messages.success(request, said % {"count": count} if count else nobody)
    return redirect("partner:guests", programme=programme)
