from __future__ import annotations

import re
from collections.abc import Iterator
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tests.factories.people import NOW
from timbalik.audit.models import AuditEntry
from timbalik.people.models.persons import Person

STRANGER = "tidak.dikenal@kirana.example"


@pytest.fixture(autouse=True)
def _within_one_minute() -> Iterator[None]:
    """Limits begin anew with every minute and every day of the clock; no test of a limit may meet its end."""
    with time_machine.travel(NOW, tick=False):
        yield


def ask(client: Client, email: str, language: str = "id") -> str:
    """Ask for a code; the page that follows."""
    response = client.post("/masuk/", {"email": email}, follow=True, headers={"accept-language": language})
    assert response.redirect_chain == [("/masuk/kode/", 302)]
    return response.content.decode()


def sent_code() -> str:
    found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert found
    return found[0]


def wrong_code() -> str:
    """Six digits that nobody was sent."""
    sent = " ".join(str(message.body) for message in mail.outbox)
    return next(code for code in ("000000", "111111", "222222") if code not in sent)


def without(page: str, *words: str) -> str:
    for word in words:
        page = page.replace(word, "…")
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken":)\W*"?\w+', "", page)


def test_code_signs_in_once(client: Client, citra: Person) -> None:
    ask(client, citra.email)
    code = sent_code()
    assert client.post("/masuk/kode/", {"code": code}).headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(citra.account_id)
    assert AuditEntry.objects.filter(verb="account.signed_in", by_ref=citra.public_id).count() == 1
    client.logout()
    assert client.post("/masuk/kode/", {"code": code}).headers["Location"] == "/masuk/"


def test_code_is_mailed_in_the_language_of_the_page(client: Client, citra: Person) -> None:
    ask(client, citra.email)
    ask(Client(), citra.email, language="en")
    assert [message.subject.split(" ", 1)[1] for message in mail.outbox] == [
        "adalah kode Timbalik Anda",
        "is your code for Timbalik",
    ]


def test_stored_session_holds_no_code(client: Client, citra: Person) -> None:
    ask(client, citra.email)
    kept = re.sub(r"\d+\.\d+", "", str(Session.objects.get().get_decoded()))  # without the moment, which is all digits
    assert sent_code() not in kept


def test_signing_in_gives_a_new_session(client: Client, citra: Person) -> None:
    ask(client, citra.email)
    planted = client.session.session_key
    client.post("/masuk/kode/", {"code": sent_code()})
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_unknown_address_sees_what_a_known_one_sees(client: Client, citra: Person) -> None:
    stranger = Client()
    known, unknown = ask(client, citra.email), ask(stranger, STRANGER)
    assert without(known, citra.email) == without(unknown, STRANGER)
    wrong = [person.post("/masuk/kode/", {"code": wrong_code()}).content.decode() for person in (client, stranger)]
    assert without(wrong[0], citra.email) == without(wrong[1], STRANGER)


def test_unknown_address_gets_a_mail_without_a_code(client: Client, citra: Person) -> None:
    ask(client, STRANGER)
    assert mail.outbox[0].to == [STRANGER]
    assert not re.search(r"\d{6}", str(mail.outbox[0].body))
    assert "undangan" in str(mail.outbox[0].body)


def test_closed_account_is_like_an_unknown_one(client: Client, citra: Person) -> None:
    assert citra.account
    citra.account.is_active = False
    citra.account.save()
    ask(client, citra.email)
    assert not re.search(r"\d{6}", str(mail.outbox[0].body))


def test_third_wrong_try_ends_the_code(client: Client, citra: Person) -> None:
    ask(client, citra.email)
    code = sent_code()
    for _ in range(2):
        assert client.post("/masuk/kode/", {"code": wrong_code()}).status_code == 200
    assert client.post("/masuk/kode/", {"code": wrong_code()}).headers["Location"].startswith("/masuk/")
    assert client.post("/masuk/kode/", {"code": code}).headers["Location"] == "/masuk/"


def test_tries_side_by_side_share_one_budget(client: Client, citra: Person) -> None:
    ask(client, citra.email)
    code, cookie = sent_code(), client.cookies["sessionid"].value
    before = Session.objects.get(session_key=cookie).session_data
    for _ in range(3):
        client.post("/masuk/kode/", {"code": wrong_code()})
        Session.objects.update_or_create(  # as if every try had read the session before the others wrote it
            session_key=cookie, defaults={"session_data": before, "expire_date": timezone.now().replace(year=2999)}
        )
    response = client.post("/masuk/kode/", {"code": code})
    assert response.status_code == 200
    assert "Sudah terlalu banyak percobaan" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_asking_too_often_is_refused_alike(client: Client, citra: Person) -> None:
    for email in (citra.email, STRANGER):
        for _ in range(3):
            ask(Client(), email)
        response = client.post("/masuk/", {"email": email})
        assert response.status_code == 200
        assert "Sudah terlalu banyak percobaan" in response.content.decode()


@pytest.mark.parametrize("address", ["2001:db8::{}", "fe80::{}%eth0", "10.9.8.7"])
def test_one_network_has_one_budget(db: None, address: str) -> None:
    """Whoever has a thousand addresses of one network has one budget all the same."""
    statuses = [
        Client()
        .post("/masuk/", {"email": f"orang{number}@kirana.example"}, REMOTE_ADDR=address.format(number))
        .status_code
        for number in range(22)
    ]
    assert statuses == [302] * 20 + [200] * 2


def test_address_with_a_port_is_an_address_too(client: Client, db: None) -> None:
    assert client.post("/masuk/", {"email": "a@kirana.example"}, REMOTE_ADDR="10.9.8.7:5123").status_code == 302


def test_new_code_replaces_the_old(client: Client, citra: Person) -> None:
    ask(client, citra.email)
    old = sent_code()
    for _ in range(2):  # six digits may come again by chance, twice they do not
        if sent_code() == old:
            client.post("/masuk/kode/", {"action": "resend"})
    new = sent_code()
    assert old != new
    assert client.post("/masuk/kode/", {"code": old}).status_code == 200
    assert client.post("/masuk/kode/", {"code": new}).status_code == 302


def test_mail_server_out_of_reach_is_told_alike(client: Client, citra: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    for email in (citra.email, STRANGER):
        assert "Server email kami sedang tidak dapat dihubungi" in ask(Client(), email)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(client: Client, citra: Person, target: str) -> None:
    client.post("/masuk/", {"email": citra.email, "next": target})
    response = client.post("/masuk/kode/", {"code": sent_code(), "next": target})
    assert response.headers["Location"] == "/"


def test_signing_out_is_a_post(client: Client, citra: Person) -> None:
    assert citra.account
    client.force_login(citra.account)
    assert client.get("/keluar/").status_code == 200
    assert "_auth_user_id" in client.session
    response = client.post("/keluar/")
    assert response.headers["Location"] == "/"
    assert "storage" in response.headers["Clear-Site-Data"]
    assert "_auth_user_id" not in client.session


def test_no_other_way_in_exists() -> None:
    for name in (
        "account_signup",
        "account_reset_password",
        "account_change_password",
        "account_email",
        "account_set_password",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_code_field_takes_a_pasted_code(client: Client, citra: Person) -> None:
    page = ask(client, citra.email)
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert client.get("/masuk/").headers["Cache-Control"].count("no-store") == 1
