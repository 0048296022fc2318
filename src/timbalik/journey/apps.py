from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "timbalik.journey"
    label = "journey"
