"""Two programmes in which Bram looks for a mentor: in one he has asked Ayu, in the other they are getting to know each other."""

from __future__ import annotations

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.factories.requests import ask, findable, open_routes
from timbalik.matching.models import PairRequest
from timbalik.matching.operations.answering import answer_request
from timbalik.matching.request_states import RequestReply, RequestState, RequestWish
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState


def search_ids(cast: Cast) -> dict[str, object]:
    """Made once, found again afterwards."""
    found = Programme.objects.of(cast.organisation).filter(name="Mencari sendiri").first()
    searching = found or _make(cast)
    rows = PairRequest.objects.of(cast.organisation)
    asked = rows.get(programme=searching, state=RequestState.ASKED)
    in_line = rows.filter(programme=searching, state=RequestState.IN_LINE)
    findables = searching.enrolments.filter(findable__isnull=False).order_by("pk")
    return {
        "searching": searching.public_id,
        "seeker": asked.seeker.public_id,
        "question": asked.public_id,
        "choice": in_line.order_by("position")[0].public_id,  # a case may have added another
        "found_mentor": findables[2].public_id,
        "may_be_found": asked.wanted.public_id,
        "talks": rows.get(state=RequestState.TALKING).public_id,
    }


def _make(cast: Cast) -> Programme:
    talking = _studio(cast, "Berkenalan")
    request = ask(talking.mentee(person=cast.bram), findable(talking.mentor(person=cast.ayu)), wish=RequestWish.TALK)
    answer_request(request, RequestReply.YES, by=cast.ayu, now=NOW)
    searching = _studio(cast, "Mencari sendiri")
    seeker = searching.mentee(person=cast.bram)
    mentors = [findable(searching.mentor(person=cast.ayu)), *(findable(searching.mentor(n)) for n in ("Dua", "Tiga"))]
    ask(seeker, mentors[0])
    ask(seeker, mentors[1])
    return searching.programme


def _studio(cast: Cast, name: str) -> Studio:
    programme = make_programme(cast.organisation, name, state=ProgrammeState.RUNNING)
    make_role(cast.citra, programme=programme)
    return open_routes(Studio(programme, cast.citra))
