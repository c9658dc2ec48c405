"""Setting tax and shipping rates: dated, without overlap, the history kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from django.db.models import Model
from psycopg.types.range import DateRange

from duebook.apps.catalog import models, queries
from duebook.apps.catalog.actions.prices import PricesSet
from duebook.apps.entities.actions import Act, action
from duebook.domain.catalog import (
    ShippingRateEntry,
    TaxRateEntry,
    faults_of_shipping_rate,
    faults_of_tax_rate,
)
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.domain.timelines import Dated, Wanted, settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.domain.spans import Span
    from duebook.domain.timelines import Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTaxRates:
    """Set taxes of places on categories of items, each for a span of days."""

    entity_id: int
    rates: tuple[TaxRateEntry, ...]


@action(Right.PREPARE)
def set_tax_rates(command: SetTaxRates, act: Act) -> PricesSet:
    """Write tax rates; they succeed each other as prices do.

    Raises:
        Refusal: one cannot stand, or would swallow a change already planned.
        BooksSayNo: an account is not the entity's.
    """
    return _TAX_RATES.set(act.entity_id, command.rates)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetShippingRates:
    """Set what parcels cost by zone and weight, each for a span of days."""

    entity_id: int
    rates: tuple[ShippingRateEntry, ...]


@action(Right.PREPARE)
def set_shipping_rates(command: SetShippingRates, act: Act) -> PricesSet:
    """Write shipping rates; they succeed each other as prices do.

    Raises:
        Refusal: one cannot stand, or would swallow a change already planned.
    """
    return _SHIPPING_RATES.set(act.entity_id, command.rates)


class _Entry(Protocol):
    """A rate as it is entered: its days, and what people call it."""

    @property
    def valid(self) -> Span: ...

    @property
    def subject(self) -> str: ...


Entry = TypeVar("Entry", bound=_Entry)
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _RateTable(Generic[Entry]):
    """A table of rates: the columns that name a rate, and those that it says."""

    model: type[Model]
    key: tuple[str, ...]
    content: tuple[str, ...]
    faults: Callable[[Entry], Iterable[Refusal]]

    def set(self, entity_id: int, entries: Sequence[Entry]) -> PricesSet:
        """Fit rates in and write what changes, in three statements."""
        for entry in entries:
            for fault in self.faults(entry):
                raise fault
        settled = settle(
            self._on_file(entity_id, entries), list(map(self._wanted, entries))
        )
        for _, fault in settled.faults:
            raise fault
        self._write(entity_id, settled)
        return PricesSet(added=len(settled.added), changed=len(settled.changed))

    def _wanted(self, entry: Entry) -> Wanted[_Row, _Row]:
        return Wanted(
            key=attrgetter(*self.key)(entry),
            subject=entry.subject,
            span=entry.valid,
            content=tuple(getattr(entry, column) for column in self.content),
        )

    def _on_file(
        self, entity_id: int, entries: Iterable[Entry]
    ) -> dict[_Row, list[Dated[_Row]]]:
        first = self.key[0]
        named = {f"{first}__in": {getattr(entry, first) for entry in entries}}
        timelines: dict[_Row, list[Dated[_Row]]] = {}
        for row_id, valid, *row in self.model._default_manager.filter(  # noqa: SLF001 - of any model
            entity_id=entity_id, **named
        ).values_list("id", "valid", *self.key, *self.content):
            key, content = tuple(row[: len(self.key)]), tuple(row[len(self.key) :])
            timelines.setdefault(key, []).append(
                Dated(queries.span_of(valid), content, row_id)
            )
        return timelines

    def _write(self, entity_id: int, settled: Settled[_Row, _Row]) -> None:
        rates = self.model._default_manager  # noqa: SLF001 - of any model
        rates.bulk_create(
            self._rows(entity_id, settled.changed),
            update_conflicts=True,
            unique_fields=["entity_id", "id"],
            update_fields=[*self.content, "valid"],
        )
        rates.bulk_create(self._rows(entity_id, settled.added))

    def _rows(
        self, entity_id: int, rates: Iterable[tuple[_Row, Dated[_Row]]]
    ) -> Iterator[Model]:
        columns = (*self.key, *self.content)
        for key, entry in rates:
            yield self.model(
                entity_id=entity_id,
                id=entry.id,
                valid=DateRange(entry.span.first, entry.span.until),
                **dict(zip(columns, (*key, *entry.content), strict=True)),
            )


_TAX_RATES: Final[_RateTable[TaxRateEntry]] = _RateTable(
    models.TaxRate,
    key=("place", "category", "name"),
    content=("percent", "compound", "order", "account_id"),
    faults=faults_of_tax_rate,
)
_SHIPPING_RATES: Final[_RateTable[ShippingRateEntry]] = _RateTable(
    models.ShippingRate,
    key=("zone", "up_to_kg", "currency"),
    content=("amount_minor",),
    faults=faults_of_shipping_rate,
)
