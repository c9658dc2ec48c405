"""The tables of the parties."""

from __future__ import annotations

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("sort_name", models.TextField()),
                ("kind", models.TextField(default="organisation")),
                ("is_active", models.BooleanField(default=True)),
                ("currency", models.CharField(max_length=3)),
                ("language", models.TextField(default="en-US")),
                ("delivery", models.TextField(default="mail")),
                ("credit_limit_minor", models.BigIntegerField(null=True)),
                ("hold_reason", models.TextField(default="")),
                ("po_required", models.BooleanField(default=False)),
                ("cost_centre", models.TextField(default="")),
                ("their_reference", models.TextField(default="")),
                ("tax_place", models.TextField(default="")),
                ("discount_bp", models.IntegerField(default=0)),
                ("shipping_zone", models.TextField(default="")),
                ("grouping", models.TextField(default="party")),
                ("segment", models.TextField(default="")),
                ("notes", models.TextField(default="")),
                (
                    "bill_to",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="parties.party",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
            ],
            options={
                "db_table": "parties_party",
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                ("moved", models.JSONField()),
                ("undone", models.BooleanField(default=False)),
                (
                    "double",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
            ],
            options={
                "db_table": "parties_merge",
            },
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("discount_bp", models.IntegerField(default=0)),
                ("discount_days", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "parties_terms",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "code"), name="terms_code_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discount_bp__gte", 0), ("discount_bp__lt", 10000)
                        ),
                        name="terms_discount_is_a_share",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="party",
            name="terms",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="parties.terms",
            ),
        ),
        migrations.CreateModel(
            name="TermsPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                ("share_bp", models.IntegerField()),
                ("net_days", models.IntegerField()),
                ("day_of_month", models.IntegerField(default=0)),
                (
                    "terms",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="parties.terms",
                    ),
                ),
            ],
            options={
                "db_table": "parties_terms_part",
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                ("name", models.TextField(default="")),
                ("email", models.TextField(default="")),
                ("phone", models.TextField(default="")),
                ("gets_invoices", models.BooleanField(default=True)),
                (
                    "party",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parties.party",
                    ),
                ),
            ],
            options={
                "db_table": "parties_contact",
                "indexes": [
                    models.Index(fields=["entity_id", "party"], name="contact_by_party")
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                ("place", models.TextField()),
                ("number", models.TextField()),
                ("reason", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "party",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parties.party",
                    ),
                ),
            ],
            options={
                "db_table": "parties_certificate",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("entity_id", "="),
                            ("party", "="),
                            ("place", "="),
                            ("valid", "&&"),
                        ],
                        name="certificates_do_not_overlap",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                ("kind", models.TextField(default="billing")),
                ("street", models.TextField()),
                ("city", models.TextField()),
                ("region", models.TextField(default="")),
                ("postcode", models.TextField(default="")),
                ("country", models.CharField(max_length=2)),
                (
                    "party",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parties.party",
                    ),
                ),
            ],
            options={
                "db_table": "parties_address",
                "indexes": [
                    models.Index(fields=["entity_id", "party"], name="address_by_party")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["billing", "shipping", "other"])
                        ),
                        name="address_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "billing")),
                        fields=("entity_id", "party"),
                        name="party_has_one_billing_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                ("role", models.TextField()),
                (
                    "party",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parties.party",
                    ),
                ),
            ],
            options={
                "db_table": "parties_role",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "party", "role"), name="role_is_held_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["customer", "patient", "payer", "guarantor"])
                        ),
                        name="party_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxId",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("entity_id", models.IntegerField()),
                ("scheme", models.TextField()),
                ("value", models.TextField()),
                (
                    "party",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parties.party",
                    ),
                ),
            ],
            options={
                "db_table": "parties_tax_id",
                "indexes": [
                    models.Index(fields=["entity_id", "value"], name="tax_id_by_value")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "party", "scheme"),
                        name="scheme_has_one_tax_id",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                fields=["entity_id", "sort_name", "id"], name="party_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("bill_to__isnull", False)),
                fields=["entity_id", "bill_to"],
                name="party_by_bill_to",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                fields=("entity_id", "code"), name="party_code_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "organisation"])),
                name="party_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery__in", ["mail", "print", "none"])),
                name="party_delivery_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("grouping__in", ["party", "po", "site", "charge"])),
                name="party_grouping_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("bill_to__isnull", True),
                    models.Q(("bill_to", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="party_is_not_its_own_bill_to",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount_bp__gte", 0), ("discount_bp__lte", 10000)
                ),
                name="party_discount_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="termspart",
            constraint=models.UniqueConstraint(
                fields=("entity_id", "terms", "net_days"), name="part_days_are_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="termspart",
            constraint=models.CheckConstraint(
                condition=models.Q(("share_bp__gt", 0), ("share_bp__lte", 10000)),
                name="part_is_a_share",
            ),
        ),
    ]
