"""Tables of cheques and cash taken to the bank."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duebook.apps.banking.models.statements import BankAccount, BankFile
from duebook.db.columns import current_event, current_instant


class Deposit(models.Model):
    """Cheques and cash taken to the bank together; the bank shows them as one line."""

    entity_id = models.IntegerField()
    number = models.TextField()
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, db_constraint=False, db_index=False
    )
    deposited_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_deposit"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "number"], name="deposit_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="deposit_is_positive"
            ),
        ]


class DepositedPayment(models.Model):
    """A payment that was taken to the bank in a deposit, once."""

    entity_id = models.IntegerField()
    deposit = models.ForeignKey(
        Deposit, models.PROTECT, db_constraint=False, db_index=False
    )
    payment = models.ForeignKey(
        "payments.Payment", models.PROTECT, db_constraint=False, db_index=False
    )
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_deposited_payment"
        indexes = [
            models.Index(fields=["entity_id", "deposit"], name="deposited_by_deposit")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "payment"], name="payment_is_deposited_once"
            )
        ]


class LockboxSlip(models.Model):
    """The slip on which the cheques of a lockbox's file are.

    A file whose slips were all taken back may come again.
    """

    entity_id = models.IntegerField()
    file = models.ForeignKey(
        BankFile, models.PROTECT, db_constraint=False, db_index=False
    )
    deposit = models.ForeignKey(
        Deposit, models.PROTECT, db_constraint=False, db_index=False
    )
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_lockbox_slip"
        indexes = [
            models.Index(fields=["entity_id", "file"], name="lockbox_slip_by_file")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "deposit"], name="slip_is_of_one_lockbox"
            )
        ]
