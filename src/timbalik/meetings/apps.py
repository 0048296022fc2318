from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "timbalik.meetings"
    label = "meetings"

    def ready(self) -> None:
        from timbalik.meetings import receivers  # noqa: F401 - app ready
