"""Capacity is a row for each place: nobody can hold one place twice, however many try at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from threading import Barrier, BrokenBarrierError, Thread
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.migrations.loader import MigrationLoader

from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_enrolment, make_programme
from timbalik.programmes.models import Enrolment, Programme
from timbalik.relationships.models import HeldPlace, RelationshipMember
from timbalik.relationships.operations.closing import end_relationship
from timbalik.relationships.operations.opening import NewPair, open_relationships
from timbalik.relationships.operations.places import NoPlaceLeft, claim_place, release_place, release_places
from timbalik.relationships.states import Ending, Holder

pytestmark = pytest.mark.django_db

TRIES = 40
CAPACITY = 3
LONG = 120  # seconds; until then a busy machine is no failure, and nobody waits for ever


@pytest.fixture
def programme() -> Programme:
    return make_programme(make_organisation())


def enrolled(programme: Programme, role: str = "mentor", **fields: object) -> Enrolment:
    return make_enrolment(programme, make_person(programme.organisation), role, **fields)


def numbers(enrolment: Enrolment) -> list[int]:
    rows = HeldPlace.objects.of(enrolment.organisation_id).filter(enrolment=enrolment)
    return sorted(rows.values_list("number", flat=True))


def claim(enrolment: Enrolment, ref: UUID | None = None) -> HeldPlace:
    return claim_place(enrolment, for_ref=ref or uuid4(), holder=Holder.REQUEST, now=NOW)


def test_places_are_taken_up_to_the_capacity(programme: Programme) -> None:
    mentor = enrolled(programme, capacity=2)
    assert [claim(mentor).number, claim(mentor).number] == [1, 2]
    with pytest.raises(NoPlaceLeft) as refused:
        claim(mentor)
    assert refused.value.enrolment == mentor


def test_a_holder_claims_one_place_however_often(programme: Programme) -> None:
    mentor, ref = enrolled(programme), uuid4()
    assert claim(mentor, ref) == claim(mentor, ref)
    assert numbers(mentor) == [1]


def test_a_place_given_back_is_taken_anew(programme: Programme) -> None:
    mentor, ref = enrolled(programme, capacity=2), uuid4()
    claim(mentor, ref)
    claim(mentor)
    assert release_place(mentor, for_ref=ref)
    assert not release_place(mentor, for_ref=ref)
    assert claim(mentor).number == 1


def test_one_holder_gives_back_the_places_of_both(programme: Programme) -> None:
    mentor, mentee, ref = enrolled(programme), enrolled(programme, "mentee"), uuid4()
    claim(mentor, ref)
    claim(mentee, ref)
    assert release_places(programme.organisation, [ref]) == 2


def test_capacity_is_read_when_the_place_is_taken(programme: Programme) -> None:
    mentor = enrolled(programme)
    Enrolment.objects.of(programme.organisation).filter(pk=mentor.pk).update(capacity=2)
    claim(mentor)
    assert claim(mentor).number == 2


def test_a_proposal_hands_its_places_to_the_pair(programme: Programme) -> None:
    mentor, mentee, proposal = enrolled(programme), enrolled(programme, "mentee"), uuid4()
    for enrolment in (mentor, mentee):
        claim_place(enrolment, for_ref=proposal, holder=Holder.PROPOSAL, now=NOW)
    [opened] = open_relationships(programme.cohorts.get(), [NewPair(mentor, mentee, proposal)], by=None, now=NOW)
    rows = HeldPlace.objects.of(programme.organisation).filter(enrolment__in=[mentor, mentee])
    assert {(row.ref, row.holder) for row in rows} == {(opened.public_id, Holder.RELATIONSHIP)}


def test_a_request_that_holds_the_place_keeps_a_pair_out(programme: Programme) -> None:
    mentor = enrolled(programme)
    claim(mentor)
    with pytest.raises(NoPlaceLeft):
        open_relationships(programme.cohorts.get(), [NewPair(mentor, enrolled(programme, "mentee"))], by=None, now=NOW)


def test_places_taken_are_the_open_pairs(programme: Programme) -> None:
    """The invariant, through opening and ending: each enrolment holds as many places as it has open pairs."""
    mentor, cohort = enrolled(programme, capacity=3), programme.cohorts.get()
    opened = open_relationships(
        cohort, [NewPair(mentor, enrolled(programme, "mentee")) for _ in range(3)], by=None, now=NOW
    )
    end_relationship(opened[1], Ending.NO_FAULT, by=None, now=NOW)
    open_relationships(cohort, [NewPair(mentor, enrolled(programme, "mentee"))], by=None, now=NOW)
    members = RelationshipMember.objects.of(programme.organisation).filter(left_at__isnull=True)
    held = HeldPlace.objects.of(programme.organisation).filter(holder=Holder.RELATIONSHIP)
    assert sorted(held.values_list("enrolment", "number", "ref")) == sorted(
        members.values_list("enrolment", "place", "relationship__public_id")
    )


def test_the_database_refuses_a_second_holder(programme: Programme) -> None:
    mentor = enrolled(programme)
    claim(mentor)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_place(mentor, 1)


def write_place(enrolment: Enrolment, number: int) -> None:
    HeldPlace.objects.create(
        organisation_id=enrolment.organisation_id,
        enrolment=enrolment,
        number=number,
        holder=Holder.REQUEST,
        ref=uuid4(),
        taken_at=NOW,
    )


def claim_without_lock(enrolment: Enrolment, meet: Callable[[], object]) -> None:
    """What code does that looks first and writes then; ``meet`` lets all look before anybody writes."""
    taken = numbers(enrolment)
    free = [number for number in range(1, enrolment.capacity + 1) if number not in taken]
    meet()
    if not free:
        raise NoPlaceLeft(enrolment)
    write_place(enrolment, free[0])


def at_once(act: Callable[[], object]) -> int:
    """How many of forty tries at the same moment succeed, each on a connection of its own."""
    start, succeeded, unconnected = Barrier(TRIES, timeout=LONG), [], []

    def run() -> None:
        try:
            connection.ensure_connection()
            start.wait()
        except (DatabaseError, BrokenBarrierError) as error:
            unconnected.append(error)
            start.abort()  # or thirty-nine would wait for one
            connections.close_all()
            return
        try:
            act()
            succeeded.append(True)
        except (NoPlaceLeft, DatabaseError):
            pass
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(TRIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert unconnected == []
    return len(succeeded)


@pytest.fixture
def unguarded() -> Iterator[None]:
    """The table without its guard of the database, for the control."""
    [guard] = [one for one in HeldPlace._meta.constraints if one.name == "relationships_held_place_once"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(HeldPlace, guard)
    yield
    HeldPlace.everywhere.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(HeldPlace, guard)


@pytest.mark.slow
@pytest.mark.postgres  # SQLite in memory has one writer and no waiting
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_forty_at_once_never_overbook(programme: Programme) -> None:
    mentor = enrolled(programme, capacity=CAPACITY)
    assert at_once(lambda: claim(mentor)) == CAPACITY
    assert numbers(mentor) == [1, 2, 3]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_database_alone_never_overbooks(programme: Programme) -> None:
    """Code that forgets the lock is refused by the unique row."""
    mentor, looked = enrolled(programme, capacity=CAPACITY), Barrier(TRIES, timeout=LONG)
    assert at_once(lambda: claim_without_lock(mentor, looked.wait)) == 1
    assert numbers(mentor) == [1]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_without_both_guards_forty_overbook(programme: Programme, unguarded: None) -> None:
    """The control: the same forty tries, unlocked, pass the capacity. So the tests above can see it."""
    mentor, looked = enrolled(programme, capacity=CAPACITY), Barrier(TRIES, timeout=LONG)
    assert at_once(lambda: claim_without_lock(mentor, looked.wait)) == TRIES
    assert len(numbers(mentor)) > CAPACITY


def test_forty_one_after_the_other_never_overbook(programme: Programme) -> None:
    """SQLite has one writer: its tries come one after the other."""
    mentor = enrolled(programme, capacity=CAPACITY)
    succeeded = 0
    for _ in range(TRIES):
        try:
            claim(mentor)
            succeeded += 1
        except NoPlaceLeft:
            pass
    assert succeeded == CAPACITY == len(numbers(mentor))


def test_open_pairs_from_before_get_their_rows(programme: Programme) -> None:
    """What the migration does with pairs that were opened when places had no rows of their own."""
    mentor, cohort = enrolled(programme, capacity=2), programme.cohorts.get()
    opened = open_relationships(
        cohort, [NewPair(mentor, enrolled(programme, "mentee")) for _ in range(2)], by=None, now=NOW
    )
    end_relationship(opened[0], Ending.NO_FAULT, by=None, now=NOW)
    before = set(HeldPlace.everywhere.values_list("enrolment", "number", "ref", "holder"))
    HeldPlace.everywhere.all().delete()

    number = "0005_places_of_open_pairs"
    then = MigrationLoader(connection).project_state([("relationships", number)]).apps
    import_module(f"timbalik.relationships.migrations.{number}").hold_places(
        then, SimpleNamespace(connection=connection)
    )

    assert set(HeldPlace.everywhere.values_list("enrolment", "number", "ref", "holder")) == before
    assert len(before) == 2
