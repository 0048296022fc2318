"""Both sides rank up to three of up to six before the round; the round uses it, and nobody else reads it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.factories.matching import Studio
from tests.factories.people import make_line
from timbalik.audit.models import AuditEntry
from timbalik.engine.assignment.certificate import from_document
from timbalik.engine.assignment.verify import verify
from timbalik.matching.arrangements import problem_of
from timbalik.matching.models import Ballot, RankingCall, Round
from timbalik.matching.operations import discard_round, open_round
from timbalik.matching.operations.ranking import (
    ChoiceRefused,
    NotYourBallot,
    RankingOver,
    RankingUnderWay,
    RouteNotOpen,
    open_ranking,
    rank_partners,
)
from timbalik.matching.queries.rankings import options_of, turnout
from timbalik.matching.queries.words import reasons_in_words
from timbalik.matching.tasks import watch_rankings
from timbalik.notifications.models import Effect
from timbalik.people.operations import add_avoidance
from timbalik.programmes.models import Enrolment


@pytest.fixture
def people(studio: Studio) -> dict[str, Enrolment]:
    """Eight mentors and two mentees; all fit alike."""
    studio.programme.routes = ["ranked"]
    studio.programme.save()
    found = {f"M{number}": studio.mentor(f"M{number}") for number in range(8)}
    return found | {name: studio.mentee(name) for name in ("Endang", "Lukas")}


def ask(studio: Studio, now: datetime) -> RankingCall:
    return open_ranking(studio.cohort, closes_at=now + timedelta(days=5), by=studio.coordinator, now=now)


def ballot(enrolment: Enrolment) -> Ballot:
    return Ballot.objects.of(enrolment.organisation_id).select_related("person").get(enrolment=enrolment)


def choose(me: Enrolment, *others: Enrolment, now: datetime) -> Ballot:
    return rank_partners(ballot(me), [one.public_id.hex for one in others], by=me.person, now=now)


def shown(enrolment: Enrolment) -> list[str]:
    return [option.enrolment.person.full_name for option in options_of(ballot(enrolment))]


def test_closed_route_asks_nobody(studio: Studio, people: dict[str, Enrolment], now: datetime) -> None:
    studio.programme.routes = []
    studio.programme.save()
    with pytest.raises(RouteNotOpen):
        ask(studio, now)


def test_six_are_shown_and_none_whom_a_rule_forbids(
    studio: Studio, people: dict[str, Enrolment], now: datetime
) -> None:
    make_line(people["M0"].person, people["Endang"].person)
    add_avoidance(people["M1"].person, people["Endang"].person, by=people["M1"].person, now=now)
    ask(studio, now)

    assert sorted(shown(people["Endang"])) == [f"M{number}" for number in range(2, 8)]
    assert "Endang" not in shown(people["M0"])
    assert "Endang" not in shown(people["M1"])


def test_equals_are_drawn_for_each_person_alone(studio: Studio, people: dict[str, Enrolment], now: datetime) -> None:
    """All fit alike: nobody stands first on every list. By chance one of eight would on twelve in one case of 8e9."""
    for number in range(10):
        people[f"E{number}"] = studio.mentee(f"E{number}")
    ask(studio, now)
    first = [shown(people[name])[0] for name in people if name[0] in "EL"]
    assert len(first) == 12
    assert len(set(first)) > 1


def test_only_shown_people_up_to_three_once_each(studio: Studio, people: dict[str, Enrolment], now: datetime) -> None:
    ask(studio, now)
    me = people["M0"]
    with pytest.raises(ChoiceRefused):
        choose(me, people["Endang"], people["Endang"], now=now)
    with pytest.raises(ChoiceRefused):
        choose(me, people["M1"], now=now)
    with pytest.raises(NotYourBallot):
        rank_partners(ballot(me), [], by=studio.coordinator, now=now)
    with pytest.raises(RankingOver):
        choose(me, people["Endang"], now=now + timedelta(days=6))
    with pytest.raises(RankingUnderWay):
        ask(studio, now)
    assert choose(me, people["Lukas"], people["Endang"], now=now).choices == [
        people["Lukas"].public_id.hex,
        people["Endang"].public_id.hex,
    ]


def test_round_uses_what_both_chose(studio: Studio, people: dict[str, Enrolment], now: datetime) -> None:
    ask(studio, now)
    partner = next(one for name, one in people.items() if name == shown(people["Endang"])[5])
    choose(people["Endang"], partner, now=now)
    choose(partner, people["Endang"], now=now)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    proposal = round_.proposals.get(mentee=people["Endang"])
    assert proposal.mentor == partner
    assert round_.settings["weights"]["ranked"] > 0
    assert "Keduanya saling memilih sebagai yang pertama." in reasons_in_words(proposal)
    assert holds(round_)
    assert RankingCall.objects.of(studio.organisation).get().closed_at == now


def test_one_sided_choice_is_named_without_whose(studio: Studio, people: dict[str, Enrolment], now: datetime) -> None:
    ask(studio, now)
    partner = next(one for name, one in people.items() if name == shown(people["Endang"])[3])
    choose(people["Endang"], partner, now=now)

    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    reasons = round_.proposals.get(mentee=people["Endang"]).reasons
    assert {"code": "choice_counted"} in reasons


def test_round_without_any_choice_is_as_before(studio: Studio, people: dict[str, Enrolment], now: datetime) -> None:
    ask(studio, now)
    choose(people["Endang"], now=now)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    assert "ranked" not in round_.settings["weights"]


def test_audit_and_counts_know_of_answers_but_not_which(
    studio: Studio, people: dict[str, Enrolment], now: datetime
) -> None:
    call = ask(studio, now)
    choose(people["Endang"], people[shown(people["Endang"])[0]], now=now)
    choose(people["Lukas"], now=now)

    assert {entry.facts == {} for entry in AuditEntry.objects.filter(verb="matching.ranked")} == {True}
    found = turnout(call)
    assert (found.asked, found.answered, found.by_side) == (10, 2, {})


def test_letters_go_once_and_silence_hears_once_more(
    studio: Studio, people: dict[str, Enrolment], now: datetime
) -> None:
    call = ask(studio, now)
    watch_rankings(now + timedelta(minutes=5))
    watch_rankings(now + timedelta(minutes=10))
    assert Effect.objects.of(studio.organisation).filter(key__endswith=":asked").count() == 10

    choose(people["Endang"], now=now)
    watch_rankings(call.closes_at - timedelta(hours=3))
    watch_rankings(call.closes_at - timedelta(hours=2))
    assert Effect.objects.of(studio.organisation).filter(key__endswith=":reminder").count() == 9

    watch_rankings(call.closes_at + timedelta(minutes=5))
    call.refresh_from_db()
    assert call.closed_at is not None


def holds(round_: Round) -> bool:
    """Whether the stored proof stands, read by code that shares nothing with the solver."""
    assert round_.certificate is not None
    verdict = verify(problem_of(round_).instance, from_document(round_.certificate))
    return verdict.value == verdict.bound


def test_certificate_of_an_older_round_still_verifies(
    studio: Studio, people: dict[str, Enrolment], now: datetime
) -> None:
    """Stored before anybody could rank, a round keeps its weights and its proof when people rank later."""
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    discard_round(round_, by=studio.coordinator, now=now)
    ask(studio, now)
    choose(people["Endang"], people[shown(people["Endang"])[5]], now=now)

    stored = Round.objects.of(studio.organisation).select_related("cohort__programme").get(pk=round_.pk)
    assert stored.settings["weights"] == {"mentee": 40, "mentor": 40, "hours": 12, "across_units": 8}
    assert holds(stored)
