"""The words of a direction: what both sides are called and asked. Reverse programmes speak of senior and younger people,
no other one does; where both teach and learn, a side is called by who begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from timbalik.programmes.states import Direction, EnrolmentRole

MENTOR, MENTEE = EnrolmentRole.MENTOR.value, EnrolmentRole.MENTEE.value
Words = str | Promise


@dataclass(frozen=True)
class SideWords:
    """``label`` stands for the role, ``yours`` for the partner's, ``future`` while enrolling; the rest are sentences."""

    label: Words
    yours: Words
    future: Words
    question: Words
    subject: Words
    offer: Words
    gives: Words
    wants: Words


_MENTOR = (_("Mentor"), _("Your mentor"), _("Future mentor"))
_MENTEE = (_("Mentee"), _("Your mentee"), _("Future mentee"))
_FIRST = (_("Teaches first"), _("Your partner, who teaches first"), _("You teach first"))
_SECOND = (_("Learns first"), _("Your partner, who learns first"), _("You learn first"))

_SHARE = _("Will you share what you know? %(programme)s")
_TURNS = _("Will you teach and learn in turns? %(programme)s")
_PEERS = _("Will you exchange what you know with a peer? %(programme)s")

_RECIPROCAL = (
    _("Will you teach what you master, and learn something in return?"),
    _TURNS,
    _(
        "You are invited to take part in %(programme)s. Two people meet who both have something to teach: in one "
        "session you lead, in the next your partner does."
    ),
    _("What could you teach somebody? Everyday skills count too."),
    _("What do you want to learn? The goal first, then the partner."),
)
_PEER = (
    _("Will you exchange what you know with a peer?"),
    _PEERS,
    _(
        "You are invited to take part in %(programme)s. You meet a peer: each of you brings what the other wants to "
        "learn, and you lead the sessions in turns."
    ),
    _("What could a peer learn from you? Everyday skills count too."),
    _("What do you want to learn from a peer? The goal first, then the partner."),
)

_WORDS: Final[Mapping[tuple[str, str], SideWords]] = {
    (Direction.REVERSE.value, MENTOR): SideWords(
        *_MENTOR,
        _("Will you teach a senior leader what you master?"),
        _SHARE,
        _(
            "You are invited to take part in %(programme)s as a mentor. You teach a senior leader something you "
            "master, and gain their experience in return."
        ),
        _("What do you know that a senior leader would like to learn? Everyday skills count too."),
        _("What would you like from the experience of a senior leader?"),
    ),
    (Direction.REVERSE.value, MENTEE): SideWords(
        *_MENTEE,
        _("Will you learn from a younger colleague?"),
        _("One hour to learn from a younger colleague: %(programme)s"),
        _(
            "You are invited to take part in %(programme)s as a mentee. A younger colleague teaches you something "
            "you want to master, and you share your experience in return."
        ),
        _("Which of your experience would help a younger colleague? You share it in the last minutes of each session."),
        _("What do you want to learn? First the goal, then the mentor."),
    ),
    (Direction.TRADITIONAL.value, MENTOR): SideWords(
        *_MENTOR,
        _("Will you share your experience with a colleague?"),
        _SHARE,
        _(
            "You are invited to take part in %(programme)s as a mentor. A colleague wants to learn from your "
            "experience, and shows you something of theirs in return."
        ),
        _("Which of your experience would help a colleague? Everyday skills count too."),
        _("What would you like to learn in return? Your mentee shows it in the last minutes of each session."),
    ),
    (Direction.TRADITIONAL.value, MENTEE): SideWords(
        *_MENTEE,
        _("Will you learn from an experienced colleague?"),
        _("One hour to learn from an experienced colleague: %(programme)s"),
        _(
            "You are invited to take part in %(programme)s as a mentee. An experienced colleague helps you with "
            "something you want to master, and you show them something of yours in return."
        ),
        _("What can you show your mentor in return? You share it in the last minutes of each session."),
        _("What do you want to learn? First the goal, then the mentor."),
    ),
    (Direction.RECIPROCAL.value, MENTOR): SideWords(*_FIRST, *_RECIPROCAL),
    (Direction.RECIPROCAL.value, MENTEE): SideWords(*_SECOND, *_RECIPROCAL),
    (Direction.PEER.value, MENTOR): SideWords(*_FIRST, *_PEER),
    (Direction.PEER.value, MENTEE): SideWords(*_SECOND, *_PEER),
}

TEACHES_AND_LEARNS = pgettext_lazy("a partner in turns", "teaches %(teaches)s · learns %(learns)s")


def words_of(direction: str, role: str) -> SideWords:
    """The words for one side of a programme of that direction."""
    return _WORDS[direction, role]


def role_label(direction: str, role: str) -> str:
    return str(words_of(direction, role).label)
