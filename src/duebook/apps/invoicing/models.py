"""Tables of invoicing: charges and drafts, documents and their lines, runs, checks."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse

from duebook.db.columns import current_event, current_instant, number_key

MUCH = 10**9  # quantities and prices stay below; NaN, for PostgreSQL, does not


class Draft(models.Model):
    """Charges set apart to become one document, with what its head shall say.

    Without ``issued_on`` it is issued on the day it is issued; ``terms`` is a code,
    empty for those of the bill-to.  ``version`` counts its changes, the last one by
    whom and when, so that two people on one draft notice each other.
    """

    entity_id = models.IntegerField()
    kind = models.TextField(default="invoice")
    bill_to = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    currency = models.CharField(max_length=3)
    po = models.TextField(default="")
    site = models.TextField(default="")
    note = models.TextField(default="")
    discount_minor = models.BigIntegerField(default=0)
    quote_id = models.BigIntegerField(null=True)
    issued_on = models.DateField(null=True)
    terms = models.TextField(db_default="")
    version = models.IntegerField(db_default=1)
    changed_by = models.TextField(db_default="")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invoicing_draft"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["invoice", "debit_note", "quote"]),
                name="draft_kind_is_known",
            )
        ]


class Charge(models.Model):
    """Something done or used; billed once by the line that names it.

    A charge that is quoted waits for the quote; one without ``is_billable`` waits
    for a person.  ``tax_inclusive`` is about a stated ``unit_price``.  No document
    issued before ``held_until`` bears it; ``aside_by`` and ``aside_reason`` say who
    holds or excuses it, and why.
    """

    entity_id = models.IntegerField()
    external_key = models.TextField(default="")
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    item = models.ForeignKey(
        "catalog.Item", models.PROTECT, db_constraint=False, db_index=False
    )
    description = models.TextField()
    quantity = models.DecimalField(max_digits=18, decimal_places=6)
    unit = models.TextField(default="")
    service_on = models.DateField()
    currency = models.CharField(max_length=3)
    unit_price = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    tax_inclusive = models.BooleanField(db_default=False)
    discount_bp = models.IntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0)
    po = models.TextField(default="")
    site = models.TextField(default="")
    contract = models.TextField(default="")
    biller = models.TextField(default="")
    is_billable = models.BooleanField(default=True)
    held_until = models.DateField(null=True)
    aside_by = models.TextField(db_default="")
    aside_reason = models.TextField(db_default="")
    draft = models.ForeignKey(
        Draft, models.SET_NULL, null=True, db_constraint=False, db_index=False
    )
    rebills = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, db_index=False
    )

    class Meta:
        db_table = "invoicing_charge"
        indexes = [
            models.Index(
                fields=["entity_id", "party", "service_on"], name="charge_by_party"
            ),
            models.Index(
                fields=["entity_id", "draft"],
                name="charge_by_draft",
                condition=Q(draft__isnull=False),
            ),
            models.Index(
                fields=["entity_id", "service_on", "id"], name="charge_by_day"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "external_key"],
                name="charge_comes_once",
                condition=~Q(external_key=""),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=-MUCH, quantity__lt=MUCH)
                & (
                    Q(unit_price__isnull=True)
                    | Q(unit_price__gt=-MUCH, unit_price__lt=MUCH)
                ),
                name="charge_is_in_numbers",
            ),
            models.CheckConstraint(
                condition=Q(discount_bp__gte=0, discount_bp__lte=10_000)
                & Q(discount_minor__gte=0),
                name="charge_discount_lowers",
            ),
        ]


class Document(models.Model):
    """An issued document as it was printed: invoice, credit or debit note, quote.

    It is never changed.  ``corrects`` is the invoice that a credit note takes back
    or that a corrected invoice stands for.
    """

    entity_id = models.IntegerField()
    kind = models.TextField()
    number = models.TextField()
    number_end = models.GeneratedField(  # backwards, to be found by how it ends
        expression=Reverse("number"), output_field=models.TextField(), db_persist=True
    )
    reference = models.TextField()
    bill_to = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    party = models.ForeignKey(
        "parties.Party",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    addressee = models.TextField()
    addressee_tax_id = models.TextField(default="")
    addressee_tax_scheme = models.TextField(db_default="")
    letterhead_id = models.BigIntegerField()
    language = models.TextField()
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    due_on = models.DateField()
    terms = models.TextField(default="")
    po = models.TextField(default="")
    po_key = number_key("po")
    site = models.TextField(default="")
    cost_centre = models.TextField(db_default="")
    their_reference = models.TextField(db_default="")
    note = models.TextField(default="")
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    reason = models.TextField(default="")
    run_id = models.BigIntegerField(null=True)
    entry = models.ForeignKey(
        "ledger.JournalEntry",
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "invoicing_document"
        indexes = [
            models.Index(
                fields=["entity_id", "bill_to", "issued_on"], name="document_by_bill_to"
            ),
            models.Index(
                fields=["entity_id", "issued_on", "id"], name="document_by_day"
            ),
            models.Index(fields=["entity_id", "due_on", "id"], name="document_by_due"),
            models.Index(  # wide, so that counting many need not see the rows
                fields=["entity_id", "id"],
                name="document_at_a_glance",
                include=["total_minor", "issued_on", "due_on", "currency"],
            ),
            models.Index(
                fields=["entity_id", "total_minor", "id"], name="document_by_total"
            ),
            models.Index(fields=["entity_id", "number_end"], name="document_by_ending"),
            models.Index(fields=["entity_id", "event_id"], name="document_by_event"),
            models.Index(
                fields=["entity_id", "po"],
                name="document_by_written_po",
                condition=~Q(po=""),
            ),
            models.Index(
                fields=["entity_id", "run_id"],
                name="document_by_run",
                condition=Q(run_id__isnull=False),
            ),
            models.Index(
                fields=["entity_id", "po_key"],
                name="document_by_po",
                condition=~Q(po=""),
            ),
            models.Index(
                fields=["entity_id", "corrects"],
                name="document_by_corrected",
                condition=Q(corrects__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "kind", "number"],
                name="document_number_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("tax_minor")),
                name="document_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["invoice", "credit_note", "debit_note", "quote"]),
                name="document_kind_is_known",
            ),
        ]


class Line(models.Model):
    """One row of a document, with each step from price to tax (see the domain).

    A charge of graduated price has a line, a ``part``, for each tier.
    """

    entity_id = models.IntegerField()
    document = models.ForeignKey(
        Document, models.PROTECT, db_constraint=False, db_index=False
    )
    position = models.IntegerField()
    kind = models.TextField()
    charge = models.ForeignKey(
        Charge, models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    part = models.IntegerField(default=1)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    item = models.ForeignKey(
        "catalog.Item", models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    description = models.TextField()
    service_on = models.DateField(null=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=6)
    unit = models.TextField(default="")
    unit_price = models.DecimalField(max_digits=18, decimal_places=6)
    price_source = models.TextField()
    price_id = models.BigIntegerField(null=True)
    tier_from = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    tax_inclusive = models.BooleanField()
    gross_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()
    document_discount_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    tax_key = models.TextField()
    tax_minor = models.BigIntegerField()
    revenue_account = models.ForeignKey(
        "ledger.Account", models.PROTECT, db_constraint=False, db_index=False
    )
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "invoicing_line"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "document", "position"],
                name="line_has_its_position",
            ),
            models.UniqueConstraint(
                fields=["entity_id", "charge", "part"],
                name="line_bills_charge_once",
                condition=Q(charge__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["entity_id", "corrects"],
                name="line_by_corrected",
                condition=Q(corrects__isnull=False),
            )
        ]


class DocumentTax(models.Model):
    """One tax on one group of a document's lines."""

    entity_id = models.IntegerField()
    document = models.ForeignKey(
        Document, models.PROTECT, db_constraint=False, db_index=False
    )
    tax_key = models.TextField()
    rate_id = models.BigIntegerField(null=True)
    account = models.ForeignKey(
        "ledger.Account", models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    name = models.TextField()
    percent = models.DecimalField(max_digits=9, decimal_places=5)
    base_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    exemption = models.TextField(default="")
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "invoicing_document_tax"
        indexes = [
            models.Index(fields=["entity_id", "document"], name="tax_by_document")
        ]


class Letterhead(models.Model):
    """The issuer as it was printed, kept once for each of its wordings."""

    entity_id = models.IntegerField()
    sha256 = models.BinaryField()
    content = models.JSONField()  # noqa: TID251 - a snapshot, kept whole
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "invoicing_letterhead"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "sha256"], name="letterhead_is_kept_once"
            )
        ]


