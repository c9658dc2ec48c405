"""Bank files taken in: each line once, whatever file or format it comes in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.actions.carrying_out import BOOKED_ALREADY, nothing_waits
from duebook.apps.banking.actions.files import came_before, keep_file
from duebook.apps.banking.actions.sharing import locked_line
from duebook.apps.banking.queries.accounts import (
    CurrencyDiffers,
    UnknownBankAccount,
    bank_account,
    bank_accounts,
    normalised,
)
from duebook.apps.banking.queries.lines import PARTS, REMITTANCE
from duebook.apps.banking.queries.reading import SOURCE_KIND, read_bank_file
from duebook.apps.banking.queries.taken import known_lines
from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.imports.actions import keep_mapping
from duebook.apps.imports.queries import NOTHING_SAID, Said
from duebook.apps.papers.actions import Content
from duebook.domain.bank_lines import (
    LineVerdict,
    Standing,
    days_to_compare,
    fresh_lines,
    stated_lines,
)
from duebook.domain.banking import Problem
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.banking.queries.accounts import BankAccount
    from duebook.domain.bank_line_evidence import StatedLine
    from duebook.domain.banking import BankLine, BankStatement
    from duebook.formats.tables import ColumnMapping

REFUSED_BY["bank_line_is_taken_in_once"] = (
    "a line of this file is being taken in by somebody else."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBankFile:
    """Take in a bank's file; ``account`` names ours where the file does not.

    What is ``said`` of a table's columns, and whether it writes money that leaves
    without a sign (``out_is_positive``), is remembered with the account; None takes
    what is remembered.  ``currency`` is that of a table which tells none.
    """

    entity_id: int
    name: str
    content: Content
    account: str = ""
    said: Said = NOTHING_SAID
    currency: str = ""
    out_is_positive: bool | None = None


@dataclass(frozen=True, slots=True)
class BankFileTaken:
    """How the lines of a file ended, and what it did not agree with itself.

    A file that came before adds nothing: ``is_repeated``.
    """

    format: str
    statements: int
    fresh: int
    known: int
    doubtful: int
    left: int
    problems: tuple[Problem, ...]
    is_repeated: bool = False


@action(Right.RECEIVE)
def take_bank_file(command: TakeBankFile, act: Act) -> BankFileTaken:
    """Keep the statements and the new lines of a file; nothing is posted.

    Lines that are announced but not booked are left out and counted, and so are those
    up to the day of the account's opening balance, which holds them.

    Raises:
        UnreadableBankFile: naming place and field; nothing of the file is kept.
        UnknownBankAccount: a statement is of no account of ours.
        CurrencyDiffers: it is in another currency than the account.
        NoSuchColumn, NoSuchField: what was said of a table does not fit it.
    """
    earlier = came_before(act.entity_id, command.content)
    if earlier is not None:
        return BankFileTaken(earlier, 0, 0, 0, 0, 0, (), is_repeated=True)
    file, mapping = read_bank_file(
        act.entity_id,
        command.content,
        command.name,
        account=command.account,
        said=command.said,
        currency=command.currency,
        out_is_positive=command.out_is_positive,
    )
    statements = _with_accounts(act.entity_id, file.statements, command.account)
    verdicts = _verdicts(act.entity_id, file.format, statements)
    file_id = keep_file(
        act,
        command.name,
        command.content,
        format_name=file.format,
        problems=file.problems,
    )
    ids = _write_statements(act, file_id, statements)
    _write_lines(act, statements, ids, verdicts)
    _remember(act, command, statements, mapping)
    counted = Counter(
        verdict.standing for of_statement in verdicts for verdict in of_statement
    )
    return BankFileTaken(
        format=file.format,
        statements=len(statements),
        fresh=counted[Standing.FRESH],
        known=counted[Standing.KNOWN],
        doubtful=counted[Standing.DOUBTFUL],
        left=counted[Standing.LEFT],
        problems=file.problems,
    )


def _remember(
    act: Act,
    command: TakeBankFile,
    statements: Sequence[tuple[BankStatement, BankAccount]],
    mapping: ColumnMapping | None,
) -> None:
    """Keep what was said of a table for the next one of its account."""
    accounts = {account.id: account.name for _, account in statements}
    if mapping is not None and command.said.changes_mapping():
        source = next(iter(accounts.values())) if len(accounts) == 1 else ""
        keep_mapping(act, SOURCE_KIND, source, mapping)
    if command.out_is_positive is not None:
        models.BankAccount.objects.filter(
            entity_id=act.entity_id, id__any_of=list(accounts)
        ).update(out_is_positive=command.out_is_positive)


def _with_accounts(
    entity_id: int, statements: Sequence[BankStatement], named: str
) -> list[tuple[BankStatement, BankAccount]]:
    """Statements with our accounts: the one that each states, else the one we named.

    Banks write one account in several ways, so the one we named may be stated
    otherwise; but not as two accounts in one file.
    """
    ours = {
        account.identifier: account
        for account in bank_accounts(entity_id)
        if account.identifier
    }
    stated = [normalised(statement.account) for statement in statements]
    instead = bank_account(entity_id, named) if named else None
    unknown = {one for one in stated if one and one not in ours}
    if instead and len(unknown) > (instead.identifier not in stated):
        raise UnknownBankAccount(min(unknown))
    found = []
    for statement, identifier in zip(statements, stated, strict=True):
        account = ours.get(identifier, instead)
        if account is None:
            raise UnknownBankAccount(statement.account or statement.place)
        if statement.currency not in {"", account.currency}:
            raise CurrencyDiffers(
                statement.place, statement.currency, account.name, account.currency
            )
        found.append((statement, account))
    return found


def _verdicts(
    entity_id: int,
    format_name: str,
    statements: Sequence[tuple[BankStatement, BankAccount]],
) -> list[list[LineVerdict]]:
    """What each line of each statement is to the books; all are judged together."""
    stated = [
        [
            replace(line, currency=line.currency or account.currency)
            for line in stated_lines(
                statement, account=account.identifier, format_name=format_name
            )
        ]
        for statement, account in statements
    ]
    every = [line for lines in stated for line in lines]
    days = days_to_compare(every)
    accounts = sorted({account.id for _, account in statements})
    known = known_lines(entity_id, accounts, *days) if days else []
    verdicts = iter(fresh_lines(every, known))
    return [
        [_since_opening(next(verdicts), line, account) for line in lines]
        for lines, (_, account) in zip(stated, statements, strict=True)
    ]


def _since_opening(
    verdict: LineVerdict, line: StatedLine, account: BankAccount
) -> LineVerdict:
    """The verdict, but for what the account's opening balance holds already."""
    if line.booked_on > account.opened_on:
        return verdict
    return LineVerdict(
        standing=Standing.LEFT, reason="It is in the account's opening balance."
    )


