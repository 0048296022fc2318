"""``timbalik retention``: counting first, ending on demand."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.people import make_organisation, make_person
from timbalik.audit.models import AuditEntry
from timbalik.cli import retention
from timbalik.journey.retention import _work
from timbalik.people.models.consent import Consent, NoticeVersion


@pytest.fixture
def old_consent(db: None) -> Consent:
    person = make_person(make_organisation())
    notice = NoticeVersion.objects.create(key="notice-uji", version=1, content={"title": {"id": "Uji"}})
    long_ago = datetime.now(UTC) - timedelta(days=6 * 365)
    return Consent.objects.create(
        organisation=person.organisation,
        person=person,
        purpose="research",
        notice=notice,
        language="id",
        given_at=long_ago,
        withdrawn_at=long_ago,
    )


def run(apply: bool, monkeypatch: pytest.MonkeyPatch) -> int:
    for name in ("ready", "is_new", "pending"):
        monkeypatch.setattr(retention, name, lambda: False)
    return retention.run(Namespace(organisation=None, apply=apply))


def test_without_apply_it_only_counts(
    old_consent: Consent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(False, monkeypatch) == 0
    assert "      1  " in capsys.readouterr().out
    assert Consent.everywhere.count() == 1


def test_with_apply_it_ends_and_is_audited_as_a_command(
    old_consent: Consent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(True, monkeypatch) == 0
    assert Consent.everywhere.count() == 0
    entry = AuditEntry.objects.get(verb="retention.ended")
    assert (entry.channel, entry.facts) == ("command", {"consents": 1})
    run(True, monkeypatch)
    assert AuditEntry.objects.filter(verb="retention.ended").count() == 1


@pytest.mark.django_db
def test_every_kind_has_its_words() -> None:
    """Counted on an empty organisation, each finder names its kinds."""
    now = datetime.now(UTC)
    kinds = {kind for kind, _count, _act in _work(make_organisation(), now)}
    assert kinds == retention._words().keys()
