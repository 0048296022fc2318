"""Drafts, comparison, adjustment, files: what stands beside an arrangement."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Draft, PairSheet, Proposal, Round, RoundWork
from timbalik.matching.operations import answer_proposal, open_round, send_proposals, solve_round
from timbalik.matching.operations.drafts import keep_draft
from timbalik.matching.operations.expiring import expire_answers
from timbalik.matching.states import Answer, ProposalState
from timbalik.matching.tasks import carry_out
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def page(client: Client, cast: Cast) -> Client:
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    return client


def address(round_: Round, name: str = "round", *more: object) -> str:
    return reverse(f"coordinator:{name}", args=[round_.programme.public_id, round_.number, *more])


def opened(studio: Studio, now: datetime, pairs: int = 3) -> Round:
    many(studio, pairs)
    return open_round(studio.cohort, by=studio.coordinator, now=now)


def compared(studio: Studio, **query: str) -> str:
    tail = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse("coordinator:round_compare", args=[studio.programme.public_id]) + (f"?{tail}" if tail else "")


def sheet(text: str, name: str = "pasangan.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.mark.parametrize("name", ["round_adjust", "round_sheet", "round_list", "round_keep"])
def test_pages_beside_a_round_are_not_there_for_others(
    client: Client, cast: Cast, studio: Studio, now: datetime, name: str
) -> None:
    round_ = opened(studio, now, pairs=1)
    for person in (cast.dian, cast.ayu):
        assert person.account is not None
        client.force_login(person.account)
        assert client.get(address(round_, name)).status_code in (404, 405)
        assert client.post(address(round_, name)).status_code in (404, 405)
        assert client.get(compared(studio)).status_code == 404
        assert client.get(address(round_, "round_file", "csv")).status_code == 404


def test_draft_is_kept_compared_and_taken_back(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    page.post(address(round_, "round_keep"), {"name": "Sebelum bobot"})
    draft = Draft.objects.of(studio.organisation).get()
    shown = page.get(address(round_)).content.decode()
    assert "Sebelum bobot" in shown

    seen = page.get(compared(studio, a=draft.public_id.hex, b="1")).content.decode()
    assert "Sebelum bobot" in seen
    said = page.post(
        address(round_, "draft_take", draft.public_id), {"version": str(round_.version)}, follow=True
    ).content.decode()
    assert "Sebelum bobot" in said
    assert page.post(address(round_, "draft_throw", draft.public_id), follow=True).status_code == 200
    assert not Draft.objects.of(studio.organisation).exists()


def test_draft_is_not_taken_over_somebody_elses_change(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    draft = keep_draft(round_, name="Awal", by=studio.coordinator, now=now)
    seen = round_.version
    solve_round(Round.objects.of(studio.organisation).get(pk=round_.pk), by=studio.coordinator, now=now)

    for version in (str(seen), "", "lama"):
        answer = page.post(address(round_, "draft_take", draft.public_id), {"version": version}, follow=True)
        assert 'role="alert"' in answer.content.decode() or "toast" in answer.content.decode()
        assert not round_.overrides.exists()
    round_.refresh_from_db()
    assert round_.version == seen + 1


def test_comparison_pages_and_queries_do_not_grow(page: Client, studio: Studio, now: datetime) -> None:
    counts, shown = [], ""
    for pairs in (1, 60):
        round_ = opened(studio, now, pairs=pairs)
        keep_draft(round_, name="Awal", by=studio.coordinator, now=now)
        where = compared(studio, a=str(round_.number), b=str(round_.number), tampil="same")
        page.get(where)
        with CaptureQueriesContext(connection) as queries:
            shown = page.get(where).content.decode()
        counts.append(len(queries.captured_queries))
        if pairs == 1:
            page.post(address(round_, "round_discard"))
    assert counts[0] == counts[1]
    assert counts[1] <= 16
    assert shown.count('<th scope="row" data-l=') == 50


def test_comparison_of_nothing_asks_for_a_round_and_unknown_ones_are_not_found(page: Client, studio: Studio) -> None:
    assert page.get(compared(studio)).status_code == 200
    assert page.get(compared(studio, a="9", b="1")).status_code == 404
    assert page.get(compared(studio, a="zz", b="")).status_code == 404


def test_banner_names_leavers_and_newcomers_until_the_round_is_adjusted(
    page: Client, studio: Studio, now: datetime
) -> None:
    round_ = opened(studio, now)
    assert "round_adjust" not in page.get(address(round_)).content.decode()
    adjust = address(round_, "round_adjust")
    assert adjust not in page.get(address(round_)).content.decode()
    gone = Proposal.objects.of(studio.organisation).filter(round=round_)[0]
    Proposal.objects.of(studio.organisation).filter(pk=gone.pk).update(state=ProposalState.REPLACED)
    gone.mentor.state = "withdrawn"
    gone.mentor.save(update_fields=["state"])
    newcomer = studio.mentor("Suharti", offers={"topik-0": 1, "topik-1": 1, "topik-2": 1})

    shown = page.get(address(round_)).content.decode()
    assert gone.mentor.person.full_name in shown
    assert "Suharti" in shown
    assert adjust in shown

    plan = page.get(adjust).content.decode()
    assert newcomer.person.display_name in plan
    stamp = plan.split('name="stamp" value="')[1].split('"')[0]
    page.post(adjust, {"stamp": stamp})
    assert Proposal.objects.of(studio.organisation).filter(round=round_, mentor=newcomer, mentee=gone.mentee).exists()
    assert adjust not in page.get(address(round_)).content.decode()


def test_adjustment_that_was_not_looked_at_is_not_made(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    studio.mentor("Suharti", offers={"topik-0": 1})
    studio.mentee("Sutikno", wants={"topik-0": 1})
    for stamp in ("", "anders"):
        answer = page.post(address(round_, "round_adjust"), {"stamp": stamp})
        assert answer["Location"] == address(round_, "round_adjust")
    assert Proposal.objects.of(studio.organisation).filter(round=round_).count() == 3


def test_free_people_of_a_sent_round_are_asked_anew(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    send_proposals(round_, by=studio.coordinator, now=now)
    declined = Proposal.objects.of(studio.organisation).filter(round=round_)[0]
    answer_proposal(declined, person=declined.mentor.person, answer=Answer.NO, now=now)
    adjust = address(round_, "round_adjust")
    assert adjust not in page.get(address(round_)).content.decode()
    expire_answers(round_, now=now + timedelta(days=round_.programme.answer_days, hours=1))
    studio.mentor("Suharti", offers={"topik-0": 1, "topik-1": 1, "topik-2": 1})

    assert adjust in page.get(address(round_)).content.decode()
    stamp = page.get(adjust).content.decode().split('name="stamp" value="')[1].split('"')[0]
    page.post(adjust, {"stamp": stamp})
    assert Proposal.objects.of(studio.organisation).filter(round=round_, state=ProposalState.ASKED).count() == 3


def test_pairs_leave_as_csv_xlsx_and_paper_without_a_formula(page: Client, studio: Studio, now: datetime) -> None:
    studio.mentor("=HYPERLINK(1)")
    studio.mentee("Endang Lestariningsih, S.E., Ak.")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    answer = page.get(address(round_, "round_file", "csv"))
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][1] == "'=HYPERLINK(1)"
    assert "motivasi" not in str(rows).lower()

    book = load_workbook(io.BytesIO(page.get(address(round_, "round_file", "xlsx")).content))
    cell = book.worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s") or cell.value == "'=HYPERLINK(1)"
    paper = page.get(address(round_, "round_list"))
    assert paper.content.startswith(b"%PDF-")
    assert "pasangan" in paper["Content-Disposition"]
    assert page.get(address(round_, "round_file", "exe")).status_code == 404


def test_export_queries_do_not_grow(page: Client, studio: Studio, now: datetime) -> None:
    counts = []
    for pairs in (1, 30):
        round_ = opened(studio, now, pairs=pairs)
        with CaptureQueriesContext(connection) as queries:
            page.get(address(round_, "round_file", "csv")).getvalue()
        counts.append(len(queries.captured_queries))
        page.post(address(round_, "round_discard"))
    assert counts[0] == counts[1]


def test_sheet_of_pairs_is_tried_mended_and_kept(page: Client, studio: Studio, now: datetime) -> None:
    rangga, hafizh = studio.mentor("Rangga"), studio.mentor("Hafizh")
    endang, lukas = studio.mentee("Endang"), studio.mentee("Lukas")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    text = "Mentor;Mentee;Alasan\nRangga;Lukas;Diminta keduanya\nHafis;Endang;\nTidak Ada;Lukas;\n"
    answer = page.post(address(round_, "round_sheet"), {"file": sheet(text)})
    kept = PairSheet.objects.of(studio.organisation).get()
    where = address(round_, "round_sheet_check", kept.public_id)
    assert answer["Location"] == where
    shown = page.get(where).content.decode()
    assert shown.count('class="ln"') == 3
    assert not round_.overrides.exists()

    mend = address(round_, "round_sheet_mend", kept.public_id)
    page.post(mend, {"row": "3", "side": "mentor", "value": f"#{hafizh.person_id}"})
    page.post(mend, {"row": "4", "act": "leave"})
    shown = page.get(where).content.decode()
    assert shown.count('class="ln"') == 2
    version = shown.split('name="version" value="')[1].split('"')[0]
    page.post(where, {"version": version, "reason": "Sudah diputuskan direksi"})

    pairs = {(one.mentor_id, one.mentee_id): one.reason for one in round_.overrides.all()}
    assert pairs == {
        (rangga.pk, lukas.pk): "Diminta keduanya",
        (hafizh.pk, endang.pk): "Sudah diputuskan direksi",
    }
    assert not PairSheet.objects.of(studio.organisation).exists()
    assert page.get(where).status_code == 404


@pytest.mark.parametrize(
    ("text", "name"), [("", "x.csv"), ("Nama;Kota\nA;B\n", "x.csv"), ("Mentor;Mentee\n", "x.csv"), ("PNG", "x.png")]
)
def test_file_that_cannot_be_read_says_why(page: Client, studio: Studio, now: datetime, text: str, name: str) -> None:
    round_ = opened(studio, now, pairs=1)
    answer = page.post(address(round_, "round_sheet"), {"file": sheet(text, name)})
    assert answer.status_code == 422
    assert 'class="error' in answer.content.decode()
    assert not PairSheet.objects.of(studio.organisation).exists()


def test_published_round_says_who_can_still_be_paired(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now, pairs=1)
    send_proposals(round_, by=studio.coordinator, now=now)
    only = Proposal.objects.of(studio.organisation).get(round=round_)
    for person in (only.mentor.person, only.mentee.person):
        answer_proposal(only, person=person, answer=Answer.YES, now=now)
    page.post(address(round_, "round_publish"))
    assert "Suharti" not in page.get(address(round_)).content.decode()
    studio.mentor("Suharti", offers={"topik-0": 1})
    studio.mentee("Sutikno", wants={"topik-0": 1})

    shown = page.get(address(round_)).content.decode()
    assert "Mentor: Suharti." in shown
    assert "Mentee: Sutikno." in shown
    answer = page.post(reverse("coordinator:round_open", args=[studio.programme.public_id]))
    assert answer["Location"].endswith("/2/")
    assert Proposal.objects.of(studio.organisation).filter(round__number=2).count() == 1
    assert "Suharti" not in page.get(address(round_)).content.decode()


def test_many_decisions_have_pages_of_their_own(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now, pairs=25)
    pairs = (
        Proposal.objects.of(studio.organisation).filter(round=round_).select_related("mentor__person", "mentee__person")
    )
    rows = "\n".join(f"{one.mentor.person.full_name};{one.mentee.person.full_name};Sudah diputuskan" for one in pairs)
    page.post(address(round_, "round_sheet"), {"file": sheet(f"Mentor;Mentee;Alasan\n{rows}")})
    kept = PairSheet.objects.of(studio.organisation).get()
    page.post(address(round_, "round_sheet_check", kept.public_id), {"version": str(round_.version)})

    assert address(round_, "round_decisions") in page.get(address(round_)).content.decode()
    second = page.get(address(round_, "round_decisions"), {"page": 2}).content.decode()
    assert second.count("Sudah diputuskan") == 5


def test_large_round_leaves_drafts_sheets_and_adjustments_to_the_worker(
    page: Client, studio: Studio, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = opened(studio, now)
    draft = keep_draft(round_, name="Awal", by=studio.coordinator, now=now)
    monkeypatch.setattr("timbalik.matching.tasks.MOST_IN_A_REQUEST", 1)
    page.post(address(round_, "draft_take", draft.public_id), {"version": str(round_.version)})
    _worked(round_, "draft")

    page.post(address(round_, "round_sheet"), {"file": sheet("Mentor;Mentee\nMentor 0;Mentee 1\n")})
    kept = PairSheet.objects.of(studio.organisation).get()
    _worked(round_, "price")
    page.post(address(round_, "round_sheet_check", kept.public_id), {"version": str(round_.version), "reason": "Rapat"})
    _worked(round_, "sheet")
    assert round_.overrides.get().reason == "Rapat"
    assert not PairSheet.objects.of(studio.organisation).exists()

    studio.mentor("Suharti", offers={"topik-0": 1})
    studio.mentee("Sutikno", wants={"topik-0": 1})
    page.post(address(round_, "round_adjust_plan"))
    _worked(round_, "plan")
    stamp = page.get(address(round_, "round_adjust")).content.decode().split('name="stamp" value="')[1].split('"')[0]
    page.post(address(round_, "round_adjust"), {"stamp": stamp})
    _worked(round_, "adjust")
    standing = Proposal.objects.of(studio.organisation).filter(round=round_).exclude(state=ProposalState.REPLACED)
    assert standing.count() == 4


def _worked(round_: Round, kind: str) -> None:
    """The worker does what was left to it."""
    work = RoundWork.objects.of(round_.organisation_id).filter(round=round_).latest("pk")
    assert (work.kind, work.end) == (kind, "")
    carry_out.func(work.pk)
    work.refresh_from_db()
    round_.refresh_from_db()
    assert (work.end, work.refusal, round_.step) == ("done", "", "")


def test_sent_round_takes_no_sheet(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    assert page.get(address(round_, "round_sheet")).status_code == 200
    send_proposals(round_, by=studio.coordinator, now=now)
    for answer in (page.get(address(round_, "round_sheet")), page.post(address(round_, "round_sheet"))):
        assert answer.headers["Location"] == address(round_)


def test_list_without_a_partner_tells_of_people_who_are_free_since(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    left_over = address(round_, "round_unmatched")
    assert "Semua sudah mendapat pasangan" in page.get(left_over).content.decode()
    studio.mentee("Sutikno", wants={"topik-0": 1})
    shown = page.get(left_over).content.decode()
    assert "Semua sudah mendapat pasangan" not in shown
    assert "Sutikno" in shown
    assert address(round_, "round_adjust") in shown


def test_sent_round_blames_nobody_for_what_changed(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    send_proposals(round_, by=studio.coordinator, now=now)
    gone = Proposal.objects.of(studio.organisation).filter(round=round_)[0]
    Proposal.objects.of(studio.organisation).filter(pk=gone.pk).update(state=ProposalState.REPLACED)
    shown = page.get(address(round_)).content.decode()
    assert "orang yang keluar sesudahnya" in shown
    assert "Itulah harga pilihan Anda" not in shown
