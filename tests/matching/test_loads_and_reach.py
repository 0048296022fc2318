"""Who was never chosen, how full each mentor is, and whom the round reaches without telling of few."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from random import Random

from tests.factories.matching import Studio, many
from tests.factories.people import make_unit
from timbalik.engine.statistics.suppression import Cell, CellKind, suppress
from timbalik.matching.models import Round
from timbalik.matching.operations import answer_proposal, open_round, publish_round, send_proposals
from timbalik.matching.queries.loads import load_summary, loads_of
from timbalik.matching.queries.reach import Kind, _cells, _cells_of, _groups, reach_of
from timbalik.matching.states import Answer
from timbalik.programmes.models import Enrolment


def published(studio: Studio, now: datetime, *, no: Enrolment | None = None) -> Round:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    for proposal in round_.proposals.select_related("mentor__person", "mentee__person"):
        for side in (proposal.mentor, proposal.mentee):
            answer = Answer.NO if side == no else Answer.YES
            answer_proposal(proposal, person=side.person, answer=answer, now=now)
    publish_round(round_, by=studio.coordinator, now=now)
    return round_


def test_rounds_without_a_pair_are_counted_over_rounds(studio: Studio, now: datetime) -> None:
    """Rahmat is left over twice; Bayu's mentee asks for another; Ayu has a pair from the first."""
    ayu, rahmat = studio.mentor("Ayu"), studio.mentor("Rahmat", hours=())
    bayu = studio.mentor("Bayu", offers={"video": 5}, wants={"anggaran": 3})
    studio.mentee("Sutikno")
    theresia = studio.mentee("Theresia", offers={"anggaran": 5}, wants={"video": 3})
    published(studio, now, no=theresia)
    studio.mentee("Wulan")
    again = open_round(studio.cohort, by=studio.coordinator, now=now)

    rows = loads_of(again).values_list("person__full_name", "held", "rounds_alone", "proposed")

    assert {name: (held, alone) for name, held, alone, _ in rows} == {
        "Ayu": (1, 0),
        "Bayu": (0, 1),
        "Rahmat": (0, 2),
    }
    assert next(one.pk for one in loads_of(again)) == rahmat.pk
    chosen_now = {name: proposed for name, _, _, proposed in rows}["Bayu"]
    never = {rahmat.pk} if chosen_now else {rahmat.pk, bayu.pk}
    assert {one.pk for one in loads_of(again, "never")} == never
    summary = load_summary(again)
    assert (summary.mentors, summary.places, summary.taken) == (3, 3, 1 + chosen_now)
    assert ayu.pk in {one.pk for one in loads_of(again, "full")}


def test_reach_shows_large_groups_and_protects_those_left_out(studio: Studio, now: datetime) -> None:
    """Twelve pairs of one unit; a unit of four is hidden, and so is one whose three without a pair would show."""
    large, small, uneven = (make_unit(studio.organisation, name) for name in ("Niaga", "Hukum", "Logistik"))
    for number in range(6):
        studio.mentor(f"Mentor {number}", unit=large)
        studio.mentee(f"Mentee {number}", unit=large)
    for number in range(2):
        studio.mentor(f"Hukum {number}", unit=small)
        studio.mentee(f"Hukum mentee {number}", unit=small)
    for number in range(5):
        studio.mentor(f"Logistik {number}", unit=uneven)
    for number in range(8):
        studio.mentee(f"Logistik mentee {number}", unit=uneven)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    reach = reach_of(round_)

    assert [one.name for one in reach.units if one.name == "Hukum"] == []
    assert reach.units_hidden >= 1
    for one in reach.units:
        assert one.enrolled >= 5
        assert one.paired >= 5
        assert not 0 < one.enrolled - one.paired < 5


def test_stand_ins_give_the_verdict_of_the_people_themselves() -> None:
    """Random crossings of units and sites: the same cells are shown as with every single person."""
    for seed in range(40):
        draw = Random(seed)
        kinds: Counter[Kind] = Counter()
        for _ in range(draw.randint(10, 120)):
            kinds[draw.choice("ABC"), draw.choice("XY"), draw.random() < 0.8] += 1
        units, sites = _groups(kinds, 0), _groups(kinds, 1)
        cells = [*_cells("all", kinds), *_cells_of("unit", 0, units, kinds), *_cells_of("site", 1, sites, kinds)]

        assert suppress(cells).shown == suppress([_whole(cell, kinds) for cell in cells]).shown


def _whole(cell: Cell, kinds: Counter[Kind]) -> Cell:
    def everybody(people: frozenset[object]) -> frozenset[object]:
        return frozenset((kind, number) for kind in {one[0] for one in people} for number in range(kinds[kind]))  # type: ignore[index]

    within = None if cell.within is None else everybody(cell.within)
    return Cell(cell.key, everybody(cell.people), CellKind.COUNT, within=within, measure=cell.measure)


def test_person_in_both_roles_counts_once(studio: Studio, now: datetime) -> None:
    many(studio, 6)
    both = studio.programme.enrolments.filter(role="mentor").select_related("person").order_by("pk")[0]
    studio.mentee(person=both.person)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    total = reach_of(round_).total

    assert total is not None
    assert (total.enrolled, total.paired) == (12, 12)
