"""One organisation with every role, and a pair that has lived.

A page with a parameter of its own needs a value in ``World.values`` (or, where one name means different things, in
``World.special``), and its thing made here or in ``pair_life``.
"""

from __future__ import annotations

import io
from datetime import date, timedelta

from tests.factories.enrolment import make_answers, make_open_programme
from tests.factories.matching import Studio, many
from tests.factories.people import NOW, make_organisation, make_person, make_unit
from tests.factories.programmes import make_enrolment, make_programme, make_role
from tests.security.beginnings import begin
from tests.security.pair_life import live
from tests.security.searching import search
from tests.security.world import World
from timbalik.evaluation.operations import freeze_report
from timbalik.learning.lessons import LessonText, Material, Step
from timbalik.learning.models import Lesson
from timbalik.learning.operations import share_lesson, write_lesson
from timbalik.matching.models import Ballot, Proposal, RankingCall, RemedyTaken
from timbalik.matching.operations import open_round, override_pair, send_proposals
from timbalik.matching.operations.drafts import keep_draft
from timbalik.matching.operations.objecting import raise_objection
from timbalik.matching.operations.pair_sheets import receive_sheet
from timbalik.matching.states import OverrideKind, RemedyKind
from timbalik.people.models.imports import ImportBatch, ProposedLeaver
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.operations import add_avoidance
from timbalik.people.states import LineKnowledge, PartnerKind
from timbalik.programmes.operations import invite, save_draft, submit_enrolment
from timbalik.programmes.operations.guests import add_partner
from timbalik.programmes.operations.programmes import begin_matching, start_running
from timbalik.programmes.states import Direction, EnrolmentRole, Role
from timbalik.surveys.operations import open_needs_survey, open_wave
from timbalik.surveys.states import WaveKind

NAMES = {
    "mentor": "Ayu Lestari",
    "mentee": "Dr. Ir. H. Bram Wicaksono Hadiningrat",
    "neighbour": "Suharti",
    "coordinating mentor": "Galih Prakoso",
    "colleague": "Wahyu Nugroho",
    "assistant": "Ratna Kusumawardani",
    "coordinator": "Citra",
    "other coordinator": "Sekar Ayuningtyas",
    "sponsor": "Ir. Made Wirawan, M.M.",
    "evaluator": "Yohanes Rumbiak",
    "administrator": "Hj. Nurhayati",
    "confidential contact": "Maria Tampubolon",
    "guest": "Sekar",
    "partner coordinator": "Bu Wening",
}
PAIRED = {
    "mentor": EnrolmentRole.MENTOR,
    "mentee": EnrolmentRole.MENTEE,
    "coordinating mentor": EnrolmentRole.MENTOR,
    "neighbour": EnrolmentRole.MENTEE,
}


def build_world(name: str) -> World:
    """Needs the shipped texts (``publish_all``)."""
    organisation = make_organisation(name)
    world = World(organisation, {role: _person(organisation, full_name) for role, full_name in NAMES.items()})
    _partner(world)
    _programme(world)
    _roles(world)
    live(world)
    _library(world)
    _round(world)
    _asked(world)
    _desk(world)
    begin(world)
    search(world)  # last: whoever hands in an enrolment says anew when they are free
    return world


def everything(world: World) -> Person:
    """Somebody of this world who holds every role there is, for the whole organisation."""
    holder = _person(world.organisation, "Dian Sitohang")
    for role in Role:
        make_role(holder, role)
    world.people["assistant"].delegations_held.update(delegate=holder)
    return holder


def _person(organisation: Organisation, full_name: str) -> Person:
    return make_person(
        organisation,
        full_name,
        unit=make_unit(organisation),
        line_knowledge=LineKnowledge.TOP,
        level_rank=4,
        with_account=True,
    )


