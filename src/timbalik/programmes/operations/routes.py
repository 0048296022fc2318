"""Which ways to a pair a programme keeps open beside the coordinator's round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState, Route


class UnknownRoute(Exception):
    """A route that is none of ``Route``."""


class ProgrammeIsOver(Exception):
    """Nothing of a closed programme is changed any more."""


@transaction.atomic
def choose_routes(programme: Programme, routes: Iterable[str], *, by: Person | None, now: datetime) -> None:
    """Open exactly these routes and close the others; what has begun on a route that closes may still be answered.

    Raises ``UnknownRoute``, ``ProgrammeIsOver``.
    """
    wanted = set(routes)
    if unknown := sorted(wanted - set(Route.values)):
        raise UnknownRoute(", ".join(unknown))
    held = Programme.objects.of(programme.organisation_id).select_for_update().get(pk=programme.pk)
    if held.state == ProgrammeState.CLOSED:
        raise ProgrammeIsOver(str(programme.public_id))
    programme.routes = [route for route in Route.values if route in wanted]
    if programme.routes == held.routes:
        return
    programme.save(update_fields=["routes"])
    facts = {"routes": programme.routes}
    record(
        "programme.routes_chosen", organisation=programme.organisation, by=by, subject=programme, now=now, facts=facts
    )
