"""From the goal to a pair on a phone: search, a question without script, one tap, a talk, and a yes from both."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.browser.conftest import PHONE, Look, OpenPage
from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.outbox import waiting
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.factories.requests import WORDS, findable, open_routes
from timbalik.matching.models import PairRequest
from timbalik.meetings.models import MentoringSession
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentState, ProgrammeState
from timbalik.relationships.models import Relationship

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seeker(cast: Cast) -> Enrolment:
    programme = make_programme(cast.organisation, state=ProgrammeState.RUNNING)
    make_role(cast.citra, programme=programme)
    studio = open_routes(Studio(programme, cast.citra))
    findable(studio.mentor(person=cast.ayu))
    return studio.mentee(person=cast.bram)


def test_from_the_goal_to_a_pair(cast: Cast, seeker: Enrolment, open_page: OpenPage, look: Look) -> None:
    rows = Enrolment.objects.of(cast.organisation).filter(pk=seeker.pk)
    address = reverse("participant:search", args=[seeker.public_id])
    with time_machine.travel(NOW, tick=True):
        rows.update(state=EnrolmentState.STARTED)
        look(open_page(address, cast.bram, size=PHONE))
        rows.update(state=EnrolmentState.SUBMITTED)
        page = open_page(address, cast.bram, size=PHONE, script=False)
        page.locator("article.seeking a.btn").click()
        for name in ("learn", "why", "give"):
            page.fill(f"[name={name}]", getattr(WORDS, name))
        page.locator("form[method=post] .btn--main").last.click()
        assert "Anda sudah bertanya kepada Ayu" in page.locator("h1").inner_text()
        look(open_page(address, cast.bram, size=PHONE), "light", "dark")
        link = next(word for word in waiting(cast.ayu)[0].text.split() if "/ketuk/" in word)
        card = open_page(link[link.index("/ketuk/") :], size=PHONE)
        look(card)
        card.locator("button[value=talk]").click()
        card.get_by_text("Anda berdua sedang berkenalan.").wait_for()
        request = PairRequest.objects.of(cast.organisation).get()
        talks = reverse("participant:first_talks", args=[request.public_id])
        page = open_page(talks, cast.bram, size=PHONE)
        look(page)
        page.locator("ul.slots button").first.click()
        page.get_by_text("Sudah ada di kalender keduanya").wait_for()
        session = MentoringSession.objects.of(cast.organisation).get()
    with time_machine.travel(session.ends_at + timedelta(hours=1), tick=True):
        page = open_page(talks, cast.bram, size=PHONE)
        look(page, "light", "dark")
        page.locator("#answer button[value=yes]").click()
        page.get_by_text("Jawaban ya Anda disimpan.").wait_for()
        page = open_page(talks, cast.ayu, size=PHONE)
        page.locator("#answer button[value=yes]").click()
        page.get_by_text("kini pasangan mentoring").first.wait_for()
    pair = Relationship.objects.of(cast.organisation).get()
    assert {one.person_id for one in pair.members.all()} == {cast.ayu.pk, cast.bram.pk}
