"""What was proposed, why, who said yes, and who was left over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.matching.states import Answer, ProposalOrigin, ProposalState
from timbalik.relationships.states import Side


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
