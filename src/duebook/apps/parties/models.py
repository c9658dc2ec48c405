"""Tables of the parties: who they are, where, on which terms, freed from what."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from duebook.db.columns import code_key, name_blocks


class Terms(models.Model):
    """Payment terms: the cash discount; their dated parts are in ``TermsPart``."""

    entity_id = models.IntegerField()
    code = models.TextField()
    name = models.TextField()
    discount_bp = models.IntegerField(default=0)
    discount_days = models.IntegerField(default=0)

    class Meta:
        db_table = "parties_terms"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "code"], name="terms_code_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(discount_bp__gte=0, discount_bp__lt=10_000),
                name="terms_discount_is_a_share",
            ),
        ]


class TermsPart(models.Model):
    """One dated part of payment terms; the shares of all add up to 10 000."""

    entity_id = models.IntegerField()
    terms = models.ForeignKey(
        Terms, models.PROTECT, db_constraint=False, db_index=False
    )
    share_bp = models.IntegerField()
    net_days = models.IntegerField()
    day_of_month = models.IntegerField(default=0)

    class Meta:
        db_table = "parties_terms_part"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "terms", "net_days"], name="part_days_are_unique"
            ),
            models.CheckConstraint(
                condition=Q(share_bp__gt=0, share_bp__lte=10_000),
                name="part_is_a_share",
            ),
        ]


class Party(models.Model):
    """Anyone we bill or are paid by, with how billing treats them."""

    entity_id = models.IntegerField()
    code = models.TextField()
    code_key = code_key("code")
    name = models.TextField()
    name_blocks = name_blocks("name")
    sort_name = models.TextField()
    kind = models.TextField(default="organisation")
    is_active = models.BooleanField(default=True)
    bill_to = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    terms = models.ForeignKey(
        Terms, models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    currency = models.CharField(max_length=3)
    language = models.TextField(default="en-US")
    delivery = models.TextField(default="mail")
    credit_limit_minor = models.BigIntegerField(null=True)
    hold_reason = models.TextField(default="")
    po_required = models.BooleanField(default=False)
    is_tax_exempt = models.BooleanField(default=False)
    cost_centre = models.TextField(default="")
    their_reference = models.TextField(default="")
    tax_place = models.TextField(default="")
    discount_bp = models.IntegerField(default=0)
    shipping_zone = models.TextField(default="")
    grouping = models.TextField(default="party")
    segment = models.TextField(default="")
    notes = models.TextField(default="")
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        db_table = "parties_party"
        indexes = [
            models.Index(fields=["entity_id", "sort_name", "id"], name="party_by_name"),
            models.Index(fields=["entity_id", "code_key"], name="party_by_code_key"),
            models.Index(
                fields=["entity_id", "bill_to"],
                name="party_by_bill_to",
                condition=Q(bill_to__isnull=False),
            ),
            models.Index(
                fields=["entity_id", "merged_into"],
                name="party_by_merged_into",
                condition=Q(merged_into__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "code"], name="party_code_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["person", "organisation"]),
                name="party_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(delivery__in=["mail", "print", "none"]),
                name="party_delivery_is_known",
            ),
            models.CheckConstraint(
                condition=Q(grouping__in=["party", "po", "site", "charge"]),
                name="party_grouping_is_known",
            ),
            models.CheckConstraint(
                condition=Q(bill_to__isnull=True) | ~Q(bill_to=F("id")),
                name="party_is_not_its_own_bill_to",
            ),
            models.CheckConstraint(
                condition=Q(discount_bp__gte=0, discount_bp__lte=10_000),
                name="party_discount_is_a_share",
            ),
        ]


class Role(models.Model):
    """A role that a party plays: customer, patient, payer, guarantor."""

    entity_id = models.IntegerField()
    party = models.ForeignKey(
        Party, models.CASCADE, db_constraint=False, db_index=False
    )
    role = models.TextField()

    class Meta:
        db_table = "parties_role"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "party", "role"], name="role_is_held_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["customer", "patient", "payer", "guarantor"]),
                name="party_role_is_known",
            ),
        ]


class Address(models.Model):
    """Where a party is reached by letter or parcel."""

    entity_id = models.IntegerField()
    party = models.ForeignKey(
        Party, models.CASCADE, db_constraint=False, db_index=False
    )
    kind = models.TextField(default="billing")
    street = models.TextField()
    city = models.TextField()
    region = models.TextField(default="")
    postcode = models.TextField(default="")
    country = models.CharField(max_length=2)

    class Meta:
        db_table = "parties_address"
        indexes = [models.Index(fields=["entity_id", "party"], name="address_by_party")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["billing", "shipping", "other"]),
                name="address_kind_is_known",
            ),
            models.UniqueConstraint(
                fields=["entity_id", "party"],
                name="party_has_one_billing_address",
                condition=Q(kind="billing"),
            ),
        ]


class Contact(models.Model):
    """A person or desk of a party; some get its invoices."""

    entity_id = models.IntegerField()
    party = models.ForeignKey(
        Party, models.CASCADE, db_constraint=False, db_index=False
    )
    name = models.TextField(default="")
    email = models.TextField(default="")
    phone = models.TextField(default="")
    gets_invoices = models.BooleanField(default=True)

    class Meta:
        db_table = "parties_contact"
        indexes = [models.Index(fields=["entity_id", "party"], name="contact_by_party")]


class TaxId(models.Model):
    """A tax number of a party: its scheme (``EU-VAT``, ``US-EIN``) and value."""

    entity_id = models.IntegerField()
    party = models.ForeignKey(
        Party, models.CASCADE, db_constraint=False, db_index=False
    )
    scheme = models.TextField()
    value = models.TextField()

    class Meta:
        db_table = "parties_tax_id"
        indexes = [models.Index(fields=["entity_id", "value"], name="tax_id_by_value")]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "party", "scheme"], name="scheme_has_one_tax_id"
            )
        ]


class Certificate(models.Model):
    """A tax-exemption certificate of a party for a place, and the days it holds."""

    entity_id = models.IntegerField()
    party = models.ForeignKey(
        Party, models.CASCADE, db_constraint=False, db_index=False
    )
    place = models.TextField()
    number = models.TextField()
    reason = models.TextField()
    valid = DateRangeField()

    class Meta:
        db_table = "parties_certificate"
        constraints = [
            ExclusionConstraint(
                name="certificates_do_not_overlap",
                expressions=[
                    ("entity_id", RangeOperators.EQUAL),
                    ("party", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]


class Merge(models.Model):
    """A double merged into another party, with what moved, so that it can be undone."""

    entity_id = models.IntegerField()
    double = models.ForeignKey(
        Party, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    kept = models.ForeignKey(
        Party, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    moved = models.JSONField()  # noqa: TID251 - kept whole, to be undone
    undone = models.BooleanField(default=False)

    class Meta:
        db_table = "parties_merge"
