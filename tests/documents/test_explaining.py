"""An invoice in plain words, in the languages that documents know."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from duebook.documents.explaining import (
    Explained,
    ExplainedLine,
    ExplainedPayment,
    ExplainedTax,
    PriceFrom,
    explanation_mail,
)
from duebook.documents.words import LANGUAGES, UnknownLanguage

LINE = ExplainedLine(
    what="Consulting",
    on=date(2026, 11, 2),
    quantity=Decimal(3),
    unit="h",
    unit_price=Decimal("140.00"),
    price_from=PriceFrom.CONTRACT,
    name="BW-2026",
    since=date(2026, 8, 1),
    gross_minor=420_00,
    discount_minor=20_00,
    document_discount_minor=0,
    net_minor=400_00,
    tax_inclusive=False,
)

INVOICE = Explained(
    number="INV-2026-00007",
    issued_on=date(2026, 11, 3),
    addressee="Tidewell Hotels",
    sender="HP Ltd",
    locale="en-US",
    currency="USD",
    lines=(LINE,),
    taxes=(
        ExplainedTax(
            name="Sales tax", percent=Decimal(5), base_minor=400_00, tax_minor=20_00
        ),
    ),
    payments=(
        ExplainedPayment(
            on=date(2026, 11, 10), amount_minor=100_00, number="P-2026-00001"
        ),
    ),
    net_minor=400_00,
    total_minor=420_00,
    open_minor=320_00,
)


def test_every_amount_is_told() -> None:
    mail = explanation_mail(INVOICE)

    assert mail.subject == "How invoice INV-2026-00007 came about"
    for sentence in (
        "1. Consulting, November 2, 2026",
        "3 h × 140.00 per h = $420.00",
        "The price is from your contract BW-2026; it holds since August 1, 2026.",
        "Less $20.00 discount.",
        "That makes $400.00 without tax.",
        "Sales tax is 5% on $400.00: $20.00.",
        "That makes a total of $420.00.",
        "On November 10, 2026 we put $100.00 against it (P-2026-00001).",
        "Still to pay: $320.00.",
    ):
        assert sentence in mail.text
    assert mail.text.endswith("Kind regards\nHP Ltd\n")


def test_what_is_not_there_is_not_told() -> None:
    plain = replace(
        LINE,
        on=None,
        unit="",
        price_from=PriceFrom.STATED,
        discount_minor=0,
        net_minor=420_00,
    )
    exempt = ExplainedTax(
        name="", percent=Decimal(0), base_minor=420_00, tax_minor=0, reason="EX-1"
    )

    text = explanation_mail(
        replace(INVOICE, lines=(plain,), taxes=(exempt,), payments=(), open_minor=0)
    ).text

    assert "discount" not in text
    assert "The price is the one that was agreed for this." in text
    assert "No tax is charged on $420.00: EX-1." in text
    assert "Nothing is left to pay." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    def places(name: str) -> dict[str, set[str]]:
        folder = files("duebook.documents") / "explanations"
        words = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        return {key: set(re.findall(r"{\w+}", text)) for key, text in words.items()}

    assert places(language) == places("en")
    assert "{" not in explanation_mail(replace(INVOICE, locale=language)).text


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        explanation_mail(replace(INVOICE, locale="xx-XX"))
