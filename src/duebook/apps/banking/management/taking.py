"""Files of money in: statements, returns, advice, payouts, lockboxes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from rich.progress import track

from duebook.apps.banking.actions import (
    IdentifyPayment,
    TakeAdvice,
    TakeBankFile,
    TakeLockbox,
    TakePayouts,
    TakeReturns,
    identify_payment,
    take_advice,
    take_bank_file,
    take_lockbox,
    take_payouts,
    take_returns,
)
from duebook.apps.banking.management.understood import show_returns, show_understood
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.reading import NACHA, read_bank_file
from duebook.apps.entities.management.verbs import Verb
from duebook.apps.imports.queries import Said
from duebook.apps.parties.queries import parties, party_by_code
from duebook.apps.receivables.queries import item_by_number
from duebook.domain.money import exact_minor
from duebook.formats.bank.nacha import read_nacha
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.tables import DateOrder
from duebook.web.figures import counted, money
from duebook.web.terminal import amount, console, day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duebook.apps.entities.management.office import Sitting
    from duebook.domain.banking import Problem

STDIN = "-"


def take(sitting: Sitting, options: dict[str, Any]) -> None:
    """Take files in, one after the other, or show what would be understood."""
    said = _said(options)
    for path in _each(options["files"]):
        content = _read(path)
        if options["look"]:
            _look(sitting, path, content, said, options)
            continue
        try:
            taken = take_bank_file(
                TakeBankFile(
                    entity_id=sitting.entity_id,
                    name=path.name,
                    content=content,
                    account=options["account"],
                    said=said,
                    currency=options["currency"],
                    out_is_positive=options["out_is_positive"],
                ),
                **sitting.sends(),
            )
        except UnreadableBankFile as refusal:
            if refusal.format != NACHA:
                raise
            _take_back(sitting, path, content, options["account"])
            continue
        if taken.is_repeated:
            _tell_repeated(path.name)
            continue
        console.print(
            f"{path.name} ({taken.format}): {counted(taken.fresh, 'new line')}, "
            f"{taken.known} known, {taken.doubtful} doubtful, "
            f"{taken.left} not booked yet."
        )
        _tell(taken.problems)


def _look(
    sitting: Sitting, path: Path, content: bytes, said: Said, options: dict[str, Any]
) -> None:
    """Show what a file tells; nothing of it is kept."""
    try:
        with sitting.reading():
            file, mapping = read_bank_file(
                sitting.entity_id,
                content,
                path.name,
                account=options["account"],
                said=said,
                currency=options["currency"],
                out_is_positive=options["out_is_positive"],
            )
    except UnreadableBankFile as refusal:
        if refusal.format != NACHA:
            raise
        show_returns(path.name, read_nacha(content, path.name))
    else:
        show_understood(path.name, file, mapping)


def _said(options: dict[str, Any]) -> Said:
    columns: dict[str, str] = {}
    for words in options["column"]:
        heading, sign, field = words.rpartition("=")
        if not sign:
            message = f"“{words}” is not of the form HEADING=FIELD."
            raise CommandError(message)
        columns[heading] = field
    order = options["date_order"]
    return Said(
        sheet=options["sheet"],
        header_row=options["header_row"],
        decimal=options["decimal"],
        date_order=None if order is None else DateOrder(order),
        columns=columns,
    )


def returns(sitting: Sitting, options: dict[str, Any]) -> None:
    """Take back what NACHA files return, and correct what they change."""
    for path in _each(options["files"]):
        _take_back(sitting, path, _read(path), options["account"])


def _take_back(sitting: Sitting, path: Path, content: bytes, account: str) -> None:
    taken = take_returns(
        TakeReturns(
            entity_id=sitting.entity_id,
            name=path.name,
            content=content,
            account=account,
        ),
        **sitting.sends(),
    )
    if taken.is_repeated:
        _tell_repeated(path.name)
        return
    console.print(
        f"{path.name}: {counted(len(taken.returned), 'payment')} taken back, "
        f"{counted(len(taken.corrected), 'account')} corrected."
    )
    for back in taken.returned:
        shown = money(back.amount_minor, "USD")
        console.print(f"  {back.place}: {back.payment} over {shown} USD, {back.reason}")
    ids = {one.party_id for one in taken.corrected}
    with sitting.reading():
        names = {one.id: one.name for one in parties(sitting.entity_id, ids).values()}
    for one in taken.corrected:
        console.print(f"  {names[one.party_id]}: {one.old} is {one.new} from now on.")
    _tell(taken.told)


def advice(sitting: Sitting, options: dict[str, Any]) -> None:
    """Keep what payers say their payments are for."""
    for name in options["files"]:
        is_pasted = name == STDIN
        content = sys.stdin.buffer.read() if is_pasted else _read(Path(name))
        shown = "the pasted text" if is_pasted else Path(name).name
        taken = take_advice(
            TakeAdvice(
                entity_id=sitting.entity_id,
                name=shown,
                content=content,
                payer=options["payer"],
            ),
            **sitting.sends(),
        )
        if taken.is_repeated:
            _tell_repeated(shown)
            continue
        console.print(
            f"{shown}: advice of {counted(taken.kept, 'payment')} kept for its money."
        )
        if taken.bare:
            console.print(f"  {taken.bare} more say nothing of any invoice.")
        _tell(taken.told)


def payout(sitting: Sitting, options: dict[str, Any]) -> None:
    """Post what a processor charged, kept, sent back and paid out."""
    for path in _each(options["files"]):
        taken = take_payouts(
            TakePayouts(
                entity_id=sitting.entity_id,
                name=path.name,
                content=_read(path),
                account=options["account"],
            ),
            **sitting.sends(),
        )
        if taken.is_repeated:
            _tell_repeated(path.name)
            continue
        console.print(
            f"{path.name}: {counted(taken.payouts, 'payout')}, "
            f"{counted(taken.payments, 'payment')} ({taken.unidentified} "
            f"unidentified), {taken.taken_back} taken back."
        )
        for currency, fee_minor in taken.fees_minor.items():
            console.print(f"  Fees: {money(fee_minor, currency)} {currency}")
        for currency, owed_minor in taken.owed_minor.items():
            owed = money(owed_minor, currency)
            console.print(f"  The processor owes us {owed} {currency} now.")
        _tell(taken.told)


def lockbox(sitting: Sitting, options: dict[str, Any]) -> None:
    """Take the cheques of lockboxes in, and deposit them."""
    for path in _each(options["files"]):
        taken = take_lockbox(
            TakeLockbox(
                entity_id=sitting.entity_id,
                name=path.name,
                content=_read(path),
                account=options["account"],
                deposited_on=options["on"] or sitting.today,
            ),
            **sitting.sends(),
        )
        if taken.is_repeated:
            _tell_repeated(path.name)
            continue
        with sitting.reading():
            currency = bank_account(sitting.entity_id, options["account"]).currency
        console.print(
            f"{path.name}: deposit {taken.deposit} of "
            f"{counted(taken.cheques, 'cheque')}, "
            f"{money(taken.amount_minor, currency)} {currency}; "
            f"{taken.unidentified} unidentified."
        )
        _tell(taken.told)


def identify(sitting: Sitting, options: dict[str, Any]) -> None:
    """Say whose money is that came in a lockbox or a payout."""
    with sitting.reading():
        party = party_by_code(sitting.entity_id, options["party"])
        items = [
            (item_by_number(sitting.entity_id, number), amount(text))
            for number, text in options["invoice"]
        ]
    identify_payment(
        IdentifyPayment(
            entity_id=sitting.entity_id,
            payment=options["payment"],
            party_id=party.id,
            paid={item.id: exact_minor(paid, item.currency) for item, paid in items},
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    console.print(f"{options['payment']} is of {party.name}.")


def _each(names: Sequence[str]) -> Iterator[Path]:
    """The files, one after the other, with a bar where there is a screen."""
    return map(
        Path,
        track(
            names,
            "Taking in …",
            console=console,
            transient=True,
            disable=not console.is_terminal,
        ),
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise CommandError(message) from error


def _tell(problems: Iterable[Problem]) -> None:
    for problem in problems:
        console.print(f"  {problem.place}: {problem.sentence}")


def _tell_repeated(name: str) -> None:
    console.print(f"{name} came before; nothing was added.")


FILES: tuple[str, dict[str, Any]] = ("files", {"nargs": "+", "metavar": "FILE"})

VERBS = (
    Verb(
        "import",
        "Take bank statements in; nothing is posted by it, but for NACHA returns.",
        take,
        (
            FILES,
            (
                "--account",
                {"default": "", "help": "whose it is, where the file does not tell"},
            ),
            (
                "--look",
                {
                    "action": "store_true",
                    "help": "show what is understood only",
                },
            ),
            (
                "--column",
                {
                    "action": "append",
                    "default": [],
                    "metavar": "HEADING=FIELD",
                    "help": "what a column of a table holds; without a field it is "
                    "left out; remembered with the account",
                },
            ),
            ("--sheet", {"help": "of a workbook"}),
            ("--header-row", {"type": int, "help": "row of the headings of a table"}),
            ("--decimal", {"choices": [".", ","], "help": "the decimal sign"}),
            ("--date-order", {"choices": [order.value for order in DateOrder]}),
            ("--currency", {"default": "", "help": "of a table that tells none"}),
            (
                "--out-is-positive",
                {
                    "action": argparse.BooleanOptionalAction,
                    "default": None,
                    "help": "money that leaves has no sign in the table; remembered "
                    "with the account",
                },
            ),
        ),
    ),
    Verb(
        "returns",
        "Take back the payments that NACHA files return; correct changed accounts.",
        returns,
        (
            FILES,
            (
                "--account",
                {
                    "default": "",
                    "help": "the bank account that the money leaves; that of the "
                    "payment, unless said",
                },
            ),
        ),
    ),
    Verb(
        "advice",
        "Keep remittance advice until its money comes: any file, or pasted text.",
        advice,
        (
            ("files", {"nargs": "+", "metavar": "FILE", "help": "- reads pasted text"}),
            (
                "--payer",
                {
                    "default": "",
                    "metavar": "CODE",
                    "help": "whose it is, if it is mute",
                },
            ),
        ),
    ),
    Verb(
        "payout",
        "Split a processor’s report into charges, fees, refunds and the sum paid out.",
        payout,
        (
            FILES,
            ("--account", {"required": True, "help": "the bank account it pays into"}),
        ),
    ),
    Verb(
        "lockbox",
        "Take a table of cheques in: a payment for each, and one deposit.",
        lockbox,
        (
            FILES,
            ("--account", {"required": True, "help": "the bank account they are on"}),
            (
                "--on",
                {"type": day, "help": "the day of the deposit; today, unless said"},
            ),
        ),
    ),
    Verb(
        "identify",
        "Say whose an unidentified payment is that no bank line brought.",
        identify,
        (
            ("payment", {"metavar": "NUMBER"}),
            ("party", {"metavar": "CODE"}),
            (
                "--invoice",
                {
                    "nargs": 2,
                    "action": "append",
                    "default": [],
                    "metavar": ("NUMBER", "AMOUNT"),
                    "help": "what it pays; may be repeated",
                },
            ),
            ("--reason", {"required": True}),
        ),
    ),
)
