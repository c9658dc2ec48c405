"""The words of the mail that a document travels with, in its reader's language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from duebook.documents.figures import figures_in
from duebook.documents.records import DocumentKind, StatementKind
from duebook.documents.words import LANGUAGES, UnknownLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What the mail says of its document.

    Args:
        amount_minor: what is still to pay (of a statement: what was open), negative
            where the reader is owed it; of a credit note what it credits, and of a
            quote or pro-forma its total, positive.
        day: the document's day; a statement's is the day it tells of.
        due_on: by when to pay, or until when a quote stands.
        reference: what to give with a payment, empty where there is none.
        has_papers: whether supporting documents travel along.
    """

    kind: DocumentKind | StatementKind
    number: str
    sender: str
    locale: str
    currency: str
    amount_minor: int
    day: date
    due_on: date | None = None
    addressee: str = ""
    reference: str = ""
    has_papers: bool = False


@dataclass(frozen=True, slots=True)
class CoveringMail:
    """Subject and text of a mail; the text ends with the sender's name."""

    subject: str
    text: str


def covering_mail(covered: Covered) -> CoveringMail:
    """The mail for a document: a few plain sentences around its figures.

    Raises:
        UnknownLanguage: there are no words for the locale's language.
    """
    words = _words_in(covered.locale)
    kind = _kind(covered)
    said = _said(covered)
    greeting = words["hello_name" if covered.addressee else "hello"]
    sentences = [
        words[f"opening_{kind}"],
        words[_amount(covered)],
        *([words["reference"]] if _asks_for_payment(covered) else []),
        *([words["papers"]] if covered.has_papers else []),
    ]
    paragraphs = [greeting, *sentences, words["questions"]]
    closing = f"{words['closing']}\n{{sender}}\n"
    return CoveringMail(
        subject=words[f"subject_{kind}"].format(**said),
        text="\n\n".join([*paragraphs, closing]).format(**said),
    )


def _said(covered: Covered) -> dict[str, str]:
    figures = figures_in(covered.locale)
    amount = figures.money_with_symbol(abs(covered.amount_minor), covered.currency)
    return {
        "name": covered.addressee,
        "sender": covered.sender,
        "number": covered.number,
        "day": figures.long_day(covered.day),
        "due": figures.long_day(covered.due_on) if covered.due_on else "",
        "amount": amount,
        "reference": covered.reference,
    }


def _kind(covered: Covered) -> str:
    if isinstance(covered.kind, StatementKind):
        return "statement"
    return covered.kind.value


def _amount(covered: Covered) -> str:
    """The name of the sentence about the amount."""
    match covered.kind:
        case DocumentKind.CREDIT_NOTE:
            return "amount_credited"
        case DocumentKind.QUOTE:
            return "amount_offered_until" if covered.due_on else "amount_offered"
        case DocumentKind.PRO_FORMA:
            return "amount_not_asked"
        case DocumentKind.INVOICE | DocumentKind.DEBIT_NOTE:
            to_pay = "amount_due" if covered.due_on else "amount_asked"
            return _by_sign(covered, to_pay, "amount_settled")
        case StatementKind():
            return _by_sign(covered, "amount_open", "amount_nothing_open")


def _by_sign(covered: Covered, owed: str, nothing: str) -> str:
    if covered.amount_minor < 0:
        return "amount_to_your_credit"
    return owed if covered.amount_minor else nothing


def _asks_for_payment(covered: Covered) -> bool:
    return bool(covered.reference) and _amount(covered) in {
        "amount_due",
        "amount_asked",
        "amount_open",
    }


@cache
def _words_in(locale: str) -> dict[str, str]:
    language = locale.partition("-")[0]
    if language not in LANGUAGES:
        raise UnknownLanguage(locale)
    catalogue = files(__package__) / "mails" / f"{language}.toml"
    return tomllib.loads(catalogue.read_text(encoding="utf-8"))
