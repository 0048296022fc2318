from contextlib import suppress

from django.apps import AppConfig
from django.forms.fields import Field
from django.utils.translation import gettext_lazy as _

from timbalik.web.stylesheet import bundle_styles


class WebConfig(AppConfig):
    name = "timbalik.web"
    label = "web"

    def ready(self) -> None:
        # From a clone the styles may have changed since the build; an installed package may be read-only.
        with suppress(OSError):
            bundle_styles()
        # One voice for every form, where a field has no sentence of its own.
        Field.default_error_messages["required"] = _("This is still empty.")
