"""The family of errors of the pairing engine. Imports nothing, so a page can catch them without loading numpy."""

from __future__ import annotations


class AssignmentError(Exception):
    """Anything the pairing engine refuses or cannot do."""


class InvalidInstance(AssignmentError):
    """The numbers describe no pairing problem; the message names the row, what was met and what is accepted."""


class Infeasible(AssignmentError):
    """No assignment keeps every hard constraint.

    Parameters
    ----------
    message : str
        The smallest reason found, in words.
    mentors, mentees : tuple of str
        The witness: these people's minimums or locks cannot be met together.
    """

    def __init__(self, message: str, *, mentors: tuple[str, ...] = (), mentees: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.mentors = mentors
        self.mentees = mentees


class LocksPassCapacity(Infeasible):
    """Locked pairs alone give somebody more than they have room for; names the person, whoever solves."""


class InvalidCertificate(AssignmentError):
    """A certificate does not prove what it says; the message names the first claim that fails."""


class TimeLimitReached(AssignmentError):
    """The time was over before anything that keeps the hard constraints was found."""
