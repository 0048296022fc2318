"""Links that let one person do one act without signing in. Opening one changes nothing: mail scanners open links."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from timbalik.lib.tokens import new_token, token_hash
from timbalik.notifications.models import ActionLink
from timbalik.people.models.persons import Person
from timbalik.people.states import Employment

ONE_TAP_PATH = "/ketuk/"


class ActionLinkInvalid(Exception):
    """No such link, expired, used up, or its person may no longer act."""


def make_action_link(
    *, person: Person, act: str, subject_ref: UUID, now: datetime, expires_at: datetime, path: str = ONE_TAP_PATH
) -> str:
    """A new link for one person, one act and one subject; returns the absolute address (the token is stored as a hash only)."""
    token = new_token()
    ActionLink.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        act=act,
        subject_ref=subject_ref,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=expires_at,
    )
    return f"{settings.BASE_URL}{path}{token}/"


def find_action(token: str, *, now: datetime) -> ActionLink:
    """The link behind a token. Changes nothing. Raises ``ActionLinkInvalid``."""
    link = (
        ActionLink.everywhere.filter(token_hash=token_hash(token))
        .select_related("person", "person__organisation", "person__account")
        .first()
    )
    if link is None or link.expires_at <= now or link.used_at is not None or not _may_act(link.person):
        raise ActionLinkInvalid
    return link


def _may_act(person: Person) -> bool:
    """As a session asks: not for somebody who left, was erased, or whose account is closed. No account is no hindrance."""
    if person.is_erased or person.employment == Employment.LEFT:
        return False
    return person.account is None or person.account.is_active


def use_action(link: ActionLink, *, now: datetime) -> None:
    """Spend a link that works once; exactly one of several tries at a time succeeds. Raises ``ActionLinkInvalid``."""
    spent = ActionLink.everywhere.filter(pk=link.pk, used_at__isnull=True).update(used_at=now)
    if spent != 1:
        raise ActionLinkInvalid
    link.used_at = now
