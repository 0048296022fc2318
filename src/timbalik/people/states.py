"""States of people and of what they hand in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Employment(TextChoices):
    ACTIVE = "active", _("Active")
    ON_LEAVE = "on_leave", _("On leave")
    LEFT = "left", _("Left")


class LineKnowledge(TextChoices):
    """Whether we know who leads a person: an unknown line is not an absent one."""

    UNKNOWN = "unknown", _("Unknown")
    KNOWN = "known", _("Known")
    TOP = "top", _("Has no line manager")


class LineKind(TextChoices):
    MANAGER = "manager", _("Line manager")
    APPRAISER = "appraiser", _("Appraiser")


class Salutation(TextChoices):
    """The *sapaan* a person chose; none is a choice too."""

    NONE = "", _("No form of address")
    PAK = "Pak", "Pak"
    BU = "Bu", "Bu"
    KAK = "Kak", "Kak"
    MAS = "Mas", "Mas"
    MBAK = "Mbak", "Mbak"


class ConsentPurpose(TextChoices):
    PARTICIPATION = "participation", _("Taking part in the programme")
    RESEARCH = "research", _("Use of pseudonymous answers for evaluation")
    ENDORSEMENT = "endorsement", _("Endorsement shown to leaders")


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKED = "checked", _("Checked")
    APPLYING = "applying", _("Being imported")
    APPLIED = "applied", _("Imported")
    FAILED = "failed", _("Failed")
    DISCARDED = "discarded", _("Discarded")


class ImportScope(TextChoices):
    """Whether a file names everybody: only then is an absent person proposed as left."""

    FULL = "full", _("The whole organisation")
    PARTIAL = "partial", _("Some people")


class LeaverDecision(TextChoices):
    OPEN = "open", _("Waiting for a decision")
    LEFT = "left", _("Has left")
    STAYED = "stayed", _("Is still here")


class TokenScope(TextChoices):
    """What a program may do with a token, within what its person may do."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class PartnerKind(TextChoices):
    """What another organisation is; it chooses words, nothing else."""

    CAMPUS = "campus", _("Campus")
    ASSOCIATION = "association", _("Association")
    COMPANY = "company", _("Company")
