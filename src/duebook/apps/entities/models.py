"""Tables of the entities: the body, its people and their rights, number series."""

from __future__ import annotations

from django.db import models

from duebook.db.columns import current_event, current_instant


class Entity(models.Model):
    """The legal body whose books these are, with how it rounds and prints.

    One that ``is_practice`` is a copy to learn on: nothing leaves it, ever.
    """

    id = models.AutoField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    address = models.TextField()
    country = models.CharField(max_length=2)
    tax_id = models.TextField(blank=True)
    registration = models.TextField(blank=True)
    email = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    website = models.TextField(blank=True)
    bank_name = models.TextField(blank=True)
    iban = models.TextField(blank=True)
    bic = models.TextField(blank=True)
    remit_to = models.TextField(blank=True)
    logo = models.TextField(blank=True)
    footer = models.TextField(blank=True)
    currency = models.CharField(max_length=3)
    time_zone = models.TextField()
    language = models.TextField(default="en-US")
    paper = models.TextField(default="us-letter")
    rounding = models.TextField(default="half_up")
    tax_rounding_per = models.TextField(default="tax_group")
    cash_unit_minor = models.IntegerField(default=1)
    discount_limit_bp = models.IntegerField(default=2000)
    small_balance_minor = models.BigIntegerField(default=500)
    late_fee_minor = models.BigIntegerField(default=0)
    interest_bp = models.IntegerField(default=0)
    stale_days = models.IntegerField(default=120)
    rate_days = models.IntegerField(default=35, db_default=35)
    is_practice = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "entities_entity"


class Person(models.Model):
    """Somebody who acts for the entity; until people sign in, by name."""

    entity_id = models.IntegerField()
    name = models.TextField()
    role = models.TextField()
    email = models.TextField(blank=True)

    class Meta:
        db_table = "entities_person"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "name"], name="person_name_is_unique"
            )
        ]


class Seat(models.Model):
    """A user of the installation is this person of this entity.

    It decides which entities somebody may read at all, so it lies outside the walls:
    all seats can be read, and written only for the entity entered.
    """

    entity_id = models.IntegerField()
    user_id = models.IntegerField()
    person = models.TextField()

    class Meta:
        db_table = "entities_seat"
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "entity_id"], name="user_sits_once_in_an_entity"
            ),
            models.UniqueConstraint(
                fields=["entity_id", "person"], name="seat_is_taken_once"
            ),
        ]


class Grant(models.Model):
    """One right of one person, with its limit."""

    entity_id = models.IntegerField()
    person = models.ForeignKey(
        Person, models.PROTECT, db_constraint=False, db_index=False
    )
    right = models.TextField()
    limit_minor = models.BigIntegerField(null=True)

    class Meta:
        db_table = "entities_grant"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "person", "right"], name="right_is_granted_once"
            )
        ]


class NumberSeries(models.Model):
    """Gapless source of the numbers of one kind of document in one year.

    ``pattern`` is a format of ``year`` and ``number``: ``INV-{year}-{number:05d}``.
    """

    entity_id = models.IntegerField()
    kind = models.TextField()
    year = models.IntegerField()
    pattern = models.TextField()
    next = models.BigIntegerField(default=1)

    class Meta:
        db_table = "entities_number_series"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "kind", "year"], name="series_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(next__gte=1), name="series_counts_from_one"
            ),
        ]


class MailServer(models.Model):
    """Where an entity's mails are handed in, and the address that they come from.

    Without ``host`` there is no server.  ``password`` is sealed; without ``sender``
    mails come from the address that the entity prints.
    """

    entity_id = models.IntegerField()
    host = models.TextField(blank=True)
    port = models.IntegerField()
    tls = models.TextField()
    user = models.TextField(blank=True)
    password = models.TextField(blank=True)
    sender = models.TextField(blank=True)

    class Meta:
        db_table = "entities_mail_server"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id"], name="entity_has_one_mail_server"
            )
        ]


class Template(models.Model):
    """A template of documents as somebody kept it; an empty text is the shipped one.

    The newest of a name holds, for documents made from then on.
    """

    entity_id = models.IntegerField()
    name = models.TextField()
    text = models.TextField(blank=True)
    person = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "entities_template"
