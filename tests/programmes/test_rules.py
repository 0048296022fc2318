"""Each predicate and its queryset say the same, for everybody and every programme."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment, make_programme, make_role
from timbalik.people.models.persons import Person
from timbalik.programmes import queries, rules
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.operations import LastAdministrator, end_role, grant_role
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, ProgrammeState, Role


@pytest.fixture
def everybody(cast: Cast) -> list[Person]:
    """Citra coordinates one programme, Suharti all, Wulan is over; Ayu and Bram take part, Dian is elsewhere."""
    running, draft = make_programme(cast.organisation), make_programme(cast.organisation, state=ProgrammeState.DRAFT)
    elsewhere = make_programme(cast.elsewhere)
    make_role(cast.citra, programme=running)
    suharti, wulan, sponsor = (make_person(cast.organisation, name) for name in ("Suharti", "Wulan", "Ir. Made"))
    make_role(suharti)
    end_role(make_role(wulan, programme=running), by=None, now=NOW)
    make_role(sponsor, Role.SPONSOR, running)
    make_enrolment(running, cast.ayu)
    make_enrolment(draft, cast.bram, EnrolmentRole.MENTEE)
    make_enrolment(running, cast.bram, EnrolmentRole.MENTEE, state=EnrolmentState.STARTED)
    make_enrolment(elsewhere, cast.dian)
    make_role(cast.dian)
    return [cast.ayu, cast.bram, cast.citra, cast.dian, suharti, wulan, sponsor]


@pytest.mark.parametrize(
    ("predicate", "twin"),
    [
        (rules.is_coordinator, queries.programmes_coordinated_by),
        (rules.is_sponsor, queries.programmes_sponsored_by),
        (rules.is_participant, queries.programmes_joined_by),
        (rules.can_see_programme, queries.programmes_visible_to),
    ],
)
def test_programme_rule_and_query_agree(
    everybody: list[Person],
    predicate: Callable[[Person, Programme], bool],
    twin: Callable[[Person], QuerySet[Programme]],
) -> None:
    programmes = list(Programme.everywhere.all())
    for person in everybody:
        assert set(twin(person)) == {one for one in programmes if predicate(person, one)}
    assert any(twin(person) for person in everybody)


def test_enrolment_rule_and_query_agree(everybody: list[Person]) -> None:
    enrolments = list(Enrolment.everywhere.select_related("programme"))
    for person in everybody:
        readable = {one for one in enrolments if rules.can_read_enrolment(person, one)}
        assert set(queries.enrolments_readable_by(person)) == readable


def test_coordinator_reads_nothing_before_it_is_handed_in(cast: Cast, everybody: list[Person]) -> None:
    seen = queries.enrolments_readable_by(cast.citra)
    assert {(row.person, row.state) for row in seen} == {(cast.ayu, EnrolmentState.SUBMITTED)}


def test_grant_role_twice_is_one_role(cast: Cast) -> None:
    first, again = (grant_role(cast.ayu, Role.SPONSOR, by=cast.citra, now=NOW) for _ in range(2))
    assert first == again


def test_last_administrator_stays(cast: Cast) -> None:
    only = grant_role(cast.citra, Role.ADMINISTRATOR, by=None, now=NOW)
    with pytest.raises(LastAdministrator):
        end_role(only, by=cast.citra, now=NOW)
    grant_role(cast.ayu, Role.ADMINISTRATOR, by=cast.citra, now=NOW)
    end_role(only, by=cast.citra, now=NOW)
    assert not rules.is_administrator(cast.citra)
    assert rules.is_administrator(cast.ayu)
