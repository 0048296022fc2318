"""One act invites all leaders; letters leave in portions, so that a thousand do not hold up a page."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.people.queries import working
from timbalik.programmes import campaign_letters
from timbalik.programmes.audiences import audience
from timbalik.programmes.ideas import ready_mentors
from timbalik.programmes.letters import Message
from timbalik.programmes.models import Campaign, CampaignLetter, Cascade, Cohort, Enrolment, Idea, Programme
from timbalik.programmes.operations.invitations import EnrolmentNotOpen, invite
from timbalik.programmes.operations.programmes import open_enrolment
from timbalik.programmes.states import EnrolmentRole, ProgrammeState

PORTION = 100


class CampaignBegun(Exception):
    """The leaders of this idea were invited already."""


class NobodyToInvite(Exception):
    """No leader of these levels is left to be asked."""


@transaction.atomic
def begin_campaign(idea: Idea, *, by: Person, now: datetime) -> Campaign:
    """Open enrolment if it is not open yet, invite the first mentors and the first portion of leaders.

    The worker sends the rest. Raises ``CampaignBegun``, ``NobodyToInvite``, or ``EnrolmentNotOpen`` once pairing began.
    """
    programme = idea.programme
    if programme is None or programme.state not in (ProgrammeState.DRAFT, ProgrammeState.OPEN):
        raise EnrolmentNotOpen
    Programme.objects.of(programme.organisation_id).select_for_update().get(pk=programme.pk)
    if Campaign.objects.of(idea.organisation_id).filter(idea=idea).exists():
        raise CampaignBegun
    if not audience(programme, programme.mentee_levels).exists():
        raise NobodyToInvite
    if programme.state == ProgrammeState.DRAFT:
        open_enrolment(programme, by=by, now=now)
    mentors = [row.person for row in ready_mentors(idea)]
    if idea.takes_part:
        mentors.append(idea.proposer)
    here = working(programme.organisation).filter(pk__in=[person.pk for person in mentors])
    invite(programme, [(person, EnrolmentRole.MENTOR) for person in here], by=by, now=now)
    return start_campaign(programme.cohorts.latest("wave"), programme.mentee_levels, idea=idea, by=by, now=now)


def start_campaign(
    cohort: Cohort, levels: list[int], *, idea: Idea | None = None, by: Person | None, now: datetime
) -> Campaign:
    """Note that everybody of these levels is to be invited into this cohort, and send the first portion."""
    campaign = Campaign.objects.create(
        organisation=cohort.organisation,
        programme=cohort.programme,
        idea=idea,
        cohort=cohort,
        levels=levels,
        begun_at=now,
        begun_by=by,
    )
    record(
        "campaign.begun",
        organisation=cohort.organisation,
        by=by,
        subject=campaign,
        now=now,
        facts={"levels": levels, "wave": cohort.wave},
    )
    continue_campaign(campaign, now=now)
    return campaign


@transaction.atomic
def continue_campaign(campaign: Campaign, *, now: datetime, portion: int = PORTION) -> int:
    """Invite the next portion; returns how many. Without anybody left, or once enrolment ended, the campaign is over.

    Harmless when run twice at once: the row is locked, and who was invited is asked no second time.
    """
    held = Campaign.objects.of(campaign.organisation_id).select_for_update().get(pk=campaign.pk)
    programme = campaign.programme
    if held.finished_at is not None:
        return 0
    people = list(audience(programme, campaign.levels)[: portion + 1]) if programme.state == ProgrammeState.OPEN else []
    chosen = people[:portion]
    if chosen:
        invited = invite(
            programme,
            [(person, EnrolmentRole.MENTEE) for person in chosen],
            by=campaign.begun_by,
            now=now,
            cohort=campaign.cohort,
            letter=letter_of(campaign),
        )
        CampaignLetter.objects.bulk_create(
            CampaignLetter(organisation_id=campaign.organisation_id, campaign=campaign, enrolment=one)
            for one in invited
        )
    if len(people) <= portion:
        campaign.finished_at = now
        campaign.save(update_fields=["finished_at"])
    return len(chosen)


def letter_of(campaign: Campaign) -> campaign_letters.Letter:
    """The words of an idea's proposer, or of the cascade's."""
    if campaign.idea is not None:
        return campaign_letters.to_leaders(campaign.idea)
    return campaign_letters.to_a_wave(campaign.programme.cascade)


def preview(idea: Idea) -> list[tuple[str, Message]]:
    """The letter as its first reader would get it, in each language; empty when there is nobody to write to."""
    assert idea.programme is not None
    first = audience(idea.programme, idea.programme.mentee_levels).first()
    write = campaign_letters.to_leaders(idea)
    return [] if first is None else previews(_draft(idea.programme, first), write)


def preview_wave(cascade: Cascade, levels: list[int]) -> list[tuple[str, Message]]:
    """The same for a wave that has not been opened yet."""
    first = audience(cascade.programme, levels).first()
    write = campaign_letters.to_a_wave(cascade)
    return [] if first is None else previews(_draft(cascade.programme, first), write)


def previews(enrolment: Enrolment, write: campaign_letters.Letter) -> list[tuple[str, Message]]:
    found = []
    for language in ("id", "en"):
        enrolment.person.language = language  # of the copy in hand: it is never saved
        found.append((language, write(enrolment, "…")))
    return found


def _draft(programme: Programme, person: Person) -> Enrolment:
    """Not a row: somebody to write a letter to."""
    return Enrolment(organisation=programme.organisation, programme=programme, person=person, role=EnrolmentRole.MENTEE)
