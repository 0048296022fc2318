from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "timbalik.journey"
    label = "journey"

    def ready(self) -> None:
        from timbalik.journey import receivers  # noqa: F401 - app ready
