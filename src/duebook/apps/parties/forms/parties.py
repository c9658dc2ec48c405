"""A party as people type it: its fields, and rows for what belongs to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django import forms
from typing_extensions import override

from duebook.apps.parties.queries.versions import version
from duebook.domain.calendars import BASIS_POINTS
from duebook.domain.checks.facts import Address, AddressKind, DeliveryWay, TaxId
from duebook.domain.errors import Refusal
from duebook.domain.invoicing import Grouping
from duebook.domain.money import exponent
from duebook.domain.parties import (
    CertificateEntry,
    Contact,
    PartyKind,
    PartyRole,
)
from duebook.domain.spans import Span
from duebook.web.figures import plain
from duebook.web.states import spoken
from duebook.web.typed import ActForm, DayField, amount_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from enum import StrEnum

    from django.forms import BaseFormSet

    from duebook.domain.parties import PartyEntry


def _choices(of: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, spoken(one.value).capitalize()) for one in of]


class PartyForm(forms.Form):
    """The fields of a party itself; ``seen`` tells which state of it was shown."""

    code = forms.CharField(label="Number", max_length=60)
    name = forms.CharField(label="Name", max_length=200)
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=_choices(PartyRole),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    kind = forms.ChoiceField(label="Kind", choices=_choices(PartyKind))
    currency = forms.CharField(label="Currency", min_length=3, max_length=3)
    language = forms.CharField(
        label="Language", max_length=12, help_text="Like en-US or de."
    )
    delivery = forms.ChoiceField(label="Delivery", choices=_choices(DeliveryWay))
    terms = forms.ChoiceField(label="Terms", required=False)
    bill_to = forms.CharField(
        label="Billed to",
        required=False,
        help_text="The number of the party that pays; empty: they pay themselves.",
    )
    credit_limit = forms.CharField(
        label="Limit",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    discount = forms.DecimalField(
        label="Discount, %",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    grouping = forms.ChoiceField(
        label="One invoice for each", choices=_choices(Grouping)
    )
    po_required = forms.BooleanField(label="Needs a PO", required=False)
    tax_place = forms.CharField(label="Tax place", required=False)
    is_tax_exempt = forms.BooleanField(label="Says it is tax exempt", required=False)
    their_reference = forms.CharField(label="Their reference", required=False)
    cost_centre = forms.CharField(label="Cost centre", required=False)
    shipping_zone = forms.CharField(label="Shipping zone", required=False)
    segment = forms.CharField(label="Segment", required=False)
    is_active = forms.BooleanField(label="Active", required=False)
    notes = forms.CharField(
        label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @override
    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        entry: PartyEntry,
        terms: Sequence[tuple[str, str]],
        is_new: bool,
    ) -> None:
        super().__init__(data, initial=_initial(entry))
        choice = self.fields["terms"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "As everybody"), *terms]
        if not is_new:
            self.fields["code"].disabled = True

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        currency = said.get("currency", "").upper()
        said["currency"] = currency
        said["credit_limit_minor"] = None
        if text := said.get("credit_limit"):
            try:
                exponent(currency)
                said["credit_limit_minor"] = amount_of(text, currency)
            except forms.ValidationError as unread:
                self.add_error("credit_limit", unread)
            except Refusal as unknown:
                self.add_error("currency", str(unknown))
        return said


def _initial(entry: PartyEntry) -> dict[str, Any]:
    limit = entry.credit_limit_minor
    return {
        **{
            name: getattr(entry, name)
            for name in _AS_THEY_STAND
            if name not in {"kind", "delivery", "grouping"}
        },
        "kind": entry.kind.value,
        "delivery": entry.delivery.value,
        "grouping": entry.grouping.value,
        "roles": [role.value for role in entry.roles],
        "credit_limit": "" if limit is None else plain(limit, entry.currency),
        "discount": Decimal(entry.discount_bp) * 100 / BASIS_POINTS,
        "key": uuid4(),
        "seen": version(entry),
    }


_AS_THEY_STAND: Final = (
    *("code", "name", "kind", "currency", "language", "delivery", "terms", "bill_to"),
    *("po_required", "grouping", "tax_place", "is_tax_exempt", "their_reference"),
    *("cost_centre", "shipping_zone", "segment", "is_active", "notes"),
)
"""Fields that are typed as they are kept."""


class AddressForm(forms.Form):
    """A postal address; a row without a street is none."""

    kind = forms.ChoiceField(label="Kind", choices=_choices(AddressKind))
    street = forms.CharField(label="Street", required=False)
    city = forms.CharField(label="City", required=False)
    region = forms.CharField(label="State", required=False)
    postcode = forms.CharField(label="Postcode", required=False)
    country = forms.CharField(label="Country", required=False, max_length=2)


class ContactForm(forms.Form):
    """A person or desk; an empty row is nobody."""

    name = forms.CharField(label="Name", required=False)
    email = forms.EmailField(label="Mail", required=False)
    phone = forms.CharField(label="Phone", required=False)
    gets_invoices = forms.BooleanField(label="Gets invoices", required=False)


class TaxIdForm(forms.Form):
    """A tax number with its scheme, such as ``EU-VAT``; an empty row is none."""

    scheme = forms.CharField(label="Scheme", required=False)
    number = forms.CharField(label="Tax number", required=False)


AddressRows: Final = forms.formset_factory(AddressForm, extra=1, max_num=50)
ContactRows: Final = forms.formset_factory(ContactForm, extra=2, max_num=200)
TaxIdRows: Final = forms.formset_factory(TaxIdForm, extra=1, max_num=20)


class PartyForms:
    """A party's form with the rows of what belongs to it, as one."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        entry: PartyEntry,
        terms: Sequence[tuple[str, str]],
        is_new: bool = False,
    ) -> None:
        self.entry = entry
        self.party = PartyForm(data, entry=entry, terms=terms, is_new=is_new)
        self.addresses = _rows(AddressRows, data, "addresses", entry.addresses)
        self.contacts = _rows(ContactRows, data, "contacts", entry.contacts)
        self.tax_ids = _rows(TaxIdRows, data, "tax_ids", entry.tax_ids)

    @property
    def row_sets(self) -> tuple[tuple[str, BaseFormSet[Any]], ...]:
        """The rows with their heads."""
        return (
            ("Addresses", self.addresses),
            ("People and desks", self.contacts),
            ("Tax numbers", self.tax_ids),
        )

    def is_valid(self) -> bool:
        """Whether all of it can be read."""
        return all(
            [self.party.is_valid(), *(rows.is_valid() for _, rows in self.row_sets)]
        )

    def said(self) -> PartyEntry:
        """The party as it was typed; what no field shows stays as it was."""
        typed = self.party.cleaned_data
        return replace(
            self.entry,
            **{
                name: typed[name]
                for name in _AS_THEY_STAND
                if name not in {"kind", "delivery", "grouping"}
            },
            kind=PartyKind(typed["kind"]),
            delivery=DeliveryWay(typed["delivery"]),
            grouping=Grouping(typed["grouping"]),
            credit_limit_minor=typed["credit_limit_minor"],
            discount_bp=int((typed["discount"] or Decimal(0)) * BASIS_POINTS / 100),
            roles=tuple(PartyRole(role) for role in typed["roles"]),
            addresses=tuple(
                Address(
                    kind=AddressKind(row["kind"]),
                    street=row["street"],
                    city=row["city"],
                    postcode=row["postcode"],
                    region=row["region"],
                    country=row["country"].upper(),
                )
                for row in _typed(self.addresses)
                if row.get("street") or row.get("city")
            ),
            contacts=tuple(
                Contact(
                    name=row["name"],
                    email=row["email"],
                    phone=row["phone"],
                    gets_invoices=row["gets_invoices"],
                )
                for row in _typed(self.contacts)
                if row.get("name") or row.get("email") or row.get("phone")
            ),
            tax_ids=tuple(
                TaxId(scheme=row["scheme"].upper(), number=row["number"])
                for row in _typed(self.tax_ids)
                if row.get("number")
            ),
        )


