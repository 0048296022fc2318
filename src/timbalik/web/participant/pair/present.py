"""The pair space, arranged for its templates: no query, no rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from timbalik.journey import growth
from timbalik.journey.phases import phase_module
from timbalik.journey.space import Space
from timbalik.journey.wording import criterion_in_words
from timbalik.lib.clock import clock, day
from timbalik.programmes.exchange import in_turns as said_in_turns
from timbalik.programmes.exchange import topics_taught
from timbalik.relationships.elements import elements
from timbalik.relationships.queries import AgreementState, agreement_answers
from timbalik.relationships.states import PHASES, ClosurePart, Ending, Phase, RelationshipState, Side, next_phase
from timbalik.web.participant.pair.places import place_of

SHOWN_TERMS = ("rhythm", "address_etiquette", "work_personal_line", "confidentiality", "cancelling", "leading")
MIRROR_X = {"mentor": 22.0, "both": 52.0, "mentee": 82.0}
ROW, FIRST_ROW = 28, 36
LAST_MONTH = 30  # days


@dataclass(frozen=True)
class MirrorRow:
    """One session in the role mirror: where each side's answer stands, in percent and pixels."""

    number: int
    label_y: int
    line_y: int
    mentor_x: float | None
    mentor_y: int
    mentee_x: float | None
    mentee_y: int
    mentor_said: str
    mentee_said: str


def phase_steps(space: Space) -> list[dict[str, str]]:
    """The four phases with their dates. A phase gone back to is named with its newest date."""
    zone = ZoneInfo(space.me.person.time_zone)
    since = {Phase.PREPARATION.value: space.relationship.opened_at}
    for step in space.steps:
        since[step.to_phase] = step.at
    current = PHASES.index(Phase(space.relationship.phase))
    has_ended = space.relationship.state == RelationshipState.ENDED
    whole = space.relationship.ending == Ending.COMPLETED
    rows = []
    for place, phase in enumerate(PHASES):
        state = "done" if place < current or whole else "now" if place == current else "wait"
        begun = since.get(phase.value) if place <= current else None
        note = (
            _("since %(day)s") % {"day": day(begun, zone, with_year=False)}
            if begun and state == "now" and not has_ended
            else ""
        )
        rows.append({"name": str(phase.label), "note": note, "state": state})
    return rows


def open_points(space: Space) -> list[tuple[str, str]]:
    """Words and the address where the point is met, if this person can do something for it."""
    names = space.names_by_side()
    return [(criterion_in_words(criterion, names), place_of(space, criterion)) for criterion in space.missing]


def is_time_to_part(space: Space) -> bool:
    """Planned sessions held, or the programme's last month: then the way to closure is offered, not before."""
    is_late = (space.last_day - space.now.date()).days <= LAST_MONTH
    return len(space.held) >= space.programme.planned_sessions or is_late


def what_partners_do(space: Space) -> list[str]:
    said = phase_module(space.relationship.phase).PARTNERS_DO
    if space.programme.is_mutual and space.relationship.phase == Phase.GROWTH:
        said = growth.PARTNERS_DO_IN_TURNS
    return [str(sentence) for sentence in said]


def in_turns(space: Space) -> list[tuple[int, str]]:
    """Member → what each teaches and learns, where both do; nothing elsewhere."""
    if not space.programme.is_mutual:
        return []
    taught = topics_taught(member.enrolment for member in space.members)
    return [(member.pk, said_in_turns(member.enrolment_id, taught)) for member in space.members]


def following_phase(space: Space) -> Phase | None:
    return next_phase(space.relationship.phase)


def terms(space: Space, state: AgreementState, *, keys: tuple[str, ...] | None = None) -> list[tuple[str, str]]:
    """Title and text of the agreement's points; those named by ``keys``, or all."""
    answers = agreement_answers(state.agreement, space.vault)
    listed = elements(state.agreement.text.content)
    chosen = [one for one in listed if answers.get(one.key) and (keys is None or one.key in keys)]
    return [(one.title, answers[one.key]) for one in chosen]


def signs(space: Space, state: AgreementState) -> list[dict[str, str]]:
    zone = ZoneInfo(space.me.person.time_zone)
    rows = []
    for member in space.members:
        at = state.signed.get(member.person_id)
        note = _("signed on %(day)s, %(hour)s") % {"day": day(at, zone), "hour": clock(at, zone)} if at else ""
        rows.append({"role": member.side, "name": member.person.called, "note": note})
    return rows


def mirror(space: Space) -> list[MirrorRow]:
    """Who taught more, as each side saw it, for the last eight sessions; for the pair alone (GR-09)."""
    sides = {member.person_id: member.side for member in space.members}
    said: dict[int, dict[str, str]] = {}
    for check_in in space.check_ins:
        said.setdefault(check_in.session_id, {})[sides.get(check_in.person_id, "")] = check_in.taught_more
    names = {
        "mentor": space.names_by_side()["mentor"],
        "both": _("Balanced"),
        "mentee": space.names_by_side()["mentee"],
    }
    rows = []
    for place, session in enumerate([one for one in space.held if one.pk in said][-8:]):
        answers, y = said[session.pk], FIRST_ROW + ROW * place
        mentor, mentee = answers.get(Side.MENTOR, ""), answers.get(Side.MENTEE, "")
        apart = 5 if mentor == mentee else 0
        rows.append(
            MirrorRow(
                number=session.number,
                label_y=y + 4,
                line_y=y,
                mentor_x=MIRROR_X.get(mentor),
                mentor_y=y - apart,
                mentee_x=MIRROR_X.get(mentee),
                mentee_y=y + apart,
                mentor_said=names.get(mentor, "–"),
                mentee_said=names.get(mentee, "–"),
            )
        )
    return rows


def mirror_picture(space: Space) -> dict[str, Any]:
    """The rows of the mirror and the heights its picture needs."""
    rows = mirror(space)
    return {
        "mirror": rows,
        "mirror_height": FIRST_ROW + ROW * len(rows) + 8,
        "mirror_track": ROW * len(rows) + 6,
    }


def exchange(space: Space) -> list[dict[str, Any]]:
    """What each wrote to have given and gained, newest first."""
    people = {member.person_id: member for member in space.members}
    numbers = {session.pk: session.number for session in space.sessions}
    rows = []
    for check_in in reversed(space.check_ins):
        member = people.get(check_in.person_id)
        if member is None or not (check_in.gave or check_in.gained):
            continue
        by = _("%(name)s, session %(number)s") % {"name": member.person.called, "number": numbers[check_in.session_id]}
        rows.append({"role": member.side, "by": by, "gave": check_in.gave, "gained": check_in.gained})
    return rows[:6]


def closure_parts(space: Space) -> list[dict[str, Any]]:
    """The four parts in order, with what was written."""
    asks = {
        ClosurePart.LOOK_BACK: _("What was the way you went, and what did not work?"),
        ClosurePart.CELEBRATE: _("Name three moments worth celebrating."),
        ClosurePart.THANK: _("A short letter to the other side; it reaches them when you send it."),
        ClosurePart.NEXT_STEP: _("End here, go on, swap roles, teach forward, or a new goal."),
    }
    written = space.closure
    return [
        {
            "part": part,
            "label": part.label,
            "ask": asks[part],
            "text": written[part].text if part in written else "",
            "is_done": part in written,
        }
        for part in ClosurePart
    ]
