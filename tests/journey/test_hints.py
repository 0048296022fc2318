"""GR-09 and the question about the benefit: to the pair, in words one can say, and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.outbox import Waiting, waiting
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_role
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import make_session
from timbalik.audit.models import AuditEntry
from timbalik.journey.health import health_of
from timbalik.meetings.operations import CheckInAnswers, check_in
from timbalik.notifications.models import Effect
from timbalik.notifications.states import EffectKind
from timbalik.people.models.persons import Person
from timbalik.relationships.operations.benefits import review_benefit
from timbalik.relationships.states import Phase

pytestmark = pytest.mark.django_db
SENTENCE = "A sentence for your next session"
MAIL = "Before your next session with"
BENEFIT = "Is it still worth it for both of you?"


@pytest.fixture
def pair() -> Pair:
    pair = make_pair(phase=Phase.GROWTH)
    for person in (pair.mentor, pair.mentee):
        person.language = "en"
        person.save()
    return pair


def meet(pair: Pair, times: int, *, taught: str = "mentee", by: Person | None = None, **lines: str) -> None:
    """So many sessions a day apart, each tapped by the mentor (or ``by``)."""
    for _time in range(times):
        number = pair.relationship.sessions.count()
        at = NOW + timedelta(days=number + 1)
        session = make_session(pair, starts_at=at, now=at - timedelta(hours=1))
        check_in(session, CheckInAnswers(4, taught, **lines), by=by or pair.mentor, now=at + timedelta(hours=2))


def told(person: Person, title: str, kind: str = EffectKind.IN_APP) -> list[Waiting]:
    return [one for one in waiting(person, kind=kind) if one.subject.startswith(title)]


def test_gr09_three_sessions_led_by_the_mentee_start_a_nudge_to_both(pair: Pair) -> None:
    """GR-09. Each side reads a sentence to say; the mail says only where to look."""
    meet(pair, 2)
    assert told(pair.mentor, SENTENCE) == []
    meet(pair, 1)
    [to_mentor], [to_mentee] = told(pair.mentor, SENTENCE), told(pair.mentee, SENTENCE)
    assert f"May I show you another way, {pair.mentee.called}?" in to_mentor.text
    assert f"{pair.mentor.called}, please lead today." in to_mentee.text
    for person in (pair.mentor, pair.mentee):
        [mail] = told(person, MAIL, EffectKind.MAIL)
        assert "taught" not in mail.text + mail.subject
        assert "role" not in mail.text + mail.subject


def test_nudge_is_not_repeated_before_three_more(pair: Pair) -> None:
    meet(pair, 5)
    assert len(told(pair.mentor, SENTENCE)) == 1
    meet(pair, 1)
    assert len(told(pair.mentor, SENTENCE)) == 2


def test_second_answer_after_the_same_session_nudges_no_second_time(pair: Pair) -> None:
    meet(pair, 3)
    last = pair.relationship.sessions.order_by("-starts_at")[0]
    check_in(last, CheckInAnswers(3, "mentee"), by=pair.mentee, now=last.ends_at + timedelta(hours=3))
    assert len(told(pair.mentor, SENTENCE)) == 1


def test_mentor_who_teaches_hears_nothing(pair: Pair) -> None:
    meet(pair, 3, taught="mentor")
    assert told(pair.mentor, SENTENCE) == told(pair.mentee, SENTENCE) == []


def test_one_way_exchange_asks_both_about_the_benefit_once(pair: Pair) -> None:
    meet(pair, 2, taught="mentor", by=pair.mentee, gained="dasbor")
    assert told(pair.mentor, BENEFIT) == []
    meet(pair, 2, taught="mentor", by=pair.mentee, gained="dasbor")
    [to_mentor], [to_mentee] = told(pair.mentor, BENEFIT), told(pair.mentee, BENEFIT)
    assert to_mentor.text == to_mentee.text


def test_after_writing_anew_three_more_sessions_pass_before_it_is_asked_again(pair: Pair) -> None:
    meet(pair, 3, taught="mentor", by=pair.mentee, gained="dasbor")
    for person in (pair.mentor, pair.mentee):
        review_benefit(pair.relationship, "baru", "", by=person, now=NOW + timedelta(days=4))
    meet(pair, 2, taught="mentor", by=pair.mentee, gained="dasbor")
    assert len(told(pair.mentor, BENEFIT)) == 1
    meet(pair, 1, taught="mentor", by=pair.mentee, gained="dasbor")
    assert len(told(pair.mentor, BENEFIT)) == 2


def test_gr09_nobody_but_the_two_hears_of_roles_or_exchange(pair: Pair) -> None:
    """Never shown to HR per pair: no letter to others, no word in the audit, the same health as a pair that is fine."""
    programme = pair.relationship.programme
    coordinator = make_person(programme.organisation, "Citra")
    make_role(coordinator, programme=programme)
    fine = make_pair(programme, phase=Phase.GROWTH, mentor=make_person(programme.organisation, "Suharti"))
    meet(fine, 3, taught="mentor", gave="a", gained="b")
    meet(pair, 3, gained="dasbor")
    recipients = set(Effect.objects.of(programme.organisation).values_list("recipient", flat=True))
    assert coordinator.pk not in recipients
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert not [verb for verb in verbs if "hint" in verb or "mirror" in verb or "nudge" in verb]
    seen = [(one.condition, one.code, dict(one.facts)) for one in health_of(programme, now=NOW + timedelta(days=4))]
    assert seen[0] == seen[1]