def _rows(
    rows: Any, data: Mapping[str, Any] | None, prefix: str, known: Sequence[Any]
) -> BaseFormSet[Any]:
    initial = [
        {name: getattr(one, name) for name in rows.form.base_fields} for one in known
    ]
    # A row that says what is on file is meant, too, wherever it stands.
    meant = {"empty_permitted": False, "use_required_attribute": False}
    made: BaseFormSet[Any] = rows(
        data, prefix=prefix, initial=initial, form_kwargs=meant
    )
    return made


def _typed(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    return [form.cleaned_data for form in rows.forms if form.cleaned_data]


class ReasonForm(forms.Form):
    """An act that asks why."""

    reason = forms.CharField(
        label="Why", max_length=400, help_text="Everybody sees this beside the party."
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class CertificateForm(ActForm):
    """A tax-exemption certificate as it lies on the desk."""

    number = forms.CharField(label="Number", max_length=60)
    place = forms.CharField(
        label="Place",
        max_length=20,
        required=False,
        help_text="Like US-OR; empty: everywhere.",
    )
    first = DayField(label="From")
    last = DayField(label="Last day", required=False, help_text="Empty: no end.")
    reason = forms.CharField(
        label="Why they are exempt", max_length=300, help_text="Printed on invoices."
    )

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("last") and said.get("first") and said["last"] < said["first"]:
            self.add_error("last", "It ends before it begins.")
        return said

    def entry(self) -> CertificateEntry:
        """The certificate that was typed."""
        said = self.cleaned_data
        until = said["last"] + timedelta(days=1) if said["last"] else None
        return CertificateEntry(
            place=said["place"],
            number=said["number"],
            reason=said["reason"],
            valid=Span(said["first"], until),
        )


class MergeForm(forms.Form):
    """The double of a party, by its number, and why they are one."""

    double = forms.CharField(
        label="The double", help_text="The number of the party that shall go."
    )
    reason = forms.CharField(label="Why", max_length=400, initial="the same party")
    key = forms.UUIDField(widget=forms.HiddenInput)
