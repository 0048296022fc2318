from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "timbalik.people"
    label = "people"
