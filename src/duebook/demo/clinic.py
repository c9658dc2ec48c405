"""The self-pay desk of a medical practice: patients, and those who pay for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook.apps.invoicing.actions.charges import NewCharge
from duebook.apps.ledger.actions import NewAccount
from duebook.demo.blueprint import Blueprint, Habit, Levied, OurAccount, Sold
from duebook.demo.dice import dice, pick
from duebook.demo.names import Spot, address, domain, person_name
from duebook.demo.workdays import workdays_of
from duebook.domain.calendars import PaymentTerms, TermsPart
from duebook.domain.catalog import ItemKind
from duebook.domain.checks.facts import DeliveryWay
from duebook.domain.parties import Contact, PartyEntry, PartyKind, PartyRole
from duebook.domain.payments import Method

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

    from duebook.demo.blueprint import Scale

CODE: Final = "ALDER"
PATIENTS: Final = 150
GUARANTORS: Final = 24

_SOLD: Final = (
    Sold(
        code="VISIT-NEW",
        description="Office visit, new patient",
        price="185.00",
        account="4010",
    ),
    Sold(
        code="VISIT-15",
        description="Office visit, 15 minutes",
        price="95.00",
        account="4010",
    ),
    Sold(
        code="VISIT-25",
        description="Office visit, 25 minutes",
        price="140.00",
        account="4010",
    ),
    Sold(
        code="WELL-CHILD",
        description="Well-child check-up",
        price="120.00",
        account="4010",
    ),
    Sold(
        code="PHYSICAL",
        description="Physical examination",
        price="165.00",
        account="4010",
    ),
    Sold(
        code="FLU-SHOT",
        description="Influenza vaccine with administration",
        price="42.00",
        account="4010",
    ),
    Sold(
        code="LAB-CBC",
        description="Complete blood count",
        price="28.50",
        account="4020",
    ),
    Sold(code="LAB-LIPID", description="Lipid panel", price="39.00", account="4020"),
    Sold(
        code="LAB-STREP", description="Rapid strep test", price="24.00", account="4020"
    ),
    Sold(code="XRAY", description="X-ray, two views", price="110.00", account="4020"),
    Sold(
        code="PT-30",
        description="Physical therapy",
        price="68.00",
        account="4030",
        unit="session",
    ),
    Sold(
        code="FORM",
        description="Form or letter for school or work",
        price="20.00",
        account="4010",
    ),
    Sold(
        code="DEPOSIT",
        description="Deposit on a procedure",
        price="",
        account="2150",
        kind=ItemKind.DEPOSIT,
        category="out_of_scope",
    ),
)
_OFTEN: Final = {
    ("VISIT-15",): 26,
    ("VISIT-25",): 16,
    ("VISIT-25", "LAB-CBC"): 9,
    ("VISIT-15", "LAB-STREP"): 8,
    ("PHYSICAL", "LAB-CBC", "LAB-LIPID"): 7,
    ("VISIT-15", "FLU-SHOT"): 6,
    ("VISIT-25", "XRAY"): 5,
    ("PT-30",): 12,
    ("WELL-CHILD",): 6,
    ("VISIT-NEW",): 3,
    ("FORM",): 2,
}
_BILLERS: Final = {
    "PT-30": "Physical therapy",
    "XRAY": "Imaging",
    **dict.fromkeys(("LAB-CBC", "LAB-LIPID", "LAB-STREP"), "Laboratory"),
}
_BANK: Final = OurAccount(
    name="Cascade Community Bank", identifier="220418556", currency="USD"
)
_HABITS: Final = {
    Habit.PROMPT: 46,
    Habit.LATE: 24,
    Habit.VERY_LATE: 9,
    Habit.IN_PARTS: 12,
    Habit.TOO_MUCH: 3,
    Habit.NEVER: 6,
}


def clinic(scale: Scale) -> Blueprint:
    """The practice, with its patients and guarantors."""
    guarantors = _people("G", scale.of(GUARANTORS), PartyRole.GUARANTOR)
    patients = _people("P", scale.of(PATIENTS), PartyRole.PATIENT, guarantors)
    parties = (*guarantors, *patients)
    served = [party.code for party in patients]
    return Blueprint(
        code=CODE,
        name="Alder Street Medical Practice",
        address="12 Alder Street\nPortland, OR 97205",
        country="US",
        currency="USD",
        time_zone="America/Los_Angeles",
        settings={
            "email": "billing@alder-practice.example",
            "phone": "+1 503 555 0140",
            "website": "alder-practice.example",
            "bank_name": _BANK.name,
            "remit_to": "Alder Street Medical Practice\nPO Box 418\nPortland, OR 97207",
            "footer": "Questions about your bill? We are glad to help, from 9 to 5.",
            "language": "en-US",
            "paper": "us-letter",
            "late_fee_minor": 10_00,
            "small_balance_minor": 5_00,
        },
        patterns={"invoice": "AL-{year}-{number:05d}"},
        accounts=(
            NewAccount("4010", "Practice fees", "income"),
            NewAccount("4020", "Laboratory and imaging", "income"),
            NewAccount("4030", "Physical therapy", "income"),
        ),
        terms=(
            PaymentTerms(
                code="STANDARD",
                name="Due in 30 days",
                parts=(TermsPart(share_bp=10_000, net_days=30),),
            ),
            PaymentTerms(
                code="THREE",
                name="Three monthly payments",
                parts=tuple(
                    TermsPart(share_bp=share, net_days=days)
                    for share, days in ((3_334, 30), (3_333, 60), (3_333, 90))
                ),
            ),
        ),
        sold=_SOLD,
        book="Self-pay fees",
        taxes=(
            Levied(place="US-OR", name="Sales tax", percent="0"),
            Levied(place="US-WA", name="Sales tax", percent="0"),
        ),
        parties=parties,
        habits={
            party.code: pick(dice(CODE, "habit", party.code), _HABITS)
            for party in parties
        },
        charges=lambda first: _charges(served, first),
        banks=(_BANK,),
        bank_fee="MONTHLY SERVICE CHARGE",
        ways={Method.CHEQUE: 4, Method.ACH: 4, Method.CARD: 2, Method.CASH: 1},
        retainers={party.code: 200 for party in patients[5:8] if not party.bill_to},
        retainer_item="DEPOSIT",
    )


def _people(
    letter: str, count: int, role: PartyRole, payers: tuple[PartyEntry, ...] = ()
) -> tuple[PartyEntry, ...]:
    """Patients or guarantors, each under an own name."""
    people: list[PartyEntry] = []
    names = {payer.name for payer in payers}
    for number in range(1, count + 1):
        chance = dice(CODE, letter, number)
        language = pick(chance, {"en": 4, "es": 1})
        name = person_name(chance, language)
        while name in names:
            name = person_name(chance, language)
        names.add(name)
        payer = chance.choice(payers) if payers and number % 4 == 0 else None
        people.append(
            _person(
                chance,
                f"{letter}{1000 + number}",
                name,
                language,
                role=role,
                payer=payer,
            )
        )
    return tuple(people)


def _person(
    chance: Random,
    code: str,
    name: str,
    language: str,
    *,
    role: PartyRole,
    payer: PartyEntry | None,
) -> PartyEntry:
    spot = Spot("US", pick(chance, {"OR": 9, "WA": 1}))
    home = address(chance, spot) if payer is None else payer.addresses[0]
    return PartyEntry(
        code=code,
        name=name,
        kind=PartyKind.PERSON,
        currency="USD",
        roles=(role,),
        bill_to=payer.code if payer else "",
        language=f"{language}-US",
        delivery=pick(chance, {DeliveryWay.MAIL: 7, DeliveryWay.PRINT: 3}),
        terms=pick(chance, {"": 9, "THREE": 1}),
        tax_place=f"US-{home.region}",
        segment="self-pay",
        addresses=(home,),
        contacts=(
            Contact(
                email=f"{code.lower()}@{domain(name)}",
                phone=f"+1 503 555 0{chance.randrange(100, 200)}",
            ),
        ),
    )


def _charges(served: list[str], first: date) -> tuple[NewCharge, ...]:
    """The visits of a month: about three of five patients come, some of them twice."""
    days = workdays_of(first)
    charges = (
        NewCharge(
            external_key=f"{first:%y%m}-{code}-{visit}-{item}",
            party=code,
            item=item,
            service_on=day,
            currency="USD",
            biller=_BILLERS.get(item, "Family medicine"),
        )
        for code in served
        for visit, (day, items) in enumerate(_visits(code, first, days), start=1)
        for item in items
    )
    return tuple(sorted(charges, key=lambda one: (one.service_on, one.external_key)))


def _visits(
    code: str, first: date, days: list[date]
) -> Iterator[tuple[date, tuple[str, ...]]]:
    """The days of a patient's visits, and what was done on each."""
    chance = dice(CODE, "visits", code, first)
    for visit in range(pick(chance, {0: 40, 1: 45, 2: 15})):
        day = chance.choice(days[visit * 10 : visit * 10 + 10])
        yield day, pick(chance, _OFTEN)
