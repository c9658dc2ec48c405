"""Settings of money: payment terms, bank accounts, exchange rates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms

from duebook.apps.banking.actions.accounts import OpenBankAccount, open_bank_account
from duebook.apps.banking.actions.opening import CorrectOpening, correct_opening
from duebook.apps.banking.queries.accounts import bank_account, bank_accounts
from duebook.apps.desk.pages.settings.fields import (
    Amount,
    accounts,
    bp_to_percent,
    filled,
    minor,
    offer,
    percent_to_bp,
    refused,
    words,
)
from duebook.apps.desk.pages.settings.frame import Listed, Row, Setting
from duebook.apps.invoicing.forms.fields import ActForm, Figure, written
from duebook.apps.ledger.actions import NewRate, SetExchangeRates, set_exchange_rates
from duebook.apps.ledger.queries import account_ids, exchange_rates
from duebook.apps.parties.actions import KeepTerms, keep_terms
from duebook.apps.parties.queries.billing import terms_by_id
from duebook.domain.calendars import PaymentTerms, TermsPart
from duebook.domain.money import exact_minor, from_minor
from duebook.domain.rights import Right
from duebook.web.figures import money
from duebook.web.typed import DayField, DaysForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.banking.queries.accounts import BankAccount
    from duebook.apps.entities.actions.sitting import Sending
    from duebook.apps.entities.pages.door import Seated


class TermsForm(ActForm):
    """When a document is due, and what is off for paying early."""

    code = words("Code", help_text="STANDARD holds where a party has none.")
    name = words("Name", help_text="As printed, such as 2/10 net 30.")
    parts = words(
        "Due",
        initial="100@30",
        help_text="Per cent and days: 100@30; in parts: 50@30; 50@60.",
    )
    discount = Figure(label="Off for paying early (per cent)", initial="0")
    discount_days = forms.IntegerField(label="How early (days)", initial=0, min_value=0)


def parts_of(text: str) -> tuple[TermsPart, ...]:
    """``50@30; 50@60`` as parts of what is due.

    Raises:
        Refusal: it is none.
    """
    found = []
    for part in text.split(";"):
        share, _, days = part.partition("@")
        days, _, day_of_month = days.partition("/")
        try:
            found.append(
                TermsPart(
                    share_bp=percent_to_bp(Decimal(share.strip())) or 0,
                    net_days=int(days),
                    day_of_month=int(day_of_month or 0),
                )
            )
        except (ValueError, ArithmeticError) as not_one:
            sentence = f"“{text}” does not say when; say 100@30 or 50@30; 50@60."
            raise refused(sentence) from not_one
    return tuple(found)


def _due(terms: PaymentTerms) -> str:
    return "; ".join(
        f"{written(bp_to_percent(part.share_bp))}@{part.net_days}"
        + (f"/{part.day_of_month}" if part.day_of_month else "")
        for part in terms.parts
    )


def _terms_form(_: Seated, data: Any, asked: Mapping[str, str]) -> ActForm:
    return TermsForm(data, initial={key: asked[key] for key in asked})


def _save_terms(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    terms = PaymentTerms(
        code=told["code"],
        name=told["name"],
        parts=parts_of(told["parts"]),
        discount_bp=percent_to_bp(told["discount"]) or 0,
        discount_days=told["discount_days"],
    )
    keep_terms(KeepTerms(entity_id=sitting.entity_id, terms=(terms,)), **sends)


def _terms(sitting: Seated, _: str) -> Listed:
    known = sorted(terms_by_id(sitting.entity_id).values(), key=lambda one: one.code)
    rows = [
        Row(
            one.code,
            (
                one.code,
                one.name,
                ", ".join(
                    f"{written(bp_to_percent(part.share_bp))} % after "
                    f"{part.net_days} days"
                    for part in one.parts
                ),
                f"{written(bp_to_percent(one.discount_bp))} % within "
                f"{one.discount_days} days"
                if one.discount_bp
                else "–",
            ),
            filled(
                code=one.code,
                name=one.name,
                parts=_due(one),
                discount=written(bp_to_percent(one.discount_bp)),
                discount_days=one.discount_days,
            ),
        )
        for one in known
    ]
    heads = ("Code", "Name", "Due", "For paying early")
    return Listed(heads, rows, "No terms are kept: everything is due after 30 days")


class BankForm(DaysForm, ActForm):
    """An account of ours, with the ledger account that stands for it."""

    name = words("Name")
    identifier = words("IBAN or account number")
    currency = words("Currency", max_length=3)
    account = forms.ChoiceField(label="Ledger account")
    opened_on = DayField(label="Statements begin after")
    opening = Amount(label="Balance on that day", initial="0")


class OpeningForm(ActForm):
    """What an account held when its statements began, put right."""

    button: ClassVar[str] = "Correct the opening balance"

    corrects = forms.CharField(widget=forms.HiddenInput)
    was = forms.IntegerField(widget=forms.HiddenInput)
    opening = Amount(label="Opening balance")
    reason = words("Why", help_text="The difference is posted on the opening day.")


def _opening_form(account: BankAccount, data: Any) -> ActForm:
    form = OpeningForm(
        data,
        initial={
            "corrects": account.identifier,
            "was": account.opening_minor,
            "opening": from_minor(account.opening_minor, account.currency),
        },
    )
    form.fields[
        "opening"
    ].label = (
        f"{account.name} held on {account.opened_on:%-d %b %Y} ({account.currency})"
    )
    return form


def _bank_form(sitting: Seated, data: Any, asked: Mapping[str, str]) -> ActForm:
    named = (data or asked).get("corrects")
    for account in bank_accounts(sitting.entity_id):
        if account.identifier == named:
            return _opening_form(account, data)
    form = BankForm(
        data,
        today=sitting.today,
        initial={"currency": sitting.currency, "opened_on": sitting.today},
    )
    offer(form, "account", accounts(sitting.entity_id))
    return form


def _save_opening(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    with sitting.reading():
        account = bank_account(sitting.entity_id, told["corrects"])
    command = CorrectOpening(
        entity_id=sitting.entity_id,
        identifier=account.identifier,
        currency=account.currency,
        was_minor=told["was"],
        opening_minor=exact_minor(told["opening"], account.currency),
        reason=told["reason"],
    )
    correct_opening(command, **sends)


def _save_bank(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    if "corrects" in told:
        _save_opening(sitting, told, sends)
        return
    currency = told["currency"].upper()
    command = OpenBankAccount(
        entity_id=sitting.entity_id,
        name=told["name"],
        identifier=told["identifier"],
        currency=currency,
        account=told["account"],
        opened_on=told["opened_on"],
        opening_minor=minor(told["opening"], currency) or 0,
    )
    open_bank_account(command, **sends)


def _banks(sitting: Seated, _: str) -> Listed:
    codes = {id_: code for code, id_ in account_ids(sitting.entity_id).items()}
    rows = [
        Row(
            one.name,
            (
                one.name,
                one.identifier,
                one.currency,
                codes.get(one.account_id, ""),
                f"{one.opened_on:%-d %b %Y}",
                money(one.opening_minor, one.currency),
            ),
            filled(corrects=one.identifier),
        )
        for one in bank_accounts(sitting.entity_id)
    ]
    heads = ("Name", "Number", "Currency", "Ledger", "Since", "Opening balance")
    return Listed(heads, rows, "No account is open: statements need one")


class RateForm(DaysForm, ActForm):
    """What one unit of a currency was worth on a day."""

    currency = words("Currency", max_length=3)
    valued_on = DayField(label="Day")
    per_unit = Figure(label="Worth of one")
    source = words("Who says so", required=False)
    reason = words(
        "Why", required=False, help_text="Only where the day has another rate."
    )


def _rate_form(sitting: Seated, data: Any, _: Any) -> ActForm:
    return RateForm(data, today=sitting.today, initial={"valued_on": sitting.today})


def _save_rate(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    rate = NewRate(
        currency=told["currency"].upper(),
        valued_on=told["valued_on"],
        per_unit=told["per_unit"],
        source=told["source"],
    )
    command = SetExchangeRates(
        entity_id=sitting.entity_id, rates=(rate,), reason=told["reason"]
    )
    set_exchange_rates(command, **sends)


_NEWEST: Final = 100


def _rates(sitting: Seated, _: str) -> Listed:
    known = sorted(
        exchange_rates(sitting.entity_id), key=lambda one: one.valued_on, reverse=True
    )
    rows = [
        Row(
            f"{one.currency}-{one.valued_on}",
            (
                one.currency,
                f"{one.valued_on:%-d %b %Y}",
                f"{written(one.per_unit)} {sitting.currency}",
                one.source,
            ),
        )
        for one in known[:_NEWEST]
    ]
    heads = ("Currency", "Day", "One is worth", "Who says so")
    more = max(0, len(known) - _NEWEST)
    return Listed(heads, rows, "No rate is on file", more=more)


SETTINGS: Final = (
    Setting(
        name="terms",
        title="Payment terms",
        group="Money",
        about="When documents are due. What was issued keeps its days.",
        words="net 30 discount instalment due",
        right=Right.PREPARE,
        commands=("KeepTerms",),
        affects=True,
        form=_terms_form,
        save=_save_terms,
        listed=_terms,
    ),
    Setting(
        name="bank-accounts",
        title="Bank accounts",
        group="Money",
        about="Accounts of ours whose statements are taken in.",
        words="iban bank statement opening balance",
        commands=("OpenBankAccount", "CorrectOpening"),
        form=_bank_form,
        save=_save_bank,
        listed=_banks,
        button="Open the account",
        more=(("banking.bank", "Bank"),),
    ),
    Setting(
        name="rates",
        title="Exchange rates",
        group="Money",
        about="What one unit of another currency is worth. "
        "What was reckoned stays as it was.",
        words="currency euro dollar exchange",
        right=Right.PREPARE,
        commands=("SetExchangeRates",),
        form=_rate_form,
        save=_save_rate,
        listed=_rates,
        button="Set the rate",
    ),
)
