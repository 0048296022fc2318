"""Which organisation, and which programme, a command means: by name, or the only one there is."""

from __future__ import annotations

from gettext import gettext as _

from django.db.models import Q

from timbalik.cli.errors import CommandFailed
from timbalik.people.models.organisations import Organisation
from timbalik.programmes.models import Programme


def organisation_named(name: str | None) -> Organisation:
    found = list(
        Organisation.objects.filter(Q(name__iexact=name) | Q(slug=name)) if name else Organisation.objects.all()
    )
    if len(found) == 1:
        return found[0]
    there = ", ".join(sorted(one.name for one in Organisation.objects.all())) or "-"
    raise CommandFailed(_("Name the organisation with --organisation. There are: %s") % there, code=2)


def programme_named(organisation: Organisation, name: str | None) -> Programme:
    programmes = Programme.objects.of(organisation)
    found = list(programmes.filter(name__iexact=name) if name else programmes)
    if len(found) == 1:
        return found[0]
    there = ", ".join(sorted(one.name for one in programmes)) or "-"
    raise CommandFailed(_("Name the programme with --programme. There are: %s") % there, code=2)
