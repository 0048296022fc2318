"""Matching rounds: what was proposed, why, what people changed, and who said yes. A model is imported from here."""

from timbalik.matching.models.drafts import Draft, PairSheet
from timbalik.matching.models.objections import Objection
from timbalik.matching.models.overrides import Override
from timbalik.matching.models.proposals import Acceptance, Proposal, Unmatched
from timbalik.matching.models.rankings import Ballot, RankingCall
from timbalik.matching.models.remedies import RemedyTaken
from timbalik.matching.models.requests import Findable, FirstTalk, PairRequest, TalkAnswer
from timbalik.matching.models.rounds import Round
from timbalik.matching.models.work import RoundWork

__all__ = [
    "Acceptance",
    "Ballot",
    "Draft",
    "Findable",
    "FirstTalk",
    "Objection",
    "Override",
    "PairRequest",
    "PairSheet",
    "Proposal",
    "RankingCall",
    "RemedyTaken",
    "Round",
    "RoundWork",
    "TalkAnswer",
    "Unmatched",
]
