from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from timbalik.audit.models import AuditEntry
from timbalik.people import tokens
from timbalik.people.erasure import erase_person
from timbalik.people.models.persons import Person
from timbalik.people.models.tokens import ApiToken
from timbalik.people.operations import confirm_left
from timbalik.people.states import TokenScope
from timbalik.people.tokens import create_token, find_token, note_use, revoke_token


def make(person: Person, name: str = "Dasbor HR", **changes: int) -> tuple[ApiToken, str]:
    return create_token(person, name=name, scope=TokenScope.READ, by=person, now=NOW, **changes)


def test_token_is_found_by_its_text_and_kept_as_a_hash_alone(citra: Person) -> None:
    token, plain = make(citra)

    assert find_token(plain, now=NOW) == token
    assert plain.startswith("timbalik_")
    assert plain not in str(ApiToken.objects.of(citra.organisation).values().get())
    assert find_token(plain[:-1] + "x", now=NOW) is None
    assert find_token(token.token_hash, now=NOW) is None


def test_token_ends_on_its_day(citra: Person) -> None:
    _token, plain = make(citra, days=30)

    assert find_token(plain, now=NOW + timedelta(days=29)) is not None
    assert find_token(plain, now=NOW + timedelta(days=30)) is None


def test_revoked_token_opens_nothing_and_is_written_down_once(citra: Person) -> None:
    token, plain = make(citra)
    revoke_token(token, by=citra, now=NOW)
    revoke_token(token, by=citra, now=NOW + timedelta(hours=1))

    assert find_token(plain, now=NOW) is None
    verbs = AuditEntry.objects.filter(subject_ref=token.public_id).values_list("verb", flat=True)
    assert list(verbs.order_by("number")) == ["token.created", "token.revoked"]


def test_token_ends_with_who_leaves(citra: Person) -> None:
    _token, plain = make(citra)
    confirm_left(citra, on=NOW.date(), by=None, now=NOW)

    assert find_token(plain, now=NOW) is None


def test_token_ends_with_a_closed_account(citra: Person) -> None:
    _token, plain = make(citra)
    assert citra.account is not None
    citra.account.is_active = False
    citra.account.save()

    assert find_token(plain, now=NOW) is None


def test_erasure_takes_the_tokens_along(citra: Person) -> None:
    _token, plain = make(citra)
    erase_person(citra, by=None, now=NOW)

    assert find_token(plain, now=NOW) is None
    assert not ApiToken.objects.of(citra.organisation).exists()


@pytest.mark.parametrize("days", [0, -1, 367])
def test_every_token_ends_within_a_year(citra: Person, days: int) -> None:
    with pytest.raises(tokens.TokenDaysRefused):
        make(citra, days=days)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_token_has_a_name(citra: Person, name: str) -> None:
    with pytest.raises(tokens.TokenNameMissing):
        make(citra, name)


def test_standing_token_keeps_its_name_to_itself(citra: Person, ayu: Person) -> None:
    token, _plain = make(citra, "Dasbor HR")
    make(ayu, "Dasbor HR")
    with pytest.raises(tokens.TokenNameTaken):
        make(citra, " Dasbor  HR ")
    revoke_token(token, by=citra, now=NOW)
    make(citra, "Dasbor HR")


def test_name_of_a_token_that_ran_out_is_free(citra: Person) -> None:
    make(citra, days=1)
    later = NOW + timedelta(days=2)

    create_token(citra, name="Dasbor HR", scope=TokenScope.WRITE, by=citra, now=later)

    assert ApiToken.objects.of(citra.organisation).filter(revoked_at__isnull=True).get().scope == TokenScope.WRITE


def test_nobody_holds_more_than_twenty(citra: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_TOKENS", 2)
    make(citra, "satu")
    make(citra, "dua")

    with pytest.raises(tokens.TooManyTokens):
        make(citra, "tiga")


def test_who_cannot_sign_in_gets_no_token(cast: Cast) -> None:
    with pytest.raises(tokens.CannotSignIn):
        make(make_person(cast.organisation, "Suharti"))


def test_day_of_use_is_written_once_a_day(citra: Person, django_assert_num_queries: object) -> None:
    token, plain = make(citra)
    note_use(token, now=NOW)
    found = find_token(plain, now=NOW)
    assert found is not None
    assert found.last_used_on == NOW.date()

    with django_assert_num_queries(0):  # type: ignore[operator]
        note_use(found, now=NOW + timedelta(hours=2))
