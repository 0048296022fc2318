from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SessionKind(TextChoices):
    MEET = "meet", _("Getting to know each other")
    AGREEMENT = "agreement", _("Agreement")
    LEARNING = "learning", _("Learning")
    FIELD = "field", _("In the field")
    MIDWAY = "midway", _("Midway review")
    CLOSING = "closing", _("Closing")


class SessionState(TextChoices):
    PROPOSED = "proposed", _("Times proposed")
    BOOKED = "booked", _("Booked")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")
    MISSED = "missed", _("Did not take place")


class Channel(TextChoices):
    IN_PERSON = "in_person", _("Face to face")
    VIDEO = "video", _("Video call")
    PHONE = "phone", _("Phone")
    SITE = "site", _("On site")


class Reply(TextChoices):
    WAITING = "waiting", _("No answer yet")
    YES = "yes", _("Yes")
    NO = "no", _("No")


class CancelReason(TextChoices):
    URGENT_WORK = "urgent_work", _("Urgent work")
    TRAVEL = "travel", _("Travel")
    ILLNESS = "illness", _("Not well")
    HOLIDAY = "holiday", _("Holiday")
    OTHER = "other", _("Something else")
