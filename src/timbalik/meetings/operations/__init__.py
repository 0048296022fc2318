"""Every act on a session, one function each. Whether a session may be booked at all is for ``journey`` to say."""

from timbalik.meetings.operations.answering import AnswerTooLate, answer_session
from timbalik.meetings.operations.assistants import AssistantRefused, NotYourCalendar, dismiss_assistant, name_assistant
from timbalik.meetings.operations.booking import (
    LengthRefused,
    Seat,
    SessionInThePast,
    SessionTooFar,
    TimeNotOffered,
    book,
    choose_time,
    propose_times,
)
from timbalik.meetings.operations.changing import SessionOver, cancel_session, reschedule
from timbalik.meetings.operations.holding import CheckInAnswers, CheckInRefused, check_in, mark_held, mark_missed
from timbalik.meetings.operations.standing import NotAParticipant, SessionNotBooked, SessionNotYet

__all__ = [
    "AnswerTooLate",
    "AssistantRefused",
    "CheckInAnswers",
    "CheckInRefused",
    "LengthRefused",
    "NotAParticipant",
    "NotYourCalendar",
    "Seat",
    "SessionInThePast",
    "SessionNotBooked",
    "SessionNotYet",
    "SessionOver",
    "SessionTooFar",
    "TimeNotOffered",
    "answer_session",
    "book",
    "cancel_session",
    "check_in",
    "choose_time",
    "dismiss_assistant",
    "mark_held",
    "mark_missed",
    "name_assistant",
    "propose_times",
    "reschedule",
]
