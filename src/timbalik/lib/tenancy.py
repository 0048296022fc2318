"""Rows belong to an organisation, and a query that forgets it fails loudly (``ARCHITECTURE`` 5 and 16).

``Model.objects`` refuses to run unless it was narrowed by ``of(organisation)``, by a filter that begins with
``organisation``, or by a related manager of a row that has one (``programme.enrolments``). ``Model.everywhere`` is the
named way out for the few acts that serve the whole installation; a test lists who uses it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class OrganisationMissing(Exception):
    """A query on an organisation's rows did not say which organisation."""


class ForeignOrganisation(Exception):
    """A row was about to point to a row of another organisation."""


class OrganisationQuerySet(models.QuerySet[M]):
    _narrowed = False

    def of(self, organisation: Any) -> Self:
        """Only the rows of that organisation (an instance or its key)."""
        return self.filter(organisation=organisation)

    def filter(self, *args: Any, **kwargs: Any) -> Self:
        found = super().filter(*args, **kwargs)
        if any(name == "organisation" or name.startswith(("organisation_", "organisation__")) for name in kwargs):
            found._narrowed = True
        return found

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # not in the stubs
        clone._narrowed = self._narrowed
        return clone

    def _demand_organisation(self) -> None:
        hints: dict[str, Any] = getattr(self, "_hints", {}) or {}
        owner = hints.get("instance")
        from_owner = owner is not None and (
            hasattr(owner, "organisation_id") or owner._meta.label == "people.Organisation"
        )
        if not (self._narrowed or from_owner or self.query.is_empty()):
            raise OrganisationMissing(f"{self.model._meta.label}: narrow the query by its organisation first")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._demand_organisation()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self._demand_organisation()
        return super().iterator(chunk_size=chunk_size)

    def count(self) -> int:
        self._demand_organisation()
        return super().count()

    def exists(self) -> bool:
        self._demand_organisation()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._demand_organisation()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._demand_organisation()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand_organisation()
        return super().delete()


class OrganisationManager(models.Manager[M]):
    """The default manager of every row that belongs to an organisation."""

    def get_queryset(self) -> OrganisationQuerySet[M]:
        return OrganisationQuerySet(self.model, using=self._db, hints=self._hints)  # type: ignore[attr-defined]  # not in the stubs

    def of(self, organisation: Any) -> OrganisationQuerySet[M]:
        return self.get_queryset().of(organisation)


class OrganisationModel(models.Model):
    """A row of one organisation, with a public id; relations are checked to stay inside it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OrganisationManager[Self]] = OrganisationManager()
    everywhere: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        check_relations([self])
        super().save(*args, **kwargs)


def check_relations(rows: Iterable[models.Model]) -> None:
    """Refuse rows that point across organisations.

    Loaded relations are compared as they are; a bare key costs one query. Call it before ``bulk_create``.

    Raises ``ForeignOrganisation``.
    """
    for row in rows:
        mine = row.organisation_id  # type: ignore[attr-defined]
        for relation in row._meta.concrete_fields:
            if not isinstance(relation, models.ForeignKey) or relation.name == "organisation":
                continue
            target: type[models.Model] = relation.related_model
            key = getattr(row, relation.attname)
            if key is None or not issubclass(target, OrganisationModel):
                continue
            if relation.is_cached(row):
                theirs = getattr(row, relation.name).organisation_id
            else:
                theirs = target.everywhere.filter(pk=key).values_list("organisation_id", flat=True).first()
            if theirs != mine:
                raise ForeignOrganisation(f"{row._meta.label}.{relation.name}: a row of another organisation")
