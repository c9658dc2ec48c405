"""Tables of what decisions teach: names, deductions, rules of the house."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duebook.apps.banking.models.statements import BankAccount
from duebook.db.columns import account_key, name_blocks


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
