"""Every sample of NACHA, X12, processor and bank CSV files that others wrote."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import pytest

from duebook.formats.bank.edi820 import read_820
from duebook.formats.bank.nacha import read_nacha
from duebook.formats.bank.payouts import read_payouts
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.statement_csv import (
    guess_statement,
    read_statement_table,
)
from duebook.formats.bank.x12 import open_x12
from duebook.formats.tables import read_table
from tests.corpus.samples import expected, needs_corpus, sample

pytestmark = needs_corpus

ACH = expected("ach")
CUT_UP = "a_bank/ach_moov/test/testdata/ppd-debit-fixedLengthInvalid.ach"
WRONG_SUM = "a_bank/ach_moov/test/testdata/flattenADVBatchesMultipleBatchHeaders.ach"
"""Its advices end in 06 to 33 cents, and its file control has 6,000.00 even."""

CONTROLS = {
    "count": "entry_count_differs",
    "hash": "entry_hash_differs",
    "debit": "debit_total_differs",
    "credit": "credit_total_differs",
    "batches": "batch_count_differs",
}


@pytest.mark.parametrize("path", sorted(set(ACH) - {CUT_UP}))
def test_ach_batches_sums_and_returns_are_as_known(path: str) -> None:
    read = read_nacha(sample(path), path)

    assert [
        {
            "sec": batch.sec,
            "company_id": batch.company_id,
            "entries": len(batch.entries),
            "credit": batch.credit_minor,
            "debit": batch.debit_minor,
            "returns": [e.returned.code for e in batch.entries if e.returned],
            "nocs": [
                {"code": e.change.code, "corrected": e.change.corrected}
                for e in batch.entries
                if e.change
            ],
        }
        for batch in read.batches
    ] == [
        {
            key: batch[key]
            for key in (
                "sec",
                "company_id",
                "entries",
                "credit",
                "debit",
                "returns",
                "nocs",
            )
        }
        for batch in ACH[path]["batches"]
    ]


@pytest.mark.parametrize("path", sorted(set(ACH) - {CUT_UP}))
def test_ach_controls_differ_where_they_are_known_to(path: str) -> None:
    known: dict[str, Any] = ACH[path]
    verdicts = [known.get("file_ok") or {}]
    verdicts += [batch.get("control_ok") or {} for batch in known["batches"]]
    differing = [
        CONTROLS[key] for each in verdicts for key, ok in each.items() if not ok
    ]
    if path == WRONG_SUM:
        differing.append("credit_total_differs")

    told = [problem.code for problem in read_nacha(sample(path), path).problems]

    compared = set(CONTROLS.values())
    assert sorted(code for code in told if code in compared) == sorted(differing)
    assert ("short_lines" in told) == bool(known["lines_not_94"])


def test_ach_cut_at_the_wrong_width_is_refused() -> None:
    with pytest.raises(UnreadableBankFile, match="line 1"):
        read_nacha(sample(CUT_UP), CUT_UP)


EDI = expected("edi")
X12_SETS = {path: known for path, known in EDI.items() if known["kind"] == "X12"}


@pytest.mark.parametrize("path", sorted(X12_SETS))
def test_x12_segments_and_counts_are_as_known(path: str) -> None:
    interchange = open_x12(io.BytesIO(sample(path)), path)

    segments = list(interchange.checked())

    known = X12_SETS[path]
    assert interchange.signs.element == known["element_sep"]
    assert interchange.signs.segment == known["segment_sep"]
    assert len(segments) == known["segments"]
    told = [problem.code for problem in interchange.problems]
    wrong = [each for each in known["sets"] if not each["se_ok"]]
    assert told.count("x12_se_count_differs") == len(wrong)


@pytest.mark.parametrize("path", sorted(EDI))
def test_other_edi_is_refused_by_its_name(path: str) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read_820(sample(path), path)

    known = EDI[path]
    words = [known["kind"]]
    if known["kind"] == "X12":
        words = [f"({known['sets'][0]['set']})"]
    assert any(word in refused.value.reason for word in words)


def test_a_health_plan_s_820_adds_up() -> None:
    path = "h_medical/820/pypi_hccinfhir__sample_820_05.txt"

    (read,), problems = read_820(sample(path), path)

    assert problems == []
    assert (read.total_minor, len(read.lines)) == (499_187_57, 94)
    assert sum(line.paid_minor or 0 for line in read.lines) == read.total_minor
    assert read.payer.name == "TEST PAYER AGENCY"


CSV = {
    path: known["converted_by_csv2ofx"]["ofx"]["sum"]
    for path, known in expected("csv").items()
    if known["converted_by_csv2ofx"]
}
SHOP = "a_bank/csv_csv2ofx/test/amazon.csv"
CARD = "a_bank/csv_csv2ofx/test/pcmastercard.csv"


@pytest.mark.parametrize("path", sorted(set(CSV) - {SHOP}))
def test_bank_csv_has_the_known_sum(path: str) -> None:
    table = read_table(sample(path), path)

    read = read_statement_table(
        table, guess_statement(table), out_is_positive=path == CARD
    )

    amounts = [line.amount_minor for each in read.statements for line in each.lines]
    assert sum(amounts) == int(Decimal(CSV[path]) * 100)
    assert len(amounts) == expected("csv")[path]["rows_incl_header"] - 1
    assert [told.code for told in read.problems if told.code == "balance_jump"] == []


def test_the_orders_of_a_shop_are_no_statement() -> None:
    table = read_table(sample(SHOP), SHOP)
    with pytest.raises(UnreadableBankFile, match="row 5, date"):
        read_statement_table(table, guess_statement(table))


def test_stripe_s_own_fixtures_are_read() -> None:
    path = "a_bank/stripe_openapi/fixtures3.json"
    resources = json.loads(sample(path))["resources"]
    names = ("balance_transaction", "charge", "refund", "dispute", "payout")

    read = read_payouts(json.dumps([resources[name] for name in names]).encode(), path)

    (payout,) = read.payouts
    assert (payout.net_minor, payout.items_net_minor) == (11_00, 1_00)
    assert payout.items[0].customer == "Jenny Rosen"
    assert [told.code for told in read.problems] == [
        "payout_total_differs",
        "payout_source_alone",
        "payout_source_alone",
    ]


def test_all_of_stripe_s_fixtures_at_once_are_read() -> None:
    path = "a_bank/stripe_openapi/fixtures3.json"

    assert read_payouts(sample(path), path).payouts
