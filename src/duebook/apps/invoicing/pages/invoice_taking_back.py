"""Acts that take an issued document back: credit note, correction, void."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import path, reverse

from duebook.apps.approvals.actions import Held
from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    VoidInvoice,
    issue_credit_note,
    void_invoice,
)
from duebook.apps.invoicing.actions.redrafting import (
    CreditAndRedraft,
    credit_and_redraft,
)
from duebook.apps.invoicing.forms.acts import (
    CreditForm,
    DatedForm,
    creditable,
)
from duebook.apps.invoicing.pages.acting import (
    Acting,
    Effect,
    acted,
    begun,
    once,
    opening,
)
from duebook.apps.invoicing.queries.documents import credited
from duebook.domain.crediting import credit_draft
from duebook.domain.rights import Right
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.whole import Whole
    from duebook.domain.invoicing import Draft

_KEYS: Final = (Key("Ctrl ↵", "send the form"),)
CREDIT: Final = Page("credit", "Credit note", under="invoices", keys=_KEYS)
REBILL: Final = Page("rebill", "Correct and rebill", under="invoices", keys=_KEYS)
VOID: Final = Page("void", "Void", under="invoices", keys=_KEYS)

REVERSAL: Final = "It stays in the books for good; a further document corrects it."


@page(CREDIT, Right.CREDIT)
def credit(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Take an invoice back in whole or part."""

    def form(found: Whole, data: Mapping[str, Any] | None) -> CreditForm:
        with sitting.reading():
            already = credited(sitting.entity_id, found.document.id)
        return CreditForm(
            data,
            today=sitting.today,
            lines=creditable(found.document.lines, already),
            currency=found.document.currency,
            initial={**opening(sitting, found), "everything": True},
        )

    def effect(found: Whole, form: CreditForm) -> Effect:
        asked = form.asked() if form.is_bound else None
        already = credited(sitting.entity_id, found.document.id)
        draft = credit_draft(
            found.document.as_original(), already, asked, issued_on=sitting.today
        )
        return taking_back(found, draft)

    def act(found: Whole, form: CreditForm) -> Held | str:
        said = form.cleaned_data
        done = once(
            sitting,
            found,
            form,
            issue_credit_note,
            IssueCreditNote(
                entity_id=sitting.entity_id,
                number=found.document.number,
                credited_on=said["on"],
                reason=said["reason"],
                asked=form.asked(),
            ),
        )
        return done if isinstance(done, Held) else _of(sitting, done.number)

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Credit note over",
            button="Issue the credit note",
            right=Right.CREDIT,
            form=form,
            effect=effect,
            act=act,
            undo=REVERSAL,
            template="invoicing/credit.html",
        ),
    )


@page(REBILL, Right.CREDIT)
def rebill(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Take an invoice back and lay its charges out as a draft, in one act."""

    def effect(found: Whole, _: DatedForm) -> Effect:
        already = credited(sitting.entity_id, found.document.id)
        draft = credit_draft(
            found.document.as_original(), already, issued_on=sitting.today
        )
        taken = taking_back(found, draft)
        sentence = "Its charges stand in a draft then, to be corrected and issued."
        return Effect(taken.amount_minor, taken.rows, (*taken.sentences, sentence))

    def act(found: Whole, form: DatedForm) -> Held | str:
        said = form.cleaned_data
        done = once(
            sitting,
            found,
            form,
            credit_and_redraft,
            CreditAndRedraft(
                entity_id=sitting.entity_id,
                number=found.document.number,
                corrected_on=said["on"],
                reason=said["reason"],
            ),
        )
        if isinstance(done, Held):
            return done
        return reverse("invoicing.draft", args=[sitting.code, done.draft_id])

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Correct and rebill",
            button="Take back and open the draft",
            right=Right.CREDIT,
            form=begun(sitting, DatedForm, today=sitting.today),
            effect=effect,
            act=act,
            undo=REVERSAL,
        ),
    )


@page(VOID, Right.CREDIT)
def void(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Take back a document to which nothing was applied."""

    def act(found: Whole, form: DatedForm) -> Held | None:
        said = form.cleaned_data
        done = once(
            sitting,
            found,
            form,
            void_invoice,
            VoidInvoice(
                entity_id=sitting.entity_id,
                number=found.document.number,
                voided_on=said["on"],
                reason=said["reason"],
            ),
        )
        return done if isinstance(done, Held) else None

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Void",
            button="Void it",
            right=Right.CREDIT,
            form=begun(sitting, DatedForm, today=sitting.today),
            effect=lambda found, _: Effect(
                found.document.total_minor,
                (("Open falls by", found.row.open_minor),),
                ("The number stays taken; the books get the opposite entry.",),
            ),
            act=act,
            undo=REVERSAL,
        ),
    )


def taking_back(found: Whole, draft: Draft) -> Effect:
    """What a credit note does to its invoice and to the party's credit."""
    total_minor = -draft.total_minor
    settled_minor = min(total_minor, found.row.open_minor)
    return Effect(
        total_minor,
        (
            ("Net taken back", -draft.net_minor),
            ("Tax taken back", -draft.tax_minor),
            ("Credit note in all", total_minor),
            ("Open falls by", settled_minor),
            ("Becomes credit of the party", total_minor - settled_minor),
        ),
    )


def _of(sitting: Seated, number: str) -> str:
    return reverse("invoicing.invoice", args=[sitting.code, number])


_ONE: Final = "<str:entity>/invoices/<str:number>"

urlpatterns = [
    path(f"{_ONE}/credit", credit, name="invoicing.credit"),
    path(f"{_ONE}/rebill", rebill, name="invoicing.rebill"),
    path(f"{_ONE}/void", void, name="invoicing.void"),
]
