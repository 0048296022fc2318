from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "timbalik.learning"
    label = "learning"
