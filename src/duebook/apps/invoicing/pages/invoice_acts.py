"""Acts on one issued document, each with what it would do before it does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import path, reverse

from duebook.apps.approvals.actions import Held
from duebook.apps.disputes.actions import OpenDispute, open_dispute
from duebook.apps.entities.pages.door import page
from duebook.apps.entities.queries import RETIRED, people
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    VoidInvoice,
    issue_credit_note,
    void_invoice,
)
from duebook.apps.invoicing.actions.drafts import AcceptQuote, accept_quote
from duebook.apps.invoicing.actions.explaining import (
    ExplainInvoice,
    explain_invoice,
    recipients,
)
from duebook.apps.invoicing.actions.redrafting import (
    CreditAndRedraft,
    credit_and_redraft,
)
from duebook.apps.invoicing.actions.resending import (
    NothingToSend,
    SendAgain,
    send_again,
)
from duebook.apps.invoicing.forms.acts import (
    CreditForm,
    DatedForm,
    DisputeForm,
    DocumentForm,
    ExplainForm,
    HoldForm,
    RestForm,
    creditable,
)
from duebook.apps.invoicing.pages.acting import Acting, Effect, acted, once
from duebook.apps.invoicing.queries.documents import credited
from duebook.apps.invoicing.queries.explaining import explained
from duebook.apps.invoicing.queries.resending import resending
from duebook.apps.invoicing.queries.versions import version
from duebook.apps.parties.actions import (
    HoldParties,
    ReleaseParties,
    hold_parties,
    release_parties,
)
from duebook.apps.receivables.actions.giving_up import WriteOff, write_off
from duebook.documents.explaining import explanation_mail
from duebook.domain.crediting import credit_draft
from duebook.domain.disputes import Category
from duebook.domain.rights import Right
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.whole import Whole
    from duebook.apps.receivables.queries import Item
    from duebook.domain.invoicing import Draft

_SEND_KEY: Final = (Key("Ctrl ↵", "send the form"),)
CREDIT: Final = Page("credit", "Credit note", under="invoices", keys=_SEND_KEY)
REBILL: Final = Page("rebill", "Correct and rebill", under="invoices", keys=_SEND_KEY)
VOID: Final = Page("void", "Void", under="invoices", keys=_SEND_KEY)
WRITE_OFF: Final = Page("write-off", "Write off", under="invoices", keys=_SEND_KEY)
DISPUTE: Final = Page("new-dispute", "Dispute", under="invoices", keys=_SEND_KEY)
SEND: Final = Page("send", "Send again", under="invoices", keys=_SEND_KEY)
EXPLAIN: Final = Page("explain", "Explain by mail", under="invoices", keys=_SEND_KEY)
HOLD: Final = Page("hold", "Hold", under="invoices", keys=_SEND_KEY)
ACCEPT: Final = Page("accept-quote", "Accept quote", under="invoices", keys=_SEND_KEY)

REVERSAL: Final = "It stays in the books for good; a further document corrects it."


@page(CREDIT, Right.CREDIT)
def credit(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Take an invoice back in whole or part."""

    def form(found: Whole, data: Mapping[str, Any] | None) -> CreditForm:
        with sitting.reading():
            already = credited(sitting.entity_id, found.document.id)
        return CreditForm(
            data,
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
            form=_dated(sitting),
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
            form=_dated(sitting),
            effect=lambda found, _: Effect(
                found.document.total_minor,
                (("Open falls by", found.row.open_minor),),
                ("The number stays taken; the books get the opposite entry.",),
            ),
            act=act,
            undo=REVERSAL,
        ),
    )


