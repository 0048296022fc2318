"""The draft of an enrolment: what the screens have collected so far, and what becomes of it at the end."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from timbalik.programmes.answers import EnrolmentAnswers, OfferAnswer, WantAnswer
from timbalik.programmes.models import Enrolment, Screening
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.web.participant.enrolment.week import hours_of, ticks_of

DEFAULT_LEVEL, DEFAULT_IMPORTANCE = 3, 3


class OfferDraft(TypedDict):
    level: int
    evidence: str
    last_used: NotRequired[str]  # drafts of before have none


def draft_of(enrolment: Enrolment) -> dict[str, Any]:
    """What is known of the person, then what was handed in before, then what the screens have kept since."""
    person = enrolment.person
    known: dict[str, Any] = {
        "accepts_notice": False,
        "consents": [],
        "motivation": "",
        "benefit_sought": "",
        "learning_goal": "",
        "offers": {},
        "wants": {},
        "conduct": {},
        "conduct_example": "",
        "week": ticks_of(person.availability.all()),
        "capacity": _places_suggested(enrolment),
        "time_zone": person.time_zone,
        "nickname": person.nickname,
        "salutation": person.salutation,
    }
    kept: dict[str, Any] = enrolment.draft
    return known | _handed_in(enrolment) | kept


def _places_suggested(enrolment: Enrolment) -> int:
    """One, unless the template is made for a mentor of two leaders; the person decides."""
    content = enrolment.programme.template.content
    return int(content.get("mentor_capacity", 1)) if enrolment.role == EnrolmentRole.MENTOR else 1


def _handed_in(enrolment: Enrolment) -> dict[str, Any]:
    if enrolment.state != EnrolmentState.SUBMITTED:
        return {}
    standing = enrolment.person.consents.filter(withdrawn_at__isnull=True, notice=enrolment.programme.notice_id)
    consents = list(standing.values_list("purpose", flat=True))
    return {
        "accepts_notice": bool(consents),
        "consents": consents,
        "motivation": enrolment.motivation,
        "benefit_sought": enrolment.benefit_sought,
        "learning_goal": enrolment.learning_goal,
        "basics_reason": enrolment.basics_reason,
        "offers": {
            offer.concept.key: OfferDraft(level=offer.level, evidence=offer.evidence, last_used=offer.last_used)
            for offer in enrolment.offers.select_related("concept")
        },
        "wants": {want.concept.key: want.importance for want in enrolment.wants.select_related("concept")},
        "capacity": enrolment.capacity,
        **_conduct(enrolment),
    }


def _conduct(enrolment: Enrolment) -> dict[str, Any]:
    said = Screening.objects.of(enrolment.organisation_id).filter(enrolment=enrolment).first()
    return {} if said is None else {"conduct": said.conduct, "conduct_example": said.example}


def answers_from(draft: dict[str, Any], *, language: str, pledges: bool) -> EnrolmentAnswers:
    return EnrolmentAnswers(
        motivation=draft["motivation"],
        benefit_sought=draft["benefit_sought"],
        learning_goal=draft["learning_goal"],
        begins=draft.get("begins", ""),
        basics_reason=draft.get("basics_reason", ""),
        offers=tuple(
            OfferAnswer(key, said["level"], said["evidence"], said.get("last_used", ""))
            for key, said in draft["offers"].items()
        ),
        wants=tuple(WantAnswer(key, importance) for key, importance in draft["wants"].items()),
        hours=hours_of(draft["week"]),
        capacity=draft["capacity"],
        time_zone=draft["time_zone"],
        nickname=draft["nickname"],
        salutation=draft["salutation"],
        language=language,
        accepts_notice=draft["accepts_notice"],
        consents=frozenset(draft["consents"]),
        pledges=pledges,
        conduct={key: value for key, value in draft["conduct"].items() if value},
        conduct_example=draft["conduct_example"],
    )
