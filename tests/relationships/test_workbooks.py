"""The preparation workbook: sealed for its author, parts of it for the pair, and complete or not."""

from __future__ import annotations

import pytest

from tests.factories.people import NOW, make_person
from tests.factories.relationships import Pair, make_pair
from tests.factories.workbooks import fill, make_workbook_text
from timbalik.audit.models import AuditEntry
from timbalik.journey.operations import missing_exit_criteria
from timbalik.relationships.models import Workbook
from timbalik.relationships.operations import NotAMember, NoWorkbook
from timbalik.relationships.queries import present_members
from timbalik.relationships.vault import open_vault
from timbalik.relationships.workbooks import own_answers, shared_answers, workbook_missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    make_workbook_text()
    return make_pair()


def book(pair: Pair) -> Workbook:
    return Workbook.objects.of(pair.relationship.organisation).get()


def test_what_is_for_the_pair_stands_apart_from_what_is_for_its_author(pair: Pair) -> None:
    fill(pair.relationship, pair.mentee, NOW)
    vault = open_vault(pair.relationship, reader=pair.mentor)
    assert shared_answers(book(pair), vault) == {"address": "Kak Ayu", "pledge": "yes"}
    mine = own_answers(book(pair), open_vault(pair.relationship, reader=pair.mentee))
    assert (mine["reason"], mine["ready_time"]) == ("rahasia alasan", "nearly")


def test_workbook_is_complete_once_every_required_answer_is_there(pair: Pair) -> None:
    members = present_members(pair.relationship)
    fill(pair.relationship, pair.mentee, NOW, pledge="")
    assert workbook_missing(pair.relationship, members) == ["mentor", "mentee"]
    fill(pair.relationship, pair.mentee, NOW)
    assert workbook_missing(pair.relationship, members) == ["mentor"]


def test_gr17_preparation_waits_for_the_pledge_of_both(pair: Pair) -> None:
    for person in (pair.mentor, pair.mentee):
        fill(pair.relationship, person, NOW, pledge="")
    sides = [one.side for one in missing_exit_criteria(pair.relationship, now=NOW) if one.code == "workbook"]
    assert sides == ["mentor", "mentee"]


def test_side_is_asked_its_own_questions(pair: Pair) -> None:
    fill(pair.relationship, pair.mentor, NOW)
    assert "ready_time" not in own_answers(book(pair), open_vault(pair.relationship, reader=pair.mentor))
    assert book(pair).completed_at == NOW


def test_words_never_stand_open_in_the_database_or_the_audit(pair: Pair) -> None:
    fill(pair.relationship, pair.mentee, NOW)
    assert b"rahasia" not in bytes(book(pair).own_sealed) + bytes(book(pair).shared_sealed)
    assert "rahasia" not in str(list(AuditEntry.objects.values()))


def test_outsider_fills_in_nothing(pair: Pair) -> None:
    with pytest.raises(NotAMember):
        fill(pair.relationship, make_person(pair.relationship.organisation, "Citra"), NOW)


def test_programme_without_a_workbook_asks_for_none() -> None:
    pair = make_pair()
    assert workbook_missing(pair.relationship, present_members(pair.relationship)) == []
    with pytest.raises(NoWorkbook):
        fill(pair.relationship, pair.mentor, NOW)
