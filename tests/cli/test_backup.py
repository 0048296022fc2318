"""The data leaves as one archive and comes back; the keys go another way, and a destroyed one never comes back."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import serializers
from django.db import transaction

from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair, make_pair
from timbalik.audit.models import AuditEntry
from timbalik.audit.operations import record, verify_chain
from timbalik.cli.archive.contents import MANIFEST, archived_models, member_name, read_manifest
from timbalik.cli.archive.keys import copy_keys
from timbalik.cli.archive.writing import WholeMoments, write_archive
from timbalik.cli.main import main
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import queue_mail
from timbalik.notifications.states import EffectState
from timbalik.people.models.organisations import Organisation
from timbalik.relationships.models import Note, Relationship, RelationshipKey
from timbalik.relationships.operations import write_note
from timbalik.relationships.vault import KeyDestroyed, destroy_key, open_vault

pytestmark = pytest.mark.django_db(transaction=True)
EN = ["--lang", "en"]
SECRET = "Rahasia berdua: Pak Bram takut salah tekan."


@pytest.fixture
def pair(content: None) -> Pair:
    programme = make_programme(make_organisation("Kirana Nusantara"))
    programme.notes_enabled = True
    programme.save()
    made = make_pair(programme)
    write_note(made.relationship, SECRET, is_shared=True, by=made.mentor, now=NOW)
    queue_mail(to=make_person(programme.organisation, "Suharti"), subject="Halo", text="Halo", key="halo", now=NOW)
    return made


@pytest.fixture
def archive(pair: Pair, tmp_path: Path) -> Path:
    file = tmp_path / "data.zip"
    assert main([*EN, "backup", str(file), "--keys", str(tmp_path / "keys.json")]) == 0
    return file


def empty_the_data() -> None:
    with transaction.atomic():  # foreign keys are checked at its end
        for model in archived_models():
            model._base_manager.all()._raw_delete("default")


def everything() -> dict[str, list[str]]:
    return {
        model._meta.label: [
            serializers.serialize("json", [row], cls=WholeMoments) for row in model._base_manager.order_by("pk")
        ]
        for model in archived_models()
        if model is not Effect
    }


def test_every_row_comes_back_as_it_was(archive: Path) -> None:
    before = everything()
    empty_the_data()
    assert not Organisation.objects.exists()

    assert main([*EN, "restore", str(archive)]) == 0

    assert everything() == before


def test_chain_of_records_holds_after_a_restore(pair: Pair, tmp_path: Path) -> None:
    """It is hashed over whole moments, microseconds and all."""
    organisation = pair.relationship.organisation
    record("person.created", organisation=organisation, by=None, now=NOW + timedelta(microseconds=123_456))
    main([*EN, "backup", str(tmp_path / "data.zip")])
    empty_the_data()
    main([*EN, "restore", str(tmp_path / "data.zip")])

    assert main([*EN, "verify", "audit"]) == 0
    assert verify_chain(Organisation.objects.get()).entries > 0


def test_new_rows_get_numbers_of_their_own_after_a_restore(archive: Path) -> None:
    empty_the_data()
    main([*EN, "restore", str(archive)])

    organisation = Organisation.objects.get()
    assert make_person(organisation, "Wayan").pk > make_person(organisation, "Siti").pk - 2


def test_pair_reads_its_notes_after_a_restore(archive: Path, pair: Pair) -> None:
    empty_the_data()
    main([*EN, "restore", str(archive)])

    assert _note_read_by(pair) == SECRET


def test_archive_holds_no_key_and_no_words_of_the_pair(archive: Path, pair: Pair) -> None:
    wrapped = json.loads(archive.with_name("keys.json").read_text())["keys"][0]["wrapped"]
    with zipfile.ZipFile(archive) as opened:
        text = b"".join(opened.read(name) for name in opened.namelist()).decode()

    assert str(pair.relationship.public_id) in text  # the search would find it
    assert wrapped not in text
    assert "takut salah tekan" not in text


def test_destroyed_key_stays_destroyed_through_a_restore(archive: Path, pair: Pair) -> None:
    destroy_key(pair.relationship.public_id, now=NOW + timedelta(days=1))
    empty_the_data()

    assert main([*EN, "restore", str(archive), "--keys", str(archive.with_name("keys.json"))]) == 0

    with pytest.raises(KeyDestroyed):
        _note_read_by(pair)


def test_keys_come_back_to_a_store_that_lost_them(
    archive: Path, pair: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    RelationshipKey.objects.all().delete()

    assert main([*EN, "restore", "--keys", str(archive.with_name("keys.json"))]) == 0

    assert "1 taken" in capsys.readouterr().out
    assert _note_read_by(pair) == SECRET


def test_copy_of_keys_is_one_file_that_forgets_what_was_destroyed(archive: Path, pair: Pair) -> None:
    file = archive.with_name("keys.json")
    destroy_key(pair.relationship.public_id, now=NOW)
    copy_keys(file)

    assert [row["wrapped"] for row in json.loads(file.read_text())["keys"]] == [None]
    RelationshipKey.objects.all().delete()
    main([*EN, "restore", "--keys", str(file)])
    with pytest.raises(KeyDestroyed):
        _note_read_by(pair)


def test_keys_of_another_master_key_are_refused(
    archive: Path, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    RelationshipKey.objects.all().delete()
    settings.MASTER_KEY = "x" * 48  # type: ignore[attr-defined]  # the fixture has no type of its own

    assert main([*EN, "restore", "--keys", str(archive.with_name("keys.json"))]) == 1

    assert "another master key" in capsys.readouterr().err
    assert not RelationshipKey.objects.exists()


def test_waiting_mails_are_not_sent_again(archive: Path) -> None:
    empty_the_data()
    main([*EN, "restore", str(archive)])
    assert Effect.everywhere.get(key="halo").state == EffectState.CANCELLED

    empty_the_data()
    main([*EN, "restore", str(archive), "--send-waiting"])
    assert Effect.everywhere.get(key="halo").state == EffectState.QUEUED


def test_archive_is_not_loaded_over_an_organisation(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything()

    assert main([*EN, "restore", str(archive)]) == 1

    assert "loaded into an empty one only" in capsys.readouterr().err
    assert everything() == before


def test_altered_archive_is_refused_and_nothing_loaded(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _rewrite(archive, member_name("people.Person"), lambda text: text.replace(b"Ayu Lestari", b"Ayu Palsu!!"))
    assert main([*EN, "verify", "archive", str(archive)]) == 2
    empty_the_data()

    assert main([*EN, "restore", str(archive)]) == 2

    assert "people.Person" in capsys.readouterr().err
    assert not Organisation.objects.exists()


def test_archive_of_another_version_names_it(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = read_manifest(archive)
    other = replace(manifest, program="0.0.9", migrations={**manifest.migrations, "people": ["0001_initial"]})
    _rewrite(archive, MANIFEST, lambda _text: other.to_json().encode())
    empty_the_data()

    assert main([*EN, "restore", str(archive)]) == 1

    assert "version 0.0.9" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b'{"not": "a zip"}'])
def test_any_other_file_is_no_archive(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "other.zip"
    file.write_bytes(content)

    assert main([*EN, "verify", "archive", str(file)]) == 2

    assert "no whole archive" in capsys.readouterr().err


def test_whole_archive_is_called_whole(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main([*EN, "verify", "archive", str(archive)]) == 0
    assert "Whole: " in capsys.readouterr().out


def test_archive_is_for_its_owner_alone_and_never_overwritten(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    assert archive.with_name("keys.json").stat().st_mode & 0o077 == 0
    assert main([*EN, "backup", str(archive)]) == 2


def test_writing_that_fails_leaves_no_file(pair: Pair, tmp_path: Path) -> None:
    def fail(_label: str, done: int, _total: int) -> None:
        if done == 3:
            raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        write_archive(tmp_path / "data.zip", now=NOW, step=fail)

    assert list(tmp_path.iterdir()) == []


def test_nothing_to_write_or_to_load_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*EN, "backup"]) == 2
    assert main([*EN, "restore"]) == 2
    assert main([*EN, "verify", "archive"]) == 2
    assert capsys.readouterr().err.count("timbalik: ") == 3


def test_broken_chain_of_records_is_found(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    organisation = pair.relationship.organisation
    for number in range(3):
        record("person.created", organisation=organisation, by=pair.mentor, now=NOW, facts={"n": number})
    entries = verify_chain(organisation).entries
    capsys.readouterr()
    assert main([*EN, "verify", "audit"]) == 0
    assert f"Kirana Nusantara: {entries} entries, unbroken." in capsys.readouterr().out

    AuditEntry.objects.filter(number=entries - 1).update(verb="person.erased")

    assert main([*EN, "verify", "audit"]) == 1
    assert f"broken at entry {entries - 1}" in capsys.readouterr().out


def _note_read_by(pair: Pair) -> str:
    relationship = Relationship.everywhere.get(public_id=pair.relationship.public_id)
    note = Note.everywhere.get(relationship=relationship)
    opened: str = open_vault(relationship, reader=pair.mentee).open(note.text_sealed, place=f"note:{note.public_id}")
    return opened


def _rewrite(archive: Path, name: str, change: object) -> None:
    with zipfile.ZipFile(archive) as old:
        members = {member: old.read(member) for member in old.namelist()}
    members[name] = change(members[name])  # type: ignore[operator]  # any function of the text
    with zipfile.ZipFile(archive, "w") as new:
        for member, text in members.items():
            new.writestr(member, text)
