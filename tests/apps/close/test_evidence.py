"""What a close leaves behind: the same bytes for whoever asks, whenever."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.close.actions import (
    Lock,
    LockPeriod,
    SignPoints,
    lock_period,
    sign_points,
)
from duebook.apps.close.queries.evidence import evidence, kept_evidence
from duebook.apps.close.queries.points import USUAL
from duebook.apps.close.queries.tying import checklist
from duebook.apps.ledger.queries import period_of
from duebook.formats.packs import MANIFEST
from tests.apps.banking.office import Move, a_bank, a_statement, match_all, take
from tests.apps.close.test_signing import office, typed  # noqa: F401 - a fixture
from tests.apps.payments.office import owes
from tests.documents.reading import text_of
from tests.office import MANAGER, a_party, books_hold, by

if TYPE_CHECKING:
    from duebook.apps.ledger.queries import PeriodState

pytestmark = pytest.mark.django_db

END = date(2026, 11, 30)


def november(entity_id: int) -> PeriodState:
    found = period_of(entity_id, END)
    assert found is not None
    return found


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def closed(office: int) -> int:  # noqa: F811 - the fixture of that name
    """November with a bank, an entry by hand and all signatures, locked for good."""
    a_bank(office)
    take(office, a_statement(Move(on=5, amount="80.00", text="INV-1")))
    match_all(office)
    typed(office, ("6300", 5_00), ("4900", -5_00))
    sign_points(SignPoints(entity_id=office, day=END, points=USUAL), **by(MANAGER))
    for state in (Lock.SOFT, Lock.HARD):
        lock_period(
            LockPeriod(
                entity_id=office, day=END, state=state, reason="November is done"
            ),
            **by(MANAGER),
        )
    return office


def test_a_locked_month_keeps_its_evidence(closed: int) -> None:
    with db.reading(closed):
        files = kept_evidence(closed, november(closed))

    assert sorted(files) == [
        "01-checklist.csv",
        "02-signatures.csv",
        "03-tie-outs.csv",
        "04-differences.csv",
        "05-bank-proofs.csv",
        "06-aging.csv",
        "07-trial-balance.csv",
        "08-entries-by-hand.csv",
        "09-exceptions.csv",
        "close.pdf",
        MANIFEST,
    ]
    signed = {row["What"]: row for row in rows(files["02-signatures.csv"])}
    assert signed["Harbor Bank: book equals bank"]["By"] == MANAGER
    assert {row["State"] for row in signed.values()} == {"signed"}
    [by_hand] = rows(files["08-entries-by-hand.csv"])
    assert by_hand["Reason"] == "as the bank wrote on paper"
    balance = rows(files["07-trial-balance.csv"])
    assert {row["Account"]: row["Debit"] for row in balance}["6300"] == "5.00"
    *steps, books = [
        Decimal(row["Amount"]) for row in rows(files["05-bank-proofs.csv"])
    ]
    assert sum(steps) == books == Decimal("1080.00")
    assert books_hold(closed)


def test_the_manifest_holds_the_hash_of_every_file_and_the_chain(closed: int) -> None:
    with db.reading(closed):
        files = kept_evidence(closed, november(closed))

    lines = files.pop(MANIFEST).decode().splitlines()
    assert lines[1].startswith(f"# locked for good by {MANAGER} at 2026-11-03 12:00")
    assert lines[2].startswith("# Audit chain: event ")
    assert lines[3:] == [
        f"{sha256(files[name]).hexdigest()}  {name}" for name in sorted(files)
    ]


def test_what_comes_later_changes_nothing_in_it(closed: int) -> None:
    with db.reading(closed):
        before = kept_evidence(closed, november(closed))

    owes_later = a_party(closed, "Alder Clinic")
    with pytest.raises(Exception, match="closed period"):
        owes(closed, owes_later, 20_00, numbers=["A-1"])

    with db.reading(closed):
        assert kept_evidence(closed, november(closed)) == before


def test_the_pages_say_it_all(closed: int) -> None:
    with db.reading(closed):
        text = text_of(kept_evidence(closed, november(closed))["close.pdf"])

    places = [
        text.index(words)
        for words in (
            *("Evidence of the close", "Checklist", "Signatures", "Tie-outs"),
            *(
                "Differences by class",
                "Bank proofs",
                "Aging of receivables",
                "Trial balance",
            ),
            *("Entries by hand", "Exceptions"),
        )
    ]
    assert places == sorted(places)
    assert f"locked for good by {MANAGER}" in text


def test_before_the_lock_it_is_a_draft_and_says_what_is_missing(
    office: int,  # noqa: F811 - the fixture of that name
) -> None:
    with db.reading(office):
        files = evidence(office, november(office), checklist(office, END))
        again = evidence(office, november(office), checklist(office, END))

    assert files == again
    states = {row["State"] for row in rows(files["02-signatures.csv"])}
    assert states == {"missing"}
    assert "not locked" in files[MANIFEST].decode()
