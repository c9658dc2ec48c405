"""Notes and hand-overs, and each person's own marks and views."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="HandOver",
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
                ("subject_kind", models.TextField()),
                ("subject_id", models.BigIntegerField()),
                ("called", models.TextField()),
                ("party_id", models.BigIntegerField(null=True)),
                ("question", models.TextField()),
                ("asked_by", models.TextField()),
                ("asked_of", models.TextField()),
                ("due_on", models.DateField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.at"), function="current_setting"
                            ),
                            models.DateTimeField(),
                        )
                    ),
                ),
                (
                    "event_id",
                    models.BigIntegerField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.event"), function="current_setting"
                            ),
                            models.BigIntegerField(),
                        )
                    ),
                ),
            ],
            options={
                "db_table": "notes_hand_over",
                "indexes": [
                    models.Index(
                        fields=["entity_id", "subject_kind", "subject_id"],
                        name="hand_over_by_subject",
                    ),
                    models.Index(
                        condition=models.Q(("party_id__isnull", False)),
                        fields=["entity_id", "party_id"],
                        name="hand_over_by_party",
                    ),
                    models.Index(
                        fields=["entity_id", "asked_of"], name="hand_over_by_asked"
                    ),
                    models.Index(
                        fields=["entity_id", "asked_by"], name="hand_over_by_asker"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "subject_kind__in",
                                [
                                    "party",
                                    "document",
                                    "draft",
                                    "charge",
                                    "item",
                                    "bank_line",
                                    "payment",
                                    "dispute",
                                    "statement",
                                    "import",
                                    "run",
                                    "period",
                                ],
                            )
                        ),
                        name="hand_over_subject_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("question", ""), _negated=True),
                        name="hand_over_asks_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
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
                ("subject_kind", models.TextField()),
                ("subject_id", models.BigIntegerField()),
                ("called", models.TextField()),
                ("party_id", models.BigIntegerField(null=True)),
                ("text", models.TextField()),
                ("author", models.TextField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.at"), function="current_setting"
                            ),
                            models.DateTimeField(),
                        )
                    ),
                ),
                (
                    "event_id",
                    models.BigIntegerField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.event"), function="current_setting"
                            ),
                            models.BigIntegerField(),
                        )
                    ),
                ),
            ],
            options={
                "db_table": "notes_note",
                "indexes": [
                    models.Index(
                        fields=["entity_id", "subject_kind", "subject_id"],
                        name="note_by_subject",
                    ),
                    models.Index(
                        condition=models.Q(("party_id__isnull", False)),
                        fields=["entity_id", "party_id"],
                        name="note_by_party",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "subject_kind__in",
                                [
                                    "party",
                                    "document",
                                    "draft",
                                    "charge",
                                    "item",
                                    "bank_line",
                                    "payment",
                                    "dispute",
                                    "statement",
                                    "import",
                                    "run",
                                    "period",
                                ],
                            )
                        ),
                        name="note_subject_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="note_has_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RowMark",
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
                ("person", models.TextField()),
                ("row", models.TextField()),
                ("stamp", models.TextField()),
                ("until", models.DateField(null=True)),
                ("reason", models.TextField()),
                ("marked_on", models.DateField()),
            ],
            options={
                "db_table": "notes_row_mark",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "person", "row"), name="row_is_marked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("row", ""), _negated=True),
                        name="row_mark_names_a_row",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
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
                ("person", models.TextField()),
                ("list", models.TextField()),
                ("name", models.TextField()),
                ("line", models.TextField()),
                ("is_shared", models.BooleanField()),
            ],
            options={
                "db_table": "notes_saved_view",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "person", "list", "name"),
                        name="view_name_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="view_has_a_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seen",
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
                ("person", models.TextField()),
                ("seen_to", models.DateTimeField()),
            ],
            options={
                "db_table": "notes_seen",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "person"),
                        name="bell_is_seen_to_one_instant",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOverEnd",
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
                ("ending", models.TextField()),
                ("words", models.TextField()),
                ("author", models.TextField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.at"), function="current_setting"
                            ),
                            models.DateTimeField(),
                        )
                    ),
                ),
                (
                    "event_id",
                    models.BigIntegerField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.event"), function="current_setting"
                            ),
                            models.BigIntegerField(),
                        )
                    ),
                ),
                (
                    "hand_over",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="notes.handover",
                    ),
                ),
            ],
            options={
                "db_table": "notes_hand_over_end",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "hand_over"), name="hand_over_ends_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ending__in", ["answered", "taken back"])),
                        name="hand_over_ending_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="hand_over_end_has_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mention",
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
                ("person", models.TextField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.at"), function="current_setting"
                            ),
                            models.DateTimeField(),
                        )
                    ),
                ),
                (
                    "event_id",
                    models.BigIntegerField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.event"), function="current_setting"
                            ),
                            models.BigIntegerField(),
                        )
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="notes.note",
                    ),
                ),
            ],
            options={
                "db_table": "notes_mention",
                "indexes": [
                    models.Index(
                        fields=["entity_id", "person", "-at"], name="mention_by_who"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "note", "person"),
                        name="mention_is_made_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteTakenBack",
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
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.at"), function="current_setting"
                            ),
                            models.DateTimeField(),
                        )
                    ),
                ),
                (
                    "event_id",
                    models.BigIntegerField(
                        db_default=django.db.models.functions.comparison.Cast(
                            models.Func(
                                models.Value("app.event"), function="current_setting"
                            ),
                            models.BigIntegerField(),
                        )
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="notes.note",
                    ),
                ),
            ],
            options={
                "db_table": "notes_taken_back",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity_id", "note"), name="note_is_taken_back_once"
                    )
                ],
            },
        ),
    ]
