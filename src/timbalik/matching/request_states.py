"""States of a mentee's own request to a mentor, and of the talks that may come before a pair."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestWish(TextChoices):
    TALK = "talk", _("A first talk")
    PAIR = "pair", _("To be a pair")


class RequestState(TextChoices):
    IN_LINE = "in_line", _("Next choice")
    ASKED = "asked", _("Asked")
    TALKING = "talking", _("Getting to know each other")
    PAIRED = "paired", _("Came about")
    PASSED = "passed", _("Did not come about")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = (RequestState.ASKED, RequestState.TALKING)
STANDING = (RequestState.IN_LINE, *OPEN)


class RequestReply(TextChoices):
    """What the asked mentor says; kept only while the request is open."""

    WAITING = "waiting", _("No answer yet")
    YES = "yes", _("Yes")
    TALK = "talk", _("Let us talk first")
    NOT_NOW = "not_now", _("Not now")
