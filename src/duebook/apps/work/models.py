"""Tables of long work: what was asked, how far it is, what was left out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Work(models.Model):
    """A command that takes longer than a page may, and how far its work is.

    ``attempt`` counts the workers that took it up: only the last one may tell of it.
    ``begun_at`` and ``begun_done`` say when that one began, and with how much done,
    so that a speed can be told.  ``heard_at`` is when it last told something.
    """

    entity_id = models.IntegerField()
    kind = models.TextField()
    title = models.TextField()
    unit = models.TextField()
    command = models.JSONField()
    key = models.UUIDField()
    actor = models.TextField()
    asked_at = models.DateTimeField()
    state = models.TextField(default="waiting")
    attempt = models.IntegerField(default=0)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    figures = models.JSONField(default=dict)
    amounts_minor = models.JSONField(default=dict)
    exceptions = models.BigIntegerField(default=0)
    sentence = models.TextField(default="")
    link = models.TextField(default="")
    reference = models.TextField(default="")
    started_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    begun_done = models.BigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "work_work"
        indexes = [
            models.Index(fields=["entity_id", "actor", "-id"], name="work_of_a_person")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "key"], name="work_is_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        *("waiting", "running", "stopping"),
                        *("done", "stopped", "failed"),
                    ]
                ),
                name="work_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "stopping"], ended_at=None)
                | Q(state__in=["done", "stopped", "failed"], ended_at__isnull=False),
                name="work_ends_once",
            ),
        ]


class WorkException(models.Model):
    """Something that a work left out, in a sentence, for a person to look at."""

    entity_id = models.IntegerField()
    work = models.ForeignKey(Work, models.PROTECT, db_constraint=False, db_index=False)
    sentence = models.TextField()
    link = models.TextField(default="")

    class Meta:
        db_table = "work_exception"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "work", "sentence", "link"],
                name="exception_is_told_once",
            )
        ]


class WorkFile(models.Model):
    """The file that a work made, to be fetched; it can be made again.

    ``only_for`` is the one person who may fetch it, empty where it is anybody;
    after ``expires_at`` it is gone.
    """

    entity_id = models.IntegerField()
    work = models.ForeignKey(Work, models.PROTECT, db_constraint=False, db_index=False)
    name = models.TextField()
    media_type = models.TextField()
    content = models.BinaryField()
    only_for = models.TextField(db_default="")
    expires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "work_file"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "work"], name="work_makes_one_file"
            )
        ]
