"""Bank accounts opened, and rules of the house written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.banking.actions import (
    CorrectOpening,
    ForgetAlias,
    KeepDeduction,
    KeepHouseRule,
    LetRuleAct,
    OpenBankAccount,
    correct_opening,
    forget_alias,
    keep_deduction,
    keep_house_rule,
    let_rule_act,
    open_bank_account,
)
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.learned import aliases, deductions, rules
from duebook.apps.entities.management.verbs import Verb
from duebook.apps.parties.queries import party_by_code
from duebook.domain.banking import Movement
from duebook.domain.money import exact_minor
from duebook.domain.payments import LeftOut
from duebook.web.figures import money
from duebook.web.terminal import amount, basis_points, console, day, percent, table

if TYPE_CHECKING:
    from duebook.apps.entities.management.office import Sitting


def open_account(sitting: Sitting, options: dict[str, Any]) -> None:
    """Open a bank account of ours."""
    currency = options["currency"] or sitting.currency
    open_bank_account(
        OpenBankAccount(
            entity_id=sitting.entity_id,
            name=options["name"],
            identifier=options["number"],
            currency=currency,
            account=options["account"],
            opened_on=options["on"] or sitting.today,
            opening_minor=exact_minor(options["holds"], currency),
        ),
        **sitting.sends(),
    )
    console.print(f"{options['name']} is open.")


def correct(sitting: Sitting, options: dict[str, Any]) -> None:
    """Put the opening balance of a bank account right."""
    with sitting.reading():
        account = bank_account(sitting.entity_id, options["name"])
    correct_opening(
        CorrectOpening(
            entity_id=sitting.entity_id,
            identifier=account.identifier,
            currency=account.currency,
            was_minor=account.opening_minor,
            opening_minor=exact_minor(options["holds"], account.currency),
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    held = money(exact_minor(options["holds"], account.currency), account.currency)
    console.print(f"{account.name} held {held} {account.currency}.")


def keep_rule(sitting: Sitting, options: dict[str, Any]) -> None:
    """Write a rule of the house."""
    with sitting.reading():
        account = (
            bank_account(sitting.entity_id, options["bank"])
            if options["bank"]
            else None
        )
    rule_id = keep_house_rule(
        KeepHouseRule(
            entity_id=sitting.entity_id,
            name=options["name"],
            account=options["account"],
            bank_account_id=account.id if account else None,
            text=options["text"],
            movement=options["movement"],
        ),
        **sitting.sends(),
    )
    console.print(f"Rule {rule_id} suggests from now on.")


def let_act(sitting: Sitting, options: dict[str, Any]) -> None:
    """Change what a rule may do."""
    let_rule_act(
        LetRuleAct(
            entity_id=sitting.entity_id,
            rule_id=options["rule"],
            state=options["state"],
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    console.print(f"Rule {options['rule']}: {options['state']}.")


def tell_aliases(sitting: Sitting, options: dict[str, Any]) -> None:
    """Show how banks name parties."""
    with sitting.reading():
        known = aliases(sitting.entity_id, party=options["party"])
    console.print(
        table(
            "How banks name them",
            (">Alias", "Party", "Name", "Known by", "Written", ">Said"),
            (
                (one.id, one.party, one.name, one.kind, one.value, one.hits)
                for one in known
            ),
        )
    )


def forget(sitting: Sitting, options: dict[str, Any]) -> None:
    """Forget an alias that misleads."""
    forget_alias(
        ForgetAlias(
            entity_id=sitting.entity_id,
            alias_id=options["alias"],
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    console.print("Forgotten; what was matched by it stays.")


def tell_rules(sitting: Sitting, options: dict[str, Any]) -> None:
    """Show the rules of the house."""
    del options
    with sitting.reading():
        known = rules(sitting.entity_id)
    console.print(
        table(
            "Rules of the house",
            (">Rule", "Name", "Account", "Says", "Is", "May", ">Confirmed", ">Denied"),
            (
                (
                    *(one.id, one.name, one.account, one.text, one.movement),
                    *(one.state, one.hits, one.misses),
                )
                for one in known
            ),
        )
    )


def keep_let_go(sitting: Sitting, options: dict[str, Any]) -> None:
    """Say what payers are known to leave out, and list it."""
    if options["code"]:
        _keep_deduction(sitting, options)
    with sitting.reading():
        known = deductions(sitting.entity_id)
    console.print(
        table(
            "Known deductions",
            ("Code", "Party", "Because", ">Share", ">At most", "By itself"),
            (
                (
                    one.code,
                    one.party or "everybody",
                    one.why.replace("_", " "),
                    "" if one.rate_bp is None else percent(one.rate_bp),
                    money(one.limit_minor, sitting.currency),
                    "yes" if one.is_automatic else "",
                )
                for one in known
            ),
        )
    )


def _keep_deduction(sitting: Sitting, options: dict[str, Any]) -> None:
    party_id = None
    if options["party"]:
        with sitting.reading():
            party_id = party_by_code(sitting.entity_id, options["party"]).id
    keep_deduction(
        KeepDeduction(
            entity_id=sitting.entity_id,
            code=options["code"],
            why=options["why"],
            party_id=party_id,
            rate_bp=options["rate"],
            limit_minor=exact_minor(options["limit"], sitting.currency),
            is_automatic=options["automatic"],
        ),
        **sitting.sends(),
    )


VERBS = (
    Verb(
        "open",
        "Open a bank account of ours, under a ledger account.",
        open_account,
        (
            ("name", {"help": "what we call it"}),
            ("number", {"help": "its IBAN or number, as its statements write it"}),
            ("account", {"metavar": "CODE", "help": "the ledger account"}),
            ("--currency", {"help": "the entity’s own, unless said"}),
            ("--on", {"type": day, "help": "the day before its first line"}),
            (
                "--holds",
                {"type": amount, "default": amount("0"), "help": "its balance then"},
            ),
        ),
    ),
    Verb(
        "correct-opening",
        "Put the opening balance of a bank account right.",
        correct,
        (
            ("name", {"help": "its name or number"}),
            ("--holds", {"type": amount, "required": True, "help": "as it was then"}),
            ("--reason", {"required": True}),
        ),
    ),
    Verb(
        "keep-rule",
        "Write a rule of the house: lines that look so are this.",
        keep_rule,
        (
            ("name", {"help": "such as “bank fee”"}),
            ("account", {"metavar": "CODE", "help": "the ledger account"}),
            ("--text", {"default": "", "help": "what its lines say"}),
            (
                "--movement",
                {"default": "", "choices": ["", *(one.value for one in Movement)]},
            ),
            ("--bank", {"default": "", "help": "on one bank account only"}),
        ),
    ),
    Verb(
        "let-rule",
        "Let a confirmed rule act by itself, suggest again, or retire.",
        let_act,
        (
            ("rule", {"type": int, "metavar": "RULE"}),
            ("state", {"choices": ["acts", "suggests", "retired"]}),
            ("--reason", {"required": True}),
        ),
    ),
    Verb("rules", "List the rules of the house.", tell_rules),
    Verb(
        "aliases",
        "List how banks name parties, as people’s decisions taught it.",
        tell_aliases,
        (("--party", {"default": "", "metavar": "CODE"}),),
    ),
    Verb(
        "forget",
        "Forget an alias that misleads.",
        forget,
        (
            ("alias", {"type": int, "metavar": "ALIAS"}),
            ("--reason", {"required": True}),
        ),
    ),
    Verb(
        "deductions",
        "List what payers are known to leave out; with a code, keep one.",
        keep_let_go,
        (
            ("code", {"nargs": "?", "default": ""}),
            ("--party", {"default": "", "metavar": "CODE", "help": "else everybody"}),
            (
                "--why",
                {
                    "type": LeftOut,
                    "choices": [
                        LeftOut.DEDUCTION,
                        LeftOut.WITHHELD_TAX,
                        LeftOut.BANK_FEE,
                    ],
                    "default": LeftOut.DEDUCTION,
                },
            ),
            ("--rate", {"type": basis_points, "help": "per cent of what was billed"}),
            ("--limit", {"type": amount, "default": amount("0"), "help": "at most"}),
            ("--automatic", {"action": "store_true", "help": "without a person"}),
        ),
    ),
)
