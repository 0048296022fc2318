"""A coordinator brings people in: upload, columns, rows, import, and who has left."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_role
from tests.lib.spreadsheets.files import workbook
from tests.people.importing.files import TALENTA
from timbalik.audit.models import AuditEntry
from timbalik.people import tasks
from timbalik.people.erasure import erase_person
from timbalik.people.models.imports import ImportBatch, ProposedLeaver
from timbalik.people.models.persons import Person
from timbalik.people.states import Employment, ImportScope, ImportState, LeaverDecision
from timbalik.programmes.states import Role
from timbalik.web.coordinator.imports import finding

IMPORTS = "/pengelola/impor/"
BROKEN = (
    "NIP,Nama,Email,Lokasi,Gaji\n1,Suharti,suharti@kirana,Makassar,9\n,Wulan,,Jaypura,8\n3,Baiq Rahmawati,,Jaypura,7\n"
)


@pytest.fixture
def signed_in(cast: Cast, client: Client) -> Client:
    make_role(cast.citra, Role.COORDINATOR)
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    client.cookies["django_language"] = "en"
    return client


def upload(client: Client, content: str | bytes, *, name: str = "staf.csv", scope: str = "partial") -> Any:
    body = content.encode() if isinstance(content, str) else content
    return client.post(IMPORTS, {"file": SimpleUploadedFile(name, body), "scope": scope})


def uploaded(client: Client, cast: Cast, content: str = BROKEN, **options: str) -> ImportBatch:
    assert upload(client, content, **options).status_code == 302
    return ImportBatch.objects.of(cast.organisation).latest("pk")


def at(name: str, batch: ImportBatch) -> str:
    return reverse(f"coordinator:import_{name}", args=[batch.public_id])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_file_goes_from_upload_to_people(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast, TALENTA)
    page = text_of(signed_in.get(reverse("coordinator:import", args=[batch.public_id])))
    assert "All 3 rows are ready" in page
    assert "Religion" in page
    assert "Hindu" not in page

    done = signed_in.post(at("bring_in", batch), follow=True)

    assert "3 people are new" in text_of(done)
    assert Person.objects.of(cast.organisation).get(staff_number="KN-0043").time_zone == "Asia/Jayapura"


def test_problems_are_mended_beside_their_rows(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast)
    page = text_of(signed_in.get(reverse("coordinator:import", args=[batch.public_id])))
    assert "2 rows are ready, one waits for a mend" in page
    assert "The e-mail address is incomplete: “suharti@kirana”" in page

    signed_in.post(at("mend", batch), {"row": 2, "field": "email", "value": "suharti@kirana.example"})
    signed_in.post(at("mend", batch), {"row": 3, "field": "site", "value": "Jayapura", "everywhere": "1"})
    signed_in.post(at("mend", batch), {"row": 3, "field": "staff_number", "value": "2"})

    page = text_of(signed_in.get(reverse("coordinator:import", args=[batch.public_id])))
    assert "All 3 rows are ready" in page
    assert "Nothing to mend" in page
    assert "None of the file" not in page


def test_row_left_out_is_in_the_file_of_rejected_rows(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast)
    signed_in.post(at("leave_out", batch), {"row": 3})

    before = signed_in.get(at("rejected", batch))
    signed_in.post(at("bring_in", batch))
    after = signed_in.get(at("rejected", batch))

    for response in (before, after):
        text = response.content.decode("utf-8-sig")
        assert ("Wulan" in text, "Suharti" in text, "Gaji" in text) == (True, False, False)
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["X-Content-Type-Options"] == "nosniff"


def test_nothing_to_reject_is_nothing_to_download(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast, TALENTA)

    assert signed_in.get(at("rejected", batch)).status_code == 404


def test_columns_are_matched_anew(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast)

    chosen = {"column_0": "staff_number", "column_1": "full_name", "column_2": "", "column_3": "unit"}
    signed_in.post(at("columns", batch), chosen)

    batch.refresh_from_db()
    assert [column["field"] for column in batch.mapping["columns"]] == ["staff_number", "full_name", "unit"]


def test_column_that_was_not_kept_needs_the_file_again(signed_in: Client, cast: Cast) -> None:
    csv = "NIP,Nama,Kubu\n1,Ayu,Ritel\n"
    batch = uploaded(signed_in, cast, csv)
    chosen = {"column_0": "staff_number", "column_1": "full_name", "column_2": "unit"}

    refused = signed_in.post(at("columns", batch), chosen)
    assert refused.status_code == 422
    assert "Choose the file once more" in text_of(refused)

    signed_in.post(at("columns", batch), chosen | {"file": SimpleUploadedFile("staf.csv", csv.encode())})

    new = ImportBatch.objects.of(cast.organisation).latest("pk")
    assert [column["field"] for column in new.mapping["columns"]] == ["staff_number", "full_name", "unit"]
    batch.refresh_from_db()
    assert (batch.state, new.state) == (ImportState.DISCARDED, ImportState.CHECKED)


def test_one_field_for_two_columns_is_refused(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast)

    refused = signed_in.post(at("columns", batch), {"column_0": "full_name", "column_1": "full_name"})

    assert (refused.status_code, "Two columns are both “Name”" in text_of(refused)) == (422, True)


def test_file_without_a_staff_number_asks_for_it(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast, "Nama,Unit\nAyu,Ritel\n")

    page = text_of(signed_in.get(reverse("coordinator:import", args=[batch.public_id])))

    assert ("Tell us which column holds the staff number" in page, batch.state) == (True, ImportState.UPLOADED)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "staf.csv", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n", "staf.csv", "but holds PNG"),
        (b"<html></html>", "staf.xlsx", "but holds HTML"),
        (b"x", "staf.exe", "Files ending in “.exe” cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "staf.xlsx", "has a password"),
        (workbook(cells={"A1": "NIK", "XFD1048576": "x"}), "staf.xlsx", "Cell XFD1048576 lies far outside the table"),
        (b"NIP\n\x81\xff\n", "staf.csv", "The letters from line 2 on cannot be read"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(
    signed_in: Client, cast: Cast, content: bytes, name: str, said: str
) -> None:
    response = upload(signed_in, content, name=name)

    assert (response.status_code, said in text_of(response)) == (422, True)
    assert not ImportBatch.objects.of(cast.organisation).exists()


def test_refusal_speaks_indonesian(signed_in: Client) -> None:
    signed_in.cookies["django_language"] = "id"

    assert "Berkas ini kosong." in text_of(upload(signed_in, b""))


def test_file_beyond_the_limit_is_refused(signed_in: Client, cast: Cast) -> None:
    settings.MAX_IMPORT_MB, limit = 0, settings.MAX_IMPORT_MB
    try:
        response = upload(signed_in, b"NIP\n" * 300_000)
    finally:
        settings.MAX_IMPORT_MB = limit

    assert (response.status_code, "MB are accepted" in text_of(response)) == (413, True)
    assert not ImportBatch.objects.of(cast.organisation).exists()


def test_name_of_a_file_is_a_label_and_nothing_else(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast, TALENTA, name="../../<script>alert(1)</script>.csv")

    page = signed_in.get(reverse("coordinator:import", args=[batch.public_id])).content.decode()

    assert "<script>alert" not in page
    assert "/" not in batch.file_name


def test_cells_are_shown_as_text(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast, "NIP,Nama,Email\n1,<b id=canary>x</b>,<i id=canary>\n")

    page = signed_in.get(reverse("coordinator:import", args=[batch.public_id])).content.decode()

    assert "<b id=canary" not in page
    assert "&lt;b id=canary" in page


def test_large_file_is_left_to_the_worker(
    signed_in: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    from timbalik.web.coordinator.imports import acts, views

    monkeypatch.setattr(views, "MOST_IN_A_REQUEST", 2)
    monkeypatch.setattr(acts, "MOST_IN_A_REQUEST", 2)
    assert finding.MOST_IN_A_REQUEST > 1_000

    batch = uploaded(signed_in, cast, TALENTA)
    address = reverse("coordinator:import", args=[batch.public_id])
    assert "Every row is being checked" in text_of(signed_in.get(address))
    tasks.check_file.call(batch.pk)
    assert "All 3 rows are ready" in text_of(signed_in.get(address))

    signed_in.post(at("bring_in", batch))
    assert "People are being brought in" in text_of(signed_in.get(address))
    steps = signed_in.get(at("steps", batch), headers={"HX-Request": "true"})
    assert ("Write people and reporting lines" in text_of(steps), "<html" in text_of(steps)) == (True, False)
    tasks.bring_in.call(batch.pk)
    assert signed_in.get(at("steps", batch), headers={"HX-Request": "true"})["HX-Redirect"] == address
    assert "3 people are new" in text_of(signed_in.get(address))


def test_full_file_leads_to_decisions_about_the_missing(signed_in: Client, cast: Cast) -> None:
    numbers = [person.staff_number for person in (cast.ayu, cast.citra)]
    csv = "NIP,Nama\n" + "".join(f"{number},\n" for number in numbers)
    batch = uploaded(signed_in, cast, csv, scope="full")
    assert "One person here is not in the file" in text_of(
        signed_in.get(reverse("coordinator:import", args=[batch.public_id]))
    )
    signed_in.post(at("bring_in", batch))
    proposal = ProposedLeaver.objects.of(cast.organisation).get()
    leavers = reverse("coordinator:leavers")
    assert "Dr. Ir. H. Bram Wicaksono Hadiningrat" in text_of(signed_in.get(leavers))

    signed_in.post(reverse("coordinator:leaver_decide", args=[proposal.public_id]), {"decision": "left"})

    cast.bram.refresh_from_db()
    proposal.refresh_from_db()
    assert (cast.bram.employment, proposal.decision) == (Employment.LEFT, LeaverDecision.LEFT)
    assert "Nobody waits for a decision" in text_of(signed_in.get(leavers))


def test_scope_can_be_changed_after_the_upload(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast, TALENTA)

    signed_in.post(at("scope", batch), {"scope": "full"})

    batch.refresh_from_db()
    assert (batch.scope, batch.counts["absent"]) == (ImportScope.FULL, 3)


def test_discarded_file_is_gone_and_later_acts_change_nothing(signed_in: Client, cast: Cast) -> None:
    batch = uploaded(signed_in, cast)
    signed_in.post(at("discard", batch))

    response = signed_in.post(at("mend", batch), {"row": 2, "field": "email", "value": "x"}, follow=True)

    assert "was imported or discarded meanwhile" in text_of(response)
    assert signed_in.get(reverse("coordinator:import", args=[batch.public_id])).status_code == 404


@pytest.mark.parametrize("who", ["ayu", "dian"])
def test_others_find_nothing(signed_in: Client, cast: Cast, who: str) -> None:
    batch = uploaded(signed_in, cast, "NIP,Nama\n1,Ayu\n,Bram\n", scope="full")
    signed_in.post(at("bring_in", batch))
    proposal = ProposedLeaver.objects.of(cast.organisation).latest("pk")
    person: Person = getattr(cast, who)
    if who == "dian":
        make_role(person, Role.COORDINATOR)
    assert person.account is not None
    signed_in.force_login(person.account)

    addresses = [reverse("coordinator:import", args=[batch.public_id]), at("rejected", batch), at("steps", batch)]
    posts = [at(name, batch) for name in ("columns", "mend", "leave_out", "scope", "check", "bring_in", "discard")]
    posts.append(reverse("coordinator:leaver_decide", args=[proposal.public_id]))

    assert {signed_in.get(address).status_code for address in addresses} == {404}
    assert {signed_in.post(address, {"decision": "left"}).status_code for address in posts} == {404}
    assert signed_in.get(IMPORTS).status_code == (200 if who == "dian" else 404)
    assert "staf.csv" not in text_of(signed_in.get(IMPORTS))


@pytest.mark.parametrize("number", [1, 3])
def test_list_and_problems_take_the_same_number_of_queries(
    signed_in: Client, cast: Cast, number: int, django_assert_max_num_queries: Any
) -> None:
    content = "NIP,Nama,Email\n" + "".join(f"{n},Ayu,x{n}@y\n" for n in range(number))
    batches = [uploaded(signed_in, cast, content) for _ in range(number)]

    with django_assert_max_num_queries(9):
        signed_in.get(IMPORTS)
    with django_assert_max_num_queries(7):
        signed_in.get(reverse("coordinator:import", args=[batches[0].public_id]))


def test_erased_person_waits_for_a_decision_and_is_let_in_by_it(signed_in: Client, cast: Cast) -> None:
    erase_person(make_person(cast.organisation, "Wulan", staff_number="2"), by=None, now=NOW)
    batch = uploaded(signed_in, cast, "NIP,Nama\n1,Suharti\n2,Wulan\n")
    page = text_of(signed_in.get(reverse("coordinator:import", args=[batch.public_id])))
    assert "asked to be erased" in page
    assert "They asked to come back" in page

    signed_in.post(at("welcome_back", batch), {"row": 3})

    page = text_of(signed_in.get(reverse("coordinator:import", args=[batch.public_id])))
    assert "All 2 rows are ready" in page
    assert AuditEntry.objects.get(verb="person.welcomed_back").by_ref == cast.citra.public_id
