"""An agreement arranged for reading: its points, the boundary map among them, and what differs between versions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from timbalik.journey.space import Space
from timbalik.relationships.comparison import Change, compare_answers
from timbalik.relationships.elements import Answers, boundary_map, elements
from timbalik.relationships.queries import AgreementState, agreement_answers


def points_of(space: Space, state: AgreementState) -> list[dict[str, Any]]:
    """Each answered point with its number, title, and either its text or its map."""
    answers = agreement_answers(state.agreement, space.vault)
    return [
        {
            "number": one.number,
            "title": one.title,
            "text": answers.get(one.key, ""),
            "columns": boundary_map(one, answers) if one.is_map else (),
        }
        for one in elements(state.agreement.text.content)
        if one.is_answered(answers)
    ]


def changes_between(space: Space, before: AgreementState, after: AgreementState) -> list[Change]:
    return changes_of_answers(space, before, agreement_answers(after.agreement, space.vault))


def changes_of_answers(space: Space, before: AgreementState, answers: Answers) -> list[Change]:
    """What differs from that version in answers that need not be saved yet."""
    old = agreement_answers(before.agreement, space.vault)
    return compare_answers(elements(before.agreement.text.content), old, answers)


def versions_of(space: Space) -> list[dict[str, Any]]:
    """Every version, newest first: who wrote it, who signed it, whether it holds."""
    names = {member.person_id: member.person.called for member in space.members}
    return [
        {
            "number": state.agreement.version,
            "at": state.agreement.created_at,
            "by": names.get(state.agreement.by_id or 0, ""),
            "signed_by": _signers(state, names),
            "holds": state is space.agreement_in_force,
        }
        for state in space.agreements
    ]


def _signers(state: AgreementState, names: dict[int, str]) -> str:
    signed = [name for person, name in names.items() if person in state.signed]
    return _("signed by %(names)s") % {"names": ", ".join(signed)} if signed else _("signed by nobody")
