from __future__ import annotations

from datetime import datetime

import pytest

from tests.factories.matching import AFTERNOONS, Studio, many
from tests.factories.people import make_line
from timbalik.matching.errors import NotInThisRound
from timbalik.matching.exploring import explore
from timbalik.matching.operations import open_round, price_pair
from timbalik.matching.rules import HardRule
from timbalik.people.operations import add_avoidance

pytestmark = pytest.mark.either


def test_alternatives_are_priced_and_the_cheapest_comes_first(studio: Studio, now: datetime) -> None:
    many(studio, 6)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    mentee = round_.proposals.order_by("pk")[0].mentee

    found = explore(round_, mentee)

    losses = [choice.price.loss_hundredths for choice in found.choices if choice.price]
    assert losses == sorted(losses)
    assert found.chosen is not None
    assert found.chosen.loss_hundredths == losses[0]
    assert not {found.chosen.mentor} & set(found.partners)


def test_exploring_from_the_mentors_side_gives_the_same_price(studio: Studio, now: datetime) -> None:
    many(studio, 4)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    one, two = round_.proposals.order_by("pk")[:2]

    from_mentee = explore(round_, two.mentee, partner=one.mentor).chosen
    from_mentor = explore(round_, one.mentor, partner=two.mentee).chosen

    assert from_mentee == from_mentor == price_pair(round_, mentor=one.mentor, mentee=two.mentee)


def test_forbidden_partner_is_named_with_its_rule(studio: Studio, now: datetime) -> None:
    manager, mentee = studio.mentor("Lukman"), studio.mentee("Endang")
    studio.mentor("Wahyu")
    make_line(mentee.person, manager.person)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    found = explore(round_, mentee)

    assert [(choice.ref, choice.rule) for choice in found.choices] == [(manager.public_id.hex, HardRule.REPORTING_LINE)]


def test_confided_wish_is_no_example(studio: Studio, now: datetime) -> None:
    avoided, mentee = studio.mentor("Lukman"), studio.mentee("Endang")
    studio.mentor("Wahyu")
    studio.mentor("Yosef")
    add_avoidance(mentee.person, avoided.person, by=mentee.person, now=now)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    found = explore(round_, mentee)

    assert avoided.public_id.hex not in {choice.ref for choice in found.choices}


def test_person_without_a_place_is_not_explored(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    absent = studio.mentee("Tumpal", employment="on_leave")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    with pytest.raises(NotInThisRound):
        explore(round_, absent)


def test_unmatched_person_has_no_partner_and_can_be_given_one(studio: Studio, now: datetime) -> None:
    studio.mentor("Ayu")
    left = studio.mentor("Bayu", offers={"toko-daring": 1})
    mentee = studio.mentee("Endang")
    studio.mentee("Tumpal", hours=AFTERNOONS)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    found = explore(round_, left)

    assert found.partners == ()
    assert found.chosen is not None
    assert (found.chosen.mentee, found.chosen.loss_pairs) == (mentee.public_id.hex, 0)
