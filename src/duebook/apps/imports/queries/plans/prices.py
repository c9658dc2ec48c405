"""Prices out of a file: rows of one item and span are the tiers of one price."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duebook.apps.catalog import actions as setting
from duebook.apps.catalog import queries as catalog
from duebook.apps.entities.queries import entity
from duebook.apps.imports.queries.naming import Named
from duebook.apps.imports.queries.planning import Outcome, Planned, sift
from duebook.domain.catalog import PriceEntry, TariffEntry, faults_of_price
from duebook.domain.pricing import Tier
from duebook.domain.spans import Span
from duebook.domain.timelines import Wanted, settle
from duebook.formats.tables import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duebook.apps.imports.queries.planning import Batch, Plan
    from duebook.apps.parties.models import Party
    from duebook.domain.errors import Refusal

BOOK = "STANDARD"
"""The price book of an entity that has none yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """A price, and the tariff that is made for it where there is none."""

    price: PriceEntry
    new_tariff: TariffEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """The rows that make one price."""

    rows: tuple[Row, ...]
    entry: PriceRow


def plan_prices(plan: Plan[PriceRow]) -> None:
    """Judge the prices that rows make together; a bad row spoils its whole price."""
    batch = plan.batch
    if batch.has("notes"):
        heading = batch.columns["notes"]
        plan.warn("column_left_out", f"“{heading}” is left out: prices have no notes.")
    if not batch.has("valid_from"):
        plan.warn("valid_from_assumed", f"The prices hold from {batch.today} on.")
    tariffs = _Tariffs(plan)
    on_file = catalog.items_by_code(
        batch.entity_id, {str(row.values["item"]) for row in batch.rows}
    )
    groups: defaultdict[tuple[str, str, Span], list[Row]] = defaultdict(list)
    for row in batch.rows:
        tariff = tariffs.of(row)
        if row.values["item"] not in on_file:
            plan.object_to(row, "item", "is not the code of an item on file")
        if tariff is not None:
            span = _span(plan, row)
            groups[tariff.code, str(row.values["item"]), span].append(row)
    spoilt = {_place(batch, number) for number in batch.unreadable}
    for rows in groups.values():
        if any(_place(batch, row.number) in spoilt for row in rows):
            _spoil(plan, rows)
    judged = [
        _Judged(rows=tuple(rows), entry=_price(tariffs, code, item, span, rows))
        for (code, item, span), rows in groups.items()
        if _all_good(plan, rows)
    ]
    good = sift(
        plan,
        [(one.rows[0], one) for one in judged],
        lambda some: _faults(batch.entity_id, [one.entry for one in some]),
        lambda _: "item",
    )
    fallen = {one.rows[0].number for one in judged} - {row.number for row, _ in good}
    for one in judged:
        if one.rows[0].number in fallen:
            _spoil(plan, one.rows[1:])
    _note(plan, [one for _, one in good])


def _place(batch: Batch, number: int) -> tuple[str, ...]:
    """Which price a row belongs to, as far as even a row that cannot be read tells."""
    return tuple(
        batch.cell(number, name).strip() for name in ("item", "price_book", "party")
    )


def _all_good(plan: Plan[PriceRow], rows: Sequence[Row]) -> bool:
    if all(map(plan.is_good, rows)):
        return True
    _spoil(plan, rows)
    return False


def _spoil(plan: Plan[PriceRow], rows: Sequence[Row]) -> None:
    """Tiers stand or fall together: half a price would be a wrong one."""
    for row in rows:
        if plan.is_good(row):
            plan.object_to(row, "item", "has another tier whose row cannot be taken in")


def _note(plan: Plan[PriceRow], good: Sequence[_Judged]) -> None:
    keys = {(one.entry.price.tariff, one.entry.price.item) for one in good}
    filed = catalog.filed_prices(plan.batch.entity_id, keys)
    for one in good:
        price = one.entry.price
        before = [held.entry for held in filed[price.tariff, price.item]]
        if _holds_already(before, price):
            outcome = Outcome.UNCHANGED
        else:
            outcome = Outcome.UPDATED if before else Outcome.CREATED
        for row in one.rows:
            plan.planned.append(
                Planned(
                    row,
                    outcome,
                    f"{price.subject}: {row.values['unit_price']}",
                    one.entry,
                    target=f"{price.item} in {price.tariff}",
                    changes=tuple(_in_words(held) for held in before),
                )
            )


def _holds_already(before: Sequence[PriceEntry], price: PriceEntry) -> bool:
    """Whether the price book says so on each of these days."""
    return any(
        (held.tiers, held.graduated) == (price.tiers, price.graduated)
        and price.valid.within(held.valid) == price.valid
        for held in before
    )


