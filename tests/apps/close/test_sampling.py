"""An audit sample: each document with all that is behind it, in one PDF."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.close.queries.sampling import audit_sample
from duebook.documents.render import render_dossier
from duebook.domain.sampling import sample
from tests.documents.reading import tags_of, text_of
from tests.scenarios.busy_office import a_busy_office

if TYPE_CHECKING:
    from duebook.documents.records import PrintedDossier

pytestmark = pytest.mark.django_db

SPAN = {"first": date(2026, 10, 1), "last": date(2026, 11, 30)}


def drawn(entity_id: int, seed: str = "2026", count: int = 25) -> PrintedDossier:
    with db.reading(entity_id):
        return audit_sample(entity_id, seed=seed, count=count, **SPAN)


def numbers(dossier: PrintedDossier) -> list[str]:
    return [str(row[0]) for row in dossier.parts[0].tables[0].rows]


def test_a_document_shows_charge_price_approval_delivery_money_and_entries() -> None:
    office = a_busy_office("HP")

    text = " ".join(text_of(render_dossier(drawn(office))).split())

    for words in (
        *("Audit sample", "Seed 2026", "SHA-256", "Charges and their prices"),
        *("price book 2026", "none was needed", "Delivery", "tidewell@example.com"),
        *("Payments and credits applied", "cheque 1041", "1200 Accounts receivable"),
        *("CN-2026-00001", "INV-2026-00001"),
    ):
        assert words in text, words


def test_the_sample_is_what_the_seed_says() -> None:
    office = a_busy_office("HP")
    everything = numbers(drawn(office, count=99))

    few = numbers(drawn(office, count=3))

    assert few == sample("2026", everything, 3)
    assert drawn(office, count=3) == drawn(office, count=3)
    others = [numbers(drawn(office, str(seed), 3)) for seed in range(5)]
    assert any(other != few for other in others)


def test_it_can_be_read_aloud() -> None:
    pdf = render_dossier(drawn(a_busy_office("HP"), count=2))

    assert {"/H1", "/H2", "/H3", "/Table"} <= {tag for tag, _ in tags_of(pdf)}
