from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import AFTERNOONS, Studio, many
from tests.factories.people import make_line, make_unit
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Override, Proposal, Round
from timbalik.matching.operations import answer_proposal, open_round, send_proposals
from timbalik.matching.states import Answer, ProposalState, RoundState
from timbalik.matching.tasks import carry_out, publish
from timbalik.people.models.persons import Person
from timbalik.people.operations import add_avoidance
from timbalik.people.states import LineKnowledge
from timbalik.programmes.states import ProgrammeState
from timbalik.relationships.models import Relationship


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


def say(round_: Round, now: datetime, *answers: str) -> None:
    """Answers of mentor and mentee of the first pair."""
    proposal = Proposal.objects.of(round_.organisation_id).filter(round=round_).order_by("pk")[0]
    for person, answer in zip((proposal.mentor.person, proposal.mentee.person), answers, strict=False):
        answer_proposal(proposal, person=person, answer=answer, now=now)


@pytest.mark.parametrize(
    "name", ["round", "round_unmatched", "round_certificate", "round_steps", "round_why", "round_send", "round_publish"]
)
def test_studio_is_not_there_for_others(client: Client, cast: Cast, studio: Studio, now: datetime, name: str) -> None:
    round_ = opened(studio, now, pairs=1)
    for person in (cast.dian, cast.ayu):
        assert person.account is not None
        client.force_login(person.account)
        assert client.get(address(round_, name)).status_code in (404, 405)
        assert client.post(address(round_, name)).status_code in (404, 405)


def test_coordinator_of_another_programme_of_the_company_finds_nothing(
    client: Client, cast: Cast, studio: Studio, now: datetime
) -> None:
    round_ = opened(studio, now, pairs=1)
    make_role(cast.bram, programme=make_programme(cast.organisation))
    assert cast.bram.account is not None
    client.force_login(cast.bram.account)

    assert client.get(address(round_)).status_code == 404
    assert client.post(address(round_, "round_send")).status_code == 404
    assert client.get(reverse("coordinator:studio", args=[studio.programme.public_id])).status_code == 404


def test_round_is_opened_from_the_studio(page: Client, studio: Studio) -> None:
    many(studio, 2)
    studio_url = reverse("coordinator:studio", args=[studio.programme.public_id])
    assert "Buka putaran" in page.get(studio_url).content.decode()

    answer = page.post(reverse("coordinator:round_open", args=[studio.programme.public_id]), follow=True)

    assert "Susunan 2 pasangan siap Anda periksa" in answer.content.decode()
    assert Round.objects.of(studio.organisation).get().state == RoundState.PROPOSED


def test_studio_without_people_says_what_is_missing(page: Client, studio: Studio) -> None:
    answer = page.get(reverse("coordinator:studio", args=[studio.programme.public_id]))

    assert "Belum ada yang dapat dipasangkan" in answer.content.decode()


def test_both_sides_stand_beside_each_other_with_the_seal(page: Client, studio: Studio, now: datetime) -> None:
    studio.mentor("Wahyu Nugroho", position="Spesialis")
    studio.mentee("Endang Lestariningsih, S.E., Ak.")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    html = page.get(address(round_)).content.decode()

    assert "Terbukti optimal" in html
    assert 'class="seal"' in html
    assert "toko daring" in html
    assert "laporan keuangan" in html
    assert "1 dari 1 keinginan" in html


def test_seal_goes_and_the_gap_is_told_after_a_costly_choice(page: Client, studio: Studio, now: datetime) -> None:
    ayu = studio.mentor("Ayu", offers={"dasbor": 5, "video": 1}, wants={"negosiasi": 3})
    studio.mentor("Bayu", offers={"video": 5, "dasbor": 1}, wants={"anggaran": 3})
    studio.mentee("Sutikno", offers={"negosiasi": 5, "anggaran": 1}, wants={"dasbor": 3})
    theresia = studio.mentee("Theresia", offers={"anggaran": 5, "negosiasi": 1}, wants={"video": 3})
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    panel = page.get(address(round_, "round_why"), {"untuk": str(theresia.public_id), "dengan": str(ayu.public_id)})
    assert "−96,0 poin" in panel.content.decode()
    answer = page.post(
        address(round_, "round_override"),
        {"kind": "force", "mentor": ayu.public_id, "mentee": theresia.public_id, "reason": "Satu proyek."},
        follow=True,
    )

    html = answer.content.decode()
    assert "Pilihan ini berharga 96,0 poin" in html
    assert 'class="seal"' not in html
    assert "96,0 poin di bawah" in html
    assert "Satu proyek." in html
    override = Override.objects.of(studio.organisation).get()
    assert 'class="seal"' in page.post(address(round_, "round_undo", override.public_id), follow=True).content.decode()