class Void(models.Model):
    """An issued document taken back whole; it keeps its number."""

    entity_id = models.IntegerField()
    document = models.ForeignKey(
        Document, models.PROTECT, db_constraint=False, db_index=False
    )
    voided_on = models.DateField()
    reason = models.TextField()
    entry = models.ForeignKey(
        "ledger.JournalEntry",
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
    )
    at = models.DateTimeField(db_default=current_instant())
    event_id = models.BigIntegerField(db_default=current_event())

    class Meta:
        db_table = "invoicing_void"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "document"], name="document_is_voided_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="void_has_a_reason"),
        ]


class BillingRun(models.Model):
    """One command that bills many parties, in pieces that end one after the other.

    ``choice`` says in words which parties; it is empty where all are billed.
    """

    entity_id = models.IntegerField()
    until = models.DateField()
    issued_on = models.DateField()
    started_by = models.TextField()
    choice = models.TextField(default="")

    class Meta:
        db_table = "invoicing_billing_run"


class BillingPiece(models.Model):
    """A range of parties of a run, and what billing it came to.

    Where a run is of ``chosen`` parties, these are the ones of the range.
    """

    entity_id = models.IntegerField()
    run = models.ForeignKey(
        BillingRun, models.PROTECT, db_constraint=False, db_index=False
    )
    position = models.IntegerField()
    first_party = models.BigIntegerField()
    stop_party = models.BigIntegerField()
    chosen = ArrayField(models.BigIntegerField(), null=True)
    is_done = models.BooleanField(default=False)
    invoiced = models.IntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)

    class Meta:
        db_table = "invoicing_billing_piece"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "run", "position"], name="piece_has_its_position"
            )
        ]


