from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "timbalik.programmes"
    label = "programmes"
