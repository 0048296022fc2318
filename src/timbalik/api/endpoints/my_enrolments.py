"""A person's own enrolments: what they are asked, and handing in."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field, StringConstraints, model_validator

from timbalik.api.caller import ApiRequest
from timbalik.api.endpoints.enrolments import HandedInOut, handed_in
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import listed, page_of, there
from timbalik.api.schemas import At, In, Line, Listed, Out, Paging, Sentence
from timbalik.lib.versions import in_language
from timbalik.matching.operations.siding import change_side
from timbalik.people.operations import WeeklyHours
from timbalik.people.states import ConsentPurpose, Salutation
from timbalik.people.validators import validate_time_zone
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations import EnrolmentAnswers, OfferAnswer, WantAnswer, submit_enrolment
from timbalik.programmes.operations.rematch import wish_for_partner
from timbalik.programmes.peers import Begins
from timbalik.programmes.queries import own_enrolments
from timbalik.programmes.states import Conduct, EnrolmentRole, LastUsed
from timbalik.programmes.validators import MOST_CONCEPTS

router = Router(tags=["my enrolments"])

OneToFive = Annotated[int, Field(ge=1, le=5)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class OfferIn(In):
    concept: Key
    level: OneToFive = 3
    evidence: Line = ""
    last_used: LastUsed = LastUsed.UNKNOWN


class WantIn(In):
    concept: Key
    importance: OneToFive = 3


class HoursIn(In):
    """Free time in the person's own zone; Monday is 0."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    starts: time
    ends: time

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> Self:
        if self.starts.tzinfo or self.ends.tzinfo or self.ends <= self.starts:
            raise ValueError("a span of one day, without a zone")
        return self


class SubmissionIn(In):
    """``accepts_notice``: the notice was shown to the person and read; ``consents``: what they ticked, nothing else."""

    motivation: Sentence
    benefit_sought: Sentence
    learning_goal: Sentence = ""
    basics_reason: Line = ""  # why business basics are wanted all the same, where the young teach
    offers: Annotated[list[OfferIn], Field(max_length=MOST_CONCEPTS)]
    wants: Annotated[list[WantIn], Field(max_length=MOST_CONCEPTS)]
    hours: Annotated[list[HoursIn], Field(max_length=70)]
    capacity: OneToFive = 1
    time_zone: Annotated[str, StringConstraints(max_length=60)]
    nickname: Annotated[str, StringConstraints(max_length=60)] = ""
    salutation: Salutation = Salutation.NONE
    language: Literal["id", "en"]
    accepts_notice: bool
    consents: list[ConsentPurpose]
    pledges: bool
    begins: Begins | None = None  # among peers: who leads the first session
    conduct: dict[str, Conduct] = {}
    conduct_example: Sentence = ""


class PartnerWishIn(In):
    """After a pair ended early: in line for a new partner, or not now."""

    wants: bool


class SideIn(In):
    """Among peers: who leads the first session. “Either” is for handing in."""

    begins: Literal["teaches", "learns"]


class PartnerWishOut(Out):
    wants: bool


class MyEnrolmentLineOut(Out):
    id: UUID
    programme: UUID
    programme_name: str
    programme_state: str
    role: str
    state: str
    submitted_at: At | None


class PurposeOut(Out):
    purpose: str
    is_required: bool
    sentence: str


class ParagraphOut(Out):
    heading: str
    text: str


class NoticeOut(Out):
    """The privacy notice, to be shown before anybody accepts it. ``readers``: who reads what."""

    key: str
    version: int
    lead: str
    readers: list[ParagraphOut]
    paragraphs: list[ParagraphOut]
    purposes: list[PurposeOut]


class MyEnrolmentOut(Out):
    enrolment: MyEnrolmentLineOut
    notice: NoticeOut
    handed_in: HandedInOut | None


def _line(row: Enrolment) -> MyEnrolmentLineOut:
    return MyEnrolmentLineOut(
        id=row.public_id,
        programme=row.programme.public_id,
        programme_name=row.programme.name,
        programme_state=row.programme.state,
        role=row.role,
        state=row.state,
        submitted_at=row.submitted_at,
    )


