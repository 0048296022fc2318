from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel


class ErasedMark(OrganisationModel):
    """That somebody with this staff number or address asked to be erased: a keyed digest, so the next file is recognised.

    Without it the next people file would bring them back as if nothing had been asked. It names nobody: only who has both
    the installation's master key and the number can tell that they belong together.
    """

    digest = models.CharField(max_length=64)
    erased_on = models.DateField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("digest"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "digest"], name="people_erased_mark_once")]
