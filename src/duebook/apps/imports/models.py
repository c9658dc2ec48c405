"""Tables of imports: remembered mappings, files taken in, and what each row made."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duebook.db.columns import current_event, current_instant


class Source(models.Model):
    """Where files of one kind come from, and what their columns hold.

    ``fingerprint`` is that of the headings for which the mapping was said.
    """

    entity_id = models.IntegerField()
    kind = models.TextField()
    name = models.TextField()
    fingerprint = models.TextField()
    mapping = models.JSONField()

    class Meta:
        db_table = "imports_source"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "kind", "name"], name="source_is_known_once"
            )
        ]


class ImportFile(models.Model):
    """A file that was taken in, by its SHA-256, and how its rows ended."""

    entity_id = models.IntegerField()
    kind = models.TextField()
    source = models.TextField(default="")
    name = models.TextField()
    sha256 = models.TextField()
    state = models.TextField(default="taken")
    actor = models.TextField()
    created = models.IntegerField()
    updated = models.IntegerField()
    unchanged = models.IntegerField()
    known = models.IntegerField()
    bad = models.IntegerField()
    undo_reason = models.TextField(default="")
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "imports_file"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "kind", "sha256"],
                name="file_is_taken_in_once",
                condition=Q(state="taken"),
            ),
            models.CheckConstraint(
                condition=Q(state="taken", undo_reason="")
                | (Q(state="undone") & ~Q(undo_reason="")),
                name="file_is_undone_for_a_reason",
            ),
        ]


class ImportRow(models.Model):
    """What a row of a file made, and for a change what stood before.

    ``key`` tells a row of another file that says the same: the office's own key, or
    the values with how often they had come in the file; it is empty where records
    are known by their code.  ``after`` is the SHA-256 of the record as the import
    left it, so that a later change is noticed.
    """

    entity_id = models.IntegerField()
    file = models.ForeignKey(
        ImportFile, models.PROTECT, db_constraint=False, db_index=False
    )
    number = models.IntegerField()
    kind = models.TextField()
    key = models.TextField(default="")
    fingerprint = models.TextField()
    external_key = models.TextField(default="")
    outcome = models.TextField()
    target_id = models.BigIntegerField(null=True)
    target = models.TextField()
    before = models.JSONField(null=True)
    after = models.TextField(default="")
    is_undone = models.BooleanField(default=False)

    class Meta:
        db_table = "imports_row"
        indexes = [
            models.Index(
                fields=["entity_id", "kind", "target_id"], name="import_row_by_target"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "file", "number"], name="row_is_taken_in_once"
            ),
            models.UniqueConstraint(
                fields=["entity_id", "kind", "key"],
                name="import_row_comes_once",
                condition=~Q(key="") & Q(is_undone=False),
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["created", "updated", "unchanged"]),
                name="import_outcome_is_known",
            ),
        ]
