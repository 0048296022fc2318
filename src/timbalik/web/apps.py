from contextlib import suppress

from django.apps import AppConfig

from timbalik.web.stylesheet import bundle_styles


class WebConfig(AppConfig):
    name = "timbalik.web"
    label = "web"

    def ready(self) -> None:
        # From a clone the styles may have changed since the build; an installed package may be read-only.
        with suppress(OSError):
            bundle_styles()
