"""Tables of the bank: accounts, files, lines, and what each line is in the books."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from duebook.db.columns import (
    account_key,
    current_event,
    current_instant,
    name_blocks,
)


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


class Alias(models.Model):
    """How a bank names a party: a name or an account learned from a decision."""

    entity_id = models.IntegerField()
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    kind = models.TextField()
    value = models.TextField()
    name_blocks = name_blocks("value")
    account_key = account_key("value")
    hits = models.IntegerField(default=0)

    class Meta:
        db_table = "banking_alias"
        indexes = [
            models.Index(fields=["entity_id", "party"], name="alias_by_party"),
            models.Index(
                fields=["entity_id", "account_key"],
                name="alias_by_account",
                condition=Q(kind="account"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "kind", "value", "party"],
                name="alias_is_learned_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["name", "account"]), name="alias_kind_is_known"
            ),
        ]


class Deduction(models.Model):
    """Something a payer is known to leave out; ``party`` null is every payer."""

    entity_id = models.IntegerField()
    code = models.TextField()
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    why = models.TextField(default="deduction")
    rate_bp = models.IntegerField(null=True)
    limit_minor = models.BigIntegerField(default=0)
    is_automatic = models.BooleanField(default=False)
    hits = models.IntegerField(default=0)

    class Meta:
        db_table = "banking_deduction"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "code", "party"],
                nulls_distinct=False,
                name="deduction_is_known_once",
            ),
            models.CheckConstraint(
                condition=Q(why__in=["deduction", "withheld_tax", "bank_fee"]),
                name="deduction_kind_is_known",
            ),
        ]


class HouseRule(models.Model):
    """What a bank line that looks so always is: rent, a fee, a transfer.

    Empty conditions are no conditions.  A rule suggests until it was confirmed
    ``hits`` times and a person lets it act by itself.
    """

    entity_id = models.IntegerField()
    name = models.TextField()
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    text = models.TextField(default="")
    movement = models.TextField(default="")
    other_account = models.TextField(default="")
    least_minor = models.BigIntegerField(null=True)
    most_minor = models.BigIntegerField(null=True)
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    state = models.TextField(default="suggests")
    hits = models.IntegerField(default=0)
    misses = models.IntegerField(default=0)

    class Meta:
        db_table = "banking_house_rule"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "name"], name="house_rule_name_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["suggests", "acts", "retired"]),
                name="house_rule_state_is_known",
            ),
        ]


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
