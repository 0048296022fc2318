from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.people import NOW, make_organisation, make_person
from timbalik.audit.channels import channel
from timbalik.audit.models import AuditEntry, AuditEntryChanged
from timbalik.audit.operations import record, verify_chain

pytestmark = pytest.mark.django_db


def test_chain_of_an_organisation_is_whole() -> None:
    ours, theirs = make_organisation(), make_organisation("Sagara Raya")
    person = make_person(ours)
    for day in range(3):
        record("person.created", organisation=ours, by=person, subject=person, now=NOW + timedelta(days=day))
        record("person.created", organisation=theirs, by=None, now=NOW)
    check = verify_chain(ours)
    assert check.is_whole
    assert check.entries == 3


@pytest.mark.parametrize("change", [{"verb": "person.left"}, {"facts": {"hours": 9}}, {"by_ref": None}])
def test_altered_entry_is_found(change: dict[str, object]) -> None:
    organisation = make_organisation()
    person = make_person(organisation)
    for _ in range(3):
        record("person.created", organisation=organisation, by=person, subject=person, now=NOW)
    AuditEntry.objects.filter(number=2).update(**change)
    assert verify_chain(organisation).broken_at == 2


def test_removed_last_entry_is_found() -> None:
    organisation = make_organisation()
    for _ in range(3):
        record("person.created", organisation=organisation, by=None, now=NOW)
    AuditEntry.objects.filter(number=3).delete()
    assert verify_chain(organisation).broken_at == 3


def test_entry_can_not_be_saved_again_or_deleted() -> None:
    entry = record("person.created", organisation=make_organisation(), by=None, now=NOW)
    with pytest.raises(AuditEntryChanged):
        entry.save()
    with pytest.raises(AuditEntryChanged):
        entry.delete()


def test_channel_is_recorded() -> None:
    with channel("api"):
        entry = record("person.created", organisation=make_organisation(), by=None, now=NOW)
    assert entry.channel == "api"
