"""Whom somebody reaches who would rather not speak with the coordinator (F-55), and what reaches the contacts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from timbalik.journey.models import TalkRequest
from timbalik.people.models.persons import Person
from timbalik.people.queries import ancestors, appraisers, working
from timbalik.programmes.models import Programme, RoleAssignment
from timbalik.programmes.queries import programmes_with_role
from timbalik.programmes.states import Role
from timbalik.relationships.models import RelationshipMember
from timbalik.relationships.vault import KeyDestroyed, vault_of


def contacts_for(person: Person, programme: Programme) -> list[Person]:
    """The confidential contacts of the programme who stand outside the line.

    Neither the person nor anybody they were ever paired with here, nobody who runs the programme, and nobody who leads or
    appraises the person, at any depth.
    """
    partners = _partners(person, programme)
    above = ancestors(programme.organisation).get(person.pk, frozenset())
    appraiser = appraisers(programme.organisation).get(person.pk)
    nearby = {person.pk, *partners, *above} | ({appraiser} if appraiser is not None else set())
    people = working(programme.organisation).filter(pk__in=_holders(programme, Role.CONFIDENTIAL_CONTACT))
    outside = people.exclude(pk__in=nearby).exclude(pk__in=_holders(programme, Role.COORDINATOR))
    return list(outside.order_by("full_name", "pk"))


def talks_for(contact: Person) -> QuerySet[TalkRequest]:
    """What a confidential contact may read: addressed to them, or to whoever is there (the one asked is contact no more).

    Twin of ``contacts_for``: of a programme they run, of their own, and of people they lead they see nothing.
    """
    organisation = contact.organisation_id
    mine = programmes_with_role(contact, Role.CONFIDENTIAL_CONTACT).values("pk")
    run = programmes_with_role(contact, Role.COORDINATOR).values("pk")
    still_contact = RoleAssignment.objects.of(organisation).filter(
        Q(programme=OuterRef("programme")) | Q(programme__isnull=True),
        person=OuterRef("contact"),
        role=Role.CONFIDENTIAL_CONTACT,
        valid_until__isnull=True,
        relationship_ref__isnull=True,
    )
    rows = TalkRequest.objects.of(organisation).filter(programme__in=mine).exclude(programme__in=run)
    rows = rows.exclude(person=contact).filter(person__erased_at__isnull=True)
    rows = rows.filter(Q(contact=contact) | Q(contact__isnull=True) | ~Exists(still_contact))
    # Of those the contact leads, appraises or was ever paired with they see nothing: as few as are open at a time.
    led = ancestors(contact.organisation)
    appraised = appraisers(contact.organisation)
    paired = _paired_with(contact)
    near = [
        key
        for key, person, programme in rows.values_list("pk", "person_id", "programme_id")
        if contact.pk in led.get(person, frozenset())
        or appraised.get(person) == contact.pk
        or (programme, person) in paired
    ]
    return rows.exclude(pk__in=near).select_related("person__unit", "programme", "contact", "taken_by")


def _paired_with(person: Person) -> set[tuple[int, int]]:
    """Programme and person of everybody they ever shared a pair with."""
    members = RelationshipMember.objects.of(person.organisation_id)
    rows = members.filter(relationship__in=members.filter(person=person).values("relationship"))
    return set(rows.values_list("relationship__programme_id", "person_id"))


def own_talks(person: Person, programme: Programme) -> QuerySet[TalkRequest]:
    """What the person asked for in this programme, the newest first."""
    rows = TalkRequest.objects.of(person.organisation_id).filter(person=person, programme=programme)
    return rows.select_related("contact", "taken_by").order_by("-asked_at", "-pk")


def words_of(talk: TalkRequest) -> str:
    """What was written with the wish. The caller has found the row by ``talks_for`` or ``own_talks``."""
    if talk.words_sealed is None:
        return ""
    try:
        return str(vault_of(talk.public_id).open(talk.words_sealed, place=f"talk:{talk.public_id}"))
    except KeyDestroyed:
        return ""


def _holders(programme: Programme, role: str) -> Iterable[int]:
    standing = RoleAssignment.objects.of(programme.organisation_id).filter(
        Q(programme=programme) | Q(programme__isnull=True),
        role=role,
        valid_until__isnull=True,
        relationship_ref__isnull=True,
    )
    return standing.values_list("person", flat=True)


def _partners(person: Person, programme: Programme) -> set[int]:
    members = RelationshipMember.objects.of(programme.organisation_id)
    pairs = members.filter(person=person, relationship__programme=programme).values("relationship")
    return set(members.filter(relationship__in=pairs).exclude(person=person).values_list("person", flat=True))
