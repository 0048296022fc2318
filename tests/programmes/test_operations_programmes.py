from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cast import Cast
from tests.factories.enrolment import TEMPLATE, make_answers, make_invited, make_open_programme
from tests.factories.people import NOW, make_organisation, make_person
from timbalik.audit.operations import verify_chain
from timbalik.programmes import rules
from timbalik.programmes.operations import (
    DatesOutOfOrder,
    NobodyToPair,
    ProgrammeNameTaken,
    StepNotAllowed,
    UnknownParameter,
    UnknownTemplate,
    begin_matching,
    close_programme,
    create_programme,
    open_enrolment,
    start_running,
    submit_enrolment,
)
from timbalik.programmes.states import EnrolmentRole, ProgrammeState

pytestmark = pytest.mark.usefixtures("content")
STARTS = date(2027, 1, 11)


def test_create_programme_takes_every_parameter_from_the_template(cast: Cast) -> None:
    made = create_programme(
        cast.organisation, template_key=TEMPLATE, name=" Mentoring 2027 ", starts_on=STARTS, by=cast.citra, now=NOW
    )
    assert made.name == "Mentoring 2027"
    assert (made.state, made.cadence_days, made.planned_sessions, made.session_minutes) == ("draft", 14, 12, 60)
    assert made.ends_on == STARTS + timedelta(weeks=26)
    assert made.notice.key == "pemberitahuan-privasi"
    assert [(cohort.wave, cohort.starts_on) for cohort in made.cohorts.all()] == [(1, STARTS)]
    assert rules.is_coordinator(cast.citra, made)
    assert verify_chain(cast.organisation).is_whole


def test_create_programme_takes_levels_from_the_ladder_of_the_organisation(cast: Cast) -> None:
    made = make_open_programme(cast.organisation)  # ranks 2, 5 and 8
    assert (made.mentor_levels, made.mentee_levels) == ([2, 2], [8, 8])


def test_create_programme_leaves_levels_open_where_the_file_named_none(db: None) -> None:
    organisation = make_organisation()
    make_person(organisation)
    made = make_open_programme(organisation)
    assert (made.mentor_levels, made.mentee_levels) == ([], [])


def test_create_programme_accepts_named_changes_only(cast: Cast) -> None:
    assert make_open_programme(cast.organisation, cadence_days=7).cadence_days == 7
    with pytest.raises(UnknownParameter, match="state"):
        make_open_programme(cast.organisation, name="Lain", state="running")


def test_create_programme_refuses_what_does_not_fit(cast: Cast) -> None:
    make_open_programme(cast.organisation)
    with pytest.raises(ProgrammeNameTaken):
        make_open_programme(cast.organisation)
    with pytest.raises(DatesOutOfOrder):
        make_open_programme(cast.organisation, name="Lain", ends_on=STARTS)
    with pytest.raises(UnknownTemplate):
        create_programme(cast.organisation, template_key="tpl-lain", name="Lain", starts_on=STARTS, by=None, now=NOW)


def test_open_enrolment_closes_after_the_days_of_the_template(cast: Cast) -> None:
    assert make_open_programme(cast.organisation).enrolment_closes_on == NOW.date() + timedelta(days=14)


def test_programme_skips_no_state(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation)
    for act in (open_enrolment, start_running, close_programme):
        with pytest.raises(StepNotAllowed):
            act(programme, by=None, now=NOW)
        assert programme.state == ProgrammeState.OPEN


def test_begin_matching_needs_both_sides(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation)
    submit_enrolment(make_invited(programme, cast.ayu), make_answers(), by=cast.ayu, now=NOW)
    with pytest.raises(NobodyToPair):
        begin_matching(programme, by=None, now=NOW)
    mentee = make_invited(programme, cast.bram, EnrolmentRole.MENTEE)
    submit_enrolment(mentee, make_answers(), by=cast.bram, now=NOW)
    begin_matching(programme, by=None, now=NOW)
    start_running(programme, by=None, now=NOW)
    close_programme(programme, by=None, now=NOW)
    programme.refresh_from_db()
    assert programme.state == ProgrammeState.CLOSED
