"""What is written before and around enrolment ends on its day, and not a day before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment, make_programme
from timbalik.journey.retention import end_what_is_over, overdue
from timbalik.programmes.models import Cascade, Idea, IdeaMentor, Nomination, Programme, Screening, TopicWish
from timbalik.programmes.retention import EMPTIED
from timbalik.programmes.states import Asked, IdeaState

DAY = timedelta(days=1)
LAST_DAY = datetime(2027, 1, 29, tzinfo=UTC)


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_programme(cast.organisation, enrolment_closes_on=date(2026, 11, 30))


def test_names_without_a_yes_go_after_enrolment_and_the_others_after_the_programme(
    cast: Cast, programme: Programme
) -> None:
    common = {"organisation": cast.organisation, "programme": programme, "nominated_at": NOW, "good_at": "Dasbor"}
    for answer in Asked.values:
        Nomination.objects.create(nominee=make_person(cast.organisation), answer=answer, **common)
    assert overdue(cast.organisation, now=datetime(2026, 12, 29, tzinfo=UTC)) == {}
    end_what_is_over(cast.organisation, now=datetime(2026, 12, 30, tzinfo=UTC))
    assert [one.answer for one in Nomination.objects.of(cast.organisation)] == [Asked.YES]
    assert "nominations" not in overdue(cast.organisation, now=LAST_DAY + 364 * DAY)
    end_what_is_over(cast.organisation, now=LAST_DAY + 365 * DAY)
    assert not Nomination.objects.of(cast.organisation).exists()


def test_conduct_wishes_and_statements_go_twelve_months_after_the_programme(cast: Cast, programme: Programme) -> None:
    own = {"organisation": cast.organisation}
    Screening.objects.create(enrolment=make_enrolment(programme, cast.ayu, "mentor"), example="Saya mencatat.", **own)
    TopicWish.objects.create(programme=programme, person=cast.ayu, words="Menjahit", **own)
    Cascade.objects.create(programme=programme, leader=cast.bram, statement="Saya belajar.", begun_at=NOW, **own)
    assert {"screenings", "wishes", "statements"}.isdisjoint(overdue(cast.organisation, now=LAST_DAY + 364 * DAY))
    done = end_what_is_over(cast.organisation, now=LAST_DAY + 365 * DAY)
    assert (done["screenings"], done["wishes"], done["statements"]) == (1, 1, 1)
    assert Cascade.objects.of(cast.organisation).get().statement == ""
    assert end_what_is_over(cast.organisation, now=LAST_DAY + 366 * DAY) == {}


def test_idea_goes_a_year_after_its_answer_and_one_that_waits_stays(cast: Cast, db: None) -> None:
    common = {
        "organisation": cast.organisation,
        "proposer": cast.ayu,
        "reason": "Rute menunggu laporan.",
        "leader_gains": "Angka hari ini.",
        "proposed_at": NOW,
    }
    waits = Idea.objects.create(name="Belajar dasbor", **common)
    answered = Idea.objects.create(
        name="Belajar jahit", state=IdeaState.NOT_NOW, answer="Tahun depan.", answered_at=NOW, **common
    )
    IdeaMentor.objects.create(organisation=cast.organisation, idea=answered, person=cast.bram, asked_at=NOW)
    assert overdue(cast.organisation, now=NOW + 364 * DAY) == {}
    assert end_what_is_over(cast.organisation, now=NOW + 365 * DAY) == {"ideas": 1}
    waits.refresh_from_db()
    answered.refresh_from_db()
    assert (waits.reason, answered.reason, answered.answer) == ("Rute menunggu laporan.", EMPTIED, EMPTIED)
    assert not IdeaMentor.objects.of(cast.organisation).exists()
    assert end_what_is_over(cast.organisation, now=NOW + 366 * DAY) == {}
