"""What a pair costs at least is never more than what it costs, and costs nothing to know."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest

from tests.factories.matching import Studio
from timbalik.matching.arrangements import standing
from timbalik.matching.arranging import price_of
from timbalik.matching.bounds import Bound, bound_of_pair
from timbalik.matching.models import Round
from timbalik.matching.operations import open_round, override_pair
from timbalik.matching.queries.rounds import standing_of
from timbalik.people.operations import add_avoidance
from timbalik.programmes.models import Enrolment

pytestmark = pytest.mark.either


def crowd(studio: Studio, seed: int, mentors: int = 6, mentees: int = 7) -> None:
    draw = Random(seed)
    topics = [f"topik-{number}" for number in range(5)]
    for number in range(mentors + mentees):
        wishes = {
            "offers": {key: draw.randint(1, 5) for key in draw.sample(topics, 3)},
            "wants": {key: draw.randint(1, 5) for key in draw.sample(topics, 3)},
        }
        if number < mentors:
            studio.mentor(f"Mentor {number}", capacity=draw.choice([1, 1, 2]), **wishes)
        else:
            studio.mentee(f"Mentee {number}", **wishes)


def bounds_and_prices(round_: Round) -> list[tuple[Bound | None, tuple[int, int, int]]]:
    problem, current = standing(round_)
    people = {one.public_id.hex: one for one in Enrolment.objects.of(round_.organisation_id).select_related("person")}
    found = []
    for mentor in problem.mentors:
        for mentee in problem.mentees:
            exact = price_of(problem, current, mentor, mentee)
            if exact.possible:
                bound = bound_of_pair(round_, mentor=people[mentor], mentee=people[mentee])
                found.append((bound, (exact.loss_pairs, exact.loss_floor, exact.loss_hundredths)))
    return found


def is_under(bound: Bound, price: tuple[int, int, int]) -> bool:
    """A bound on one level says nothing of those after it."""
    said = (bound.pairs, bound.floor, bound.hundredths)
    named = next(place for place, amount in enumerate(said) if amount)
    return said[: named + 1] <= price[: named + 1]


@pytest.mark.parametrize("seed", [1, 2])
def test_bound_is_never_above_the_price_and_often_says_something(studio: Studio, now: datetime, seed: int) -> None:
    crowd(studio, seed)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    found, total = bounds_and_prices(round_), standing_of(round_).total
    one, other = round_.proposals.order_by("pk")[:2]
    override_pair(
        round_, mentor=one.mentor, mentee=other.mentee, kind="force", reason="Ya", by=studio.coordinator, now=now
    )
    found += bounds_and_prices(round_)

    told = [(bound, price) for bound, price in found if bound is not None]
    assert all(is_under(bound, price) for bound, price in told)
    assert all(bound.hundredths <= total for bound, _ in told)
    assert len(told) > len(found) / 4
    assert any(2 * bound.hundredths >= price[2] > 0 for bound, price in told if not price[0] and not price[1])


def test_nothing_is_said_of_a_pair_that_may_not_be(studio: Studio, now: datetime) -> None:
    crowd(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    pairs = {(one.mentor_id, one.mentee_id) for one in round_.proposals.all()}
    people = list(studio.cohort.enrolments.select_related("person"))
    mentor, mentee = next(
        (one, other)
        for one in people
        for other in people
        if one.role == "mentor" and other.role == "mentee" and (one.pk, other.pk) not in pairs
        if bound_of_pair(round_, mentor=one, mentee=other)
    )

    add_avoidance(mentor.person, mentee.person, by=mentor.person, now=now)

    assert bound_of_pair(round_, mentor=mentor, mentee=mentee) is None


def test_nothing_is_said_when_prices_are_no_longer_of_these_people(studio: Studio, now: datetime) -> None:
    crowd(studio, 1)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    stranger = studio.mentee("Suharti")
    mentor = studio.cohort.enrolments.filter(role="mentor").select_related("person").first()
    assert mentor is not None
    round_.refresh_from_db()

    assert bound_of_pair(round_, mentor=mentor, mentee=stranger) is None
