from __future__ import annotations

import pytest

from tests.factories.agreements import ANSWERS, make_agreement_text
from tests.factories.people import NOW, make_person
from tests.factories.relationships import Pair, make_pair
from timbalik.relationships.elements import BOUNDARY
from timbalik.relationships.models import Agreement
from timbalik.relationships.operations import (
    AgreementChanged,
    AgreementIncomplete,
    AgreementSuperseded,
    NotAMember,
    RelationshipNotActive,
    draft_agreement,
    pause_relationship,
    sign_agreement,
)
from timbalik.relationships.queries import (
    agreement_answers,
    agreement_in_force,
    changed_elements,
)
from timbalik.relationships.signals import agreement_signed
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    make_agreement_text()
    return make_pair()


def draft(pair: Pair, **changes: str) -> Agreement:
    return draft_agreement(pair.relationship, ANSWERS | changes, by=pair.mentor, now=NOW)


def sign(pair: Pair, agreement: Agreement) -> None:
    for person in (pair.mentor, pair.mentee):
        sign_agreement(agreement, by=person, now=NOW)


def test_agreement_is_in_force_once_both_signed(pair: Pair) -> None:
    agreement = draft(pair)
    sign_agreement(agreement, by=pair.mentor, now=NOW)
    assert agreement_in_force(pair.relationship) is None
    sign_agreement(agreement, by=pair.mentee, now=NOW)
    assert agreement_in_force(pair.relationship) == agreement


def test_gr08_agreement_without_boundary_cannot_be_signed(pair: Pair) -> None:
    """GR-08."""
    agreement = draft(pair, **{BOUNDARY: " "})
    assert agreement.missing == [BOUNDARY]
    with pytest.raises(AgreementIncomplete) as refused:
        sign_agreement(agreement, by=pair.mentor, now=NOW)
    assert refused.value.missing == (BOUNDARY,)


def test_changed_agreement_needs_both_signatures_again(pair: Pair) -> None:
    first = draft(pair)
    sign(pair, first)
    second = draft(pair, return_gift="Pak Bram menunjukkan arus kas.")
    assert (second.version, second.signatures.count()) == (2, 0)
    with pytest.raises(AgreementSuperseded):
        sign_agreement(first, by=pair.mentor, now=NOW)
    assert agreement_in_force(pair.relationship) == first
    sign(pair, second)
    assert agreement_in_force(pair.relationship) == second


def test_same_answers_make_no_new_version(pair: Pair) -> None:
    assert draft(pair) == draft(pair)


def test_versions_show_what_changed(pair: Pair) -> None:
    first, second = draft(pair), draft(pair, return_gift="Arus kas.")
    vault = open_vault(pair.relationship, reader=pair.mentee)
    assert changed_elements(first, second, vault) == ["return_gift"]
    assert agreement_answers(first, vault) == ANSWERS


def test_signing_twice_is_signing_once(pair: Pair) -> None:
    agreement, heard = draft(pair), []
    agreement_signed.connect(lambda **kwargs: heard.append(kwargs["agreement"]), weak=False, dispatch_uid="test")
    try:
        sign(pair, agreement)
        sign(pair, agreement)
    finally:
        agreement_signed.disconnect(dispatch_uid="test")
    assert (agreement.signatures.count(), heard) == (2, [agreement])


def test_only_members_draft_and_sign(pair: Pair) -> None:
    outsider, agreement = make_person(pair.relationship.organisation, "Citra"), draft(pair)
    with pytest.raises(NotAMember):
        draft_agreement(pair.relationship, {}, by=outsider, now=NOW)
    with pytest.raises(NotAMember):
        sign_agreement(agreement, by=outsider, now=NOW)


def test_paused_pair_signs_nothing(pair: Pair) -> None:
    agreement = draft(pair)
    pause_relationship(pair.relationship, by=pair.mentor, now=NOW)
    with pytest.raises(RelationshipNotActive):
        sign_agreement(agreement, by=pair.mentor, now=NOW)


def test_version_of_the_other_side_is_not_written_over(pair: Pair) -> None:
    first = draft(pair)
    draft_agreement(pair.relationship, ANSWERS | {"return_gift": "Arus kas"}, by=pair.mentee, now=NOW, based_on=1)
    with pytest.raises(AgreementChanged) as refused:
        draft_agreement(pair.relationship, ANSWERS, by=pair.mentor, now=NOW, based_on=first.version)
    assert refused.value.version == 2
    assert pair.relationship.agreements.count() == 2
