"""Remittance advice in the matcher: what a payer wrote settles what it names."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from duebook.apps.banking import models
from duebook.apps.banking.actions import (
    AcceptMatch,
    TakeAdvice,
    Unmatch,
    accept_match,
    take_advice,
    unmatch,
)
from duebook.formats.bank.refusals import UnreadableBankFile
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import open_of, owes
from tests.formats.bank.test_advice import pdf
from tests.formats.bank.test_pain import pain, payment, transfer
from tests.office import CLERK, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from duebook.apps.banking.actions import AdviceTaken

pytestmark = pytest.mark.django_db

NUMBERS = ["INV-2026-00101", "INV-2026-00102", "INV-2026-00103"]
TABLE = b"""Payment reference,Payment date,Currency,Invoice,Amount paid
EFT-778812,2026-11-04,USD,INV-2026-00101,80.00
EFT-778812,2026-11-04,USD,INV-2026-00103,50.00
"""
NAMED = Move(on=5, amount="130.00", text="EFT 778812", name="Tidewell Hotels")


def an_office() -> int:
    """Tidewell owes 80.00, 50.00 and 50.00: the advice tells which of the two."""
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 80_00, 50_00, 50_00, numbers=NUMBERS)
    a_bank(entity_id)
    return entity_id


def advice(entity_id: int, content: bytes = TABLE, name: str = "a.csv") -> AdviceTaken:
    command = TakeAdvice(entity_id=entity_id, name=name, content=content)
    return take_advice(command, **by(CLERK))


def uses(entity_id: int) -> int:
    return models.AdviceUse.objects.filter(entity_id=entity_id).count()


WORDS = """Dear all,

Payment reference: EFT-778812
Payment date: 2026-11-04

Invoice            Amount paid
INV-2026-00101     80.00 USD
INV-2026-00103     50.00 USD
Total              130.00 USD
"""
ON_PAPER = (
    "Payment reference: EFT-778812\n"
    "#table(columns: 2, [Invoice], [Paid], [INV-2026-00101], [80.00],"
    " [INV-2026-00103], [50.00], [Total], [130.00])"
)
X12 = (
    "ISA*00*          *00*          *ZZ*TIDEWELL       *ZZ*HARBOR         "
    "*261104*0900*U*00401*000000007*0*P*>~GS*RA*A*B*20261104*0900*7*X*004010~"
    "ST*820*0001~BPR*C*130*C*ACH*CTX*01*076401251*DA*12345*1234567890**01*121042882"
    "*DA*777*20261104~TRN*1*EFT-778812~CUR*PR*USD~N1*PR*TIDEWELL HOTELS~ENT*1~"
    "RMR*IV*INV-2026-00101**80*80~RMR*IV*INV-2026-00103**50*50~"
    "SE*9*0001~GE*1*7~IEA*1*000000007~"
)


def order(number: str, amount: str) -> str:
    return (
        f"<Strd><RfrdDocInf><Nb>{number}</Nb></RfrdDocInf><RfrdDocAmt>"
        f'<RmtdAmt Ccy="USD">{amount}</RmtdAmt></RfrdDocAmt></Strd>'
    )


ISO = pain(
    payment(
        transfer(
            "EFT-778812",
            "130.00",
            f"<RmtInf>{order('INV-2026-00101', '80.00')}"
            f"{order('INV-2026-00103', '50.00')}</RmtInf>",
            currency="USD",
        )
    )
)


def forwarded(words: str) -> bytes:
    """A mail of the payer's as a colleague sends it on."""
    first, then = EmailMessage(), EmailMessage()
    first["From"], first["Subject"] = "ap@tidewell.example", "Remittance"
    first.set_content(words)
    then["From"], then["Subject"] = "sales@harbor.example", "Fwd: Remittance"
    then.set_content("For you, I think.")
    then.add_attachment(first)
    return then.as_bytes()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TABLE, id="table"),
        pytest.param(WORDS.encode(), id="pasted"),
        pytest.param(forwarded(WORDS), id="forwarded mail"),
        pytest.param(pdf(ON_PAPER), id="PDF"),
        pytest.param(X12.encode(), id="X12 820"),
        pytest.param(ISO, id="pain.001"),
    ],
)
def test_the_advice_tells_which_invoices_the_money_pays(content: bytes) -> None:
    entity_id = an_office()

    assert advice(entity_id, content).kept == 1
    take(entity_id, a_statement(NAMED))
    matched = match_all(entity_id)

    assert (matched.posted, matched.held) == (1, {})
    assert open_of(entity_id)[:3] == [0, 50_00, 0]
    assert uses(entity_id) == 1
    assert books_hold(entity_id)


def test_without_a_reference_its_sum_leads_to_the_money() -> None:
    entity_id = an_office()
    advice(entity_id, TABLE.replace(b"EFT-778812", b""))
    take(
        entity_id,
        a_statement(
            Move(on=5, amount="130.00", name="Tidewell Hotels"),
            Move(on=5, amount="7.00", text="?"),
        ),
    )

    assert match_all(entity_id).posted == 1
    assert open_of(entity_id)[:3] == [0, 50_00, 0]


def test_an_advice_that_two_lines_might_mean_is_left_alone() -> None:
    entity_id = an_office()
    advice(entity_id, TABLE.replace(b"EFT-778812", b""))
    take(
        entity_id,
        a_statement(
            Move(on=5, amount="130.00", name="Tidewell Hotels"),
            Move(on=6, amount="130.00", text="?"),
        ),
    )

    match_all(entity_id)

    assert uses(entity_id) == 0
    assert open_of(entity_id) == [80_00, 50_00, 50_00]


def test_an_advice_stays_with_its_line_when_the_match_is_taken_back() -> None:
    entity_id = an_office()
    advice(entity_id)
    take(entity_id, a_statement(NAMED))
    line_id = waiting(entity_id)[0].id
    match_all(entity_id)

    said = Unmatch(entity_id=entity_id, line_id=line_id, reason="look again")
    unmatch(said, **by(CLERK))
    take(
        entity_id,
        a_statement(Move(on=6, amount="130.00", text="EFT 778812"), number="2"),
    )
    match_all(entity_id)

    assert uses(entity_id) == 1
    assert open_of(entity_id)[:3] == [0, 50_00, 0]
    assert books_hold(entity_id)


def test_a_person_who_accepts_what_the_advice_says_uses_it() -> None:
    entity_id = an_office()
    advice(entity_id, TABLE.replace(b"80.00", b"60.00"))
    take(entity_id, a_statement(Move(on=5, amount="110.00", text="EFT 778812")))
    match_all(entity_id)
    [line] = waiting(entity_id)
    assert (line.held, uses(entity_id)) == ("short", 0)

    accept_match(AcceptMatch(entity_id=entity_id, line_id=line.id), **by(CLERK))

    assert uses(entity_id) == 1
    assert open_of(entity_id)[:3] == [20_00, 50_00, 0]
    assert books_hold(entity_id)


def test_the_same_advice_twice_is_kept_once() -> None:
    entity_id = an_office()
    advice(entity_id)

    assert advice(entity_id).is_repeated
    assert models.Advice.objects.filter(entity_id=entity_id).count() == 1


def test_what_cannot_be_read_keeps_nothing() -> None:
    entity_id = an_office()

    with pytest.raises(UnreadableBankFile, match="row 3"):
        advice(entity_id, TABLE.replace(b"50.00", b"fifty"))
    with pytest.raises(UnreadableBankFile):
        advice(entity_id, b"hello", name="note.txt")

    assert not models.Advice.objects.filter(entity_id=entity_id).exists()
