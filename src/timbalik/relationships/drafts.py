"""The first draft of an agreement: the text's own examples, filled with what is known of the pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from timbalik.programmes.models import Programme
from timbalik.relationships.elements import default_places, elements
from timbalik.relationships.models import RelationshipMember
from timbalik.relationships.states import Side


def suggested_answers(
    content: Mapping[str, Any], *, members: Sequence[RelationshipMember], programme: Programme
) -> dict[str, str]:
    """Sentences to begin from, in the active language; the pair changes or empties them. Nothing is stored."""
    known, listed = _known(members, programme), elements(content)
    first = {element.key: element.example.format_map(known) for element in listed if element.example}
    for element in listed:
        first |= default_places(element)
    if programme.is_mutual and "names_roles" in first:
        first["names_roles"] = _(
            "%(mentor)s and %(mentee)s teach and learn in turns; %(mentor)s teaches first. This holds in every session, "
            "whatever our positions are outside it."
        ) % {"mentor": known["mentor"], "mentee": known["mentee"]}
    first["benefits"] = "\n".join(
        f"{member.person.called}: {member.enrolment.benefit_sought}"
        for member in members
        if member.enrolment.benefit_sought
    )
    first["goals"] = "\n".join(member.enrolment.learning_goal for member in members if member.enrolment.learning_goal)
    return {key: text for key, text in first.items() if text}


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _known(members: Sequence[RelationshipMember], programme: Programme) -> _Known:
    def names(side: str) -> str:
        return ", ".join(member.person.called for member in members if member.side == side)

    midway = programme.starts_on + (programme.ends_on - programme.starts_on) / 2
    return _Known(
        mentor=names(Side.MENTOR),
        mentee=names(Side.MENTEE),
        cadence_days=str(programme.cadence_days),
        session_minutes=str(programme.session_minutes),
        starts_on=date_format(programme.starts_on, "j F Y"),
        midway_on=date_format(midway, "j F Y"),
        ends_on=date_format(programme.ends_on, "j F Y"),
    )
