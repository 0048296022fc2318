"""What the notice promises to end ends on its day, and not a day before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.factories.people import NOW, make_person
from tests.factories.relationships import Pair
from tests.factories.sessions import make_session
from tests.factories.surveys import allow_research, answer
from tests.journey.pairs import lead_to
from timbalik.audit.models import AuditEntry
from timbalik.cli.content import publish_all
from timbalik.journey.retention import end_what_is_over, overdue
from timbalik.meetings.models import MentoringSession
from timbalik.people.models.consent import Consent, NoticeVersion
from timbalik.people.operations import withdraw_consent
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.retention import EMPTIED, Periods
from timbalik.programmes.states import EnrolmentState, ProgrammeState
from timbalik.relationships.models import Agreement, Goal, Note, RelationshipKey
from timbalik.relationships.operations import write_note
from timbalik.relationships.operations.closing import end_relationship
from timbalik.relationships.states import Ending, Phase
from timbalik.relationships.vault import KeyDestroyed, open_vault
from timbalik.surveys.models import Pseudonym, Response, SurveyRequest
from timbalik.surveys.operations import open_wave
from timbalik.surveys.states import WaveKind

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def pair(db: None) -> Pair:
    """Closed at NOW, with an agreement, a goal, sessions and a note."""
    pair = lead_to(Phase.GROWTH)
    programme = pair.relationship.programme
    programme.notes_enabled = True
    programme.save()
    make_session(pair, starts_at=NOW + DAY)
    write_note(pair.relationship, "Catatan", is_shared=True, by=pair.mentor, now=NOW)
    end_relationship(pair.relationship, Ending.NO_FAULT, by=pair.mentor, now=NOW)
    return pair


def due(pair: Pair, now: datetime) -> dict[str, int]:
    return overdue(pair.relationship.organisation, now=now)


def end(pair: Pair, now: datetime, capture: Any) -> dict[str, int]:
    with capture(execute=True):
        return end_what_is_over(pair.relationship.organisation, now=now)


def test_notes_go_thirty_days_after_the_closing(pair: Pair, django_capture_on_commit_callbacks: Any) -> None:
    assert due(pair, NOW + 29 * DAY) == {}
    assert due(pair, NOW + 30 * DAY) == {"notes": 1}
    assert Note.objects.of(pair.relationship.organisation).count() == 1
    end(pair, NOW + 30 * DAY, django_capture_on_commit_callbacks)
    assert not Note.objects.of(pair.relationship.organisation).exists()
    open_vault(pair.relationship, reader=pair.mentor)


def test_pair_goes_with_its_key_after_twelve_months_and_who_was_in_it_stays(
    pair: Pair, django_capture_on_commit_callbacks: Any
) -> None:
    organisation, later = pair.relationship.organisation, NOW + 365 * DAY
    assert "pairs" not in due(pair, later - DAY)
    done = end(pair, later, django_capture_on_commit_callbacks)
    assert (done["pairs"], done["notes"]) == (1, 1)
    for model in (MentoringSession, Agreement, Goal, Note):
        assert not model.objects.of(organisation).exists()
    assert RelationshipKey.objects.get(relationship_ref=pair.relationship.public_id).wrapped is None
    with pytest.raises(KeyDestroyed):
        open_vault(pair.relationship, reader=pair.mentor)
    assert pair.relationship.members.count() == 2
    assert end(pair, later + DAY, django_capture_on_commit_callbacks) == {}


def test_pair_that_goes_on_is_left_alone(pair: Pair) -> None:
    running = lead_to(Phase.GROWTH, programme=pair.relationship.programme)
    assert due(pair, NOW + 3000 * DAY)["pairs"] == 1
    open_vault(running.relationship, reader=running.mentor)


def test_pair_left_open_by_a_closed_programme_counts_from_its_last_day(
    pair: Pair, django_capture_on_commit_callbacks: Any
) -> None:
    lead_to(Phase.GROWTH, programme=pair.relationship.programme)
    Programme.objects.of(pair.relationship.organisation).update(state=ProgrammeState.CLOSED)
    ends = datetime(2027, 1, 29, tzinfo=UTC)
    assert due(pair, ends + 364 * DAY)["pairs"] == 1
    assert due(pair, ends + 365 * DAY)["pairs"] == 2


def test_texts_of_enrolments_go_and_the_row_stays_for_counts(
    pair: Pair, django_capture_on_commit_callbacks: Any
) -> None:
    later = datetime(2027, 1, 29, tzinfo=UTC) + 365 * DAY
    assert "enrolments" not in due(pair, later - DAY)
    end(pair, later, django_capture_on_commit_callbacks)
    kept = Enrolment.objects.of(pair.relationship.organisation)
    assert set(kept.values_list("state", "motivation", "benefit_sought")) == {
        (EnrolmentState.SUBMITTED, EMPTIED, EMPTIED)
    }
    assert set(kept.values_list("learning_goal", flat=True)) == {"", EMPTIED}


def test_draft_never_handed_in_goes_thirty_days_after_enrolment(
    pair: Pair, django_capture_on_commit_callbacks: Any
) -> None:
    programme = pair.relationship.programme
    programme.enrolment_closes_on = date(2026, 11, 24)
    programme.save()
    draft = Enrolment.objects.create(
        organisation=programme.organisation,
        programme=programme,
        cohort=programme.cohorts.get(),
        person=make_person(programme.organisation),
        role="mentor",
        state=EnrolmentState.STARTED,
        draft={"motivation": "Rahasia"},
    )
    assert "drafts" not in due(pair, datetime(2026, 12, 23, tzinfo=UTC))
    end(pair, datetime(2026, 12, 24, tzinfo=UTC), django_capture_on_commit_callbacks)
    draft.refresh_from_db()
    assert draft.draft == {}


def test_answers_and_their_pseudonyms_go_after_two_years(pair: Pair, django_capture_on_commit_callbacks: Any) -> None:
    running = lead_to(Phase.GROWTH, programme=pair.relationship.programme)
    publish_all()
    wave = open_wave(pair.relationship.cohort, WaveKind.EARLY, now=NOW)
    answer(wave, running.mentor, REL1=4)
    later = datetime(2027, 1, 29, tzinfo=UTC) + 730 * DAY
    assert "answers" not in due(pair, later - DAY)
    end(pair, later, django_capture_on_commit_callbacks)
    for model in (Response, Pseudonym, SurveyRequest):
        assert not model.objects.of(pair.relationship.organisation).exists()


def test_proof_of_a_withdrawn_consent_goes_after_five_years_and_a_standing_one_stays(
    pair: Pair, django_capture_on_commit_callbacks: Any
) -> None:
    for person in (pair.mentor, pair.mentee):
        allow_research(person)
    withdraw_consent(pair.mentor, ConsentPurpose.RESEARCH, by=pair.mentor, now=NOW)
    assert "consents" not in due(pair, NOW + 1825 * DAY)
    end(pair, NOW + 1826 * DAY, django_capture_on_commit_callbacks)
    assert [one.person for one in Consent.objects.of(pair.relationship.organisation)] == [pair.mentee]


def test_counting_writes_nothing_and_ending_is_audited_once(
    pair: Pair, django_capture_on_commit_callbacks: Any
) -> None:
    before = AuditEntry.objects.count()
    due(pair, NOW + 400 * DAY)
    assert AuditEntry.objects.count() == before
    done = end(pair, NOW + 400 * DAY, django_capture_on_commit_callbacks)
    assert AuditEntry.objects.get(verb="retention.ended").facts == done


def test_programme_keeps_the_periods_of_the_notice_it_began_with(pair: Pair) -> None:
    programme = pair.relationship.programme
    programme.notice = NoticeVersion.objects.create(
        key="notice-uji", version=9, content={"title": {"id": "Uji"}, "retention": {"notes": 7}}
    )
    programme.save()
    assert (Periods.of(programme).notes, Periods.of(programme).pair) == (7, 365)
    assert due(pair, NOW + 7 * DAY) == {"notes": 1}
