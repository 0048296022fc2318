"""Look for a mentor, ask, be asked, talk first: the pages, for those who may and those who may not."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.clients import signed_in
from tests.factories.matching import Studio
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_line
from tests.factories.programmes import make_programme, make_role
from tests.factories.requests import WORDS, ask, findable, fresh, open_routes
from timbalik.matching.models import Findable, PairRequest
from timbalik.matching.operations.answering import answer_request
from timbalik.matching.request_states import RequestReply, RequestState, RequestWish
from timbalik.matching.request_tasks import watch_requests
from timbalik.meetings.models import MentoringSession
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import Direction, EnrolmentState, ProgrammeState
from timbalik.relationships.models import Relationship

SAID = {"wish": "pair", "learn": WORDS.learn, "why": WORDS.why, "give": WORDS.give}


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.RUNNING)
    make_role(cast.citra, programme=programme)
    return open_routes(Studio(programme, cast.citra))


@pytest.fixture
def seeker(studio: Studio, bram: Person) -> Enrolment:
    return studio.mentee(person=bram)


@pytest.fixture
def mentor(studio: Studio, ayu: Person) -> Enrolment:
    ayu.position = "Analis Pelanggan"
    ayu.save()
    return findable(studio.mentor(person=ayu))


def text_of(client: Client, name: str, *args: UUID, **query: str) -> str:
    answer = client.get(reverse(f"participant:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_no_directory_without_a_learning_goal(seeker: Enrolment, mentor: Enrolment, bram: Person) -> None:
    """GR-03: the page leads to the goal; nobody is named, by no address."""
    Enrolment.objects.of(bram.organisation).filter(pk=seeker.pk).update(state=EnrolmentState.STARTED)
    page = text_of(signed_in(bram), "search", seeker.public_id)
    assert "Tujuan belajar dulu, baru orangnya" in page
    assert reverse("participant:enrolment", args=[seeker.public_id]) in page
    assert "Ayu" not in page
    answer = signed_in(bram).get(reverse("participant:search_ask", args=[seeker.public_id, mentor.public_id]))
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("participant:search", args=[seeker.public_id]),
    )


def test_card_leads_with_what_somebody_can_show(seeker: Enrolment, mentor: Enrolment, bram: Person) -> None:
    mentor.offers.update(level=4, evidence="Melatih dua gerai di Makassar")
    page = text_of(signed_in(bram), "search", seeker.public_id)
    card = page[page.index("<article") : page.index("</article>")]
    order = ["Toko daring", "Tingkat 4 dari 5: menguasai", "Melatih dua gerai", "Ayu Lestari", "Analis Pelanggan"]
    places = [card.index(words) for words in order]
    assert places == sorted(places)
    assert '<p class="tiny faint">Analis Pelanggan</p>' in card
    assert "dua jam pada hari Senin" in card
    assert "Dari Anda ia dapat memperoleh: laporan keuangan." in card
    assert "<img" not in page
    assert "Saya ingin saling belajar" not in page  # the motivation is a partner's to read


def test_one_search_is_opened_at_once_and_narrowed(seeker: Enrolment, mentor: Enrolment, bram: Person) -> None:
    client = signed_in(bram)
    address = reverse("participant:search", args=[seeker.public_id])
    assert client.get(reverse("participant:searches")).headers["Location"] == address
    mentor.offers.update(level=3)
    assert "Ayu" not in text_of(client, "search", seeker.public_id, level="4")
    assert "Ayu" in text_of(client, "search", seeker.public_id, topic="toko-daring", level="3", minutes="120")
    assert "Ayu" in text_of(client, "search", seeker.public_id, topic="tidak-ada", level="banyak")


def test_forbidden_mentor_is_nowhere(seeker: Enrolment, mentor: Enrolment, bram: Person, ayu: Person) -> None:
    make_line(ayu, bram)
    client = signed_in(bram)
    assert "Ayu" not in text_of(client, "search", seeker.public_id)
    assert client.get(reverse("participant:search_ask", args=[seeker.public_id, mentor.public_id])).status_code == 404


def test_pages_are_nobody_elses(seeker: Enrolment, mentor: Enrolment, cast: Cast) -> None:
    request = ask(seeker, mentor)
    addresses = [
        reverse("participant:search", args=[seeker.public_id]),
        reverse("participant:search_choices", args=[seeker.public_id]),
        reverse("participant:question", args=[request.public_id]),
        reverse("participant:first_talks", args=[request.public_id]),
    ]
    for person in (cast.citra, cast.dian):
        assert [signed_in(person).get(address).status_code for address in addresses] == [404] * 4
    assert signed_in(cast.bram).get(addresses[2]).status_code == 404  # who asks does not see the answer's page
    assert signed_in(cast.ayu).get(addresses[1]).status_code == 404


def test_ask_and_read_where_it_stands(seeker: Enrolment, mentor: Enrolment, bram: Person) -> None:
    client = signed_in(bram)
    address = reverse("participant:search_ask", args=[seeker.public_id, mentor.public_id])
    assert client.post(address, SAID | {"why": " "}).status_code == 422
    answer = client.post(address, SAID)
    assert answer.headers["Location"] == reverse("participant:search_choices", args=[seeker.public_id])
    page = text_of(client, "search_choices", seeker.public_id)
    assert "Anda sudah bertanya kepada Ayu" in page
    assert WORDS.give in page


def test_no_reads_like_a_silence(seeker: Enrolment, mentor: Enrolment, bram: Person) -> None:
    request = ask(seeker, mentor)
    client = signed_in(bram)
    before = text_of(client, "search_choices", seeker.public_id)
    answer_request(request, RequestReply.NOT_NOW, by=mentor.person, now=NOW)
    after = text_of(client, "search_choices", seeker.public_id)
    assert without_tokens(after) == without_tokens(before)
    watch_requests(NOW + timedelta(days=8))
    assert "Belum terwujud" in text_of(client, "search_choices", seeker.public_id)


def without_tokens(page: str) -> str:
    return re.sub(r"[A-Za-z0-9]{64}", "token", page)


def test_mentor_reads_the_sentences_and_answers_from_the_app(
    seeker: Enrolment, mentor: Enrolment, ayu: Person, bram: Person
) -> None:
    request = ask(seeker, mentor)
    with time_machine.travel(NOW, tick=False):
        client = signed_in(ayu)
        assert "Jawab sebelum" in text_of(client, "questions")
        page = text_of(client, "question", request.public_id)
        assert all(words in page for words in (WORDS.learn, WORDS.why, WORDS.give))
        client.post(reverse("participant:question", args=[request.public_id]), {"reply": "not_now"})
        assert "Jawaban “belum sekarang” Anda disimpan." in text_of(client, "question", request.public_id)
        client.post(reverse("participant:question", args=[request.public_id]), {"reply": "yes"})
        assert "Anda berdua kini pasangan mentoring." in text_of(client, "question", request.public_id)
    assert Relationship.objects.of(ayu.organisation).count() == 1


def test_one_tap_from_the_mail(seeker: Enrolment, mentor: Enrolment, ayu: Person) -> None:
    ask(seeker, mentor)
    link = next(line for line in waiting(ayu)[0].text.split() if "/ketuk/" in line)
    address = link[link.index("/ketuk/") :]
    with time_machine.travel(NOW, tick=False):
        page = Client().get(address).content.decode()
        assert WORDS.why in page
        assert not Relationship.objects.of(ayu.organisation).exists()
        page = Client().post(address, {"reply": "talk"}).content.decode()
    assert "Anda berdua sedang berkenalan." in page
    assert PairRequest.objects.of(ayu.organisation).get().state == RequestState.TALKING


def test_mentor_chooses_to_be_found(studio: Studio, ayu: Person) -> None:
    mentor = studio.mentor(person=ayu)
    client = signed_in(ayu)
    assert "Bersediakah Anda ditemukan?" in text_of(client, "questions")
    client.post(reverse("participant:be_found", args=[mentor.public_id]), {"wish": "yes"})
    assert Findable.objects.of(ayu.organisation).filter(enrolment=mentor).exists()
    client.post(reverse("participant:be_found", args=[mentor.public_id]), {"wish": "no"})
    assert not Findable.objects.of(ayu.organisation).exists()


def test_order_of_next_choices_is_changed_and_taken_back(studio: Studio, seeker: Enrolment, bram: Person) -> None:
    requests = [ask(seeker, findable(studio.mentor(name))) for name in ("Satu", "Dua", "Tiga")]
    client = signed_in(bram)
    client.post(reverse("participant:question_up", args=[requests[2].public_id]))
    page = text_of(client, "search_choices", seeker.public_id)
    assert page.index("Tiga") < page.index("Dua")
    client.post(reverse("participant:question_withdraw", args=[requests[0].public_id]))
    assert "Anda sudah bertanya kepada Tiga" in text_of(client, "search_choices", seeker.public_id)


def test_talks_from_times_to_the_pair(seeker: Enrolment, mentor: Enrolment, ayu: Person, bram: Person) -> None:
    request = ask(seeker, mentor, wish=RequestWish.TALK)
    answer_request(request, RequestReply.YES, by=ayu, now=NOW)
    question = [request.public_id]
    with time_machine.travel(NOW, tick=False):
        page = text_of(signed_in(bram), "first_talks", *question)
        assert "Bincang pertama: kekuatan orang di depan Anda" in page
        session = MentoringSession.objects.of(ayu.organisation).get()
        chosen = {"starts_at": session.proposed_times[0]}
        signed_in(bram).post(reverse("participant:first_talk_choose", args=question), chosen)
        assert "Inginkah Anda lanjut" not in text_of(signed_in(bram), "first_talks", *question)
    with time_machine.travel(datetime.fromisoformat(session.proposed_times[0]) + timedelta(hours=1), tick=False):
        answer = reverse("participant:first_talk_answer", args=question)
        signed_in(ayu).post(answer, {"answer": "no"})
        page = text_of(signed_in(bram), "first_talks", *question)
        assert "Inginkah Anda lanjut dengan" in page
        signed_in(bram).post(answer, {"answer": "yes"})
        assert "Jawaban ya Anda disimpan." in text_of(signed_in(bram), "first_talks", *question)
        assert "Usulkan bincang lagi" in text_of(signed_in(bram), "first_talks", *question)
        signed_in(ayu).post(answer, {"answer": "yes"})
        assert "kini pasangan mentoring" in text_of(signed_in(bram), "first_talks", *question)


def test_another_talk_is_suggested_called_off_and_missed(
    seeker: Enrolment, mentor: Enrolment, ayu: Person, bram: Person
) -> None:
    request = ask(seeker, mentor, wish=RequestWish.TALK)
    answer_request(request, RequestReply.YES, by=ayu, now=NOW)
    question = [request.public_id]
    with time_machine.travel(NOW, tick=False):
        client = signed_in(bram)
        client.post(reverse("participant:first_talk_cancel", args=question))
        form = client.get(reverse("participant:first_talk_times", args=question)).content.decode()
        assert "Kapan Anda dapat berbincang dengan Ayu?" in form
        said = {"slot": "own", "day": "2026-11-26", "at": "10:00", "minutes": "20", "channel": "video"}
        assert client.post(reverse("participant:first_talk_times", args=question), said).status_code == 302
        session = MentoringSession.objects.of(ayu.organisation).latest("pk")
        signed_in(ayu).post(
            reverse("participant:first_talk_choose", args=question), {"starts_at": session.proposed_times[0]}
        )
    with time_machine.travel(NOW + timedelta(days=5), tick=False):
        client.post(reverse("participant:first_talk_missed", args=question))
        assert "Usulkan waktu" in text_of(client, "first_talks", *question)


def test_number_of_queries_of_the_list_does_not_grow(studio: Studio, seeker: Enrolment, bram: Person) -> None:
    client, counts = signed_in(bram), []
    for number in range(3):
        findable(studio.mentor(f"Mentor {number}"))
        with CaptureQueriesContext(connection) as queries:
            text_of(client, "search", fresh(seeker).public_id)
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert counts[0] <= 32


def test_mutual_programme_speaks_of_partners(
    studio: Studio, seeker: Enrolment, mentor: Enrolment, bram: Person
) -> None:
    Programme.objects.of(studio.programme.organisation).update(direction=Direction.PEER)
    assert "Cari pasangan mentoring" in text_of(signed_in(bram), "search", seeker.public_id)
    page = text_of(signed_in(mentor.person), "questions")
    assert "Peserta lain dapat menemukan Anda" in page
    assert "entee" not in page


def test_first_talks_lead_back_to_where_each_came_from(studio: Studio, seeker: Enrolment, mentor: Enrolment) -> None:
    request = ask(seeker, mentor, wish=RequestWish.TALK)
    answer_request(request, RequestReply.TALK, by=mentor.person, now=NOW)
    for person, back in (
        (seeker.person, reverse("participant:search_choices", args=[seeker.public_id])),
        (mentor.person, reverse("participant:questions")),
    ):
        page = signed_in(person).get(reverse("participant:first_talks", args=[request.public_id])).content.decode()
        assert f'href="{back}"' in page.split("<main", 1)[1]
