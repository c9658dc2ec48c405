"""Tables of what waits, lines and entries, what explains them, what was rejected."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from duebook.apps.banking.models.statements import BankAccount, BankLine
from duebook.db.columns import current_event, current_instant


class OpenLine(models.Model):
    """What waits on a bank line: how much of it is explained, and what was proposed.

    ``amount_minor`` repeats the line's, so that the database can judge
    ``explained_minor``, which follows the line's explanations.  ``credit`` holds the
    money of a line that is set apart until its payer is known, and ``payment`` is
    what brought it.  ``is_new_money`` is a person's word that the books hold nothing
    of it yet, whatever has its amount there.
    """

    entity_id = models.IntegerField()
    line = models.OneToOneField(
        BankLine, models.PROTECT, db_constraint=False, db_index=False, unique=False
    )
    booked_on = models.DateField()
    amount_minor = models.BigIntegerField()
    explained_minor = models.BigIntegerField(default=0)
    state = models.TextField(default="new")
    held = models.TextField(default="")
    is_new_money = models.BooleanField(db_default=False)
    sentence = models.TextField(default="")
    proposals = models.JSONField(default=list)  # noqa: TID251 - kept whole
    credit = models.ForeignKey(
        "receivables.Item",
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    payment = models.ForeignKey(
        "payments.Payment",
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        db_table = "banking_open_line"
        indexes = [
            models.Index(
                fields=["entity_id", "state", "line"], name="open_line_by_state"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "line"], name="line_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(explained_minor__gte=Least(0, F("amount_minor")))
                & Q(explained_minor__lte=Greatest(0, F("amount_minor"))),
                name="line_explained_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["new", "held", "doubtful", "known"], credit__isnull=True
                )
                | Q(state="apart", credit__isnull=False, payment__isnull=False)
                | Q(state="explained", explained_minor=F("amount_minor")),
                name="open_line_state_is_known",
            ),
        ]


class Explanation(models.Model):
    """What part of a bank line is in the books: an entry on the bank's account.

    A negative counterpart with ``reverses`` takes one back; both stay.
    """

    entity_id = models.IntegerField()
    line = models.ForeignKey(
        BankLine, models.PROTECT, db_constraint=False, db_index=False
    )
    kind = models.TextField()
    entry = models.ForeignKey(
        "ledger.JournalEntry",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    amount_minor = models.BigIntegerField()
    subject_id = models.BigIntegerField()
    rule = models.TextField()
    reason = models.TextField(default="")
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_explanation"
        indexes = [
            models.Index(fields=["entity_id", "line"], name="explanation_by_line"),
            models.Index(fields=["entity_id", "entry"], name="explanation_by_entry"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "reverses"],
                name="explanation_is_taken_back_once",
                condition=Q(reverses__isnull=False),
            ),
            models.CheckConstraint(
                condition=~Q(amount_minor=0), name="explanation_is_of_money"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("payment", "deposit", "return", "refund", "payout"),
                        *("transfer", "ruled", "unidentified", "journal"),
                    ]
                ),
                name="explanation_kind_is_known",
            ),
        ]


class OpenEntry(models.Model):
    """What an entry moves at a bank and no line of the bank has shown yet.

    ``left_minor`` follows the postings and explanations; what is shown whole is gone.
    """

    entity_id = models.IntegerField()
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, db_constraint=False, db_index=False
    )
    entry = models.ForeignKey(
        "ledger.JournalEntry",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    left_minor = models.BigIntegerField()

    class Meta:
        db_table = "banking_open_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "bank_account", "entry"], name="entry_waits_once"
            )
        ]


class Rejection(models.Model):
    """A proposal that somebody said no to: the items it would have settled."""

    entity_id = models.IntegerField()
    line = models.ForeignKey(
        BankLine, models.PROTECT, db_constraint=False, db_index=False
    )
    item_ids = ArrayField(models.BigIntegerField())
    reason = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_rejection"
        indexes = [models.Index(fields=["entity_id", "line"], name="rejection_by_line")]