@page(WRITE_OFF, Right.WRITE_OFF)
def write_off_rest(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Give up what is open, deliberately."""

    def effect(found: Whole, form: RestForm) -> Effect:
        amount_minor = _amount(found, form)
        left_minor = found.row.open_minor - amount_minor
        return Effect(
            amount_minor,
            (("Bad debt rises by", amount_minor), ("Stays open", left_minor)),
        )

    def act(found: Whole, form: RestForm) -> Held | None:
        said = form.cleaned_data
        done = once(
            sitting,
            found,
            form,
            write_off,
            WriteOff(
                entity_id=sitting.entity_id,
                item_id=said["debt"].id,
                written_off_on=said["on"],
                reason=said["reason"],
                amount_minor=said["amount_minor"],
            ),
        )
        return done if isinstance(done, Held) else None

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Write off the rest of",
            button="Write off",
            right=Right.WRITE_OFF,
            form=lambda found, data: RestForm(
                data,
                items=_open(found),
                today=sitting.today,
                initial=opening(sitting, found),
            ),
            effect=effect,
            act=act,
            undo="It can be undone: the debt is open again then.",
        ),
    )


@page(DISPUTE, Right.APPLY)
def dispute(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Put what somebody objects to aside until it is looked into."""

    def form(found: Whole, data: Mapping[str, Any] | None) -> DisputeForm:
        with sitting.reading():
            known = people(sitting.entity_id)
        owners = [one.name for one in known if one.role != RETIRED]
        initial = {**opening(sitting, found), "owner": sitting.actor}
        return DisputeForm(
            data,
            items=_open(found),
            today=sitting.today,
            owners=owners,
            initial=initial,
        )

    def effect(found: Whole, form: RestForm) -> Effect:
        amount_minor = _amount(found, form)
        return Effect(
            0,
            (("Put under dispute", amount_minor),),
            ("It stays owed; no reminder asks for it until the dispute is closed.",),
        )

    def act(found: Whole, form: DisputeForm) -> None:
        said = form.cleaned_data
        once(
            sitting,
            found,
            form,
            open_dispute,
            OpenDispute(
                entity_id=sitting.entity_id,
                item_id=said["debt"].id,
                category=Category(said["category"]),
                reason=said["reason"],
                owner=said["owner"],
                opened_on=said["on"],
                amount_minor=said["amount_minor"],
                due_on=said["due_on"],
            ),
        )

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Dispute",
            button="Open the dispute",
            right=Right.APPLY,
            form=form,
            effect=effect,
            act=act,
            undo="It can be closed at any time, as withdrawn.",
        ),
    )


@page(SEND, Right.SEND)
def send(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Send a document once more, to whom the party names today."""

    def effect(found: Whole, _: DocumentForm) -> Effect:
        [one] = resending(sitting.entity_id, [found.document.id])
        if one.why_not:
            raise NothingToSend(f"{one.number}: {one.why_not}")
        way = "by mail" if one.channel == "mail" else "by letter"
        to = ", ".join(recipient.splitlines()[0] for recipient in one.recipients)
        return Effect(0, (), (f"It goes {way} to {to}.",))

    def act(found: Whole, form: DocumentForm) -> None:
        command = SendAgain(
            entity_id=sitting.entity_id, document_ids=(found.document.id,)
        )
        once(sitting, found, form, send_again, command)

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Send again",
            button="Send it",
            right=Right.SEND,
            form=lambda found, data: DocumentForm(
                data, initial=opening(sitting, found)
            ),
            effect=effect,
            act=act,
            undo="What has left cannot be called back; a correction can follow it.",
        ),
    )


@page(EXPLAIN, Right.SEND)
def explain(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Tell the customer by mail how each amount came about."""

    def effect(found: Whole, form: ExplainForm) -> Effect:
        typed = form.cleaned_data["recipient"] if form.is_bound else ""
        to = recipients(sitting.entity_id, found.document, typed)
        words = explanation_mail(explained(sitting.entity_id, found.document))
        attached = f"It goes by mail to {', '.join(to)}, with the invoice as PDF."
        return Effect(0, (), (attached,), words)

    def act(found: Whole, form: ExplainForm) -> None:
        command = ExplainInvoice(
            entity_id=sitting.entity_id,
            number=found.document.number,
            recipient=form.cleaned_data["recipient"],
        )
        once(sitting, found, form, explain_invoice, command)

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Explain by mail",
            button="Send the explanation",
            right=Right.SEND,
            form=lambda found, data: ExplainForm(data, initial=opening(sitting, found)),
            effect=effect,
            act=act,
            undo="What has left cannot be called back. The books do not change.",
        ),
    )


