"""Tables of disputes: what is contested of an item, and how it ended."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duebook.db.columns import current_event, current_instant
from duebook.domain.disputes import Category, Outcome, Stage


class Dispute(models.Model):
    """A part of a debt that its party contests; ``owner`` is who looks into it."""

    entity_id = models.IntegerField()
    number = models.TextField()
    item = models.ForeignKey(
        "receivables.Item", models.PROTECT, db_constraint=False, db_index=False
    )
    amount_minor = models.BigIntegerField()
    category = models.TextField()
    reason = models.TextField()
    owner = models.TextField()
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "disputes_dispute"
        indexes = [models.Index(fields=["entity_id", "item"], name="dispute_by_item")]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "number"], name="dispute_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="dispute_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(category__in=[category.value for category in Category]),
                name="dispute_category_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(owner=""),
                name="dispute_has_reason_and_owner",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("opened_on")),
                name="dispute_is_due_after_it_opens",
            ),
        ]


class DisputeStage(models.Model):
    """A move of a dispute: where it stands from then on, whose it is, until when.

    The last one counts; before the first the dispute itself says so.
    """

    entity_id = models.IntegerField()
    dispute = models.ForeignKey(
        Dispute, models.PROTECT, db_constraint=False, db_index=False
    )
    stage = models.TextField()
    owner = models.TextField()
    due_on = models.DateField(null=True)
    reason = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "disputes_stage"
        indexes = [
            models.Index(fields=["entity_id", "dispute", "id"], name="stage_by_dispute")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in Stage]),
                name="dispute_stage_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(owner=""),
                name="dispute_stage_has_reason_and_owner",
            ),
        ]


class DisputeOutcome(models.Model):
    """How a dispute ended, once and for good."""

    entity_id = models.IntegerField()
    dispute = models.ForeignKey(
        Dispute, models.PROTECT, db_constraint=False, db_index=False
    )
    outcome = models.TextField()
    reason = models.TextField()
    closed_on = models.DateField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "disputes_outcome"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "dispute"], name="dispute_is_closed_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="dispute_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="dispute_outcome_has_a_reason"
            ),
        ]
