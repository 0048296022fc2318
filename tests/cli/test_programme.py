from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.people import make_organisation, make_person
from timbalik.audit.models import AuditEntry
from timbalik.cli.main import main
from timbalik.notifications.models import Effect
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.states import Employment
from timbalik.programmes import rules
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState

pytestmark = pytest.mark.usefixtures("content")
Said = pytest.CaptureFixture[str]
NAME = "Mentoring Terbalik 2099"


@pytest.fixture
def organisation(db: None) -> Organisation:
    return make_organisation()


@pytest.fixture
def citra(organisation: Organisation) -> Person:
    return make_person(organisation, "Citra", staff_number="K-1", email="citra@kirana.example")


def programme(*arguments: str) -> int:
    return main(["--lang", "en", "programme", *arguments])


def create(*more: str) -> int:
    return programme("create", "--name", NAME, "--starts-on", "2099-01-12", *more)


def test_programme_is_made_with_its_coordinator(organisation: Organisation, citra: Person, capsys: Said) -> None:
    assert create("--coordinator", "Citra@kirana.example") == 0

    made = Programme.objects.of(organisation).get()
    assert (made.name, made.state) == (NAME, ProgrammeState.DRAFT)
    assert rules.is_coordinator(citra, made)
    assert f"“{NAME}” is there as a draft, 2099-01-12 to " in capsys.readouterr().out
    assert AuditEntry.objects.get(verb="programme.created").channel == "command"


def test_programme_without_a_coordinator_says_so(organisation: Organisation, capsys: Said) -> None:
    assert create() == 0
    assert "Nobody coordinates it yet" in capsys.readouterr().out


def test_coordinator_without_an_address_is_said(organisation: Organisation, capsys: Said) -> None:
    make_person(organisation, "Suharti", staff_number="K-2", email="")
    assert create("--coordinator", "K-2") == 0
    assert "K-2 has no mail address of their own" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--template", "tpl-bulan"), "There is no template tpl-bulan. There are: tpl-"),
        (("--ends-on", "2098-01-01"), "The last day comes after the first."),
        (("--ends-on", "31/12/2099"), "Not a day: 31/12/2099. Write it as 2027-01-11."),
        (("--coordinator", "siapa@kirana.example"), "Not among the people here: siapa@kirana.example"),
        (("--coordinator", "K-3"), "Has left or is a guest: K-3"),
        (("--organisation", "Elsewhere"), "There are: Kirana Nusantara"),
    ],
)
def test_refusal_makes_nothing(organisation: Organisation, capsys: Said, more: tuple[str, ...], words: str) -> None:
    make_person(organisation, "Wulan", staff_number="K-3", employment=Employment.LEFT)

    assert create(*more) in {1, 2}

    assert words in capsys.readouterr().err
    assert not Programme.objects.of(organisation).exists()


def test_name_is_taken_once(organisation: Organisation, capsys: Said) -> None:
    create()
    assert create() == 1
    assert f"There is a programme called “{NAME}” already." in capsys.readouterr().err


def test_open_says_until_when_and_refuses_what_is_open(organisation: Organisation, capsys: Said) -> None:
    create()
    assert programme("open") == 0
    assert f"Enrolment of “{NAME}” is open until " in capsys.readouterr().out
    assert programme("open") == 1
    assert "its state is “Open for enrolment”" in capsys.readouterr().err


