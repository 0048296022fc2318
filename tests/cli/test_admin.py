from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from timbalik.audit.models import AuditEntry
from timbalik.cli.main import main
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.models.tokens import ApiToken
from timbalik.people.states import TokenScope
from timbalik.people.tokens import find_token
from timbalik.programmes.models import RoleAssignment
from timbalik.programmes.states import Role

pytestmark = pytest.mark.django_db
ASK = ["--lang", "en", "admin", "--organisation", "PT Contoh", "--email", "admin@contoh.example"]


def test_first_administrator_gets_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ASK) == 0

    said = capsys.readouterr().out
    assert "admin@contoh.example administers PT Contoh." in said
    assert "http://127.0.0.1:8000/" in said


def test_asking_twice_makes_one_administrator() -> None:
    main(ASK)
    main(ASK)

    organisation = Organisation.objects.get()
    assert Person.objects.of(organisation).count() == 1
    assert list(RoleAssignment.objects.of(organisation).values_list("role", flat=True)) == [Role.ADMINISTRATOR]


def test_nonsense_address_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASK[:-1], "admin"]) == 2

    assert "Not a mail address: admin" in capsys.readouterr().err
    assert not Organisation.objects.exists()


TOKEN = [*ASK[:2], "admin", "token", *ASK[3:], "--name", "Dasbor SDM"]


def test_token_is_printed_once_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    main(ASK)
    capsys.readouterr()
    assert main([*TOKEN, "--write", "--days", "30"]) == 0

    plain = capsys.readouterr().out.split()[-1]
    token = find_token(plain, now=datetime.now(UTC))
    assert token is not None
    assert (token.person.email, token.scope) == ("admin@contoh.example", TokenScope.WRITE)
    assert token.expires_at - token.created_at == timedelta(days=30)
    made = AuditEntry.objects.get(verb="token.created")
    assert (made.channel, made.by_ref) == ("command", None)


def test_token_reads_only_unless_asked_otherwise() -> None:
    main(ASK)
    main(TOKEN)

    assert ApiToken.objects.filter(organisation__name="PT Contoh").get().scope == TokenScope.READ


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([*TOKEN[:-1], ""], 2, "Give the token a name"),
        ([*TOKEN, "--days", "0"], 2, "1 to 366 days"),
        ([*TOKEN[:-3], "lain@contoh.example", "--name", "x"], 1, "Nobody of PT Contoh has the address"),
        ([*ASK, "--write"], 2, "timbalik admin token"),
        ([*ASK, "--days", "3"], 2, "timbalik admin token"),
    ],
)
def test_token_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    main(ASK)

    assert main(arguments) == code
    assert said in capsys.readouterr().err
    assert not ApiToken.objects.filter(organisation__name="PT Contoh").exists()


def test_token_makes_no_organisation_and_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(TOKEN) == 2

    assert "Name the organisation" in capsys.readouterr().err
    assert not Organisation.objects.exists()
