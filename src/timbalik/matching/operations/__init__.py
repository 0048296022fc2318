"""Every act of pairing, one function each."""

from timbalik.matching.operations.answers import answer_proposal
from timbalik.matching.operations.asking import remind_waiting, send_proposals
from timbalik.matching.operations.groups import group_mentees, price_group
from timbalik.matching.operations.overrides import decide_unknown_lines, override_pair, price_pair, undo_override
from timbalik.matching.operations.publication import publish_round
from timbalik.matching.operations.remedies import answer_remedy, take_remedy, undo_remedy
from timbalik.matching.operations.rounds import change_weights, discard_round, open_round, solve_round
from timbalik.matching.operations.working import ask_publication, ask_work, stop_work

__all__ = [
    "answer_proposal",
    "answer_remedy",
    "ask_publication",
    "ask_work",
    "change_weights",
    "decide_unknown_lines",
    "discard_round",
    "group_mentees",
    "open_round",
    "override_pair",
    "price_group",
    "price_pair",
    "publish_round",
    "remind_waiting",
    "send_proposals",
    "solve_round",
    "stop_work",
    "take_remedy",
    "undo_override",
    "undo_remedy",
]
