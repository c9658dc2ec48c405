"""Tables of the audit: events in a chain, the digests of facts, spent keys."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One command carried out; the database gives it its place in the chain."""

    entity_id = models.IntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    command = models.TextField()
    key = models.UUIDField()
    input = models.JSONField()
    result = models.JSONField(null=True)
    facts_digest = models.BinaryField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["entity_id", "actor", "-seq"], name="event_by_actor"),
            models.Index(fields=["entity_id", "at"], name="event_by_instant"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "seq"], name="event_seq_is_unique"
            ),
            models.UniqueConstraint(
                fields=["entity_id", "key"], name="key_is_used_once"
            ),
        ]


class Key(models.Model):
    """An idempotency key, spent by the transaction that acts on it."""

    entity_id = models.IntegerField()
    key = models.UUIDField()
    command = models.TextField()
    input_hash = models.BinaryField()
    event_id = models.BigIntegerField()

    class Meta:
        db_table = "audit_key"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "key"], name="key_is_known_once"
            )
        ]
