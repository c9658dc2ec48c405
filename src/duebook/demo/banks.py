"""The accounts of an imaginary entity at its banks, and how these name its payers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook.apps.banking.actions import (
    KeepAlias,
    KeepHouseRule,
    OpenBankAccount,
    keep_alias,
    keep_house_rule,
    open_bank_account,
)
from duebook.apps.entities.actions import SYSTEM
from duebook.apps.ledger.queries import account_ids, balance_on
from duebook.apps.parties.queries import parties_by_code
from duebook.demo.dice import dice
from duebook.demo.names import iban
from duebook.demo.setting_up import MANAGER

if TYPE_CHECKING:
    from datetime import date

    from duebook.demo.setting_up import Desk
    from duebook.domain.parties import PartyEntry

FEES: Final = "6300"
_KNOWN: Final = 0.85
"""The share of payers whose account the office has seen before."""

_BANKS: Final = {
    "AT": "12000",
    "DE": "20070000",
    "ES": "00491500",
    "FR": "3000600001",
    "GB": "NWBK601613",
}
_ACCOUNT_DIGITS: Final = {"AT": 11, "DE": 10, "ES": 12, "FR": 13, "GB": 8}


def ledger_accounts(desk: Desk) -> dict[str, int]:
    """The ids of the ledger accounts that take money in, by currency."""
    with desk.reading():
        ids = account_ids(desk.entity_id)
    return {one.currency: ids[one.account] for one in desk.blueprint.banks}


def held_minor(desk: Desk, on: date) -> dict[str, int]:
    """What the books hold at the banks at the end of a day, by currency."""
    ledger = ledger_accounts(desk)
    with desk.reading():
        return {
            currency: balance_on(desk.entity_id, account_id, currency, on)
            for currency, account_id in ledger.items()
        }


def open_banks(desk: Desk, on: date) -> None:
    """Take statements from the day after, beginning with what the books hold.

    The office knows the accounts of most who pay by transfer, and what a bank's fee
    looks like.
    """
    held = held_minor(desk, on)
    for bank in desk.blueprint.banks:
        open_bank_account(
            OpenBankAccount(
                entity_id=desk.entity_id,
                name=bank.name,
                identifier=bank.identifier,
                currency=bank.currency,
                account=bank.account,
                opened_on=on,
                opening_minor=held[bank.currency],
            ),
            **desk.sends(SYSTEM),
        )
    keep_house_rule(
        KeepHouseRule(
            entity_id=desk.entity_id,
            name="Bank fees",
            account=FEES,
            text=desk.blueprint.bank_fee,
            most_minor=-1,
        ),
        **desk.sends(MANAGER),
    )
    _learn_accounts(desk)


def _learn_accounts(desk: Desk) -> None:
    known = {
        party.code: payer_account(desk, party)
        for party in desk.blueprint.parties
        if dice(desk.code, "known", party.code).random() < _KNOWN
    }
    with desk.reading():
        rows = parties_by_code(desk.entity_id, known)
    for code, account in known.items():
        if account:
            keep_alias(
                KeepAlias(
                    entity_id=desk.entity_id,
                    party_id=rows[code].id,
                    kind="account",
                    value=account,
                ),
                **desk.sends(),
            )


def payer_account(desk: Desk, party: PartyEntry) -> str:
    """The account that a party pays from; empty where its bank does not tell it."""
    country = party.addresses[0].country if party.addresses else ""
    if desk.blueprint.country == "US":
        return ""
    chance = dice(desk.code, "account", party.code)
    if country not in _BANKS:
        return f"{chance.randrange(10**8, 10**9)}"
    digits = _ACCOUNT_DIGITS[country]
    return iban(country, f"{_BANKS[country]}{chance.randrange(10**digits):0{digits}d}")
