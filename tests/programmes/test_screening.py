"""Conduct is asked of the right side, read by a person, and refuses nobody by itself (F-11, S-22, GR-17)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.clients import signed_in
from tests.factories.enrolment import make_answers, make_invited, make_open_programme
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment
from timbalik.matching.reading import SCREENING, read_cohort
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme, Screening
from timbalik.programmes.operations import OfferAnswer, submit_enrolment
from timbalik.programmes.operations.enrolment import AnswerOutOfRange
from timbalik.programmes.operations.screening import NotScreenable, ScreeningReasonMissing, answer_screening
from timbalik.programmes.screenings import screening_queue
from timbalik.programmes.states import EnrolmentRole, LastUsed, ScreeningVerdict

pytestmark = pytest.mark.usefixtures("content", "monday")
WHY = "Kami ingin tahu bagaimana Bapak menerima masukan."


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, cast.citra)


def handed_in(programme: Programme, person: Person, role: str = EnrolmentRole.MENTEE, **said: Any) -> Enrolment:
    return submit_enrolment(make_invited(programme, person, role), make_answers(**said), by=person, now=NOW)


def test_each_side_keeps_its_own_statements(programme: Programme, cast: Cast) -> None:
    conduct = {"takes_feedback": "usually", "explains_plainly": "sometimes"}
    mentee = handed_in(programme, cast.bram, conduct=conduct, conduct_example=" Dikoreksi stafnya. ")
    mentor = handed_in(programme, cast.ayu, EnrolmentRole.MENTOR, conduct=conduct)

    assert (mentee.screening.conduct, mentee.screening.example) == ({"takes_feedback": "usually"}, "Dikoreksi stafnya.")
    assert mentor.screening.conduct == {"explains_plainly": "sometimes"}
    with pytest.raises(AnswerOutOfRange):
        handed_in(programme, cast.bram, conduct={"takes_feedback": "selalu"})


def test_offer_says_when_it_was_last_used(programme: Programme, cast: Cast) -> None:
    offer = OfferAnswer("membaca-dasbor", 4, "Dua tim", LastUsed.TWO_YEARS)
    enrolment = handed_in(programme, cast.ayu, EnrolmentRole.MENTOR, offers=(offer,))

    assert enrolment.offers.get().last_used == LastUsed.TWO_YEARS
    page = reverse("coordinator:participant", args=[programme.public_id, enrolment.public_id])
    assert "satu atau dua tahun lalu" in signed_in(cast.citra).get(page).content.decode().lower()
    with pytest.raises(AnswerOutOfRange):
        handed_in(programme, cast.bram, offers=(OfferAnswer("membaca-dasbor", 4, "", "dulu"),))


def test_gr17_nobody_is_left_out_before_a_person_says_so(programme: Programme, cast: Cast) -> None:
    enrolment = handed_in(programme, cast.bram, conduct={"leaves_status": "practising"})
    cohort = programme.cohorts.get()
    assert [one.enrolment_id for one in read_cohort(cohort).mentees] == [enrolment.pk]

    answer_screening(enrolment, ScreeningVerdict.TALK_FIRST, reason=WHY, by=cast.citra, now=NOW)
    pool = read_cohort(cohort)
    assert (pool.mentees, pool.absent) == ((), {enrolment.pk: SCREENING})

    answer_screening(enrolment, ScreeningVerdict.YES, by=cast.citra, now=NOW)
    assert [one.enrolment_id for one in read_cohort(cohort).mentees] == [enrolment.pk]


def test_person_reads_the_reason_and_hears_when_cleared(programme: Programme, cast: Cast) -> None:
    enrolment = handed_in(programme, cast.bram)
    before = len(waiting(cast.bram))
    answer_screening(enrolment, ScreeningVerdict.TALK_FIRST, reason=WHY, by=cast.citra, now=NOW)
    assert WHY in waiting(cast.bram)[-1].text
    done = reverse("participant:enrolment_done", args=[enrolment.public_id])
    assert WHY in signed_in(cast.bram).get(done).content.decode()

    answer_screening(enrolment, ScreeningVerdict.YES, by=cast.citra, now=NOW.replace(hour=3))
    assert len(waiting(cast.bram)) == before + 2
    assert WHY not in signed_in(cast.bram).get(done).content.decode()


def test_plain_yes_writes_no_letter(programme: Programme, cast: Cast) -> None:
    enrolment = handed_in(programme, cast.bram)
    before = len(waiting(cast.bram))
    answer_screening(enrolment, ScreeningVerdict.YES, by=cast.citra, now=NOW)
    assert len(waiting(cast.bram)) == before


def test_reason_is_needed_and_nobody_screens_themselves(programme: Programme, cast: Cast) -> None:
    enrolment = handed_in(programme, cast.bram)
    for verdict in (ScreeningVerdict.TALK_FIRST, ScreeningVerdict.NOT_THIS_WAVE):
        with pytest.raises(ScreeningReasonMissing):
            answer_screening(enrolment, verdict, reason=" ", by=cast.citra, now=NOW)
    with pytest.raises(NotScreenable):
        answer_screening(enrolment, ScreeningVerdict.YES, by=cast.bram, now=NOW)
    invited = make_invited(programme, cast.ayu)
    with pytest.raises(NotScreenable):
        answer_screening(invited, ScreeningVerdict.YES, by=cast.citra, now=NOW)


def test_handing_in_anew_leaves_the_answer_to_a_person(programme: Programme, cast: Cast) -> None:
    enrolment = handed_in(programme, cast.bram, conduct={"asks_openly": "sometimes"})
    answer_screening(enrolment, ScreeningVerdict.TALK_FIRST, reason=WHY, by=cast.citra, now=NOW)
    submit_enrolment(enrolment, make_answers(conduct={"asks_openly": "usually"}), by=cast.bram, now=NOW)

    screening = Screening.objects.of(cast.organisation).get()
    assert (screening.verdict, screening.conduct) == (ScreeningVerdict.TALK_FIRST, {"asks_openly": "usually"})


def test_queue_leads_to_the_answer_and_is_the_coordinators(programme: Programme, cast: Cast) -> None:
    enrolment = handed_in(programme, cast.bram, conduct={"takes_feedback": "usually"})
    queue = reverse("coordinator:screening", args=[programme.public_id])
    answer = reverse("coordinator:screening_answer", args=[programme.public_id, enrolment.public_id])
    client = signed_in(cast.citra)
    assert answer in client.get(queue).content.decode()
    assert client.post(answer, {"verdict": "talk_first", "reason": ""}).status_code == 422
    client.post(answer, {"verdict": "talk_first", "reason": WHY})
    assert answer not in client.get(queue).content.decode()
    assert answer in client.get(f"{queue}?verdict=talk_first").content.decode()
    for person in (cast.ayu, cast.bram, cast.dian):
        assert {signed_in(person).get(page).status_code for page in (queue, answer)} == {404}


def test_queue_asks_as_little_for_60_people_as_for_2(programme: Programme, cast: Cast) -> None:
    client, queue = signed_in(cast.citra), reverse("coordinator:screening", args=[programme.public_id])
    asked, page = [], ""
    for number in (2, 58):
        for place in range(number):
            make_enrolment(programme, make_person(cast.organisation, f"Suharti {number}-{place}"))
        client.get(queue)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(queue).content.decode()
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert page.count('<tr><th scope="row">') == 25
    assert screening_queue(programme, ScreeningVerdict.WAITING).count() == 60


def test_enrolment_asks_on_the_screen_of_levels(programme: Programme, cast: Cast) -> None:
    enrolment = handed_in(programme, cast.bram)
    page = reverse("participant:enrolment_screen", args=[enrolment.public_id, "tingkat"])
    client = signed_in(cast.bram)
    said = {"level_membaca-dasbor": "3", "used_membaca-dasbor": "this_year", "importance_negosiasi": "5"}
    said |= {"evidence_membaca-dasbor": "", "conduct_takes_feedback": "usually", "conduct_example": "Pekan lalu."}
    client.post(page, said)
    enrolment.refresh_from_db()
    assert enrolment.draft["conduct"]["takes_feedback"] == "usually"
    assert enrolment.draft["offers"]["membaca-dasbor"]["last_used"] == "this_year"
    last = reverse("participant:enrolment_screen", args=[enrolment.public_id, "kirim"])
    client.post(last, {"pledges": "on"})
    assert Screening.objects.of(cast.organisation).get().example == "Pekan lalu."
