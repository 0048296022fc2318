"""A mentee asks a mentor: one at a time, next choices in line, and a no that looks like a silence."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.matching import Studio
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_line
from tests.factories.requests import WORDS, ask, findable, fresh, open_routes
from timbalik.audit.models import AuditEntry
from timbalik.matching.models import PairRequest
from timbalik.matching.operations import open_round, send_proposals
from timbalik.matching.operations.answering import answer_request
from timbalik.matching.operations.finding import choose_to_be_found
from timbalik.matching.operations.requests import MOST_ASKED, RequestWords, move_up, withdraw_request
from timbalik.matching.queries.searching import MOST_RECEIVED, hits
from timbalik.matching.request_errors import (
    AskedTooOften,
    LineFull,
    NotOffered,
    NotYourRequest,
    PairNotPossible,
    RequestOver,
    SearchClosed,
    TalksClosed,
    WordsMissing,
)
from timbalik.matching.request_states import RequestReply, RequestState, RequestWish
from timbalik.matching.request_tasks import watch_requests
from timbalik.notifications.models import Effect
from timbalik.people.erasure import erase_person
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations import withdraw_enrolment
from timbalik.programmes.states import EnrolmentState, Route
from timbalik.relationships.models import Relationship, RelationshipKey
from timbalik.relationships.operations.opening import NewPair, open_relationships
from timbalik.relationships.operations.places import claim_place
from timbalik.relationships.states import Holder
from timbalik.relationships.vault import vault_of

LATER = NOW + timedelta(days=8)


@pytest.fixture
def studio(studio: Studio) -> Studio:
    return open_routes(studio)


@pytest.fixture
def seeker(studio: Studio) -> Enrolment:
    return studio.mentee()


def states(seeker: Enrolment) -> list[tuple[str, str]]:
    rows = PairRequest.objects.of(seeker.organisation_id).filter(seeker=seeker).order_by("pk")
    return [(one.wanted.person.full_name, one.state) for one in rows]


def answer(request: PairRequest, reply: str, *, now: datetime = NOW) -> None:
    request = PairRequest.objects.of(request.organisation_id).get(pk=request.pk)
    answer_request(request, reply, by=request.wanted.person, now=now)


def test_request_is_sealed_and_the_mentor_reads_who_asks(studio: Studio, seeker: Enrolment) -> None:
    wanted = findable(studio.mentor("Wahyu Nugroho"))
    request = ask(seeker, wanted)
    opened = vault_of(request.public_id).open(request.words_sealed or b"", place=f"request:{request.public_id}")
    assert opened == {"learn": WORDS.learn, "why": WORDS.why, "give": WORDS.give}
    (letter,) = waiting(wanted.person)
    assert letter.subject == f"{seeker.person.called} bertanya kepada Anda"
    assert "/ketuk/" in letter.text
    assert not any(sentence in letter.text for sentence in (WORDS.learn, WORDS.why, WORDS.give))


def test_one_is_asked_and_two_wait_in_line(studio: Studio, seeker: Enrolment) -> None:
    mentors = [findable(studio.mentor(f"Mentor {number}")) for number in range(4)]
    for one in mentors[:3]:
        ask(seeker, one)
    assert [state for _, state in states(seeker)] == ["asked", "in_line", "in_line"]
    assert waiting(mentors[1].person) == []
    with pytest.raises(LineFull):
        ask(seeker, mentors[3])


def test_database_holds_one_open_request(studio: Studio, seeker: Enrolment) -> None:
    ask(seeker, findable(studio.mentor("Satu")))
    second = ask(seeker, findable(studio.mentor("Dua")))
    with pytest.raises(IntegrityError), transaction.atomic():
        PairRequest.objects.of(seeker.organisation_id).filter(pk=second.pk).update(
            state=RequestState.ASKED, answer_by=LATER
        )


@pytest.mark.parametrize("missing", ["learn", "why", "give"])
def test_empty_sentence_is_refused(studio: Studio, seeker: Enrolment, missing: str) -> None:
    words = RequestWords(**{"learn": "a", "why": "b", "give": "c"} | {missing: "  "})
    with pytest.raises(WordsMissing):
        ask(seeker, findable(studio.mentor()), words=words)


def test_without_a_goal_nobody_is_asked(studio: Studio, seeker: Enrolment) -> None:
    """GR-03."""
    wanted = findable(studio.mentor())
    Enrolment.objects.of(seeker.organisation_id).filter(pk=seeker.pk).update(state=EnrolmentState.STARTED)
    with pytest.raises(SearchClosed) as refusal:
        ask(seeker, wanted)
    assert refusal.value.reason == "goal_missing"


def test_those_not_offered_are_refused_in_one_word(studio: Studio, seeker: Enrolment) -> None:
    leader, full, hidden = (studio.mentor(name) for name in ("Pemimpin", "Penuh", "Tak mau"))
    make_line(seeker.person, findable(leader).person)
    claim_place(findable(full), for_ref=full.public_id, holder=Holder.RELATIONSHIP, now=NOW)
    for wanted in (leader, full, hidden):
        with pytest.raises(NotOffered):
            ask(seeker, wanted)
    assert states(seeker) == []


def test_mentor_is_asked_by_so_many_at_a_time(studio: Studio) -> None:
    wanted = findable(studio.mentor())
    for number in range(MOST_RECEIVED):
        answer(ask(studio.mentee(f"Penanya {number}"), wanted), RequestReply.NOT_NOW)
    with pytest.raises(NotOffered):  # a "not now" does not make room either: that would show
        ask(studio.mentee("Satu lagi"), wanted)


def test_nobody_asks_too_often(studio: Studio, seeker: Enrolment) -> None:
    for number in range(MOST_ASKED):
        withdraw_request(ask(seeker, findable(studio.mentor(f"Mentor {number}"))), by=seeker.person, now=NOW)
    with pytest.raises(AskedTooOften):
        ask(seeker, findable(studio.mentor("Satu lagi")))


def test_yes_opens_the_pair_once(studio: Studio, seeker: Enrolment) -> None:
    """GR-01: what both seek is written, or there is no pair."""
    wanted = findable(studio.mentor())
    request, later = ask(seeker, wanted), ask(seeker, findable(studio.mentor("Cadangan")))
    answer(request, RequestReply.YES)
    relationship = Relationship.objects.of(studio.organisation).get()
    assert relationship.proposal_ref == request.public_id
    assert {one.person_id for one in relationship.members.all()} == {seeker.person_id, wanted.person_id}
    assert states(seeker) == [("Wahyu Nugroho", "paired"), ("Cadangan", "withdrawn")]
    with pytest.raises(RequestOver):
        answer(request, RequestReply.YES)
    assert not vault_keys(request, later)


def vault_keys(*requests: PairRequest) -> list[RelationshipKey]:
    refs = [one.public_id for one in requests]
    return list(RelationshipKey.objects.filter(relationship_ref__in=refs, destroyed_at=None))


@pytest.fixture(autouse=True)
def _commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the commit happens at once: tests never commit."""
    monkeypatch.setattr("timbalik.matching.operations.requests.transaction.on_commit", lambda act: act())


