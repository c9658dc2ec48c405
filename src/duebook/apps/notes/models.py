"""Tables of notes: what was written and asked, and each person's own marks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duebook.db.columns import current_event, current_instant
from duebook.domain.notes import SubjectKind

_KINDS = [kind.value for kind in SubjectKind]


class Note(models.Model):
    """Words about a thing; ``called`` is what people called the thing then.

    ``subject_id`` is no foreign key: it names a row of the table that ``subject_kind``
    tells.
    """

    entity_id = models.IntegerField()
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    called = models.TextField()
    party_id = models.BigIntegerField(null=True)
    text = models.TextField()
    author = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "notes_note"
        indexes = [
            models.Index(
                fields=["entity_id", "subject_kind", "subject_id"],
                name="note_by_subject",
            ),
            models.Index(
                fields=["entity_id", "party_id"],
                name="note_by_party",
                condition=Q(party_id__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_kind__in=_KINDS), name="note_subject_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="note_has_words"),
        ]


class NoteTakenBack(models.Model):
    """A note that its author took back; the words stay in the audit alone."""

    entity_id = models.IntegerField()
    note = models.ForeignKey(Note, models.PROTECT, db_constraint=False, db_index=False)
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "notes_taken_back"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "note"], name="note_is_taken_back_once"
            )
        ]


class Mention(models.Model):
    """Somebody whom a note calls by name."""

    entity_id = models.IntegerField()
    note = models.ForeignKey(Note, models.PROTECT, db_constraint=False, db_index=False)
    person = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "notes_mention"
        indexes = [
            models.Index(fields=["entity_id", "person", "-at"], name="mention_by_who")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "note", "person"], name="mention_is_made_once"
            )
        ]


class HandOver(models.Model):
    """A thing given to a colleague with a question, to be answered by a day."""

    entity_id = models.IntegerField()
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    called = models.TextField()
    party_id = models.BigIntegerField(null=True)
    question = models.TextField()
    asked_by = models.TextField()
    asked_of = models.TextField()
    due_on = models.DateField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "notes_hand_over"
        indexes = [
            models.Index(
                fields=["entity_id", "subject_kind", "subject_id"],
                name="hand_over_by_subject",
            ),
            models.Index(
                fields=["entity_id", "party_id"],
                name="hand_over_by_party",
                condition=Q(party_id__isnull=False),
            ),
            models.Index(fields=["entity_id", "asked_of"], name="hand_over_by_asked"),
            models.Index(fields=["entity_id", "asked_by"], name="hand_over_by_asker"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_kind__in=_KINDS), name="hand_over_subject_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(question=""), name="hand_over_asks_something"
            ),
        ]


class HandOverEnd(models.Model):
    """The answer to a hand-over, or why it was taken back; once and for good."""

    entity_id = models.IntegerField()
    hand_over = models.ForeignKey(
        HandOver, models.PROTECT, db_constraint=False, db_index=False
    )
    ending = models.TextField()
    words = models.TextField()
    author = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "notes_hand_over_end"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "hand_over"], name="hand_over_ends_once"
            ),
            models.CheckConstraint(
                condition=Q(ending__in=["answered", "taken back"]),
                name="hand_over_ending_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(words=""), name="hand_over_end_has_words"
            ),
        ]


class Seen(models.Model):
    """Up to which instant a person has seen what the bell told them."""

    entity_id = models.IntegerField()
    person = models.TextField()
    seen_to = models.DateTimeField()

    class Meta:
        db_table = "notes_seen"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "person"], name="bell_is_seen_to_one_instant"
            )
        ]


class RowMark(models.Model):
    """A row of somebody's Today that is done, or put off until a day.

    ``row`` names the row and ``stamp`` what it said: a row that says something else
    by now is work again.  ``until`` is the first day on which it is back; a row that
    is done has none.
    """

    entity_id = models.IntegerField()
    person = models.TextField()
    row = models.TextField()
    stamp = models.TextField()
    until = models.DateField(null=True)
    reason = models.TextField()
    marked_on = models.DateField()

    class Meta:
        db_table = "notes_row_mark"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "person", "row"], name="row_is_marked_once"
            ),
            models.CheckConstraint(condition=~Q(row=""), name="row_mark_names_a_row"),
        ]


class SavedView(models.Model):
    """A search line under a name, of one person's list; shared, everybody sees it."""

    entity_id = models.IntegerField()
    person = models.TextField()
    list = models.TextField()
    name = models.TextField()
    line = models.TextField()
    is_shared = models.BooleanField()

    class Meta:
        db_table = "notes_saved_view"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "person", "list", "name"],
                name="view_name_is_unique",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
        ]
