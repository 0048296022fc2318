"""What the journey writes to a pair and to those who run the programme. Dates and states for them, never content."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from timbalik.journey.models import TalkRequest
from timbalik.journey.wording import reminder_in_words, rule_in_words
from timbalik.meetings.wording import names
from timbalik.notifications.operations import queue_mail, queue_notice
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.queries import coordinators_of
from timbalik.relationships.models import Agreement, Relationship
from timbalik.relationships.queries import present_members
from timbalik.relationships.states import Ending

PAIR_PATH = "/saya/pasangan/%s/"
TALKS_PATH = "/kontak/"


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


def talk_asked(talk: TalkRequest, contacts: Sequence[Person], *, now: datetime) -> None:
    """To the contacts: that somebody wishes to talk, and where to see who. A mailbox may have other readers, so no name."""
    url = f"{settings.BASE_URL}{TALKS_PATH}"
    for contact in contacts:
        with translation.override(contact.language):
            title = _("Somebody would like to talk with you in confidence")
            line = _("You see who it is, and answer, after signing in: %(link)s") % {"link": url}
            lines = [
                _("Dear %(name)s,") % {"name": contact.called},
                line,
                _("Only you and the other confidential contacts can see it. Please answer within two working days."),
            ]
            key = f"talk:{talk.public_id}:{contact.pk}"
            text = _("Please answer within two working days.")
            queue_notice(to=contact, title=title, text=text, key=f"{key}:notice", now=now, url=TALKS_PATH)
            if contact.email:
                queue_mail(to=contact, subject=title, text="\n\n".join(lines), key=key, now=now)
    with translation.override(talk.person.language):
        queue_notice(
            to=talk.person,
            title=_("Your wish to talk has been passed on"),
            text=_("%(names)s will get in touch with you. Nobody else knows of it.") % {"names": names(contacts)},
            key=f"talk:{talk.public_id}:told",
            now=now,
            although_resting=True,
        )


def talk_reached_nobody(person: Person, programme: Programme, *, now: datetime) -> None:
    with translation.override(person.language):
        queue_notice(
            to=person,
            title=_("Your wish to talk reached nobody yet"),
            text=_("This programme has no confidential contact at the moment. Your wish was not passed to anybody."),
            key=f"talk:{programme.public_id}:{person.public_id}:{now.isoformat()}:nobody",
            now=now,
            although_resting=True,
        )


def talk_taken(talk: TalkRequest, *, now: datetime) -> None:
    assert talk.taken_by is not None
    with translation.override(talk.person.language):
        queue_notice(
            to=talk.person,
            title=_("%(name)s gets in touch with you") % {"name": talk.taken_by.called},
            text=_("You asked for a talk in confidence. What you say there stays there, within the limits you know."),
            key=f"talk:{talk.public_id}:taken:{talk.taken_by_id}",
            now=now,
            although_resting=True,
        )


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
