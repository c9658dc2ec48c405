"""Entries of camt messages as bank lines, and their single payments as parts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.banking import BankLine, Counterparty, Movement
from duebook.domain.banking import RemittanceLine as Line
from duebook.formats.bank.camt import read_camt
from tests.formats.bank.iso_files import camt, code, details, entry, statement

if TYPE_CHECKING:
    from duebook.domain.banking import BankFile

PARTIES = """<RltdPties>
  <Dbtr><Nm>Hill   Bakery</Nm></Dbtr>
  <DbtrAcct><Id><IBAN>FR14 2004 1010 0505 0001 3M02 606</IBAN></Id></DbtrAcct>
  <Cdtr><Nm>Lowland Mills</Nm></Cdtr>
  <CdtrAcct><Id><Othr><Id>77-12</Id></Othr></Id></CdtrAcct></RltdPties>
<RltdAgts>
  <DbtrAgt><FinInstnId><BICFI>PSSTFRPP</BICFI></FinInstnId></DbtrAgt>
  <CdtrAgt><FinInstnId><ClrSysMmbId><MmbId>021000021</MmbId></ClrSysMmbId></FinInstnId>
  </CdtrAgt></RltdAgts>"""
BAKERY = Counterparty(
    name="Hill Bakery", account="FR1420041010050500013M02606", bank="PSSTFRPP"
)
MILLS = Counterparty(name="Lowland Mills", account="77-12", bank="021000021")


def file_of(*entries: str) -> BankFile:
    return read_camt(camt(statement(*entries)), "bank.xml")


def line_of(text: str) -> BankLine:
    [line] = file_of(text).statements[0].lines
    return line


def remitted(structured: str) -> tuple[Line, ...]:
    inside = f"<RmtInf><Strd>{structured}</Strd></RmtInf>"
    return line_of(entry("119", details(inside))).remittance


def test_who_paid_and_what_for_stand_in_the_line() -> None:
    payment = f"""<Refs><AcctSvcrRef>T9</AcctSvcrRef><EndToEndId>PAY-88</EndToEndId>
      <MndtId>M-4</MndtId><TxId>X5</TxId><ChqNb>1203</ChqNb></Refs>{PARTIES}
      <RmtInf><Ustrd>Invoice 1041</Ustrd><Ustrd>and  1042</Ustrd>
        <Strd><CdtrRefInf><Ref>RF18 5390 0754</Ref></CdtrRefInf></Strd></RmtInf>"""
    booked = "<BookgDt><DtTm>2026-11-20T00:30:00+13:00</DtTm></BookgDt>"

    line = line_of(
        entry(
            "119.00",
            "<AcctSvcrRef>B77</AcctSvcrRef>",
            code("PMNT", "RCDT", "ESCT"),
            details(payment),
            "<AddtlNtryInf>Transfer received</AddtlNtryInf>",
            days=f"{booked}<ValDt><Dt>2026-11-21+13:00</Dt></ValDt>",
        )
    )

    assert line == BankLine(
        place="statement 1, entry 1",
        booked_on=date(2026, 11, 20),
        value_on=date(2026, 11, 21),
        amount_minor=119_00,
        currency="EUR",
        movement=Movement.TRANSFER,
        code="PMNT-RCDT-ESCT",
        other=BAKERY,
        references=("RF18 5390 0754", "PAY-88", "1203", "M-4", "X5"),
        bank_reference="B77",
        text="Invoice 1041 and 1042 Transfer received",
    )


def test_money_going_out_goes_to_the_creditor() -> None:
    assert line_of(entry("5", details(PARTIES), side="DBIT")).other == MILLS


def test_newer_versions_put_a_party_around_the_name() -> None:
    parties = "<RltdPties><Dbtr><Pty><Nm>Hill Bakery</Nm></Pty></Dbtr></RltdPties>"

    assert line_of(entry("5", details(parties))).other.name == "Hill Bakery"


def test_somebody_paying_for_another_names_both() -> None:
    behind = "<RltdPties><UltmtDbtr><Nm>Anna Field</Nm></UltmtDbtr>"

    line = line_of(entry("5", details(PARTIES.replace("<RltdPties>", behind))))

    assert line.other == Counterparty(
        name="Anna Field", account=BAKERY.account, bank=BAKERY.bank
    )
    assert line.text == "Hill Bakery"


def test_a_reversed_credit_takes_the_money_back_from_its_debtor() -> None:
    """The bank credited 119 by mistake: the reversal is a debit, marked, of Dbtr."""
    line = line_of(
        entry("119", "<RvslInd>true</RvslInd>", details(PARTIES), side="DBIT")
    )

    assert (line.amount_minor, line.is_reversal) == (-119_00, True)
    assert line.other == BAKERY


def test_a_returned_payment_says_why() -> None:
    reason = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"

    line = line_of(
        entry(
            "119",
            code("PMNT", "IDDT", "ESDD"),
            details(PARTIES + reason),
            side="DBIT",
        )
    )

    assert (line.movement, line.return_code) == (Movement.RETURN, "AC04")
    assert line.other == BAKERY


def test_a_reference_that_says_nothing_is_none() -> None:
    refs = "<Refs><EndToEndId>NotProvided</EndToEndId></Refs>"

    assert line_of(entry("5", details(refs))).references == ()


@pytest.mark.parametrize(
    ("told", "movement", "written"),
    [
        (code("PMNT", "RDDT", "ESDD"), Movement.DIRECT_DEBIT, "PMNT-RDDT-ESDD"),
        (code("PMNT", "IDDT", "UPDD"), Movement.RETURN, "PMNT-IDDT-UPDD"),
        (code("PMNT", "RCHQ", "CCHQ"), Movement.CHEQUE, "PMNT-RCHQ-CCHQ"),
        (code("PMNT", "CNTR", "CDPT"), Movement.CASH, "PMNT-CNTR-CDPT"),
        (code("PMNT", "LBOX", "LBDP"), Movement.DEPOSIT, "PMNT-LBOX-LBDP"),
        (code("ACMT", "MDOP", "CHRG"), Movement.FEE, "ACMT-MDOP-CHRG"),
        (code("ACMT", "MCOP", "INTR"), Movement.INTEREST, "ACMT-MCOP-INTR"),
        (code("XTND", "NTAV", "NTAV"), Movement.OTHER, "XTND-NTAV-NTAV"),
        ("<BkTxCd><Prtry><Cd>NTRF+166+9310</Cd></Prtry></BkTxCd>", "transfer", None),
        ("<BkTxCd><Prtry><Cd>NDDT+109+9310</Cd></Prtry></BkTxCd>", "return", None),
        ("<BkTxCd><Prtry><Cd>NCHG</Cd></Prtry></BkTxCd>", "fee", "NCHG"),
        ("<BkTxCd><Prtry><Cd>Z04</Cd></Prtry></BkTxCd>", "other", "Z04"),
    ],
)
def test_the_banks_code_says_what_a_line_is(
    told: str, movement: str, written: str | None
) -> None:
    line = line_of(entry("5", told))

    assert line.movement == movement
    assert written in {None, line.code}


def test_a_collective_booking_keeps_its_payments() -> None:
    one, two = (
        f"<Refs><EndToEndId>{reference}</EndToEndId></Refs>"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        for reference, amount in (("A", "100.00"), ("B", "19.00"))
    )
    batch = "<Btch><PmtInfId>BATCH-9</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"

    file = file_of(entry("119.00", details(one, two, batch=batch)))

    [line] = file.statements[0].lines
    assert [
        (part.place, part.amount_minor, part.references) for part in line.parts
    ] == [
        ("statement 1, entry 1, part 1", 100_00, ("A",)),
        ("statement 1, entry 1, part 2", 19_00, ("B",)),
    ]
    assert line.references == ("BATCH-9",)
    assert file.problems == ()


def test_parts_that_do_not_add_up_are_told() -> None:
    payments = [f'<Amt Ccy="EUR">{amount}</Amt>' for amount in ("100.00", "18.00")]
    batch = "<Btch><NbOfTxs>3</NbOfTxs></Btch>"

    file = file_of(entry("119.00", details(*payments, batch=batch)))

    assert [problem.sentence for problem in file.problems] == [
        "3 payments are declared; 2 were read.",
        "The entry is 119.00 EUR; its payments come to 118.00 EUR.",
    ]


def test_payments_without_amounts_leave_the_entry_whole() -> None:
    payments = [
        f"<Refs><EndToEndId>{reference}</EndToEndId></Refs>{PARTIES}"
        for reference in "AB"
    ]

    file = file_of(entry("119.00", details(*payments)))

    [line] = file.statements[0].lines
    assert (line.parts, line.references, line.other) == ((), ("A", "B"), BAKERY)
    assert [problem.code for problem in file.problems] == ["parts_without_amounts"]


def test_a_single_payment_of_another_amount_is_a_part() -> None:
    file = file_of(entry("119.00", details('<Amt Ccy="EUR">120.00</Amt>')))

    assert [part.amount_minor for part in file.statements[0].lines[0].parts] == [120_00]
    assert [problem.code for problem in file.problems] == ["parts_differ"]


def test_exchanged_money_keeps_its_first_amount_and_what_banks_kept() -> None:
    exchanged = """<AmtDtls><InstdAmt><Amt Ccy="USD">130.00</Amt></InstdAmt>
      <TxAmt><Amt Ccy="EUR">119.00</Amt></TxAmt></AmtDtls>
      <Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">1.50</TtlChrgsAndTaxAmt>
        <Rcrd><Amt Ccy="EUR">1.50</Amt></Rcrd></Chrgs>"""

    line = line_of(entry("119.00", details(exchanged)))

    assert (line.original_currency, line.original_minor) == ("USD", 130_00)
    assert line.charges_minor == 1_50


def test_charges_without_a_total_are_added_and_what_is_given_back_taken_off() -> None:
    charges = """<Chrgs><Amt Ccy="EUR">2</Amt></Chrgs><Chrgs><Amt Ccy="EUR">0.50</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd></Chrgs>"""

    assert line_of(entry("119.00", charges)).charges_minor == 1_50


def test_documents_are_named_with_what_was_paid_and_left_out() -> None:
    invoice = """<RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp>
      <Nb>INV-1041</Nb></RfrdDocInf>
      <RfrdDocAmt><DuePyblAmt Ccy="EUR">130</DuePyblAmt>
        <DscntApldAmt><Amt Ccy="EUR">2.60</Amt></DscntApldAmt>
        <AdjstmntAmtAndRsn><Amt Ccy="EUR">8.40</Amt><CdtDbtInd>CRDT</CdtDbtInd>
          <Rsn>0004</Rsn><AddtlInf>two broken</AddtlInf></AdjstmntAmtAndRsn>
        <RmtdAmt Ccy="EUR">119</RmtdAmt></RfrdDocAmt>"""

    assert remitted(invoice) == (
        Line(
            reference="INV-1041",
            paid_minor=119_00,
            billed_minor=130_00,
            discount_minor=2_60,
            adjustment_minor=8_40,
            adjustment_code="0004",
            note="two broken",
        ),
    )


def test_a_credit_note_is_deducted() -> None:
    credit = """<RfrdDocInf><Tp><CdOrPrtry><Cd>CREN</Cd></CdOrPrtry></Tp>
      <Nb>CN-12</Nb></RfrdDocInf>
      <RfrdDocAmt><RmtdAmt Ccy="EUR">40.50</RmtdAmt></RfrdDocAmt>"""

    assert remitted(credit) == (Line(reference="CN-12", paid_minor=-40_50),)


def test_documents_that_share_an_amount_are_named_without_it() -> None:
    shared = """<RfrdDocInf><Nb>1</Nb></RfrdDocInf><RfrdDocInf><Nb>2</Nb></RfrdDocInf>
      <RfrdDocAmt><RmtdAmt Ccy="EUR">119</RmtdAmt></RfrdDocAmt>"""

    assert remitted(shared) == (Line(reference="1"), Line(reference="2"))


def test_an_amount_in_other_money_is_not_taken_for_the_lines() -> None:
    foreign = """<RfrdDocInf><Nb>1</Nb></RfrdDocInf>
      <RfrdDocAmt><RmtdAmt Ccy="USD">130</RmtdAmt></RfrdDocAmt>"""

    assert remitted(foreign) == (Line(reference="1"),)


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=8))
def test_parts_add_up_to_the_line_or_a_problem_says_no(cents: list[int]) -> None:
    payments = [f'<Amt Ccy="EUR">{c // 100}.{c % 100:02}</Amt>' for c in cents]
    whole = sum(cents) - cents[0] % 2

    file = file_of(entry(f"{whole // 100}.{whole % 100:02}", details(*payments)))

    [line] = file.statements[0].lines
    assert [part.amount_minor for part in line.parts] == cents
    adds_up = sum(part.amount_minor for part in line.parts) == line.amount_minor
    assert adds_up == (file.problems == ())
