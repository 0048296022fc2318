from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_line, make_organisation, make_person
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import Pair, make_pair
from timbalik.journey.rechecks import recheck_pairs
from timbalik.notifications.states import EffectKind
from timbalik.people.operations import confirm_left
from timbalik.people.signals import people_imported
from timbalik.people.states import LineKind
from timbalik.programmes.operations import withdraw_enrolment
from timbalik.relationships.states import Ending, RelationshipState

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return make_pair(make_programme(make_organisation()))


def test_pair_in_one_line_after_an_import_is_flagged_and_not_ended(pair: Pair) -> None:
    """GR-04 for pairs at work: at any depth, and only a person decides."""
    coordinator = make_person(pair.relationship.organisation, "Citra")
    make_role(coordinator, programme=pair.relationship.programme)
    between = make_person(pair.relationship.organisation, "Kepala Bagian")
    make_line(pair.mentor, between)
    make_line(between, pair.mentee)
    for _ in range(2):
        people_imported.send(None, organisation=pair.relationship.organisation, batch=None, now=NOW)
    [notice] = waiting(coordinator, kind=EffectKind.IN_APP)
    assert notice.text
    pair.relationship.refresh_from_db()
    assert pair.relationship.state == RelationshipState.ACTIVE
    assert (waiting(pair.mentor), waiting(pair.mentee)) == ([], [])


def test_appraiser_is_found_too(pair: Pair) -> None:
    make_line(pair.mentor, pair.mentee, LineKind.APPRAISER)
    assert set(recheck_pairs(pair.relationship.organisation, now=NOW).values()) == {"rule_appraiser"}


def test_pairs_without_conflict_raise_nothing(pair: Pair) -> None:
    make_line(pair.mentor, make_person(pair.relationship.organisation, "Atasan lain"))
    assert recheck_pairs(pair.relationship.organisation, now=NOW) == {}


def test_recheck_reads_all_pairs_at_once(pair: Pair) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            recheck_pairs(pair.relationship.organisation, now=NOW)
        return len(context)

    one = queries()
    for _ in range(3):
        make_pair(pair.relationship.programme)
    assert queries() == one


def test_pair_ends_when_somebody_is_confirmed_as_left(pair: Pair, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # the fixture has no exported type
        confirm_left(pair.mentee, on=date(2026, 11, 20), by=None, now=NOW)
    pair.relationship.refresh_from_db()
    assert (pair.relationship.state, pair.relationship.ending) == (RelationshipState.ENDED, Ending.LEFT)


def test_pair_ends_without_fault_when_a_place_is_given_up(
    pair: Pair, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # the fixture has no exported type
        withdraw_enrolment(pair.mentor.enrolments.get(), by=pair.mentor, now=NOW)
    pair.relationship.refresh_from_db()
    assert pair.relationship.ending == Ending.NO_FAULT
