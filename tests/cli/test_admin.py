from __future__ import annotations

import pytest

from timbalik.cli.main import main
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
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
