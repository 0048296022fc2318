from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "timbalik.programmes"
    label = "programmes"

    def ready(self) -> None:
        import timbalik.programmes.receivers
        import timbalik.programmes.retention  # noqa: F401 - app ready
