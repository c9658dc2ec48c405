"""Rules of the house: what a bank line that looks so always is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

HITS_BEFORE_ACTING: Final = 3
"""How often people must have confirmed a rule before it may act by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRule:
    """Conditions that must all hold; an empty one always does.

    ``text`` is looked for in what the line says, without regard to case; amounts are
    signed minor units, money in positive, the bounds included.
    """

    id: int
    name: str
    account_id: int
    bank_account_id: int | None = None
    text: str = ""
    movement: str = ""
    other_account: str = ""
    least_minor: int | None = None
    most_minor: int | None = None
    acts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledLine:
    """A bank line as rules see it: ``said`` is its text with its counterparty's name.

    ``amount_minor`` is signed, money in positive.
    """

    bank_account_id: int
    amount_minor: int
    said: str
    movement: str = ""
    other_account: str = ""


def applies(rule: HouseRule, line: RuledLine) -> bool:
    """Whether every condition of a rule holds for a line."""
    return (
        rule.bank_account_id in {None, line.bank_account_id}
        and rule.text.casefold() in line.said.casefold()
        and rule.movement in {"", line.movement}
        and rule.other_account in {"", line.other_account}
        and (rule.least_minor is None or rule.least_minor <= line.amount_minor)
        and (rule.most_minor is None or line.amount_minor <= rule.most_minor)
    )


def ruling(line: RuledLine, rules: Sequence[HouseRule]) -> HouseRule | None:
    """The one rule that applies to a line; none where several disagree.

    Several that name the same account agree: the first by id speaks for them.
    """
    fitting = sorted(
        (rule for rule in rules if applies(rule, line)), key=lambda rule: rule.id
    )
    if len({rule.account_id for rule in fitting}) != 1:
        return None
    acting = [rule for rule in fitting if rule.acts]
    return (acting or fitting)[0]
