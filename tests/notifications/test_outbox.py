from __future__ import annotations

import email
from datetime import timedelta
from email import policy

import pytest
from django.core import mail

from tests.factories.people import NOW, make_organisation, make_person
from timbalik.notifications.links import ActionLinkInvalid, find_action, make_action_link, use_action
from timbalik.notifications.models import ActionLink, Effect
from timbalik.notifications.operations import (
    LEASE,
    DeliveryCount,
    cancel_queued,
    deliver_due,
    notices_for,
    queue_mail,
    queue_notice,
)
from timbalik.notifications.queries import unread_notices
from timbalik.notifications.states import EffectState
from timbalik.notifications.transport import CalendarPart
from timbalik.people.models.persons import Person
from timbalik.people.operations import restrict_processing

pytestmark = pytest.mark.django_db


@pytest.fixture
def ayu() -> Person:
    return make_person(make_organisation(), "Ayu Lestari", email="ayu@kirana.example")


def queue(person: Person, key: str = "session:1", **fields: object) -> Effect:
    return queue_mail(to=person, subject="Sesi besok", text="Sampai jumpa.", key=key, now=NOW, **fields)  # type: ignore[arg-type]


def test_mail_is_sent_once_and_its_content_is_emptied(ayu: Person) -> None:
    effect = queue(ayu)
    queue(ayu)
    assert deliver_due(now=NOW) == DeliveryCount(sent=1)
    assert deliver_due(now=NOW + timedelta(hours=1)) == DeliveryCount()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["ayu@kirana.example"], "Sesi besok")]
    assert mail.outbox[0].message()["Message-ID"] == effect.message_id
    effect.refresh_from_db()
    assert (effect.state, effect.content_sealed) == (EffectState.SENT, None)


def test_waiting_mail_is_not_readable_in_the_database(ayu: Person) -> None:
    assert b"Sampai" not in bytes(queue(ayu).content_sealed or b"")


def test_claim_of_a_killed_worker_comes_free_when_its_lease_ends(ayu: Person) -> None:
    queue(ayu)
    Effect.everywhere.update(state=EffectState.LEASED, leased_until=NOW + LEASE)
    assert deliver_due(now=NOW) == DeliveryCount()
    assert deliver_due(now=NOW + LEASE + timedelta(seconds=1)) == DeliveryCount(sent=1)


def test_failing_server_is_tried_again_later_with_the_same_message(ayu: Person, settings: object) -> None:
    settings.EMAIL_BACKEND = "tests.notifications.broken.Backend"  # type: ignore[attr-defined]
    effect = queue(ayu)
    assert deliver_due(now=NOW) == DeliveryCount(waiting=1)
    assert deliver_due(now=NOW) == DeliveryCount()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    assert deliver_due(now=NOW + timedelta(minutes=2)) == DeliveryCount(sent=1)
    assert mail.outbox[0].message()["Message-ID"] == effect.message_id


def test_server_that_never_answers_makes_the_effect_fail(ayu: Person, settings: object) -> None:
    settings.EMAIL_BACKEND = "tests.notifications.broken.Backend"  # type: ignore[attr-defined]
    effect = queue(ayu)
    for day in range(8):
        deliver_due(now=NOW + timedelta(days=2 * day))
    effect.refresh_from_db()
    assert (effect.state, effect.last_error, effect.content_sealed) == (
        EffectState.FAILED,
        "ConnectionRefusedError",
        None,
    )


def test_line_break_in_a_subject_fails_without_a_crash(ayu: Person) -> None:
    queue_mail(to=ayu, subject="Sesi\nBcc: lain@kirana.example", text="…", key="x", now=NOW)
    assert deliver_due(now=NOW) == DeliveryCount(failed=1)
    assert mail.outbox == []


def test_person_without_address_finds_the_text_in_the_app() -> None:
    person = make_person(make_organisation(), "Deden", email="")
    queue(person)
    assert deliver_due(now=NOW) == DeliveryCount()
    assert [content["subject"] for _, content in notices_for(person)] == ["Sesi besok"]


def test_notice_is_read_by_its_person_alone(ayu: Person) -> None:
    queue_notice(to=ayu, title="Kesepakatan menunggu", text="…", key="n1", now=NOW, url="/saya/")
    assert len(notices_for(ayu)) == 1
    assert notices_for(make_person(ayu.organisation, "Dian")) == []


