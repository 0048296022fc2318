"""Every act on a relationship, one function each. The gates between phases are acts of ``journey``."""

from timbalik.relationships.operations.agreements import (
    AgreementChanged,
    AgreementIncomplete,
    AgreementSuperseded,
    draft_agreement,
    sign_agreement,
)
from timbalik.relationships.operations.closing import (
    ClosureIncomplete,
    NextStepMissing,
    NotInClosure,
    end_relationship,
    record_closure_part,
)
from timbalik.relationships.operations.goals import GoalClosed, GoalTitleMissing, add_goal, change_goal, close_goal
from timbalik.relationships.operations.joint import (
    AlreadySuggested,
    MoveSettled,
    answer_move,
    suggest_move,
    withdraw_move,
)
from timbalik.relationships.operations.notes import NotesDisabled, NotTheAuthor, erase_note, write_note
from timbalik.relationships.operations.opening import (
    BenefitMissing,
    NewPair,
    SamePerson,
    open_relationships,
)
from timbalik.relationships.operations.parting import (
    LetterEmpty,
    LetterSent,
    NotTheMentor,
    TidyAnswers,
    endorse,
    keep_growth_record,
    tidy_up,
    write_letter,
)
from timbalik.relationships.operations.phases import NotAdjacent, begin_stretch, move_phase, set_last_day
from timbalik.relationships.operations.places import NoPlaceLeft, claim_place, release_place, release_places
from timbalik.relationships.operations.planning import StepEmpty, TooManySteps, add_step, remove_step, tick_step
from timbalik.relationships.operations.preparing import NoWorkbook, fill_workbook
from timbalik.relationships.operations.standing import RelationshipNotActive, pause_relationship, resume_relationship
from timbalik.relationships.queries import GoalText
from timbalik.relationships.vault import KeyDestroyed, NotAMember

__all__ = [
    "AgreementChanged",
    "AgreementIncomplete",
    "AgreementSuperseded",
    "AlreadySuggested",
    "BenefitMissing",
    "ClosureIncomplete",
    "GoalClosed",
    "GoalText",
    "GoalTitleMissing",
    "KeyDestroyed",
    "LetterEmpty",
    "LetterSent",
    "MoveSettled",
    "NewPair",
    "NextStepMissing",
    "NoPlaceLeft",
    "NoWorkbook",
    "NotAMember",
    "NotAdjacent",
    "NotInClosure",
    "NotTheAuthor",
    "NotTheMentor",
    "NotesDisabled",
    "RelationshipNotActive",
    "SamePerson",
    "StepEmpty",
    "TidyAnswers",
    "TooManySteps",
    "add_goal",
    "add_step",
    "answer_move",
    "begin_stretch",
    "change_goal",
    "claim_place",
    "close_goal",
    "draft_agreement",
    "end_relationship",
    "endorse",
    "erase_note",
    "fill_workbook",
    "keep_growth_record",
    "move_phase",
    "open_relationships",
    "pause_relationship",
    "record_closure_part",
    "release_place",
    "release_places",
    "remove_step",
    "resume_relationship",
    "set_last_day",
    "sign_agreement",
    "suggest_move",
    "tick_step",
    "tidy_up",
    "withdraw_move",
    "write_letter",
    "write_note",
]
