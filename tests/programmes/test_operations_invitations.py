from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import translation

from tests.cast import Cast
from tests.factories.enrolment import TEMPLATE, make_answers, make_invited, make_open_programme
from tests.factories.people import NOW, make_person
from timbalik.lib.tenancy import ForeignOrganisation
from timbalik.notifications.links import find_action
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import read_content
from timbalik.people.states import Employment
from timbalik.programmes import letters
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations import (
    EnrolmentNotOpen,
    NotInvitable,
    create_programme,
    invite,
    remind_invited,
    submit_enrolment,
)
from timbalik.programmes.operations.invitations import ENROL
from timbalik.programmes.states import EnrolmentRole, EnrolmentState

pytestmark = pytest.mark.usefixtures("content")
BOTH = (EnrolmentRole.MENTOR, EnrolmentRole.MENTEE)


def letters_to(cast: Cast) -> list[Effect]:
    return list(Effect.objects.of(cast.organisation).order_by("id"))


def test_invite_asks_each_person_once(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation)
    pairs = list(zip((cast.ayu, cast.bram), BOTH, strict=True))
    first = invite(programme, pairs, by=cast.citra, now=NOW)
    again = invite(programme, [*pairs, pairs[0]], by=cast.citra, now=NOW)
    assert [row.pk for row in again] == [first[0].pk, first[1].pk, first[0].pk]
    assert [row.state for row in first] == [EnrolmentState.INVITED] * 2
    assert [effect.recipient for effect in letters_to(cast)] == [cast.ayu, cast.bram]


def test_invite_gives_an_account_to_those_with_an_address(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation)
    reachable, silent = make_person(cast.organisation, "Suharti"), make_person(cast.organisation, "Made", email="")
    invite(programme, [(reachable, BOTH[0]), (silent, BOTH[0])], by=cast.citra, now=NOW)
    assert reachable.account is not None
    assert silent.account is None
    assert [effect.kind for effect in letters_to(cast)] == ["mail", "in_app"]


def test_invite_refuses_all_when_one_has_left(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation)
    left = make_person(cast.organisation, "Yohanes", employment=Employment.LEFT)
    with pytest.raises(NotInvitable) as refusal:
        invite(programme, [(cast.ayu, BOTH[0]), (left, BOTH[0])], by=cast.citra, now=NOW)
    assert refusal.value.people == [left]
    assert not programme.enrolments.exists()


def test_invite_refuses_people_of_another_organisation(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation)
    with pytest.raises((NotInvitable, ForeignOrganisation)):
        invite(programme, [(cast.dian, BOTH[0])], by=cast.citra, now=NOW)


def test_invite_waits_until_enrolment_is_open(cast: Cast) -> None:
    programme = create_programme(
        cast.organisation, template_key=TEMPLATE, name="Draf", starts_on=NOW.date(), by=None, now=NOW
    )
    with pytest.raises(EnrolmentNotOpen):
        invite(programme, [(cast.ayu, BOTH[0])], by=cast.citra, now=NOW)


def test_invitation_speaks_the_language_of_the_person(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation)
    cast.ayu.language, cast.bram.language = "en", "id"
    mentor, mentee = (
        Enrolment(person=cast.ayu, programme=programme, role=BOTH[0]),
        Enrolment(person=cast.bram, programme=programme, role=BOTH[1]),
    )
    with translation.override("id"):
        english, indonesian = letters.invitation(mentor, "https://t/1"), letters.invitation(mentee, "https://t/2")
    assert english.text.startswith("Dear Ayu Lestari,")
    assert indonesian.text.startswith("Yth. Bapak/Ibu Dr. Ir. H. Bram Wicaksono Hadiningrat,")
    assert "Senin, 7 Desember 2026" in indonesian.text
    assert "https://t/2" in indonesian.text


def test_invitation_carries_a_personal_link(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation)
    enrolment = make_invited(programme, cast.ayu)
    text = read_content(letters_to(cast)[0])["text"]
    token = re.search(r"/undangan/([^/\s]+)/", text)
    assert token is not None
    link = find_action(token[1], now=NOW)
    assert (link.person, link.act, link.subject_ref) == (cast.ayu, ENROL, enrolment.public_id)


def test_remind_writes_to_the_silent_after_three_days_once(cast: Cast) -> None:
    programme = make_open_programme(cast.organisation)
    make_invited(programme, cast.bram, BOTH[1])
    submit_enrolment(make_invited(programme, cast.ayu), make_answers(), by=cast.ayu, now=NOW)
    assert remind_invited(programme, by=cast.citra, now=NOW + timedelta(days=1)) == 0
    assert remind_invited(programme, by=cast.citra, now=NOW + timedelta(days=4)) == 1
    assert remind_invited(programme, by=cast.citra, now=NOW + timedelta(days=4, hours=2)) == 0
    assert letters_to(cast)[-1].recipient == cast.bram
