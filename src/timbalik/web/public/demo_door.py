"""The demo's door: enter as one of five invented people, without mail.

It is there only in a database that ``timbalik demo`` made, and only for whoever sits at this computer. A page that
came through a proxy did not come from here, whatever address the proxy itself has.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from django.http import Http404, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from timbalik.people.models.persons import Delegation, Person
from timbalik.people.operations import give_account
from timbalik.people.queries import made_by_demo
from timbalik.programmes.models import RoleAssignment
from timbalik.programmes.states import Role
from timbalik.relationships.models import RelationshipMember
from timbalik.relationships.states import RelationshipState, Side
from timbalik.web.access import allow, anyone
from timbalik.web.middleware import ActingRequest
from timbalik.web.signing_in import let_in

HERE = {"127.0.0.1", "localhost", "[::1]"}
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")
DEMO_KEY = "demo"  # in the session: the strip on every page reads it, without a query


@dataclass(frozen=True)
class Persona:
    key: str
    person: Person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def demo_door(request: ActingRequest) -> HttpResponse:
    """Choose who to be. Only the button signs in."""
    if not is_open(request):
        raise Http404
    personas = find_personas()
    if request.method == "POST":
        chosen = next((one for one in personas if one.key == request.POST.get("as")), None)
        if chosen is None:
            raise Http404
        if chosen.person.account is None:
            give_account(chosen.person, by=None, now=request.now)
        let_in(request, chosen.person)
        request.session[DEMO_KEY] = True
        return redirect("home")
    return render(request, "public/demo_door.html", {"personas": personas})


def is_open(request: ActingRequest) -> bool:
    """Asked for at this computer, and the database is a demo's."""
    return _is_from_here(request) and made_by_demo()


def _is_from_here(request: ActingRequest) -> bool:
    try:
        is_loopback = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    host, _port = split_domain_port(request.get_host())
    return is_loopback and host in HERE and not any(header in request.META for header in FORWARDED)


def find_personas() -> list[Persona]:
    """A coordinator, a sponsor, a mentee who has an assistant, their mentor, and the assistant; whoever is there."""
    found = [
        Persona(role, assignment.person)
        for role in (Role.COORDINATOR, Role.SPONSOR)
        if (assignment := _first_in(role)) is not None
    ]
    delegation = (
        Delegation.everywhere.filter(
            valid_until__isnull=True,
            principal__memberships__side=Side.MENTEE,
            principal__memberships__left_at__isnull=True,
            principal__memberships__relationship__state=RelationshipState.ACTIVE,
        )
        .select_related("principal__organisation", "principal__account", "delegate__organisation", "delegate__account")
        .order_by("pk")
        .first()
    )
    if delegation is None:
        return found
    mentor = (
        RelationshipMember.everywhere.filter(
            side=Side.MENTOR,
            left_at__isnull=True,
            relationship__state=RelationshipState.ACTIVE,
            relationship__members__person=delegation.principal,
        )
        .select_related("person__organisation", "person__account")
        .order_by("pk")
        .first()
    )
    found.append(Persona("mentee", delegation.principal))
    if mentor is not None:
        found.append(Persona("mentor", mentor.person))
    return [*found, Persona("assistant", delegation.delegate)]


def _first_in(role: str) -> RoleAssignment | None:
    rows = RoleAssignment.everywhere.filter(role=role, valid_until__isnull=True, relationship_ref__isnull=True)
    return rows.select_related("person__organisation", "person__account").order_by("pk").first()
