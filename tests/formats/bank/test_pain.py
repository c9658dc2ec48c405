"""pain.001 and pain.008: payment orders as remittance."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.banking import Counterparty, Remittance, RemittanceLine
from duebook.formats.bank.pain import read_pain
from duebook.formats.bank.refusals import UnreadableBankFile
from tests.formats.bank.iso_files import damaged

DEBTOR = """<Dbtr><Nm>Hill Bakery</Nm></Dbtr>
<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BIC>COBADEFF</BIC></FinInstnId></DbtrAgt>"""
BAKERY = Counterparty(
    name="Hill Bakery", account="DE89370400440532013000", bank="COBADEFF"
)


def pain(*payments: str, header: str = "", kind: str = "pain.001.001.09") -> bytes:
    body = "CstmrCdtTrfInitn" if kind.startswith("pain.001") else "CstmrDrctDbtInitn"
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}">\n<{body}>\n'
        f"<GrpHdr>{header}</GrpHdr>\n" + "\n".join(payments) + f"\n</{body}></Document>"
    ).encode()


def payment(*transactions: str, common: str = DEBTOR, declared: str = "") -> str:
    day = "<ReqdExctnDt><Dt>2026-11-23</Dt></ReqdExctnDt>"
    return (
        f"<PmtInf>{declared}{day}{common}\n" + "\n".join(transactions) + "\n</PmtInf>"
    )


def transfer(reference: str, amount: str, *pieces: str, currency: str = "EUR") -> str:
    inside = "".join(pieces)
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{reference}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{currency}">{amount}</InstdAmt></Amt>{inside}'
        "</CdtTrfTxInf>"
    )


INVOICE = """<RmtInf><Ustrd>for November</Ustrd><Strd>
  <RfrdDocInf><Nb>INV-1041</Nb></RfrdDocInf>
  <RfrdDocAmt><RmtdAmt Ccy="EUR">119.00</RmtdAmt></RfrdDocAmt>
  <CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>"""
ORDER = pain(
    payment(transfer("PAY-88", "119.00", INVOICE), transfer("PAY-89", "20")),
    header="<NbOfTxs>2</NbOfTxs><CtrlSum>139.00</CtrlSum>",
)


def test_a_transfer_says_what_it_is_for() -> None:
    file = read_pain(ORDER, "order.xml")

    assert file.format == "pain.001.001.09"
    assert file.problems == ()
    assert file.remittances[0] == Remittance(
        place="payment 1, transaction 1",
        payer=BAKERY,
        reference="PAY-88",
        paid_on=date(2026, 11, 23),
        currency="EUR",
        total_minor=119_00,
        lines=(
            RemittanceLine(reference="INV-1041", paid_minor=119_00),
            RemittanceLine(reference="RF18539007547034"),
            RemittanceLine(reference="for November"),
        ),
    )
    assert file.remittances[1].lines == ()


def test_a_debit_names_its_debtor_by_itself() -> None:
    debit = f"""<DrctDbtTxInf><PmtId><EndToEndId>NOTPROVIDED</EndToEndId></PmtId>
      <InstdAmt Ccy="EUR">7.00</InstdAmt>{DEBTOR}</DrctDbtTxInf>"""
    collected = payment(debit, common="<Cdtr><Nm>Lowland Mills</Nm></Cdtr>").replace(
        "<ReqdExctnDt><Dt>2026-11-23</Dt></ReqdExctnDt>",
        "<ReqdColltnDt>2026-11-24</ReqdColltnDt>",
    )

    [remittance] = read_pain(
        pain(collected, kind="pain.008.001.02"), "debits.xml"
    ).remittances

    assert remittance.payer == BAKERY
    assert remittance.reference == ""
    assert remittance.paid_on == date(2026, 11, 24)


def test_an_order_for_somebody_else_names_who_pays_in_the_end() -> None:
    behind = "<UltmtDbtr><Nm>Anna Field</Nm></UltmtDbtr>"

    [remittance] = read_pain(
        pain(payment(transfer("A", "1", behind))), "order.xml"
    ).remittances

    assert remittance.payer.name == "Anna Field"
    assert remittance.payer.account == BAKERY.account


def test_a_cheque_is_known_by_its_number() -> None:
    cheque = "<ChqInstr><ChqNb>1203</ChqNb></ChqInstr>"

    [remittance] = read_pain(
        pain(payment(transfer("A", "1", cheque))), "order.xml"
    ).remittances

    assert remittance.reference == "1203"


def test_the_worth_in_another_currency_is_no_total() -> None:
    worth = """<CdtTrfTxInf><Amt><EqvtAmt><Amt Ccy="EUR">10</Amt>
      <CcyOfTrf>USD</CcyOfTrf></EqvtAmt></Amt></CdtTrfTxInf>"""

    [remittance] = read_pain(pain(payment(worth)), "order.xml").remittances

    assert (remittance.currency, remittance.total_minor) == ("USD", None)


def test_an_order_without_a_header_declares_nothing() -> None:
    order = ORDER.replace(b"GrpHdr", b"Hdr")

    file = read_pain(order, "order.xml")

    assert len(file.remittances) == 2
    assert file.problems == ()


def test_declared_counts_and_sums_are_compared() -> None:
    declared = "<NbOfTxs>2</NbOfTxs><CtrlSum>20.00</CtrlSum>"

    file = read_pain(
        pain(
            payment(transfer("A", "20"), declared=declared),
            payment(transfer("B", "5", currency="JPY")),
            header="<NbOfTxs>2</NbOfTxs><CtrlSum>26</CtrlSum>",
        ),
        "order.xml",
    )

    assert [(problem.code, problem.place) for problem in file.problems] == [
        ("sum_differs", "header"),
        ("count_differs", "payment 1"),
    ]


@pytest.mark.parametrize(
    ("data", "place", "field"),
    [
        (pain(payment(transfer("A", "1.005"))), "line 7", "InstdAmt"),
        (pain(payment(transfer("A", "1", currency=""))), "line 7", "InstdAmt"),
        (pain(payment("<CdtTrfTxInf/>")), "line 7", "CdtTrfTxInf"),
        (pain(payment(transfer("A", "1"))).replace(b"-23", b"-31"), "line 4", "Dt"),
        (pain(transfer("A", "1")), "line 4", "CdtTrfTxInf"),
        (ORDER.replace(b"pain.001.001", b"camt.053.001"), "line 3", "GrpHdr"),
        (b"<Document/>", "line 1", "Document"),
        (b"<Order/>", "order.xml", "Document"),
        (b"", "line 1", "XML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(
    data: bytes, place: str, field: str
) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read_pain(data, "order.xml")

    assert refused.value.place.endswith(place)
    assert refused.value.field == field


@given(st.lists(st.integers(0, 10**12), max_size=12))
def test_every_amount_survives_and_the_control_sum_proves_it(cents: list[int]) -> None:
    total = sum(cents)
    transfers = [
        transfer(str(number), f"{c // 100}.{c % 100:02}")
        for number, c in enumerate(cents)
    ]
    header = f"<CtrlSum>{total // 100}.{total % 100:02}</CtrlSum>"

    file = read_pain(pain(payment(*transfers), header=header), "order.xml")

    assert [remittance.total_minor for remittance in file.remittances] == cents
    assert file.problems == ()


@given(damaged(ORDER))
def test_a_damaged_file_is_read_or_refused(data: bytes) -> None:
    with suppress(UnreadableBankFile):
        read_pain(data, "order.xml")
