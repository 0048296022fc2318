"""Partner organisations of a programme: their guests, and who looks after them there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.people.models.partners import PartnerOrganisation
from timbalik.programmes import rules
from timbalik.programmes.guests import guest_enrolments, partner_counts, partners_of
from timbalik.programmes.operations import EnrolmentNotOpen
from timbalik.programmes.operations.guests import (
    GuestRefused,
    PartnerNameTaken,
    add_partner,
    invite_guest,
    name_partner_coordinator,
)
from timbalik.programmes.states import ProgrammeState
from timbalik.relationships.queries import paired_enrolments
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.guests import GuestForm, InviteGuestForm, PartnerForm
from timbalik.web.middleware import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(rules.is_coordinator))
def partners(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = add_partner(
                shown.organisation, name=said["name"], kind=said["kind"], by=acting(request), now=request.now
            )
        except PartnerNameTaken:
            form.add_error("name", _("An organisation of this name is listed already."))
        else:
            return redirect("coordinator:programme_partner", programme=programme, partner=made.public_id)
    page = {"programme": shown, "section": "programmes", "form": form, "counts": partner_counts(shown)}
    return render(request, "coordinator/programmes/partners.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(rules.is_coordinator))
def partner(request: ActingRequest, programme: UUID, partner: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    found = _the_partner(request, partner)
    naming = "name_coordinator" in request.POST
    posted = request.POST if request.method == "POST" else None
    invites = InviteGuestForm(None if naming else posted, programme=shown)
    names = GuestForm(posted if naming else None, prefix="pj")
    form = names if naming else invites
    if request.method == "POST" and form.is_valid():
        try:
            if naming:
                name_partner_coordinator(shown, found, names.words(), by=acting(request), now=request.now)
                messages.success(request, _("They have been written to, and see the guests of their organisation."))
            else:
                role = invites.cleaned_data["role"]
                invite_guest(shown, found, invites.words(), role, by=acting(request), now=request.now)
                messages.success(request, _("The invitation is on its way."))
        except GuestRefused as refusal:
            form.refuse(refusal)
        except EnrolmentNotOpen:
            messages.error(request, _("Open enrolment first; then invitations can go out."))
            return redirect("coordinator:programme_partner", programme=programme, partner=partner)
        else:
            return redirect("coordinator:programme_partner", programme=programme, partner=partner)
    rows = list(guest_enrolments(shown, found))
    paired = paired_enrolments(rows)
    page: dict[str, Any] = {
        "programme": shown,
        "section": "programmes",
        "partner": found,
        "rows": [{"enrolment": row, "has_pair": row.pk in paired} for row in rows],
        "invites": invites,
        "names": names,
        "looked_after": next((one.looked_after_by for one in partner_counts(shown) if one.partner.pk == found.pk), ()),
        "is_open": shown.state == ProgrammeState.OPEN,
    }
    return render(request, "coordinator/programmes/partner.html", page, status=422 if form.errors else 200)


def _the_partner(request: ActingRequest, public_id: UUID) -> PartnerOrganisation:
    found = partners_of(acting(request).organisation_id).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
