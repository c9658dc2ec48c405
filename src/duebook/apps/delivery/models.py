"""Table of planned deliveries: one row for one document to one recipient."""

from __future__ import annotations

from django.db import models


class Delivery(models.Model):
    """A mail or letter that is to go out once, and what became of it.

    ``subject_kind`` and ``subject_id`` name the document; ``occasion`` tells a
    wanted repetition apart.  ``message_id`` is fixed when the row is made, so a
    mail that a crash repeats carries the same one.  ``attempts`` counts the tries,
    the last at ``tried_at``; none is made before ``not_before``.
    """

    entity_id = models.IntegerField()
    channel = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    occasion = models.TextField(default="first")
    recipient = models.TextField()
    party_id = models.BigIntegerField()
    number = models.TextField()
    language = models.TextField()
    message_id = models.TextField()
    state = models.TextField(default="planned")
    planned_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    problem = models.TextField(default="")
    attempts = models.IntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_delivery"
        indexes = [
            models.Index(
                fields=["entity_id", "channel", "id"],
                name="delivery_that_waits",
                condition=models.Q(state="planned"),
            ),
            models.Index(
                fields=["entity_id", "subject_kind", "subject_id"],
                name="delivery_by_subject",
            ),
            models.Index(
                fields=["entity_id", "subject_kind", "subject_id"],
                name="delivery_that_failed",
                condition=models.Q(state__in=["bounced", "failed"]),
            ),
            models.Index(fields=["message_id"], name="delivery_by_message"),
            models.Index(
                fields=["entity_id", "party_id", "-planned_at"],
                name="delivery_by_party",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "entity_id",
                    "subject_kind",
                    "subject_id",
                    "channel",
                    "recipient",
                    "occasion",
                ],
                name="delivery_is_planned_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "planned",
                        "sending",
                        "sent",
                        "bounced",
                        "failed",
                        "suppressed",
                    ]
                ),
                name="delivery_state_is_known",
            ),
        ]
