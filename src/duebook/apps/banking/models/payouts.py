"""Tables of what processors tell of their accounts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duebook.apps.banking.models.statements import BankAccount, BankFile
from duebook.db.columns import current_event


class Payout(models.Model):
    """What a processor sent to an account of ours in one sum, less than 0 if it took.

    ``external_id`` is the processor's own name for it.
    """

    entity_id = models.IntegerField()
    file = models.ForeignKey(
        BankFile, models.PROTECT, db_constraint=False, db_index=False
    )
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, db_constraint=False, db_index=False
    )
    external_id = models.TextField()
    arrives_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_payout"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "external_id"], name="payout_is_posted_once"
            )
        ]


class ProcessorMovement(models.Model):
    """A movement of our account at a processor, as it told it; amounts signed.

    ``net_minor`` is ``gross_minor`` less ``fee_minor``, or it is not taken in.
    """

    entity_id = models.IntegerField()
    file = models.ForeignKey(
        BankFile, models.PROTECT, db_constraint=False, db_index=False
    )
    external_id = models.TextField()
    kind = models.TextField()
    moved_on = models.DateField()
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    source = models.TextField()
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_processor_movement"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "external_id"],
                name="processor_movement_is_posted_once",
            ),
            models.CheckConstraint(
                condition=Q(net_minor=F("gross_minor") - F("fee_minor")),
                name="processor_movement_adds_up",
            ),
        ]
