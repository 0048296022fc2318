"""Who the token acts as, and what may be named."""

from __future__ import annotations

from uuid import UUID

from ninja import Router

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.schemas import At, Out
from timbalik.people.models.skills import SkillConcept
from timbalik.programmes.models import RoleAssignment

router = Router(tags=["me"])


class OrganisationOut(Out):
    id: UUID
    name: str


class TokenOut(Out):
    name: str
    scope: str
    expires_at: At


class RoleOut(Out):
    """Without a programme: in the whole organisation."""

    role: str
    programme: UUID | None


class MeOut(Out):
    id: UUID
    name: str
    called: str
    language: str
    time_zone: str
    organisation: OrganisationOut
    roles: list[RoleOut]
    token: TokenOut


class ConceptOut(Out):
    key: str
    name: str
    group: str


@router.get("/me", response={200: MeOut, FAILURES: Failure})
def get_me(request: ApiRequest) -> MeOut:
    """The person this token acts as, their standing roles, and the token itself."""
    person, token = request.person, request.token
    roles = (
        RoleAssignment.objects.of(person.organisation_id)
        .filter(person=person, valid_until__isnull=True, relationship_ref__isnull=True)
        .order_by("role", "pk")
    )
    return MeOut(
        id=person.public_id,
        name=person.display_name,
        called=person.called,
        language=person.language,
        time_zone=person.time_zone,
        organisation=OrganisationOut(id=person.organisation.public_id, name=person.organisation.name),
        roles=[RoleOut(role=role, programme=ref) for role, ref in roles.values_list("role", "programme__public_id")],
        token=TokenOut(name=token.name, scope=token.scope, expires_at=token.expires_at),
    )


@router.get("/concepts", response={200: list[ConceptOut], FAILURES: Failure})
def list_concepts(request: ApiRequest) -> list[ConceptOut]:
    """The skills that offers and wants may name, in the order people choose from."""
    return [ConceptOut(key=one.key, name=str(one), group=one.group) for one in SkillConcept.objects.all()]
