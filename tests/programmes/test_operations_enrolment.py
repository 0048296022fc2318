from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import Cast
from tests.factories.enrolment import make_answers, make_invited, make_open_programme
from tests.factories.people import NOW
from timbalik.people.erasure import erase_person
from timbalik.people.models.consent import Consent
from timbalik.people.operations import confirm_left
from timbalik.people.states import ConsentPurpose
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations import (
    AnswerOutOfRange,
    EnrolmentIncomplete,
    EnrolmentNotOpen,
    Gap,
    NotYourEnrolment,
    OfferAnswer,
    StepNotAllowed,
    UnknownConcept,
    WantAnswer,
    decline_enrolment,
    save_draft,
    submit_enrolment,
    withdraw_enrolment,
)
from timbalik.programmes.signals import enrolment_withdrawn
from timbalik.programmes.states import EnrolmentRole, EnrolmentState

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def mentor(cast: Cast) -> Enrolment:
    return make_invited(make_open_programme(cast.organisation), cast.ayu)


@pytest.fixture
def mentee(cast: Cast) -> Enrolment:
    return make_invited(make_open_programme(cast.organisation), cast.bram, EnrolmentRole.MENTEE)


def hand_in(enrolment: Enrolment, **changes: Any) -> Enrolment:
    return submit_enrolment(enrolment, make_answers(**changes), by=enrolment.person, now=NOW)


def test_submit_keeps_what_was_answered(mentee: Enrolment) -> None:
    hand_in(mentee, motivation="  Saya ingin mengerti. ", capacity=2)
    mentee.refresh_from_db()
    assert (mentee.state, mentee.motivation, mentee.capacity) == (EnrolmentState.SUBMITTED, "Saya ingin mengerti.", 2)
    assert (mentee.submitted_at, mentee.pledged_at) == (NOW, NOW)
    assert list(mentee.offers.values_list("concept__key", "level", "evidence")) == [
        ("membaca-dasbor", 4, "Melatih dua tim di Makassar")
    ]
    assert list(mentee.wants.values_list("concept__key", "importance")) == [("negosiasi", 5)]
    mentee.person.refresh_from_db()
    assert (mentee.person.time_zone, mentee.person.nickname, mentee.person.salutation) == (
        "Asia/Makassar",
        "Ayu",
        "Kak",
    )
    assert mentee.person.availability.count() == 1


def test_reason_for_business_basics_is_kept_where_the_young_teach_them(mentee: Enrolment, cast: Cast) -> None:
    basics: dict[str, Any] = {"wants": (WantAnswer("laporan-keuangan"),), "basics_reason": " Saya pindah dari teknik. "}
    assert hand_in(mentee, **basics).basics_reason == "Saya pindah dari teknik."
    assert hand_in(make_invited(mentee.programme, cast.ayu), **basics).basics_reason == ""  # a return gift needs none
    assert hand_in(mentee, basics_reason="Lama").basics_reason == ""  # handed in anew without basics
    with pytest.raises(AnswerOutOfRange):
        hand_in(mentee, **basics | {"basics_reason": "x" * 301})


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({"benefit_sought": " "}, Gap.BENEFIT),  # GR-01
        ({"motivation": ""}, Gap.MOTIVATION),  # GR-02
        ({"learning_goal": "\n"}, Gap.LEARNING_GOAL),  # GR-03
        ({"pledges": False}, Gap.PLEDGE),  # GR-17
        ({"accepts_notice": False}, Gap.NOTICE),
        ({"consents": frozenset({"research"})}, Gap.CONSENT),
        ({"offers": ()}, Gap.OFFERS),
        ({"wants": ()}, Gap.WANTS),
        ({"hours": ()}, Gap.HOURS),
    ],
)
def test_submit_refuses_what_is_incomplete(mentee: Enrolment, changes: dict[str, Any], gap: Gap) -> None:
    with pytest.raises(EnrolmentIncomplete) as refusal:
        hand_in(mentee, **changes)
    assert refusal.value.missing == (gap,)
    mentee.refresh_from_db()
    assert (mentee.state, mentee.motivation, mentee.offers.count()) == (EnrolmentState.INVITED, "", 0)
    assert not Consent.objects.of(mentee.organisation).exists()


