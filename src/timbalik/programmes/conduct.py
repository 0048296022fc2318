"""Short statements of conduct: how somebody explains (mentors), how ready they are to learn (mentees). F-11, S-22.

People say how often each holds for them; a person reads it. None of it is scored, and none of it refuses anybody.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from timbalik.programmes.states import EnrolmentRole

STATEMENTS: dict[str, tuple[tuple[str, Any], ...]] = {
    EnrolmentRole.MENTOR: (
        ("explains_plainly", _("I explain without jargon, and ask what has come across.")),
        ("lets_try", _("I let others try it themselves, also when it takes longer.")),
        ("says_unknown", _("I say so when I do not know something.")),
    ),
    EnrolmentRole.MENTEE: (
        ("asks_openly", _("I ask when I do not understand, also in front of younger colleagues.")),
        ("takes_feedback", _("I have changed something lately because somebody told me to.")),
        ("leaves_status", _("I can let somebody else lead the hour, and leave my rank at the door.")),
    ),
}
KEYS = frozenset(key for statements in STATEMENTS.values() for key, _words in statements)


def statements_of(role: str) -> dict[str, Any]:
    """Key → statement, of those asked of that side."""
    return dict(STATEMENTS[EnrolmentRole(role)])
