"""What the journey writes to a pair and to those who run the programme. Dates and states for them, never content."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from timbalik.journey.confidential import contacts_for
from timbalik.journey.wording import reminder_in_words, rule_in_words
from timbalik.meetings.wording import names
from timbalik.notifications.operations import queue_mail, queue_notice
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme, RoleAssignment
from timbalik.programmes.states import Role
from timbalik.relationships.models import Agreement, Relationship
from timbalik.relationships.queries import present_members
from timbalik.relationships.states import Ending

PAIR_PATH = "/saya/pasangan/%s/"


def pair_url(relationship: Relationship) -> str:
    return f"{settings.BASE_URL}{PAIR_PATH % relationship.public_id}"


def welcome(relationship: Relationship, *, now: datetime) -> None:
    """To both, when a pair begins: who, what first, where."""
    members = present_members(relationship)
    for member in members:
        with translation.override(member.person.language):
            partners = names(other.person for other in members if other.pk != member.pk)
            lines = [
                _("Dear %(name)s,") % {"name": member.person.called},
                _("You and %(names)s are now a mentoring pair in “%(programme)s”.")
                % {"names": partners, "programme": relationship.programme.name},
                _("First comes a short training of about 30 minutes. Then the two of you meet for a first talk."),
                _("Your pair space: %(link)s") % {"link": pair_url(relationship)},
                _("Only the two of you can read what you write there."),
            ]
            queue_mail(
                to=member.person,
                subject=_("You and %(names)s: welcome to your mentoring pair") % {"names": partners},
                text="\n\n".join(lines),
                key=f"pair:{relationship.public_id}:welcome:{member.person_id}",
                now=now,
            )


def agreement_stands(agreement: Agreement, *, now: datetime) -> None:
    relationship = agreement.relationship
    for member in present_members(relationship):
        with translation.override(member.person.language):
            queue_notice(
                to=member.person,
                title=_("Your agreement is signed by both"),
                text=_("It holds from now on. You may change it together at any time."),
                url=PAIR_PATH % relationship.public_id,
                key=f"agreement:{agreement.public_id}:signed:{member.person_id}",
                now=now,
            )


def farewell(relationship: Relationship, *, ending: str, now: datetime) -> None:
    """To both alike, so that nobody reads from the letter who asked (F-19)."""
    members = present_members(relationship)
    for member in members:
        with translation.override(member.person.language):
            partners = names(other.person for other in members if other.pk != member.pk)
            if ending == Ending.COMPLETED:
                subject = _("You and %(names)s went the whole way") % {"names": partners}
                line = _("All four phases are done. Thank you for the time you gave each other.")
            else:
                subject = _("Your pair with %(names)s has ended") % {"names": partners}
                line = _("It ends without fault on either side. The coordinator can find you a new pair if you wish.")
            lines = [
                _("Dear %(name)s,") % {"name": member.person.called},
                line,
                _("You can go on reading your pair space: %(link)s") % {"link": pair_url(relationship)},
            ]
            queue_mail(
                to=member.person,
                subject=subject,
                text="\n\n".join(lines),
                key=f"pair:{relationship.public_id}:ended:{member.person_id}",
                now=now,
                although_resting=True,
            )


def pair_pauses(relationship: Relationship, *, by: Person | None, now: datetime) -> None:
    """To those who did not press the button, in the same words whatever the cause was."""
    members = present_members(relationship)
    for member in members:
        if by is not None and member.person_id == by.pk:
            continue
        with translation.override(member.person.language):
            partners = names(other.person for other in members if other.pk != member.pk)
            lines = [
                _("Dear %(name)s,") % {"name": member.person.called},
                _("Your mentoring pair with %(names)s pauses for a while.") % {"names": partners},
                _(
                    "Sessions ahead are called off. Nobody needs to give a reason, and nothing of what you made is lost."
                ),
                _("When you both want to go on, resume in your pair space: %(link)s")
                % {"link": pair_url(relationship)},
            ]
            queue_mail(
                to=member.person,
                subject=_("You and %(names)s: your pair pauses") % {"names": partners},
                text="\n\n".join(lines),
                key=f"pair:{relationship.public_id}:paused:{now.isoformat()}:{member.person_id}",
                now=now,
            )


def pair_goes_on(relationship: Relationship, *, by: Person | None, now: datetime) -> None:
    members = present_members(relationship)
    for member in members:
        if by is not None and member.person_id == by.pk:
            continue
        with translation.override(member.person.language):
            partners = names(other.person for other in members if other.pk != member.pk)
            queue_notice(
                to=member.person,
                title=_("Your pair with %(names)s goes on") % {"names": partners},
                text=_("The pause is over. Find a time for your next session."),
                url=PAIR_PATH % relationship.public_id,
                key=f"pair:{relationship.public_id}:resumed:{now.isoformat()}:{member.person_id}",
                now=now,
            )


def pair_waits(relationship: Relationship, person: Person, *, now: datetime) -> None:
    """To somebody whose data is used again: the pair stands where it stood."""
    with translation.override(person.language):
        partners = names(one.person for one in present_members(relationship) if one.person_id != person.pk)
        queue_notice(
            to=person,
            title=_("Your pair with %(names)s waits where you left it") % {"names": partners},
            text=_("Resume it in your pair space when you both want to go on."),
            url=PAIR_PATH % relationship.public_id,
            key=f"pair:{relationship.public_id}:waits:{now.isoformat()}:{person.pk}",
            now=now,
        )


def ask_for_a_talk(person: Person, programme: Programme, *, now: datetime) -> None:
    """To the confidential contacts: a name and how to reach it, no answer and no reason. The person hears who has it."""
    contacts = contacts_for(person, programme)
    day = now.date().isoformat()
    for contact in contacts:
        with translation.override(contact.language):
            facts = {"name": person.display_name, "programme": programme.name}
            title = _("Somebody would like to talk with you in confidence")
            lines = [
                _("Dear %(name)s,") % {"name": contact.called},
                _("%(name)s, who takes part in “%(programme)s”, would like to talk with you.") % facts,
                _("You reach them at %(address)s.") % {"address": person.email}
                if person.email
                else _("They have no mail address here; please look them up in your directory."),
                _("Only you and the other confidential contacts know of this. Please answer within two working days."),
            ]
            key = f"talk:{programme.public_id}:{person.public_id}:{day}:{contact.pk}"
            queue_notice(to=contact, title=title, text=lines[1], key=f"{key}:notice", now=now)
            if contact.email:
                queue_mail(to=contact, subject=title, text="\n\n".join(lines), key=key, now=now)
    with translation.override(person.language):
        if contacts:
            title = _("Your wish to talk has been passed on")
            text = _("%(names)s will get in touch with you. Nobody else knows of it.") % {"names": names(contacts)}
        else:
            title = _("Your wish to talk reached nobody yet")
            text = _("This programme has no confidential contact at the moment. Your wish was not passed to anybody.")
        key = f"talk:{programme.public_id}:{person.public_id}:{day}:told"
        queue_notice(to=person, title=title, text=text, key=key, now=now)


def flag_rule(relationship: Relationship, code: str, *, now: datetime) -> None:
    """A hard rule now stands between the two: whoever runs the programme decides, the pair is not ended by a file."""
    who = names(member.person for member in present_members(relationship))
    for coordinator in coordinators_of(relationship.programme):
        with translation.override(coordinator.language):
            queue_notice(
                to=coordinator,
                title=_("A pair needs your decision: %(names)s") % {"names": who},
                text=rule_in_words(code),
                key=f"pair:{relationship.public_id}:rule:{code}:{coordinator.pk}",
                now=now,
            )


def remind(relationship: Relationship, code: str, *, key: str, by: Person, now: datetime) -> None:
    """To both alike: what is open, where to go on, and that a pause needs no reason."""
    members = present_members(relationship)
    for member in members:
        with translation.override(member.person.language):
            partners = names(other.person for other in members if other.pk != member.pk)
            lines = [
                _("Dear %(name)s,") % {"name": member.person.called},
                reminder_in_words(code),
                _("Your pair space: %(link)s") % {"link": pair_url(relationship)},
                _("Is it difficult at the moment? You may pause at any time, without giving a reason."),
                _("With regards, %(name)s") % {"name": by.called},
            ]
            queue_mail(
                to=member.person,
                subject=_("A small reminder about your sessions with %(names)s") % {"names": partners},
                text="\n\n".join(lines),
                key=f"{key}:{member.person_id}",
                now=now,
            )


def coordinators_of(programme: Programme) -> list[Person]:
    """Who runs this programme, directly or for the whole organisation."""
    rows = RoleAssignment.objects.filter(
        organisation_id=programme.organisation_id,
        role=Role.COORDINATOR,
        valid_until__isnull=True,
        relationship_ref__isnull=True,
    ).select_related("person")
    own = [row.person for row in rows if row.programme_id == programme.pk]
    return own or [row.person for row in rows if row.programme_id is None]
