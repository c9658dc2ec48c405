"""Billing runs as they are listed, prepared, and looked back on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries import billing
from duebook.apps.invoicing.queries.charges import Scheduled, recurring
from duebook.apps.invoicing.queries.choosing import Chosen
from duebook.apps.invoicing.queries.dossiers import findings
from duebook.apps.invoicing.queries.editor import TITLES
from duebook.apps.invoicing.queries.findings import Found, charges_in
from duebook.apps.invoicing.queries.runs import RunResult, result_of
from duebook.apps.parties import queries as parties
from duebook.domain.calendars import Schedule, Unit, next_days
from duebook.domain.checks.findings import Severity
from duebook.domain.checks.run import WEIGHT, blocks
from duebook.domain.invoicing import BillingException
from duebook.web.listing import Day, Exact, Listing, Sort, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.invoicing.queries.billing import KeptCharge
    from duebook.domain.checks.findings import Finding
    from duebook.domain.invoicing import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRun:
    """A run in the list: ``done`` of its ``pieces`` are billed."""

    id: int
    until: date
    issued_on: date
    started_by: str
    invoices: int
    total_minor: int | None
    currency: str
    pieces: int
    done: int
    left_out: int
    sort_key: str


RUNS: Final = Listing(
    name="runs",
    record=ListedRun,
    sql=db.sql("duebook.apps.invoicing", "runs"),
    counted=db.sql("duebook.apps.invoicing", "runs_found"),
    ids=db.sql("duebook.apps.invoicing", "runs_ids"),
    key="run.id",
    fields={
        "by": Exact("run.started_by"),
        "issued": Day("run.issued_on"),
        "until": Day("run.until"),
    },
    words=Text(("run.started_by",)),
    sorts={"number": Sort("run.id", is_descending=True)},
    first_sort="number",
)


@dataclass(frozen=True, slots=True)
class Change:
    """An invoice that a run would make, beside the last one of its party.

    ``before_minor`` is none where the party is billed for the first time.
    """

    party: str
    name: str
    currency: str
    total_minor: int
    before_minor: int | None

    @property
    def change_minor(self) -> int:
        return self.total_minor - (self.before_minor or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """An invoice that a run would make, or that a blocker keeps back."""

    bill_to_id: int
    party: str
    name: str
    lines: int
    currency: str
    total_minor: int
    worst: Severity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFindings:
    """The findings of one rule: on whose invoices, over what, which can be mended.

    ``names`` are those of the parties, ``totals_minor`` of the invoices by currency.
    """

    code: str
    title: str
    severity: Severity
    found: tuple[Found, ...]
    names: tuple[str, ...]
    invoices: int
    totals_minor: Mapping[str, int]
    example: str

    @property
    def fixable(self) -> tuple[Found, ...]:
        return tuple(one for one in self.found if one.finding.fix is not None)

    @property
    def parties(self) -> tuple[str, ...]:
        return tuple(sorted({one.party for one in self.found}))


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChosen:
    """What waits for parties that a run was not told to bill."""

    parties: int
    invoices: int
    totals_minor: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a run would do: invoices and their sums by currency, findings by rule."""

    invoices: int
    net_minor: Mapping[str, int]
    tax_minor: Mapping[str, int]
    total_minor: Mapping[str, int]
    last: RunResult | None
    last_id: int
    bills: tuple[Bill, ...]
    changes: tuple[Change, ...]
    first_time: tuple[Change, ...]
    rules: tuple[RuleFindings, ...]
    exceptions: tuple[tuple[str, BillingException], ...]
    kept_back: int
    nearest_on: date | None
    chosen: Chosen | None
    not_chosen: NotChosen | None


MOST_CHANGES: Final = 8


def prepared(
    entity_id: int,
    *,
    until: date,
    issued_on: date,
    today: date,
    chosen: Chosen | None = None,
) -> Prepared:
    """What a run to a day would bill, in a bounded number of queries."""
    waiting = billing.unbilled(
        entity_id, billing.bill_to_bounds(entity_id), until=until, issued_on=issued_on
    )
    going = None if chosen is None else set(chosen.ids)
    charges = [one for one in waiting if going is None or one.bill_to_id in going]
    drafted = billing.drafted(entity_id, charges, issued_on)
    checked = list(
        zip(drafted.drafts, findings(entity_id, drafted, today), strict=True)
    )
    clean = [draft for draft, found in checked if not blocks(found)]
    known = parties.parties(
        entity_id,
        {draft.bill_to_id for draft in drafted.drafts}
        | {one.bill_to_id for one in drafted.exceptions},
    )
    codes = {party_id: party.code for party_id, party in known.items()}
    names = {party_id: party.name for party_id, party in known.items()}
    changes = _changes(entity_id, clean, codes, names)
    last_id = _last_run(entity_id)
    return Prepared(
        invoices=len(clean),
        net_minor=_sums(clean, "net_minor"),
        tax_minor=_sums(clean, "tax_minor"),
        total_minor=_sums(clean, "total_minor"),
        last=result_of(entity_id, last_id) if last_id else None,
        last_id=last_id,
        bills=tuple(
            Bill(
                bill_to_id=draft.bill_to_id,
                party=codes[draft.bill_to_id],
                name=names[draft.bill_to_id],
                lines=len(draft.lines),
                currency=draft.currency,
                total_minor=draft.total_minor,
                worst=_worst(found),
            )
            for draft, found in checked
        ),
        changes=tuple(
            sorted(
                (one for one in changes if one.before_minor is not None),
                key=lambda one: -abs(one.change_minor),
            )[:MOST_CHANGES]
        ),
        first_time=tuple(one for one in changes if one.before_minor is None),
        rules=_by_rule(
            [
                (
                    draft,
                    Found(
                        party=codes[draft.bill_to_id],
                        finding=finding,
                        draft_id=draft.draft_id,
                        charge_ids=charges_in(draft),
                    ),
                )
                for draft, several in checked
                for finding in several
            ],
            names,
        ),
        exceptions=tuple(
            (codes.get(one.bill_to_id, ""), one) for one in drafted.exceptions
        ),
        kept_back=len(checked) - len(clean),
        nearest_on=None if waiting else _nearest(entity_id, until),
        chosen=chosen,
        not_chosen=None
        if going is None
        else _not_chosen(
            entity_id,
            [one for one in waiting if one.bill_to_id not in going],
            issued_on,
        ),
    )


