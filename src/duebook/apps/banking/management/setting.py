"""Bank accounts opened, and rules of the house written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.banking.actions import (
    KeepHouseRule,
    LetRuleAct,
    OpenBankAccount,
    keep_house_rule,
    let_rule_act,
    open_bank_account,
)
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.entities.management.verbs import Verb
from duebook.domain.banking import Movement
from duebook.domain.money import exact_minor
from duebook.web.terminal import amount, console, day

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
)
