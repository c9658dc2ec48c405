"""The rung of amounts: a proven payer, no usable reference, and one set that fits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from duebook.domain.matching.explaining import explain
from duebook.domain.matching.fitting import chance, different_amounts, oldest_first
from duebook.domain.matching.named import (
    objection_in_text,
    objection_to_ways,
)
from duebook.domain.matching.proposing import (
    MOST_PROPOSALS,
    holds,
    on_account,
    posts,
    propose,
)
from duebook.domain.matching.reading import by_tail
from duebook.domain.matching.records import Held
from duebook.domain.matching.words import in_words, listed, money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duebook.domain.matching.case import Case
    from duebook.domain.matching.named import Objection
    from duebook.domain.matching.records import Answer, Proposal

MOST_CHANCE: Final = 1 / 1_000
"""An amount proves something if so few other sets would meet it by accident.

Measured on payers with 2, 5 and 10 open items that pay something else than whole
items and write nothing: none of 60,000 such receipts met a set at this bound, and
two at twice as much.
"""

ON_ACCOUNT: Final = (
    *("on account", "on acc.", "payment on a/c", "prepay", "pre-pay", "advance"),
    *("deposit", "retainer", "pro forma", "proforma", "upfront", "down payment"),
    *("a conto", "à conto", "akonto", "aconto", "anzahlung", "voraus", "vorkasse"),
    *("abschlag", "acompte", "à valoir", "avance", "arrhes", "prépai", "a cuenta"),
    *("anticip", "antecip", "adelanto", "prepago", "acconto", "caparra", "adiantam"),
    *("por conta", "depósito", "voorschot", "aanbetaling", "vooruit", "zaliczk"),
    *("przedpłat", "zálo", "předem", "predujam", "forskud", "forskudd", "forskott"),
    *("förskott", "forudbetal", "ennakko", "előleg", "avans", "ettemaks", "ön ödeme"),
    *("peşin", "kapora", "önkifizet"),
)
"""What payers write on money that is for nothing billed yet."""

DOUBLE_DAYS: Final = timedelta(days=20)
"""The same amount from the same payer so soon again may be the same payment twice."""


def by_amount(case: Case) -> Answer | None:
    """The one set of the payer's debts that fits; nothing if nobody is likely."""
    who = case.who
    if who.party_id is None or who.evidence is None:
        return None
    if not case.items:
        return _nothing_open(case)
    ways = case.ways
    proposals = [
        propose(case, who.party_id, fit, case.items, (who.evidence,))
        for fit in ways.fits
    ]
    objection = _objection(case)
    if objection:
        return holds(case, *objection, proposals or _nearly(case))
    return posts(case, proposals[0], case.items)


def _objection(case: Case) -> Objection | None:
    """The first thing that speaks against the amount."""
    return (
        objection_in_text(case)
        or _kept_on_account(case)
        or _objection_to_tails(case)
        or objection_to_ways(case, case.ways)
        or _nothing_fits(case)
        or _objection_to_payer(case)
        or _paid_lately(case)
        or _objection_to_chance(case)
    )


def _objection_to_tails(case: Case) -> Objection | None:
    """The text has the end of a number that the amount does not explain."""
    settled = case.index.settled(case.family)
    weak = by_tail(case.reading.rest, case.items, settled)
    if not weak.read:
        return None
    words = listed("".join(span.atoms) for span in weak.read)
    return (
        Held.CONTRADICTION,
        f"“{words}” may be a number that the amount does not fit.",
    )


def _kept_on_account(case: Case) -> Objection | None:
    """The payer says that the money is for what is not billed yet."""
    text = " ".join((*case.receipt.references, case.receipt.text)).casefold()
    said = next((phrase for phrase in ON_ACCOUNT if phrase in text), None)
    if said is None:
        return None
    return Held.CONTRADICTION, f"The payer says “{said}”, and names no document."


def _nothing_fits(case: Case) -> Objection | None:
    if case.ways.fits:
        return None
    currency = case.receipt.currency
    amount = money(case.amount_minor, currency)
    total_minor = sum(item.open_minor for item in case.items)
    if case.amount_minor > total_minor:
        over = money(case.amount_minor - total_minor, currency)
        return Held.OVER, f"{amount} is {over} more than all that is open."
    return Held.SHORT, f"No open items add up to {amount}."


