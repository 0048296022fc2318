"""Every act on a relationship, one function each. The gates between phases are acts of ``journey``."""

from timbalik.relationships.operations.agreements import (
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
from timbalik.relationships.operations.notes import NotesDisabled, NotTheAuthor, erase_note, write_note
from timbalik.relationships.operations.opening import (
    BenefitMissing,
    CapacityExceeded,
    NewPair,
    SamePerson,
    open_relationships,
)
from timbalik.relationships.operations.phases import NotAdjacent, move_phase
from timbalik.relationships.operations.standing import RelationshipNotActive, pause_relationship, resume_relationship
from timbalik.relationships.queries import GoalText
from timbalik.relationships.vault import KeyDestroyed, NotAMember

__all__ = [
    "AgreementIncomplete",
    "AgreementSuperseded",
    "BenefitMissing",
    "CapacityExceeded",
    "ClosureIncomplete",
    "GoalClosed",
    "GoalText",
    "GoalTitleMissing",
    "KeyDestroyed",
    "NewPair",
    "NextStepMissing",
    "NotAMember",
    "NotAdjacent",
    "NotInClosure",
    "NotTheAuthor",
    "NotesDisabled",
    "RelationshipNotActive",
    "SamePerson",
    "add_goal",
    "change_goal",
    "close_goal",
    "draft_agreement",
    "end_relationship",
    "erase_note",
    "move_phase",
    "open_relationships",
    "pause_relationship",
    "record_closure_part",
    "resume_relationship",
    "sign_agreement",
    "write_note",
]