def test_submit_asks_no_learning_goal_of_a_mentor(mentor: Enrolment) -> None:
    assert hand_in(mentor, learning_goal="").state == EnrolmentState.SUBMITTED


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"motivation": "a" * 601}, AnswerOutOfRange),
        ({"capacity": 6}, AnswerOutOfRange),
        ({"offers": (OfferAnswer("membaca-dasbor", level=0),)}, AnswerOutOfRange),
        ({"wants": tuple(WantAnswer(f"x{n}") for n in range(6))}, AnswerOutOfRange),
        ({"wants": (WantAnswer("menyanyi"),)}, UnknownConcept),
        ({"salutation": "Yang Mulia"}, ValueError),
    ],
)
def test_submit_refuses_what_is_out_of_range(
    mentor: Enrolment, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        hand_in(mentor, **changes)


def test_consent_is_kept_with_the_notice_and_language(mentor: Enrolment) -> None:
    hand_in(mentor, consents=frozenset({"participation", "research"}), language="en")
    kept = Consent.objects.of(mentor.organisation).order_by("purpose")
    assert [(row.purpose, row.notice, row.language, row.given_at, row.withdrawn_at) for row in kept] == [
        ("participation", mentor.programme.notice, "en", NOW, None),
        ("research", mentor.programme.notice, "en", NOW, None),
    ]


def test_handing_in_anew_replaces_answers_and_withdrawn_ticks(mentor: Enrolment) -> None:
    hand_in(mentor, consents=frozenset({"participation", "research"}))
    hand_in(mentor, wants=(WantAnswer("jejaring"),))
    assert list(mentor.wants.values_list("concept__key", flat=True)) == ["jejaring"]
    standing = Consent.objects.of(mentor.organisation).filter(withdrawn_at__isnull=True)
    assert [row.purpose for row in standing] == [ConsentPurpose.PARTICIPATION]


def test_nobody_answers_for_another(cast: Cast, mentor: Enrolment) -> None:
    for act in (
        lambda: submit_enrolment(mentor, make_answers(), by=cast.citra, now=NOW),
        lambda: save_draft(mentor, step=1, draft={}, by=cast.citra, now=NOW),
        lambda: decline_enrolment(mentor, by=cast.citra, now=NOW),
        lambda: withdraw_enrolment(mentor, by=cast.citra, now=NOW),
    ):
        with pytest.raises(NotYourEnrolment):
            act()


def test_draft_is_kept_screen_by_screen_and_emptied_at_the_end(mentor: Enrolment) -> None:
    save_draft(mentor, step=2, draft={"motivation": "Saya"}, by=mentor.person, now=NOW)
    save_draft(mentor, step=1, draft={"nickname": "Ayu"}, by=mentor.person, now=NOW)
    mentor.refresh_from_db()
    assert (mentor.state, mentor.step) == (EnrolmentState.STARTED, 2)
    assert mentor.draft == {"motivation": "Saya", "nickname": "Ayu"}
    hand_in(mentor)
    mentor.refresh_from_db()
    assert mentor.draft == {}


def test_enrolment_ends_after_its_last_day_in_the_zone_of_the_organisation(mentor: Enrolment) -> None:
    closes = mentor.programme.enrolment_closes_on
    assert closes is not None
    last_evening = NOW + timedelta(days=(closes - NOW.date()).days, hours=14)  # 23.00 WIB
    save_draft(mentor, step=1, draft={}, by=mentor.person, now=last_evening)
    with pytest.raises(EnrolmentNotOpen):
        submit_enrolment(mentor, make_answers(), by=mentor.person, now=last_evening + timedelta(hours=2))


def test_decline_forgets_the_draft_and_can_be_changed(mentor: Enrolment) -> None:
    save_draft(mentor, step=3, draft={"motivation": "Saya"}, by=mentor.person, now=NOW)
    decline_enrolment(mentor, by=mentor.person, now=NOW)
    mentor.refresh_from_db()
    assert (mentor.state, mentor.draft, mentor.step) == (EnrolmentState.DECLINED, {}, 0)
    assert hand_in(mentor).state == EnrolmentState.SUBMITTED


def test_states_are_not_skipped(mentor: Enrolment) -> None:
    with pytest.raises(StepNotAllowed):
        withdraw_enrolment(mentor, by=mentor.person, now=NOW)
    hand_in(mentor)
    with pytest.raises(StepNotAllowed):
        decline_enrolment(mentor, by=mentor.person, now=NOW)


def test_withdraw_ends_consent_and_is_announced(mentor: Enrolment, django_capture_on_commit_callbacks: Any) -> None:
    hand_in(mentor)
    heard: list[Enrolment] = []

    def hear(enrolment: Enrolment, **kwargs: Any) -> None:
        heard.append(enrolment)

    enrolment_withdrawn.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            withdraw_enrolment(mentor, by=mentor.person, now=NOW)
    finally:
        enrolment_withdrawn.disconnect(hear)
    assert heard == [mentor]
    assert Consent.objects.of(mentor.organisation).get().withdrawn_at == NOW


def test_leaving_the_organisation_ends_the_enrolment(
    cast: Cast, mentor: Enrolment, django_capture_on_commit_callbacks: Any
) -> None:
    hand_in(mentor)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_left(cast.ayu, on=NOW.date(), by=cast.citra, now=NOW)
    mentor.refresh_from_db()
    assert mentor.state == EnrolmentState.WITHDRAWN


def test_erasure_forgets_what_was_written(cast: Cast, mentor: Enrolment) -> None:
    hand_in(mentor)
    erase_person(cast.ayu, by=cast.citra, now=NOW)
    mentor.refresh_from_db()
    assert (mentor.motivation, mentor.benefit_sought, mentor.offers.count(), mentor.wants.count()) == ("", "", 0, 0)
    assert mentor.state == EnrolmentState.WITHDRAWN
