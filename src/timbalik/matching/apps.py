from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "timbalik.matching"
    label = "matching"

    def ready(self) -> None:
        from timbalik.matching import receivers, retention  # noqa: F401 - app ready
