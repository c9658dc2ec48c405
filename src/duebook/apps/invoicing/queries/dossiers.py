"""Everything the bill checks read of drafts, gathered for many at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.catalog import queries as catalog
from duebook.apps.entities.queries import entity
from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries.documents import stored
from duebook.apps.invoicing.queries.keeping import kept_of_drafts
from duebook.apps.ledger import queries as ledger
from duebook.apps.papers import queries as papers
from duebook.apps.parties import queries as parties
from duebook.apps.receivables import queries as receivables
from duebook.documents.words import LANGUAGES
from duebook.domain.checks.duplicate import fingerprint
from duebook.domain.checks.facts import (
    BilledCharge,
    ChargeFacts,
    ContractFacts,
    Dossier,
    IssuedInvoice,
    ItemHistory,
    Office,
    PartyStatus,
    PeriodFacts,
    Spread,
)
from duebook.domain.checks.findings import Severity, with_kept
from duebook.domain.checks.policy import Acceptance, CheckPolicy
from duebook.domain.checks.run import by_weight, check_drafts, check_parties
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from duebook.apps.invoicing.queries.billing import Drafted
    from duebook.domain.checks.facts import (
        PartyFacts,
    )
    from duebook.domain.checks.findings import Finding
    from duebook.domain.invoicing import Draft
    from duebook.domain.pricing import PriceBook
    from duebook.domain.tax import TaxTable

HISTORY_DAYS = 550


def dossiers(entity_id: int, drafted: Drafted, on: date) -> list[Dossier]:
    """A dossier for each draft, in a constant number of queries."""
    charges = _charge_facts(entity_id, drafted, on)
    bill_to_ids = {draft.bill_to_id for draft in drafted.drafts}
    bill_tos = {facts.id: facts for facts in _party_facts(entity_id, bill_to_ids)}
    invoices = _rivals(entity_id, drafted.drafts, on)
    return [
        Dossier(
            draft=draft,
            bill_to=bill_tos[draft.bill_to_id],
            charges={
                line.charge_id: charges[line.charge_id]
                for line in draft.lines
                if line.charge_id is not None
            },
            invoices=invoices.get(draft.bill_to_id, ()),
        )
        for draft in drafted.drafts
    ]


def findings(
    entity_id: int,
    drafted: Drafted,
    today: date,
    usual: Mapping[int, ItemHistory] | None = None,
) -> list[list[Finding]]:
    """What the bill checks say of each draft, in their order; nothing is written.

    ``usual`` are the :func:`item_histories`, where they were read before.
    """
    if not drafted.drafts:
        return []
    found = check_drafts(
        dossiers(entity_id, drafted, today),
        _office(
            entity_id,
            today,
            item_ids={charge.item_id for charge in drafted.charges},
            usual=item_histories(entity_id) if usual is None else usual,
            book=drafted.book,
            taxes=drafted.taxes,
        ),
        check_policy(entity_id),
    )
    kept = kept_of_drafts(
        entity_id, {one.draft_id for one in drafted.drafts if one.draft_id is not None}
    )
    if not kept:
        return found
    return [
        by_weight(with_kept(of_draft, kept.get(draft.draft_id or 0, ())))
        for draft, of_draft in zip(drafted.drafts, found, strict=True)
    ]


def party_findings(
    entity_id: int, today: date
) -> list[tuple[PartyFacts, list[Finding]]]:
    """What the checks say of each party, merged doubles left out, by id."""
    facts = [
        party
        for party in _party_facts(entity_id, None)
        if party.status is not PartyStatus.MERGED
    ]
    office = _office(
        entity_id,
        today,
        item_ids=(),
        usual={},
        book=catalog.price_book(entity_id, party_ids=()),
        taxes=catalog.tax_table(entity_id),
    )
    found = check_parties(facts, office, check_policy(entity_id))
    return list(zip(facts, found, strict=True))


def _office(
    entity_id: int,
    today: date,
    *,
    item_ids: Collection[int],
    usual: Mapping[int, ItemHistory],
    book: PriceBook,
    taxes: TaxTable,
) -> Office:
    """What holds for every draft and party of the entity on a day."""
    return Office(
        today=today,
        currency=entity(entity_id).currency,
        languages=frozenset(LANGUAGES),
        periods=tuple(
            PeriodFacts(
                name=f"{period.first:%Y-%m}",
                days=Span(period.first, period.until),
                is_closed=period.state != "open",
            )
            for period in ledger.periods(entity_id)
        ),
        items={
            item_id: replace(item, history=usual.get(item_id))
            for item_id, item in catalog.item_facts(entity_id, item_ids).items()
        },
        prices=book,
        taxes=taxes,
        tax_places=frozenset(catalog.tax_places(entity_id)),
    )


def check_policy(entity_id: int) -> CheckPolicy:
    """The limits and severities of the entity, and what it has accepted."""
    row = entity(entity_id)
    settings = dict(
        models.CheckSetting.objects.filter(entity_id=entity_id).values_list(
            "code", "severity"
        )
    )
    return CheckPolicy(
        severities={
            code: Severity(severity)
            for code, severity in settings.items()
            if severity != "off"
        },
        switched_off=frozenset(
            code for code, severity in settings.items() if severity == "off"
        ),
        acceptances=tuple(
            Acceptance(code=code, party_id=party_id, last_on=until, reason=reason)
            for code, party_id, until, reason in models.Acceptance.objects.filter(
                entity_id=entity_id
            ).values_list("code", "party_id", "until", "reason")
        ),
        discount_limit_bp=row.discount_limit_bp,
        stale_days=row.stale_days,
    )


def _party_facts(entity_id: int, party_ids: Collection[int] | None) -> list[PartyFacts]:
    """Parties with what they owe and how their invoices fell; all if none are named."""
    known = parties.party_facts(entity_id, party_ids)
    ids = [facts.id for facts in known]
    open_minor = receivables.open_balances(entity_id, ids)
    totals = {
        party_id: _spread(row)
        for party_id, *row in db.tuples_of(
            db.sql("duebook.apps.invoicing", "invoice_spreads"),
            {"entity": entity_id, "parties": db.array(ids)},
        )
    }
    return [
        replace(
            facts,
            open_minor=open_minor.get(facts.id, 0),
            totals=totals.get(facts.id),
        )
        if facts.id in open_minor or facts.id in totals
        else facts
        for facts in known
    ]


def _charge_facts(entity_id: int, drafted: Drafted, on: date) -> dict[int, ChargeFacts]:
    ids = {charge.id for charge in drafted.charges}
    taken_back = _billed_on(
        entity_id,
        {charge.rebills_id for charge in drafted.charges if charge.rebills_id},
    )
    attached = papers.attachments_of(entity_id, "charge", ids)
    history = _histories(entity_id, {c.party_id for c in drafted.charges}, on)
    billed = _billed(entity_id, ids)
    contracts = _contracts(entity_id)
    return {
        charge.id: ChargeFacts(
            charge=charge,
            reference=charge.external_key,
            credits=taken_back.get(charge.rebills_id, ""),
            paper_count=len(attached.get(charge.id, ())),
            contract=contracts.get(charge.contract),
            history=history.get((charge.party_id, charge.item_id)),
            billed=tuple(billed.get(charge.id, ())),
        )
        for charge in drafted.charges
    }


def _contracts(entity_id: int) -> dict[str, ContractFacts]:
    """The tariffs agreed with one party, by the number that charges name."""
    return {
        tariff.code: ContractFacts(
            number=tariff.code,
            party_id=tariff.party_id,
            valid=catalog.span_of(tariff.valid),
        )
        for tariff in catalog.tariffs(entity_id)
        if tariff.party_id is not None
    }


def _billed_on(entity_id: int, charge_ids: Collection[int]) -> dict[int | None, str]:
    """The number of the document that billed each charge."""
    if not charge_ids:
        return {}
    return dict(
        db.tuples_of(
            db.sql("duebook.apps.invoicing", "billed_on"),
            {"entity": entity_id, "charges": db.array(charge_ids)},
        )
    )


def _histories(
    entity_id: int, party_ids: Collection[int], on: date
) -> dict[tuple[int, int], ItemHistory]:
    rows = db.tuples_of(
        db.sql("duebook.apps.invoicing", "party_item_history"),
        {
            "entity": entity_id,
            "parties": db.array(party_ids),
            "since": on - timedelta(days=HISTORY_DAYS),
        },
    )
    return {
        (party_id, item_id): ItemHistory(
            quantities=_spread(spread),
            last_price=last_price,
            repeats_in_a_day=repeats,
        )
        for party_id, item_id, last_price, repeats, *spread in rows
    }


def _billed(
    entity_id: int, charge_ids: Collection[int]
) -> Mapping[int, list[BilledCharge]]:
    rows = db.tuples_of(
        db.sql("duebook.apps.invoicing", "billed_before"),
        {"entity": entity_id, "charges": db.array(charge_ids)},
    )
    found: defaultdict[int, list[BilledCharge]] = defaultdict(list)
    for charge_id, document, service_on, quantity, reference in rows:
        found[charge_id].append(
            BilledCharge(
                document=document,
                service_on=service_on,
                quantity=quantity,
                reference=reference,
            )
        )
    return found


def _rivals(
    entity_id: int, drafts: Sequence[Draft], on: date
) -> dict[int, tuple[IssuedInvoice, ...]]:
    """Recent standing invoices of the same bill-to, currency and total as a draft."""
    wanted = {(d.bill_to_id, d.currency, d.total_minor) for d in drafts}
    if not wanted:
        return {}
    parties_, currencies, totals = zip(*sorted(wanted), strict=True)
    rows = db.tuples_of(
        db.sql("duebook.apps.invoicing", "rival_invoices"),
        {
            "entity": entity_id,
            "parties": db.array(parties_),
            "currencies": list(currencies),
            "totals": db.array(totals),
            "since": on - timedelta(days=CheckPolicy().duplicate_days),
        },
    )
    found: defaultdict[int, tuple[IssuedInvoice, ...]] = defaultdict(tuple)
    for document in stored(entity_id, [row[0] for row in rows]).values():
        found[document.bill_to_id] += (
            IssuedInvoice(
                number=document.number,
                issued_on=document.issued_on,
                total_minor=document.total_minor,
                fingerprint=fingerprint(document.as_draft()),
            ),
        )
    return found


def item_histories(entity_id: int) -> dict[int, ItemHistory]:
    """What was charged of each item before, read off the last lines written."""
    rows = db.tuples_of(
        db.sql("duebook.apps.invoicing", "item_spreads"), {"entity": entity_id}
    )
    return {item_id: ItemHistory(quantities=_spread(row)) for item_id, *row in rows}


def _spread(row: Iterable[float]) -> Spread:
    count, lower, median, upper, largest = row
    return Spread(
        count=int(count),
        lower=float(lower),
        median=float(median),
        upper=float(upper),
        largest=float(largest),
    )
