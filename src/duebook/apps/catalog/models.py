"""Tables of the price book: items, tariffs, prices, tiers, taxes, shipping."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

MUCH = 10**9  # quantities and prices stay below; NaN, for PostgreSQL, does not


class Item(models.Model):
    """Something we sell: its unit, how it is taxed, where its revenue goes."""

    entity_id = models.IntegerField()
    code = models.TextField()
    description = models.TextField()
    unit = models.TextField(default="")
    kind = models.TextField(default="service")
    tax_category = models.TextField(default="standard")
    revenue_account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    weight_kg = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    is_countable = models.BooleanField(default=False)
    needs_attachment = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "catalog_item"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "code"], name="item_code_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["service", "goods", "deposit", "fee"]),
                name="item_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(weight_kg__gte=0, weight_kg__lt=MUCH),
                name="item_weight_is_a_number",
            ),
        ]


class Tariff(models.Model):
    """A set of prices: the price book of all, or one party's contract."""

    entity_id = models.IntegerField()
    code = models.TextField()
    name = models.TextField()
    currency = models.CharField(max_length=3)
    tax_inclusive = models.BooleanField(default=False)
    party = models.ForeignKey(
        "parties.Party",
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
    )
    valid = DateRangeField()

    class Meta:
        db_table = "catalog_tariff"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "code"], name="tariff_code_is_unique"
            )
        ]
        indexes = [
            models.Index(
                fields=["entity_id", "party"],
                name="tariff_by_party",
                condition=Q(party__isnull=False),
            )
        ]


class Price(models.Model):
    """The price of an item in a tariff for a span of days; amounts are its tiers.

    ``party`` and ``currency`` repeat the tariff's, for the constraint against
    two prices of the same item on the same day.
    """

    entity_id = models.IntegerField()
    tariff = models.ForeignKey(
        Tariff, models.PROTECT, db_constraint=False, db_index=False
    )
    item = models.ForeignKey(Item, models.PROTECT, db_constraint=False, db_index=False)
    graduated = models.BooleanField(default=False)
    valid = DateRangeField()

    class Meta:
        db_table = "catalog_price"
        constraints = [
            ExclusionConstraint(
                name="prices_do_not_overlap",
                expressions=[
                    ("entity_id", RangeOperators.EQUAL),
                    ("tariff", RangeOperators.EQUAL),
                    ("item", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]


class Tier(models.Model):
    """From this quantity on, a unit costs ``unit_price``, in major units."""

    entity_id = models.IntegerField()
    price = models.ForeignKey(
        Price, models.CASCADE, db_constraint=False, db_index=False
    )
    from_quantity = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    unit_price = models.DecimalField(max_digits=18, decimal_places=6)

    class Meta:
        db_table = "catalog_tier"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "price", "from_quantity"],
                name="tier_starts_once",
            ),
            models.CheckConstraint(
                condition=Q(unit_price__gt=-MUCH, unit_price__lt=MUCH)
                & Q(from_quantity__gte=0, from_quantity__lt=MUCH),
                name="tier_is_a_number",
            ),
        ]


class TaxRate(models.Model):
    """One tax of a place on a category of items, for a span of days."""

    entity_id = models.IntegerField()
    place = models.TextField()
    category = models.TextField()
    name = models.TextField()
    percent = models.DecimalField(max_digits=9, decimal_places=5)
    compound = models.BooleanField(default=False)
    order = models.IntegerField(default=0)
    valid = DateRangeField()
    account = models.ForeignKey(
        "ledger.Account", models.PROTECT, db_constraint=False, db_index=False
    )

    class Meta:
        db_table = "catalog_tax_rate"
        constraints = [
            ExclusionConstraint(
                name="tax_rates_do_not_overlap",
                expressions=[
                    ("entity_id", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lt=1000),
                name="tax_rate_is_a_percentage",
            ),
        ]


class ShippingRate(models.Model):
    """What a parcel costs to a zone up to a weight."""

    entity_id = models.IntegerField()
    zone = models.TextField()
    up_to_kg = models.DecimalField(max_digits=12, decimal_places=4)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    valid = DateRangeField()

    class Meta:
        db_table = "catalog_shipping_rate"
        constraints = [
            ExclusionConstraint(
                name="shipping_rates_do_not_overlap",
                expressions=[
                    ("entity_id", RangeOperators.EQUAL),
                    ("zone", RangeOperators.EQUAL),
                    ("up_to_kg", RangeOperators.EQUAL),
                    ("currency", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0), name="shipping_is_not_negative"
            ),
        ]
