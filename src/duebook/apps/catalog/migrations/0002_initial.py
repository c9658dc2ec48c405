"""What the price book points to, and its constraints."""

from __future__ import annotations

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("ledger", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="revenue_account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.account",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="catalog.item",
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingrate",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("entity_id", "="),
                    ("zone", "="),
                    ("up_to_kg", "="),
                    ("currency", "="),
                    ("valid", "&&"),
                ],
                name="shipping_rates_do_not_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gte", 0)),
                name="shipping_is_not_negative",
            ),
        ),
        migrations.AddField(
            model_name="tariff",
            name="party",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="parties.party",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="tariff",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="catalog.tariff",
            ),
        ),
        migrations.AddField(
            model_name="taxrate",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="ledger.account",
            ),
        ),
        migrations.AddField(
            model_name="tier",
            name="price",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                to="catalog.price",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("entity_id", "code"), name="item_code_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["service", "goods", "deposit", "fee"])
                ),
                name="item_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("weight_kg__gte", 0), ("weight_kg__lt", 1000000000)
                ),
                name="item_weight_is_a_number",
            ),
        ),
        migrations.AddIndex(
            model_name="tariff",
            index=models.Index(
                condition=models.Q(("party__isnull", False)),
                fields=["entity_id", "party"],
                name="tariff_by_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.UniqueConstraint(
                fields=("entity_id", "code"), name="tariff_code_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("entity_id", "="),
                    ("tariff", "="),
                    ("item", "="),
                    ("valid", "&&"),
                ],
                name="prices_do_not_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("entity_id", "="),
                    ("place", "="),
                    ("category", "="),
                    ("name", "="),
                    ("valid", "&&"),
                ],
                name="tax_rates_do_not_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gte", 0), ("percent__lt", 1000)),
                name="tax_rate_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="tier",
            constraint=models.UniqueConstraint(
                fields=("entity_id", "price", "from_quantity"), name="tier_starts_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit_price__gt", -1000000000),
                    ("unit_price__lt", 1000000000),
                    ("from_quantity__gte", 0),
                    ("from_quantity__lt", 1000000000),
                ),
                name="tier_is_a_number",
            ),
        ),
    ]
