from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "timbalik.evaluation"
    label = "evaluation"
