"""Any pair, two mentees, remedies, load and reach, by a program."""

from __future__ import annotations

import pytest

from tests.api.calling import Program, program_of
from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_line
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.operations import open_round
from timbalik.people.operations import add_avoidance
from timbalik.programmes.states import ProgrammeState

BECAUSE = "Keduanya memimpin satu direktorat."


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def citra(cast: Cast) -> Program:
    return program_of(cast.citra)


def address(studio: Studio) -> str:
    return f"/programmes/{studio.programme.public_id}/rounds/1"


def test_why_tells_price_and_chain_or_the_rule_and_no_figure(citra: Program, cast: Cast, studio: Studio) -> None:
    ayu = studio.mentor("Ayu", offers={"dasbor": 5, "video": 1}, wants={"negosiasi": 3})
    bayu = studio.mentor("Bayu", offers={"video": 5, "dasbor": 1}, wants={"anggaran": 3})
    one = studio.mentee("Sutikno", offers={"negosiasi": 5, "anggaran": 1}, wants={"dasbor": 3})
    other = studio.mentee("Theresia", offers={"anggaran": 5, "negosiasi": 1}, wants={"video": 3})
    mine = studio.mentee(person=cast.citra)
    led = studio.mentor("Bawahan")
    make_line(led.person, one.person)
    add_avoidance(other.person, led.person, by=other.person, now=NOW)
    open_round(studio.cohort, by=studio.coordinator, now=NOW)

    def why(mentor: object, mentee: object) -> dict[str, object]:
        answer: dict[str, object] = citra.get(f"{address(studio)}/why?mentor={mentor}&mentee={mentee}").json()
        return answer

    crossed = why(ayu.public_id, other.public_id)
    assert (crossed["loss_hundredths"], crossed["rule"]) == (9_600, None)
    assert {"mentor": str(bayu.public_id), "mentee": str(one.public_id)} in crossed["come"]  # type: ignore[operator]
    line, confided = why(led.public_id, one.public_id), why(led.public_id, other.public_id)
    assert (line["rule"]["code"], line["loss_hundredths"]) == ("reporting_line", None)  # type: ignore[index]
    assert (confided["rule"]["code"], confided["leave"]) == ("confided", [])  # type: ignore[index]
    assert why(ayu.public_id, mine.public_id)["code"] == "own_pair"


def test_two_mentees_are_priced_kept_listed_and_let_go(citra: Program, studio: Studio) -> None:
    studio.mentor("Ayu", offers={"dasbor": 5, "video": 1}, wants={"negosiasi": 3}, capacity=2)
    studio.mentor("Bayu", offers={"video": 5, "dasbor": 1}, wants={"anggaran": 3})
    one = studio.mentee("Sutikno", offers={"negosiasi": 5, "anggaran": 1}, wants={"dasbor": 3})
    other = studio.mentee("Theresia", offers={"anggaran": 5, "negosiasi": 1}, wants={"video": 3})
    open_round(studio.cohort, by=studio.coordinator, now=NOW)
    asked = f"{address(studio)}/groups?one={one.public_id}&other={other.public_id}&kind="
    said = {"one": str(one.public_id), "other": str(other.public_id), "kind": "together", "reason": BECAUSE}
    price = citra.get(f"{asked}together").json()

    done = citra.post(f"{address(studio)}/groups", said)

    assert (done.status_code, done.json()["price_hundredths"]) == (201, price["loss_hundredths"])
    (listed,) = citra.get(f"{address(studio)}/decisions").json()
    assert (listed["kind"], listed["reason"], listed["kept"]) == ("together", BECAUSE, True)
    undone = citra.post(f"{address(studio)}/decisions/{listed['id']}/undo", {})
    assert undone.json()["standing"]["total_hundredths"] - done.json()["price_hundredths"] > 0
    assert citra.get(f"{address(studio)}/decisions").json() == []


def test_contradiction_has_a_code(citra: Program, studio: Studio) -> None:
    studio.mentor("Ayu")
    one, other = studio.mentee("Sutikno"), studio.mentee("Theresia")
    open_round(studio.cohort, by=studio.coordinator, now=NOW)
    said = {"one": str(one.public_id), "other": str(other.public_id), "kind": "together", "reason": BECAUSE}

    refused = citra.post(f"{address(studio)}/groups", said)

    assert (refused.status_code, refused.json()["code"]) == (409, "group_no_room")


def test_remedy_is_begun_listed_and_taken_back(citra: Program, studio: Studio) -> None:
    dinda = studio.mentor("Dinda", wants={"negosiasi": 3})
    studio.mentee("Sutikno", offers={"negosiasi": 5})
    alone = studio.mentee("Theresia", offers={"negosiasi": 2})
    open_round(studio.cohort, by=studio.coordinator, now=NOW)

    begun = citra.post(f"{address(studio)}/remedies", {"enrolment": str(alone.public_id), "kind": "place"})

    assert (begun.status_code, begun.json()["asked"], begun.json()["answer"]) == (201, str(dinda.public_id), "waiting")
    assert len(waiting(dinda.person)) == 1
    assert citra.get(f"{address(studio)}/remedies").json() == [begun.json()]
    assert citra.post(f"{address(studio)}/remedies/{begun.json()['id']}/undo", {}).json() == []
    wrong = citra.post(f"{address(studio)}/remedies", {"enrolment": str(dinda.public_id), "kind": "hours"})
    assert wrong.json()["code"] == "remedy_not_open"


def test_load_and_reach_protect_small_groups(citra: Program, studio: Studio) -> None:
    studio.mentor("Dinda", capacity=2)
    studio.mentor("Rahmat", hours=())
    studio.mentee("Sutikno")
    open_round(studio.cohort, by=studio.coordinator, now=NOW)

    never = citra.get(f"{address(studio)}/loads?show=never").json()
    reach = citra.get(f"{address(studio)}/reach").json()

    assert [(one["person"]["name"], one["rounds_without_a_pair"]) for one in never["items"]] == [("Rahmat", 1)]
    assert (reach["total"], reach["units"], reach["units_hidden"]) == (None, [], 3)
    assert (reach["mentors"], reach["never_chosen"], reach["places"], reach["places_taken"]) == (2, 1, 3, 1)