@page(HOLD, Right.PREPARE)
def hold(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Stop billing the party of a document, or let it be billed again."""

    def form(found: Whole, data: Mapping[str, Any] | None) -> HoldForm:
        initial = {**opening(sitting, found), "release": found.row.is_held}
        return HoldForm(data, initial=initial)

    def act(found: Whole, form: HoldForm) -> None:
        said = {
            "entity_id": sitting.entity_id,
            "party_ids": (found.document.bill_to_id,),
            "reason": form.cleaned_data["reason"],
        }
        here = (sitting, found, form)
        if form.cleaned_data["release"]:
            release = ReleaseParties(**said)
            once(*here, release_parties, release, is_locking=False)
        else:
            once(*here, hold_parties, HoldParties(**said), is_locking=False)

    def effect(found: Whole, form: HoldForm) -> Effect:
        name = found.row.name
        if form["release"].value():
            return Effect(0, (), (f"{name} is billed again from now on.",))
        return Effect(0, (), (f"No run bills {name} until it is released.",))

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Hold or release the party of",
            button="Change the hold",
            right=Right.PREPARE,
            form=form,
            effect=effect,
            act=act,
            undo="It can be undone by the same page.",
        ),
    )


@page(ACCEPT, Right.PREPARE)
def accept(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Turn a quote that the customer accepted into a draft at its prices."""

    def act(found: Whole, form: DocumentForm) -> str:
        command = AcceptQuote(entity_id=sitting.entity_id, number=found.document.number)
        draft_id = once(sitting, found, form, accept_quote, command)
        return reverse("invoicing.draft", args=[sitting.code, draft_id])

    return acted(
        request,
        sitting,
        number,
        Acting(
            title="Accept quote",
            button="Make the draft",
            right=Right.PREPARE,
            form=lambda found, data: DocumentForm(
                data, initial=opening(sitting, found)
            ),
            effect=lambda found, _: Effect(
                0,
                (("The draft comes to", found.document.total_minor),),
                ("Its prices are those of the quote; nothing is issued yet.",),
            ),
            act=act,
            undo="It can be undone: let the draft go.",
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


def _amount(found: Whole, form: RestForm) -> int:
    """What a form about a rest is over: what was typed, or all that is open."""
    said = form.cleaned_data if form.is_bound else {}
    items = _open(found)
    item: Item | None = said.get("debt") or (items[0] if items else None)
    if said.get("amount_minor") is not None:
        return int(said["amount_minor"])
    return item.open_minor if item else 0


def _open(found: Whole) -> list[Item]:
    return [item for item in found.items if item.open_minor > 0]


def _dated(sitting: Seated) -> Any:
    return lambda found, data: DatedForm(data, initial=opening(sitting, found))


def opening(sitting: Seated, found: Whole) -> dict[str, Any]:
    """What every form about a document begins with: today, and the version seen."""
    return {"on": sitting.today, "seen": version(found.row, found.deliveries)}


def _of(sitting: Seated, number: str) -> str:
    return reverse("invoicing.invoice", args=[sitting.code, number])


_ONE: Final = "<str:entity>/invoices/<str:number>"

urlpatterns = [
    path(f"{_ONE}/credit", credit, name="invoicing.credit"),
    path(f"{_ONE}/rebill", rebill, name="invoicing.rebill"),
    path(f"{_ONE}/void", void, name="invoicing.void"),
    path(f"{_ONE}/write-off", write_off_rest, name="invoicing.write_off"),
    path(f"{_ONE}/dispute", dispute, name="invoicing.dispute"),
    path(f"{_ONE}/send", send, name="invoicing.send"),
    path(f"{_ONE}/explain", explain, name="invoicing.explain"),
    path(f"{_ONE}/hold", hold, name="invoicing.hold"),
    path(f"{_ONE}/accept", accept, name="invoicing.accept"),
]