def test_benefit_not_written_opens_no_pair(studio: Studio, seeker: Enrolment) -> None:
    wanted = findable(studio.mentor())
    request = ask(seeker, wanted)
    Enrolment.objects.of(seeker.organisation_id).filter(pk=wanted.pk).update(
        benefit_sought=" ", state=EnrolmentState.SUBMITTED
    )
    with pytest.raises(PairNotPossible):
        answer(request, RequestReply.YES)
    assert states(seeker)[0][1] == "asked"


@pytest.mark.parametrize("obstacle", ["line", "full", "proposed"])
def test_yes_meets_the_rules_of_this_moment(studio: Studio, seeker: Enrolment, obstacle: str) -> None:
    wanted = findable(studio.mentor())
    request = ask(seeker, wanted)
    if obstacle == "line":
        make_line(wanted.person, seeker.person)
    elif obstacle == "full":
        claim_place(wanted, for_ref=wanted.public_id, holder=Holder.RELATIONSHIP, now=NOW)
    else:
        studio.mentee("Orang lain", wants={"toko-daring": 5})
        send_proposals(open_round(studio.cohort, by=studio.coordinator, now=NOW), by=studio.coordinator, now=NOW)
    with pytest.raises(PairNotPossible):
        answer(request, RequestReply.YES)
    assert not Relationship.objects.of(studio.organisation).exists()


