"""A firm of bookkeepers and advisers: hours and retainers in three currencies."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook.apps.invoicing.actions.charges import NewCharge
from duebook.apps.invoicing.actions.recurring import RecurringEntry
from duebook.apps.ledger.actions import NewAccount
from duebook.demo.blueprint import (
    THIS_MONTH,
    Blueprint,
    Habit,
    Levied,
    OurAccount,
    Sold,
)
from duebook.demo.dice import dice, pick
from duebook.demo.names import Spot, address, company_name, domain, iban, vat_id
from duebook.demo.workdays import workdays_of
from duebook.domain.calendars import PaymentTerms, TermsPart, add_months
from duebook.domain.catalog import ItemKind, PriceEntry, TariffEntry
from duebook.domain.checks.facts import DeliveryWay
from duebook.domain.invoicing import Grouping
from duebook.domain.parties import Contact, PartyEntry
from duebook.domain.payments import Method
from duebook.domain.pricing import Tier
from duebook.domain.spans import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

    from duebook.demo.blueprint import Scale

CODE: Final = "LINDEN"
CLIENTS: Final = 92

_SOLD: Final = (
    Sold(
        code="BERATUNG",
        description="Beratung",
        price="128.00",
        account="4010",
        unit="h",
    ),
    Sold(
        code="BUCHFUEHRUNG",
        description="Laufende Buchführung",
        price="74.00",
        account="4020",
        unit="h",
    ),
    Sold(
        code="LOHN",
        description="Lohnabrechnung",
        price="18.50",
        account="4020",
        unit="Abrechnung",
    ),
    Sold(
        code="ABSCHLUSS",
        description="Vorbereitung des Jahresabschlusses",
        price="96.00",
        account="4010",
        unit="h",
    ),
    Sold(
        code="SCHULUNG",
        description="Schulung vor Ort",
        price="890.00",
        account="4010",
        unit="Tag",
    ),
    Sold(
        code="HANDBUCH",
        description="Handbuch zur Schulung",
        price="42.00",
        account="4030",
        unit="Stück",
        kind=ItemKind.GOODS,
        category="reduced",
    ),
    Sold(
        code="REISE", description="Reisekosten", price="0.42", account="4030", unit="km"
    ),
    Sold(
        code="PAUSCHALE",
        description="Monatliche Betreuung",
        price="350.00",
        account="4010",
        unit="Monat",
    ),
    Sold(
        code="ANZAHLUNG",
        description="Anzahlung",
        price="",
        account="2150",
        kind=ItemKind.DEPOSIT,
        category="out_of_scope",
    ),
)
_WORDS: Final = {
    "BERATUNG": {"en": "Advisory services", "fr": "Conseil", "es": "Asesoramiento"},
    "BUCHFUEHRUNG": {
        "en": "Bookkeeping",
        "fr": "Tenue de comptabilité",
        "es": "Contabilidad",
    },
    "LOHN": {"en": "Payroll, payslips", "fr": "Bulletins de paie", "es": "Nóminas"},
    "ABSCHLUSS": {
        "en": "Annual accounts, preparation",
        "fr": "Préparation du bilan",
        "es": "Cuentas anuales",
    },
    "SCHULUNG": {
        "en": "Training on site",
        "fr": "Formation sur place",
        "es": "Formación presencial",
    },
    "HANDBUCH": {
        "en": "Training manual",
        "fr": "Manuel de formation",
        "es": "Manual de formación",
    },
    "REISE": {"en": "Travel", "fr": "Frais de déplacement", "es": "Desplazamiento"},
    "PAUSCHALE": {
        "en": "Monthly support",
        "fr": "Suivi mensuel",
        "es": "Seguimiento mensual",
    },
}
_SPOTS: Final = {
    Spot("DE"): 62,
    Spot("AT"): 8,
    Spot("FR"): 10,
    Spot("ES"): 8,
    Spot("GB"): 7,
    Spot("US", "NY"): 5,
}
_LANGUAGES: Final = {
    "DE": "de-DE",
    "AT": "de-AT",
    "FR": "fr-FR",
    "ES": "es-ES",
    "GB": "en-GB",
    "US": "en-US",
}
_CURRENCIES: Final = {"GB": "GBP", "US": "USD"}
_BILLERS: Final = {"LOHN": "Lohnbüro", "BUCHFUEHRUNG": "Buchhaltung"}
_IBANS: Final = {
    currency: iban("DE", f"10090000{account}")
    for currency, account in (
        ("EUR", "0004711001"),
        ("GBP", "0004711027"),
        ("USD", "0004711035"),
    )
}
_HABITS: Final = {
    Habit.EARLY: 26,
    Habit.PROMPT: 40,
    Habit.LATE: 18,
    Habit.VERY_LATE: 8,
    Habit.IN_PARTS: 4,
    Habit.TOO_MUCH: 2,
    Habit.NEVER: 2,
}


def firm(scale: Scale) -> Blueprint:
    """The firm, with its clients and what it has agreed with them."""
    begins = add_months(THIS_MONTH, -scale.months)
    clients = _clients(scale.of(CLIENTS))
    bound = clients[3::9]
    looked_after = clients[1::4]
    agreed = {one.code: one for one in (*bound, *looked_after)}.values()
    return Blueprint(
        code=CODE,
        name="Lindenhof Beratung GmbH",
        address="Lindenallee 8\n20459 Hamburg",
        country="DE",
        currency="EUR",
        time_zone="Europe/Berlin",
        settings={
            "email": "rechnung@lindenhof-beratung.example",
            "phone": "+49 40 555 0118",
            "website": "lindenhof-beratung.example",
            "tax_id": vat_id(dice(CODE, "own"), "DE").number,
            "registration": "Amtsgericht Hamburg HRB 104711",
            "bank_name": "Elbufer Bank",
            "iban": _IBANS["EUR"],
            "bic": "ELBUDEFFXXX",
            "footer": "Vielen Dank für Ihr Vertrauen.",
            "language": "de-DE",
            "paper": "a4",
            "interest_bp": 900,
            "small_balance_minor": 2_00,
        },
        patterns={
            "invoice": "RE-{year}-{number:05d}",
            "credit_note": "GS-{year}-{number:05d}",
        },
        accounts=(
            NewAccount("1010", "Bank, GBP", "asset"),
            NewAccount("1020", "Bank, USD", "asset"),
            NewAccount("2210", "Umsatzsteuer 19 %", "liability"),
            NewAccount("2220", "Umsatzsteuer 7 %", "liability"),
            NewAccount("4010", "Beratung", "income"),
            NewAccount("4020", "Buchhaltung und Lohn", "income"),
            NewAccount("4030", "Material und Reisen", "income"),
        ),
        terms=(
            PaymentTerms(
                code="STANDARD",
                name="14 Tage 2 % Skonto, 30 Tage netto",
                parts=(TermsPart(share_bp=10_000, net_days=30),),
                discount_bp=200,
                discount_days=14,
            ),
            PaymentTerms(
                code="N14",
                name="14 Tage netto",
                parts=(TermsPart(share_bp=10_000, net_days=14),),
            ),
        ),
        sold=_SOLD,
        book="Preisliste 2026",
        taxes=_taxes(),
        parties=clients,
        habits={
            one.code: pick(dice(CODE, "habit", one.code), _HABITS) for one in clients
        },
        charges=lambda first: _charges(clients, first),
        rates={"GBP": "1.1500", "USD": "0.9200"},
        banks=(
            OurAccount(name="Elbufer Bank", identifier=_IBANS["EUR"], currency="EUR"),
            *(
                OurAccount(
                    name=f"Elbufer Bank {currency}",
                    identifier=_IBANS[currency],
                    currency=currency,
                    account=account,
                )
                for currency, account in (("GBP", "1010"), ("USD", "1020"))
            ),
        ),
        bank_fee="Kontoführung",
        ways={Method.WIRE: 1},
        tariffs=(
            *(
                TariffEntry(
                    code=f"LISTE-{currency}",
                    name=f"Price list {currency}",
                    currency=currency,
                )
                for currency in ("GBP", "USD")
            ),
            *(
                TariffEntry(
                    code=f"V-{one.code}",
                    name=one.code,
                    currency=one.currency,
                    party=one.code,
                )
                for one in agreed
            ),
        ),
        prices=(
            *(
                _price(f"LISTE-{currency}", sold.code, Decimal(sold.price) * factor)
                for currency, factor in _RATES.items()
                for sold in _SOLD
                if sold.kind is not ItemKind.DEPOSIT
            ),
            *(_price(f"V-{one.code}", "BERATUNG", _agreed(one)) for one in bound),
            *(_price(f"V-{one.code}", "PAUSCHALE", _fee(one)) for one in looked_after),
        ),
        recurring=tuple(_retainer(one, begins) for one in looked_after),
        retainers={one.code: 1_500 for one in clients[2:30:12]},
        retainer_item="ANZAHLUNG",
    )


_RATES: Final = {"GBP": Decimal("0.86"), "USD": Decimal("1.10")}


def _price(tariff: str, item: str, amount: Decimal) -> PriceEntry:
    price = amount.quantize(Decimal("0.01"))
    return PriceEntry(
        tariff=tariff,
        item=item,
        tiers=(Tier(from_quantity=Decimal(0), unit_price=price),),
        valid=ALWAYS,
    )


def _agreed(party: PartyEntry) -> Decimal:
    """What a client with a contract pays for an hour of advice."""
    off = dice(CODE, "agreed", party.code).choice((6, 8, 12, 16))
    return (Decimal(128) - off) * _RATES.get(party.currency, Decimal(1))


def _taxes() -> tuple[Levied, ...]:
    abroad = {
        **dict.fromkeys(("AT", "FR", "ES"), "Reverse charge"),
        **dict.fromkeys(("GB", "US"), "Outside the scope of German VAT"),
    }
    return (
        Levied(place="DE", name="USt", percent="19", account="2210"),
        Levied(place="DE", name="USt", percent="7", category="reduced", account="2220"),
        *(
            Levied(
                place=place, name=name, percent="0", category=category, account="2210"
            )
            for place, name in abroad.items()
            for category in ("standard", "reduced")
        ),
    )


def _clients(count: int) -> tuple[PartyEntry, ...]:
    clients: list[PartyEntry] = []
    names: set[str] = set()
    for number in range(1, count + 1):
        chance = dice(CODE, "client", number)
        spot = pick(chance, _SPOTS)
        name = company_name(chance, spot.country)
        while name in names:
            name = company_name(chance, spot.country)
        names.add(name)
        clients.append(_client(chance, str(10_000 + number), name, spot))
    return tuple(clients)


def _client(chance: Random, code: str, name: str, spot: Spot) -> PartyEntry:
    return PartyEntry(
        code=code,
        name=name,
        currency=_CURRENCIES.get(spot.country, "EUR"),
        language=_LANGUAGES[spot.country],
        delivery=pick(chance, {DeliveryWay.MAIL: 8, DeliveryWay.PRINT: 2}),
        terms=pick(chance, {"": 3, "N14": 1}),
        tax_place=spot.country,
        cost_centre=pick(chance, {"": 4, f"KST {chance.randrange(100, 900)}": 1}),
        grouping=Grouping.PARTY,
        segment="Mandanten" if spot.country == "DE" else "Ausland",
        addresses=(address(chance, spot),),
        contacts=(Contact(email=f"buchhaltung@{domain(name)}"),),
        tax_ids=() if spot.country == "US" else (vat_id(chance, spot.country),),
    )


def _fee(party: PartyEntry) -> Decimal:
    """What a client pays every month."""
    return Decimal(dice(CODE, "fee", party.code).choice((240, 350, 480, 620)))


def _retainer(party: PartyEntry, begins: date) -> RecurringEntry:
    """A monthly fee; the largest began a month later, each on a month's last day."""
    return RecurringEntry(
        code=f"M-{party.code}",
        party=party.code,
        item="PAUSCHALE",
        description=_worded("PAUSCHALE", party),
        currency=party.currency,
        starts_on=add_months(begins, 1, anchor_day=31)
        if _fee(party) == 620
        else begins,
    )


