"""What can be done with organisations, persons and accounts. The import of a people file stands in ``people.importing``."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from timbalik.audit.operations import record
from timbalik.people.models.accounts import Account
from timbalik.people.models.availability import Availability
from timbalik.people.models.consent import Consent, NoticeVersion
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Avoidance, Delegation, Person
from timbalik.people.models.structure import ReportingLine, Unit, UnitMembership
from timbalik.people.queries import ancestors, persons_of
from timbalik.people.signals import address_changed, person_left, processing_restricted
from timbalik.people.states import ConsentPurpose, Employment, LineKind, LineKnowledge


class LineCycle(Exception):
    """A reporting line would make somebody their own manager."""


class AddressMissing(Exception):
    """An account needs a mail address, and the person has none."""


class AddressTaken(Exception):
    """Another person of this organisation already uses the account of that address."""


@dataclass(frozen=True)
class WeeklyHours:
    """Free time in the person's own zone; ``weekday``: Monday is 0."""

    weekday: int
    starts: time
    ends: time


@transaction.atomic
def create_organisation(
    *,
    name: str,
    now: datetime,
    slug: str = "",
    language: str = "id",
    time_zone: str = "Asia/Jakarta",
    privacy_contact: str = "",
) -> Organisation:
    """A new tenant, empty."""
    organisation = Organisation.objects.create(
        name=name,
        slug=slug or slugify(name)[:50],
        language=language,
        time_zone=time_zone,
        privacy_contact=privacy_contact,
        created_at=now,
    )
    record("organisation.created", organisation=organisation, by=None, subject=organisation, now=now)
    return organisation


@transaction.atomic
def create_person(organisation: Organisation, *, by: Person | None, now: datetime, **fields: Any) -> Person:
    """Add one person by hand; ``fields`` are those of ``Person``. A unit given is recorded with its date."""
    if fields.get("email"):
        fields["email"] = fields["email"].strip().lower()
    fields.setdefault("language", organisation.language)
    fields.setdefault("time_zone", organisation.time_zone)
    person = Person.objects.create(organisation=organisation, created_at=now, updated_at=now, **fields)
    if person.unit_id:
        UnitMembership.objects.create(
            organisation=organisation, person=person, unit_id=person.unit_id, valid_from=now.date()
        )
    record("person.created", organisation=organisation, by=by, subject=person, now=now)
    return person


@transaction.atomic
def give_account(person: Person, *, by: Person | None, now: datetime) -> Account:
    """The account by which a person signs in: the existing one of that address, else a new one. Harmless when repeated.

    Raises ``AddressMissing`` without a mail address and ``AddressTaken`` when another person of the organisation holds it.
    """
    if person.account is not None:
        _reopen(person.account)
        return person.account
    if not person.email:
        raise AddressMissing(str(person.public_id))
    account = Account.objects.filter(email=person.email.lower()).first()
    if account is None:
        account = Account.objects.create_account(person.email, language=person.language, created_at=now)
    elif Person.objects.of(person.organisation_id).filter(account=account).exclude(pk=person.pk).exists():
        raise AddressTaken(str(person.public_id))
    _reopen(account)
    person.account = account
    person.updated_at = now
    person.save(update_fields=["account", "updated_at"])
    record("account.given", organisation=person.organisation, by=by, subject=person, now=now)
    return account


def _reopen(account: Account) -> None:
    """Closed when its last person left; somebody is here again."""
    if not account.is_active:
        account.is_active = True
        account.save(update_fields=["is_active"])


@transaction.atomic
def follow_addresses(people: Iterable[Person], *, by: Person | None, now: datetime) -> None:
    """After mail addresses changed: whoever signs in with an old one is that person no longer.

    The account of the new address takes over, if no other person of the organisation has it, and links mailed to the old
    address end (apps above hear ``address_changed``). Without this, an import could hand the account of one mailbox, and
    with it other organisations, to another mailbox. People may swap addresses: all are let go before any is given anew.
    """
    moved = [one for one in people if one.account is not None and one.account.email != one.email.lower()]
    for person in moved:
        person.account = None
        person.save(update_fields=["account"])
        record("account.taken", organisation=person.organisation, by=by, subject=person, now=now)
        address_changed.send(Person, person=person, now=now)
    for person in moved:
        with suppress(AddressMissing, AddressTaken), transaction.atomic():
            give_account(person, by=by, now=now)


@transaction.atomic
def set_availability(person: Person, hours: Iterable[WeeklyHours], *, by: Person | None, now: datetime) -> None:
    """Replace the person's weekly hours. Touching and overlapping hours of one day are joined."""
    joined: list[WeeklyHours] = []
    for slot in sorted(hours, key=lambda slot: (slot.weekday, slot.starts)):
        last = joined[-1] if joined else None
        if last and last.weekday == slot.weekday and slot.starts <= last.ends:
            joined[-1] = WeeklyHours(last.weekday, last.starts, max(last.ends, slot.ends))
        else:
            joined.append(slot)
    person.availability.all().delete()
    Availability.objects.bulk_create(
        [
            Availability(
                organisation_id=person.organisation_id,
                person=person,
                weekday=slot.weekday,
                starts=slot.starts,
                ends=slot.ends,
            )
            for slot in joined
        ]
    )
    record(
        "person.availability_set",
        organisation=person.organisation,
        by=by,
        subject=person,
        now=now,
        facts={"hours": len(joined)},
    )


