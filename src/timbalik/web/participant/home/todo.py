"""What waits for a participant, the most pressing first; each with one address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from timbalik.journey.space import Space
from timbalik.journey.wording import criterion_in_words
from timbalik.matching.queries.asked import asked_proposals
from timbalik.matching.queries.rankings import own_open_ballots
from timbalik.matching.remedy_taps import AskedRemedy, own_open_remedies
from timbalik.meetings.states import Reply, SessionState
from timbalik.meetings.wording import names
from timbalik.people.models.persons import Person
from timbalik.programmes.ideas import cascades_to_speak_of
from timbalik.programmes.queries import WAITING, own_enrolments
from timbalik.programmes.states import ProgrammeState
from timbalik.surveys.queries import needs_asked_of, open_requests
from timbalik.web.participant.home.searching import searching
from timbalik.web.participant.home.thing import Thing
from timbalik.web.participant.pair.places import place_of


def things_to_do(me: Person, spaces: Sequence[Space], *, now: datetime) -> list[Thing]:
    found = [
        *_invitations(me),
        *_statements(me),
        *_proposals(me, now=now),
        *_rankings(me, now=now),
        *_remedies(me, now=now),
        *_pulses(me, now=now),
        *_needs(me, now=now),
    ]
    found += searching(me, now=now)
    for space in spaces:
        found += [*_of_sessions(space), *_of_growth(space), *_of_phase(space)]
    return found


def _invitations(me: Person) -> Iterator[Thing]:
    for enrolment in own_enrolments(me).filter(state__in=WAITING, programme__state=ProgrammeState.OPEN):
        url = reverse("participant:enrolment", args=[enrolment.public_id])
        yield Thing(_("Enrol"), enrolment.programme.name, url, "edit")


def _needs(me: Person, *, now: datetime) -> Iterator[Thing]:
    for asked in needs_asked_of(me, now=now):
        programme = asked.survey.programme
        url = reverse("participant:needs", args=[programme.public_id])
        yield Thing(_("Say what would help you most"), programme.name, url, "edit")


def _statements(me: Person) -> Iterator[Thing]:
    """Mentee number one is asked once to say so in public; whoever took it back is not asked again."""
    for cascade in cascades_to_speak_of(me):
        url = reverse("participant:cascade_mine", args=[cascade.programme.public_id])
        yield Thing(_("Say in public that you learn"), cascade.programme.name, url, "sprout")


def _rankings(me: Person, *, now: datetime) -> Iterator[Thing]:
    for ballot in own_open_ballots(me, now=now):
        yield Thing(
            _("Say whom you would like best"),
            ballot.enrolment.programme.name,
            reverse("participant:ranking", args=[ballot.enrolment.public_id]),
            "list",
        )


def _remedies(me: Person, *, now: datetime) -> Iterator[Thing]:
    """What could find somebody a partner, asked of this person."""
    for asked in own_open_remedies(me, now=now):
        url = reverse("participant:remedy", args=[asked.taken.public_id])
        yield Thing(_remedy_title(asked), asked.taken.asked.programme.name, url, "help")


def _remedy_title(asked: AskedRemedy) -> str:
    if asked.is_place:
        return _("Could you take one more partner?")
    return _("Could you give other hours?") if asked.is_hours else _("Could you show another topic?")


def _proposals(me: Person, *, now: datetime) -> Iterator[Thing]:
    for asked in asked_proposals(me, now=now):
        if asked.is_open and not asked.is_answered:
            yield Thing(
                _("Answer a proposal"), asked.partner.person.display_name, reverse("participant:proposals"), "people"
            )


def _pulses(me: Person, *, now: datetime) -> Iterator[Thing]:
    for asked in open_requests(me, now=now):
        url = reverse("participant:pulse", args=[asked.wave.public_id, asked.side])
        yield Thing(_("Two minutes: how is it going?"), asked.wave.programme.name, url, "chart")


def _of_sessions(space: Space) -> Iterator[Thing]:
    who = names(space.partners)
    for session in space.sessions:
        url = reverse("participant:session", args=[space.relationship.public_id, session.public_id])
        facts = {"number": session.number, "names": who}
        if session.state == SessionState.PROPOSED and session.booked_by_id != space.me.person_id:
            yield Thing(_("Choose a time"), _("Session %(number)s with %(names)s") % facts, url, "cal")
        elif session.state == SessionState.BOOKED and session.ends_at <= space.now:
            yield Thing(_("Did it take place?"), _("Session %(number)s with %(names)s") % facts, url, "help")
        elif session.state == SessionState.BOOKED and space.my_reply(session) == Reply.WAITING:
            yield Thing(_("Can you make it?"), _("Session %(number)s with %(names)s") % facts, url, "cal")
    tapped = {one.session_id for one in space.check_ins if one.person_id == space.me.person_id}
    for session in space.held[-2:]:
        if session.pk not in tapped:
            url = reverse("participant:session_check_in", args=[space.relationship.public_id, session.public_id])
            facts = {"number": session.number, "names": who}
            yield Thing(_("Two taps"), _("Session %(number)s with %(names)s") % facts, url, "check")


def _of_growth(space: Space) -> Iterator[Thing]:
    """What was promised or tried, and whose day has come; after one-way sessions the question to both."""
    who, pair = names(space.partners), [space.relationship.public_id]
    if not space.is_active:
        return
    if space.due_promises:
        yield Thing(_("Your small promise: kept?"), who, reverse("participant:promises", args=pair), "check")
    if space.due_experiments:
        yield Thing(
            _("What happened in your experiment?"), who, reverse("participant:experiments", args=pair), "sprout"
        )
    if space.is_one_way:
        yield Thing(_("Is it still worth it for both of you?"), who, reverse("participant:benefit", args=pair), "scale")


def _of_phase(space: Space) -> Iterator[Thing]:
    """What this person can do for the phase; what waits for the partner alone is not a task."""
    for criterion in space.missing:
        if criterion.code in ("first_talk", "session_held") and space.next_session is not None:
            continue
        if url := place_of(space, criterion):
            words = criterion_in_words(criterion, space.names_by_side())
            yield Thing(words, names(space.partners), url, "flag")