def _not_chosen(
    entity_id: int, charges: Sequence[KeptCharge], issued_on: date
) -> NotChosen:
    drafts = billing.drafted(entity_id, charges, issued_on).drafts
    return NotChosen(
        parties=len({charge.bill_to_id for charge in charges}),
        invoices=len(drafts),
        totals_minor=_sums(drafts, "total_minor"),
    )


def _worst(found: Sequence[Finding]) -> Severity | None:
    """The heaviest of a draft's findings; they come by weight."""
    said = (one.severity for one in found)
    return next((one for one in said if one is not Severity.NOT_CHECKED), None)


def _sums(drafts: Sequence[Draft], name: str) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for draft in drafts:
        sums[draft.currency] += getattr(draft, name)
    return dict(sums)


def _changes(
    entity_id: int,
    drafts: Sequence[Draft],
    codes: Mapping[int, str],
    names: Mapping[int, str],
) -> list[Change]:
    rows = db.tuples_of(
        "SELECT DISTINCT ON (bill_to_id) bill_to_id, total_minor"
        " FROM invoicing_document WHERE entity_id = %(entity)s AND kind = 'invoice'"
        " AND bill_to_id = ANY(%(ids)s) ORDER BY bill_to_id, issued_on DESC, id DESC",
        {"entity": entity_id, "ids": list({draft.bill_to_id for draft in drafts})},
    )
    before: dict[int, int] = dict(rows)
    return [
        Change(
            party=codes[draft.bill_to_id],
            name=names[draft.bill_to_id],
            currency=draft.currency,
            total_minor=draft.total_minor,
            before_minor=before.get(draft.bill_to_id),
        )
        for draft in drafts
    ]


def _by_rule(
    found: Sequence[tuple[Draft, Found]], names: Mapping[int, str]
) -> tuple[RuleFindings, ...]:
    grouped: defaultdict[tuple[int, str], list[tuple[Draft, Found]]] = defaultdict(list)
    for draft, one in found:
        if one.finding.severity is not Severity.NOT_CHECKED:
            weight = WEIGHT[one.finding.severity]
            grouped[weight, one.finding.code].append((draft, one))
    return tuple(
        _of_rule(code, several, names) for (_, code), several in sorted(grouped.items())
    )


def _of_rule(
    code: str, several: Sequence[tuple[Draft, Found]], names: Mapping[int, str]
) -> RuleFindings:
    drafts = list({id(draft): draft for draft, _ in several}.values())
    return RuleFindings(
        code=code,
        title=TITLES.get(code, code),
        severity=several[0][1].finding.severity,
        found=tuple(one for _, one in several),
        names=tuple(sorted({names[draft.bill_to_id] for draft in drafts})),
        invoices=len(drafts),
        totals_minor=_sums(drafts, "total_minor"),
        example=several[0][1].finding.sentence,
    )


def _last_run(entity_id: int) -> int:
    last = models.BillingRun.objects.filter(entity_id=entity_id).order_by("-id")
    return last.values_list("id", flat=True).first() or 0


def _nearest(entity_id: int, until: date) -> date | None:
    """The next day after ``until`` on which something billable was done."""
    rows = db.tuples_of(
        "SELECT charge.service_on FROM invoicing_charge AS charge"
        " WHERE charge.entity_id = %(entity)s AND charge.service_on > %(until)s"
        " AND charge.is_billable AND charge.draft_id IS NULL AND NOT EXISTS"
        " (SELECT FROM invoicing_line AS line WHERE line.entity_id = %(entity)s"
        " AND line.charge_id = charge.id) ORDER BY charge.service_on LIMIT 1",
        {"entity": entity_id, "until": until},
    )
    return rows[0][0] if rows else None


@dataclass(frozen=True, slots=True)
class NumbersOfRun:
    """First and last number that a run gave to invoices."""

    first: str
    last: str


def numbers_of(entity_id: int, run_id: int) -> NumbersOfRun | None:
    """The numbers of a run; none where it issued nothing."""
    issued = models.Document.objects.filter(entity_id=entity_id, run_id=run_id)
    first = issued.order_by("id").values_list("number", flat=True).first()
    last = issued.order_by("-id").values_list("number", flat=True).first()
    return NumbersOfRun(first, last) if first and last else None


def run_by_id(entity_id: int, run_id: int) -> models.BillingRun | None:
    """The row of a run; nothing where there is none."""
    return models.BillingRun.objects.filter(entity_id=entity_id, id=run_id).first()


@dataclass(frozen=True, slots=True)
class Coming:
    """A recurring charge with the next days on which it comes."""

    schedule: Scheduled
    days: tuple[date, ...]


NEXT_DAYS: Final = 12


def coming(entity_id: int, today: date) -> list[Coming]:
    """The recurring charges, each with its next twelve days from today on."""
    return [
        Coming(one, next_days(_schedule(one), today, most=NEXT_DAYS))
        for one in recurring(entity_id)
    ]


def _schedule(one: Scheduled) -> Schedule:
    return Schedule(
        first_on=one.starts_on,
        every=one.every,
        unit=Unit(one.unit),
        until=one.ends_on,
        times=one.times,
    )