def _worded(item: str, party: PartyEntry) -> str:
    """The description of an item in the client's language; empty in German."""
    return _WORDS.get(item, {}).get(party.language[:2], "")


_QUANTITIES: Final = {
    "BERATUNG": ("1.5", "2", "3", "4.5", "6", "7.5"),
    "BUCHFUEHRUNG": ("3", "4", "5.5", "8"),
    "LOHN": ("4", "6", "9", "12", "15"),
    "ABSCHLUSS": ("4", "6.5", "8", "11"),
    "SCHULUNG": ("1", "2"),
    "HANDBUCH": ("4", "6", "10"),
    "REISE": ("48", "120", "210", "336"),
}
_DONE: Final = {
    ("BERATUNG",): 30,
    ("BUCHFUEHRUNG", "LOHN"): 26,
    ("BUCHFUEHRUNG",): 14,
    ("BERATUNG", "REISE"): 14,
    ("ABSCHLUSS", "BERATUNG"): 9,
    ("SCHULUNG", "HANDBUCH", "REISE"): 7,
}


def _charges(clients: tuple[PartyEntry, ...], first: date) -> tuple[NewCharge, ...]:
    """The work of a month: each client's usual kind, on up to two days."""
    charges = (charge for party in clients for charge in _work(party, first))
    return tuple(sorted(charges, key=lambda one: (one.service_on, one.external_key)))


def _work(party: PartyEntry, first: date) -> Iterator[NewCharge]:
    days = workdays_of(first)
    usual = pick(dice(CODE, "usual", party.code), _DONE)
    chance = dice(CODE, "work", party.code, first)
    done = usual if chance.random() < 0.85 else pick(chance, _DONE)
    for visit in range(pick(chance, {0: 20, 1: 50, 2: 30})):
        day = chance.choice(days[visit * 10 : visit * 10 + 10])
        for item in done:
            yield NewCharge(
                external_key=f"{first:%y%m}-{party.code}-{visit + 1}-{item}",
                party=party.code,
                item=item,
                description=_worded(item, party),
                quantity=Decimal(chance.choice(_QUANTITIES[item])),
                service_on=day,
                currency=party.currency,
                biller=_BILLERS.get(item, "Beratung"),
            )
