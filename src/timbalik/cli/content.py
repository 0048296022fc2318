"""Bring the texts of this version into the database; part of ``timbalik migrate``."""

from __future__ import annotations


def publish_all() -> None:
    """Publish every text. Harmless when repeated; a text that changed under its old number is refused."""
    from django.db import transaction  # app ready

    from timbalik.learning.content import publish_content as publish_learning  # app ready
    from timbalik.people.content import publish_content as publish_people  # app ready
    from timbalik.programmes.content import publish_content as publish_programmes  # app ready
    from timbalik.relationships.content import publish_content as publish_relationships  # app ready
    from timbalik.surveys.content import publish_content as publish_surveys  # app ready

    with transaction.atomic():
        for publish in (publish_people, publish_programmes, publish_relationships, publish_learning, publish_surveys):
            publish()
