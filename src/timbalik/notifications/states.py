from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EffectKind(TextChoices):
    MAIL = "mail", _("Mail")
    IN_APP = "in_app", _("In the app")


class EffectState(TextChoices):
    QUEUED = "queued", _("Queued")
    LEASED = "leased", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
