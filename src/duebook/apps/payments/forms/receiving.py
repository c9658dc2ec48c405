"""Money as somebody types it in, and what they choose of what is proposed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from django import forms
from typing_extensions import override

from duebook.domain.disputes import Category
from duebook.domain.payments import Method
from duebook.web.search_line import NotReadable
from duebook.web.states import spoken
from duebook.web.typed import ActForm, AmountField, DayField, amount_of, worked_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

WAYS: Final = {
    Method.CHEQUE: "Cheque",
    Method.ACH: "ACH",
    Method.WIRE: "Wire",
    Method.CARD: "Card",
    Method.CASH: "Cash",
}
"""How money comes and goes, as people say it."""


class Short(StrEnum):
    """What shall become of the rest of an item that was not paid whole."""

    KEEP = "keep"
    WRITE_OFF = "write_off"
    DISPUTE = "dispute"


class Over(StrEnum):
    """What shall become of money for which nothing is open."""

    UNAPPLIED = "unapplied"
    ON_ACCOUNT = "on_account"
    REFUND = "refund"


class ReceiveForm(ActForm):
    """A payment: how much, when, by which way, and what its payer said."""

    amount = AmountField(
        widget=forms.TextInput(
            {"inputmode": "decimal", "autocomplete": "off", "autofocus": True}
        )
    )
    currency = forms.ChoiceField()
    on = DayField(label="Day")
    way = forms.ChoiceField(
        choices=[(way.value, name) for way, name in WAYS.items()],
        initial=Method.CHEQUE.value,
    )
    reference = forms.CharField(
        label="Cheque, trace or approval no.", max_length=120, required=False
    )
    is_at_bank = forms.BooleanField(
        label="At the bank already",
        required=False,
        help_text="Cheques and cash lie in the drawer until they are deposited.",
    )
    advice = forms.CharField(
        label="What the payer wrote",
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Numbers of invoices in it are proposed first.",
    )
    remittance = forms.FileField(
        label="The payer’s file",
        required=False,
        help_text="Table, mail, PDF, text or X12 820. Without a file, what the payer "
        "wrote above is read.",
    )
    over = forms.ChoiceField(
        label="What is left over",
        required=False,
        choices=[
            (Over.UNAPPLIED.value, "stays unapplied"),
            (Over.ON_ACCOUNT.value, "stays on account"),
            (Over.REFUND.value, "goes back: ask for the refund next"),
        ],
    )
    grants_discount = forms.BooleanField(
        label="Grant the cash discount", required=False, initial=True
    )
    why = forms.ChoiceField(
        label="Why less came",
        choices=[(one.value, spoken(one.value)) for one in Category],
        initial=Category.OTHER.value,
        required=False,
    )
    reason = forms.CharField(
        label="In a sentence",
        max_length=300,
        required=False,
        help_text="For what is written off or disputed.",
    )
    is_another = forms.BooleanField(label="It is another payment", required=False)

    @override
    def __init__(self, *args: Any, currencies: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["currency"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [(one, one) for one in currencies]
        if len(field.choices) == 1:
            field.widget = forms.HiddenInput()

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        why = said.get("why") or Category.OTHER.value
        said["why"] = Category(why)
        if not said.get("reason") and said["why"] is not Category.OTHER:
            said["reason"] = spoken(why).capitalize()
        if {"amount", "currency"} <= said.keys():
            try:
                said["amount_minor"] = amount_of(said["amount"], said["currency"])
            except forms.ValidationError as unread:
                self.add_error("amount", unread)
        return said


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of a proposal somebody ticked or typed, by item.

    An amount of ``None`` is ticked and to be filled.  ``is_by_hand`` tells that it is
    not the proposal any more, ``faults`` what cannot be read.  ``fields`` is how tick
    and amount stand in the browser, without one where it cannot be read, and ``turns``
    how often each was replaced there.
    """

    amounts: Mapping[int, int | None]
    shorts: Mapping[int, Short]
    faults: Mapping[int, str]
    is_by_hand: bool
    basis: str = ""
    fields: Mapping[int, tuple[bool, int | None]] = field(default_factory=dict)
    turns: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def turned(self, item_id: int, pay_minor: int) -> tuple[int, int]:
        """The turns of an item's fields, once it is to be paid so much.

        A browser keeps what somebody did to a field, whatever the server answers; a
        field that must say something else is therefore another field.
        """
        tick, pays = self.turns.get(item_id, (0, 0))
        if item_id in self.faults:
            return tick, pays
        is_ticked, typed_minor = self.fields.get(item_id, (False, 0))
        return tick + (is_ticked != bool(pay_minor)), pays + (typed_minor != pay_minor)

    def begun_anew(self, *, is_by_hand: bool) -> Chosen:
        """Nothing of it: what the rules propose, or nothing ``is_by_hand``."""
        return replace(self, amounts={}, faults={}, is_by_hand=is_by_hand)

    def settled(self) -> dict[int, int] | None:
        """The amounts, where each was on the screen or typed; else nothing."""
        known = {
            item_id: amount_minor
            for item_id, amount_minor in self.amounts.items()
            if amount_minor is not None
        }
        return known if len(known) == len(self.amounts) and not self.faults else None


