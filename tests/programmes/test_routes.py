from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.factories.enrolment import make_open_programme
from tests.factories.people import NOW
from timbalik.audit.models import AuditEntry
from timbalik.programmes.operations import ProgrammeIsOver, UnknownRoute, choose_routes
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import ProgrammeState, Route

pytestmark = pytest.mark.usefixtures("content")


def test_routes_are_kept_in_one_order_and_told_to_the_audit_once(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation, cast.citra)
    for _ in range(2):
        choose_routes(programme, [Route.RANKED, Route.SEARCH, Route.SEARCH], by=cast.citra, now=NOW)
    programme.refresh_from_db()
    assert programme.routes == ["search", "ranked"]
    assert AuditEntry.objects.filter(verb="programme.routes_chosen").count() == 1
    assert is_route_open(programme, Route.SEARCH)
    assert not is_route_open(programme, Route.CASCADE)


def test_unknown_route_is_refused_and_nothing_changes(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation, cast.citra)
    with pytest.raises(UnknownRoute, match="lotere"):
        choose_routes(programme, ["search", "lotere"], by=cast.citra, now=NOW)
    programme.refresh_from_db()
    assert programme.routes == []


def test_no_route_is_open_in_a_closed_programme(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation, cast.citra)
    choose_routes(programme, [Route.SEARCH], by=cast.citra, now=NOW)
    programme.state = ProgrammeState.CLOSED
    programme.save()
    assert not is_route_open(programme, Route.SEARCH)
    with pytest.raises(ProgrammeIsOver):
        choose_routes(programme, [], by=cast.citra, now=NOW)
