"""Tables of what payers say that their money is for."""

from __future__ import annotations

from django.db import models

from duebook.apps.banking.models.statements import BankFile, BankLine
from duebook.db.columns import current_event, current_instant


class Advice(models.Model):
    """A payer's remittance advice, kept until its money comes."""

    entity_id = models.IntegerField()
    file = models.ForeignKey(
        BankFile, models.PROTECT, db_constraint=False, db_index=False
    )
    place = models.TextField()
    payer_name = models.TextField()
    payer_account = models.TextField()
    reference = models.TextField()
    paid_on = models.DateField(null=True)
    currency = models.TextField()
    total_minor = models.BigIntegerField(null=True)
    lines = models.JSONField()  # noqa: TID251 - as told, never queried
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_advice"


class AdviceUse(models.Model):
    """The money that an advice turned out to be about, once; it stays so.

    ``part`` counts the single payments of a collective booking from 1; 0 is the line.
    """

    entity_id = models.IntegerField()
    advice = models.ForeignKey(
        Advice, models.PROTECT, db_constraint=False, db_index=False
    )
    line = models.ForeignKey(
        BankLine, models.PROTECT, db_constraint=False, db_index=False
    )
    part = models.IntegerField()
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_advice_use"
        indexes = [
            models.Index(fields=["entity_id", "line"], name="advice_use_by_line")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "advice"], name="advice_is_used_once"
            )
        ]