def chosen(data: QueryDict, currency: str) -> Chosen:
    """Read what was chosen, from what the form itself says and nothing else.

    ``shown`` is what stood on the screen.  What was ticked then and is no more is
    left out; another amount than was shown counts; a new tick is filled.  So the same
    form says the same thing whenever it is sent.
    """
    shown = parsed(data.get("shown", ""))
    ticked = set(_ids(data.getlist("item")))
    amounts: dict[int, int | None] = {}
    faults: dict[int, str] = {}
    fields: dict[int, tuple[bool, int | None]] = {}
    for item_id in {*shown, *ticked, *_typed_ids(data)}:
        text = data.get(f"pay_{item_id}", "").strip()
        try:
            amount_minor = worked_out(text, currency) if text else 0
        except NotReadable:
            faults[item_id] = text
            fields[item_id] = (item_id in ticked, None)
            continue
        fields[item_id] = (item_id in ticked, amount_minor)
        if item_id in shown and item_id not in ticked:
            continue
        if amount_minor:
            amounts[item_id] = amount_minor
        elif item_id in ticked and not text:
            amounts[item_id] = None
    return Chosen(
        amounts=amounts,
        shorts=_shorts(data),
        faults=faults,
        is_by_hand=data.get("how") == "hand" or amounts != shown or bool(faults),
        basis=data.get("basis", ""),
        fields=fields,
        turns=_turns(data),
    )


def written(amounts: Mapping[int, int]) -> str:
    """Amounts by item as a form carries them: ``12:31400 15:500``."""
    return " ".join(f"{item_id}:{minor}" for item_id, minor in sorted(amounts.items()))


def parsed(text: str) -> dict[int, int]:
    """Amounts by item, as :func:`written` wrote them; what is none is left out."""
    pairs = (part.partition(":") for part in text.split()[:5_000])
    return {
        int(item_id): int(minor)
        for item_id, _, minor in pairs
        if _is_number(item_id) and _is_number(minor)
    }


def basis_of(said: Mapping[str, Any]) -> str:
    """What a proposal was made for: another amount, day or text makes another."""
    facts = "|".join(
        str(said.get(name, "")) for name in ("amount_minor", "currency", "on", "advice")
    )
    return sha256(facts.encode()).hexdigest()[:16]


def _shorts(data: QueryDict) -> dict[int, Short]:
    known = {short.value: short for short in Short}
    found: dict[int, Short] = {}
    for name in data:
        item_id, short = name.removeprefix("short_"), known.get(data.get(name, ""))
        if name.startswith("short_") and short and _is_number(item_id):
            found[int(item_id)] = short
    return found


def _turns(data: QueryDict) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for name in data:
        item_id = name.removeprefix("turn_")
        tick, _, pays = data.get(name, "").partition(".")
        if name.startswith("turn_") and all(map(_is_number, (item_id, tick, pays))):
            found[int(item_id)] = int(tick), int(pays)
    return found


def _typed_ids(data: QueryDict) -> list[int]:
    names = (name.removeprefix("pay_") for name in data if name.startswith("pay_"))
    return _ids(names)


def _ids(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if _is_number(text)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
