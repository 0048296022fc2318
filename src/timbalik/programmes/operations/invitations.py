"""Ask people to take part, and ask again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.lib.planner import refresh_statistics
from timbalik.lib.tenancy import check_relations
from timbalik.notifications.links import make_action_link
from timbalik.notifications.operations import queue_mail
from timbalik.people.models.partners import PartnerOrganisation
from timbalik.people.models.persons import Person
from timbalik.people.operations import AddressTaken, give_account
from timbalik.people.queries import working
from timbalik.programmes import letters
from timbalik.programmes.models import Cohort, Enrolment, Programme
from timbalik.programmes.peers import once_each
from timbalik.programmes.queries import to_remind
from timbalik.programmes.states import EnrolmentRole, ProgrammeState

ENROL = "enrol"  # the act of the link in the mail
ENROL_PATH = "/saya/undangan/"
LINK_VALID = timedelta(days=21)
QUIET = timedelta(days=3)  # nobody is written to again within these


class EnrolmentNotOpen(Exception):
    """The programme does not take enrolments now."""


class NotInvitable(Exception):
    """Some of the people left, were erased, or asked that their data rest; ``people`` names them."""

    def __init__(self, people: list[Person]) -> None:
        super().__init__(", ".join(str(person.public_id) for person in people))
        self.people = people


@transaction.atomic
def invite(
    programme: Programme,
    invitations: Iterable[tuple[Person, str]],
    *,
    by: Person | None,
    now: datetime,
    cohort: Cohort | None = None,
    letter: Callable[[Enrolment, str], letters.Message] = letters.invitation,
) -> list[Enrolment]:
    """Invite people in a role, give those with an address an account, and queue their letter.

    They join ``cohort``, else the newest wave; ``letter`` writes other words than an invitation has.

    Returns an enrolment for each invitation, in order; who was asked before keeps theirs and gets no second letter.
    All are invited, or none. Raises ``EnrolmentNotOpen`` or ``NotInvitable``.
    """
    if programme.state != ProgrammeState.OPEN:
        raise EnrolmentNotOpen(programme.state)
    wanted = once_each(programme, [(person, EnrolmentRole(role)) for person, role in invitations])
    here = set(
        working(programme.organisation).filter(pk__in={person.pk for person, _ in wanted}).values_list("pk", flat=True)
    )
    if absent := [person for person, _ in wanted if person.pk not in here]:
        raise NotInvitable(absent)
    standing = {(row.person_id, row.role): row for row in programme.enrolments.filter(person__in=here)}
    cohort = cohort or programme.cohorts.latest("wave")
    fresh: dict[tuple[int, str], Enrolment] = {}
    for person, role in wanted:
        if (person.pk, role) not in standing and (person.pk, role) not in fresh:
            fresh[person.pk, role] = Enrolment(
                organisation=programme.organisation,
                programme=programme,
                cohort=cohort,
                person=person,
                role=role,
                invited_at=now,
            )
    check_relations(fresh.values())
    Enrolment.objects.bulk_create(fresh.values())
    refresh_statistics(Enrolment)
    for enrolment in fresh.values():
        _give_account(enrolment.person, by=by, now=now)
        words = letter(enrolment, _link(enrolment, now=now))
        key = f"enrolment-invitation:{enrolment.public_id}"
        queue_mail(to=enrolment.person, subject=words.subject, text=words.text, key=key, now=now)
    facts = {"invited": len(fresh), "asked_before": len(wanted) - len(fresh)}
    record("programme.invited", organisation=programme.organisation, by=by, subject=programme, now=now, facts=facts)
    found = standing | fresh
    return [found[person.pk, role] for person, role in wanted]


@transaction.atomic
def remind_invited(
    programme: Programme, *, by: Person | None, now: datetime, partner: PartnerOrganisation | None = None
) -> int:
    """Write again to those who did not answer and heard nothing for three days; returns how many.

    ``partner``: to its guests alone (``guests.remind_guests``).
    """
    if programme.state != ProgrammeState.OPEN:
        raise EnrolmentNotOpen(programme.state)
    rows = to_remind(programme, before=now - QUIET).select_related("person")
    waiting = list(rows if partner is None else rows.filter(person__partner=partner))
    for enrolment in waiting:
        enrolment.programme = programme
        letter = letters.reminder(enrolment, _link(enrolment, now=now))
        key = f"enrolment-reminder:{enrolment.public_id}:{now.date()}"
        queue_mail(to=enrolment.person, subject=letter.subject, text=letter.text, key=key, now=now)
    Enrolment.objects.of(programme.organisation_id).filter(pk__in=[row.pk for row in waiting]).update(reminded_at=now)
    facts: dict[str, Any] = {"reminded": len(waiting)}
    if partner is not None:
        facts["partner"] = str(partner.public_id)
    record("programme.reminded", organisation=programme.organisation, by=by, subject=programme, now=now, facts=facts)
    return len(waiting)


def _give_account(person: Person, *, by: Person | None, now: datetime) -> None:
    """Nobody without a mail address of their own can sign in; the list of participants says so."""
    if person.email:
        try:
            with transaction.atomic():
                give_account(person, by=by, now=now)
        except AddressTaken:
            return


def _link(enrolment: Enrolment, *, now: datetime) -> str:
    return make_action_link(
        person=enrolment.person,
        act=ENROL,
        subject_ref=enrolment.public_id,
        now=now,
        expires_at=now + LINK_VALID,
        path=ENROL_PATH,
    )