def test_override_without_a_reason_is_asked_for_it(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    one, two = Proposal.objects.of(studio.organisation).order_by("pk")[:2]

    answer = page.post(
        address(round_, "round_override"),
        {
            "kind": "force",
            "mentor": one.mentor.public_id,
            "mentee": two.mentee.public_id,
            "reason": "",
            "subject": two.mentee.public_id,
        },
        follow=True,
    )

    assert "Tuliskan alasan Anda" in answer.content.decode()
    assert not Override.objects.of(studio.organisation).exists()


def test_panel_answers_htmx_with_the_panel_alone(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    mentee = Proposal.objects.of(studio.organisation).order_by("pk")[0].mentee

    whole = page.get(address(round_, "round_why"), {"untuk": str(mentee.public_id)}).content.decode()
    part = page.get(address(round_, "round_why"), {"untuk": str(mentee.public_id)}, headers={"HX-Request": "true"})

    assert "<html" in whole
    assert "<html" not in part.content.decode()
    assert 'id="drawer"' in part.content.decode()


def test_panel_names_the_rule_of_a_forbidden_partner(page: Client, studio: Studio, now: datetime) -> None:
    mentor, mentee = studio.mentor("Lukman Hadi"), studio.mentee("Endang")
    studio.mentor("Wahyu")
    make_line(mentor.person, mentee.person)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    html = page.get(
        address(round_, "round_why"), {"untuk": str(mentee.public_id), "dengan": str(mentor.public_id)}
    ).content.decode()

    assert "salah satu memimpin yang lain" in html
    assert 'value="force"' not in html
    refused = page.post(
        address(round_, "round_override"),
        {"kind": "force", "mentor": mentor.public_id, "mentee": mentee.public_id, "reason": "Saya mau."},
        follow=True,
    )
    assert "Tidak ada yang dapat mencabut aturan ini" in refused.content.decode()


@pytest.mark.parametrize("ref", ["", "bukan-uuid", "00000000-0000-0000-0000-000000000000"])
def test_panel_for_nobody_is_not_found(page: Client, studio: Studio, now: datetime, ref: str) -> None:
    assert page.get(address(opened(studio, now), "round_why"), {"untuk": ref}).status_code == 404


def test_unmatched_person_has_a_reason_and_a_remedy(page: Client, studio: Studio, now: datetime) -> None:
    studio.mentor("Ayu")
    studio.mentee("Endang")
    studio.mentee("Tumpal Sihombing", hours=AFTERNOONS)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    for html in (
        page.get(address(round_)).content.decode(),
        page.get(address(round_, "round_unmatched")).content.decode(),
    ):
        assert "Tumpal Sihombing" in html
        assert "Tidak ada mentor yang luang pada jam yang diisi." in html
        assert "minta waktu lain" in html


def test_unknown_lines_are_decided_on_the_page(page: Client, studio: Studio, now: datetime) -> None:
    unit = make_unit(studio.organisation, "Pemasaran")
    studio.mentor(unit=unit, line_knowledge=LineKnowledge.UNKNOWN)
    studio.mentee(unit=unit)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    assert "Garis lapor belum diketahui" in page.get(address(round_)).content.decode()

    missing = page.post(address(round_, "round_unknown_lines"), {"lines-reason": ""})
    assert missing.status_code == 422
    page.post(address(round_, "round_unknown_lines"), {"lines-reason": "Diperiksa tim SDM."})

    html = page.get(address(round_)).content.decode()
    assert "Garis lapor belum diketahui" not in html
    assert "Diperiksa tim SDM." in html
    assert "Susunan 1 pasangan" in html


def test_confided_rules_are_counted_as_one(page: Client, studio: Studio, now: datetime) -> None:
    mentor, mentee = studio.mentor("Ayu"), studio.mentee("Endang")
    add_avoidance(mentor.person, mentee.person, by=mentor.person, now=now)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    html = page.get(address(round_)).content.decode()

    assert "keinginan yang tetap rahasia" in html
    assert "avoid" not in html


def test_weights_are_changed_and_refused(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)

    wrong = page.post(address(round_, "round_weights"), {"mentee": 50, "mentor": 40, "hours": 12, "across_units": 8})
    assert wrong.status_code == 422
    assert "110" in wrong.content.decode()
    page.post(address(round_, "round_weights"), {"mentee": 30, "mentor": 50, "hours": 12, "across_units": 8})

    round_.refresh_from_db()
    assert round_.settings["weights"] == {"mentee": 30, "mentor": 50, "hours": 12, "across_units": 8}


def test_asking_reminding_and_opening(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    asked = page.post(address(round_, "round_send"), follow=True).content.decode()
    assert "6 orang ditanya" in asked
    assert "Dari 3 pasangan" in asked
    round_.refresh_from_db()
    say(round_, now, Answer.YES, Answer.YES)

    assert "orang diingatkan" in page.post(address(round_, "round_remind"), follow=True).content.decode()
    html = page.post(address(round_, "round_publish"), follow=True).content.decode()

    assert "1 pasangan dibuka" in html
    assert "rata-rata nilai 1 pasangan, dua arah" in html
    assert "Yang dibuka adalah pasangan yang disetujui kedua pihak" in html
    assert Relationship.objects.of(studio.organisation).count() == 1
    again = page.post(address(round_, "round_publish"), follow=True).content.decode()
    assert "putaran ini sudah berlanjut" in again


def test_no_is_shown_as_a_pair_that_needs_another_partner(page: Client, studio: Studio, now: datetime) -> None:
    """Which of the two asked for another partner can't be seen: the page is the same whoever it was."""
    many(studio, 1)
    pages = []
    for answers in ((Answer.NO, Answer.YES), (Answer.YES, Answer.NO)):
        round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
        send_proposals(round_, by=studio.coordinator, now=now)
        say(round_, now, *answers)
        html = page.get(address(round_)).content.decode()
        assert "Perlu pasangan lain" in html
        pages.append(re.search(r'<ol class="proposals">.*?</ol>', html, re.DOTALL))
        Proposal.objects.of(studio.organisation).update(state=ProposalState.REPLACED)
        round_.delete()

    assert pages[0] is not None
    assert pages[1] is not None
    assert pages[0].group() == pages[1].group()


def test_coordinator_who_takes_part_learns_nothing_of_their_own_pair(
    page: Client, cast: Cast, studio: Studio, now: datetime
) -> None:
    Person.objects.of(cast.organisation).update(line_knowledge=LineKnowledge.TOP)
    cast.citra.refresh_from_db()
    studio.mentor(person=cast.citra)
    studio.mentee("Endang")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    say(round_, now, Answer.YES, Answer.NO)

    html = page.get(address(round_)).content.decode()
    cards = re.search(r'<ol class="proposals">.*?</ol>', html, re.DOTALL)

    assert cards is not None
    assert "Perlu pasangan lain" not in cards.group()
    assert "Pasangan Anda sendiri" in cards.group()
    assert 'class="proposal"' not in page.get(address(round_), {"tampil": "declined"}).content.decode()
    assert "tampil=declined" not in html


def test_large_round_shows_its_steps_until_it_is_done(
    page: Client, studio: Studio, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(studio, 2)
    monkeypatch.setattr("timbalik.matching.tasks.MOST_IN_A_REQUEST", 3)

    answer = page.post(reverse("coordinator:round_open", args=[studio.programme.public_id]), follow=True)
    assert "Susunan sedang dihitung" in answer.content.decode()
    round_ = Round.objects.of(studio.organisation).get()
    part = page.get(address(round_, "round_steps"), headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part

    carry_out.func(round_.works.get().pk)

    assert page.get(address(round_, "round_steps"), headers={"HX-Request": "true"}).headers["HX-Redirect"]
    assert "Susunan 2 pasangan" in page.get(address(round_)).content.decode()


def test_large_round_is_opened_by_the_worker(
    page: Client, studio: Studio, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = opened(studio, now, pairs=2)
    send_proposals(round_, by=studio.coordinator, now=now)
    say(round_, now, Answer.YES, Answer.YES)
    monkeypatch.setattr("timbalik.matching.tasks.MOST_IN_A_REQUEST", 3)

    html = page.post(address(round_, "round_publish"), follow=True).content.decode()
    assert "Pasangan sedang dibuka" in html
    again = page.post(address(round_, "round_publish"), follow=True).content.decode()
    assert "putaran ini sudah berlanjut" in again
    publish.func(round_.pk, studio.coordinator.pk)

    assert "Putaran ini membuka 1 pasangan" in page.get(address(round_)).content.decode()


def test_failed_computing_offers_to_try_again(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    Round.objects.of(studio.organisation).update(step="failed")

    html = page.get(address(round_)).content.decode()
    assert "Perhitungan berhenti" in html
    page.post(address(round_, "round_compute"))

    assert "Susunan 3 pasangan" in page.get(address(round_)).content.decode()


def test_certificate_is_a_file_without_names(page: Client, studio: Studio, now: datetime) -> None:
    answer = page.get(address(opened(studio, now), "round_certificate"))

    assert answer["Content-Type"] == "application/json"
    document = answer.json()
    assert (document["value"], "Mentor" in answer.content.decode()) == (document["bound"], False)


@pytest.mark.parametrize("state", ["proposed", "sent"])
def test_queries_do_not_grow_with_the_pairs(page: Client, studio: Studio, now: datetime, state: str) -> None:
    counts = []
    for pairs in (1, 30):
        round_ = opened(studio, now, pairs=pairs)
        if state == "sent":
            send_proposals(round_, by=studio.coordinator, now=now)
        page.get(address(round_))
        with CaptureQueriesContext(connection) as queries:
            page.get(address(round_))
        counts.append(len(queries.captured_queries))
        page.post(address(round_, "round_discard"))

    assert counts[0] == counts[1]
    assert counts[1] <= 16


def test_filters_and_pages_keep_their_address(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now, pairs=25)

    second = page.get(address(round_), {"page": 2}).content.decode()

    assert second.count('class="proposal"') == 5
    assert "21 sampai 25 dari 25" in second


def test_time_to_answer_over_is_told(page: Client, studio: Studio, now: datetime) -> None:
    round_ = opened(studio, now)
    send_proposals(round_, by=studio.coordinator, now=now - timedelta(days=400))

    assert "Waktu menjawab sudah habis" in page.get(address(round_)).content.decode()
