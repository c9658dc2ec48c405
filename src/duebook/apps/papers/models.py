"""Tables of papers: stored bytes by content, and what they belong to."""

from __future__ import annotations

from django.db import models

from duebook.db.columns import current_event, current_instant


class Paper(models.Model):
    """Bytes kept once, by their SHA-256."""

    entity_id = models.IntegerField()
    sha256 = models.BinaryField()
    media_type = models.TextField()
    content = models.BinaryField()

    class Meta:
        db_table = "papers_paper"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "sha256"], name="paper_is_kept_once"
            )
        ]


class Attachment(models.Model):
    """A paper that belongs to a charge, a document or a party, under a name.

    ``role`` tells a supporting document from the printed document itself.
    """

    entity_id = models.IntegerField()
    paper = models.ForeignKey(
        Paper, models.PROTECT, db_constraint=False, db_index=False
    )
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    role = models.TextField(default="support")
    name = models.TextField()

    class Meta:
        db_table = "papers_attachment"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "subject_kind", "subject_id", "role", "name"],
                name="attachment_name_is_unique",
            )
        ]


class Handling(models.Model):
    """That somebody attached a paper, took it off, or got it to look at.

    The attachment itself goes when it is taken off; what happened stays.
    """

    entity_id = models.IntegerField()
    paper = models.ForeignKey(
        Paper, models.PROTECT, db_constraint=False, db_index=False
    )
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    name = models.TextField()
    what = models.TextField()
    reason = models.TextField(default="")
    person = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "papers_handling"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what__in=["attached", "taken_off", "opened"]),
                name="handling_is_known",
            )
        ]
        indexes = [
            models.Index(
                fields=["entity_id", "subject_kind", "subject_id", "at"],
                name="handling_by_subject",
            )
        ]