class LeftOut(models.Model):
    """A billing exception: why charges of a party were left out of a run."""

    entity_id = models.IntegerField()
    run = models.ForeignKey(
        BillingRun, models.PROTECT, db_constraint=False, db_index=False
    )
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    code = models.TextField()
    reason = models.TextField()

    class Meta:
        db_table = "invoicing_left_out"
        indexes = [models.Index(fields=["entity_id", "run"], name="left_out_by_run")]


class CheckSetting(models.Model):
    """The severity that an entity gives a bill check."""

    entity_id = models.IntegerField()
    code = models.TextField()
    severity = models.TextField()

    class Meta:
        db_table = "invoicing_check_setting"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "code"], name="check_has_one_setting"
            )
        ]


class Acceptance(models.Model):
    """A finding accepted for a party, by whom, why and until when."""

    entity_id = models.IntegerField()
    code = models.TextField()
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    reason = models.TextField()
    accepted_by = models.TextField()
    until = models.DateField()

    class Meta:
        db_table = "invoicing_acceptance"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="acceptance_has_a_reason"
            )
        ]


class KeptFinding(models.Model):
    """A finding of one draft that somebody keeps, as long as it says the same.

    It outlives its draft: what was issued tells of it.  ``subject_kind`` and
    ``subject_id`` name the charge, draft or party that it is about.
    """

    entity_id = models.IntegerField()
    draft_id = models.BigIntegerField()
    code = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    sentence = models.TextField()
    reason = models.TextField()
    kept_by = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "invoicing_kept_finding"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="kept_finding_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["entity_id", "draft_id", "code", "subject_kind", "subject_id"],
                name="finding_is_kept_once",
            ),
        ]


class Recurring(models.Model):
    """A charge that comes again: its schedule, and how far it was generated."""

    entity_id = models.IntegerField()
    code = models.TextField()
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, db_constraint=False, db_index=False
    )
    item = models.ForeignKey(
        "catalog.Item", models.PROTECT, db_constraint=False, db_index=False
    )
    description = models.TextField()
    quantity = models.DecimalField(max_digits=18, decimal_places=6)
    unit_price = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    currency = models.CharField(max_length=3)
    every = models.IntegerField(default=1)
    unit = models.TextField(default="month")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    times = models.IntegerField(null=True)
    is_prorated = models.BooleanField(default=False)

    class Meta:
        db_table = "invoicing_recurring"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "code"], name="recurring_code_is_unique"
            )
        ]
