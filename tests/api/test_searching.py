"""The same search, questions and talks as on the pages, through the API."""

from __future__ import annotations

import pytest

from tests.api.calling import Program, program_of
from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.factories.requests import WORDS, findable, open_routes
from timbalik.matching.models import PairRequest
from timbalik.matching.request_tasks import watch_requests
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentState, ProgrammeState


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.RUNNING)
    make_role(cast.citra, programme=programme)
    return open_routes(Studio(programme, cast.citra))


@pytest.fixture
def seeker(studio: Studio, cast: Cast) -> Enrolment:
    return studio.mentee(person=cast.bram)


@pytest.fixture
def mentor(studio: Studio, cast: Cast) -> Enrolment:
    return findable(studio.mentor(person=cast.ayu))


def question(mentor: Enrolment, wish: str = "pair") -> dict[str, str]:
    return {"mentor": str(mentor.public_id), "wish": wish, "learn": WORDS.learn, "why": WORDS.why, "give": WORDS.give}


def first(program: Program, address: str) -> dict[str, object]:
    items: list[dict[str, object]] = program.get(address).json()["items"]
    return items[0]


def test_search_is_refused_without_a_goal_and_finds_with_one(cast: Cast, seeker: Enrolment, mentor: Enrolment) -> None:
    """GR-03."""
    program, address = program_of(cast.bram), f"/my/enrolments/{seeker.public_id}/mentors"
    found = first(program, address)
    assert (found["mentor"], found["gains"]) == (str(mentor.public_id), "laporan keuangan")
    assert found["shows"] == [{"topic": "Toko daring", "level": 5, "evidence": ""}]
    Enrolment.objects.of(cast.organisation).filter(pk=seeker.pk).update(state=EnrolmentState.STARTED)
    answer = program.get(address)
    assert (answer.status_code, answer.json()["code"]) == (409, "search_closed")


def test_question_is_asked_answered_and_a_no_reads_like_a_silence(
    cast: Cast, studio: Studio, seeker: Enrolment, mentor: Enrolment
) -> None:
    bram, ayu = program_of(cast.bram), program_of(cast.ayu)
    address = f"/my/enrolments/{seeker.public_id}/choices"
    assert bram.post(address, question(mentor)).status_code == 201
    assert bram.post(address, question(findable(studio.mentor("Dua")))).json()["state"] == "in_line"
    asked = first(ayu, "/my/questions")
    assert (asked["learn"], asked["standing"]) == (WORDS.learn, "open")
    before = bram.get(address).json()
    assert ayu.post(f"/my/questions/{asked['id']}/reply", {"reply": "not_now"}).status_code == 200
    assert bram.get(address).json() == before
    watch_requests(NOW.replace(year=2027))
    assert [one["state"] for one in bram.get(address).json()["items"]] == ["asked", "passed"]


def test_talks_are_led_to_an_answer_that_stays_private(cast: Cast, seeker: Enrolment, mentor: Enrolment) -> None:
    bram, ayu = program_of(cast.bram), program_of(cast.ayu)
    bram.post(f"/my/enrolments/{seeker.public_id}/choices", question(mentor, "talk"))
    request = PairRequest.objects.of(cast.organisation).get()
    assert ayu.post(f"/my/questions/{request.public_id}/reply", {"reply": "yes"}).json()["standing"] == "talking"
    talks = bram.get(f"/my/first-talks/{request.public_id}").json()
    assert (len(talks["offered"]), talks["can_answer"], talks["my_answer"]) == (3, False, "")
    answer = bram.post(f"/my/first-talks/{request.public_id}/answer", {"answer": "yes"})
    assert (answer.status_code, answer.json()["code"]) == (409, "talk_first")
    assert program_of(cast.citra).get(f"/my/first-talks/{request.public_id}").status_code == 404


def test_coordinator_reads_counts_and_small_groups_are_hidden(
    cast: Cast, studio: Studio, seeker: Enrolment, mentor: Enrolment
) -> None:
    program, address = program_of(cast.citra), f"/programmes/{studio.programme.public_id}/searches"
    program_of(cast.bram).post(f"/my/enrolments/{seeker.public_id}/choices", question(mentor))
    assert {one["step"]: one["people"] for one in program.get(address).json()} == dict.fromkeys(
        ("findable", "looked", "asked", "talked", "paired")
    )
    for number in range(5):
        findable(studio.mentor(f"Mentor {number}"))
    assert program.get(address).json()[0] == {"step": "findable", "people": 6}