def _objection_to_payer(case: Case) -> Objection | None:
    who, directory = case.who, case.directory
    assert who.party_id is not None, "somebody is likely"
    party = directory.name(who.party_id)
    if not who.is_proven:
        sentence = f"Only the name says that it is from {party}, and no reference."
        return Held.NAME_ALONE, sentence
    if who.is_contradicted and who.named not in case.family:
        assert who.named is not None, "a name contradicts"
        sentence = (
            f"The account is {party}’s, the name {directory.name(who.named)}’s,"
            " and no reference decides."
        )
        return Held.PAYER_UNSURE, sentence
    return None


def _paid_lately(case: Case) -> Objection | None:
    """The payer settled a document of the same amount some days ago."""
    for paid in sorted(
        case.index.settled(case.family), key=lambda paid: (paid.settled_on, paid.number)
    ):
        is_near = abs(case.receipt.received_on - paid.settled_on) <= DOUBLE_DAYS
        if is_near and paid.amount_minor == case.amount_minor:
            return Held.SETTLED_ALREADY, (
                f"{paid.number} had the same amount and was settled on"
                f" {in_words(paid.settled_on)}: this may be the same payment again."
            )
    return None


def _objection_to_chance(case: Case) -> Objection | None:
    if chance(case.ways.fits[0], case.items, case.terms) <= MOST_CHANCE:
        return None
    amount = money(case.amount_minor, case.receipt.currency)
    if different_amounts(case.amount_minor) < case.amount_minor:
        sentence = f"{amount} fits, but so round a sum may be for something else."
    else:
        sentence = f"{amount} fits, but of so many open items one may by accident."
    return Held.AMOUNT_ALONE, sentence


def _nothing_open(case: Case) -> Answer:
    who = case.who
    assert who.party_id is not None, "somebody is likely"
    assert who.evidence is not None, "and something says so"
    proposal = on_account(case, who.party_id, (who.evidence,))
    objection = objection_in_text(case)
    if objection:
        return holds(case, *objection, [proposal])
    party = case.directory.name(who.party_id)
    sentence = f"{party} has nothing open in {case.receipt.currency}."
    held = Held.NO_ITEMS if who.is_proven else Held.NAME_ALONE
    return holds(case, held, sentence, [proposal])


def _nearly(case: Case) -> Iterator[Proposal]:
    """Single debts that a fee or deduction explains; then the oldest, in part."""
    who = case.who
    assert who.party_id is not None, "somebody is likely"
    evidence = (who.evidence,) if who.evidence else ()
    for item in case.items:
        for fit in explain([item], case.terms):
            yield propose(case, who.party_id, fit, [item], evidence)
    fit = oldest_first(case.amount_minor, case.items)
    yield propose(case, who.party_id, fit, case.items, evidence)


def unidentified(case: Case) -> Answer:
    """Nobody is likely: the debts of that very amount are all that can be shown."""
    who, amount = case.who, money(case.amount_minor, case.receipt.currency)
    if who.rivals:
        names = listed(sorted(map(case.directory.name, who.rivals)), last="or")
        sentence = f"It may be from {names}."
        proposals = list(_of_rivals(case))
        return holds(
            case, *(objection_in_text(case) or (Held.PAYER_UNSURE, sentence)), proposals
        )
    alike = case.index.same_amount(case.receipt.currency, case.amount_minor)
    proposals = [
        propose(case, debt.party_id, fit, [debt])
        for debt in alike[:MOST_PROPOSALS]
        for fit in explain([debt], case.terms)
    ]
    objection = objection_in_text(case)
    if objection:
        return holds(case, *objection, proposals)
    if proposals:
        sentence = f"Nothing says who sent it; {amount} is open of these."
        return holds(case, Held.AMOUNT_ALONE, sentence, proposals)
    sentence = "Neither account, name nor reference says who sent it."
    return holds(case, Held.NO_PAYER, sentence)


def _of_rivals(case: Case) -> Iterator[Proposal]:
    for party_id in case.who.rivals[:MOST_PROPOSALS]:
        items = case.items_of(case.directory.family(party_id))
        for fit in case.ways_among(items).fits:
            yield propose(case, party_id, fit, items)
