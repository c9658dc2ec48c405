"""Settings, Deductions: what payers leave out of what they pay, and we let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms

from duebook.apps.banking.actions import (
    ForgetDeduction,
    KeepDeduction,
    forget_deduction,
    keep_deduction,
)
from duebook.apps.banking.queries.learned import deductions
from duebook.apps.desk.pages.settings.fields import (
    Amount,
    bp_to_percent,
    choices,
    filled,
    minor,
    percent_to_bp,
    words,
)
from duebook.apps.desk.pages.settings.frame import Listed, Row, Setting
from duebook.apps.invoicing.forms.fields import ActForm, Figure, written
from duebook.apps.parties.queries import party_by_code
from duebook.domain.money import from_minor
from duebook.domain.payments import LeftOut
from duebook.domain.rights import Right
from duebook.web.figures import money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.banking.queries.learned import KnownDeduction
    from duebook.apps.entities.actions.sitting import Sending
    from duebook.apps.entities.pages.door import Seated

_WHY: Final = (LeftOut.DEDUCTION, LeftOut.WITHHELD_TAX, LeftOut.BANK_FEE)


class DeductionForm(ActForm):
    """Something that a payer, or every payer, leaves out."""

    code = words("Code", help_text="As advices of payment write it, or your own.")
    party = words("Payer", required=False, help_text="Its code; empty: every payer.")
    why = choices("What it is", [one.value for one in _WHY])
    rate = Figure(
        label="Share of the amount billed (per cent)",
        required=False,
        help_text="Empty: any amount, up to the one beside.",
    )
    limit = Amount(label="Up to", required=False)
    is_automatic = forms.BooleanField(
        label="Lets go by itself",
        required=False,
        help_text="Otherwise a person is asked each time.",
    )


def _form(_: Seated, data: Any, asked: Mapping[str, str]) -> ActForm:
    return DeductionForm(data, initial={key: asked[key] for key in asked})


def _save(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    command = KeepDeduction(
        entity_id=sitting.entity_id,
        code=told["code"],
        why=LeftOut(told["why"]),  # type: ignore[arg-type]  # one of _WHY
        party_id=_party_id(sitting, told["party"]),
        rate_bp=percent_to_bp(told["rate"]),
        limit_minor=minor(told["limit"], sitting.currency) or 0,
        is_automatic=told["is_automatic"],
    )
    keep_deduction(command, **sends)


def _forget(sitting: Seated, line: str, sends: Sending) -> None:
    code, _, party = line.rpartition(_BETWEEN)
    command = ForgetDeduction(
        entity_id=sitting.entity_id,
        code=code,
        party_id=_party_id(sitting, party),
        reason="said on the page of deductions",
    )
    forget_deduction(command, **sends)


def _party_id(sitting: Seated, code: str) -> int | None:
    if not code:
        return None
    with sitting.reading():
        return party_by_code(sitting.entity_id, code).id


_BETWEEN: Final = " of "


def _listed(sitting: Seated, _: str) -> Listed:
    rows = [
        Row(
            f"{one.code}-{one.party or 'everybody'}",
            (
                one.code,
                one.party or "everybody",
                one.why.replace("_", " "),
                _share(one, sitting.currency),
                "by itself" if one.is_automatic else "asks",
            ),
            filled(
                code=one.code,
                party=one.party,
                why=one.why,
                rate="" if one.rate_bp is None else written(bp_to_percent(one.rate_bp)),
                limit=from_minor(one.limit_minor, sitting.currency),
                is_automatic="on" if one.is_automatic else "",
            ),
            forgets=f"{one.code}{_BETWEEN}{one.party}",
        )
        for one in deductions(sitting.entity_id)
    ]
    heads = ("Code", "Payer", "What it is", "How much", "Lets go")
    return Listed(heads, rows, "Nothing that payers leave out is known")


def _share(one: KnownDeduction, currency: str) -> str:
    if one.rate_bp is None:
        return f"up to {money(one.limit_minor, currency)}"
    return f"{written(bp_to_percent(one.rate_bp))} %"


SETTINGS: Final = (
    Setting(
        name="deductions",
        title="Deductions",
        group="Money",
        about="What payers leave out of what they pay, and is let go. "
        "What waits is proposed anew when one is forgotten.",
        words="withheld tax bank fee short pay learned alias matching",
        right=Right.APPROVE,
        commands=("KeepDeduction", "ForgetDeduction"),
        form=_form,
        save=_save,
        forget=_forget,
        listed=_listed,
        more=(("banking.learned", "Names and rules"),),
    ),
)
