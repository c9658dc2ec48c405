"""What the rows of each kind write, through the rooms that own the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from duebook.apps.catalog import actions as pricing
from duebook.apps.catalog import queries as catalog
from duebook.apps.entities.actions import Act
from duebook.apps.imports.queries.planning import Outcome
from duebook.apps.imports.queries.plans.charges import papers_of
from duebook.apps.imports.queries.plans.items import item_entries
from duebook.apps.imports.queries.records import as_json, digest
from duebook.apps.invoicing.actions.charges import write_charges
from duebook.apps.ledger import actions as ledger
from duebook.apps.papers import actions as papers
from duebook.apps.parties import queries as parties
from duebook.apps.parties.actions import KeepParties, keep_parties
from duebook.apps.payments.actions import ReceivePayments, receive_payments
from duebook.apps.receivables.actions import TakeOverItems, take_over_items
from duebook.domain.catalog import ItemEntry
from duebook.domain.parties import PartyEntry
from duebook.domain.rights import Right
from duebook.formats.media import file_name, media_type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duebook.apps.imports.queries.planning import Planned
    from duebook.apps.imports.queries.plans.prices import PriceRow
    from duebook.apps.imports.queries.plans.rates import RateRow
    from duebook.apps.invoicing.actions.charges import NewCharge
    from duebook.apps.payments.actions import NewPayment
    from duebook.apps.receivables.actions import OpeningItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a row made: the row of a table, a record's state before and after."""

    target_id: int | None = None
    before: Any = None
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What all kinds are given besides their rows."""

    act: Act
    papers: Mapping[str, bytes]
    counts_on: date


def write_parties(
    writing: Writing, planned: Sequence[Planned[PartyEntry]]
) -> list[Made]:
    act = writing.act
    keep_parties.body(
        KeepParties(
            entity_id=act.entity_id,
            parties=tuple(one.written for one in planned if _changes(one)),
        ),
        act,
    )
    codes = {one.target for one in planned}
    stands = parties.entries_by_code(act.entity_id, codes)
    ids = parties.parties_by_code(act.entity_id, codes)
    return [
        Made(
            target_id=ids[one.target].id,
            before=one.before and as_json(PartyEntry, one.before),
            after=digest(PartyEntry, stands[one.target]),
        )
        for one in planned
    ]


def write_items(writing: Writing, planned: Sequence[Planned[ItemEntry]]) -> list[Made]:
    act = writing.act
    pricing.keep_items.body(
        pricing.KeepItems(
            entity_id=act.entity_id,
            items=tuple(one.written for one in planned if _changes(one)),
        ),
        act,
    )
    codes = {one.target for one in planned}
    stands = item_entries(act.entity_id, codes)
    ids = catalog.items_by_code(act.entity_id, codes)
    return [
        Made(
            target_id=ids[one.target].id,
            before=one.before and as_json(ItemEntry, one.before),
            after=digest(ItemEntry, stands[one.target]),
        )
        for one in planned
    ]


def _changes(one: Planned[Any]) -> bool:
    return one.outcome in (Outcome.CREATED, Outcome.UPDATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The prices of an item in a tariff before an import set some."""

    tariff: str
    item: str
    is_new_tariff: bool
    prices: tuple[catalog.FiledPrice, ...]


def write_prices(writing: Writing, planned: Sequence[Planned[PriceRow]]) -> list[Made]:
    """Set prices; the first row of an item and tariff keeps how its prices were."""
    act = writing.act
    entries = list(dict.fromkeys(one.written for one in planned if _changes(one)))
    tariffs = {one.new_tariff.code: one.new_tariff for one in entries if one.new_tariff}
    keys = list(dict.fromkeys((one.price.tariff, one.price.item) for one in entries))
    before = catalog.filed_prices(act.entity_id, keys)
    pricing.keep_tariffs.body(
        pricing.KeepTariffs(entity_id=act.entity_id, tariffs=tuple(tariffs.values())),
        act,
    )
    pricing.set_prices.body(
        pricing.SetPrices(
            entity_id=act.entity_id, prices=tuple(one.price for one in entries)
        ),
        act,
    )
    stands = catalog.filed_prices(act.entity_id, keys)
    made: list[Made] = []
    for one in planned:
        key = (one.written.price.tariff, one.written.price.item)
        if not _changes(one) or key not in before:
            made.append(Made())
            continue
        timeline = Timeline(
            tariff=key[0],
            item=key[1],
            is_new_tariff=key[0] in tariffs,
            prices=tuple(before.pop(key)),
        )
        made.append(
            Made(
                before=as_json(Timeline, timeline),
                after=digest(list[catalog.FiledPrice], stands[key]),
            )
        )
    return made


