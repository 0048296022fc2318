"""Two people who look for each other: a findable mentor, a mentee with a goal, and what one writes to the other."""

from __future__ import annotations

from datetime import datetime

from tests.factories.matching import Studio
from tests.factories.people import NOW
from timbalik.matching.models import Findable, PairRequest
from timbalik.matching.operations.requests import RequestWords, make_request
from timbalik.matching.request_states import RequestWish
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import Route

WORDS = RequestWords(
    learn="Membuka toko daring untuk gerai Surabaya.",
    why="Anda sudah melatih dua gerai.",
    give="Saya dapat menunjukkan cara membaca laporan keuangan.",
)


def open_routes(studio: Studio, *routes: str) -> Studio:
    studio.programme.routes = list(routes or (Route.SEARCH, Route.FIRST_TALKS))
    studio.programme.save()
    return studio


def findable(enrolment: Enrolment) -> Enrolment:
    Findable.objects.create(organisation=enrolment.organisation, enrolment=enrolment, since=NOW)
    return enrolment


def ask(
    seeker: Enrolment,
    wanted: Enrolment,
    *,
    wish: str = RequestWish.PAIR,
    words: RequestWords = WORDS,
    now: datetime = NOW,
) -> PairRequest:
    return make_request(fresh(seeker), fresh(wanted), words, wish=wish, by=seeker.person, now=now)


def fresh(enrolment: Enrolment) -> Enrolment:
    """As a page reads it: nothing cached from before."""
    rows = Enrolment.objects.of(enrolment.organisation_id).select_related(
        "person__organisation", "programme__organisation", "cohort__programme", "organisation"
    )
    return rows.get(pk=enrolment.pk)
