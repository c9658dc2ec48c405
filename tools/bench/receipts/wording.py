"""What payers write beside their money when they write it right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bench.receipts.office import TODAY
from duebook.domain.references import spaced

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from random import Random

    from duebook.domain.matching.records import Debt

INVOICE = {
    "ar": ("فاتورة", "فاتورة رقم"),
    "bg": ("фактура", "ф-ра №"),
    "ca": ("factura núm.",),
    "cs": ("faktura č.", "fa"),
    "cy": ("anfoneb",),
    "da": ("faktura nr.", "fakturanr."),
    "de": ("Rechnung", "Rechnungsnr.", "Rg.", "RNr", "Re-Nr."),
    "el": ("τιμολόγιο", "ΤΙΜ."),
    "en": ("invoice", "inv", "inv no.", "bill", "Invoice #"),
    "es": ("factura", "fra.", "fact. n.º"),
    "et": ("arve", "arve nr"),
    "fa": ("صورتحساب",),
    "fi": ("lasku", "laskun nro"),
    "fr": ("facture", "fact.", "facture n°"),
    "ga": ("sonrasc",),
    "he": ("חשבונית",),
    "hi": ("बीजक",),
    "hr": ("račun br.",),
    "hu": ("számla", "sz. sz."),
    "id": ("faktur",),
    "is": ("reikningur",),
    "it": ("fattura", "fatt. n.", "ft"),
    "ja": ("請求書", "請求書番号"),
    "ko": ("송장", "청구서"),
    "lt": ("sąskaita", "SF nr."),
    "lv": ("rēķins", "rēķ. nr."),
    "mt": ("fattura",),
    "nb": ("faktura",),
    "nl": ("factuur", "factuurnr.", "fakt."),
    "pl": ("faktura", "FV", "faktura VAT nr"),
    "pt": ("fatura", "factura n.º"),
    "ro": ("factura", "fact. nr."),
    "ru": ("счёт", "счет-фактура №", "сч."),
    "sk": ("faktúra č.",),
    "sl": ("račun št.",),
    "sq": ("fatura",),
    "sr": ("рачун", "račun"),
    "sv": ("faktura", "fakturanr"),
    "sw": ("ankara",),
    "th": ("ใบแจ้งหนี้",),
    "tr": ("fatura", "fatura no"),
    "uk": ("рахунок", "рахунок №"),
    "vi": ("hóa đơn", "hoá đơn số"),
    "zh": ("发票", "發票號碼"),
}
"""How an invoice is called, by language."""

ON_ACCOUNT = (
    *("on account", "deposit", "advance payment", "prepayment December", "Vorauskasse"),
    *("Anzahlung", "Akonto", "acompte", "a cuenta", "acconto", "voorschot", "zaliczka"),
)
PARTIAL = (
    *("part payment", "1st rate", "Teilzahlung", "Rate 1", "acompte", "pago parcial"),
    *("acconto", "deelbetaling", "rest follows", "half now"),
)
NOTHING_SAID = (
    *(
        "",
        "",
        "",
        "thank you",
        "payment",
        "Zahlung",
        "virement",
        "transfer",
        "bonifico",
    ),
    *("NOTPROVIDED", "services", "SEPA CREDIT TRANSFER", "ACH CREDIT", "paiement"),
    *("monthly payment", "as agreed", "settlement", "Überweisung", "as per statement"),
)
COMMON = ("en", "de", "fr", "es", "it", "nl", "pl")


def word_for_invoice(rng: Random, languages: Sequence[str] = COMMON) -> str:
    return rng.choice(INVOICE[rng.choice(languages)])


def naming(rng: Random, number: str) -> str:
    """One number in the usual words."""
    way = rng.random()
    if way < 0.3:
        return number
    if way < 0.7:
        return f"{word_for_invoice(rng)} {number}"
    if way < 0.85:
        day = a_date(rng, TODAY - timedelta(rng.randint(10, 60)))
        of = rng.choice(("of", "v.", "du"))
        return f"{word_for_invoice(rng)} {number} {of} {day}"
    return f"Customer {rng.randrange(100, 9999)} {word_for_invoice(rng)} {number}"


def a_date(rng: Random, day: date) -> str:
    """A day as people write it."""
    return day.strftime(rng.choice(("%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d", "%m/%d/%Y")))


def listing(rng: Random, numbers: Sequence[str]) -> str:
    """Several numbers one after the other."""
    between = rng.choice((", ", " ", " + ", "; ", " / ", " and ", ","))
    head = rng.choice(("", f"{word_for_invoice(rng)} ", "Invoices ", "Rechnungen "))
    return head + between.join(numbers)


def check_digit_reference(rng: Random, debt: Debt) -> str:
    """The payment reference printed on the document, in blocks or not."""
    reference = debt.references[0]
    return spaced(reference) if rng.random() < 0.4 else reference


def nothing_said(rng: Random) -> str:
    """Words that name no document."""
    return rng.choice(NOTHING_SAID)
