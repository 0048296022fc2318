"""Make a programme from a template, and move it from state to state."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.lib.versions import latest
from timbalik.people.models.consent import NoticeVersion
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.programmes.levels import levels_on
from timbalik.programmes.models import Cohort, Nomination, Programme, ProgrammeTemplateVersion, Shortlist
from timbalik.programmes.operations.roles import grant_role
from timbalik.programmes.operations.states import move_programme
from timbalik.programmes.queries import ladder
from timbalik.programmes.states import Asked, EnrolmentRole, EnrolmentState, ProgrammeState, Role
from timbalik.programmes.templates_content import read_template

CHANGEABLE = frozenset(
    {
        "ends_on",
        "cadence_days",
        "session_minutes",
        "planned_sessions",
        "mentor_levels",
        "mentee_levels",
        "weaker_side_floor",
        "answer_days",
        "notes_enabled",
        "enrolment_closes_on",
        "direction",
        "only_across",
        "routes",
    }
)


class UnknownTemplate(Exception):
    """No template is published under that key."""


class UnknownParameter(Exception):
    """A parameter a programme does not have."""


class ProgrammeNameTaken(Exception):
    """The organisation has a programme of that name."""


class DatesOutOfOrder(Exception):
    """A programme ends after it starts."""


class NobodyToPair(Exception):
    """Pairing needs at least one enrolled mentor and one enrolled mentee."""


@transaction.atomic
def create_programme(
    organisation: Organisation,
    *,
    template_key: str,
    name: str,
    starts_on: date,
    by: Person | None,
    now: datetime,
    **changes: Any,
) -> Programme:
    """A programme in draft with every parameter of the template, its first cohort, and ``by`` as its coordinator.

    ``changes`` overrides parameters by name (``CHANGEABLE``). Levels come from the template and the organisation's own
    ladder. Raises ``UnknownTemplate``, ``UnknownParameter``, ``ProgrammeNameTaken`` or ``DatesOutOfOrder``.
    """
    if unknown := sorted(set(changes) - CHANGEABLE):
        raise UnknownParameter(", ".join(unknown))
    try:
        version = latest(ProgrammeTemplateVersion, template_key)
    except IndexError:
        raise UnknownTemplate(template_key) from None
    template = read_template(version.content)
    ranks = ladder(organisation)
    parameters: dict[str, Any] = {
        "direction": template.direction,
        "ends_on": starts_on + timedelta(weeks=template.weeks),
        "cadence_days": template.cadence_days,
        "session_minutes": template.session_minutes,
        "planned_sessions": template.planned_sessions,
        "mentor_levels": levels_on(ranks, template.mentor_rungs),
        "mentee_levels": levels_on(ranks, template.mentee_rungs),
        "weaker_side_floor": template.weaker_side_floor,
        "answer_days": template.answer_days,
        "notes_enabled": template.notes_enabled,
        "only_across": template.only_across,
        "routes": list(template.routes),
        **changes,
    }
    if parameters["ends_on"] <= starts_on:
        raise DatesOutOfOrder
    if Programme.objects.of(organisation).filter(name=name.strip()).exists():
        raise ProgrammeNameTaken(name)
    programme = Programme.objects.create(
        organisation=organisation,
        template=version,
        notice=latest(NoticeVersion, template.notice),
        name=name.strip(),
        starts_on=starts_on,
        created_at=now,
        **parameters,
    )
    Cohort.objects.create(organisation=organisation, programme=programme, wave=1, starts_on=starts_on)
    if by is not None:
        grant_role(by, Role.COORDINATOR, programme=programme, by=by, now=now)
    facts = {"template": str(version)}
    record("programme.created", organisation=organisation, by=by, subject=programme, now=now, facts=facts)
    return programme


@transaction.atomic
def open_enrolment(programme: Programme, *, by: Person | None, now: datetime) -> None:
    """Let invited people enrol. Without a closing day the template's number of days is counted from now."""
    returning = programme.state == ProgrammeState.MATCHING
    move_programme(programme, ProgrammeState.OPEN)
    if programme.enrolment_closes_on is None:
        days = read_template(programme.template.content).enrolment_days
        programme.enrolment_closes_on = now.date() + timedelta(days=days)
    programme.save(update_fields=["state", "enrolment_closes_on"])
    verb = "programme.enrolment_reopened" if returning else "programme.enrolment_opened"
    record(verb, organisation=programme.organisation, by=by, subject=programme, now=now)


@transaction.atomic
def extend_enrolment(programme: Programme, *, until: date, by: Person | None, now: datetime) -> None:
    """Move the last day of enrolment."""
    programme.enrolment_closes_on = until
    programme.save(update_fields=["enrolment_closes_on"])
    facts = {"until": until.isoformat()}
    record(
        "programme.enrolment_extended",
        organisation=programme.organisation,
        by=by,
        subject=programme,
        now=now,
        facts=facts,
    )


@transaction.atomic
def begin_matching(programme: Programme, *, by: Person | None, now: datetime) -> None:
    """End enrolment for now and begin pairing. Raises ``NobodyToPair``."""
    if programme.state == ProgrammeState.OPEN:
        enrolled = programme.enrolments.filter(state=EnrolmentState.SUBMITTED).values_list("role", flat=True).distinct()
        if set(enrolled) != set(EnrolmentRole.values):
            raise NobodyToPair
    _move(programme, ProgrammeState.MATCHING, "programme.matching_begun", by=by, now=now)


@transaction.atomic
def start_running(programme: Programme, *, by: Person | None, now: datetime) -> None:
    """Pairs were published: the programme runs."""
    _move(programme, ProgrammeState.RUNNING, "programme.started", by=by, now=now)


@transaction.atomic
def close_programme(programme: Programme, *, by: Person | None, now: datetime) -> None:
    """Over for good. Names of colleagues who did not say yes are forgotten with it, and the shortlist."""
    _move(programme, ProgrammeState.CLOSED, "programme.closed", by=by, now=now)
    Shortlist.objects.of(programme.organisation_id).filter(programme=programme).delete()
    Nomination.objects.of(programme.organisation_id).filter(programme=programme).exclude(answer=Asked.YES).delete()


def _move(programme: Programme, wanted: str, verb: str, *, by: Person | None, now: datetime) -> None:
    move_programme(programme, wanted)
    programme.save(update_fields=["state"])
    record(verb, organisation=programme.organisation, by=by, subject=programme, now=now)
