"""Statements: the three kinds, the bar of ages, credits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duebook.documents.records import Paper, StatementKind, Watermark
from duebook.documents.render import render_statement
from tests.documents.builders import a_statement
from tests.documents.reading import agrees_with_snapshot, tags_of, text_of


@pytest.mark.parametrize("locale", ["en-US", "es-ES", "fr-FR", "de-DE"])
@pytest.mark.parametrize("kind", StatementKind)
def test_the_text_is_what_was_reviewed(kind: StatementKind, locale: str) -> None:
    paper = Paper.LETTER if locale == "en-US" else Paper.A4
    statement = a_statement(kind=kind, locale=locale, paper=paper)

    text = text_of(render_statement(statement))

    assert agrees_with_snapshot(f"statement_{kind.value}.{locale}", text)


def test_the_bar_of_ages_is_read_aloud() -> None:
    (alt,) = (
        alt
        for kind, alt in tags_of(render_statement(a_statement()))
        if kind == "/Figure" and alt.startswith("Bar")
    )

    assert "Not due: 2,605.30; 1–30: 6,044.00; 31–60: 0.00" in alt
    assert alt.endswith("Over 90: 0.00")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-US", "$80.00 under review"),
        ("de-DE", "80,00 $ in Klärung"),
        ("fr-FR", "80,00 $US en cours de vérification"),
        ("es-ES", "80,00 US$ en revisión"),
    ],
)
def test_what_is_contested_is_under_review(locale: str, words: str) -> None:
    first, *others = a_statement().rows
    rows = (replace(first, contested_minor=80_00), *others)

    text = text_of(render_statement(a_statement(rows=rows, locale=locale)))

    assert f"PO 41-1190 · {words}" in " ".join(text.replace("\u202f", " ").split())


@pytest.mark.parametrize(
    "kind", [StatementKind.BALANCE_FORWARD, StatementKind.ACTIVITY]
)
def test_the_closing_balance_says_what_of_it_is_under_review(
    kind: StatementKind,
) -> None:
    contested = a_statement(kind=kind, contested_minor=80_00)

    assert "$80.00 under review" in text_of(render_statement(contested))


def test_a_balance_in_favour_asks_for_nothing() -> None:
    text = text_of(render_statement(a_statement(total_minor=-450_00, rows=())))

    assert "in your favour on October 31, 2026" in text
    assert "How to pay" not in text


def test_a_plain_statement_has_no_bar_and_no_credits() -> None:
    statement = a_statement(buckets=(), unapplied_minor=0, total_minor=10529_30)

    pdf = render_statement(statement)

    assert "days past due" not in text_of(pdf)
    assert "Credits" not in text_of(pdf)
    assert "Amount due $10,529.30" in text_of(pdf)


def test_a_bar_without_credits_shows_none() -> None:
    text = text_of(render_statement(a_statement(unapplied_minor=0)))

    assert "Over 90" in text
    assert "Credits" not in text


def test_activity_since_the_beginning_has_no_opening_balance() -> None:
    statement = a_statement(kind=StatementKind.ACTIVITY, from_on=None)

    assert "brought forward" not in text_of(render_statement(statement))


def test_a_practice_statement_cannot_be_paid_from() -> None:
    text = text_of(render_statement(a_statement(watermark=Watermark.PRACTICE)))

    assert "Practice" in text
    assert "How to pay" not in text


def test_printing_again_gives_the_same_bytes() -> None:
    assert render_statement(a_statement()) == render_statement(a_statement())
