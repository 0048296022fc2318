"""Name a colleague as a potential mentor; they are asked first, and a no is told to nobody (F-12, S-16)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.notifications.links import make_action_link
from timbalik.notifications.operations import queue_mail
from timbalik.people.models.persons import Person
from timbalik.people.queries import others_here, working
from timbalik.programmes import nomination_letters
from timbalik.programmes.models import Enrolment, Nomination, Programme
from timbalik.programmes.nominations import candidates, takes_nominations
from timbalik.programmes.operations.cascades import RouteClosed
from timbalik.programmes.operations.ideas import CannotBeAsked, NotAllowed
from timbalik.programmes.operations.invitations import invite
from timbalik.programmes.states import Asked, EnrolmentRole
from timbalik.programmes.validators import LONGEST_TEXT

NOMINEE = "nominee"  # the act of the link a nominee gets
LINK_VALID = timedelta(days=21)
MOST_BY_ONE = 10


class NominationIncomplete(ValueError):
    """What they are good at, and an example."""


class TooManyNominations(Exception):
    """Ten colleagues were named by this person in this programme."""


class NotACandidate(Exception):
    """The person has not said yes, or was invited already."""


@transaction.atomic
def nominate(
    programme: Programme, nominee: Person, *, good_at: str, example: str, by: Person, now: datetime
) -> Nomination:
    """Name a colleague. They get one letter, whoever names them after that; nobody else reads anything before a yes.

    Naming the same colleague again changes nothing. Raises ``RouteClosed``, ``NotAllowed``, ``CannotBeAsked``,
    ``NominationIncomplete`` or ``TooManyNominations``.
    """
    if not takes_nominations(programme):
        raise RouteClosed
    if by.is_guest or by.organisation_id != programme.organisation_id:
        raise NotAllowed
    good_at, example = good_at.strip(), example.strip()
    if not good_at or not example or len(good_at) > 300 or len(example) > LONGEST_TEXT:
        raise NominationIncomplete
    if not others_here(by).filter(pk=nominee.pk, restricted_at__isnull=True).exists():
        raise CannotBeAsked
    rows = Nomination.objects.of(programme.organisation_id).filter(programme=programme)
    if standing := rows.filter(nominee=nominee, nominator=by).first():
        return standing
    if rows.filter(nominator=by).count() >= MOST_BY_ONE:
        raise TooManyNominations
    return put_forward(programme, nominee, good_at=good_at, example=example, by=by, now=now)


def put_forward(
    programme: Programme,
    nominee: Person,
    *,
    good_at: str,
    example: str,
    by: Person,
    now: datetime,
    from_shortlist: bool = False,
) -> Nomination:
    """Keep the nomination and ask the nominee, unless they were asked in this programme before: that answer holds."""
    rows = Nomination.objects.of(programme.organisation_id).filter(programme=programme, nominee=nominee)
    earlier = rows.order_by("pk").first()
    made = Nomination.objects.create(
        organisation_id=programme.organisation_id,
        programme=programme,
        nominee=nominee,
        nominator=by,
        good_at=good_at,
        example=example,
        from_shortlist=from_shortlist,
        answer=earlier.answer if earlier else Asked.WAITING,
        answered_at=earlier.answered_at if earlier else None,
        nominated_at=now,
    )
    if earlier is None:
        link = make_action_link(
            person=nominee, act=NOMINEE, subject_ref=made.public_id, now=now, expires_at=now + LINK_VALID
        )
        ask = nomination_letters.ask_from_list if from_shortlist else nomination_letters.ask
        letter = ask(made, by, link)
        queue_mail(to=nominee, subject=letter.subject, text=letter.text, key=f"nomination:{made.public_id}", now=now)
    record("nomination.made", organisation=programme.organisation, by=by, subject=made, now=now)
    return made


@transaction.atomic
def answer_nomination(nomination: Nomination, *, yes: bool, by: Person, now: datetime) -> None:
    """Yes or no of the nominee, on all nominations of them in this programme; it may be changed. Nobody else is told."""
    if by.pk != nomination.nominee_id:
        raise NotAllowed
    rows = Nomination.objects.of(nomination.organisation_id).filter(
        programme=nomination.programme_id, nominee=nomination.nominee_id
    )
    nomination.answer, nomination.answered_at = (Asked.YES if yes else Asked.NO), now
    rows.update(answer=nomination.answer, answered_at=now)
    record("nomination.answered", organisation=nomination.organisation, by=by, subject=nomination, now=now)


@transaction.atomic
def invite_candidate(programme: Programme, nominee: Person, *, by: Person, now: datetime) -> Enrolment:
    """Invite somebody who said yes, as a mentor. Raises ``NotACandidate`` and what ``invite`` raises."""
    if not candidates(programme).filter(pk=nominee.pk).exists():
        raise NotACandidate
    if not working(programme.organisation).filter(pk=nominee.pk).exists():
        raise NotACandidate
    return invite(programme, [(nominee, EnrolmentRole.MENTOR)], by=by, now=now)[0]
