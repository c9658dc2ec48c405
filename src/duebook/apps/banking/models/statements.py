"""Tables of what banks tell: accounts, files, statements, lines, balances agreed on."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from duebook.db.columns import current_event, current_instant


class BankAccount(models.Model):
    """An account of ours at a bank or processor, and its account in the ledger.

    ``identifier`` is its IBAN or number as its statements write it, without spaces;
    ``opening_minor`` is what it held at the end of ``opened_on``, before its first
    line.  ``out_is_positive`` tells that its tables (CSV, workbooks) write money that
    leaves without a sign, as those of credit cards do.
    """

    entity_id = models.IntegerField()
    name = models.TextField()
    identifier = models.TextField()
    currency = models.CharField(max_length=3)
    opened_on = models.DateField()
    opening_minor = models.BigIntegerField()
    out_is_positive = models.BooleanField(default=False)
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        db_table = "banking_account"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "identifier"], name="bank_account_is_known_once"
            ),
            models.UniqueConstraint(
                fields=["entity_id", "name"], name="bank_account_name_is_unique"
            ),
            models.UniqueConstraint(
                fields=["entity_id", "account"], name="ledger_account_has_one_bank"
            ),
        ]


class BankFile(models.Model):
    """A file that was taken in, by its SHA-256, and what it did not agree with."""

    entity_id = models.IntegerField()
    name = models.TextField()
    sha256 = models.TextField()
    format = models.TextField()
    problems = models.JSONField()  # noqa: TID251 - told, never queried
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_file"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "sha256"], name="bank_file_is_taken_in_once"
            )
        ]


class BankStatement(models.Model):
    """What a file says of one account for some days; balances in minor units."""

    entity_id = models.IntegerField()
    file = models.ForeignKey(
        BankFile, models.PROTECT, db_constraint=False, db_index=False
    )
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, db_constraint=False, db_index=False
    )
    number = models.TextField()
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    opening_on = models.DateField(null=True)
    opening_minor = models.BigIntegerField(null=True)
    closing_on = models.DateField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_statement"
        indexes = [
            models.Index(
                fields=["entity_id", "bank_account", "closing_on"],
                name="statement_by_closing",
            )
        ]


class BankLine(models.Model):
    """One movement on a bank account, money in positive, as the bank told it.

    The payments of a collective booking are kept in ``parts``: the line is one,
    however many it holds.
    """

    entity_id = models.IntegerField()
    statement = models.ForeignKey(
        BankStatement, models.PROTECT, db_constraint=False, db_index=False
    )
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, db_constraint=False, db_index=False
    )
    place = models.TextField()
    booked_on = models.DateField()
    value_on = models.DateField(null=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    movement = models.TextField()
    code = models.TextField()
    is_reversal = models.BooleanField()
    other_name = models.TextField()
    other_account = models.TextField()
    other_bank = models.TextField()
    payer_references = ArrayField(models.TextField())
    bank_reference = models.TextField()
    text = models.TextField()
    remittance = models.JSONField()  # noqa: TID251 - as told, never queried
    charges_minor = models.BigIntegerField()
    original_currency = models.TextField()
    original_minor = models.BigIntegerField(null=True)
    return_code = models.TextField()
    parts = models.JSONField()  # noqa: TID251 - as told, never queried
    fingerprint = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_line"
        indexes = [
            models.Index(
                fields=["entity_id", "bank_account", "booked_on", "id"],
                name="bank_line_by_day",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "bank_account", "fingerprint"],
                name="bank_line_is_taken_in_once",
            ),
            models.CheckConstraint(
                condition=~Q(amount_minor=0), name="bank_line_moves_something"
            ),
        ]


class Reconciliation(models.Model):
    """Somebody's word that bank and books agree on an account at the end of a day.

    ``outstanding_minor`` is what the books hold and the bank does not show yet.
    """

    entity_id = models.IntegerField()
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, db_constraint=False, db_index=False
    )
    reconciled_on = models.DateField()
    bank_minor = models.BigIntegerField()
    book_minor = models.BigIntegerField()
    outstanding_minor = models.BigIntegerField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "banking_reconciliation"
        indexes = [
            models.Index(
                fields=["entity_id", "bank_account", "reconciled_on"],
                name="reconciliation_by_day",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(book_minor=F("bank_minor") + F("outstanding_minor")),
                name="reconciliation_adds_up",
            )
        ]
