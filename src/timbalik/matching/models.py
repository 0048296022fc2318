"""Matching rounds: what was proposed, why, what people changed, and who said yes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.matching.states import Answer, OverrideKind, ProposalOrigin, ProposalState, RoundState
from timbalik.relationships.states import Side


class Round(OrganisationModel):
    """One run of the engine and what people made of it. ``certificate`` proves the engine's answer, not the overrides."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="rounds")
    cohort = models.ForeignKey("programmes.Cohort", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.OPEN)
    settings = models.JSONField(default=dict)  # weights, floor, keep bonus, salt: all that the instance was made from
    certificate = models.JSONField(null=True)
    instance_digest = models.CharField(max_length=64, blank=True)
    value = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True)
    exclusions = models.JSONField(default=dict)  # rule -> number of pairs it removed
    step = models.CharField(max_length=40, blank=True)
    opened_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("opened_by"), {"opened_by": OnErasure.CLEAR})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "programme", "number"], name="matching_round_number_once"),
            models.UniqueConstraint(
                fields=["organisation", "cohort"],
                condition=Q(state__in=[RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT]),
                name="matching_one_round_under_way",
            ),
        ]
        ordering = ["number"]


class Proposal(OrganisationModel):
    """A suggested pairing, with its reasons as codes and facts; ``queries.reasons_in_words`` finds the words."""

    round = models.ForeignKey("matching.Round", on_delete=models.CASCADE, related_name="proposals")
    mentor = models.ForeignKey("programmes.Enrolment", on_delete=models.PROTECT, related_name="+")
    mentee = models.ForeignKey("programmes.Enrolment", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    origin = models.CharField(max_length=10, choices=ProposalOrigin, default=ProposalOrigin.ENGINE)
    score_hundredths = models.PositiveIntegerField()
    mentor_benefit = models.PositiveIntegerField()  # 0..10 000
    mentee_benefit = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    price_hundredths = models.IntegerField(default=0)  # what an override cost against the optimum

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("mentor", "mentee", "reasons"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "round", "mentor", "mentee"],
                condition=~Q(state=ProposalState.REPLACED),
                name="matching_proposal_once",
            )
        ]
        indexes = [models.Index(fields=["organisation", "round", "state"], name="matching_proposal_state")]


class Acceptance(OrganisationModel):
    """One side's answer to a proposal. A no is never shown as a no to the other side."""

    proposal = models.ForeignKey("matching.Proposal", on_delete=models.CASCADE, related_name="acceptances")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "answer"), {"person": OnErasure.TOMBSTONE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "proposal", "person"], name="matching_acceptance_once")
        ]


class Unmatched(OrganisationModel):
    """Somebody left without a pair: the reason, and the nearest remedy, as codes and facts."""

    round = models.ForeignKey("matching.Round", on_delete=models.CASCADE, related_name="unmatched")
    enrolment = models.ForeignKey("programmes.Enrolment", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    remedy = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("enrolment", "reason", "remedy", "facts"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "round", "enrolment"], name="matching_unmatched_once")
        ]


class Override(OrganisationModel):
    """A person's change to what the engine proposed, with its reason and its price."""

    round = models.ForeignKey("matching.Round", on_delete=models.CASCADE, related_name="overrides")
    kind = models.CharField(max_length=14, choices=OverrideKind)
    mentor = models.ForeignKey(
        "programmes.Enrolment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mentee = models.ForeignKey(
        "programmes.Enrolment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300)
    price_hundredths = models.IntegerField(default=0)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("mentor", "mentee", "reason", "by"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        ordering = ["at", "id"]
