"""Matching rounds: what was proposed, why, what people changed, and who said yes. A model is imported from here."""

from timbalik.matching.models.overrides import Override
from timbalik.matching.models.proposals import Acceptance, Proposal, Unmatched
from timbalik.matching.models.remedies import RemedyTaken
from timbalik.matching.models.requests import Findable, FirstTalk, PairRequest, TalkAnswer
from timbalik.matching.models.rounds import Round
from timbalik.matching.models.work import RoundWork

__all__ = [
    "Acceptance",
    "Findable",
    "FirstTalk",
    "Override",
    "PairRequest",
    "Proposal",
    "RemedyTaken",
    "Round",
    "RoundWork",
    "TalkAnswer",
    "Unmatched",
]
