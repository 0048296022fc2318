"""Fill a new database with the demo company: one programme in mid-course, one about to pair. By operations alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from timbalik.audit.channels import channel
from timbalik.cli import demo_people
from timbalik.cli.simulation.course import Course, Step
from timbalik.cli.simulation.drawing import Wishes
from timbalik.evaluation.operations import freeze_report
from timbalik.matching.operations.finding import choose_to_be_found
from timbalik.notifications.models import Effect
from timbalik.notifications.states import EffectState
from timbalik.people.importing.operations import import_people
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.operations import create_organisation, give_account, grant_delegation
from timbalik.people.states import ImportScope
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import choose_routes
from timbalik.programmes.operations.roles import grant_role
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, Role, Route

TEMPLATE = "tpl-standar-2mingguan"
WEEKS_BEHIND = 17
PAIRS = 24
ABOUT_TO_PAIR = 16
FINDABLE = 10


def build(*, now: datetime, step: Step = lambda what, done, total: None) -> Organisation:
    """The whole company as of ``now``; mails of the past are marked as gone, so nothing is sent from here."""
    with channel("simulation"):
        begin = now - timedelta(weeks=WEEKS_BEHIND + 4)
        organisation = create_organisation(
            name=demo_people.COMPANY, slug="kirana", now=begin, privacy_contact=f"pdp@{demo_people.DOMAIN}"
        )
        file = demo_people.hr_file(demo_people.company())
        import_people(
            organisation,
            file,
            file_name="karyawan-kirana.csv",
            by=None,
            now=begin,
            scope=ImportScope.FULL,
            progress=step,
        )
        coordinator = _person(organisation, demo_people.COORDINATOR)
        sponsor = _person(organisation, demo_people.SPONSOR)
        _give_roles(organisation, coordinator, sponsor, now=begin)
        course = Course(organisation, coordinator, Random(17), step)
        running = _running_programme(course, begin=begin, now=now)
        grant_role(sponsor, Role.SPONSOR, programme=running, by=coordinator, now=now)
        _give_outside_roles(organisation, running, by=coordinator, now=now)
        freeze_report(running, by=coordinator, now=now - timedelta(days=1))
        _programme_about_to_pair(course, now=now)
        _forget_letters(organisation, now=now)
    return organisation


def _person(organisation: Organisation, staff_number: str) -> Person:
    return Person.objects.of(organisation).get(staff_number=staff_number)


def _give_roles(organisation: Organisation, coordinator: Person, sponsor: Person, *, now: datetime) -> None:
    for person in (coordinator, sponsor):
        give_account(person, by=None, now=now)
    grant_role(coordinator, Role.COORDINATOR, by=None, now=now)
    grant_role(coordinator, Role.ADMINISTRATOR, by=None, now=now)
    mentee, assistant = (_person(organisation, number) for number in (demo_people.MENTEE, demo_people.ASSISTANT))
    give_account(assistant, by=coordinator, now=now)
    grant_delegation(mentee, assistant, by=mentee, now=now)


def _give_outside_roles(organisation: Organisation, programme: Programme, *, by: Person, now: datetime) -> None:
    """A confidential contact and an evaluator: two people who take no part, run nothing and assist nobody."""
    beside = (
        Person.objects.of(organisation)
        .filter(enrolments__isnull=True, roles__isnull=True)
        .exclude(email="")
        .exclude(staff_number=demo_people.ASSISTANT)
    )
    for role, person in zip((Role.CONFIDENTIAL_CONTACT, Role.EVALUATOR), beside.order_by("pk")[:2], strict=False):
        give_account(person, by=by, now=now)
        grant_role(person, role, programme=programme, by=by, now=now)


def _running_programme(course: Course, *, begin: datetime, now: datetime) -> Programme:
    """Seventeen weeks old: pairs in every phase, some that need help. Dinda and Pak Sutrisno are one of them."""
    starts_on = (now - timedelta(weeks=WEEKS_BEHIND)).date()
    programme = course.create(template=TEMPLATE, name="Mentoring Terbalik 2026", starts_on=starts_on, now=begin)
    pair = (_person(course.organisation, demo_people.MENTOR), _person(course.organisation, demo_people.MENTEE))
    known = [(pair[0], EnrolmentRole.MENTOR), (pair[1], EnrolmentRole.MENTEE)]
    enrolments = course.invite(programme, PAIRS, now=begin + timedelta(days=1), always=known, never=_never(course))
    enrolled = course.enrol(enrolments, PAIRS + 2, now=begin + timedelta(days=1), wishes=Wishes.read(), certain=pair)
    _, relationships, published = course.pair(programme, now=enrolled + timedelta(days=1), together=pair)
    # The pair of the demo's doors is one of those that began in time (see ``Course._span``).
    theirs = next(row for row in relationships if row.members.filter(person=pair[0]).exists())
    relationships = [row for row in relationships if row != theirs]
    relationships.insert(3, theirs)
    course.lead(programme, relationships, start=published + timedelta(days=1), until=now, steady=theirs)
    return programme


def _programme_about_to_pair(course: Course, *, now: datetime) -> Programme:
    """The second wave: enrolment done, nobody paired yet."""
    begin = now - timedelta(days=9)
    programme = course.create(
        template=TEMPLATE,
        name="Mentoring Terbalik, gelombang kedua",
        starts_on=(now + timedelta(days=14)).date(),
        now=begin,
    )
    enrolments = course.invite(programme, ABOUT_TO_PAIR, now=begin, never=_never(course) | course.taken())
    course.enrol(enrolments, ABOUT_TO_PAIR + 2, now=begin, wishes=Wishes.read())
    choose_routes(programme, [Route.SEARCH, Route.FIRST_TALKS], by=course.coordinator, now=begin)
    mentors = programme.enrolments.filter(role=EnrolmentRole.MENTOR, state=EnrolmentState.SUBMITTED).order_by("pk")
    for enrolment in mentors.select_related("person")[:FINDABLE]:
        choose_to_be_found(enrolment, wish=True, by=enrolment.person, now=begin)
    return programme


def _never(course: Course) -> set[int]:
    numbers = (demo_people.SPONSOR, demo_people.ASSISTANT)
    return {_person(course.organisation, number).pk for number in numbers}


def _forget_letters(organisation: Organisation, *, now: datetime) -> None:
    """What would have been sent in the past is marked as sent; letters from now on go to files in the demo's folder."""
    waiting = Effect.objects.of(organisation).filter(state=EffectState.QUEUED, not_before__lte=now)
    waiting.update(state=EffectState.SENT, sent_at=now, content_sealed=None)