@transaction.atomic
def record_consent(
    person: Person, purpose: str, *, notice: NoticeVersion, language: str, by: Person | None, now: datetime
) -> Consent:
    """One tick for one purpose, beside the notice that was shown. A standing consent to the same notice is kept as it is."""
    standing = person.consents.filter(purpose=purpose, withdrawn_at__isnull=True).first()
    if standing is not None:
        if standing.notice_id == notice.pk:
            return standing
        standing.withdrawn_at = now
        standing.save(update_fields=["withdrawn_at"])
    consent = Consent.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        purpose=ConsentPurpose(purpose),
        notice=notice,
        language=language,
        given_at=now,
    )
    facts = {"purpose": purpose, "notice": str(notice)}
    record("consent.given", organisation=person.organisation, by=by, subject=person, now=now, facts=facts)
    return consent


@transaction.atomic
def withdraw_consent(person: Person, purpose: str, *, by: Person | None, now: datetime) -> None:
    changed = person.consents.filter(purpose=purpose, withdrawn_at__isnull=True).update(withdrawn_at=now)
    if changed:
        record(
            "consent.withdrawn",
            organisation=person.organisation,
            by=by,
            subject=person,
            now=now,
            facts={"purpose": purpose},
        )


@transaction.atomic
def grant_delegation(principal: Person, delegate: Person, *, by: Person | None, now: datetime) -> Delegation:
    """Let an assistant answer invitations and move sessions for the principal, and nothing else."""
    standing = principal.delegations_given.filter(delegate=delegate, valid_until__isnull=True).first()
    if standing is not None:
        return standing
    delegation = Delegation.objects.create(
        organisation_id=principal.organisation_id, principal=principal, delegate=delegate, valid_from=now
    )
    facts = {"delegate": str(delegate.public_id)}
    record("delegation.granted", organisation=principal.organisation, by=by, subject=principal, now=now, facts=facts)
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Person | None, now: datetime) -> None:
    if delegation.valid_until is None:
        delegation.valid_until = now
        delegation.save(update_fields=["valid_until"])
        record("delegation.ended", organisation=delegation.organisation, by=by, subject=delegation.principal, now=now)


@transaction.atomic
def add_avoidance(person: Person, other: Person, *, by: Person | None, now: datetime) -> Avoidance:
    """Never pair these two. Nobody is told but who asked and the engine."""
    avoidance, is_new = Avoidance.objects.get_or_create(
        organisation_id=person.organisation_id, person=person, other=other, defaults={"created_at": now}
    )
    if is_new:
        record("avoidance.added", organisation=person.organisation, by=by, subject=person, now=now)
    return avoidance


@transaction.atomic
def place_under(
    person: Person, manager: Person | None, *, on: date, by: Person | None, now: datetime, kind: str = LineKind.MANAGER
) -> None:
    """Set the person's line manager (or appraiser) from a date on; ``None`` means known to have no manager.

    Raises ``LineCycle`` when the manager stands, at any depth, below the person.
    """
    if manager is not None and (
        manager == person or person.pk in ancestors(person.organisation, kind=kind).get(manager.pk, frozenset())
    ):
        raise LineCycle(str(person.public_id))
    present = person.lines_up.filter(kind=kind, valid_until__isnull=True).first()
    if present is not None and manager is not None and present.manager_id == manager.pk:
        return
    if present is not None:
        present.valid_until = on
        present.save(update_fields=["valid_until"])
    if manager is not None:
        ReportingLine.objects.create(
            organisation_id=person.organisation_id, person=person, manager=manager, kind=kind, valid_from=on
        )
    if kind == LineKind.MANAGER:
        person.line_knowledge = LineKnowledge.KNOWN if manager else LineKnowledge.TOP
        person.updated_at = now
        person.save(update_fields=["line_knowledge", "updated_at"])
    record(
        "person.line_set", organisation=person.organisation, by=by, subject=person, now=now, facts={"kind": str(kind)}
    )


@transaction.atomic
def move_to_unit(person: Person, unit: Unit, *, on: date, by: Person | None, now: datetime) -> None:
    """End the present membership and begin the new one on that date."""
    if person.unit_id == unit.pk:
        return
    person.unit_memberships.filter(valid_until__isnull=True).update(valid_until=on)
    UnitMembership.objects.create(organisation_id=person.organisation_id, person=person, unit=unit, valid_from=on)
    person.unit = unit
    person.updated_at = now
    person.save(update_fields=["unit", "updated_at"])
    record("person.moved", organisation=person.organisation, by=by, subject=person, now=now)


@transaction.atomic
def restrict_processing(person: Person, *, by: Person | None, now: datetime) -> None:
    """Freeze the use of a person's data at once, until ``profiles.release_processing``.

    They are not invited, paired, asked or written to, their answers enter no new report, nobody else reads what they
    enrolled with, and apps above pause their pairs (``processing_restricted``). Saying it twice changes nothing.
    """
    if person.restricted_at is not None:
        return
    person.restricted_at = now
    person.save(update_fields=["restricted_at"])
    record("person.restricted", organisation=person.organisation, by=by, subject=person, now=now)
    processing_restricted.send(Person, person=person, now=now)


@transaction.atomic
def confirm_left(person: Person, *, on: date, by: Person | None, now: datetime) -> None:
    """A person decided that somebody has left; apps above hear of it after commit."""
    person.employment = Employment.LEFT
    person.left_on = on
    person.updated_at = now
    person.save(update_fields=["employment", "left_on", "updated_at"])
    person.unit_memberships.filter(valid_until__isnull=True).update(valid_until=on)
    person.lines_up.filter(valid_until__isnull=True).update(valid_until=on)
    if person.account is not None and not persons_of(person.account).exists():
        person.account.is_active = False
        person.account.save(update_fields=["is_active"])
    record("person.left", organisation=person.organisation, by=by, subject=person, now=now)
    transaction.on_commit(lambda: person_left.send(Person, person=person, now=now))