def _notice(row: Enrolment) -> NoticeOut:
    notice = row.programme.notice
    content = notice.content
    return NoticeOut(
        key=notice.key,
        version=notice.version,
        lead=in_language(content["lead"]),
        readers=[
            ParagraphOut(heading=in_language(one["who"]), text=in_language(one["reads"])) for one in content["readers"]
        ],
        paragraphs=[
            ParagraphOut(heading=in_language(one["heading"]), text=in_language(one["text"]))
            for one in content["paragraphs"]
        ],
        purposes=[
            PurposeOut(purpose=one["purpose"], is_required=one["required"], sentence=in_language(one["sentence"]))
            for one in content["purposes"]
        ],
    )


def _mine(request: ApiRequest, ref: UUID) -> Enrolment:
    rows = own_enrolments(request.person).select_related("programme__notice", "programme__organisation", "person")
    return there(rows.filter(public_id=ref).first())


@router.get("/my/enrolments", response={200: Listed[MyEnrolmentLineOut], FAILURES: Failure})
def list_my_enrolments(request: ApiRequest, paging: Query[Paging]) -> Listed[MyEnrolmentLineOut]:
    rows, total = page_of(own_enrolments(request.person).order_by("-programme__starts_on", "pk"), paging)
    return listed([_line(row) for row in rows], total, paging)


@router.get("/my/enrolments/{uuid:enrolment}", response={200: MyEnrolmentOut, FAILURES: Failure})
def get_my_enrolment(request: ApiRequest, enrolment: UUID) -> MyEnrolmentOut:
    """With the privacy notice of the programme, and what was handed in."""
    row = _mine(request, enrolment)
    return MyEnrolmentOut(enrolment=_line(row), notice=_notice(row), handed_in=handed_in(row))


@router.post("/my/enrolments/{uuid:enrolment}/submit", response={200: MyEnrolmentLineOut, FAILURES: Failure})
def submit_my_enrolment(request: ApiRequest, enrolment: UUID, said: SubmissionIn) -> MyEnrolmentLineOut:
    """Hand in, or hand in anew while enrolment is open."""
    row = _mine(request, enrolment)
    row.organisation = row.programme.organisation
    return _line(submit_enrolment(row, _answers(said), by=request.person, now=request.now))


def _answers(said: SubmissionIn) -> EnrolmentAnswers:
    try:
        validate_time_zone(said.time_zone)
    except ValidationError:
        raise ApiError(422, "time_zone_unknown", _("This time zone is not known."), field="time_zone") from None
    return EnrolmentAnswers(
        motivation=said.motivation,
        benefit_sought=said.benefit_sought,
        learning_goal=said.learning_goal,
        basics_reason=said.basics_reason,
        offers=tuple(OfferAnswer(one.concept, one.level, one.evidence, one.last_used) for one in said.offers),
        wants=tuple(WantAnswer(one.concept, one.importance) for one in said.wants),
        hours=tuple(WeeklyHours(one.weekday, one.starts, one.ends) for one in said.hours),
        capacity=said.capacity,
        time_zone=said.time_zone,
        nickname=said.nickname,
        salutation=said.salutation,
        language=said.language,
        accepts_notice=said.accepts_notice,
        consents=frozenset(one.value for one in said.consents),
        pledges=said.pledges,
        begins=said.begins.value if said.begins else "",
        conduct={key: value.value for key, value in said.conduct.items()},
        conduct_example=said.conduct_example,
    )


@router.post("/my/enrolments/{uuid:enrolment}/partner-wish", response={200: PartnerWishOut, FAILURES: Failure})
def say_whether_i_want_a_partner(request: ApiRequest, enrolment: UUID, said: PartnerWishIn) -> PartnerWishOut:
    """“Not now” leaves the person out of new rounds, until they say otherwise. Nobody is told but the coordinator's list."""
    own = own_enrolments(request.person).select_related("person", "organisation")
    row = there(own.filter(public_id=enrolment).first())
    wish_for_partner(row, wants=said.wants, by=request.person, now=request.now)
    return PartnerWishOut(wants=row.no_rematch_at is None)


@router.post("/my/enrolments/{uuid:enrolment}/side", response={200: MyEnrolmentLineOut, FAILURES: Failure})
def choose_my_side(request: ApiRequest, enrolment: UUID, said: SideIn) -> MyEnrolmentLineOut:
    """Among peers, after handing in: teach first or learn first, until a round, a ranking or a pair rests on it."""
    row = _mine(request, enrolment)
    role = EnrolmentRole.MENTOR if said.begins == "teaches" else EnrolmentRole.MENTEE
    change_side(row, role, by=request.person, now=request.now)
    return _line(row)
