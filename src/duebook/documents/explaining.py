"""An invoice in plain words: every amount, how it came about, what is left to pay."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from duebook.documents.covering import CoveringMail
from duebook.documents.figures import Figures, figures_in
from duebook.documents.words import LANGUAGES, UnknownLanguage

if TYPE_CHECKING:
    from collections.abc import Iterator


class PriceFrom(StrEnum):
    """Where a price came from; what is neither list nor contract was agreed."""

    BOOK = "book"
    CONTRACT = "contract"
    STATED = "stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedLine:
    """A line with its steps; discounts are positive and lower it.

    ``name`` is that of the price list or contract, ``since`` the first day on which
    this price held, where there is one.
    """

    what: str
    on: date | None
    quantity: Decimal
    unit: str
    unit_price: Decimal
    price_from: PriceFrom
    name: str
    since: date | None
    gross_minor: int
    discount_minor: int
    document_discount_minor: int
    net_minor: int
    tax_inclusive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedTax:
    """A tax on what is taxed alike; without ``name`` none is charged, for a reason."""

    name: str
    percent: Decimal
    base_minor: int
    tax_minor: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedPayment:
    """Money or another credit that was put against the invoice."""

    on: date
    amount_minor: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An invoice as it is explained; amounts are in minor units of ``currency``."""

    number: str
    issued_on: date
    addressee: str
    sender: str
    locale: str
    currency: str
    lines: tuple[ExplainedLine, ...]
    taxes: tuple[ExplainedTax, ...]
    payments: tuple[ExplainedPayment, ...]
    net_minor: int
    total_minor: int
    open_minor: int


def explanation_mail(explained: Explained) -> CoveringMail:
    """The mail that tells how each amount of an invoice came about.

    Raises:
        UnknownLanguage: there are no words for the locale's language.
    """
    teller = _Teller(
        _words_in(explained.locale), figures_in(explained.locale), explained.currency
    )
    head = {
        "number": explained.number,
        "name": explained.addressee,
        "day": teller.figures.long_day(explained.issued_on),
    }
    greeting = teller.words["hello_name" if explained.addressee else "hello"]
    paragraphs = [
        greeting.format(**head),
        teller.words["opening"].format(**head),
        *(
            "\n   ".join(teller.line(place, line))
            for place, line in enumerate(explained.lines, 1)
        ),
        "\n".join(teller.sum(explained)),
        "\n".join(teller.paid(explained)),
        teller.words["questions"],
        f"{teller.words['closing']}\n{explained.sender}\n",
    ]
    return CoveringMail(
        subject=teller.words["subject"].format(**head), text="\n\n".join(paragraphs)
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    words: Mapping[str, str]
    figures: Figures
    currency: str

    def money(self, minor: int) -> str:
        return self.figures.money_with_symbol(minor, self.currency)

    def line(self, place: int, line: ExplainedLine) -> Iterator[str]:
        """What a line is for, how many at which price, and what was taken off."""
        yield self.words["line_on" if line.on else "line"].format(
            place=place,
            what=line.what,
            day=self.figures.long_day(line.on) if line.on else "",
        )
        yield self.words["quantity_unit" if line.unit else "quantity"].format(
            quantity=self.figures.quantity(line.quantity),
            unit=line.unit,
            price=self.figures.price(line.unit_price, self.currency),
            gross=self.money(line.gross_minor),
        )
        yield self._price(line)
        for minor, word in (
            (line.discount_minor, "discount"),
            (line.document_discount_minor, "document_discount"),
        ):
            if minor:
                yield self.words[word].format(amount=self.money(minor))
        if line.tax_inclusive:
            yield self.words["gross_holds_tax"]
        if line.net_minor != line.gross_minor:
            yield self.words["net"].format(amount=self.money(line.net_minor))

    def _price(self, line: ExplainedLine) -> str:
        word = line.price_from.value
        if line.since and line.price_from is not PriceFrom.STATED:
            word = f"{word}_since"
        since = self.figures.long_day(line.since) if line.since else ""
        return self.words[word].format(name=line.name, since=since)

    def sum(self, explained: Explained) -> Iterator[str]:
        """From the lines to the total, tax by tax."""
        yield self.words["net_heading"].format(amount=self.money(explained.net_minor))
        for tax in explained.taxes:
            word = "tax" if tax.name else "exempt" if tax.reason else "untaxed"
            yield self.words[word].format(
                name=tax.name,
                percent=self.figures.percent(tax.percent),
                base=self.money(tax.base_minor),
                amount=self.money(tax.tax_minor),
                reason=tax.reason,
            )
        yield self.words["total"].format(amount=self.money(explained.total_minor))

    def paid(self, explained: Explained) -> Iterator[str]:
        """What was put against it, and what is left."""
        for payment in explained.payments:
            yield self.words["paid"].format(
                day=self.figures.long_day(payment.on),
                amount=self.money(payment.amount_minor),
                number=payment.number,
            )
        word = "open" if explained.open_minor else "settled"
        yield self.words[word].format(amount=self.money(explained.open_minor))


@cache
def _words_in(locale: str) -> dict[str, str]:
    language = locale.partition("-")[0]
    if language not in LANGUAGES:
        raise UnknownLanguage(locale)
    catalogue = files(__package__) / "explanations" / f"{language}.toml"
    return tomllib.loads(catalogue.read_text(encoding="utf-8"))
