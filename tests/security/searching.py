"""Two programmes in which the mentee looks for a mentor: one question waits, in the other first talks are under way."""

from __future__ import annotations

from tests.factories.enrolment import make_open_programme
from tests.factories.matching import Studio
from tests.factories.people import NOW
from tests.factories.requests import ask, findable, open_routes
from tests.security.world import World
from timbalik.matching.models import PairRequest
from timbalik.matching.operations.answering import answer_request
from timbalik.matching.operations.requests import RequestWords
from timbalik.matching.request_states import RequestReply, RequestWish
from timbalik.programmes.states import Route


def search(world: World) -> None:
    world.programme.routes = sorted({*world.programme.routes, Route.SEARCH.value})
    world.programme.save()
    talking = _asked(world, "Berkenalan dulu", RequestWish.TALK)
    answer_request(talking, RequestReply.YES, by=world.people["mentor"], now=NOW)
    asked = _asked(world, "Mencari sendiri", RequestWish.PAIR)
    another = findable(_studio(world, asked).mentor("Mentor lain"))
    seeker = {"enrolment": asked.seeker.public_id}
    world.values["question"] = asked.public_id
    world.special |= {
        "participant:search": seeker,
        "participant:search_choices": seeker,
        "participant:search_ask": seeker | {"wanted": another.public_id},
        "participant:be_found": {"enrolment": asked.wanted.public_id},
    }
    world.special |= {
        f"participant:{name}": {"question": talking.public_id}
        for name in (
            "first_talks",
            "first_talk_times",
            "first_talk_choose",
            "first_talk_cancel",
            "first_talk_missed",
            "first_talk_answer",
        )
    }


def _asked(world: World, name: str, wish: str) -> PairRequest:
    other = world.people["other coordinator"]
    studio = open_routes(Studio(make_open_programme(world.organisation, by=other, name=name), other))
    mentor = findable(studio.mentor(person=world.people["mentor"]))
    seeker = studio.mentee(person=world.people["mentee"])
    words = RequestWords(*(world.plant(f"question-{wish}-{part}", "mentor", "mentee") for part in ("l", "w", "g")))
    return ask(seeker, mentor, wish=wish, words=words)


def _studio(world: World, request: PairRequest) -> Studio:
    return Studio(request.programme, world.people["other coordinator"])
