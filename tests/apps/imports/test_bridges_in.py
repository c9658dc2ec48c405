"""Somebody moves to Duebook: their other program's files, as they exported them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from duebook import db
from duebook.apps.imports.actions import TakeIn, take_in
from duebook.apps.imports.queries import (
    Outcome,
    TotalDiffers,
    TotalOfSeveralCurrencies,
    preview,
)
from duebook.apps.receivables.models import Item
from tests.apps.imports.office import TODAY, taken, undone
from tests.formats.bridges.reports import CUSTOMERS, OPEN_INVOICES, PRODUCTS
from tests.office import CLERK, an_entity, books_hold, by, chain_holds

if TYPE_CHECKING:
    from pathlib import Path

    from duebook.apps.imports.actions import TakenIn
    from duebook.apps.imports.queries import (
        Preview,
    )

pytestmark = pytest.mark.django_db

QBO = "quickbooks-online"
TOTAL = Decimal("974.75")


def looked(
    entity_id: int, kind: str, text: str, total: Decimal | None = None
) -> Preview:
    with db.reading(entity_id):
        return preview(
            entity_id,
            kind,
            text.encode(),
            f"{kind}.csv",
            actor=CLERK,
            today=TODAY,
            bridge=QBO,
            total=total,
        )


def bridged(entity_id: int, kind: str, text: str, **said: Any) -> TakenIn:
    shown = looked(entity_id, kind, text, said.get("total"))
    return take_in(
        TakeIn(
            entity_id=entity_id,
            kind=kind,
            name=f"{kind}.csv",
            content=text.encode(),
            layout=shown.reading.table.layout,
            mapping=shown.mapping,
            bridge=QBO,
            **said,
        ),
        **by(CLERK),
    )


def open_minor(entity_id: int) -> int:
    with db.reading(entity_id):
        return sum(
            Item.objects.filter(entity_id=entity_id).values_list(
                "open_minor", flat=True
            )
        )


@pytest.fixture
def entity_id() -> int:
    entity_id = an_entity("HP")
    bridged(entity_id, "parties", CUSTOMERS)
    return entity_id


def test_open_documents_tie_to_the_total_of_the_report(entity_id: int) -> None:
    shown = looked(entity_id, "open_items", OPEN_INVOICES)
    assert shown.bad == ()
    assert shown.tie is not None
    assert (shown.tie.total, shown.tie.taken) == (TOTAL, TOTAL)

    result = bridged(entity_id, "open_items", OPEN_INVOICES)

    assert result.created == 4
    assert open_minor(entity_id) == 974_75
    assert books_hold(entity_id)
    undone(entity_id, result.file_id)
    assert open_minor(entity_id) == 0
    assert chain_holds(entity_id)


def test_a_row_that_falls_out_breaks_the_tie_and_a_reason_goes_on(
    entity_id: int,
) -> None:
    spoilt = OPEN_INVOICES.replace("Café Brio,,", "Café Bruno,,")

    with pytest.raises(TotalDiffers) as refused:
        bridged(entity_id, "open_items", spoilt)
    assert (refused.value.taken, refused.value.difference) == (
        Decimal(1050),
        Decimal("-75.25"),
    )
    assert open_minor(entity_id) == 0

    bridged(entity_id, "open_items", spoilt, differs_because="Bruno is settled by hand")
    assert open_minor(entity_id) == 1050_00


def test_rows_known_already_count_towards_the_total(entity_id: int) -> None:
    bridged(entity_id, "open_items", OPEN_INVOICES)
    later = OPEN_INVOICES.replace("As of", "Of")

    shown = looked(entity_id, "open_items", later)

    assert set(shown.counts()) == {Outcome.KNOWN}
    assert shown.tie is not None
    assert shown.tie.refusal("later.csv") is None


def test_a_person_says_the_total_that_a_file_does_not_print(entity_id: int) -> None:
    without = OPEN_INVOICES.replace("\nTOTAL,,,,,,$974.75", "")

    with pytest.raises(TotalDiffers):
        bridged(entity_id, "open_items", without, total=Decimal(1000))
    assert bridged(entity_id, "open_items", without, total=TOTAL).created == 4


def test_one_total_for_two_currencies_proves_nothing(entity_id: int) -> None:
    table = """\
Party,Document number,Document date,Open amount,Currency
Café Brio,1,2026-09-01,10.00,USD
Café Brio,2,2026-09-01,10.00,EUR
"""
    with db.reading(entity_id):
        shown = preview(
            *(entity_id, "open_items", table.encode(), "open.csv"),
            actor=CLERK,
            today=TODAY,
            total=Decimal(20),
        )

    assert shown.tie is not None
    refusal = shown.tie.refusal("open.csv")
    assert isinstance(refusal, TotalOfSeveralCurrencies)
    assert "EUR and USD" in str(refusal)


def test_the_bad_rows_of_a_report_come_back_as_a_table_of_ours(entity_id: int) -> None:
    spoilt = OPEN_INVOICES.replace("Café Brio,,", "Café Bruno,,")
    bridged(entity_id, "open_items", spoilt, differs_because="the rest follows")
    fixed = looked(entity_id, "open_items", spoilt).bad_rows_file()

    result = taken(
        entity_id,
        "open_items",
        fixed.replace(b"Caf\xc3\xa9 Bruno", b"Caf\xc3\xa9 Brio"),
    )

    assert (result.created, result.bad) == (1, 0)
    assert open_minor(entity_id) == 974_75


def test_all_files_of_a_program_in_one_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entity_id = an_entity("HP")
    files = []
    for name, text in [
        ("open.csv", OPEN_INVOICES),
        ("products.csv", PRODUCTS),
        ("customers.csv", CUSTOMERS),
    ]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        files.append(str(tmp_path / name))

    call_command(
        *("import", *files, "--from", QBO, "--counts-on", "2026-11-01", "--yes"),
        *("--entity", "HP", "--as", CLERK),
    )

    said = " ".join(capsys.readouterr().out.split())
    assert said.index("3 parties added") < said.index("3 items added")
    assert said.index("2 prices added") < said.index("4 open items added")
    assert "open.csv: Open Invoices of QuickBooks Online, headings in row 5" in said
    assert "Total 974.75; what would be taken in 974.75: they tie." in said
    with db.reading(entity_id):
        days = Item.objects.filter(entity_id=entity_id).values_list("effective_on")
        assert set(days) == {(date(2026, 11, 1),)}


def test_a_command_says_what_the_rows_are_or_whose(tmp_path: Path) -> None:
    an_entity("HP")
    (tmp_path / "a.csv").write_text("Name\nTidewell\n")

    with pytest.raises(CommandError, match="--kind, or whose export it is with --from"):
        call_command("import", str(tmp_path / "a.csv"), "--entity", "HP")
    with pytest.raises(CommandError, match="leave --header-row out"):
        call_command(
            *("import", str(tmp_path / "a.csv"), "--entity", "HP"),
            *("--from", QBO, "--header-row", "1"),
        )