def write_charge_rows(
    writing: Writing, planned: Sequence[Planned[NewCharge]]
) -> list[Made]:
    ids = write_charges(writing.act, [one.written for one in planned])
    _attach(writing, planned, ids)
    return [Made(target_id=charge_id) for charge_id in ids]


def _attach(
    writing: Writing, planned: Sequence[Planned[NewCharge]], ids: Sequence[int]
) -> None:
    """Keep the papers that rows name, each once, and attach them to their charges."""
    named = [
        (charge_id, name)
        for charge_id, one in zip(ids, planned, strict=True)
        for name in dict.fromkeys(papers_of(one.row))
    ]
    names = list(dict.fromkeys(name for _, name in named))
    contents = [
        (writing.papers[name], media_type(name, writing.papers[name])) for name in names
    ]
    kept = dict(zip(names, papers.keep_papers(writing.act, contents), strict=True))
    media = {name: kind for name, (_, kind) in zip(names, contents, strict=True)}
    papers.attach(
        writing.act,
        [
            papers.NewAttachment(
                paper_id=kept[name],
                subject_kind="charge",
                subject_id=charge_id,
                name=file_name(name, media[name]),
            )
            for charge_id, name in named
        ],
    )


def write_open_items(
    writing: Writing, planned: Sequence[Planned[OpeningItem]]
) -> list[Made]:
    ids = take_over_items.body(
        TakeOverItems(
            entity_id=writing.act.entity_id,
            taken_over_on=writing.counts_on,
            items=tuple(one.written for one in planned),
        ),
        writing.act,
    )
    return [Made(target_id=item_id) for item_id in ids]


def write_payments(
    writing: Writing, planned: Sequence[Planned[NewPayment]]
) -> list[Made]:
    """Take payments in, those for named documents first.

    A payment that names none may settle whatever is open, also what a later row of
    the file is for.
    """
    in_order = sorted(planned, key=lambda one: not one.written.asked)
    receipts = receive_payments.body(
        ReceivePayments(
            entity_id=writing.act.entity_id,
            payments=tuple(one.written for one in in_order),
        ),
        writing.act,
    )
    made = {
        one.row.number: Made(target_id=receipt.payment_id)
        for one, receipt in zip(in_order, receipts, strict=True)
    }
    return [made[one.row.number] for one in planned]


def write_rate_rows(
    writing: Writing, planned: Sequence[Planned[RateRow]]
) -> list[Made]:
    """Set rates; one that is corrected gives the reason of its row."""
    made: list[Made] = [Made() for _ in planned]
    changing = [place for place, one in enumerate(planned) if _changes(one)]
    by_reason: dict[str, list[int]] = {}
    for place in changing:
        by_reason.setdefault(planned[place].written.reason, []).append(place)
    for reason, places in by_reason.items():
        ids = ledger.write_rates(
            writing.act,
            [planned[place].written.rate for place in places],
            reason=reason,
        )
        for place, rate_id in zip(places, ids, strict=True):
            made[place] = Made(target_id=rate_id)
    return made


WRITERS: Mapping[str, tuple[Right, Callable[[Writing, Any], list[Made]]]] = {
    "parties": (Right.PREPARE, write_parties),
    "items": (Right.PREPARE, write_items),
    "prices": (Right.PREPARE, write_prices),
    "charges": (Right.PREPARE, write_charge_rows),
    "open_items": (Right.PREPARE, write_open_items),
    "payments": (Right.RECEIVE, write_payments),
    "rates": (Right.PREPARE, write_rate_rows),
}
"""The right that each kind needs, and how its rows are written, in order."""

FILLED: Mapping[str, tuple[str, ...]] = {
    "parties": (
        *("parties_party", "parties_address", "parties_contact"),
        *("parties_tax_id", "parties_certificate"),
    ),
    "items": ("catalog_item",),
    "prices": ("catalog_price", "catalog_tier"),
    "charges": ("invoicing_charge",),
    "open_items": ("receivables_item", "ledger_entry", "ledger_posting"),
    "payments": (
        *("payments_payment", "receivables_item", "receivables_application"),
        *("ledger_entry", "ledger_posting"),
    ),
    "rates": ("ledger_exchange_rate",),
}
"""The tables that each kind fills."""
