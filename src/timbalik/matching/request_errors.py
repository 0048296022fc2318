"""What requests and first talks refuse. None of them says why somebody is not offered: that would tell what was confided."""

from __future__ import annotations

from timbalik.matching.errors import MatchingRefused


class SearchClosed(MatchingRefused):
    """This person can't look for a mentor now; ``reason`` is a code of ``queries.searching.why_closed`` (GR-03 among them)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotYourRequest(MatchingRefused):
    """Only the one who asks changes the request, only the one who is asked answers it; no assistant does."""


class NotOffered(MatchingRefused):
    """This mentor can't be asked, for whatever reason."""


class WordsMissing(MatchingRefused):
    """A request says what one wants to learn, why from this person, and what one can give."""


class LineFull(MatchingRefused):
    """One is asked and two wait in line: no more at a time."""


class AskedTooOften(MatchingRefused):
    """So many requests in a month are no longer personal."""


class RequestOver(MatchingRefused):
    """The request was answered, taken back or has passed."""


class TalksClosed(MatchingRefused):
    """The programme has no first talks."""


class EnoughTalks(MatchingRefused):
    """Three first talks at most, one at a time."""


class TalkFirst(MatchingRefused):
    """The private answer comes after a talk."""


class PairNotPossible(MatchingRefused):
    """No place is left on one side, or a rule stands between the two; which of them is not said."""
