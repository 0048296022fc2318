"""Who holds which role, for what and since when; give one, end one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.programmes import rules
from timbalik.programmes.models import RoleAssignment
from timbalik.programmes.operations import Appointment, LastAdministrator, WayIn, appoint, end_role
from timbalik.programmes.queries import roles_endable_by, roles_shown_to
from timbalik.web.access import acting, allow, holding
from timbalik.web.coordinator.roles.forms import MOST_FOUND, GiveForm, SearchForm, find_person, people_found
from timbalik.web.middleware import ActingRequest

MOST_PAST = 50


@require_safe
@allow(holding(rules.can_manage_roles))
def roles(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    shown = roles_shown_to(me).select_related("person__unit", "programme")
    wide_first = F("programme__name").asc(nulls_first=True)
    standing = list(shown.filter(valid_until__isnull=True).order_by(wide_first, "role", "person__full_name"))
    page = {
        "section": "roles",
        "me": me,
        "standing": standing,
        "people": len({one.person_id for one in standing}),
        "without_address": [one for one in standing if not one.person.email],
        "endable": set(roles_endable_by(me).filter(valid_until__isnull=True).values_list("pk", flat=True)),
        "past": shown.filter(valid_until__isnull=False).order_by("-valid_until")[:MOST_PAST],
    }
    return render(request, "coordinator/roles/list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(holding(rules.can_manage_roles))
def give(request: ActingRequest) -> HttpResponse:
    """Search, choose, give: one page; the address keeps what was searched for."""
    me = acting(request)
    said = request.GET.get("q", "")
    form = GiveForm(request.POST if request.method == "POST" else None, by=me, programme=request.GET.get("program", ""))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        programme = form.programme_of(chosen)
        done = appoint(chosen["person"], chosen["role"], programme=programme, by=me, now=request.now)
        _say(request, done)
        return redirect("coordinator:roles")
    found = people_found(me, said)
    chosen_person = find_person(me, request.POST.get("person", ""))
    if chosen_person is not None and chosen_person not in found:
        found = [chosen_person, *found]
    page: dict[str, Any] = {
        "section": "roles",
        "search": SearchForm({"q": said}),
        "form": form,
        "said": said.strip(),
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "chosen": chosen_person or (found[0] if len(found) == 1 else None),
        "is_administrator": rules.is_administrator(me),
    }
    return render(request, "coordinator/roles/give.html", page, status=422 if form.errors else 200)


def _say(request: ActingRequest, done: Appointment) -> None:
    facts = {"name": done.assignment.person.display_name, "role": done.assignment.get_role_display()}
    if done.way_in is WayIn.READY:
        messages.success(
            request, _("%(name)s now is: %(role)s. A letter with the address to sign in goes out.") % facts
        )
    elif done.way_in is WayIn.NO_ADDRESS:
        messages.error(
            request,
            _("%(name)s now is: %(role)s, but has no mail address and cannot sign in. Add it in the people file.")
            % facts,
        )
    else:
        messages.error(
            request,
            _(
                "%(name)s now is: %(role)s, but somebody else signs in with this mail address. Mend it in the people file."
            )
            % facts,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(holding(rules.can_manage_roles))
def end(request: ActingRequest, assignment: UUID) -> HttpResponse:
    me = acting(request)
    found = _endable(request, assignment)
    if request.method != "POST":
        return render(request, "coordinator/roles/end.html", {"section": "roles", "me": me, "assignment": found})
    facts = {"name": found.person.display_name, "role": found.get_role_display()}
    try:
        end_role(found, by=me, now=request.now)
    except LastAdministrator:
        text = _("%(name)s is the last administrator who can sign in. Name another administrator first.")
        messages.error(request, text % facts)
    else:
        messages.success(request, _("%(name)s no longer is: %(role)s.") % facts)
    return redirect("coordinator:roles" if rules.can_manage_roles(me) else "home")


def _endable(request: ActingRequest, ref: UUID) -> RoleAssignment:
    rows = roles_endable_by(acting(request)).filter(public_id=ref, valid_until__isnull=True)
    found = rows.select_related("person__organisation", "programme").first()
    if found is None:
        raise Http404
    return found
