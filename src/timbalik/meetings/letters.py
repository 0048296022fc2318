"""What sessions write to people: invitations, changes, reminders, the request for two taps, in the reader's language.

Keys carry the session and its sequence: a retry never says a thing twice, and what an older sequence still had waiting
in the outbox is taken back when a newer one speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from timbalik.meetings.invitations import CANCEL, REQUEST, invitation
from timbalik.meetings.models import MentoringSession, SessionParticipant
from timbalik.meetings.queries import SessionWords, delegates_of, seats, session_words_for
from timbalik.meetings.states import Reply
from timbalik.meetings.wording import names, when
from timbalik.notifications.links import make_action_link
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import cancel_queued, queue_mail, queue_notice
from timbalik.people.models.persons import Delegation, Person

ANSWER_SESSION, CHOOSE_TIME, CHECK_IN = "answer_session", "choose_time", "check_in"
ASSISTANT_PATH = "/asisten/"
BOOK_PATH = "/saya/pasangan/%s/sesi/baru/"
MOVE_PATH = "/saya/pasangan/%s/sesi/%s/pindah/"
CHECK_IN_STAYS_OPEN = timedelta(days=14)


@dataclass(frozen=True)
class _Reader:
    """One receiver: the seat it is about, and whether they sit there themselves or keep its calendar."""

    person: Person
    seat: SessionParticipant

    @property
    def is_delegate(self) -> bool:
        return self.person.pk != self.seat.person_id


def key_prefix(session: MentoringSession) -> str:
    return f"session:{session.public_id}:"


def check_in_key(session: MentoringSession, person: Person) -> str:
    return f"{key_prefix(session)}check-in:{person.pk}."


def send_invitations(session: MentoringSession, *, now: datetime, is_change: bool = False) -> None:
    """A calendar invitation to every participant, and the same news to their assistants, without topic or place."""
    _take_back(session)
    everyone = seats(session)
    for reader in _readers(everyone, now=now):
        with translation.override(reader.person.language):
            lines = [_changed_line(session) if is_change else _invited_line(session, reader, everyone)]
            lines += _facts(session, reader, everyone)
            if reader.seat.reply == Reply.WAITING:
                lines += [
                    _("Answer with one tap: %(link)s") % {"link": _answer_link(session, reader, now=now)},
                    _("Your answer can be changed until 30 minutes before the session."),
                ]
            else:
                lines += [_("Move or cancel: %(link)s") % {"link": _answer_link(session, reader, now=now)}]
            subject = _("Moved: %(subject)s") if is_change else "%(subject)s"
            _mail(
                session,
                reader,
                everyone,
                "invited",
                subject % {"subject": _subject(session, reader, everyone)},
                lines,
                now,
                REQUEST,
            )


def send_time_proposals(session: MentoringSession, *, by: Person, now: datetime) -> None:
    """Ask everybody but the one who proposed to choose one of the times."""
    _take_back(session)
    everyone = seats(session)
    starts = [datetime.fromisoformat(moment) for moment in session.proposed_times]
    length = session.ends_at - session.starts_at
    for reader in _readers(everyone, now=now):
        if reader.seat.person_id == by.pk:
            continue
        with translation.override(reader.person.language):
            others = _others(reader, everyone)
            lines = [_("%(name)s suggests these times:") % {"name": by.called}]
            lines += [f"– {when(start, start + length, reader=reader.person, others=others)}" for start in starts]
            link = make_action_link(
                person=reader.person,
                act=CHOOSE_TIME,
                subject_ref=reader.seat.public_id,
                now=now,
                expires_at=max(starts),
            )
            lines += [_("Choose one with one tap: %(link)s") % {"link": link}]
            subject = _("Which time suits you? %(subject)s") % {"subject": _subject(session, reader, everyone)}
            _mail(session, reader, everyone, "proposed", subject, lines, now, None)


def send_cancellations(session: MentoringSession, *, now: datetime) -> None:
    """METHOD:CANCEL to everybody who may have the session in a calendar. Who called it off is said without blame."""
    _take_back(session)
    everyone = seats(session)
    for reader in _readers(everyone, now=now):
        with translation.override(reader.person.language):
            lines = [
                _("This session will not take place:"),
                when(session.starts_at, session.ends_at, reader=reader.person, others=_others(reader, everyone)),
            ]
            if session.relationship_id is not None:
                lines += [_("Please find a new time together soon; the rhythm carries the conversation.")]
                if not reader.is_delegate:
                    lines += [_("Find a new time: %(link)s") % {"link": _page(BOOK_PATH, session)}]
            subject = _("Called off: %(subject)s") % {"subject": _subject(session, reader, everyone)}
            _mail(session, reader, everyone, "cancelled", subject, lines, now, CANCEL)


def tell_reply(session: MentoringSession, seat: SessionParticipant, *, now: datetime) -> None:
    """A yes is a quiet notice in the app; a no comes by mail, since somebody has to find another time."""
    everyone = seats(session)
    for other in everyone:
        if other.person_id == seat.person_id:
            continue
        key = (
            f"{key_prefix(session)}{session.sequence}:reply:{seat.pk}:{seat.reply}:{now.isoformat()}:{other.person_id}"
        )
        with translation.override(other.person.language):
            at = when(session.starts_at, session.ends_at, reader=other.person, others=[seat.person])
            facts = {"name": seat.person.called, "number": session.number}
            if session.relationship_id is None:
                _tell_reply_to_talk(other.person, seat, at, key=key, now=now)
            elif seat.reply == Reply.YES:
                queue_notice(
                    to=other.person,
                    title=_("%(name)s is coming to session %(number)s") % facts,
                    text=at,
                    key=key,
                    now=now,
                )
            elif seat.reply == Reply.NO:
                subject = _("%(name)s cannot make it to session %(number)s") % facts
                ask = _("Suggest another time: %(link)s") % {"link": _page(MOVE_PATH, session, session.public_id)}
                queue_mail(
                    to=other.person,
                    subject=subject,
                    text="\n\n".join([_("Dear %(name)s,") % {"name": other.person.called}, f"{subject}.", at, ask]),
                    key=key,
                    now=now,
                )


def _tell_reply_to_talk(to: Person, seat: SessionParticipant, at: str, *, key: str, now: datetime) -> None:
    """Before there is a pair: the same channels, without a pair space to look for a time in."""
    facts = {"name": seat.person.called}
    if seat.reply == Reply.YES:
        queue_notice(to=to, title=_("%(name)s is coming to the talk") % facts, text=at, key=key, now=now)
    elif seat.reply == Reply.NO:
        queue_mail(to=to, subject=_("%(name)s cannot make it to the talk") % facts, text=at, key=key, now=now)


def remind(session: MentoringSession, *, now: datetime) -> None:
    """The day before: one tap for those who have not answered, hour and place for those who have."""
    everyone = seats(session)
    for reader in _readers(everyone, now=now):
        if _is_queued(session, _key(session, reader, "reminder")):
            continue
        with translation.override(reader.person.language):
            lines = _facts(session, reader, everyone)
            if reader.seat.reply == Reply.WAITING:
                subject = _("Tomorrow with %(names)s. Can you make it?")
                lines += [_("Answer with one tap: %(link)s") % {"link": _answer_link(session, reader, now=now)}]
            else:
                is_talk = session.relationship_id is None
                subject = (
                    _("Tomorrow: first talk with %(names)s")
                    if is_talk
                    else _("Tomorrow: session %(number)s with %(names)s")
                )
            _mail(session, reader, everyone, "reminder", subject % _who(session, reader, everyone), lines, now, None)


def ask_for_check_in(session: MentoringSession, *, now: datetime) -> None:
    """Two taps from each participant, never from an assistant."""
    everyone = seats(session)
    for seat in everyone:
        reader = _Reader(seat.person, seat)
        key = check_in_key(session, seat.person)
        if _is_queued(session, key):
            continue
        with translation.override(seat.person.language):
            link = make_action_link(
                person=seat.person,
                act=CHECK_IN,
                subject_ref=session.public_id,
                now=now,
                expires_at=now + CHECK_IN_STAYS_OPEN,
            )
            lines = [
                _("How useful was the session, and who taught more? Ten seconds: %(link)s") % {"link": link},
                _("HR sees that you answered, not what. The sentences are for your partner alone."),
            ]
            subject = _("Two taps after session %(number)s with %(names)s") % _who(session, reader, everyone)
            queue_mail(to=seat.person, subject=subject, text="\n\n".join(lines), key=key, now=now)


def tell_two_fell_out(session: MentoringSession, *, now: datetime) -> None:
    """GR-11: the pair hears it first, in words that help them find a time."""
    everyone = seats(session)
    for seat in everyone:
        key = f"{key_prefix(session)}two-in-a-row:{seat.person_id}"
        with translation.override(seat.person.language):
            queue_notice(
                to=seat.person,
                title=_("Two sessions in a row did not take place"),
                text=_(
                    "That happens. After two, many pairs lose touch: agree on a time this week, or pause for a while."
                ),
                key=key,
                now=now,
            )


def _mail(
    session: MentoringSession,
    reader: _Reader,
    everyone: Sequence[SessionParticipant],
    about: str,
    subject: str,
    lines: Sequence[str],
    now: datetime,
    method: str | None,
) -> None:
    calendar = None
    if method and not reader.is_delegate:
        calendar = invitation(session, everyone, method=method, place=_words(session, reader).place, now=now)
    greeting = _("Dear %(name)s,") % {"name": reader.person.called}
    queue_mail(
        to=reader.person,
        subject=subject,
        text="\n\n".join([greeting, *lines]),
        key=_key(session, reader, about),
        now=now,
        calendar=calendar,
        although_resting=method == CANCEL,  # a calendar must not go on showing what was called off
    )


def _key(session: MentoringSession, reader: _Reader, about: str) -> str:
    return f"{key_prefix(session)}{session.sequence}:{about}:{reader.seat.person_id}:{reader.person.pk}"


def _is_queued(session: MentoringSession, key: str) -> bool:
    """Asked before a link is made: work by the clock comes past the same session many times."""
    return Effect.objects.filter(organisation_id=session.organisation_id, key=key).exists()


def _readers(everyone: Sequence[SessionParticipant], *, now: datetime) -> Iterable[_Reader]:
    for seat in everyone:
        yield _Reader(seat.person, seat)
        for delegate in delegates_of(seat.person, now=now):
            yield _Reader(delegate, seat)


def _take_back(session: MentoringSession) -> None:
    cancel_queued(organisation_id=session.organisation_id, key_prefix=key_prefix(session))


def _others(reader: _Reader, everyone: Sequence[SessionParticipant]) -> list[Person]:
    return [seat.person for seat in everyone if seat.person_id != reader.seat.person_id]


def _who(session: MentoringSession, reader: _Reader, everyone: Sequence[SessionParticipant]) -> dict[str, str | int]:
    return {"number": session.number, "names": names(_others(reader, everyone))}


def _subject(session: MentoringSession, reader: _Reader, everyone: Sequence[SessionParticipant]) -> str:
    facts = _who(session, reader, everyone)
    if session.relationship_id is None and reader.is_delegate:
        return _("First talk of %(principal)s with %(names)s") % (facts | {"principal": reader.seat.person.called})
    if session.relationship_id is None:
        return _("First talk %(number)s with %(names)s") % facts
    if reader.is_delegate:
        return _("Session %(number)s of %(principal)s with %(names)s") % (
            facts | {"principal": reader.seat.person.called}
        )
    return _("Session %(number)s with %(names)s") % facts


def _invited_line(session: MentoringSession, reader: _Reader, everyone: Sequence[SessionParticipant]) -> str:
    return _("%(subject)s takes place:") % {"subject": _subject(session, reader, everyone)}


def _changed_line(session: MentoringSession) -> str:
    if session.relationship_id is None:
        return _("Your first talk has a new time:")
    return _("Session %(number)s has a new time:") % {"number": session.number}


def _facts(session: MentoringSession, reader: _Reader, everyone: Sequence[SessionParticipant]) -> list[str]:
    lines = [when(session.starts_at, session.ends_at, reader=reader.person, others=_others(reader, everyone))]
    lines += [str(session.get_channel_display())]
    words = _words(session, reader)
    if words.place:
        lines += [_("Place: %(place)s") % {"place": words.place}]
    if words.topic:
        lines += [_("Topic: %(topic)s") % {"topic": words.topic}]
    return lines


def _words(session: MentoringSession, reader: _Reader) -> SessionWords:
    """Opened for the member who reads; an assistant's mail has neither topic nor place."""
    return SessionWords() if reader.is_delegate else session_words_for(session, reader=reader.person)


