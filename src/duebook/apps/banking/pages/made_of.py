"""What the figures of deposits and lockboxes are made of: the cheques behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse

from duebook.web.explained import Explained, Ingredient
from duebook.web.figures import counted, money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.apps.banking.queries.deposits import Slip, Undeposited
    from duebook.apps.banking.queries.lockbox import Lockbox
    from duebook.apps.entities.pages.door import Seated

_SHOWN: Final = 20
"""Rows of an explanation; the page beside it lists them all."""


def drawer(sitting: Seated, waiting: Sequence[Undeposited]) -> Explained:
    """What lies in the drawer."""
    return _explained(
        sitting,
        "In the drawer",
        _payments(sitting, waiting),
        rule="Cheques and cash that were received and are on no deposit slip yet.",
        left_out=(
            f"What came in another currency than {sitting.currency}.",
            "What came by bank or card: it needs no slip.",
        ),
        more_address=reverse("banking.new_deposit", args=[sitting.code]),
    )


def ticked(
    sitting: Seated, waiting: Sequence[Undeposited], numbers: set[str]
) -> Explained:
    """What would go on the slip, of all that lies in the drawer."""
    stays = [one for one in waiting if one.number not in numbers]
    stays_minor = sum(one.amount_minor for one in stays)
    said = f"Not ticked: {counted(len(stays), 'item')} over"
    return _explained(
        sitting,
        "Ticked for the slip",
        _payments(sitting, [one for one in waiting if one.number in numbers]),
        rule="The cheques and cash that are ticked.",
        left_out=(f"{said} {money(stays_minor, sitting.currency)}.",) if stays else (),
    )


def slip(sitting: Seated, of: Slip, payments: Sequence[Undeposited]) -> Explained:
    """What lies on a slip."""
    return _explained(
        sitting,
        f"Deposit {of.number}",
        _payments(sitting, payments),
        currency=of.currency,
        rule="The cheques and cash that went to the bank together; it shows one line.",
        left_out=("It was taken back: no account holds it.",)
        if of.is_taken_back
        else (),
    )


def lockbox(
    sitting: Seated, box: Lockbox, names: Mapping[int, str], currency: str
) -> Explained:
    """What a lockbox would bring: the cheques of its file that are new."""
    return _explained(
        sitting,
        "On the slip",
        [
            Ingredient(
                label=cheque.reference,
                amount_minor=cheque.amount_minor,
                address=f"#cheque-{place}",
                note=names.get(cheque.party_id or 0, cheque.payer),
            )
            for place, cheque in enumerate(box.cheques, start=1)
            if not cheque.known_as
        ],
        currency=currency,
        rule="The cheques of the file that are new; each becomes a payment.",
        left_out=tuple(
            f"Cheque {cheque.reference}, {money(cheque.amount_minor, currency)}: "
            f"it came before as {cheque.known_as}."
            for cheque in box.cheques
            if cheque.known_as
        ),
    )


def _payments(sitting: Seated, these: Sequence[Undeposited]) -> list[Ingredient]:
    return [
        Ingredient(
            label=one.number,
            amount_minor=one.amount_minor,
            address=reverse("payments.payment", args=[sitting.code, one.number]),
            note=one.party,
        )
        for one in these
    ]


def _explained(
    sitting: Seated,
    label: str,
    rows: Sequence[Ingredient],
    *,
    rule: str,
    left_out: tuple[str, ...],
    currency: str = "",
    more_address: str = "",
) -> Explained:
    return Explained(
        label=label,
        amount_minor=sum(one.amount_minor for one in rows),
        currency=currency or sitting.currency,
        as_of=sitting.today,
        made_of=tuple(rows[:_SHOWN]),
        rule=rule,
        left_out=left_out,
        more=len(rows[_SHOWN:]),
        more_address=more_address,
        rest_minor=sum(one.amount_minor for one in rows[_SHOWN:]),
    )
