"""What a person says of lines that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.banking.actions import (
    AcceptMatch,
    JudgeLine,
    LinkLine,
    MatchLine,
    Reconcile,
    RejectMatch,
    RuleLine,
    SetApart,
    Short,
    UnlinkLine,
    Unmatch,
    accept_match,
    judge_line,
    link_line,
    match_line,
    reconcile,
    reject_match,
    rule_line,
    set_lines_apart,
    unlink_line,
    unmatch,
)
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.lines import lines_by_id
from duebook.apps.entities.management.verbs import Verb
from duebook.apps.parties.queries import party_by_code
from duebook.apps.receivables.queries import item_by_number
from duebook.domain.disputes import Category
from duebook.domain.money import exact_minor
from duebook.web.figures import counted, money
from duebook.web.terminal import amount, console, day

if TYPE_CHECKING:
    from duebook.apps.entities.management.office import Sitting

LINE: tuple[str, dict[str, Any]] = ("line", {"type": int, "metavar": "LINE"})
REASON: tuple[str, dict[str, Any]] = ("--reason", {"required": True})


def accept(sitting: Sitting, options: dict[str, Any]) -> None:
    """Take a proposal."""
    accepted = accept_match(
        AcceptMatch(
            entity_id=sitting.entity_id,
            line_id=options["line"],
            proposal=options["proposal"],
            short=Short(options["short"]),
            reason=options["reason"],
            category=Category(options["category"]),
            owner=options["owner"],
        ),
        **sitting.sends(),
    )
    console.print(f"{counted(len(accepted.settled), 'item')} settled.")
    if accepted.written_off_minor:
        written_off = money(accepted.written_off_minor, sitting.currency)
        console.print(f"{written_off} written off.")
    for number in accepted.disputes:
        console.print(f"Dispute {number} is open about the rest.")
    for request_id in accepted.waiting:
        console.print(f"Request {request_id} waits for a second person.")


def assign(sitting: Sitting, options: dict[str, Any]) -> None:
    """Say whose the money is and what it settles."""
    with sitting.reading():
        party = party_by_code(sitting.entity_id, options["party"])
        items = [
            (item_by_number(sitting.entity_id, number), amount(text))
            for number, text in options["invoice"]
        ]
    match_line(
        MatchLine(
            entity_id=sitting.entity_id,
            line_id=options["line"],
            party_id=party.id,
            paid={item.id: exact_minor(paid, item.currency) for item, paid in items},
            amount_minor=_part(sitting, options),
            is_on_account=options["on_account"],
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    console.print(f"The money is {party.name}’s.")


def _part(sitting: Sitting, options: dict[str, Any]) -> int | None:
    """How much of the line is meant, where it is divided."""
    if options["amount"] is None:
        return None
    with sitting.reading():
        [line] = lines_by_id(sitting.entity_id, [options["line"]])
    return exact_minor(options["amount"], line.currency)


def reject(sitting: Sitting, options: dict[str, Any]) -> None:
    """Say no to a proposal."""
    left = reject_match(
        RejectMatch(
            entity_id=sitting.entity_id,
            line_id=options["line"],
            proposal=options["proposal"],
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    console.print(f"{counted(left, 'proposal')} left.")


def apart(sitting: Sitting, options: dict[str, Any]) -> None:
    """Keep money apart until somebody knows whose it is."""
    kept = set_lines_apart(
        SetApart(entity_id=sitting.entity_id, line_ids=tuple(options["lines"])),
        **sitting.sends(),
    )
    console.print(f"{counted(kept, 'line')} kept as unidentified.")


def undo(sitting: Sitting, options: dict[str, Any]) -> None:
    """Take a match back."""
    unmatch(
        Unmatch(
            entity_id=sitting.entity_id,
            line_id=options["line"],
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    console.print("Taken back; the money waits for its payer.")


def link(sitting: Sitting, options: dict[str, Any]) -> None:
    """Say that a line is in the books already."""
    left_minor = link_line(
        LinkLine(
            entity_id=sitting.entity_id,
            line_id=options["line"],
            entry_id=options["entry"],
        ),
        **sitting.sends(),
    )
    console.print(
        "Linked." if not left_minor else f"Linked; {left_minor} minor units are left."
    )


def unlink(sitting: Sitting, options: dict[str, Any]) -> None:
    """Take a link, or what a rule posted, back."""
    taken = unlink_line(
        UnlinkLine(
            entity_id=sitting.entity_id,
            line_id=options["line"],
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    console.print(f"{counted(taken, 'link')} taken back.")


def rule(sitting: Sitting, options: dict[str, Any]) -> None:
    """Post a line against a ledger account."""
    rule_line(
        RuleLine(
            entity_id=sitting.entity_id,
            line_id=options["line"],
            account=options["account"],
        ),
        **sitting.sends(),
    )
    console.print("Posted.")


def judge(sitting: Sitting, options: dict[str, Any]) -> None:
    """Settle the doubt whether a line came before."""
    judge_line(
        JudgeLine(
            entity_id=sitting.entity_id,
            line_id=options["line"],
            is_new=options["is"] == "new",
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    console.print(f"Line {options['line']} is {options['is']}.")


def sign(sitting: Sitting, options: dict[str, Any]) -> None:
    """Sign that bank and books agree."""
    signed = reconcile(
        Reconcile(
            entity_id=sitting.entity_id,
            account=options["account"],
            reconciled_on=options["on"] or sitting.today,
        ),
        **sitting.sends(),
    )
    with sitting.reading():
        currency = bank_account(sitting.entity_id, options["account"]).currency
    console.print(
        f"Reconciled: the bank holds {money(signed.bank_minor, currency)}, the books "
        f"{money(signed.book_minor, currency)}, of which "
        f"{money(signed.outstanding_minor, currency)} {currency} are under way."
    )


VERBS = (
    Verb(
        "accept",
        "Take a proposal of a line, the best one unless another is named.",
        accept,
        (
            LINE,
            ("--proposal", {"type": int, "default": 1, "metavar": "N"}),
            (
                "--short",
                {
                    "choices": [short.value for short in Short],
                    "default": Short.KEEP_OPEN.value,
                    "help": "what becomes of what stays open",
                },
            ),
            (
                "--category",
                {
                    "choices": [category.value for category in Category],
                    "default": Category.OTHER.value,
                    "help": "what a dispute is about",
                },
            ),
            (
                "--owner",
                {"default": "", "help": "who looks into it; who asks, unless said"},
            ),
            ("--reason", {"default": ""}),
        ),
    ),
    Verb(
        "assign",
        "Say whose the money of a line is, and what it settles.",
        assign,
        (
            LINE,
            ("party", {"help": "the code of the party that paid"}),
            (
                "--invoice",
                {
                    "nargs": 2,
                    "action": "append",
                    "default": [],
                    "metavar": ("NUMBER", "AMOUNT"),
                    "help": "what it settles; may be repeated",
                },
            ),
            (
                "--amount",
                {"type": amount, "help": "so much of it; the rest waits on"},
            ),
            ("--on-account", {"action": "store_true", "help": "leave the rest there"}),
            ("--reason", {"default": ""}),
        ),
    ),
    Verb(
        "reject",
        "Say no to a proposal, so that it does not come again.",
        reject,
        (LINE, ("--proposal", {"type": int, "default": 1, "metavar": "N"}), REASON),
    ),
    Verb(
        "apart",
        "Keep the money of lines as unidentified.",
        apart,
        (("lines", {"nargs": "+", "type": int, "metavar": "LINE"}),),
    ),
    Verb("undo", "Take back what a line was matched with.", undo, (LINE, REASON)),
    Verb(
        "link",
        "Say that a line is an entry that the books hold already.",
        link,
        (LINE, ("entry", {"type": int, "metavar": "ENTRY"})),
    ),
    Verb("unlink", "Take a link or a rule’s posting back.", unlink, (LINE, REASON)),
    Verb(
        "rule",
        "Post a line as a rule of the house says, or against a ledger account.",
        rule,
        (LINE, ("--account", {"metavar": "CODE", "help": "the ledger account"})),
    ),
    Verb(
        "judge",
        "Say whether a doubtful line is new or known.",
        judge,
        (LINE, ("is", {"choices": ["new", "known"]}), REASON),
    ),
    Verb(
        "reconcile",
        "Sign that an account agrees with the books at the end of a day.",
        sign,
        (
            ("account", {"help": "its name or number"}),
            ("--on", {"type": day, "help": "the day; today, unless said"}),
        ),
    ),
)
