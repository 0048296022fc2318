from django.apps import AppConfig


class ConfidantConfig(AppConfig):
    name = "timbalik.web.confidant"
    label = "web_confidant"