def _partner(world: World) -> None:
    """A campus: one of its students comes as a guest, and somebody there looks after its guests."""
    campus = add_partner(world.organisation, name="Universitas Nusa", kind=PartnerKind.CAMPUS, by=None, now=NOW)
    for role in ("guest", "partner coordinator"):
        person = world.people[role]
        person.is_guest, person.partner, person.unit = True, campus, None
        person.save()
    world.values["partner"] = campus.public_id


def _programme(world: World) -> None:
    """Four took part and were paired; the colleague was invited and has begun to answer."""
    world.programme = programme = make_open_programme(
        world.organisation, by=world.people["coordinator"], starts_on=date(2026, 10, 5)
    )
    programme.notes_enabled = True
    programme.mentor_levels = programme.mentee_levels = []
    programme.save()
    wanted = [(world.people[role], side) for role, side in PAIRED.items()]
    invited = invite(programme, [*wanted, (world.people["colleague"], EnrolmentRole.MENTOR)], by=None, now=NOW)
    world.enrolments = dict(zip([*PAIRED, "colleague"], invited, strict=True))
    for role in PAIRED:
        partner = {"mentor": "mentee", "mentee": "mentor"}.get(role, role)
        readers = {role, partner, "coordinator", "coordinating mentor"}
        texts = {name: world.plant(f"{role}-{name}", *readers) for name in ("motivation", "benefit_sought")}
        if role == "mentee":
            texts["learning_goal"] = world.plant("mentee-learning_goal", *readers)
        answers = make_answers(**texts, consents=frozenset({"participation", "research"}))
        submit_enrolment(world.enrolments[role], answers, by=world.people[role], now=NOW)
    draft = {"motivation": world.plant("draft", "colleague")}
    save_draft(world.enrolments["colleague"], step=3, draft=draft, by=world.people["colleague"], now=NOW)
    add_avoidance(world.people["mentor"], world.people["colleague"], by=world.people["mentor"], now=NOW)
    [guest] = invite(programme, [(world.people["guest"], EnrolmentRole.MENTOR)], by=None, now=NOW)
    draft = {"motivation": world.plant("guest-draft", "guest")}
    save_draft(guest, step=3, draft=draft, by=world.people["guest"], now=NOW)
    begin_matching(programme, by=None, now=NOW)
    start_running(programme, by=None, now=NOW)
    wave = open_wave(programme.cohorts.get(), WaveKind.BASELINE, now=NOW)
    leader, end = world.people["mentee"], NOW + timedelta(days=14)
    open_needs_survey(programme, [leader], by=None, now=NOW, closes_at=end)
    enrolment = world.enrolments["mentor"].public_id
    world.values |= {"programme": programme.public_id, "enrolment": enrolment, "wave": wave.public_id}
    world.values |= {"side": "mentor", "screen": "memberi", "unit": "bersama-dasar", "page": "gallery"}


def _roles(world: World) -> None:
    own = {
        "coordinating mentor": Role.COORDINATOR,
        "sponsor": Role.SPONSOR,
        "evaluator": Role.EVALUATOR,
        "confidential contact": Role.CONFIDENTIAL_CONTACT,
        "partner coordinator": Role.PARTNER_COORDINATOR,
    }
    for role, held in own.items():
        make_role(world.people[role], held, programme=world.programme)
    make_role(world.people["administrator"], Role.ADMINISTRATOR)
    world.values["assignment"] = world.people["sponsor"].roles.get().public_id


def _library(world: World) -> None:
    """A lesson shared with the programme, and a draft of one that its author alone reads."""
    mentor = world.people["mentor"]

    def write(title: str, *readers: str) -> Lesson:
        lines = [world.plant(f"{title}-{part}", *readers) for part in ("title", "aim", "step", "question", "material")]
        words = LessonText(lines[0], lines[1], (Step(10, lines[2]),), (lines[3],), (Material(lines[4]),))
        return write_lesson(world.programme, words, by=mentor, now=NOW)

    shared = write("lesson", *PAIRED)
    share_lesson(shared, by=mentor, now=NOW)
    draft = write("lesson-draft", "mentor")
    world.values |= {"lesson": shared.public_id, "topic": "membaca-dasbor", "practice": "kembali-belajar"}
    world.special |= {
        f"participant:lesson_{act}": {"lesson": draft.public_id} for act in ("change", "share", "withdraw", "delete")
    }


