"""Sponsor first, then wave by wave (F-05). What the top leader says in public is theirs, and can be taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.people.queries import working
from timbalik.programmes import campaign_letters
from timbalik.programmes.audiences import audience
from timbalik.programmes.models import Campaign, Cascade, Cohort, Programme
from timbalik.programmes.operations.campaigns import NobodyToInvite, start_campaign
from timbalik.programmes.operations.invitations import EnrolmentNotOpen, NotInvitable, invite
from timbalik.programmes.operations.programmes import begin_matching, extend_enrolment, open_enrolment
from timbalik.programmes.rules import has_choice_of_mentor, is_route_open
from timbalik.programmes.states import CascadeMode, EnrolmentRole, EnrolmentState, ProgrammeState, Route
from timbalik.programmes.templates_content import read_template
from timbalik.programmes.validators import LONGEST_TEXT


class RouteClosed(Exception):
    """The programme does not come to pairs this way."""


class CascadeBegun(Exception):
    """There is a mentee number one already."""


class ChoiceOfMentorMissing(Exception):
    """A mandate keeps the choice of a mentor, and no route of the programme lets a mentee choose."""


class LeaderNotFirst(Exception):
    """The top leader has not enrolled, or has not said so in public yet; nobody below is asked before."""


class WaveUnderWay(Exception):
    """The letters of the last wave are still going out."""


class LevelsOutOfOrder(ValueError):
    """A wave has a lowest and a highest level."""


class NotYourStatement(Exception):
    """Only mentee number one speaks for themselves."""


class NotEnrolledYet(Exception):
    """One says in public what one does: first the enrolment, then the statement."""


class StatementMissing(ValueError):
    """No words, or more than fit."""


@transaction.atomic
def begin_cascade(programme: Programme, leader: Person, *, mode: str, by: Person, now: datetime) -> Cascade:
    """Ask the top leader to be mentee number one, in the first wave.

    Raises ``RouteClosed``, ``EnrolmentNotOpen``, ``CascadeBegun``, ``NotInvitable`` or ``ChoiceOfMentorMissing``.
    """
    _check_way(programme, mode)
    if programme.state != ProgrammeState.OPEN:
        raise EnrolmentNotOpen(programme.state)
    if not working(programme.organisation).filter(pk=leader.pk, is_guest=False).exists():
        raise NotInvitable([leader])
    cascade, made = Cascade.objects.get_or_create(
        organisation=programme.organisation,
        programme=programme,
        defaults={"leader": leader, "mode": CascadeMode(mode), "begun_at": now},
    )
    if not made:
        raise CascadeBegun
    invitation = [(leader, EnrolmentRole.MENTEE)]
    invite(programme, invitation, by=by, now=now, letter=campaign_letters.to_the_top)
    record("cascade.begun", organisation=programme.organisation, by=by, subject=cascade, now=now, facts={"mode": mode})
    return cascade


@transaction.atomic
def publish_statement(cascade: Cascade, text: str, *, by: Person, now: datetime) -> None:
    """Say in public, inside the organisation, that one learns; saying it anew replaces the words.

    Raises ``NotYourStatement``, ``NotEnrolledYet`` or ``StatementMissing``.
    """
    _check_leader(cascade, by)
    if not is_leader_enrolled(cascade):
        raise NotEnrolledYet
    if not text.strip() or len(text.strip()) > LONGEST_TEXT:
        raise StatementMissing
    cascade.statement, cascade.published_at, cascade.withdrawn_at = text.strip(), now, None
    cascade.save(update_fields=["statement", "published_at", "withdrawn_at"])
    record("cascade.statement_published", organisation=cascade.organisation, by=by, subject=cascade, now=now)


@transaction.atomic
def withdraw_statement(cascade: Cascade, *, by: Person, now: datetime) -> None:
    """Take the words back: they are forgotten, and no later letter quotes them. Waves that went out stay."""
    _check_leader(cascade, by)
    if not cascade.is_public:
        return
    cascade.statement, cascade.withdrawn_at = "", now
    cascade.save(update_fields=["statement", "withdrawn_at"])
    record("cascade.statement_withdrawn", organisation=cascade.organisation, by=by, subject=cascade, now=now)


@transaction.atomic
def open_wave(cascade: Cascade, levels: list[int], *, starts_on: date, by: Person, now: datetime) -> Campaign:
    """Open the next wave for these levels (lowest and highest rank) and invite everybody of them as mentees.

    A programme that pairs or runs opens enrolment again for it. Raises ``RouteClosed``, ``ChoiceOfMentorMissing``,
    ``LeaderNotFirst``, ``LevelsOutOfOrder``, ``WaveUnderWay`` or ``NobodyToInvite``.
    """
    programme = cascade.programme
    held = Cascade.objects.of(cascade.organisation_id).select_for_update().get(pk=cascade.pk)
    _check_way(programme, held.mode)
    if len(levels) != 2 or levels[0] > levels[1]:
        raise LevelsOutOfOrder
    if held.published_at is None or not is_leader_enrolled(cascade):
        raise LeaderNotFirst
    campaigns = Campaign.objects.of(programme.organisation_id).filter(programme=programme)
    if campaigns.filter(finished_at__isnull=True).exists():
        raise WaveUnderWay
    if not audience(programme, levels).exists():
        raise NobodyToInvite
    _take_enrolments(programme, by=by, now=now)
    last = programme.cohorts.aggregate(last=Max("wave"))["last"]
    cohort = Cohort.objects.create(
        organisation=programme.organisation, programme=programme, wave=last + 1, starts_on=starts_on
    )
    return start_campaign(cohort, levels, by=by, now=now)


def is_leader_enrolled(cascade: Cascade) -> bool:
    mine = cascade.programme.enrolments.filter(person=cascade.leader_id, role=EnrolmentRole.MENTEE)
    return cascade.leader_id is not None and mine.filter(state=EnrolmentState.SUBMITTED).exists()


def _check_way(programme: Programme, mode: str) -> None:
    if not is_route_open(programme, Route.CASCADE):
        raise RouteClosed
    if mode == CascadeMode.MANDATED and not has_choice_of_mentor(programme):
        raise ChoiceOfMentorMissing


def _check_leader(cascade: Cascade, by: Person) -> None:
    if cascade.leader_id is None or by.pk != cascade.leader_id:
        raise NotYourStatement


def _take_enrolments(programme: Programme, *, by: Person, now: datetime) -> None:
    """Back to open enrolment, step by step, with as many days as the template gives."""
    if programme.state == ProgrammeState.RUNNING:
        begin_matching(programme, by=by, now=now)
    if programme.state == ProgrammeState.MATCHING:
        open_enrolment(programme, by=by, now=now)
    today = now.astimezone(ZoneInfo(programme.organisation.time_zone)).date()
    until = today + timedelta(days=read_template(programme.template.content).enrolment_days)
    if programme.enrolment_closes_on is None or programme.enrolment_closes_on < until:
        extend_enrolment(programme, until=until, by=by, now=now)
