"""Table of the desk: which act took which other one back."""

from __future__ import annotations

from django.db import models

from duebook.db.columns import current_event, current_instant


class Undone(models.Model):
    """An act that was taken back; ``event_id`` is the act that did so."""

    entity_id = models.IntegerField()
    undone_event_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "desk_undone"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "undone_event_id"], name="act_is_undone_once"
            )
        ]
