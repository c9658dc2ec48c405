"""Tables of the close: entries by hand, signatures, and what has to be signed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from duebook.db.columns import current_event, current_instant


class ManualEntry(models.Model):
    """An entry that no document caused: who typed it, and why.

    ``difference`` is the key of the difference that it mends and ``point`` the point
    of the checklist that this is about; both are empty for an entry of one's own.
    """

    entity_id = models.IntegerField()
    entry = models.ForeignKey(
        "ledger.JournalEntry", models.PROTECT, db_constraint=False, db_index=False
    )
    point = models.TextField(default="")
    difference = models.TextField(default="")
    reason = models.TextField()
    person = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "close_manual_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "entry"], name="entry_is_by_hand_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(person=""),
                name="manual_entry_has_person_and_reason",
            ),
        ]


class SignOff(models.Model):
    """Somebody's signature under a point of a period's checklist.

    ``figures`` are the lines that were signed, as they stood, and ``sha256`` is their
    hash: where the point says something else by now, the signature is void.
    """

    entity_id = models.IntegerField()
    period = models.ForeignKey(
        "ledger.Period", models.PROTECT, db_constraint=False, db_index=False
    )
    point = models.TextField()
    figures = models.TextField()
    sha256 = models.TextField()
    person = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "close_sign_off"
        indexes = [
            models.Index(
                fields=["entity_id", "period", "point"], name="sign_off_by_point"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=""), name="sign_off_has_a_person"
            )
        ]


class Rule(models.Model):
    """The points that have to be signed before an entity's periods are locked."""

    entity_id = models.IntegerField()
    points = ArrayField(models.TextField())

    class Meta:
        db_table = "close_rule"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id"], name="entity_has_one_rule_of_close"
            )
        ]
