"""The month's money told at the terminal: what came, was proved, and was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management import call_command

from duebook.demo import money_in
from duebook.demo.month import LAST_DAY
from duebook.demo.showing import SHOWN, bar, tell, tell_few, tell_file
from duebook.web.figures import counted, money
from duebook.web.terminal import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.banking.actions import LinesMatched
    from duebook.demo.money_in import Decided
    from duebook.demo.month import MonthsWork


def tell_money(work: MonthsWork) -> None:
    """Take a month's money in, from the drawer to the accountant's signature."""
    _tell_drawer(work)
    _tell_lockbox(work)
    _tell_payouts(work)
    _tell_statement(work)
    with bar(f"{work.desk.code}: matching") as advance:
        matched = money_in.match(work, advance)
    _tell_matched(matched)
    _tell_decided(list(money_in.decide_all(work)))
    tell_few(money_in.use_credits(work))
    call_command("bank", "--entity", work.desk.code, "balances", "--on", f"{LAST_DAY}")
    for name, currency, signed in money_in.sign_banks(work):
        amount = money(signed.outstanding_minor, currency)
        under_way = (
            f", but for {amount} {currency} under way"
            if signed.outstanding_minor
            else ""
        )
        tell(f"✓ {name}: book equals bank{under_way}; signed", style="green")


def _tell_drawer(work: MonthsWork) -> None:
    drawer = money_in.take_drawer_in(work)
    if drawer is None:
        return
    tell_file(work, drawer.file)
    for day, slip in drawer.slips:
        amount = money(slip.amount_minor, work.desk.blueprint.currency)
        tell(
            f"slip {slip.number} of {day:%-d %B}: {amount} to the bank, "
            f"{counted(slip.payments, 'payment')}"
        )


def _tell_lockbox(work: MonthsWork) -> None:
    for name, taken in money_in.take_lockbox_in(work):
        amount = money(taken.amount_minor, work.desk.blueprint.currency)
        console.print(f"{work.desk.code}  {name}", style="bold")
        tell(
            f"{counted(taken.cheques, 'cheque')} opened by the bank, "
            f"slip {taken.deposit} over {amount}"
        )
        for problem in taken.told[:SHOWN]:
            tell(f"{problem.place}: {problem.sentence}", style="yellow")


def _tell_payouts(work: MonthsWork) -> None:
    found = money_in.take_payouts_in(work)
    if found is None:
        return
    name, taken = found
    currency = work.desk.blueprint.currency
    console.print(f"{work.desk.code}  {name}", style="bold")
    tell(
        f"{counted(taken.payments, 'card payment')}, "
        f"{counted(taken.payouts, 'payout')}; "
        f"{money(taken.fees_minor.get(currency, 0), currency)} {currency} are fees, "
        f"{money(taken.owed_minor.get(currency, 0), currency)} still to be paid out"
    )
    for problem in taken.told[:SHOWN]:
        tell(f"{problem.place}: {problem.sentence} It is kept apart.", style="yellow")


def _tell_statement(work: MonthsWork) -> None:
    name, taken = money_in.take_statement_in(work)
    console.print(f"{work.desk.code}  {name}", style="bold")
    tell(
        f"{taken.format}: {counted(taken.fresh, 'line')} on "
        f"{counted(taken.statements, 'statement')}, balances and sums as the bank "
        "declares them"
        if not taken.problems
        else f"{taken.format}: {counted(taken.fresh, 'line')}",
        style="dim",
    )
    for problem in taken.problems[:SHOWN]:
        tell(f"{problem.place}: {problem.sentence}", style="yellow")


def _tell_matched(matched: LinesMatched) -> None:
    waiting = sum(matched.held.values())
    tell(
        f"{counted(matched.posted, 'line')} posted by themselves, "
        f"{matched.linked} in the books already, {waiting} held for a person:"
    )


def _tell_decided(decided: Sequence[Decided]) -> None:
    """One line of each reason before a second of any."""
    seen: dict[str, int] = {}
    ranked = []
    for place, one in enumerate(decided):
        seen[one.line.held] = seen.get(one.line.held, 0) + 1
        ranked.append((seen[one.line.held], place, one))
    shown = sorted(ranked)[:SHOWN]
    for _, _, one in shown:
        _tell_one(one)
    if len(decided) > len(shown):
        console.print(
            f"    … and {len(decided) - len(shown)} more, decided like these",
            style="dim",
        )


def _tell_one(one: Decided) -> None:
    line = one.line
    said = line.other_name if line.text == line.other_name else f"“{line.text}”"
    if line.other_name and line.text not in {"", line.other_name}:
        said = f"{line.other_name} “{line.text}”"
    tell(
        f"? {line.booked_on:%d %b} {money(line.amount_minor, line.currency)} "
        f"{line.currency}  {said}"
    )
    tell(line.sentence, indent=6, style="dim")
    if one.proposed:
        tell(f"Proposed: {one.proposed}", indent=6, style="dim")
    tell(f"→ {one.decision}", indent=6, style="green")