def test_invite_takes_numbers_addresses_and_a_file(
    organisation: Organisation, citra: Person, tmp_path: Path, capsys: Said
) -> None:
    mentor = make_person(organisation, "Ayu", staff_number="K-4")
    mentee = make_person(organisation, "Bram", staff_number="K-5", email="")
    file = tmp_path / "undangan.csv"
    file.write_text("NIP;peran\nK-5;mentee\nCITRA@kirana.example,Mentee\n\n")
    create()
    programme("open")
    capsys.readouterr()

    assert programme("invite", "--mentor", "K-4", "--from", str(file), "--dry-run") == 0
    assert "New invitations: 3; asked before: 0; without a mail address: 1." in capsys.readouterr().out
    assert not Effect.objects.of(organisation).exists()
    assert programme("invite", "--mentor", "K-4", "--from", str(file)) == 0

    made = Programme.objects.of(organisation).get()
    asked = set(made.enrolments.values_list("person", "role"))
    assert asked == {(mentor.pk, "mentor"), (mentee.pk, "mentee"), (citra.pk, "mentee")}
    said = capsys.readouterr().out
    assert "3 invitations are on their way." in said
    assert "read it in the app alone: 1" in said
    programme("list")
    assert f"{NAME}: Open for enrolment, 2099-01-12 to" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--mentor", "K-1", "--mentee", "K-404"), "Nothing was done. Not among the people here: K-404"),
        (("--mentor", "K-1", "--mentee", "K-3"), "Nobody was invited. Left, or may not be written to: Wulan"),
        (("--from", "FILE"), "FILE, line 2: write who, then mentor or mentee."),
        (("--from", "nowhere.csv"), "The file can't be read"),
        ((), "Say who: --mentor WHO, --mentee WHO or --from FILE."),
        (("--mentor", "K-1", "--programme", "Lain"), f"There are: {NAME}"),
    ],
)
def test_nobody_is_invited_by_half(
    organisation: Organisation, citra: Person, tmp_path: Path, capsys: Said, arguments: tuple[str, ...], words: str
) -> None:
    make_person(organisation, "Wulan", staff_number="K-3", employment=Employment.LEFT)
    file = tmp_path / "undangan.csv"
    file.write_text("K-1,mentor\nK-1,boss\n")
    create()
    programme("open")

    code = programme("invite", *[str(file) if one == "FILE" else one for one in arguments])

    assert code in {1, 2}
    assert words.replace("FILE, line", f"{file}, line") in capsys.readouterr().err
    assert not Programme.objects.of(organisation).get().enrolments.exists()


def test_draft_invites_nobody(organisation: Organisation, citra: Person, capsys: Said) -> None:
    create()
    assert programme("invite", "--mentor", "K-1") == 1
    assert "Open enrolment first: timbalik programme open" in capsys.readouterr().err


def test_empty_list_says_how_to_begin(organisation: Organisation, capsys: Said) -> None:
    assert programme("list") == 0
    assert "timbalik programme create" in capsys.readouterr().out


def test_routes_are_listed_opened_and_closed(organisation: Organisation, capsys: Said) -> None:
    create()
    capsys.readouterr()
    assert programme("routes") == 0
    assert "search       closed" in capsys.readouterr().out
    assert programme("routes", "--open", "ranked", "--open", "search") == 0
    made = Programme.objects.of(organisation).get()
    assert made.routes == ["search", "ranked"]
    assert "search       open" in capsys.readouterr().out
    assert programme("routes", "--close", "search") == 0
    made.refresh_from_db()
    assert made.routes == ["ranked"]
    chosen = AuditEntry.objects.filter(verb="programme.routes_chosen")
    assert set(chosen.values_list("channel", flat=True)) == {"command"}
    assert chosen.count() == 2  # listing writes nothing


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--open", "lotre"), "Unknown: lotre. There are: search, first_talks, ranked, nomination, cascade"),
        (("--close", "lotre"), "Unknown: lotre."),
        (("--open", "search", "--close", "search"), "Open or close, not both: search"),
    ],
)
def test_route_that_is_none_changes_nothing(
    organisation: Organisation, capsys: Said, more: tuple[str, ...], words: str
) -> None:
    create()
    assert programme("routes", *more) == 2
    assert words in capsys.readouterr().err
    assert Programme.objects.of(organisation).get().routes == []


def test_routes_of_a_closed_programme_stay(organisation: Organisation, capsys: Said) -> None:
    create()
    Programme.objects.of(organisation).update(state=ProgrammeState.CLOSED)
    assert programme("routes", "--open", "search") == 1
    assert "is closed. Nothing was changed." in capsys.readouterr().err
