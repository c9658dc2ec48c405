"""Tables of the ledger: accounts and their roles, periods, entries, postings."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from duebook.db.columns import current_event, current_instant


class Account(models.Model):
    """A ledger account; a control account's postings each name an open item."""

    entity_id = models.IntegerField()
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    is_control = models.BooleanField(default=False)

    class Meta:
        db_table = "ledger_account"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "code"], name="account_code_is_unique"
            ),
            models.UniqueConstraint(
                fields=["entity_id", "id", "is_control"],
                name="account_is_control_or_not",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["asset", "liability", "equity", "income", "expense"]
                ),
                name="account_kind_is_known",
            ),
        ]


class RoleAccount(models.Model):
    """Which account plays a role for the entity."""

    entity_id = models.IntegerField()
    role = models.TextField()
    account = models.ForeignKey(
        Account, models.PROTECT, db_constraint=False, db_index=False
    )

    class Meta:
        db_table = "ledger_role_account"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "role"], name="role_has_one_account"
            )
        ]


class Period(models.Model):
    """A span of the books and whether one may post into it."""

    entity_id = models.IntegerField()
    span = DateRangeField()
    state = models.TextField(default="open")

    class Meta:
        db_table = "ledger_period"
        constraints = [
            ExclusionConstraint(
                name="periods_do_not_overlap",
                expressions=[
                    ("entity_id", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "soft", "hard"]),
                name="period_state_is_known",
            ),
        ]


class JournalEntry(models.Model):
    """Balanced set of postings with one cause and one day."""

    entity_id = models.IntegerField()
    effective_on = models.DateField()
    source_kind = models.TextField()
    source_id = models.BigIntegerField()
    cause = models.TextField()
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "ledger_entry"
        indexes = [
            models.Index(fields=["entity_id", "effective_on"], name="entry_by_day"),
            models.Index(  # what an act posted
                fields=["entity_id", "event_id", "id"], name="entry_by_event"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "source_kind", "source_id"],
                name="source_posts_once",
            ),
            models.UniqueConstraint(
                fields=["entity_id", "reverses"],
                name="entry_is_reversed_once",
                condition=models.Q(reverses__isnull=False),
            ),
        ]


class Posting(models.Model):
    """One signed leg of an entry, debit positive, in minor units."""

    entity_id = models.IntegerField()
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, db_constraint=False, db_index=False
    )
    account = models.ForeignKey(
        Account, models.PROTECT, db_constraint=False, db_index=False
    )
    is_control = models.BooleanField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    item = models.ForeignKey(
        "receivables.Item",
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
    )
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "ledger_posting"
        indexes = [
            models.Index(fields=["entity_id", "entry"], name="posting_by_entry"),
            models.Index(
                fields=["entity_id", "item"],
                name="posting_by_item",
                condition=models.Q(item__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_minor=0), name="posting_moves_something"
            ),
            models.CheckConstraint(
                condition=models.Q(is_control=models.Q(item__isnull=False)),
                name="control_posting_names_its_item",
            ),
        ]


class ExchangeRate(models.Model):
    """What one unit of a foreign currency was worth in the entity's own on a day.

    A correction is a row of its own that ``replaces`` the one before, with the reason.
    """

    entity_id = models.IntegerField()
    currency = models.CharField(max_length=3)
    valued_on = models.DateField()
    per_unit = models.DecimalField(max_digits=24, decimal_places=12)
    source = models.TextField(default="")
    reason = models.TextField(default="")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "ledger_exchange_rate"
        indexes = [
            models.Index(
                fields=["entity_id", "currency", "-valued_on", "-id"],
                name="rate_by_currency_and_day",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "currency", "valued_on"],
                name="rate_is_set_once",
                condition=models.Q(replaces__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["entity_id", "replaces"],
                name="rate_is_replaced_once",
                condition=models.Q(replaces__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(per_unit__gt=0), name="rate_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(replaces__isnull=True) | ~models.Q(reason=""),
                name="rate_is_corrected_with_a_reason",
            ),
        ]
