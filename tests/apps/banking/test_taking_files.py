"""Files of money taken in at the terminal, tables of banks among them."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from tests.apps.banking.nacha_files import Entry, a_nacha_file
from tests.apps.banking.office import a_bank, waiting
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import CLERK, a_party, an_entity, books_hold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db

ODD = b"Tag,Wert,Wer,Wozu\n2026-11-05,80.00,Tidewell Hotels,INV-101\n"
MAPPED = ("--column", "Tag=booked_on", "--column", "Wert=amount")
CARD = b"Date,Amount,Description\n2026-11-05,12.00,Paper\n2026-11-06,-5.00,Refund\n"
OUR_ACCOUNT = ("--account", "Harbor Bank")


@pytest.fixture
def typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Type a verb of ``bank`` in the office HP as the clerk, and read what it says."""
    monkeypatch.setenv("COLUMNS", "250")

    def enter(*words: object) -> str:
        call_command("bank", *map(str, words), "--entity", "HP", "--as", CLERK)
        return " ".join(capsys.readouterr().out.split())

    return enter


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """A file of some content."""

    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def an_office() -> int:
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 80_00, numbers=["INV-101"])
    a_bank(entity_id)
    return entity_id


def amounts(entity_id: int) -> list[int]:
    return [line.amount_minor for line in waiting(entity_id)]


def test_a_look_shows_what_each_column_is_taken_for_and_keeps_nothing(
    typed: Callable[..., str], file: Callable[[str, bytes], Path]
) -> None:
    entity_id = an_office()
    path = file("odd.csv", ODD)

    shown = typed("import", path, "--look", *MAPPED, *OUR_ACCOUNT)

    assert "Wert Amount (amount) 100% said by a person" in shown
    assert "row 2 2026-11-05" in shown
    assert amounts(entity_id) == []


def test_what_was_said_of_columns_is_remembered_with_the_account(
    typed: Callable[..., str], file: Callable[[str, bytes], Path]
) -> None:
    entity_id = an_office()
    typed("import", file("odd.csv", ODD), *MAPPED, *OUR_ACCOUNT)
    later = file("later.csv", ODD.replace(b"80.00", b"81.00"))

    assert "1 new line" in typed("import", later, *OUR_ACCOUNT)
    assert amounts(entity_id) == [80_00, 81_00]


def test_which_way_money_goes_without_a_sign_is_remembered_too(
    typed: Callable[..., str], file: Callable[[str, bytes], Path]
) -> None:
    entity_id = an_office()
    typed("import", file("card.csv", CARD), "--out-is-positive", *OUR_ACCOUNT)
    later = CARD.replace(b"-11-05", b"-11-15").replace(b"-11-06", b"-11-16")
    typed("import", file("later.csv", later), *OUR_ACCOUNT)

    assert amounts(entity_id) == [-12_00, 5_00, -12_00, 5_00]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--column", "Nix=amount"), "has no column “Nix”"),
        (("--column", "Wert=money"), "has no field “money”"),
        (("--column", "Wert"), "not of the form HEADING=FIELD"),
        (("--currency", "EUR", *MAPPED), "in EUR"),
        ((), "no column of it was found"),
    ],
)
def test_what_does_not_fit_the_table_is_refused(
    typed: Callable[..., str],
    file: Callable[[str, bytes], Path],
    words: tuple[str, ...],
    said: str,
) -> None:
    entity_id = an_office()

    with pytest.raises(CommandError, match=said):
        typed("import", file("odd.csv", ODD), *words, *OUR_ACCOUNT)

    assert amounts(entity_id) == []


def test_returns_tell_what_came_back_and_what_was_not_found(
    typed: Callable[..., str], file: Callable[[str, bytes], Path]
) -> None:
    entity_id = an_office()
    party_id = a_party(entity_id, "Lowland Mills")
    receive(entity_id, a_payment(party_id, 80_00, reference="076401250000009"))
    path = file(
        "r.ach",
        a_nacha_file(
            Entry(back="R01", trace="076401250000009", cents=80_00),
            Entry(back="R02", trace="076401250000008", cents=80_00),
        ),
    )

    told = typed("returns", path)

    assert "r.ach: 1 payment taken back, 0 accounts corrected." in told
    assert "line 3: P-2026-00001 over 80.00 USD, R01: not enough money" in told
    assert "line 5: No payment of this amount bears 076401250000008" in told
    assert typed("returns", path) == "r.ach came before; nothing was added."
    assert books_hold(entity_id)


def test_advice_is_pasted(
    typed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    an_office()
    pasted = io.BytesIO(b"Invoice,Amount paid,Currency\nINV-101,80.00,USD\n")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=pasted))

    told = typed("advice", "-", "--payer", "TIDEWELL")

    assert told == "the pasted text: advice of 1 payment kept for its money."


def test_a_lockbox_and_a_payout_tell_what_they_came_to(
    typed: Callable[..., str], file: Callable[[str, bytes], Path]
) -> None:
    entity_id = an_office()
    box = file("box.csv", b"Cheque number,Invoice,Amount paid\n1041,INV-101,80.00\n")
    report = file(
        "payouts.csv",
        b"automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,"
        b"created,currency,gross,fee,net,reporting_category,source_id\n"
        b"po_1,2026-11-06,txn_1,2026-11-05,usd,20.00,0.90,19.10,charge,ch_1\n",
    )

    deposited = typed("lockbox", box, "--on", "2026-11-05", *OUR_ACCOUNT)
    paid = typed("payout", report, *OUR_ACCOUNT)

    assert "of 1 cheque, 80.00 USD; 0 unidentified." in deposited
    assert "1 payout, 1 payment (1 unidentified), 0 taken back. Fees: 0.90 USD" in paid
    assert "The processor owes us 0.00 USD now." in paid
    assert open_of(entity_id)[0] == 0
    assert books_hold(entity_id)


def test_a_cheque_whose_payer_is_found_later_pays_the_invoice(
    typed: Callable[..., str], file: Callable[[str, bytes], Path]
) -> None:
    entity_id = an_office()
    box = file("box.csv", b"Cheque number,Invoice,Amount paid\n1041,INV-999,80.00\n")
    typed("lockbox", box, "--on", "2026-11-05", *OUR_ACCOUNT)
    found = ("identify", "P-2026-00001", "TIDEWELL", "--invoice", "INV-101", "80.00")

    told = typed(*found, "--reason", "asked them")

    assert told == "P-2026-00001 is of Tidewell Hotels."
    assert open_of(entity_id)[0] == 0
    assert books_hold(entity_id)
    with pytest.raises(CommandError, match="does not wait for its payer"):
        typed(*found, "--reason", "again")


def test_a_cheque_is_received_into_the_drawer(typed: Callable[..., str]) -> None:
    entity_id = an_office()
    call_command(
        *("receive", "TIDEWELL", "80.00", "--undeposited", "--on", "2026-11-05"),
        *("--entity", "HP", "--as", CLERK),
    )

    assert "1 payment in the drawer" in typed("drawer")
    assert books_hold(entity_id)


def test_only_cash_and_cheques_lie_in_the_drawer() -> None:
    an_office()

    with pytest.raises(CommandError, match="Only cash and cheques"):
        call_command(
            *("receive", "TIDEWELL", "80.00", "--undeposited", "--method", "wire"),
            *("--entity", "HP", "--as", CLERK),
        )
