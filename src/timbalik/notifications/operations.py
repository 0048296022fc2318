"""Put effects on the world into the outbox, and deliver them: once, also when the worker is killed anywhere."""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from timbalik.lib import sealing
from timbalik.notifications.models import Effect
from timbalik.notifications.queries import shown_notices
from timbalik.notifications.states import EffectKind, EffectState
from timbalik.notifications.transport import CalendarPart, DeliveryRefused, Letter, send_letter
from timbalik.people.models.persons import Person

LEASE = timedelta(minutes=5)
# After each failed try: how long to wait for the next; afterwards the effect has failed.
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)


@dataclass(frozen=True)
class DeliveryCount:
    sent: int = 0
    waiting: int = 0
    failed: int = 0


def queue_mail(
    *,
    to: Person,
    subject: str,
    text: str,
    key: str,
    now: datetime,
    html: str = "",
    not_before: datetime | None = None,
    calendar: CalendarPart | None = None,
    although_resting: bool = False,
) -> Effect:
    """Queue one mail, in the caller's transaction; the same ``key`` never goes out twice.

    The address is read when the mail leaves. Whoever has none finds the text in the app instead, not earlier either.
    Who restricted the use of their data gets nothing, now or when it would leave; ``although_resting`` is for answers to
    what they asked for themselves.
    """
    content = {"subject": subject, "text": text, "html": html}
    if although_resting:
        content["although_resting"] = "yes"
    if calendar is not None:
        content |= {"calendar_method": calendar.method, "calendar": base64.b64encode(calendar.ics).decode()}
    kind = EffectKind.MAIL if to.email else EffectKind.IN_APP
    return _queue(kind, to=to, content=content, key=key, not_before=not_before or now, now=now)


def queue_notice(
    *, to: Person, title: str, text: str, key: str, now: datetime, url: str = "", although_resting: bool = False
) -> Effect:
    """Queue something to be read in the app; it is there at once. ``although_resting``: as in ``queue_mail``."""
    content = {"subject": title, "text": text, "url": url} | ({"although_resting": "yes"} if although_resting else {})
    return _queue(EffectKind.IN_APP, to=to, content=content, key=key, not_before=now, now=now)


def _queue(kind: str, *, to: Person, content: dict[str, str], key: str, not_before: datetime, now: datetime) -> Effect:
    ref = uuid.uuid4()
    is_withheld = to.restricted_at is not None and "although_resting" not in content
    is_there = kind == EffectKind.IN_APP and not_before <= now and not is_withheld
    state = EffectState.CANCELLED if is_withheld else EffectState.SENT if is_there else EffectState.QUEUED
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    effect, _ = Effect.objects.get_or_create(
        organisation_id=to.organisation_id,
        key=key,
        defaults={
            "public_id": ref,
            "kind": kind,
            "recipient": to,
            "content_sealed": None if is_withheld else _seal(content, ref),
            "message_id": f"<{ref}@{host}>",
            "not_before": not_before,
            "created_at": now,
            "state": state,
            "sent_at": now if is_there else None,
        },
    )
    return effect


def cancel_queued(*, organisation_id: int, key_prefix: str) -> int:
    """Take back what has not left yet, by the beginning of its key; returns how many."""
    waiting = Effect.objects.filter(
        organisation_id=organisation_id, key__startswith=key_prefix, state=EffectState.QUEUED
    )
    return waiting.update(state=EffectState.CANCELLED, content_sealed=None)


