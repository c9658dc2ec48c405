"""Tables of payments: money received, taken back by the bank, sent back by us."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duebook.db.columns import current_event, current_instant


class Payment(models.Model):
    """Money received; ``item`` is the credit it became."""

    entity_id = models.IntegerField()
    number = models.TextField()
    external_key = models.TextField(default="")
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    received_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    method = models.TextField()
    reference = models.TextField()
    item = models.ForeignKey(
        "receivables.Item", models.PROTECT, db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "payments_payment"
        indexes = [
            models.Index(
                fields=["entity_id", "party", "received_on"], name="payment_by_party"
            ),
            models.Index(fields=["entity_id", "received_on"], name="payment_by_day"),
            models.Index(
                fields=["entity_id", "reference"], name="payment_by_reference"
            ),
            models.Index(  # what came is sought by its amount alone
                fields=["entity_id", "amount_minor", "received_on"],
                name="payment_by_amount",
            ),
            models.Index(  # what may wait to be taken to the bank
                fields=["entity_id", "id"],
                name="payment_by_hand",
                condition=Q(method__in=["cash", "cheque"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "number"], name="payment_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["entity_id", "external_key"],
                name="payment_comes_once",
                condition=~Q(external_key=""),
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="payment_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(method__in=["cash", "cheque", "ach", "wire", "card"]),
                name="payment_method_is_known",
            ),
        ]


class EarnedDiscount(models.Model):
    """A discount, fee, deduction or rest let go with a payment; ``item`` is its credit.

    It goes when the payment goes.
    """

    entity_id = models.IntegerField()
    payment = models.ForeignKey(
        Payment, models.PROTECT, db_constraint=False, db_index=False
    )
    item = models.ForeignKey(
        "receivables.Item", models.PROTECT, db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "payments_earned_discount"
        indexes = [
            models.Index(fields=["entity_id", "payment"], name="discount_by_payment")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "item"], name="discount_is_earned_once"
            )
        ]


class CameBack(models.Model):
    """Money that went back to where it came from: when, why, and the item it became."""

    entity_id = models.IntegerField()
    returned_on = models.DateField()
    reason = models.TextField()
    item = models.ForeignKey(
        "receivables.Item", models.PROTECT, db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        abstract = True


class PaymentReturn(CameBack):
    """A payment that the bank took back: NSF cheque, returned debit, chargeback."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, db_constraint=False, db_index=False
    )

    class Meta:
        db_table = "payments_return"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "payment"], name="payment_is_returned_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="return_has_a_reason"),
        ]


class Refund(models.Model):
    """Money sent back to a party out of one of its credits."""

    entity_id = models.IntegerField()
    number = models.TextField()
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    refunded_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    method = models.TextField()
    reason = models.TextField()
    credit = models.ForeignKey(
        "receivables.Item",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    item = models.ForeignKey(
        "receivables.Item", models.PROTECT, db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "payments_refund"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "number"], name="refund_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="refund_is_positive"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="refund_has_a_reason"),
        ]


class RefundReturn(CameBack):
    """A refund that did not arrive; ``item`` is the credit that settles its debit."""

    refund = models.ForeignKey(
        Refund, models.PROTECT, db_constraint=False, db_index=False
    )

    class Meta:
        db_table = "payments_refund_return"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "refund"], name="refund_is_returned_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="refund_return_has_a_reason"
            ),
        ]
