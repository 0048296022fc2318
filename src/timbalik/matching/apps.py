from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "timbalik.matching"
    label = "matching"

    def ready(self) -> None:
        import timbalik.matching.receivers
        import timbalik.matching.retention  # noqa: F401 - app ready
