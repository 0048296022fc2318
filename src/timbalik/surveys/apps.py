from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "timbalik.surveys"
    label = "surveys"
