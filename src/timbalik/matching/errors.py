"""What an act of pairing refuses; the page finds the words."""

from __future__ import annotations


class MatchingRefused(Exception):
    """Anything a round refuses."""


class RoundUnderWay(MatchingRefused):
    """This cohort has a round that is neither published nor discarded."""


class NobodyToPair(MatchingRefused):
    """One side has nobody with a place left."""


class ProgrammeNotPairing(MatchingRefused):
    """The programme is still a draft, or closed."""


class RoundNotOpen(MatchingRefused):
    """The act belongs to another state of the round: it was sent, published or discarded meanwhile."""


class RoundOutOfDate(MatchingRefused):
    """People or rules have changed since the round was computed, so that ``pairs`` of it may not be any more."""

    def __init__(self, pairs: int) -> None:
        super().__init__(f"{pairs} pairs may not be any more")
        self.pairs = pairs


class RoundBusy(MatchingRefused):
    """The worker is computing this round already."""


class RoundTooLarge(MatchingRefused):
    """The round has more people than this can be computed for."""


class WorkStopped(MatchingRefused):
    """Somebody stopped what the worker does, while it did it."""


class ArrangementChanged(MatchingRefused):
    """Somebody else changed the arrangement since it was looked at."""


class AdjustmentChanged(ArrangementChanged):
    """People or pairs have changed since the adjustment was looked at: it would move others now."""


class NothingToSend(MatchingRefused):
    """The round has no pair to ask."""


class NothingAccepted(MatchingRefused):
    """No pair of the round was accepted by both sides."""


class HardRuleForbids(MatchingRefused):
    """A rule that nobody can switch off forbids the pair."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class PairImpossible(MatchingRefused):
    """No arrangement has this pair and keeps everybody's places and the pairs chosen before."""


class GroupImpossible(MatchingRefused):
    """Two mentees cannot be kept together or apart: ``cause`` is a ``states.GroupClash``."""

    def __init__(self, kind: str, cause: str) -> None:
        super().__init__(f"{kind}: {cause}")
        self.kind = kind
        self.cause = cause


class RemedyNotOpen(MatchingRefused):
    """This remedy does not fit this person, was taken back, or its question is closed."""


class ReasonMissing(MatchingRefused):
    """A change to what the engine proposed needs a reason."""


class NotInThisRound(MatchingRefused):
    """The person is not among the candidates of this round."""


class NotAsked(MatchingRefused):
    """This person was not asked about this proposal."""


class AnswerTooLate(MatchingRefused):
    """The time to answer is over, or the round has gone on."""


class NothingToKeep(MatchingRefused):
    """The round has no pair that could be kept as a draft."""


class DraftNameTaken(MatchingRefused):
    """A draft of this round has that name already, or the name is empty."""


class TooManyDrafts(MatchingRefused):
    """The round has as many drafts as can be told apart; throw one away first."""


class NothingToImport(MatchingRefused):
    """No row of the sheet can become a decision."""


class RowMissing(MatchingRefused):
    """A mend names a row that the sheet does not have any more."""