def deliver_due(*, now: datetime, limit: int = 100) -> DeliveryCount:
    """Send what is due, oldest first. Each effect is claimed by a conditional update, so several workers share the queue.

    A claim left behind by a killed worker comes free when its lease ends. Between the server's answer and our note of it
    a kill can send a mail a second time, with the same Message-ID, which mail programmes show once. Notices whose time
    has come can be read from now on.
    """
    _show_due_notices(now=now)
    sent = waiting = failed = 0
    due = Effect.everywhere.filter(
        Q(state=EffectState.QUEUED) | Q(state=EffectState.LEASED, leased_until__lt=now),
        not_before__lte=now,
        kind=EffectKind.MAIL,
    )
    for pk in list(due.order_by("not_before", "id").values_list("pk", flat=True)[:limit]):
        claimed = (
            Effect.everywhere.filter(pk=pk, not_before__lte=now)
            .filter(Q(state=EffectState.QUEUED) | Q(state=EffectState.LEASED, leased_until__lt=now))
            .update(state=EffectState.LEASED, leased_until=now + LEASE)
        )
        if claimed != 1:
            continue
        effect = Effect.everywhere.select_related("recipient").get(pk=pk)
        if _is_withheld(effect):
            Effect.everywhere.filter(pk=pk).update(state=EffectState.CANCELLED, leased_until=None, content_sealed=None)
            continue
        try:
            send_letter(_letter(effect))
        except DeliveryRefused as refusal:
            again = _note_refusal(effect, refusal, now=now)
            waiting, failed = waiting + again, failed + (not again)
        else:
            Effect.everywhere.filter(pk=pk).update(
                state=EffectState.SENT, sent_at=now, leased_until=None, content_sealed=None, last_error=""
            )
            sent += 1
    return DeliveryCount(sent, waiting, failed)


def _show_due_notices(*, now: datetime) -> None:
    due = Effect.everywhere.filter(kind=EffectKind.IN_APP, state=EffectState.QUEUED, not_before__lte=now)
    due.filter(recipient__restricted_at__isnull=False).update(state=EffectState.CANCELLED, content_sealed=None)
    due.update(state=EffectState.SENT, sent_at=now)


def _is_withheld(effect: Effect) -> bool:
    """The receiver has asked since that their data rest."""
    person = effect.recipient
    if person is None or person.restricted_at is None or effect.content_sealed is None:
        return False
    return "although_resting" not in read_content(effect)


def _note_refusal(effect: Effect, refusal: DeliveryRefused, *, now: datetime) -> bool:
    attempts = effect.attempts + 1
    again = refusal.may_try_again and attempts <= len(RETRY_AFTER)
    effect.attempts = attempts
    effect.last_error = refusal.code
    effect.leased_until = None
    effect.state = EffectState.QUEUED if again else EffectState.FAILED
    if again:
        effect.not_before = now + RETRY_AFTER[attempts - 1]
    else:
        effect.content_sealed = None
    effect.save()
    return again


def _letter(effect: Effect) -> Letter:
    person = effect.recipient
    if person is None or not person.email or effect.content_sealed is None:
        raise DeliveryRefused("no_address", may_try_again=False)
    content = read_content(effect)
    calendar = None
    if "calendar" in content:
        calendar = CalendarPart(content["calendar_method"], base64.b64decode(content["calendar"]))
    return Letter(
        to=person.email,
        subject=content["subject"],
        text=content["text"],
        html=content["html"],
        message_id=effect.message_id,
        calendar=calendar,
    )


def cancel_waiting() -> int:
    """Cancel every mail that waits, of the whole installation; after an old archive was loaded they may have gone out.

    Returns how many. Notices in the app stay: they tell nobody anything twice.
    """
    waiting = Effect.everywhere.filter(kind=EffectKind.MAIL, state__in=(EffectState.QUEUED, EffectState.LEASED))
    return waiting.update(state=EffectState.CANCELLED, leased_until=None, content_sealed=None)


def notices_for(person: Person, *, limit: int = 20) -> list[tuple[Effect, dict[str, str]]]:
    """The person's in-app notices, newest first, opened."""
    rows = shown_notices(person)
    return [
        (row, read_content(row)) for row in rows.exclude(content_sealed=None).order_by("-created_at", "-pk")[:limit]
    ]


@transaction.atomic
def mark_read(person: Person, *, now: datetime, notice: uuid.UUID | None = None) -> int:
    """Mark one of the person's notices as read, or all of them; returns how many were unread."""
    rows = shown_notices(person).filter(read_at__isnull=True)
    if notice is not None:
        rows = rows.filter(public_id=notice)
    return rows.update(read_at=now)


def read_content(effect: Effect) -> dict[str, str]:
    assert effect.content_sealed is not None
    opened = sealing.unseal(effect.content_sealed, key=_key(), place=f"effect:{effect.public_id}")
    content: dict[str, str] = json.loads(opened)
    return content


def _seal(content: dict[str, str], ref: uuid.UUID) -> bytes:
    return sealing.seal(json.dumps(content).encode(), key=_key(), place=f"effect:{ref}")


def _key() -> bytes:
    return sealing.key_from_secret(settings.MASTER_KEY, purpose="timbalik outbox")
