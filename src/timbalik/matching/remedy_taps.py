"""The question of a remedy from a link in a mail, as its person sees it."""

from __future__ import annotations

from dataclasses import dataclass

from timbalik.matching.errors import MatchingRefused
from timbalik.matching.models import RemedyTaken
from timbalik.matching.operations.remedies import ACT, answer_remedy
from timbalik.matching.queries.words import concept_names
from timbalik.matching.states import Answer, RemedyKind
from timbalik.notifications.models import ActionLink
from timbalik.programmes.states import EnrolmentState, ProgrammeState

__all__ = ["ACT", "AskedRemedy", "MatchingRefused", "answer_remedy", "asked_remedy"]


@dataclass(frozen=True)
class AskedRemedy:
    """``topics``: (key, name) to choose from. ``is_open``: an answer still counts."""

    taken: RemedyTaken
    is_place: bool
    topics: tuple[tuple[str, str], ...]
    is_open: bool

    @property
    def said_yes(self) -> bool:
        return self.taken.answer == Answer.YES

    @property
    def said_no(self) -> bool:
        return self.taken.answer == Answer.NO


def asked_remedy(link: ActionLink) -> AskedRemedy | None:
    """What this link asks; None where it leads nowhere."""
    taken = (
        RemedyTaken.objects.of(link.person.organisation_id)
        .filter(public_id=link.subject_ref, asked__person=link.person)
        .select_related("asked__person", "asked__programme", "enrolment__programme")
        .first()
    )
    if taken is None:
        return None
    names = concept_names() if taken.kind == RemedyKind.TOPICS else {}
    programme = taken.asked.programme
    return AskedRemedy(
        taken=taken,
        is_place=taken.kind == RemedyKind.PLACE,
        topics=tuple((key, names.get(key, key)) for key in taken.facts.get("topics", [])),
        is_open=taken.undone_at is None
        and taken.answer != Answer.YES
        and taken.asked.state == EnrolmentState.SUBMITTED
        and programme.state != ProgrammeState.CLOSED,
    )