def _answer_link(session: MentoringSession, reader: _Reader, *, now: datetime) -> str:
    return make_action_link(
        person=reader.person, act=ANSWER_SESSION, subject_ref=reader.seat.public_id, now=now, expires_at=session.ends_at
    )


def _page(path: str, session: MentoringSession, *more: object) -> str:
    pair = session.relationship
    return settings.BASE_URL + (path % (pair.public_id, *more) if pair else "")


def assistant_named(delegation: Delegation, *, now: datetime) -> None:
    """Tell an assistant what they may do, and where."""
    assistant = delegation.delegate
    with translation.override(assistant.language):
        facts = {"name": delegation.principal.called, "link": f"{settings.BASE_URL}{ASSISTANT_PATH}"}
        lines = [
            _("%(name)s asks you to keep the calendar of their mentoring sessions.") % facts,
            _("You can answer invitations and move sessions. Topics, notes and check-ins stay with the pair."),
            _("The sessions: %(link)s") % facts,
            _("Sign in with this mail address; a code comes by mail, there is no password."),
        ]
        subject = _("You keep the mentoring calendar of %(name)s") % facts
        key = f"assistant:{delegation.public_id}:named"
        queue_mail(to=assistant, subject=subject, text="\n\n".join(lines), key=key, now=now)


def assistant_dismissed(delegation: Delegation, *, now: datetime) -> None:
    assistant = delegation.delegate
    with translation.override(assistant.language):
        facts = {"name": delegation.principal.called}
        text = _("%(name)s keeps the calendar of their mentoring sessions themselves again. Thank you.") % facts
        subject = _("You no longer keep the mentoring calendar of %(name)s") % facts
        queue_mail(to=assistant, subject=subject, text=text, key=f"assistant:{delegation.public_id}:ended", now=now)
