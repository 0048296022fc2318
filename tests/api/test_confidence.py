"""What belongs to a pair is answered to its members alone, whatever other roles somebody holds."""

from __future__ import annotations

import pytest

from tests.api.calling import Program, program_of
from tests.api.test_access import CASES
from tests.api.world import CANARY, World
from tests.factories.programmes import make_role
from timbalik.programmes.states import Role


def everything_read(program: Program, world: World) -> str:
    """All that a token can get by reading, whatever the address."""
    reading = [case for case in CASES if case.method == "GET" and case.address != "/openapi.json"]
    addresses = [case.address.format(**world.ids) for case in reading]
    return "".join(program.get(address).content.decode() for address in addresses)


def test_members_read_what_is_theirs(world: World) -> None:
    for member in (world.pair.mentor, world.pair.mentee):
        read = everything_read(program_of(member), world)
        for secret in ("tujuan", "topik", "tempat", "janji", "coba", "wawasan", "memberi"):
            assert f"{CANARY} {secret}" in read


@pytest.mark.parametrize("role", list(Role))
def test_no_role_reads_what_belongs_to_a_pair(world: World, role: Role) -> None:
    for programme in (world.enrolling, world.pairing, world.asking, world.running, None):
        make_role(world.sponsor, role, programme=programme) if (role, programme) != (
            Role.SPONSOR,
            world.running,
        ) else None

    assert CANARY not in everything_read(program_of(world.sponsor), world)


def test_coordinator_and_administrator_read_nothing_of_the_pair(world: World) -> None:
    """Citra holds both roles; she sees the pair, its dates and that it agreed, not a word of it."""
    read = everything_read(program_of(world.cast.citra), world)

    assert str(world.pair.relationship.public_id) in read
    assert CANARY not in read


def test_coordinator_who_takes_part_reads_their_own_pair_as_a_member_only(world: World) -> None:
    make_role(world.pair.mentor, Role.COORDINATOR)
    program = program_of(world.pair.mentor)
    listed = program.get(f"/programmes/{world.running.public_id}/relationships").content.decode()

    assert CANARY not in listed
    assert CANARY in program.get(f"/my/relationships/{world.pair.relationship.public_id}/goals").content.decode()


def test_partner_does_not_read_ratings_or_answers(world: World) -> None:
    """Ayu learns neither how useful Bram found the session nor what he answered to the proposal."""
    ayu = program_of(world.cast.ayu)
    before = everything_read(ayu, world)
    program_of(world.cast.bram).post(f"/my/proposals/{world.proposal.public_id}/answer", {"answer": "no"})

    assert "usefulness" not in before
    assert everything_read(ayu, world) == before


def test_draft_of_an_enrolment_is_its_persons_alone(world: World) -> None:
    world.invited.draft = {"motivation": f"{CANARY} draf"}
    world.invited.state = "started"
    world.invited.save()
    program = program_of(world.cast.citra)
    address = f"/programmes/{world.enrolling.public_id}/enrolments"

    assert program.get(f"{address}/{world.invited.public_id}").json()["handed_in"] is None
    assert CANARY not in program.get(address).content.decode()


def test_participant_reads_no_counts_and_no_recipe_of_the_programme(world: World) -> None:
    address = f"/programmes/{world.running.public_id}"
    theirs, coordinators = (program_of(person).get(address).json() for person in (world.cast.ayu, world.cast.citra))
    hidden = ("mentor_levels", "mentee_levels", "weaker_side_floor", "enrolments")

    assert [theirs[name] for name in hidden] == [None] * 4
    assert None not in [coordinators[name] for name in hidden]


def test_error_tells_nothing_of_the_pair(world: World) -> None:
    program = program_of(world.cast.citra)
    answer = program.post(f"/my/relationships/{world.pair.relationship.public_id}/advance")
    missing = program.post("/my/relationships/00000000-0000-4000-8000-000000000000/advance")

    assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