def test_newest_notice_comes_first_also_of_those_of_one_moment(ayu: Person) -> None:
    for title in ("satu", "dua", "tiga"):
        queue_notice(to=ayu, title=title, text="…", key=title, now=NOW)
    assert [content["subject"] for _, content in notices_for(ayu)] == ["tiga", "dua", "satu"]


def test_queued_mail_can_be_taken_back(ayu: Person) -> None:
    queue(ayu, "session:1:remind")
    queue(ayu, "session:2:remind")
    assert cancel_queued(organisation_id=ayu.organisation_id, key_prefix="session:1") == 1
    assert deliver_due(now=NOW) == DeliveryCount(sent=1)


def test_invitation_stands_last_in_the_alternative_and_again_as_a_file(ayu: Person) -> None:
    queue(ayu, html="<p>Sampai jumpa.</p>", calendar=CalendarPart("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))
    deliver_due(now=NOW)
    message = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    mixed = list(message.iter_parts())
    alternative = list(mixed[0].iter_parts())
    assert message.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in alternative] == ["text/plain", "text/html", "text/calendar"]
    assert alternative[-1]["Content-Type"].params["method"] == "REQUEST"
    assert mixed[1].get_filename() == "undangan.ics"
    assert (
        mixed[1].get_payload(decode=True)
        == alternative[-1].get_payload(decode=True)
        == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    )


def test_action_link_is_found_by_its_token_and_stored_as_a_hash(ayu: Person) -> None:
    url = make_action_link(
        person=ayu, act="sign_in", subject_ref=ayu.public_id, now=NOW, expires_at=NOW + timedelta(hours=1)
    )
    token = url.rstrip("/").rpartition("/")[2]
    link = find_action(token, now=NOW)
    assert (link.person, link.act) == (ayu, "sign_in")
    assert token not in str(ActionLink.everywhere.values().get())
    with pytest.raises(ActionLinkInvalid):
        find_action(token, now=NOW + timedelta(hours=2))
    with pytest.raises(ActionLinkInvalid):
        find_action(token + "x", now=NOW)


def test_action_link_is_spent_once(ayu: Person) -> None:
    url = make_action_link(
        person=ayu, act="sign_in", subject_ref=ayu.public_id, now=NOW, expires_at=NOW + timedelta(hours=1)
    )
    link = find_action(url.rstrip("/").rpartition("/")[2], now=NOW)
    use_action(link, now=NOW)
    with pytest.raises(ActionLinkInvalid):
        use_action(link, now=NOW)


def test_notice_instead_of_a_mail_is_not_there_before_its_time() -> None:
    person = make_person(make_organisation(), "Deden", email="")
    queue(person, not_before=NOW + timedelta(hours=12))
    assert notices_for(person) == []
    deliver_due(now=NOW + timedelta(hours=11))
    assert unread_notices(person) == 0
    deliver_due(now=NOW + timedelta(hours=12))
    assert [content["subject"] for _, content in notices_for(person)] == ["Sesi besok"]


def test_notice_that_waits_can_be_taken_back() -> None:
    person = make_person(make_organisation(), "Deden", email="")
    queue(person, not_before=NOW + timedelta(hours=12))
    cancel_queued(organisation_id=person.organisation_id, key_prefix="session:1")
    deliver_due(now=NOW + timedelta(days=1))
    assert notices_for(person) == []


def test_nothing_goes_to_somebody_whose_data_rests(ayu: Person) -> None:
    queue(ayu, "before")
    restrict_processing(ayu, by=ayu, now=NOW)
    queue(ayu, "after")
    queue_notice(to=ayu, title="Kesepakatan menunggu", text="…", key="n1", now=NOW)
    assert deliver_due(now=NOW) == DeliveryCount()
    assert (mail.outbox, notices_for(ayu)) == ([], [])
    assert set(Effect.everywhere.values_list("state", "content_sealed")) == {(EffectState.CANCELLED, None)}


def test_answer_to_what_somebody_asked_for_comes_although_their_data_rests(ayu: Person) -> None:
    restrict_processing(ayu, by=ayu, now=NOW)
    queue(ayu, although_resting=True)
    assert deliver_due(now=NOW) == DeliveryCount(sent=1)
