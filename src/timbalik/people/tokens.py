"""Tokens by which a program acts as a person: made once, shown once, ended by date, by hand or with the person."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from timbalik.audit.operations import record
from timbalik.lib.tokens import new_token, token_hash
from timbalik.people.models.persons import Person
from timbalik.people.models.tokens import ApiToken
from timbalik.people.states import Employment, TokenScope

PREFIX = "timbalik_"  # lets a scanner of leaked secrets tell what it found
DAYS, MOST_DAYS = 90, 366
MOST_TOKENS = 20
LONGEST_NAME = 80


class TokenRefused(Exception):
    """Anything the making of a token refuses."""


class TokenNameMissing(TokenRefused):
    """A token is told apart by its name, of at most 80 letters."""


class TokenNameTaken(TokenRefused):
    """The person has a standing token of that name."""


class TokenDaysRefused(TokenRefused):
    """Every token ends: after a day at least, after 366 at most."""


class TooManyTokens(TokenRefused):
    """The person holds as many standing tokens as one may."""


class CannotSignIn(TokenRefused):
    """The person has left, was erased, or has no active account: a token would open nothing."""


@transaction.atomic
def create_token(
    person: Person, *, name: str, scope: str, by: Person | None, now: datetime, days: int = DAYS
) -> tuple[ApiToken, str]:
    """Make a token and return it with the plain text, which is kept nowhere and cannot be shown again.

    Raises ``TokenNameMissing``, ``TokenNameTaken``, ``TokenDaysRefused``, ``TooManyTokens`` or ``CannotSignIn``.
    """
    # The person's row is held, so that two at once do not pass the limit together.
    person = Person.objects.of(person.organisation_id).select_for_update().get(pk=person.pk)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise TokenNameMissing
    if not 1 <= days <= MOST_DAYS:
        raise TokenDaysRefused(days)
    if not can_sign_in(person):
        raise CannotSignIn(str(person.public_id))
    unrevoked = tokens_of(person).filter(revoked_at__isnull=True)
    # An old token that ran out does not keep its name.
    unrevoked.filter(name=name, expires_at__lte=now).update(revoked_at=now)
    if unrevoked.filter(name=name).exists():
        raise TokenNameTaken(name)
    if unrevoked.filter(expires_at__gt=now).count() >= MOST_TOKENS:
        raise TooManyTokens
    plain = PREFIX + new_token()
    token = ApiToken.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        name=name,
        token_hash=token_hash(plain),
        scope=TokenScope(scope),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    facts: dict[str, str | int] = {"person": str(person.public_id), "scope": str(token.scope), "days": days}
    record("token.created", organisation=person.organisation, by=by, subject=token, now=now, facts=facts)
    return token, plain


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Person | None, now: datetime) -> None:
    """End a token at once. Saying it twice changes nothing."""
    standing = ApiToken.objects.of(token.organisation_id).filter(pk=token.pk, revoked_at__isnull=True)
    if standing.update(revoked_at=now):
        token.revoked_at = now
        record("token.revoked", organisation=token.organisation, by=by, subject=token, now=now)


def tokens_of(person: Person) -> QuerySet[ApiToken]:
    """All the person ever made, newest first."""
    return ApiToken.objects.of(person.organisation_id).filter(person=person)


def is_standing(token: ApiToken, *, now: datetime) -> bool:
    return token.revoked_at is None and token.expires_at > now


def can_sign_in(person: Person) -> bool:
    """Here, not erased, with an account that is not closed: what a session asks for, asked of a token too."""
    here = person.erased_at is None and person.employment != Employment.LEFT
    return here and person.account is not None and person.account.is_active


def find_token(plain: str, *, now: datetime) -> ApiToken | None:
    """The token a program showed, with its person and organisation, if it still counts. One query.

    The hash decides, whatever the organisation: it is what says which organisation is meant.
    """
    if not plain.startswith(PREFIX) or len(plain) > 200:
        return None
    return (
        ApiToken.everywhere.filter(
            ~Q(person__employment=Employment.LEFT),
            token_hash=token_hash(plain),
            revoked_at__isnull=True,
            expires_at__gt=now,
            person__erased_at__isnull=True,
            person__account__is_active=True,
        )
        .select_related("person__organisation", "person__account", "organisation")
        .first()
    )


def note_use(token: ApiToken, *, now: datetime) -> None:
    """Keep the day of the last use: one write a day, not one a request."""
    today = now.astimezone(ZoneInfo(token.organisation.time_zone)).date()
    if token.last_used_on != today:
        ApiToken.objects.of(token.organisation_id).filter(pk=token.pk).update(last_used_on=today)
        token.last_used_on = today
