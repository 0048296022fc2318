"""Whom a mentee finds: the topics of the goal, the rules of a round, and an order that popularity can't move."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories.matching import AFTERNOONS, MORNINGS, Studio
from tests.factories.people import NOW, make_line, make_person, make_unit
from timbalik.matching.barriers import Other, barred
from timbalik.matching.eligibility import RULES, rule_table
from timbalik.matching.models import Findable, PairRequest
from timbalik.matching.queries.searching import EVERYBODY, MOST_RECEIVED, Narrowing, hits, why_closed
from timbalik.matching.reading import read_cohort
from timbalik.matching.request_states import RequestState, RequestWish
from timbalik.matching.rules import HardRule
from timbalik.matching.scoring import score_pool
from timbalik.people.models.persons import Avoidance
from timbalik.people.states import LineKind, LineKnowledge
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentState, Route
from timbalik.relationships.operations.places import claim_place
from timbalik.relationships.states import Holder


@pytest.fixture
def studio(studio: Studio) -> Studio:
    studio.programme.routes = [Route.SEARCH, Route.FIRST_TALKS]
    studio.programme.save()
    return studio


def findable(enrolment: Enrolment) -> Enrolment:
    Findable.objects.create(organisation=enrolment.organisation, enrolment=enrolment, since=NOW)
    return enrolment


def found(seeker: Enrolment, narrowing: Narrowing = EVERYBODY) -> list[int]:
    return [hit.enrolment_id for hit in hits(seeker, narrowing)]


def ask_by_hand(seeker: Enrolment, wanted: Enrolment) -> PairRequest:
    return PairRequest.objects.create(
        organisation=seeker.organisation,
        programme=seeker.programme,
        seeker=seeker,
        wanted=wanted,
        wish=RequestWish.PAIR,
        state=RequestState.ASKED,
        created_at=NOW,
        asked_at=NOW,
        answer_by=NOW + timedelta(days=5),
    )


def test_finds_those_who_show_a_topic_and_agreed_to_be_found(studio: Studio) -> None:
    seeker = studio.mentee()
    wahyu = findable(studio.mentor("Wahyu"))
    studio.mentor("Belum bersedia")
    findable(studio.mentor("Topik lain", offers={"menulis": 5}))
    (hit,) = hits(seeker)
    assert (hit.enrolment_id, hit.shows, hit.gains) == (wahyu.pk, ("toko-daring",), ("laporan-keuangan",))
    assert (hit.shared_minutes, hit.days, hit.across_units) == (240, ((0, 120), (2, 120)), True)


def test_score_is_that_of_a_round(studio: Studio) -> None:
    seeker = studio.mentee(wants={"toko-daring": 3, "menulis": 2})
    findable(studio.mentor("Satu", offers={"toko-daring": 2}))
    findable(studio.mentor("Dua", offers={"toko-daring": 4, "menulis": 5}, hours=(MORNINGS[0],)))
    findable(studio.mentor("Tiga", offers={"menulis": 1}, unit=seeker.person.unit, wants={}))
    pool = read_cohort(studio.cohort)
    table = score_pool(pool).score[:, 0]
    of_a_round = {one.enrolment_id: int(table[row]) for row, one in enumerate(pool.mentors)}
    assert {hit.enrolment_id: hit.score for hit in hits(seeker)} == of_a_round


def test_order_is_the_fit_and_requests_received_do_not_move_it(studio: Studio) -> None:
    seeker, rival = studio.mentee(), studio.mentee("Rival")
    mentors = [findable(studio.mentor(f"Mentor {level}", offers={"toko-daring": level})) for level in (2, 5, 4, 1, 3)]
    before = found(seeker)
    assert before == [mentors[place].pk for place in (1, 2, 4, 0, 3)]
    ask_by_hand(rival, mentors[3])
    assert found(seeker) == before


def test_equals_are_drawn_by_lot_differently_for_each_mentee(studio: Studio) -> None:
    """The lots are random: one of six is last with all of fifteen by a chance of 6 ** -14, one in 8e10."""
    for number in range(6):
        findable(studio.mentor(f"Setara {number}"))
    orders = [tuple(found(studio.mentee(f"Pencari {number}"))) for number in range(15)]
    assert {len(order) for order in orders} == {6}
    assert len({order[-1] for order in orders}) > 1, "nobody is last everywhere"
    again = studio.mentee("Sekali lagi")
    assert found(again) == found(again)


def test_full_mentor_and_much_asked_mentor_are_not_offered(studio: Studio) -> None:
    seeker = studio.mentee()
    full, asked = findable(studio.mentor("Penuh")), findable(studio.mentor("Banyak ditanya"))
    claim_place(full, for_ref=full.public_id, holder=Holder.RELATIONSHIP, now=NOW)
    for number in range(MOST_RECEIVED):
        assert asked.pk in found(seeker)
        ask_by_hand(studio.mentee(f"Penanya {number}"), asked)
    assert found(seeker) == []


@pytest.mark.parametrize("rule", ["manager", "manager of manager", "appraiser", "avoids", "avoided", "unknown line"])
def test_forbidden_people_never_show(studio: Studio, rule: str) -> None:
    seeker = studio.mentee()
    other = findable(studio.mentor("Terlarang"))
    assert found(seeker) == [other.pk]
    match rule:
        case "manager":
            make_line(other.person, seeker.person)
        case "manager of manager":
            middle = make_person(studio.organisation, "Tengah")
            make_line(seeker.person, middle)
            make_line(middle, other.person)
        case "appraiser":
            make_line(seeker.person, other.person, LineKind.APPRAISER)
        case "avoids":
            Avoidance.objects.create(
                organisation=studio.organisation, person=seeker.person, other=other.person, created_at=NOW
            )
        case "avoided":
            Avoidance.objects.create(
                organisation=studio.organisation, person=other.person, other=seeker.person, created_at=NOW
            )
        case "unknown line":
            other.person.unit, other.person.line_knowledge = seeker.person.unit, LineKnowledge.UNKNOWN
            other.person.save()
    assert found(seeker) == []


def test_barriers_are_the_rules_of_a_round(studio: Studio) -> None:
    """Chains, gaps, one unit and several: the round's table is the judge."""
    units = [make_unit(studio.organisation) for _ in range(2)] + [None]
    knowledge = [LineKnowledge.KNOWN, LineKnowledge.UNKNOWN, LineKnowledge.TOP]
    people = [
        make_person(studio.organisation, f"Orang {n}", unit=units[n % 3], line_knowledge=knowledge[(n * 5 + 1) % 3])
        for n in range(18)
    ]
    for number in range(1, 18):
        if number % 4:
            known = people[number].line_knowledge
            make_line(people[number], people[number // 3])
            people[number].line_knowledge = known
            people[number].save()
    make_line(people[2], people[17], LineKind.APPRAISER)
    for number, person in enumerate(people):
        (studio.mentor if number % 2 else studio.mentee)(person=person)
    pool = read_cohort(studio.cohort)
    table = rule_table(pool, score_pool(pool))
    not_here = {"", HardRule.NO_SHARED_HOURS.value}
    for column, mentee in enumerate(pool.mentees):
        seeker = (
            Enrolment.objects.of(studio.organisation).select_related("person", "programme").get(pk=mentee.enrolment_id)
        )
        others = [Other(one.enrolment_id, one.person_id, one.unit_id) for one in pool.mentors]
        of_a_round = {
            one.enrolment_id for row, one in enumerate(pool.mentors) if RULES[table[row, column]] not in not_here
        }
        assert barred(seeker, others) == of_a_round
    assert {"", "reporting_line", "same_unit_unknown_line"} <= {RULES[code] for code in table.ravel()}


def test_narrowing_by_topic_level_hours_and_unit(studio: Studio) -> None:
    seeker = studio.mentee(wants={"toko-daring": 3, "menulis": 2}, hours=(*MORNINGS, *AFTERNOONS))
    shop = findable(studio.mentor("Toko", offers={"toko-daring": 5}, unit=seeker.person.unit))
    words = findable(studio.mentor("Tulis", offers={"menulis": 2}, hours=AFTERNOONS))
    assert set(found(seeker)) == {shop.pk, words.pk}
    assert found(seeker, Narrowing(topic="menulis")) == [words.pk]
    assert found(seeker, Narrowing(level=3)) == [shop.pk]
    assert found(seeker, Narrowing(minutes=180)) == [shop.pk]
    assert found(seeker, Narrowing(other_unit=True)) == [words.pk]


def test_search_is_closed_without_a_goal_and_says_why(studio: Studio) -> None:
    """GR-03: a learning goal comes before anybody is shown."""
    seeker = studio.mentee()
    assert why_closed(seeker) == ""
    seeker.state = EnrolmentState.STARTED
    assert why_closed(seeker) == "goal_missing"
    seeker.state, seeker.learning_goal = EnrolmentState.SUBMITTED, " "
    assert why_closed(seeker) == "goal_missing"
    seeker.learning_goal = "Membaca dasbor."
    seeker.programme.routes = []
    assert why_closed(seeker) == "route_closed"


def test_number_of_queries_does_not_grow(studio: Studio) -> None:
    seeker = studio.mentee()
    counts = []
    for number in range(3):
        findable(studio.mentor(f"Mentor {number}", hours=((number, time(9), time(11)), *MORNINGS)))
        with CaptureQueriesContext(connection) as queries:
            hits(seeker)
        counts.append(len(queries))
    assert counts[0] == counts[2] <= 17


def test_guests_are_not_shown(studio: Studio, cast: Cast) -> None:
    seeker = studio.mentee()
    findable(studio.mentor("Tamu", is_guest=True))
    assert found(seeker) == []


def test_name_title_and_level_do_not_move_the_order(studio: Studio) -> None:
    """GR-05."""
    seeker = studio.mentee()
    mentors = [findable(studio.mentor(f"Mentor {number}")) for number in range(4)]
    before = found(seeker)
    for number, one in enumerate(mentors):
        one.person.full_name, one.person.position = f"Prof. Dr. {9 - number}", ["Direktur", "Staf"][number % 2]
        one.person.level_rank = 9 - number
        one.person.save()
    assert found(seeker) == before
