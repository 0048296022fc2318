"""The agreement of one's own pair, opened for its members alone."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import the_space
from timbalik.api.refusals import not_found
from timbalik.api.schemas import At, In, Out, Passage, PersonOut, person_out
from timbalik.journey.space import Space
from timbalik.relationships.elements import elements
from timbalik.relationships.operations import draft_agreement, sign_agreement
from timbalik.relationships.queries import agreement_answers, agreement_text

router = Router(tags=["my agreement"])
AGREEMENT = "/my/relationships/{uuid:relationship}/agreement"


class AgreementIn(In):
    """Answers by the key of the point; a point left out is empty in the new version.

    A point of kind ``map`` has a key for each topic (``in``, ``ask`` or ``off``) and one for the lines added to each
    column. ``based_on``: the version that was read; if the other side saved a newer one since, nothing is written.
    """

    answers: Annotated[dict[str, Passage], Field(max_length=100)]
    based_on: Annotated[int, Field(ge=0, le=32_767)] | None = None


class SigningIn(In):
    """The version that was read; a newer one in between is not signed unread."""

    version: Annotated[int, Field(ge=1, le=32_767)]


class TopicOut(Out):
    """A topic of the boundary map; ``place`` is empty until it has one."""

    key: str
    area: str
    text: str
    place: str


class PointOut(Out):
    """``keys``: under which answers to this point stand; ``topics``: for a point of kind ``map``."""

    key: str
    kind: str
    keys: list[str]
    number: int
    title: str
    question: str
    is_required: bool
    answer: str
    topics: list[TopicOut]


class SignatureOut(Out):
    person: PersonOut
    signed_at: At | None


class AgreementOut(Out):
    """The newest version; 0 before the first draft. ``version_in_force`` is the one all have signed."""

    version: int
    version_in_force: int | None
    points: list[PointOut]
    missing: list[str]
    signatures: list[SignatureOut]


def _agreement_out(space: Space) -> AgreementOut:
    newest = space.agreements[0] if space.agreements else None
    in_force = space.agreement_in_force
    text = newest.agreement.text if newest else agreement_text(space.relationship)
    answers = agreement_answers(newest.agreement, space.vault) if newest else {}
    return AgreementOut(
        version=newest.agreement.version if newest else 0,
        version_in_force=in_force.agreement.version if in_force else None,
        points=[
            PointOut(
                key=one.key,
                kind=one.kind,
                keys=list(one.answer_keys()),
                number=one.number,
                title=one.title,
                question=one.question,
                is_required=one.is_required,
                answer=answers.get(one.key, ""),
                topics=[
                    TopicOut(key=topic.key, area=topic.area, text=topic.text, place=answers.get(topic.key, ""))
                    for topic in one.topics
                ],
            )
            for one in elements(text.content)
        ],
        missing=list(newest.agreement.missing) if newest else [],
        signatures=[
            SignatureOut(
                person=person_out(member.person), signed_at=newest.signed.get(member.person_id) if newest else None
            )
            for member in space.members
        ],
    )


@router.get(AGREEMENT, response={200: AgreementOut, FAILURES: Failure})
def get_my_agreement(request: ApiRequest, relationship: UUID) -> AgreementOut:
    return _agreement_out(the_space(request, relationship))


@router.post(AGREEMENT, response={201: AgreementOut, FAILURES: Failure})
def draft_my_agreement(request: ApiRequest, relationship: UUID, said: AgreementIn) -> Status[AgreementOut]:
    """Write the next version; it needs every signature again. The same answers again change nothing."""
    space = the_space(request, relationship)
    text = space.agreements[0].agreement.text if space.agreements else agreement_text(space.relationship)
    known = {key for one in elements(text.content) for key in one.answer_keys()}
    if unknown := sorted(said.answers.keys() - known):
        message = _("The agreement has no such point.")
        raise ApiError(422, "point_unknown", message, field=f"answers.{unknown[0]}"[:200])
    draft_agreement(space.relationship, said.answers, by=request.person, now=request.now, based_on=said.based_on)
    return Status(201, _agreement_out(the_space(request, relationship)))


@router.post(f"{AGREEMENT}/sign", response={200: AgreementOut, FAILURES: Failure})
def sign_my_agreement(request: ApiRequest, relationship: UUID, said: SigningIn) -> AgreementOut:
    space = the_space(request, relationship)
    chosen = next((one.agreement for one in space.agreements if one.agreement.version == said.version), None)
    if chosen is None:
        raise not_found()
    chosen.relationship = space.relationship
    sign_agreement(chosen, by=request.person, now=request.now)
    return _agreement_out(the_space(request, relationship))