def test_person_in_a_sent_proposal_neither_asks_nor_is_found(studio: Studio, seeker: Enrolment) -> None:
    wanted = findable(studio.mentor())
    round_ = open_round(studio.cohort, by=studio.coordinator, now=NOW)
    send_proposals(round_, by=studio.coordinator, now=NOW)
    with pytest.raises(SearchClosed) as refusal:
        ask(seeker, wanted)
    assert refusal.value.reason == "proposal_waits"
    assert hits(studio.mentee("Pencari lain")) == []


def outcome(studio: Studio, replies: list[str]) -> tuple[list[tuple[str, str]], list[tuple[str, str, datetime]], str]:
    """Everything the one who asked could see, and what is left in the data, after the time is over."""
    seeker = studio.mentee(f"Pencari {replies}")
    wanted, later = findable(studio.mentor("Ditanya")), findable(studio.mentor("Cadangan"))
    request = ask(seeker, wanted)
    ask(seeker, later)
    for reply in replies:
        answer(request, reply, now=NOW + timedelta(hours=2))
    watch_requests(NOW + timedelta(days=3))
    before = [letter.subject for letter in waiting(seeker.person)]
    assert before == []
    watch_requests(LATER)
    request.refresh_from_db()
    rows = Effect.objects.filter(organisation_id=studio.organisation.pk, recipient=seeker.person).order_by("pk")
    told = [
        (letter.subject, letter.text.split("\n")[2], row.not_before)
        for letter, row in zip(waiting(seeker.person), rows, strict=True)
    ]
    for one in (wanted, later):
        withdraw_enrolment(fresh(one), by=None, now=LATER)
    return states(seeker)[:1], told, request.reply


def test_no_and_silence_look_alike_in_words_time_and_data(studio: Studio) -> None:
    silence, no = outcome(studio, []), outcome(studio, [RequestReply.NOT_NOW])
    assert silence == no
    assert silence[0] == [("Ditanya", "passed")]
    assert len(silence[1]) == 1


def test_audit_does_not_tell_a_no_from_a_silence(studio: Studio, seeker: Enrolment) -> None:
    request = ask(seeker, findable(studio.mentor()))
    before = AuditEntry.objects.count()
    answer(request, RequestReply.NOT_NOW)
    assert AuditEntry.objects.count() == before


def test_next_choice_is_asked_by_itself_and_told(studio: Studio, seeker: Enrolment) -> None:
    first, second = findable(studio.mentor("Ayu Satu")), findable(studio.mentor("Budi Dua"))
    ask(seeker, first)
    ask(seeker, second)
    watch_requests(LATER)
    assert [state for _, state in states(seeker)] == ["passed", "asked"]
    assert len(waiting(second.person)) == 1
    (told,) = waiting(seeker.person)
    assert "Pilihan Anda berikutnya sudah ditanya: Budi." in told.text
    with pytest.raises(NotOffered):
        ask(seeker, first, now=LATER)


