"""Tables of receivables: open items, what was applied to and contested of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from duebook.db.columns import current_event, current_instant, number_key, number_look


class Item(models.Model):
    """One debt (positive) or credit (negative) of a party, and what is open of it.

    ``open_minor`` is moved by the postings that name the item, ``contested_minor`` by
    its contests, and neither by anything else.  ``number_key`` and ``number_look``
    are of the number, for who looks it up as payers write it.
    """

    entity_id = models.IntegerField()
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    kind = models.TextField()
    document = models.ForeignKey(
        "invoicing.Document",
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
    )
    number = models.TextField()
    number_key = number_key("number")
    number_look = number_look("number")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()
    contested_minor = models.BigIntegerField(db_default=0)
    document_on = models.DateField()
    due_on = models.DateField()
    effective_on = models.DateField()
    discount_minor = models.BigIntegerField(default=0)
    discount_until = models.DateField(null=True)
    reason = models.TextField(default="")
    entry = models.ForeignKey(
        "ledger.JournalEntry", models.PROTECT, db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "receivables_item"
        indexes = [
            models.Index(  # wide, so that lists of parties need not see the rows
                fields=["entity_id", "party", "due_on"],
                name="open_item_by_party",
                include=["open_minor", "contested_minor", "currency"],
                condition=~Q(open_minor=0),
            ),
            models.Index(
                fields=["entity_id", "party", "effective_on"], name="item_by_party"
            ),
            models.Index(
                fields=["entity_id", "document"],
                name="item_by_document",
                condition=Q(document__isnull=False),
            ),
            models.Index(  # wide, so that lists of what is open need not see the rows
                fields=["entity_id", "document"],
                name="open_item_by_document",
                include=["open_minor", "contested_minor", "due_on", "currency"],
                condition=Q(open_minor__gt=0),
            ),
            models.Index(  # credit that waits, the oldest first
                fields=["entity_id", "effective_on", "id"],
                name="open_credit_by_day",
                include=["account", "currency", "open_minor"],
                condition=Q(open_minor__lt=0),
            ),
            models.Index(  # debts that may be given up, the oldest first
                fields=["entity_id", "due_on", "id"],
                name="open_debt_by_due",
                include=["open_minor", "currency"],
                condition=Q(open_minor__gt=0),
            ),
            models.Index(
                fields=["entity_id", "id"],
                name="item_written_off",
                condition=Q(kind="write_off"),
            ),
            models.Index(fields=["entity_id", "number"], name="item_by_number"),
            models.Index(fields=["entity_id", "number_key"], name="item_by_key"),
            models.Index(
                fields=["entity_id", "number_look", "document_on"], name="item_by_look"
            ),
            models.Index(
                fields=["entity_id", "currency", "open_minor"],
                name="open_item_by_amount",
                condition=Q(open_minor__gt=0),
            ),
            models.Index(  # what aging asks for; wide, so that it need not see the rows
                fields=["entity_id", "effective_on"],
                name="item_by_day",
                include=[
                    *("id", "party", "account", "currency", "amount_minor"),
                    *("open_minor", "document", "document_on", "due_on", "at"),
                ],
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount_minor=0), name="item_has_an_amount"
            ),
            models.CheckConstraint(
                condition=Q(open_minor__gte=Least(0, F("amount_minor")))
                & Q(open_minor__lte=Greatest(0, F("amount_minor"))),
                name="item_open_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(contested_minor__gte=0)
                & Q(contested_minor__lte=Greatest(0, F("amount_minor"))),
                name="item_contested_within_amount",
            ),
        ]


class Application(models.Model):
    """A credit put against an open item; a negative one takes an earlier one back."""

    entity_id = models.IntegerField()
    credit = models.ForeignKey(
        Item, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    debt = models.ForeignKey(
        Item, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    amount_minor = models.BigIntegerField()
    effective_on = models.DateField()
    rule = models.TextField()
    reason = models.TextField(default="")
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    entry = models.ForeignKey(
        "ledger.JournalEntry", models.PROTECT, db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "receivables_application"
        indexes = [
            models.Index(fields=["entity_id", "debt"], name="application_by_debt"),
            models.Index(fields=["entity_id", "credit"], name="application_by_credit"),
            models.Index(  # what an act put against debts, to take it back
                fields=["entity_id", "event_id"], name="application_by_event"
            ),
            models.Index(
                fields=["entity_id", "effective_on"],
                name="application_by_day",
                include=["credit", "debt", "amount_minor", "at"],
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "reverses"],
                name="application_is_reversed_once",
                condition=Q(reverses__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, reverses__isnull=True)
                | Q(amount_minor__lt=0, reverses__isnull=False),
                name="application_adds_or_reverses",
            ),
        ]


class Valuation(models.Model):
    """An item that is valued at another rate than that of the day it counts from.

    At the table's rate of ``valued_on``, or at ``per_unit`` where it was exchanged.
    """

    entity_id = models.IntegerField()
    item = models.ForeignKey(Item, models.PROTECT, db_constraint=False, db_index=False)
    valued_on = models.DateField()
    per_unit = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "receivables_valuation"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "item"], name="item_is_valued_once"
            ),
            models.CheckConstraint(
                condition=Q(per_unit__isnull=True) | Q(per_unit__gt=0),
                name="valuation_is_positive",
            ),
        ]


class Exchange(models.Model):
    """The exchange difference of an application, with the rates it comes from.

    A gain is positive, in minor units of the entity's currency; without an entry
    where it comes to nothing.  ``from`` is the debt's rate, ``to`` the credit's.
    """

    entity_id = models.IntegerField()
    application = models.ForeignKey(
        Application, models.PROTECT, db_constraint=False, db_index=False
    )
    entry = models.ForeignKey(
        "ledger.JournalEntry",
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
    )
    amount_minor = models.BigIntegerField()
    from_on = models.DateField()
    from_rate = models.DecimalField(max_digits=24, decimal_places=12)
    to_on = models.DateField()
    to_rate = models.DecimalField(max_digits=24, decimal_places=12)
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "receivables_exchange"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "application"],
                name="application_has_one_exchange",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor=0, entry__isnull=True)
                | (~Q(amount_minor=0) & Q(entry__isnull=False)),
                name="exchange_is_posted_or_nothing",
            ),
        ]


class Contest(models.Model):
    """A part of a debt put under dispute; a negative one takes it out again."""

    entity_id = models.IntegerField()
    item = models.ForeignKey(Item, models.PROTECT, db_constraint=False, db_index=False)
    amount_minor = models.BigIntegerField()
    effective_on = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "receivables_contest"
        indexes = [models.Index(fields=["entity_id", "item"], name="contest_by_item")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount_minor=0), name="contest_has_an_amount"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="contest_has_a_reason"
            ),
        ]


class KeptDebt(models.Model):
    """A debt that is not to be given up before ``until``; the newest of an item counts.

    On that day it may be a candidate again.
    """

    entity_id = models.IntegerField()
    item = models.ForeignKey(Item, models.PROTECT, db_constraint=False, db_index=False)
    until = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "receivables_kept_debt"
        indexes = [
            models.Index(
                fields=["entity_id", "item", "-id"],
                name="kept_debt_by_item",
                include=["until"],
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="kept_debt_has_a_reason"
            )
        ]


class StatementRun(models.Model):
    """Statements issued together: their kind and days, and the issuer as printed.

    ``at`` is the instant until which they know everything.
    """

    entity_id = models.IntegerField()
    kind = models.TextField()
    as_of = models.DateField()
    from_on = models.DateField(null=True)
    letterhead = models.JSONField()  # noqa: TID251 - a snapshot, kept whole
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "receivables_statement_run"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["open_item", "balance_forward", "activity"]),
                name="statement_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(from_on__lte=F("as_of")),
                name="statement_begins_before_it_ends",
            ),
        ]


class Statement(models.Model):
    """What a party was told that it owes in one currency, as it was printed."""

    entity_id = models.IntegerField()
    run = models.ForeignKey(
        StatementRun, models.PROTECT, db_constraint=False, db_index=False
    )
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    number = models.TextField()
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    content = models.JSONField()  # noqa: TID251 - a snapshot, kept whole
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "receivables_statement"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "number"], name="statement_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["entity_id", "run", "party", "currency"],
                name="party_has_one_statement_of_a_run",
            ),
        ]
        indexes = [
            models.Index(fields=["entity_id", "party"], name="statement_by_party")
        ]


class StatementSchedule(models.Model):
    """Statements that go out by themselves; fields as in ``StatementTerms``.

    Days that ended by ``since`` are not its own any more: it was kept, changed or
    resumed then.  ``version`` counts its changes, the last of them by ``changed_by``.
    """

    entity_id = models.IntegerField()
    name = models.TextField()
    kind = models.TextField()
    line = models.TextField(default="")
    least_minor = models.BigIntegerField(default=0)
    is_sent = models.BooleanField(default=True)
    rhythm = models.TextField()
    every = models.IntegerField(default=1)
    day_of_month = models.IntegerField(default=0)
    first_on = models.DateField()
    state = models.TextField(default="on")
    since = models.DateTimeField()
    version = models.IntegerField(default=1)
    changed_by = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "receivables_statement_schedule"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "name"],
                name="statement_schedule_name_is_unique",
                condition=~Q(state="deleted"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["open_item", "balance_forward", "activity"]),
                name="scheduled_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=["month_end", "weeks"], day_of_month=0)
                | Q(rhythm="day_of_month", day_of_month__range=(1, 31)),
                name="statement_schedule_has_days",
            ),
            models.CheckConstraint(
                condition=Q(every__range=(1, 60)) & Q(least_minor__gte=0),
                name="statement_schedule_is_usable",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["on", "paused", "ended", "deleted"]),
                name="statement_schedule_state_is_known",
            ),
        ]


class StatementBatch(models.Model):
    """What came of a schedule's day: issued, to be looked at, or why nothing.

    ``settled_by`` issued or discarded what waited; ``why`` says what is not as usual.
    """

    entity_id = models.IntegerField()
    schedule = models.ForeignKey(
        StatementSchedule, models.PROTECT, db_constraint=False, db_index=False
    )
    as_of = models.DateField()
    state = models.TextField()
    why = models.TextField(default="")
    run = models.ForeignKey(
        StatementRun, models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    made_at = models.DateTimeField()
    settled_by = models.TextField(default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "receivables_statement_batch"
        indexes = [
            models.Index(
                fields=["entity_id", "as_of"],
                name="statement_batch_waiting",
                condition=Q(state="waiting"),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "schedule", "as_of"],
                name="schedule_makes_a_day_once",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", run__isnull=False)
                | Q(
                    state__in=["waiting", "discarded", "nobody", "passed"],
                    run__isnull=True,
                ),
                name="statement_batch_state_is_known",
            ),
        ]
