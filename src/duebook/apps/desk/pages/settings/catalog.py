"""Settings of what is sold: items, tariffs, prices, taxes; dated ones follow on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms

from duebook.apps.catalog import queries
from duebook.apps.catalog.actions import (
    KeepItems,
    KeepTariffs,
    SetPrices,
    SetTaxRates,
    keep_items,
    keep_tariffs,
    set_prices,
    set_tax_rates,
)
from duebook.apps.desk.pages.settings.fields import (
    Dated,
    account_id,
    accounts,
    choices,
    filled,
    offer,
    refused,
    said,
    span_of,
    words,
)
from duebook.apps.desk.pages.settings.frame import Listed, Row, Setting
from duebook.apps.invoicing.forms.fields import ActForm, Figure, written
from duebook.apps.ledger.queries import account_ids
from duebook.domain.catalog import (
    ItemEntry,
    ItemKind,
    PriceEntry,
    TariffEntry,
    TaxRateEntry,
)
from duebook.domain.pricing import Tier
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.apps.entities.actions.sitting import Sending
    from duebook.apps.entities.pages.door import Seated

_MOST: Final = 200
"""Lines of a list on a page; a search narrows it."""


def _narrowed(
    heads: tuple[str, ...], rows: Sequence[Row], asked: str, nothing: str
) -> Listed:
    found = [row for row in rows if asked.lower() in " ".join(row.cells).lower()]
    return Listed(
        heads,
        found[:_MOST],
        nothing if not asked else f"Nothing is called “{asked}” here",
        more=max(0, len(found) - _MOST),
        has_search=True,
    )


class ItemForm(ActForm):
    """Something that is sold."""

    code = words("Code")
    description = words("Description")
    account = forms.ChoiceField(label="Revenue account")
    unit = words("Unit", required=False)
    kind = choices("Kind", [one.value for one in ItemKind])
    tax_category = words("Tax category", initial="standard")
    weight_kg = Figure(label="Weight of one (kg)", required=False, initial="0")
    is_countable = forms.BooleanField(label="Whole numbers only", required=False)
    needs_attachment = forms.BooleanField(label="Needs a paper", required=False)
    is_active = forms.BooleanField(label="Is sold", required=False, initial=True)


def _item_form(sitting: Seated, data: Any, asked: Mapping[str, str]) -> ActForm:
    known = queries.items_by_code(sitting.entity_id, [asked.get("code", "")])
    codes = {id_: code for code, id_ in account_ids(sitting.entity_id).items()}
    initial: dict[str, Any] = {}
    for row in known.values():
        initial = {
            name: getattr(row, name)
            for name in ItemEntry.__dataclass_fields__
            if name != "revenue_account_id"
        }
        initial["weight_kg"] = written(row.weight_kg)
        initial["account"] = codes.get(row.revenue_account_id, "")
    form = ItemForm(data, initial=initial)
    offer(form, "account", accounts(sitting.entity_id))
    return form


def _save_item(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    with sitting.reading():
        revenue = account_id(sitting.entity_id, told["account"])
    entry = ItemEntry(
        code=told["code"],
        description=told["description"],
        revenue_account_id=revenue,
        unit=told["unit"],
        kind=ItemKind(told["kind"]),
        tax_category=told["tax_category"],
        weight_kg=told["weight_kg"] or Decimal(0),
        is_countable=told["is_countable"],
        needs_attachment=told["needs_attachment"],
        is_active=told["is_active"],
    )
    keep_items(KeepItems(entity_id=sitting.entity_id, items=(entry,)), **sends)


def _items(sitting: Seated, asked: str) -> Listed:
    codes = {id_: code for code, id_ in account_ids(sitting.entity_id).items()}
    rows = [
        Row(
            item.code,
            (
                item.code,
                item.description,
                item.unit,
                item.kind,
                codes.get(item.revenue_account_id, ""),
                item.tax_category,
                "sold" if item.is_active else "no longer sold",
            ),
            filled(code=item.code),
        )
        for item in queries.items(sitting.entity_id).values()
    ]
    heads = ("Code", "Description", "Unit", "Kind", "Account", "Tax", "State")
    return _narrowed(heads, rows, asked, "Nothing is sold yet")


class TariffForm(Dated):
    """A set of prices: the price book's, or a contract of one party."""

    code = words("Code")
    name = words("Name")
    currency = words("Currency", max_length=3)
    party = words("Party", required=False, help_text="Its code; empty: for everybody.")
    tax_inclusive = forms.BooleanField(label="Prices include tax", required=False)
    field_order = ("code", "name", "currency", "party", "valid_from", "valid_to")