def _write_statements(
    act: Act, file_id: int, statements: Sequence[tuple[BankStatement, BankAccount]]
) -> list[int]:
    ids = db.take_ids("banking_statement", len(statements))
    models.BankStatement.objects.bulk_create(
        models.BankStatement(
            id=statement_id,
            entity_id=act.entity_id,
            file_id=file_id,
            bank_account_id=account.id,
            number=statement.number,
            from_on=statement.from_on,
            until_on=statement.until_on,
            opening_on=statement.opening.on if statement.opening else None,
            opening_minor=(
                statement.opening.amount_minor if statement.opening else None
            ),
            closing_on=statement.closing.on if statement.closing else None,
            closing_minor=(
                statement.closing.amount_minor if statement.closing else None
            ),
        )
        for statement_id, (statement, account) in zip(ids, statements, strict=True)
    )
    return ids


_LINE_COLUMNS = (
    *("id", "entity_id", "statement_id", "bank_account_id", "place", "booked_on"),
    *("value_on", "amount_minor", "currency", "movement", "code", "is_reversal"),
    *("other_name", "other_account", "other_bank", "payer_references"),
    *("bank_reference", "text", "remittance", "charges_minor", "original_currency"),
    *("original_minor", "return_code", "parts", "fingerprint"),
)


def _write_lines(
    act: Act,
    statements: Sequence[tuple[BankStatement, BankAccount]],
    statement_ids: Sequence[int],
    verdicts: Sequence[Sequence[LineVerdict]],
) -> None:
    taken = [
        (statement_id, account, line, verdict)
        for statement_id, (statement, account), of_statement in zip(
            statement_ids, statements, verdicts, strict=True
        )
        for line, verdict in zip(statement.lines, of_statement, strict=True)
        if verdict.standing in {Standing.FRESH, Standing.DOUBTFUL}
    ]
    ids = db.take_ids("banking_line", len(taken))
    db.write(
        "banking_line",
        _LINE_COLUMNS,
        [
            (
                line_id,
                act.entity_id,
                statement_id,
                account.id,
                *_values(line, account),
                verdict.fingerprint,
            )
            for line_id, (statement_id, account, line, verdict) in zip(
                ids, taken, strict=True
            )
        ],
    )
    db.write(
        "banking_open_line",
        (
            *("entity_id", "line_id", "booked_on", "amount_minor", "explained_minor"),
            *("state", "held", "sentence", "proposals"),
        ),
        [
            (
                act.entity_id,
                line_id,
                line.booked_on,
                line.amount_minor,
                0,
                "doubtful" if verdict.standing is Standing.DOUBTFUL else "new",
                "",
                verdict.reason if verdict.standing is Standing.DOUBTFUL else "",
                "[]",
            )
            for line_id, (_, _, line, verdict) in zip(ids, taken, strict=True)
        ],
    )


def _values(line: BankLine, account: BankAccount) -> tuple[object, ...]:
    return (
        line.place,
        line.booked_on,
        line.value_on,
        line.amount_minor,
        line.currency or account.currency,
        line.movement.value,
        line.code,
        line.is_reversal,
        line.other.name,
        normalised(line.other.account),
        line.other.bank,
        list(line.references),
        line.bank_reference,
        line.text,
        REMITTANCE.dump_json(line.remittance).decode(),
        line.charges_minor,
        line.original_currency,
        line.original_minor,
        line.return_code,
        PARTS.dump_json(line.parts).decode(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeLine:
    """Say of a doubtful line that it is money of its own, or one known already.

    ``is_new`` lets it be matched; otherwise it stays on record and is never posted.
    Of a line that is held because the books seem to hold it, only the first can be
    said: the other is to link it.
    """

    entity_id: int
    line_id: int
    is_new: bool
    reason: str
    seen: str = ""


@action(Right.RECEIVE)
def judge_line(command: JudgeLine, act: Act) -> None:
    """Settle the doubt about a line.

    Raises:
        NoSuchLine, LineChanged, NothingWaits: there is no doubt about it.
    """
    line = locked_line(act, command.line_id, command.seen)
    may_be_booked = line.state == "held" and line.held == BOOKED_ALREADY
    if line.state != "doubtful" and not (may_be_booked and command.is_new):
        raise nothing_waits(line, "is not in doubt")
    rows = models.OpenLine.objects.filter(entity_id=act.entity_id, line_id=line.id)
    if may_be_booked:
        rows.update(state="new", held="", sentence="", is_new_money=True)
        return
    rows.update(
        state="new" if command.is_new else "known",
        sentence="" if command.is_new else command.reason,
    )
