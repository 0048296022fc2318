"""Somebody who was erased does not come back by a file unseen; an address that HR changes takes its account along."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import datetime

import pytest
from django.test import Client

from tests.factories.people import NOW, make_organisation, make_person
from timbalik.audit.models import AuditEntry
from timbalik.notifications.links import ActionLinkInvalid, find_action, make_action_link
from timbalik.notifications.operations import deliver_due, queue_mail
from timbalik.people.erasure import erase_person
from timbalik.people.importing import words
from timbalik.people.importing.operations import Imported, NobodyReady, import_people
from timbalik.people.importing.problems import Code, Severity
from timbalik.people.marks import welcome_back
from timbalik.people.models.accounts import Account
from timbalik.people.models.erasure import ErasedMark
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.queries import persons_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation()


@pytest.fixture
def erased(organisation: Organisation) -> Person:
    person = make_person(organisation, "Suharti", staff_number="00417", email="suharti@kirana.example")
    erase_person(person, by=person, now=NOW)
    return person


def bring_in(organisation: Organisation, content: str, *, now: datetime = NOW, dry_run: bool = False) -> Imported:
    return import_people(
        organisation, io.BytesIO(content.encode()), file_name="orang.csv", by=None, now=now, dry_run=dry_run
    )


def here(organisation: Organisation) -> set[str]:
    rows = Person.objects.of(organisation).filter(erased_at__isnull=True)
    return set(rows.values_list("staff_number", flat=True))


@pytest.mark.parametrize(
    "row",
    [
        "00417,Suharti,suharti@kirana.example",
        "417,Suharti,",  # a spreadsheet has eaten the zeros
        "99999,Suharti,SUHARTI@kirana.example",  # another number, the same mailbox
    ],
)
def test_erased_person_stays_out_and_whoever_imports_is_told(
    organisation: Organisation, erased: Person, row: str
) -> None:
    done = bring_in(organisation, f"NIP,Nama,Email\n{row}\n1,Bram,bram@kirana.example\n")
    assert here(organisation) == {"1"}
    [problem] = done.checked.problems
    assert (problem.code, problem.severity, problem.row) == (Code.ERASED_BEFORE, Severity.ERROR, 2)
    assert "23 November 2026" in words.explanation(problem)
    assert "Suharti" in done.rejected.decode()


def test_dry_run_says_it_too_and_a_file_of_nobody_else_is_refused(organisation: Organisation, erased: Person) -> None:
    content = "NIP,Nama\n00417,Suharti\n"
    assert bring_in(organisation, content, dry_run=True).counts["rejected"] == 1
    with pytest.raises(NobodyReady):
        bring_in(organisation, content)


def test_who_asks_to_come_back_is_let_in_and_the_audit_says_by_whom(organisation: Organisation, erased: Person) -> None:
    citra = make_person(organisation, "Citra", staff_number="7")
    assert welcome_back(organisation, staff_number="417", email="suharti@kirana.example", by=citra, now=NOW) == 2
    bring_in(organisation, "NIP,Nama,Email\n00417,Suharti,suharti@kirana.example\n")
    assert here(organisation) == {"7", "00417"}
    entry = AuditEntry.objects.get(verb="person.welcomed_back")
    assert entry.by_ref == citra.public_id
    assert "417" not in str(entry.facts)
    assert Person.objects.of(organisation).get(pk=erased.pk).is_erased


def test_marks_name_nobody_and_hold_for_their_organisation_alone(organisation: Organisation, erased: Person) -> None:
    digests = list(ErasedMark.objects.of(organisation).values_list("digest", flat=True))
    assert digests
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)
    plain = {
        hashlib.sha256(word.encode()).hexdigest() for word in ("00417", "417", "suharti@kirana.example", "Suharti")
    }
    assert not plain & set(digests)  # whoever has the table alone cannot try numbers
    elsewhere = make_organisation("Sagara Raya")
    bring_in(elsewhere, "NIP,Nama\n00417,Suharti\n")
    assert here(elsewhere) == {"00417"}


# --- HR changes a mail address ---------------------------------------------------------------------------------------


@pytest.fixture
def ayu(organisation: Organisation) -> Person:
    return make_person(organisation, "Ayu", staff_number="8", email="ayu@kirana.example", with_account=True)


def moved(ayu: Person) -> Person:
    """After a file that names another mailbox for Ayu."""
    bring_in(ayu.organisation, "NIP,Nama,Email\n8,Ayu,ayu.lestari@kirana.example\n")
    ayu.refresh_from_db()
    return ayu


def test_old_mailbox_is_that_person_no_longer_and_the_new_one_is(ayu: Person) -> None:
    assert ayu.account is not None
    old = ayu.account
    assert moved(ayu).account == Account.objects.get(email="ayu.lestari@kirana.example")
    assert list(persons_of(old)) == []


def test_browser_signed_in_with_the_old_address_is_signed_out(client: Client, ayu: Person) -> None:
    assert ayu.account is not None
    client.force_login(ayu.account)
    assert client.get("/saya/").status_code == 200
    moved(ayu)
    assert client.get("/saya/").status_code == 302


def test_links_in_the_old_mailbox_end(ayu: Person) -> None:
    url = make_action_link(person=ayu, act="x", subject_ref=ayu.public_id, now=NOW, expires_at=NOW.replace(year=2027))
    moved(ayu)
    with pytest.raises(ActionLinkInvalid):
        find_action(url.rstrip("/").rpartition("/")[2], now=NOW)


def test_letter_that_waits_goes_to_the_new_address(ayu: Person, mailoutbox: list[object]) -> None:
    queue_mail(to=ayu, subject="Sesi besok", text="Sampai jumpa.", key="x", now=NOW)
    moved(ayu)
    deliver_due(now=NOW)
    assert [letter.to for letter in mailoutbox] == [["ayu.lestari@kirana.example"]]  # type: ignore[attr-defined]


def test_what_belongs_to_the_person_stays(ayu: Person) -> None:
    before = ayu.pk
    assert (moved(ayu).pk, ayu.full_name) == (before, "Ayu")
    assert AuditEntry.objects.filter(verb__in=("account.taken", "account.given")).count() == 2
