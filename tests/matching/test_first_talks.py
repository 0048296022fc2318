"""Kenalan dulu: short talks, then a private yes or no on both sides."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.factories.matching import Studio
from tests.factories.outbox import waiting
from tests.factories.people import NOW
from tests.factories.requests import ask, findable, open_routes
from timbalik.audit.models import AuditEntry
from timbalik.matching.models import FirstTalk, PairRequest, TalkAnswer
from timbalik.matching.operations import open_round
from timbalik.matching.operations.answering import answer_request
from timbalik.matching.operations.first_talks import answer_talks, propose_talk
from timbalik.matching.queries.searching import hits
from timbalik.matching.reading import read_cohort
from timbalik.matching.request_errors import EnoughTalks, NotYourRequest, PairNotPossible, TalkFirst
from timbalik.matching.request_states import RequestReply, RequestState, RequestWish
from timbalik.matching.request_tasks import watch_requests
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations import answer_session, choose_time
from timbalik.meetings.states import Channel, Reply, SessionState
from timbalik.people.models.persons import Person
from timbalik.relationships.models import HeldPlace, Relationship

DAY = timedelta(days=1)
AFTER = NOW + 30 * DAY


@pytest.fixture
def studio(studio: Studio) -> Studio:
    return open_routes(studio)


@pytest.fixture
def request_(studio: Studio) -> PairRequest:
    """Bincang: Wahyu was asked and would like to talk first."""
    return talking(studio)


def talking(studio: Studio, wish: str = RequestWish.TALK, reply: str = RequestReply.YES) -> PairRequest:
    request = ask(studio.mentee(), findable(studio.mentor()), wish=wish)
    answer_request(request, reply, by=request.wanted.person, now=NOW)
    return request


def reread(request: PairRequest) -> PairRequest:
    rows = PairRequest.objects.of(request.organisation_id)
    return rows.select_related("seeker__person", "wanted__person", "programme__organisation").get(pk=request.pk)


def hold_talk(request: PairRequest) -> datetime:
    """The other chooses the first time on offer; returns a moment after that talk."""
    session = MentoringSession.objects.of(request.organisation_id).filter(first_talk__request=request).latest("pk")
    starts = datetime.fromisoformat(session.proposed_times[0])
    chooser = next(seat.person for seat in session.participants.all() if seat.person_id != session.booked_by_id)
    choose_time(session, starts, by=chooser, now=NOW)
    return starts + timedelta(hours=1)


def answer(request: PairRequest, person: Person, said: str, *, now: datetime) -> bool:
    return answer_talks(reread(request), said, by=person, now=now)


@pytest.mark.parametrize(
    ("wish", "reply"), [(RequestWish.TALK, RequestReply.YES), (RequestWish.PAIR, RequestReply.TALK)]
)
def test_talk_first_suggests_times_and_keeps_a_place(studio: Studio, wish: str, reply: str) -> None:
    request = talking(studio, wish, reply)
    session = MentoringSession.objects.of(studio.organisation).get()
    assert (session.relationship_id, session.number, session.state) == (None, 1, SessionState.PROPOSED)
    assert (session.ends_at - session.starts_at, len(session.proposed_times)) == (timedelta(minutes=30), 3)
    (letter,) = waiting(request.seeker.person)
    assert letter.subject == "Waktu mana yang cocok untuk Anda? Bincang awal ke-1 dengan Wahyu"
    held = HeldPlace.objects.of(studio.organisation).filter(ref=request.public_id)
    assert {one.enrolment_id for one in held} == {request.seeker_id, request.wanted_id}
    assert hits(studio.mentee("Pencari lain")) == []


def test_both_yes_after_a_talk_open_the_pair(studio: Studio, request_: PairRequest) -> None:
    after = hold_talk(request_)
    assert not answer(request_, request_.seeker.person, "yes", now=after)
    assert answer(request_, request_.wanted.person, "yes", now=after)
    relationship = Relationship.objects.of(studio.organisation).get()
    assert relationship.proposal_ref == request_.public_id
    assert reread(request_).state == RequestState.PAIRED
    assert MentoringSession.objects.of(studio.organisation).get().state == SessionState.HELD
    assert not TalkAnswer.objects.of(studio.organisation).exists()
    holders = HeldPlace.objects.of(studio.organisation).values_list("ref", flat=True)
    assert set(holders) == {relationship.public_id}


def test_who_cannot_come_to_a_talk_is_told_to_the_other_by_mail(request_: PairRequest) -> None:
    hold_talk(request_)
    session = MentoringSession.objects.of(request_.organisation_id).get()
    before = len(waiting(request_.seeker.person))
    answer_session(session, person=request_.wanted.person, reply=Reply.NO, by=request_.wanted.person, now=NOW)
    letters = waiting(request_.seeker.person)
    assert len(letters) == before + 1
    assert "Wahyu" in letters[-1].subject


def test_answer_comes_after_a_talk_and_from_the_two_alone(studio: Studio, request_: PairRequest) -> None:
    with pytest.raises(TalkFirst):
        answer(request_, request_.seeker.person, "yes", now=NOW)
    after = hold_talk(request_)
    with pytest.raises(NotYourRequest):
        answer(request_, studio.coordinator, "yes", now=after)


def outcome(studio: Studio, said: dict[str, str]) -> tuple[list[str], list[str], int, int]:
    """What both read and what is left in the data, once the day has come."""
    request = talking(studio)
    after = hold_talk(request)
    people = {"seeker": request.seeker.person, "wanted": request.wanted.person}
    entries = AuditEntry.objects.count()
    for side, reply in said.items():
        answer(request, people[side], reply, now=after)
    audited = AuditEntry.objects.count() - entries
    watch_requests(AFTER)
    over = reread(request)
    assert over.state == RequestState.PASSED
    assert over.ended_at == AFTER
    assert not Relationship.objects.of(studio.organisation).exists()
    assert not HeldPlace.objects.of(studio.organisation).filter(ref=request.public_id).exists()
    last = [waiting(person)[-1].text.split("\n")[2] for person in people.values()]
    return last, [over.reply], TalkAnswer.objects.of(studio.organisation).count(), audited > 1


@pytest.mark.parametrize(
    "said",
    [
        {"seeker": "yes"},
        {"seeker": "no"},
        {"wanted": "no"},
        {"seeker": "yes", "wanted": "no"},
        {"seeker": "no", "wanted": "no"},
    ],
)
def test_every_other_ending_is_the_same_for_both(studio: Studio, said: dict[str, str]) -> None:
    sentences, reply, answers_kept, told_apart = outcome(studio, said)
    assert [one.replace("Endang", "N").replace("Wahyu", "N") for one in sentences] == [
        "Bincang Anda dengan N belum menjadi pasangan mentoring. Sering kali waktu, tempat, atau rencana lain yang"
        " menentukan. Yang Anda bicarakan tetap di antara Anda berdua dan tidak dicatat di mana pun."
    ] * 2
    assert (reply, answers_kept, told_apart) == ([RequestReply.WAITING], 0, False)


def test_no_tells_nobody_anything_before_the_day(studio: Studio, request_: PairRequest) -> None:
    after = hold_talk(request_)
    before = len(waiting(request_.seeker.person))
    answer(request_, request_.wanted.person, "no", now=after)
    assert len(waiting(request_.seeker.person)) == before
    assert not answer(request_, request_.seeker.person, "yes", now=after)
    assert reread(request_).state == RequestState.TALKING


def test_no_may_become_a_yes(studio: Studio, request_: PairRequest) -> None:
    after = hold_talk(request_)
    answer(request_, request_.wanted.person, "no", now=after)
    answer(request_, request_.seeker.person, "yes", now=after)
    assert answer(request_, request_.wanted.person, "yes", now=after)


def test_three_talks_at_most_one_at_a_time(studio: Studio, request_: PairRequest) -> None:
    seeker = request_.seeker.person

    def propose(now: datetime) -> MentoringSession:
        return propose_talk(
            reread(request_), [now + DAY, now + 2 * DAY], minutes=20, channel=Channel.VIDEO, by=seeker, now=now
        )

    with pytest.raises(EnoughTalks):
        propose(NOW)
    now = hold_talk(request_)
    for _ in range(2):
        session = propose(now)
        with pytest.raises(EnoughTalks):
            propose(now)
        choose_time(session, session.starts_at, by=request_.wanted.person, now=now)
        now = session.ends_at + DAY
    with pytest.raises(EnoughTalks):
        propose(now)
    numbers = FirstTalk.objects.of(studio.organisation).values_list("session__number", flat=True)
    assert sorted(numbers) == [1, 2, 3]


def test_whoever_has_not_answered_is_asked_once_before_the_day(request_: PairRequest) -> None:
    after = hold_talk(request_)
    answer(request_, request_.wanted.person, "no", now=after)
    before = [len(waiting(one)) for one in (request_.seeker.person, request_.wanted.person)]
    for days in (25, 26, 27):
        watch_requests(NOW + days * DAY)
    now = [len(waiting(one)) for one in (request_.seeker.person, request_.wanted.person)]
    assert [late - early for early, late in zip(before, now, strict=True)] == [1, 0]


def test_people_who_talk_are_left_out_of_a_round(studio: Studio, request_: PairRequest) -> None:
    studio.mentor("Mentor bebas")
    studio.mentee("Mentee bebas")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=NOW)
    assert {one.mentor.person.full_name for one in round_.proposals.all()} == {"Mentor bebas"}


def test_rule_that_came_in_meanwhile_keeps_the_pair_closed(studio: Studio, request_: PairRequest) -> None:
    after = hold_talk(request_)
    answer(request_, request_.seeker.person, "yes", now=after)
    person = request_.wanted.person
    person.restricted_at = after
    person.save()
    with pytest.raises(PairNotPossible):
        answer(request_, person, "yes", now=after)


def test_round_looks_for_somebody_else_after_talks_without_a_pair(studio: Studio, request_: PairRequest) -> None:
    hold_talk(request_)
    watch_requests(AFTER)
    pool = read_cohort(studio.cohort)
    assert pool.declined == {(request_.wanted_id, request_.seeker_id)}
