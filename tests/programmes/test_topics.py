"""Which topics a programme is about, and wishes for topics the list lacks."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment, make_programme
from timbalik.engine.language.finder import Concept
from timbalik.engine.language.lexicon import LexiconFinder
from timbalik.people.content import publish_concepts
from timbalik.programmes.models import Enrolment, Programme, TopicWish
from timbalik.programmes.operations import (
    BasicsNeedReason,
    EnrolmentNotOpen,
    NotYourEnrolment,
    ProgrammeIsOver,
    TooManyTopics,
    TopicChoice,
    UnknownConcept,
    WishRefused,
    choose_topics,
    keep_wish,
)
from timbalik.programmes.states import Direction, ProgrammeState
from timbalik.programmes.wishes import Wished, has_wishes_to_read, look_for_nearest, wished_topics


@pytest.fixture
def programme(cast: Cast) -> Programme:
    publish_concepts()
    return make_programme(cast.organisation, state=ProgrammeState.OPEN)


def chosen(programme: Programme) -> list[tuple[str, str]]:
    return [(topic.concept.key, topic.reason) for topic in programme.topics.select_related("concept")]


def choose(programme: Programme, cast: Cast, *keys: str) -> None:
    choose_topics(programme, [TopicChoice(key) for key in keys], by=cast.citra, now=NOW)


def test_topics_are_kept_in_the_order_given(cast: Cast, programme: Programme) -> None:
    choose(programme, cast, "uji-ab", "k3", "video-pendek")
    choose(programme, cast, "video-pendek", "uji-ab")
    assert chosen(programme) == [("video-pendek", ""), ("uji-ab", "")]


def test_business_basics_need_a_reason_where_the_young_teach(cast: Cast, programme: Programme) -> None:
    with pytest.raises(BasicsNeedReason) as refused:
        choose(programme, cast, "video-pendek", "laporan-keuangan")
    assert refused.value.keys == ("laporan-keuangan",)
    assert chosen(programme) == []
    choose_topics(
        programme, [TopicChoice("laporan-keuangan", "Direksi baru dari bidang teknik.")], by=cast.citra, now=NOW
    )
    assert chosen(programme) == [("laporan-keuangan", "Direksi baru dari bidang teknik.")]


def test_business_basics_are_welcome_where_experience_teaches(cast: Cast) -> None:
    publish_concepts()
    programme = make_programme(cast.organisation, direction=Direction.TRADITIONAL)
    choose(programme, cast, "laporan-keuangan")
    assert chosen(programme) == [("laporan-keuangan", "")]


def test_topics_that_do_not_fit_are_refused(cast: Cast, programme: Programme) -> None:
    with pytest.raises(UnknownConcept):
        choose(programme, cast, "tidak-ada")
    with pytest.raises(TooManyTopics):
        choose(programme, cast, *(f"topik-{number}" for number in range(13)))
    programme.state = ProgrammeState.CLOSED
    programme.save(update_fields=["state"])
    with pytest.raises(ProgrammeIsOver):
        choose(programme, cast, "k3")


def wish(programme: Programme, person: str, words: str) -> Enrolment:
    enrolment = make_enrolment(programme, make_person(programme.organisation, person))
    keep_wish(enrolment, words, by=enrolment.person, now=NOW)
    return enrolment


def test_wish_is_kept_once_and_by_its_own_person(cast: Cast, programme: Programme) -> None:
    mine = make_enrolment(programme, cast.ayu)
    keep_wish(mine, "  Merajut  rotan ", by=cast.ayu, now=NOW)
    keep_wish(mine, "merajut rotan", by=cast.ayu, now=NOW)
    assert [one.words for one in TopicWish.objects.of(cast.organisation)] == ["merajut rotan"]
    with pytest.raises(NotYourEnrolment):
        keep_wish(mine, "lain", by=cast.bram, now=NOW)


@pytest.mark.parametrize("words", ["", "   ", "x" * 121])
def test_wish_without_fitting_words_is_refused(cast: Cast, programme: Programme, words: str) -> None:
    with pytest.raises(WishRefused):
        keep_wish(make_enrolment(programme, cast.ayu), words, by=cast.ayu, now=NOW)


def test_eleventh_wish_is_refused(cast: Cast, programme: Programme) -> None:
    mine = make_enrolment(programme, cast.ayu)
    for number in range(10):
        keep_wish(mine, f"hal {number}", by=cast.ayu, now=NOW)
    with pytest.raises(WishRefused):
        keep_wish(mine, "hal lain", by=cast.ayu, now=NOW)


def test_wish_after_enrolment_is_refused(cast: Cast) -> None:
    programme = make_programme(cast.organisation, state=ProgrammeState.RUNNING)
    with pytest.raises(EnrolmentNotOpen):
        keep_wish(make_enrolment(programme, cast.ayu), "rotan", by=cast.ayu, now=NOW)


def test_wish_is_told_from_five_people_on(programme: Programme) -> None:
    for name in ("Ani", "Budi", "Cici", "Dodi"):
        wish(programme, name, "merajut rotan")
    wish(programme, "Eka", "memelihara lebah")
    assert wished_topics(programme) == Wished((), (), True)
    wish(programme, "Fani", "Merajut rotan!")
    assert wished_topics(programme) == Wished((("merajut rotan", 5),), (), True)


def test_wishes_find_their_nearest_topics_once(programme: Programme) -> None:
    for number, name in enumerate(("Ani", "Budi", "Cici", "Dodi", "Eka")):
        wish(programme, name, f"lebah madu {number}")
    finder = LexiconFinder([Concept("pertanian-modern", ("Pertanian",), ("lebah madu",))])
    assert (look_for_nearest(finder), look_for_nearest(finder), has_wishes_to_read()) == (5, 0, False)
    assert wished_topics(programme).near == (("pertanian-modern", 5),)
