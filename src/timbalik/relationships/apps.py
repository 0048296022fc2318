from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    name = "timbalik.relationships"
    label = "relationships"

    def ready(self) -> None:
        from timbalik.relationships import receivers  # noqa: F401 - app ready