def _round(world: World) -> None:
    """Newcomers of the same programme, proposed to each other and waiting for the coordinator."""
    citra = world.people["coordinator"]
    many(Studio(world.programme, citra), 3)
    round_ = open_round(world.programme.cohorts.get(), by=citra, now=NOW)
    one = round_.proposals.select_related("mentor", "mentee").order_by("pk")[0]
    reason = world.plant("override-reason", "coordinator", "coordinating mentor")
    override = override_pair(
        round_, mentor=one.mentor, mentee=one.mentee, kind=OverrideKind.LOCK, reason=reason, by=citra, now=NOW
    )
    world.values |= {"number": round_.number, "override": override.public_id, "waiting": one.mentor.public_id}
    file = io.BytesIO(f"Mentor;Mentee\n{one.mentor.person.full_name};{one.mentee.person.full_name}\n".encode())
    sheet = receive_sheet(round_, file, file_name="pasangan.csv", by=citra, now=NOW)
    draft = keep_draft(round_, name="Konsep", by=citra, now=NOW)
    asked = {"enrolment": one.mentee, "asked": one.mentor, "kind": RemedyKind.PLACE}
    remedy = RemedyTaken.objects.create(organisation=world.organisation, round=round_, by=citra, at=NOW, **asked)
    asked["asked"] = world.enrolments["mentor"]
    question = RemedyTaken.objects.create(organisation=world.organisation, round=round_, by=citra, at=NOW, **asked)
    world.special["participant:remedy"] = {"remedy": question.public_id}
    words = world.plant("objection", "neighbour", "coordinator", "coordinating mentor")
    wish = raise_objection(world.enrolments["neighbour"], words=words, by=world.people["neighbour"], now=NOW)
    world.values |= {"objection": wish.public_id}
    mine = world.enrolments["mentor"]
    call = RankingCall.objects.create(
        organisation=world.organisation, cohort=mine.cohort, opened_at=NOW, closes_at=NOW + timedelta(days=5)
    )
    Ballot.objects.create(organisation=world.organisation, call=call, enrolment=mine, person=mine.person)
    world.values |= {"sheet": sheet.public_id, "draft": draft.public_id, "kind": "csv", "remedy": remedy.public_id}


def _asked(world: World) -> None:
    """In another programme, coordinated by somebody else, the same two were proposed to each other."""
    other = world.people["other coordinator"]
    programme = make_open_programme(world.organisation, by=other, name="Angkatan berikut")
    studio = Studio(programme, other)
    studio.mentor(person=world.people["mentor"])
    studio.mentee(person=world.people["mentee"])
    round_ = open_round(programme.cohorts.get(), by=other, now=NOW)
    send_proposals(round_, by=other, now=NOW)
    peers = make_programme(world.organisation, direction=Direction.PEER, template=world.programme.template)
    side = make_enrolment(peers, world.people["mentor"], EnrolmentRole.MENTOR)
    world.special["participant:side"] = {"enrolment": side.public_id}
    world.values["proposal"] = Proposal.objects.of(world.organisation).get(round=round_).public_id


def _desk(world: World) -> None:
    """A people file on its way in, somebody absent from it, and a frozen report."""
    batch = ImportBatch.objects.create(
        organisation=world.organisation, file_name="hr.csv", rejected=b"NIK;Nama\n", created_at=NOW
    )
    gone = make_person(world.organisation, "Slamet")
    leaver = ProposedLeaver.objects.create(organisation=world.organisation, batch=batch, person=gone)
    report = freeze_report(world.programme, by=world.people["evaluator"], now=NOW)
    world.values |= {"batch": batch.public_id, "report": report.public_id}
    world.special["coordinator:leaver_decide"] = {"proposal": leaver.public_id}
