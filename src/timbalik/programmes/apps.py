from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "timbalik.programmes"
    label = "programmes"

    def ready(self) -> None:
        from timbalik.programmes import receivers, retention  # noqa: F401 - app ready
