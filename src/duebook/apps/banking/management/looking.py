"""The matcher let loose, and what waits shown with its reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from rich.progress import MofNCompleteColumn, Progress

from duebook.apps.banking.actions import (
    MatchLines,
    match_lines,
)
from duebook.apps.banking.actions.watching import watched
from duebook.apps.banking.queries.accounts import bank_account, bank_accounts
from duebook.apps.banking.queries.advices import open_advices
from duebook.apps.banking.queries.learned import match_rates
from duebook.apps.banking.queries.lines import lines_by_id, waiting_lines
from duebook.apps.banking.queries.proof import proof
from duebook.apps.entities.management.verbs import Verb
from duebook.apps.ledger.queries import accounts_by_role, balance_on
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.ledger import AccountRole
from duebook.web.figures import counted, money
from duebook.web.terminal import console, day, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from duebook.apps.banking.queries.lines import Line
    from duebook.apps.entities.management.office import Sitting
    from duebook.domain.advices import Advice

A_YEAR: Final = timedelta(days=365)


def match(sitting: Sitting, options: dict[str, Any]) -> None:
    """Let the matcher explain what it can prove."""
    with sitting.reading():
        account = (
            bank_account(sitting.entity_id, options["account"])
            if options["account"]
            else None
        )
    with (
        Progress(
            *Progress.get_default_columns(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        ) as bar,
        watched(_on(bar)),
    ):
        matched = match_lines(
            MatchLines(
                entity_id=sitting.entity_id,
                bank_account_id=account.id if account else None,
            ),
            **sitting.sends(),
        )
    console.print(
        f"{counted(matched.posted, 'line')} posted, {matched.linked} were in the books "
        f"already, {matched.ruled} by rules of the house."
    )
    for why, lines in matched.held.items():
        console.print(f"  {lines} wait: {why.replace('_', ' ')}")


def _on(bar: Progress) -> Callable[[int, int], None]:
    """What moves a bar; it pulses until the books are read."""
    task = bar.add_task("Matching", total=None)

    def answered(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)

    return answered


def review(sitting: Sitting, options: dict[str, Any]) -> None:
    """Show what waits, and for one line all that speaks for each proposal."""
    with sitting.reading():
        if options["line"] is not None:
            [line] = lines_by_id(sitting.entity_id, [options["line"]])
            _tell(sitting, line)
            return
        lines = waiting_lines(sitting.entity_id, size=options["most"])
    console.print(_table(lines))


def advices(sitting: Sitting, options: dict[str, Any]) -> None:
    """List what payers announced and no money was found for yet."""
    since = options["since"] or sitting.today - A_YEAR
    with sitting.reading():
        waiting = open_advices(sitting.entity_id, since=since)
    console.print(
        table(
            f"Advice that waits for its money: {len(waiting)}",
            ("Day", "Reference", ">Amount", "", "For"),
            (
                (
                    one.on,
                    one.reference,
                    _sum(one.as_advice()),
                    one.currency,
                    ", ".join(line.reference for line in one.lines),
                )
                for one in waiting
            ),
        )
    )


def _sum(advice: Advice) -> str:
    if advice.total_minor is None or not advice.currency:
        return "not told"
    return money(advice.total_minor, advice.currency)


def _table(lines: list[Line]) -> object:
    return table(
        f"Lines that wait: {len(lines)}",
        (">Line", "Day", "Account", "From", ">Amount", "", "Why it waits"),
        (
            (
                line.id,
                line.booked_on,
                line.bank_account,
                line.other_name or line.text[:40],
                money(line.amount_minor, line.currency),
                line.currency,
                _why(line),
            )
            for line in lines
        ),
    )


def _why(line: Line) -> str:
    if line.state == "apart":
        return "unidentified"
    return (line.held or line.state).replace("_", " ")


def _tell(sitting: Sitting, line: Line) -> None:
    console.print(
        f"Line {line.id}, {line.booked_on}, {line.bank_account}: "
        f"{money(line.amount_minor, line.currency)} {line.currency}"
    )
    for said in (line.other_name, " ".join(line.payer_references), line.text):
        if said:
            console.print(f"  “{said}”")
    console.print(line.sentence)
    for place, proposal in enumerate(line.proposals, start=1):
        items = items_by_id(
            sitting.entity_id, [part.debt_id for part in proposal.parts]
        )
        for reason in proposal.reasons:
            console.print(f"  {reason.sentence}")
        console.print(
            table(
                f"Proposal {place}",
                ("Settles", ">Open", ">Pays", ">Let go"),
                (
                    (
                        items[part.debt_id].number,
                        money(items[part.debt_id].open_minor, line.currency),
                        money(part.paid_minor, line.currency),
                        money(
                            part.discount_minor + part.fee_minor + part.deducted_minor,
                            line.currency,
                        ),
                    )
                    for part in proposal.parts
                ),
            )
        )


def balances(sitting: Sitting, options: dict[str, Any]) -> None:
    """Show book against bank for every account at a day."""
    on = options["on"] or sitting.today
    with sitting.reading():
        proofs = [
            proof(sitting.entity_id, account, on)
            for account in bank_accounts(sitting.entity_id, on=on)
        ]
    console.print(
        table(
            f"Book against bank on {on}",
            (
                *("Account", "", ">Bank", ">Books", ">Outstanding", ">Waiting"),
                ">Unexplained",
            ),
            (
                (
                    one.account.name,
                    one.account.currency,
                    money(one.bank_minor, one.account.currency),
                    money(one.book_minor, one.account.currency),
                    money(one.outstanding_minor, one.account.currency),
                    money(one.waiting_minor, one.account.currency),
                    money(one.difference_minor, one.account.currency),
                )
                for one in proofs
            ),
        )
    )
    _tell_unsettled(sitting, on)
    for one in proofs:
        for gap in one.gaps:
            console.print(
                f"{one.account.name}: the bank states "
                f"{money(gap.stated_minor, one.account.currency)} for {gap.on}; its "
                f"lines lead to {money(gap.reckoned_minor, one.account.currency)}."
            )


def _tell_unsettled(sitting: Sitting, on: date) -> None:
    """The three balances of money that settles nothing yet."""
    roles = (
        AccountRole.UNIDENTIFIED_CASH,
        AccountRole.UNAPPLIED_CASH,
        AccountRole.ON_ACCOUNT,
    )
    with sitting.reading():
        accounts = accounts_by_role(sitting.entity_id)
        sums = {
            (role, account.currency): balance_on(
                sitting.entity_id, accounts[role], account.currency, on
            )
            for role in roles
            for account in bank_accounts(sitting.entity_id)
        }
    console.print(
        table(
            "Money that settles nothing yet",
            ("", "", ">Amount"),
            (
                (
                    role.value.replace("_", " ").capitalize(),
                    currency,
                    money(-amount_minor, currency),
                )
                for (role, currency), amount_minor in sums.items()
                if amount_minor
            ),
        )
    )


def rates(sitting: Sitting, options: dict[str, Any]) -> None:
    """Show how much was matched by whom: receipts, and documents they settled."""
    last = options["to"] or sitting.today
    first = options["first"] or last.replace(day=1)
    with sitting.reading():
        found = match_rates(sitting.entity_id, first, last)
    receipts = sum(one.receipts for one in found)
    documents = sum(one.documents for one in found)
    console.print(
        table(
            f"Money matched from {first} to {last}",
            ("By", "", ">Receipts", ">Share", ">Documents", ">Share", ">Amount"),
            (
                (
                    one.way,
                    one.currency,
                    one.receipts,
                    _share(one.receipts, receipts),
                    one.documents,
                    _share(one.documents, documents),
                    money(one.amount_minor, one.currency),
                )
                for one in found
            ),
        )
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


VERBS = (
    Verb(
        "match",
        "Post what is complete and unique; say why the rest waits.",
        match,
        (("--account", {"default": "", "help": "one bank account"}),),
    ),
    Verb(
        "review",
        "List what waits, or tell all about one line.",
        review,
        (
            ("line", {"nargs": "?", "type": int, "metavar": "LINE"}),
            ("--most", {"type": int, "default": 200, "help": "how many at most"}),
        ),
    ),
    Verb(
        "advices",
        "List remittance advice that waits for its money.",
        advices,
        (("--since", {"type": day, "help": "a year ago, unless said"}),),
    ),
    Verb(
        "balances",
        "Book against bank, account by account.",
        balances,
        (("--on", {"type": day, "help": "the day; today, unless said"}),),
    ),
    Verb(
        "rates",
        "How much was matched by the matcher and by people, by receipt and document.",
        rates,
        (
            ("--from", {"dest": "first", "type": day, "help": "the month’s first"}),
            ("--to", {"type": day, "help": "today, unless said"}),
        ),
    ),
)
