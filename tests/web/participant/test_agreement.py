"""The agreement: a boundary map without script, both write, versions are kept and compared, both sign."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.agreements import ANSWERS
from tests.factories.people import NOW
from tests.factories.relationships import Pair
from tests.web.participant.conftest import Enter, Lead
from timbalik.relationships.drafts import suggested_answers
from timbalik.relationships.models import AgreementTextVersion
from timbalik.relationships.operations import draft_agreement
from timbalik.relationships.queries import agreement_answers, latest_agreement, present_members
from timbalik.relationships.states import Phase
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db


def at(pair: Pair, name: str, *more: object) -> str:
    return reverse(f"participant:{name}", args=[pair.relationship.public_id, *more])


@pytest.fixture
def pair(lead: Lead, content: None) -> Pair:
    """At the beginning of negotiation, with the agreement text that is really shipped."""
    return lead(Phase.NEGOTIATION)


@pytest.fixture
def suggestion(pair: Pair) -> dict[str, str]:
    text = AgreementTextVersion.objects.filter(key="kesepakatan-mentoring").latest("version")
    relationship = pair.relationship
    return suggested_answers(
        text.content, members=present_members(relationship, with_enrolments=True), programme=relationship.programme
    )


@pytest.fixture(autouse=True)
def _shipped_text(pair: Pair) -> None:
    AgreementTextVersion.objects.filter(key="kesepakatan-uji").delete()


def test_map_stands_on_the_page_with_a_dot_for_each_place(cast: Cast, enter: Enter, pair: Pair) -> None:
    page = enter(cast.ayu).get(at(pair, "agreement_edit")).content.decode()
    assert page.count('name="topics.family"') == 3
    assert 'value="ask" aria-label="Keluarga: Tanya dulu" checked' in page


def test_map_is_kept_and_read_by_both(cast: Cast, enter: Enter, pair: Pair, suggestion: dict[str, str]) -> None:
    said = suggestion | {"topics.family": "off", "topics.own_in": "Sepak bola", "based_on": "0"}
    assert enter(cast.ayu).post(at(pair, "agreement_edit"), said).status_code == 302
    newest = latest_agreement(pair.relationship)
    assert newest is not None
    answers = agreement_answers(newest, open_vault(pair.relationship, reader=cast.bram))
    assert (answers["topics.family"], answers["topics.own_in"]) == ("off", "Sepak bola")
    page = enter(cast.bram).get(at(pair, "agreement")).content.decode()
    assert "Sepak bola" in page
    assert "Tidak dibahas" in page


def test_map_with_a_topic_left_open_waits_for_it(
    cast: Cast, enter: Enter, pair: Pair, suggestion: dict[str, str]
) -> None:
    said = {key: text for key, text in suggestion.items() if key != "topics.family"}
    enter(cast.ayu).post(at(pair, "agreement_edit"), said)
    newest = latest_agreement(pair.relationship)
    assert newest is not None
    assert "topics" in newest.missing


def test_versions_are_kept_and_compared(cast: Cast, enter: Enter, pair: Pair, suggestion: dict[str, str]) -> None:
    draft_agreement(pair.relationship, suggestion, by=cast.ayu, now=NOW)
    changed = suggestion | {"notes": "Tidak ada catatan.", "topics.family": "off"}
    draft_agreement(pair.relationship, changed, by=cast.bram, now=NOW)
    page = enter(cast.ayu).get(at(pair, "agreement")).content.decode()
    assert "<ins>Tidak dibahas</ins>" in page
    first = enter(cast.ayu).get(at(pair, "agreement_version", 1)).content.decode()
    assert "<ins>" not in first
    assert at(pair, "agreement_version", 2) in first
    assert enter(cast.ayu).get(at(pair, "agreement_version", 3)).status_code == 404


def test_who_writes_at_the_same_time_sees_both_texts(
    cast: Cast, enter: Enter, pair: Pair, suggestion: dict[str, str]
) -> None:
    draft_agreement(pair.relationship, suggestion, by=cast.ayu, now=NOW)
    draft_agreement(pair.relationship, suggestion | {"notes": "Dari Bram"}, by=cast.bram, now=NOW)
    late = enter(cast.ayu).post(at(pair, "agreement_edit"), suggestion | {"notes": "Dari Ayu", "based_on": "1"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Dari Ayu" in page
    assert "<del>Bram</del>" in page
    assert 'name="based_on" value="2"' in page
    assert pair.relationship.agreements.count() == 2


def test_pages_do_not_ask_more_with_more_versions(
    cast: Cast, enter: Enter, pair: Pair, suggestion: dict[str, str]
) -> None:
    client = enter(cast.ayu)

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(at(pair, "agreement")).status_code == 200
        return len(context)

    draft_agreement(pair.relationship, suggestion, by=cast.ayu, now=NOW)
    few = queries()
    for number in range(3):
        draft_agreement(pair.relationship, suggestion | {"notes": f"{number}"}, by=cast.ayu, now=NOW)
    assert queries() == few


def test_nobody_else_reads_a_version(cast: Cast, enter: Enter, pair: Pair) -> None:
    draft_agreement(pair.relationship, ANSWERS, by=cast.ayu, now=NOW)
    for outsider in (cast.citra, cast.dian):
        assert enter(outsider).get(at(pair, "agreement_version", 1)).status_code == 404