def test_next_choice_that_can_no_longer_be_asked_is_passed_over(studio: Studio, seeker: Enrolment) -> None:
    for name in ("Satu", "Dua", "Tiga"):
        ask(seeker, findable(studio.mentor(name)))
    second = PairRequest.objects.of(studio.organisation).get(wanted__person__full_name="Dua")
    choose_to_be_found(second.wanted, wish=False, by=second.wanted.person, now=NOW)
    watch_requests(LATER)
    assert [state for _, state in states(seeker)] == ["passed", "passed", "asked"]


def test_reminder_goes_half_way_once_and_not_after_an_answer(studio: Studio) -> None:
    silent, answered = (findable(studio.mentor(name)) for name in ("Diam", "Sudah menjawab"))
    ask(studio.mentee("A"), silent)
    answer(ask(studio.mentee("B"), answered), RequestReply.NOT_NOW)
    for hours in (24, 72, 96):
        watch_requests(NOW + timedelta(hours=hours))
    assert [len(waiting(one.person)) for one in (silent, answered)] == [2, 1]


def test_not_now_may_become_a_yes_until_the_end(studio: Studio, seeker: Enrolment) -> None:
    request = ask(seeker, findable(studio.mentor()))
    answer(request, RequestReply.NOT_NOW)
    with pytest.raises(RequestOver):
        answer(request, RequestReply.YES, now=LATER)
    answer(request, RequestReply.YES, now=NOW + timedelta(days=1))
    assert states(seeker)[0][1] == "paired"


def test_only_the_two_act(studio: Studio, seeker: Enrolment) -> None:
    request = ask(seeker, findable(studio.mentor()))
    with pytest.raises(NotYourRequest):
        answer_request(request, RequestReply.YES, by=seeker.person, now=NOW)
    for person in (request.wanted.person, studio.coordinator):
        with pytest.raises(NotYourRequest):
            withdraw_request(request, by=person, now=NOW)


def test_withdrawn_request_asks_the_next_and_tells_the_mentor_quietly(studio: Studio, seeker: Enrolment) -> None:
    first = findable(studio.mentor("Satu"))
    request = ask(seeker, first)
    ask(seeker, findable(studio.mentor("Dua")))
    withdraw_request(request, by=seeker.person, now=NOW)
    assert [state for _, state in states(seeker)] == ["withdrawn", "asked"]
    assert [notice.subject for notice in waiting(first.person, kind="in_app")] == [
        "Satu pertanyaan kepada Anda ditarik"
    ]


def test_line_is_put_in_another_order(studio: Studio, seeker: Enrolment) -> None:
    requests = [ask(seeker, findable(studio.mentor(name))) for name in ("Satu", "Dua", "Tiga")]
    move_up(requests[2], by=seeker.person, now=NOW)
    watch_requests(LATER)
    assert [state for _, state in states(seeker)] == ["passed", "in_line", "asked"]


def test_pair_found_another_way_ends_the_search(studio: Studio, seeker: Enrolment) -> None:
    request = ask(seeker, findable(studio.mentor()))
    open_relationships(studio.cohort, [NewPair(studio.mentor("Dari putaran"), seeker)], by=None, now=NOW)
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN


def test_leaver_and_erased_leave_no_words(studio: Studio) -> None:
    one, two = (ask(studio.mentee(name), findable(studio.mentor(f"M {name}"))) for name in ("A", "B"))
    withdraw_enrolment(fresh(one.seeker), by=None, now=NOW)
    erase_person(two.seeker.person, by=None, now=NOW)
    for request in (one, two):
        request.refresh_from_db()
        assert (request.state, request.words_sealed) == (RequestState.WITHDRAWN, None)
    assert vault_keys(one, two) == []


def test_search_alone_has_no_talks(studio: Studio, seeker: Enrolment) -> None:
    open_routes(studio, Route.SEARCH)
    wanted = findable(studio.mentor())
    with pytest.raises(TalksClosed):
        ask(seeker, wanted, wish=RequestWish.TALK)
    with pytest.raises(TalksClosed):
        answer(ask(seeker, wanted), RequestReply.TALK)
