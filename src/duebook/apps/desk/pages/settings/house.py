"""Settings of the entity itself: letterhead, reckoning, lateness, numbers, copy."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from django import forms

from duebook.apps.close.actions import RequireSignOffs, require_sign_offs
from duebook.apps.close.queries.invariants import number_gaps
from duebook.apps.close.queries.points import USUAL, to_be_signed
from duebook.apps.desk.actions.practising import copy_for_practice
from duebook.apps.desk.pages.settings.fields import (
    Amount,
    bp_to_percent,
    choices,
    differing,
    minor,
    percent_to_bp,
    words,
)
from duebook.apps.desk.pages.settings.frame import Listed, Row, Setting
from duebook.apps.entities.actions import (
    PATTERNS,
    ChangeLetterhead,
    ChangeSettings,
    SetPattern,
    change_letterhead,
    change_settings,
    set_pattern,
)
from duebook.apps.entities.queries import entity, number_series
from duebook.apps.invoicing.forms.fields import ActForm, Figure, written
from duebook.documents.logos import logo_from_file
from duebook.documents.records import Paper
from duebook.domain.errors import Refusal
from duebook.domain.money import Rounding, from_minor
from duebook.domain.tax import RoundingPer
from duebook.web.uploads import Upload

if TYPE_CHECKING:
    from duebook.apps.entities.actions.sitting import Sending
    from duebook.apps.entities.pages.door import Seated

_PRINTED: Final = (
    *("name", "address", "tax_id", "registration", "email", "phone", "website"),
    *("bank_name", "iban", "bic", "remit_to", "footer", "paper"),
)
_WHERE_TO_PAY: Final = ("bank_name", "iban", "bic", "remit_to")

_LOGO_BYTES: Final = 1024**2


class LetterheadForm(ActForm):
    """How the entity prints itself."""

    name = words("Name")
    address = words("Address", rows=3)
    tax_id = words("Tax number", required=False)
    registration = words("Registration", required=False)
    email = forms.EmailField(required=False)
    phone = words("Phone", required=False)
    website = words("Website", required=False)
    bank_name = words("Bank", required=False)
    iban = words("Account (IBAN or number)", required=False)
    bic = words("BIC or routing number", required=False)
    remit_to = words("Remit to", required=False, rows=3)
    footer = words("Line at the foot", required=False)
    paper = choices("Paper", [one.value for one in Paper])
    logo = Upload(
        label="Logo",
        largest=_LOGO_BYTES,
        required=False,
        help_text="SVG or PNG, up to 1 MB; empty: as it is.",
        widget=forms.FileInput(attrs={"accept": "image/svg+xml,image/png"}),
    )

    def clean_logo(self) -> str | None:
        """The picture as SVG text."""
        file = self.cleaned_data["logo"]
        if file is None:
            return None
        try:
            return logo_from_file(file.read(), PurePath(file.name).stem).svg
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def _letterhead_form(sitting: Seated, data: Any, _: Any) -> ActForm:
    row = entity(sitting.entity_id)
    return LetterheadForm(data, initial={name: getattr(row, name) for name in _PRINTED})


def _moves_money(sitting: Seated, told: dict[str, Any]) -> bool:
    """Whether customers would pay elsewhere from now on."""
    with sitting.reading():
        row = entity(sitting.entity_id)
    return any(told[name] != getattr(row, name) for name in _WHERE_TO_PAY)


def _save_letterhead(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    with sitting.reading():
        row = entity(sitting.entity_id)
    changed = differing(told, row, _PRINTED)
    if told["logo"]:
        changed["logo"] = told["logo"]
    if "paper" in changed:
        changed["paper"] = Paper(changed["paper"])
    command = ChangeLetterhead(
        entity_id=sitting.entity_id, seen=told["seen"], **changed
    )
    change_letterhead(command, **sends)


class ReckoningForm(ActForm):
    """How the entity reckons."""

    rounding = choices("Rounding", [one.value for one in Rounding])
    tax_rounding_per = choices("Tax is rounded per", [one.value for one in RoundingPer])
    cash_unit = Amount(label="Cash is rounded to")
    discount_limit = Figure(label="Discounts above ask (per cent)")
    stale_days = forms.IntegerField(label="A charge is old after (days)")
    rate_days = forms.IntegerField(label="An exchange rate after (days)")
    reason = words("Why it changes")


def _reckoning_form(sitting: Seated, data: Any, _: Any) -> ActForm:
    row = entity(sitting.entity_id)
    return ReckoningForm(
        data,
        initial={
            "rounding": row.rounding,
            "tax_rounding_per": row.tax_rounding_per,
            "cash_unit": from_minor(row.cash_unit_minor, row.currency),
            "discount_limit": written(bp_to_percent(row.discount_limit_bp)),
            "stale_days": row.stale_days,
            "rate_days": row.rate_days,
        },
    )


def _save_reckoning(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    _change(
        sitting,
        sends,
        told,
        rounding=Rounding(told["rounding"]),
        tax_rounding_per=RoundingPer(told["tax_rounding_per"]),
        cash_unit_minor=minor(told["cash_unit"], sitting.currency),
        discount_limit_bp=percent_to_bp(told["discount_limit"]),
        stale_days=told["stale_days"],
        rate_days=told["rate_days"],
    )


class LatenessForm(ActForm):
    """What lateness costs, and what is too little to ask for."""

    late_fee = Amount(label="Late fee")
    interest = Figure(label="Interest a year (per cent)")
    small_balance = Amount(
        label="Small balance",
        help_text="Up to this, a rest is swept rather than asked for.",
    )
    reason = words("Why it changes")


def _lateness_form(sitting: Seated, data: Any, _: Any) -> ActForm:
    row = entity(sitting.entity_id)
    return LatenessForm(
        data,
        initial={
            "late_fee": from_minor(row.late_fee_minor, row.currency),
            "interest": written(bp_to_percent(row.interest_bp)),
            "small_balance": from_minor(row.small_balance_minor, row.currency),
        },
    )


def _save_lateness(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    _change(
        sitting,
        sends,
        told,
        late_fee_minor=minor(told["late_fee"], sitting.currency),
        interest_bp=percent_to_bp(told["interest"]),
        small_balance_minor=minor(told["small_balance"], sitting.currency),
    )


def _change(
    sitting: Seated, sends: Sending, told: dict[str, Any], **wanted: Any
) -> None:
    with sitting.reading():
        row = entity(sitting.entity_id)
    changed = differing(wanted, row, wanted)
    command = ChangeSettings(
        entity_id=sitting.entity_id,
        reason=told["reason"],
        seen=told["seen"],
        **changed,
    )
    change_settings(command, **sends)


class NumbersForm(ActForm):
    """How a kind of document is numbered from a year on."""

    kind = choices("Kind", PATTERNS)
    year = forms.IntegerField(min_value=2000, max_value=2999)
    pattern = words(
        "Pattern",
        help_text="Needs {year} and {number}, such as INV-{year}-{number:05d}.",
    )


def _numbers_form(sitting: Seated, data: Any, asked: Any) -> ActForm:
    return NumbersForm(
        data,
        initial={"year": sitting.today.year + 1, **{k: asked[k] for k in asked}},
    )


def _save_numbers(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    command = SetPattern(
        entity_id=sitting.entity_id,
        kind=told["kind"],
        year=told["year"],
        pattern=told["pattern"],
    )
    set_pattern(command, **sends)


def _numbers(sitting: Seated, _: str) -> Listed:
    gaps = number_gaps(sitting.entity_id)
    rows = []
    for one in number_series(sitting.entity_id):
        gap = gaps.get(f"series {one.kind} {one.year}", "")
        taken = one.next - 1
        last = one.pattern.format(year=one.year, number=taken) if taken else "–"
        rows.append(
            Row(
                f"{one.kind}-{one.year}",
                (
                    one.kind.replace("_", " "),
                    str(one.year),
                    one.pattern,
                    f"{taken:,}",
                    last,
                    gap or ("none" if one.kind != "statement" else "not counted"),
                ),
                is_wrong=bool(gap),
            )
        )
    heads = ("Kind", "Year", "Pattern", "Taken", "Last number", "Gaps")
    return Listed(heads, rows, "No number was given out yet")


class SignOffForm(ActForm):
    """What has to be signed before a month is locked for good."""

    points = forms.MultipleChoiceField(
        label="Has to be signed",
        required=False,
        choices=[(one, one.replace("-", " ")) for one in USUAL],
        widget=forms.CheckboxSelectMultiple,
    )
    reason = words("Why it changes")


def _sign_off_form(sitting: Seated, data: Any, _: Any) -> ActForm:
    return SignOffForm(data, initial={"points": list(to_be_signed(sitting.entity_id))})


def _save_sign_offs(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    command = RequireSignOffs(
        entity_id=sitting.entity_id,
        points=tuple(told["points"]),
        reason=told["reason"],
        seen=told["seen"],
    )
    require_sign_offs(command, **sends)


class PracticeForm(ActForm):
    """The code of a copy to learn on."""

    code = words(
        "Code of the copy",
        required=False,
        help_text="Empty: this entity's with -PRACTICE.",
    )


def _practice_form(_: Seated, data: Any, __: Any) -> ActForm:
    return PracticeForm(data)


def _copy(sitting: Seated, told: dict[str, Any], _: Sending) -> str:
    copy = copy_for_practice(sitting, told["code"])
    return (
        f"{copy.code} is ready to practise in: {copy.parties} parties, "
        f"{copy.items} open items. Nothing is ever sent from it."
    )


SETTINGS: Final = (
    Setting(
        name="letterhead",
        title="Letterhead",
        group="Entity",
        about="How the entity prints itself. What was issued stays as it was.",
        words="address logo name mark iban bank remit paper footer",
        commands=("ChangeLetterhead",),
        form=_letterhead_form,
        save=_save_letterhead,
        is_guarded=_moves_money,
    ),
    Setting(
        name="reckoning",
        title="Reckoning",
        group="Entity",
        about="Rounding and limits. What was issued stays as it was.",
        words="rounding tax cash discount limit stale",
        commands=("ChangeSettings",),
        affects=True,
        form=_reckoning_form,
        save=_save_reckoning,
    ),
    Setting(
        name="numbers",
        title="Number series",
        group="Entity",
        about="Patterns by kind and year, and whether a number is missing.",
        words="invoice number gap pattern prefix",
        commands=("SetPattern",),
        form=_numbers_form,
        save=_save_numbers,
        listed=_numbers,
        button="Set the pattern",
    ),
    Setting(
        name="practice",
        title="Practice copy",
        group="Office",
        about="The same office to learn on, from which nothing ever leaves.",
        words="training sandbox test copy",
        form=_practice_form,
        save=_copy,
        button="Make a copy",
    ),
    Setting(
        name="lateness",
        title="Late fees and small balances",
        group="Money",
        about="What lateness costs, and what is too little to ask for.",
        words="interest late fee small balance sweep",
        commands=("ChangeSettings",),
        form=_lateness_form,
        save=_save_lateness,
    ),
    Setting(
        name="sign-offs",
        title="Signatures of the close",
        group="Money",
        about="What people sign before a month is locked for good.",
        words="close lock sign points",
        commands=("RequireSignOffs",),
        form=_sign_off_form,
        save=_save_sign_offs,
        more=(("close.close", "Close"),),
    ),
)
