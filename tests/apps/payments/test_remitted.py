"""What a remittance directs to a payer's open items: never more than there is."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from duebook.apps.payments.queries.remitted import directed
from duebook.apps.receivables.queries import Item
from duebook.domain.banking import Counterparty, Remittance, RemittanceLine

DUE = date(2026, 11, 30)


def an_item(
    id_: int, open_minor: int, *, number: str = "", contested_minor: int = 0
) -> Item:
    return Item(
        id=id_,
        party_id=1,
        account_id=1,
        kind="invoice",
        document_id=None,
        number=number or f"INV-2026-0{id_}",
        currency="USD",
        amount_minor=open_minor,
        open_minor=open_minor,
        due_on=DUE.replace(day=id_),
        discount_minor=0,
        discount_until=None,
        entry_id=1,
        effective_on=DUE,
        contested_minor=contested_minor,
    )


def a_remittance(*lines: RemittanceLine, currency: str = "USD") -> Remittance:
    return Remittance(
        place="row 1",
        payer=Counterparty(name="Tidewell"),
        reference="4711",
        paid_on=DUE,
        currency=currency,
        total_minor=None,
        lines=lines,
    )


def test_a_line_pays_the_instalments_of_its_invoice_first_due_first() -> None:
    items = [an_item(12, 50_00, number="INV-2026-777"), an_item(11, 50_00)]
    items[1] = an_item(11, 50_00, number="INV-2026-777")

    settles = directed(
        a_remittance(RemittanceLine(reference="2026/777", paid_minor=70_00)),
        items,
        "USD",
    )

    assert settles.amounts == {11: 50_00, 12: 20_00}
    assert settles.refused == ()


def test_what_is_disputed_deducted_or_of_another_currency_is_named() -> None:
    items = [an_item(11, 50_00, contested_minor=20_00), an_item(12, 40_00)]
    lines = (
        RemittanceLine(reference="INV-2026-011", paid_minor=50_00),
        RemittanceLine(reference="INV-2026-012", paid_minor=-10_00),
    )

    settles = directed(a_remittance(*lines), items, "USD")

    assert settles.amounts == {11: 30_00}
    assert [line.why for line in settles.refused] == [
        "it pays 20.00 USD more than is open and not disputed",
        "10.00 USD is deducted; apply that credit by itself",
    ]
    foreign = directed(a_remittance(*lines, currency="EUR"), items, "USD")
    assert not foreign.amounts
    assert len(foreign.refused) == len(lines)


@given(
    st.lists(
        st.tuples(st.integers(11, 15), st.none() | st.integers(-500, 9_000)), max_size=8
    )
)
def test_no_item_gets_more_than_it_has_open(
    said: list[tuple[int, int | None]],
) -> None:
    items = [an_item(place, place * 100) for place in range(11, 15)]
    lines = (
        RemittanceLine(reference=f"INV-2026-0{place}", paid_minor=paid_minor)
        for place, paid_minor in said
    )

    settles = directed(a_remittance(*lines), items, "USD")

    open_minor = {item.id: item.open_minor for item in items}
    assert all(
        0 < minor <= open_minor[item_id] for item_id, minor in settles.amounts.items()
    )
