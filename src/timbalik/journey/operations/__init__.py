"""What leads a relationship through its phases, and what a phase allows. One function for each act."""

from timbalik.journey.facts import Criterion
from timbalik.journey.operations.booking import (
    AgreementNotSigned,
    SessionKindNotInPhase,
    TopicMissing,
    TrainingNotDone,
    book_session,
    propose_session,
)
from timbalik.journey.operations.going_on import RuleStands
from timbalik.journey.operations.joint import (
    LastDayRefused,
    NothingToSkip,
    SwapTakesTwo,
    SwapWordsMissing,
    answer_joint_move,
    suggest_extension,
    suggest_skip,
    withdraw_joint_move,
    write_closure_part,
)
from timbalik.journey.operations.moving import (
    NoPhaseAfter,
    NoPhaseBefore,
    PhaseNotComplete,
    ReasonMissing,
    advance_phase,
    complete_relationship,
    leave_relationship,
    missing_exit_criteria,
    step_back,
)
from timbalik.journey.operations.parting import thank
from timbalik.journey.operations.pausing import OwnDataRests, PartnerPauses, resume_pair
from timbalik.journey.operations.reminding import NothingToRemind, RemindedToday, remind_pair
from timbalik.journey.operations.talking import (
    NoContact,
    NotTheContact,
    TalkOver,
    TooManyOpen,
    WordsTooLong,
    ask_for_talk,
    close_talk,
    take_talk,
    withdraw_talk,
)

__all__ = [
    "AgreementNotSigned",
    "Criterion",
    "LastDayRefused",
    "NoContact",
    "NoPhaseAfter",
    "NoPhaseBefore",
    "NotTheContact",
    "NothingToRemind",
    "NothingToSkip",
    "OwnDataRests",
    "PartnerPauses",
    "PhaseNotComplete",
    "ReasonMissing",
    "RemindedToday",
    "RuleStands",
    "SessionKindNotInPhase",
    "SwapTakesTwo",
    "SwapWordsMissing",
    "TalkOver",
    "TooManyOpen",
    "TopicMissing",
    "TrainingNotDone",
    "WordsTooLong",
    "advance_phase",
    "answer_joint_move",
    "ask_for_talk",
    "book_session",
    "close_talk",
    "complete_relationship",
    "leave_relationship",
    "missing_exit_criteria",
    "propose_session",
    "remind_pair",
    "resume_pair",
    "step_back",
    "suggest_extension",
    "suggest_skip",
    "take_talk",
    "thank",
    "withdraw_joint_move",
    "withdraw_talk",
    "write_closure_part",
]