def _in_words(price: PriceEntry) -> str:
    tiers = ", ".join(f"{tier.unit_price.normalize():f}" for tier in price.tiers)
    return f"until now {tiers} from {price.valid.first or 'ever'} on"


def _span(plan: Plan[PriceRow], row: Row) -> Span:
    """The days of a price; in a file the last day is named, here the one after."""
    values: Mapping[str, Any] = row.values
    last = values.get("valid_until")
    return Span(
        values.get("valid_from", plan.batch.today),
        None if last is None else last + timedelta(days=1),
    )


def _price(
    tariffs: _Tariffs, code: str, item: str, span: Span, rows: Sequence[Row]
) -> PriceRow:
    tiers = (
        Tier(
            from_quantity=row.values.get("from_quantity", Decimal(0)),  # type: ignore[arg-type]
            unit_price=row.values["unit_price"],  # type: ignore[arg-type]
        )
        for row in rows
    )
    in_order = tuple(sorted(tiers, key=lambda tier: tier.from_quantity))
    return PriceRow(
        price=PriceEntry(tariff=code, item=item, tiers=in_order, valid=span),
        new_tariff=tariffs.new.get(code),
    )


def _faults(entity_id: int, some: Sequence[PriceRow]) -> list[tuple[int, Refusal]]:
    """What speaks against prices, those of tariffs yet to be made as well."""
    filed = [place for place, one in enumerate(some) if one.new_tariff is None]
    found = setting.price_faults(entity_id, [some[place].price for place in filed])
    faults = [(filed[place], fault) for place, fault in found]
    fresh = [place for place, one in enumerate(some) if one.new_tariff is not None]
    faults += [
        (place, fault)
        for place in fresh
        for fault in faults_of_price(some[place].price)
    ]
    settled = settle(
        {},
        [
            Wanted(
                key=(some[place].price.tariff, some[place].price.item),
                subject=some[place].price.subject,
                span=some[place].price.valid,
                content=some[place].price.tiers,
            )
            for place in fresh
        ],
    )
    return sorted(
        [*faults, *((fresh[place], fault) for place, fault in settled.faults)],
        key=lambda fault: fault[0],
    )


class _Tariffs:
    """The tariff of each row: named, the party's contract, or the one price book."""

    def __init__(self, plan: Plan[PriceRow]) -> None:
        batch = plan.batch
        self.plan = plan
        self.currency = entity(batch.entity_id).currency
        self.tariffs = catalog.tariffs(batch.entity_id)
        self.new: dict[str, TariffEntry] = {}
        self.named = Named(plan, batch.rows)

    def of(self, row: Row) -> TariffEntry | None:
        """The tariff, made where there is none; ``None`` with a problem noted."""
        values: Mapping[str, Any] = row.values
        holder = self.named.party(row) if "party" in values else None
        if holder is None and "party" in values:
            return None
        code = "" if holder is None else holder.code
        named = values.get("price_book")
        found = list(self._candidates(named, code))
        if len(found) > 1:
            several = ", ".join(one.code for one in found)
            self.plan.object_to(row, "price_book", f"is open: there are {several}")
            return None
        tariff = found[0] if found else self._made(values, named, holder)
        self._judge(row, tariff, code)
        return tariff if self.plan.is_good(row) else None

    def _candidates(self, named: str | None, party: str) -> Iterator[TariffEntry]:
        filed = [catalog.tariff_entry(one) for one in self.tariffs]
        for one in [*filed, *self.new.values()]:
            if named is not None:
                if named.casefold() in (one.code.casefold(), one.name.casefold()):
                    yield one
            elif one.party == party:
                yield one

    def _made(
        self, values: Mapping[str, Any], named: str | None, holder: Party | None
    ) -> TariffEntry:
        code = named or (f"CONTRACT-{holder.code}" if holder else BOOK)
        name = named or (f"Contract {holder.name}" if holder else "Standard")
        self.new[code] = TariffEntry(
            code=code,
            name=name,
            currency=values.get("currency")
            or (holder.currency if holder else self.currency),
            tax_inclusive=values.get("tax_inclusive", False),
            party=holder.code if holder else "",
        )
        return self.new[code]

    def _judge(self, row: Row, tariff: TariffEntry, party: str) -> None:
        values: Mapping[str, Any] = row.values
        if values.get("currency", tariff.currency) != tariff.currency:
            reason = f"is not that of {tariff.code}, which is {tariff.currency}"
            self.plan.object_to(row, "currency", reason)
        if values.get("tax_inclusive", tariff.tax_inclusive) != tariff.tax_inclusive:
            reason = f"is not so in {tariff.code}"
            self.plan.object_to(row, "tax_inclusive", reason)
        if party != tariff.party:
            reason = f"is not the party of {tariff.code}"
            self.plan.object_to(row, "party" if party else "price_book", reason)
