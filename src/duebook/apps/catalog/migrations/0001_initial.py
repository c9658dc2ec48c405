"""The tables of the price book."""

from __future__ import annotations

import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Item",
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
                ("description", models.TextField()),
                ("unit", models.TextField(default="")),
                ("kind", models.TextField(default="service")),
                ("tax_category", models.TextField(default="standard")),
                (
                    "weight_kg",
                    models.DecimalField(decimal_places=4, default=0, max_digits=12),
                ),
                ("is_countable", models.BooleanField(default=False)),
                ("needs_attachment", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "catalog_item",
            },
        ),
        migrations.CreateModel(
            name="Price",
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
                ("graduated", models.BooleanField(default=False)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "db_table": "catalog_price",
            },
        ),
        migrations.CreateModel(
            name="ShippingRate",
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
                ("zone", models.TextField()),
                ("up_to_kg", models.DecimalField(decimal_places=4, max_digits=12)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "db_table": "catalog_shipping_rate",
            },
        ),
        migrations.CreateModel(
            name="Tariff",
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
                ("currency", models.CharField(max_length=3)),
                ("tax_inclusive", models.BooleanField(default=False)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "db_table": "catalog_tariff",
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
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
                ("category", models.TextField()),
                ("name", models.TextField()),
                ("percent", models.DecimalField(decimal_places=5, max_digits=9)),
                ("compound", models.BooleanField(default=False)),
                ("order", models.IntegerField(default=0)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                "db_table": "catalog_tax_rate",
            },
        ),
        migrations.CreateModel(
            name="Tier",
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
                (
                    "from_quantity",
                    models.DecimalField(decimal_places=6, default=0, max_digits=18),
                ),
                ("unit_price", models.DecimalField(decimal_places=6, max_digits=18)),
            ],
            options={
                "db_table": "catalog_tier",
            },
        ),
    ]
