"""What may be taken from a people file. There is deliberately no field for pay, faith, birth, family or phone."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Field(TextChoices):
    """In the order the mapping page offers them."""

    STAFF_NUMBER = "staff_number", _("Staff number")
    FULL_NAME = "full_name", _("Name")
    FIRST_NAME = "first_name", _("First name")
    MIDDLE_NAME = "middle_name", _("Middle name")
    LAST_NAME = "last_name", _("Last name")
    TITLE_BEFORE = "title_before", _("Title before the name")
    TITLE_AFTER = "title_after", _("Title after the name")
    NICKNAME = "nickname", _("Called by")
    SALUTATION = "salutation", _("Form of address")
    EMAIL = "email", _("E-mail")
    UNIT = "unit", _("Unit")
    PARENT_UNIT = "parent_unit", _("Larger unit")
    SITE = "site", _("Office and time zone")
    TIME_ZONE = "time_zone", _("Time zone")
    POSITION = "position", _("Position")
    LEVEL = "level", _("Job level")
    MANAGER = "manager", _("Line manager")
    APPRAISER = "appraiser", _("Appraiser")
    EMPLOYMENT = "employment", _("Employment status")
    JOINED_ON = "joined_on", _("Joined on")
    LEFT_ON = "left_on", _("Left on")
    LANGUAGE = "language", _("Language")


REQUIRED = (Field.STAFF_NUMBER,)
NAMES = (Field.FULL_NAME, Field.FIRST_NAME)
DATES = (Field.JOINED_ON, Field.LEFT_ON)
# Columns that name a person by number: a national number hidden in one is taken out before anything is kept.
NUMBERS = (Field.STAFF_NUMBER, Field.MANAGER, Field.APPRAISER)
