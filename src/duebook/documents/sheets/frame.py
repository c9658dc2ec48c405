"""What every sheet has: language, paper, letterhead, window, facts, payment stub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.documents.figures import figures_in
from duebook.documents.payment_qr import payment_qr
from duebook.documents.records import NumberKind, Paper
from duebook.documents.words import words_in
from duebook.domain.references import is_payment_reference, spaced

if TYPE_CHECKING:
    from duebook.documents.records import Addressee, Fact, Letterhead, Watermark

Sheet = dict[str, Any]
"""Data for a template: nested dicts and lists of text, truth and plain numbers."""


def frame(
    *, locale: str, paper: Paper, title: str, running: str, watermark: Watermark
) -> Sheet:
    """Language, paper and the texts repeated on every page.

    ``running`` stands in the head of the pages after the first.
    """
    words = words_in(locale)
    language, _, region = locale.partition("-")
    return {
        "lang": language,
        "region": region if len(region) == len("US") else None,
        "paper": paper.value,
        "landscape": False,
        "title": title,
        "running": running,
        "watermark": words[f"watermark_{watermark.value}"] if watermark else "",
        "words": words,
    }


def letterhead_of(letterhead: Letterhead, locale: str) -> Sheet:
    logo = letterhead.logo
    contact = (letterhead.phone, letterhead.email, letterhead.website)
    return {
        "name": letterhead.name,
        "address": list(letterhead.address_lines),
        "contact": [text for text in contact if text],
        "return_line": " · ".join((letterhead.name, *letterhead.address_lines)),
        "logo": {"svg": logo.svg, "alt": logo.alt} if logo else None,
        "tax_ids": [" ".join(labelled(fact, locale)) for fact in letterhead.tax_ids],
        "footer": lines(letterhead.footer),
    }


def labelled(fact: Fact, locale: str) -> tuple[str, str]:
    """Label and text; a kind of number by its name in the language."""
    if fact.label in set(NumberKind):
        return words_in(locale)[fact.label], fact.text
    return fact.label, fact.text


def window_of(addressee: Addressee) -> list[str]:
    """The lines that show in the window of the envelope."""
    return [addressee.name, *addressee.address_lines]


def facts(*pairs: tuple[str, str]) -> list[Sheet]:
    """Labelled texts, those without a text left out."""
    return [{"label": label, "text": text} for label, text in pairs if text]


def lines(text: str) -> list[str]:
    """Paragraphs as typed, without the blank ones at either end."""
    return text.strip().splitlines()


def stub(
    *,
    letterhead: Letterhead,
    addressee: Addressee,
    locale: str,
    paper: Paper,
    document: str,
    minor: int,
    currency: str,
    due: str,
    reference: str,
) -> Sheet:
    """How to pay, at the foot of the last page; on Letter it goes with the cheque."""
    words, figures = words_in(locale), figures_in(locale)
    amount = figures.money_with_symbol(minor, currency)
    bank = letterhead.bank
    by_cheque = paper is Paper.LETTER
    customer = f"{words['customer_number']} {addressee.number}"
    shown = spaced(reference) if is_payment_reference(reference) else reference
    qr = payment_qr(
        payee=letterhead.name,
        bank=bank,
        minor=minor,
        currency=currency,
        reference=reference,
    )
    return {
        "title": words["how_to_pay"],
        "cut": words["return_stub"] if by_cheque else "",
        "remit": {
            "label": words["mail_to"],
            "lines": list(letterhead.remit_to)
            or [letterhead.name, *letterhead.address_lines],
        }
        if by_cheque
        else None,
        "bank": facts(
            (words["pay_to"], bank.holder or ("" if by_cheque else letterhead.name)),
            (words["bank"], bank.bank),
            (words["iban"], spaced(bank.iban)),
            (words["bic"], bank.bic),
            (words["routing_number"], bank.routing_number),
            (words["account_number"], bank.account_number),
        )
        if bank
        else [],
        "document": [
            text
            for text in (document, customer if addressee.number else "", due)
            if text
        ],
        "reference": {"label": words["reference"], "text": shown},
        "amount": {"label": words["amount_due"], "text": amount},
        "qr": {
            "svg": qr.svg,
            "alt": words["qr_pay_alt"].format(
                amount=amount, name=letterhead.name, reference=shown
            )
            if qr.is_transfer
            else words["qr_reference_alt"].format(reference=shown),
            "caption": words["scan_to_pay" if qr.is_transfer else "scan_reference"],
        }
        if qr
        else None,
    }
