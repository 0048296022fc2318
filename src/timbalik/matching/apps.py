from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "timbalik.matching"
    label = "matching"
