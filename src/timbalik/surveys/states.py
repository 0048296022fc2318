from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WaveKind(TextChoices):
    BASELINE = "baseline", _("Baseline")
    EARLY = "early", _("After the second session")
    MIDWAY = "midway", _("Midway")
    END = "end", _("End")
