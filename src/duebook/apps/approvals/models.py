"""Table of held acts: commands above somebody's limit, waiting for a second person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class HeldAct(models.Model):
    """A command kept as it was asked, with its figures and what became of it."""

    entity_id = models.IntegerField()
    command = models.TextField()
    input = models.JSONField()
    input_hash = models.BinaryField()
    right = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    sentence = models.TextField()
    requested_by = models.TextField()
    requested_at = models.DateTimeField()
    expires_on = models.DateField()
    state = models.TextField(default="waiting")
    answered_by = models.TextField(default="")
    answer = models.TextField(default="")
    carried_out_by_event = models.BigIntegerField(null=True)

    class Meta:
        db_table = "approvals_held_act"
        indexes = [
            models.Index(
                fields=["entity_id", "id"],
                name="act_that_waits",
                condition=Q(state="waiting"),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(requested_by=F("answered_by")),
                name="act_is_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "approved", "refused", "withdrawn", "done"]
                ),
                name="act_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"]) | ~Q(answered_by=""),
                name="act_answer_has_a_person",
            ),
        ]
