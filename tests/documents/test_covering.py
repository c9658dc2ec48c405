"""The mail a document travels with: plain sentences, in four languages."""

from __future__ import annotations

import string
import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from duebook.documents.covering import Covered, covering_mail
from duebook.documents.records import DocumentKind, StatementKind
from duebook.documents.words import LANGUAGES, UnknownLanguage

INVOICE = Covered(
    kind=DocumentKind.INVOICE,
    number="INV-2026-00017",
    sender="Harbor Physio",
    addressee="Tidewell Hotels",
    locale="en-US",
    currency="USD",
    amount_minor=1_250_00,
    day=date(2026, 11, 3),
    due_on=date(2026, 12, 3),
    reference="RF18 0017",
)


def test_an_invoice_travels_with_a_few_plain_sentences() -> None:
    mail = covering_mail(INVOICE)

    assert mail.subject == "Invoice INV-2026-00017 from Harbor Physio"
    assert mail.text == (
        "Hello Tidewell Hotels,\n\n"
        "Please find attached our invoice INV-2026-00017 of November 3, 2026.\n\n"
        "The amount to pay is $1,250.00, due on December 3, 2026.\n\n"
        "Please give the reference RF18 0017 with your payment.\n\n"
        "If anything is not clear, simply reply to this mail.\n\n"
        "Kind regards\nHarbor Physio\n"
    )


@pytest.mark.parametrize(
    ("locale", "currency", "sentence"),
    [
        ("de-DE", "EUR", "Zu zahlen sind 1.250,00\u00a0€, fällig am 3. Dezember 2026."),
        (
            "fr-FR",
            "EUR",
            "1\u202f250,00\u00a0€, à régler au plus tard le 3 décembre 2026.",
        ),
        (
            "es-MX",
            "MXN",
            "El importe a pagar es de $1,250.00 y vence el 3 de diciembre de 2026.",
        ),
    ],
)
def test_the_reader_finds_amount_and_day_as_usual(
    locale: str, currency: str, sentence: str
) -> None:
    mail = covering_mail(replace(INVOICE, locale=locale, currency=currency))

    assert sentence in mail.text


@pytest.mark.parametrize(
    ("kind", "amount_minor", "sentence"),
    [
        (DocumentKind.INVOICE, 0, "Everything is paid already"),
        (DocumentKind.DEBIT_NOTE, 10_00, "The amount to pay is $10.00, due on"),
        (DocumentKind.CREDIT_NOTE, 10_00, "We have credited $10.00"),
        (DocumentKind.QUOTE, 10_00, "the offer stands until December 3, 2026"),
        (DocumentKind.PRO_FORMA, 10_00, "This is not a request for payment."),
        (StatementKind.OPEN_ITEM, 10_00, "The amount open on that day was $10.00."),
        (StatementKind.ACTIVITY, 0, "Nothing was open on that day."),
        (StatementKind.BALANCE_FORWARD, -10_00, "You have $10.00 to your credit."),
    ],
)
def test_each_kind_says_what_its_amount_means(
    kind: DocumentKind | StatementKind, amount_minor: int, sentence: str
) -> None:
    mail = covering_mail(replace(INVOICE, kind=kind, amount_minor=amount_minor))

    assert sentence in mail.text


def test_nobody_is_asked_for_a_reference_when_nothing_is_to_pay() -> None:
    assert "RF18" not in covering_mail(replace(INVOICE, amount_minor=0)).text


def test_supporting_documents_are_mentioned() -> None:
    assert "attached as well" in covering_mail(replace(INVOICE, has_papers=True)).text


def test_braces_in_a_name_are_a_name() -> None:
    assert (
        "Hello {reference},"
        in covering_mail(replace(INVOICE, addressee="{reference}")).text
    )


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        covering_mail(replace(INVOICE, locale="eo"))


def test_every_language_says_the_same_things_with_the_same_facts() -> None:
    folder = files("duebook.documents") / "mails"
    facts = {
        language: {
            key: {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for key, text in tomllib.loads(
                (folder / f"{language}.toml").read_text(encoding="utf-8")
            ).items()
        }
        for language in LANGUAGES
    }

    assert all(facts[language] == facts["en"] for language in LANGUAGES)
