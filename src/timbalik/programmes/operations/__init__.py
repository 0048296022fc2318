"""Every act on a programme, a role and an enrolment, one function each."""

from timbalik.programmes.answers import EnrolmentAnswers, Gap, OfferAnswer, WantAnswer
from timbalik.programmes.operations.enrolment import (
    AnswerOutOfRange,
    EnrolmentIncomplete,
    NotYourEnrolment,
    UnknownConcept,
    decline_enrolment,
    note_reading,
    save_draft,
    submit_enrolment,
    withdraw_enrolment,
)
from timbalik.programmes.operations.invitations import EnrolmentNotOpen, NotInvitable, invite, remind_invited
from timbalik.programmes.operations.programmes import (
    DatesOutOfOrder,
    NobodyToPair,
    ProgrammeNameTaken,
    UnknownParameter,
    UnknownTemplate,
    begin_matching,
    close_programme,
    create_programme,
    extend_enrolment,
    open_enrolment,
    start_running,
)
from timbalik.programmes.operations.roles import LastAdministrator, end_role, grant_role
from timbalik.programmes.operations.states import StepNotAllowed

__all__ = [
    "AnswerOutOfRange",
    "DatesOutOfOrder",
    "EnrolmentAnswers",
    "EnrolmentIncomplete",
    "EnrolmentNotOpen",
    "Gap",
    "LastAdministrator",
    "NobodyToPair",
    "NotInvitable",
    "NotYourEnrolment",
    "OfferAnswer",
    "ProgrammeNameTaken",
    "StepNotAllowed",
    "UnknownConcept",
    "UnknownParameter",
    "UnknownTemplate",
    "WantAnswer",
    "begin_matching",
    "close_programme",
    "create_programme",
    "decline_enrolment",
    "end_role",
    "extend_enrolment",
    "grant_role",
    "invite",
    "note_reading",
    "open_enrolment",
    "remind_invited",
    "save_draft",
    "start_running",
    "submit_enrolment",
    "withdraw_enrolment",
]
