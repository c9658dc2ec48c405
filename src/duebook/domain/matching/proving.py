"""What a receipt proves, rung by rung: the ladder as a person reads it.

The matcher stops at the first rung that answers; here every rung says what it found,
so that somebody can see why it was not enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from duebook.domain.matching.fitting import Ways
from duebook.domain.matching.proposing import numbers
from duebook.domain.matching.records import Evidence
from duebook.domain.matching.references import Grade
from duebook.domain.matching.standing import PLAIN
from duebook.domain.matching.words import listed, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.matching.case import Case
    from duebook.domain.matching.records import Debt


class Proves(StrEnum):
    """How far a rung leads: it proves, it asks a person, or it says nothing."""

    YES = "yes"
    ASKS = "asks"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rung: its title, how far it leads, in a word and in a sentence."""

    title: str
    proves: Proves
    word: str
    sentence: str


def findings(case: Case) -> tuple[Finding, ...]:
    """What each rung finds, the strongest first; no rung hides another."""
    items = _items(case)
    ways = case.ways_among(items) if items else Ways((), is_complete=True)
    return (
        _payer(case),
        _reference(case),
        _advice(case),
        _one_item(case, items),
        _set(items, ways),
        _left_out(case, ways),
    )


def _items(case: Case) -> list[Debt]:
    """What the likely payer owes, or who owes what is named."""
    return case.items_of(case.family or case.reading.owners)


def _payer(case: Case) -> Finding:
    who, directory = case.who, case.directory
    if who.party_id is None or who.evidence is None:
        return _no_payer(case)
    name = directory.name(who.party_id)
    if who.evidence is Evidence.ACCOUNT:
        said = f"account {case.receipt.payer_account} is {name}’s"
    elif who.evidence is Evidence.ALIAS:
        said = f"“{case.receipt.payer_name}” is a name {name} is known to use"
    else:
        said = f"“{case.receipt.payer_name}” is like {name}; a name alone proves little"
    if who.is_proven:
        return Finding("Payer", Proves.YES, "sure", said)
    return Finding("Payer", Proves.ASKS, "likely", said)


def _no_payer(case: Case) -> Finding:
    rivals = [case.directory.name(party) for party in case.who.rivals]
    if rivals:
        said = f"it may be {listed(rivals, last='or')}"
        return Finding("Payer", Proves.ASKS, f"{len(rivals)} may be", said)
    said = "neither account nor name is known"
    return Finding("Payer", Proves.NOTHING, "none", said)


def _reference(case: Case) -> Finding:
    title, reading = "Reference in the text", case.reading
    if reading.debts:
        named = f"it names {numbers(reading.debts)}"
        if reading.choices:
            return Finding(title, Proves.ASKS, "several", named)
        if reading.grade < Grade.SHORT:
            return Finding(title, Proves.ASKS, "damaged", f"{named}, with a slip")
        return Finding(title, Proves.YES, "found", named)
    if reading.settled:
        done = listed(one.number for one in reading.settled)
        return Finding(title, Proves.ASKS, "settled", f"{done}: nothing is open of it")
    if reading.unknown:
        words = listed("".join(span.atoms) for span in reading.unknown)
        said = f"“{words}” looks like a number of ours, and is none"
        return Finding(title, Proves.ASKS, "unknown", said)
    return Finding(title, Proves.NOTHING, "none", "none of our numbers, no order")


def _advice(case: Case) -> Finding:
    lines = case.receipt.remittance
    if not lines:
        said = "none by mail, file or with the money"
        return Finding("Remittance advice", Proves.NOTHING, "none", said)
    said = f"it names {listed(line.reference for line in lines)}"
    word = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
    return Finding("Remittance advice", Proves.YES, word, said)


def _one_item(case: Case, items: Sequence[Debt]) -> Finding:
    title, amount = "One open item", money(case.amount_minor, case.receipt.currency)
    alike = [debt for debt in items if debt.open_minor == case.amount_minor]
    anybodys = case.index.same_amount(case.receipt.currency, case.amount_minor)
    if not items and anybodys:
        said = f"{amount} is open of {numbers(anybodys)}, whoever pays"
        return Finding(title, Proves.ASKS, f"{len(anybodys)} of anybody", said)
    if not alike:
        return Finding(title, Proves.NOTHING, "none", f"no item of {amount}")
    said = f"{numbers(alike)}: {amount} open"
    if len(alike) == 1:
        return Finding(title, Proves.YES, "exact", said)
    return Finding(title, Proves.ASKS, f"{len(alike)} alike", said)


def _set(items: Sequence[Debt], ways: Ways) -> Finding:
    title = "Set of open items"
    if not items:
        return Finding(title, Proves.NOTHING, "none", "no payer whose items to try")
    sets = [fit for fit in ways.fits if fit.evidence in PLAIN and len(fit.debt_ids) > 1]
    of = "of 1 item" if len(items) == 1 else f"of {len(items)} items"
    if not ways.is_complete:
        return Finding(title, Proves.ASKS, "too many", f"too many sets {of} to try")
    if not sets:
        return Finding(title, Proves.NOTHING, "none", f"no set {of} reaches it")
    if len(sets) == 1:
        return Finding(title, Proves.YES, "1 set", f"one set {of} reaches it exactly")
    said = f"{len(sets)} sets {of} reach it exactly"
    return Finding(title, Proves.ASKS, f"{len(sets)} matches", said)


_LEFT_OUT = {
    Evidence.DISCOUNT: "a discount explains what is missing",
    Evidence.FEE: "bank fees explain what is missing",
    Evidence.WITHHELD: "tax withheld explains what is missing",
    Evidence.DEDUCTION: "a known deduction explains what is missing",
}


def _left_out(case: Case, ways: Ways) -> Finding:
    title = "Discount or fee"
    if any(fit.evidence in PLAIN for fit in ways.fits):
        return Finding(title, Proves.NOTHING, "–", "not needed")
    for fit in ways.fits:
        word = "asks" if fit.held else "fits"
        proves = Proves.ASKS if fit.held else Proves.YES
        return Finding(title, proves, word, _LEFT_OUT[fit.evidence])
    charges = case.receipt.charges_minor
    if charges:
        said = f"the bank kept {money(charges, case.receipt.currency)}"
        return Finding(title, Proves.ASKS, "told", said)
    return Finding(title, Proves.NOTHING, "none", "none is known of this payer")