def _tariff_form(sitting: Seated, data: Any, asked: Mapping[str, str]) -> ActForm:
    initial = {"currency": sitting.currency, **{key: asked[key] for key in asked}}
    return TariffForm(data, today=sitting.today, initial=initial)


def _save_tariff(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    entry = TariffEntry(
        code=told["code"],
        name=told["name"],
        currency=told["currency"].upper(),
        tax_inclusive=told["tax_inclusive"],
        party=told["party"],
        valid=span_of(told),
    )
    keep_tariffs(KeepTariffs(entity_id=sitting.entity_id, tariffs=(entry,)), **sends)


def _tariffs(sitting: Seated, asked: str) -> Listed:
    rows = [
        Row(
            one.code,
            (
                one.code,
                one.name,
                one.party.name if one.party else "everybody",
                one.currency,
                said(queries.span_of(one.valid)),
                "with tax" if one.tax_inclusive else "without tax",
            ),
            filled(
                code=one.code,
                name=one.name,
                currency=one.currency,
                party=one.party.code if one.party else "",
            ),
        )
        for one in queries.tariffs(sitting.entity_id)
    ]
    heads = ("Code", "Name", "For", "Currency", "Valid", "Prices")
    return _narrowed(heads, rows, asked, "There is no price book yet")


class PriceForm(Dated):
    """What an item costs in a tariff from a day on."""

    tariff = words("Tariff")
    item = words("Item")
    price = words(
        "Price of one",
        help_text="12.50, or by quantity: 1=12.50; 100=11.00.",
    )
    graduated = forms.BooleanField(
        label="Each part of a quantity at its own price", required=False
    )
    field_order = ("tariff", "item", "price", "valid_from", "valid_to", "graduated")


def _price_form(sitting: Seated, data: Any, asked: Mapping[str, str]) -> ActForm:
    initial = {"valid_from": sitting.today, **{key: asked[key] for key in asked}}
    return PriceForm(data, today=sitting.today, initial=initial)


def tiers(text: str) -> tuple[Tier, ...]:
    """``12.50`` or ``1=12.50; 100=11.00`` as tiers.

    Raises:
        Refusal: it is neither.
    """
    found = []
    for place, part in enumerate(text.split(";")):
        quantity, sign, price = part.rpartition("=")
        if not sign and place:
            quantity = "?"
        try:
            found.append(
                Tier(
                    from_quantity=Decimal(quantity.strip() or 0),
                    unit_price=Decimal(price.strip().replace(",", "")),
                )
            )
        except ArithmeticError as not_one:
            sentence = f"“{text}” is no price such as 12.50 or 1=12.50; 100=11.00."
            raise refused(sentence) from not_one
    return tuple(found)


def _save_price(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    entry = PriceEntry(
        tariff=told["tariff"],
        item=told["item"],
        tiers=tiers(told["price"]),
        valid=span_of(told),
        graduated=told["graduated"],
    )
    set_prices(SetPrices(entity_id=sitting.entity_id, prices=(entry,)), **sends)


def _prices(sitting: Seated, asked: str) -> Listed:
    """The prices of the first tariffs and items that the search names."""
    found = [
        item.code
        for item in queries.items(sitting.entity_id).values()
        if asked.lower() in f"{item.code} {item.description}".lower()
    ]
    codes = [one.code for one in queries.tariffs(sitting.entity_id)]
    keys = [(tariff, item) for item in found for tariff in codes][: 5 * _MOST]
    filed = queries.filed_prices(sitting.entity_id, keys)
    rows = [
        Row(
            f"{tariff}-{item}-{held.id}",
            (
                item,
                tariff,
                "; ".join(_tier(tier) for tier in held.entry.tiers),
                said(held.entry.valid),
                _when(held.entry.valid.first, sitting),
            ),
            filled(tariff=tariff, item=item),
        )
        for (tariff, item), prices in filed.items()
        for held in prices
    ]
    return Listed(
        ("Item", "Tariff", "Price", "Valid", ""),
        rows[:_MOST],
        "No price is on file" if not asked else f"Nothing is called “{asked}” here",
        more=max(0, len(rows) - _MOST),
        has_search=True,
    )


def _tier(tier: Tier) -> str:
    price = written(tier.unit_price, places=2)
    if tier.from_quantity <= 1:
        return price
    return f"from {written(tier.from_quantity)}: {price}"


def _when(first: Any, sitting: Seated) -> str:
    return "to come" if first and first > sitting.today else ""


class TaxForm(Dated):
    """A tax of a place on a category of items."""

    place = words("Place", help_text="A code such as US-IL, or DE.")
    category = words("Category", initial="standard")
    name = words("Name")
    percent = Figure(label="Per cent")
    account = forms.ChoiceField(label="Account")
    order = forms.IntegerField(label="Order", initial=0, min_value=0)
    compound = forms.BooleanField(label="On top of earlier taxes", required=False)
    field_order = (
        *("place", "category", "name", "percent", "account"),
        *("valid_from", "valid_to"),
    )


def _tax_form(sitting: Seated, data: Any, asked: Mapping[str, str]) -> ActForm:
    initial = {"valid_from": sitting.today, **{key: asked[key] for key in asked}}
    form = TaxForm(data, today=sitting.today, initial=initial)
    offer(form, "account", accounts(sitting.entity_id))
    return form


def _save_tax(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    with sitting.reading():
        payable = account_id(sitting.entity_id, told["account"])
    entry = TaxRateEntry(
        place=told["place"],
        category=told["category"],
        name=told["name"],
        percent=told["percent"],
        account_id=payable,
        valid=span_of(told),
        compound=told["compound"],
        order=told["order"],
    )
    set_tax_rates(SetTaxRates(entity_id=sitting.entity_id, rates=(entry,)), **sends)


def _taxes(sitting: Seated, asked: str) -> Listed:
    codes = {id_: code for code, id_ in account_ids(sitting.entity_id).items()}
    rows = [
        Row(
            f"{one.place}-{one.category}-{one.id}",
            (
                one.place,
                one.category,
                one.name,
                f"{written(one.percent)} %",
                codes.get(one.account_id, ""),
                said(one.valid),
            ),
            filled(
                place=one.place,
                category=one.category,
                name=one.name,
                percent=written(one.percent),
                account=codes.get(one.account_id, ""),
                order=one.order,
            ),
        )
        for one in queries.tax_rates(sitting.entity_id)
    ]
    heads = ("Place", "Category", "Name", "Rate", "Account", "Valid")
    return _narrowed(heads, rows, asked, "No tax is on file")


_GROUP: Final = "Prices and taxes"
_FOLLOWS: Final = "A new one follows the one before; it never overwrites it."

SETTINGS: Final = (
    Setting(
        name="items",
        title="Items",
        group=_GROUP,
        about="What is sold, with its unit, account and tax category.",
        words="products services catalogue revenue",
        right=Right.PREPARE,
        commands=("KeepItems",),
        affects=True,
        form=_item_form,
        save=_save_item,
        listed=_items,
    ),
    Setting(
        name="tariffs",
        title="Tariffs and contracts",
        group=_GROUP,
        about="The price book, and contracts of single parties.",
        words="price book contract",
        right=Right.PREPARE,
        commands=("KeepTariffs",),
        affects=True,
        form=_tariff_form,
        save=_save_tariff,
        listed=_tariffs,
    ),
    Setting(
        name="prices",
        title="Prices",
        group=_GROUP,
        about=f"What an item costs from a day on. {_FOLLOWS}",
        words="price book tariff valid from",
        right=Right.PREPARE,
        commands=("SetPrices",),
        affects=True,
        form=_price_form,
        save=_save_price,
        listed=_prices,
        button="Set the price",
    ),
    Setting(
        name="taxes",
        title="Taxes",
        group=_GROUP,
        about=f"Rates by place and category. {_FOLLOWS}",
        words="vat sales tax rate certificate exemption",
        right=Right.PREPARE,
        commands=("SetTaxRates",),
        affects=True,
        form=_tax_form,
        save=_save_tax,
        listed=_taxes,
        button="Set the rate",
        more=(("parties.parties", "Certificates stand with their parties"),),
    ),
)
