from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    name = "timbalik.relationships"
    label = "relationships"
