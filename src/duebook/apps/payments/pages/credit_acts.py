"""What becomes of a credit: applied, left on account, given to whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.parties.queries import party_by_code
from duebook.apps.payments.actions import TransferCredit, transfer_credit
from duebook.apps.payments.forms.acts import ApplyForm, MoveForm, ReasonForm
from duebook.apps.payments.pages.unapplied import CREDIT, credit_left
from duebook.apps.receivables.actions import ApplyCredit, apply_credit
from duebook.apps.receivables.queries import debts_of
from duebook.domain.application import ApplyBy, apply_by
from duebook.domain.ledger import AccountRole
from duebook.domain.rights import Right
from duebook.web.asking import asked
from duebook.web.figures import money

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.payments.queries.credits import Credit
    from duebook.apps.receivables.queries import Item


@page(CREDIT, Right.APPLY)
def apply(request: HttpRequest, sitting: Seated, credit_id: int) -> HttpResponse:
    """Put a credit against its party's debts, as proposed or otherwise."""
    with sitting.reading():
        found = credit_left(request, sitting, credit_id)
        debts = _debts(sitting, found)
    if found and found.is_unidentified:
        there = reverse("payments.move", args=[sitting.code, credit_id])
        return HttpResponseRedirect(there, status=303)
    proposed = _proposed(found, debts)
    form = ApplyForm(
        _sent(request),
        today=sitting.today,
        rows=[(debt.id, debt.number, proposed.get(debt.id, 0)) for debt in debts]
        or _typed(request),
        currency=found.currency if found else sitting.currency,
    )

    def act() -> str:
        said = form.cleaned_data
        apply_credit(
            ApplyCredit(
                entity_id=sitting.entity_id,
                credit_id=credit_id,
                applied_on=said["on"],
                asked=said["asked"],
            ),
            **sitting.sends(said["key"]),
        )
        return _list(sitting)

    return asked(
        request,
        form,
        act,
        template="payments/apply.html",
        credit=found,
        rows=[(debt, form[f"pay_{debt.id}"]) for debt in debts],
        title=f"Apply {found.number} of {found.name}" if found else "Apply",
        button="Apply",
        back=_list(sitting),
        crumb="Unapplied",
    )


def _proposed(found: Credit | None, debts: list[Item]) -> dict[int, int]:
    if found is None:
        return {}
    open_items = [debt.as_debt() for debt in debts]
    applied, _ = apply_by(ApplyBy.EXACT, found.left_minor, open_items)
    return {part.item_id: part.amount_minor for part in applied}


def _debts(sitting: Seated, found: Credit | None) -> list[Item]:
    """What the credit could settle, first due first; two hundred at most."""
    if found is None:
        return []
    debts = debts_of(sitting.entity_id, found.party_id)
    return [debt for debt in debts if debt.currency == found.currency][:200]


def _typed(request: HttpRequest) -> list[tuple[int, str, int]]:
    """The items of a form that was sent before, when the credit had something left."""
    names = (name.removeprefix("pay_") for name in request.POST)
    return [(int(one), "", 0) for one in names if one.isdecimal() and len(one) < 19]


@page(CREDIT, Right.APPLY)
def leave(request: HttpRequest, sitting: Seated, credit_id: int) -> HttpResponse:
    """Leave a credit with its party on purpose; nobody asks for ninety days."""
    with sitting.reading():
        found = credit_left(request, sitting, credit_id)
    form = ReasonForm(_sent(request), today=sitting.today)

    def act() -> str:
        said = form.cleaned_data
        transfer_credit(
            TransferCredit(
                entity_id=sitting.entity_id,
                credit_id=credit_id,
                to=AccountRole.ON_ACCOUNT,
                transferred_on=said["on"],
                reason=said["reason"],
            ),
            **sitting.sends(said["key"]),
        )
        return _list(sitting)

    return asked(
        request,
        form,
        act,
        title=f"Leave {found.number} on account" if found else "Leave on account",
        effect=_lies(found, "It stays with the party, and nobody asks for 90 days."),
        button="Leave it on account",
        back=_list(sitting),
        crumb="Unapplied",
    )


@page(CREDIT, Right.APPLY)
def give(request: HttpRequest, sitting: Seated, credit_id: int) -> HttpResponse:
    """Give a credit to whose it is: another party, or the payer nobody knew."""
    with sitting.reading():
        found = credit_left(request, sitting, credit_id)
    form = MoveForm(
        _sent(request),
        today=sitting.today,
        initial={"party": found.party if found and not found.is_unidentified else ""},
    )

    def act() -> str:
        said = form.cleaned_data
        with sitting.reading():
            party = party_by_code(sitting.entity_id, said["party"].strip())
        is_kept = said["to"] == AccountRole.ON_ACCOUNT
        moved = transfer_credit(
            TransferCredit(
                entity_id=sitting.entity_id,
                credit_id=credit_id,
                to=AccountRole.ON_ACCOUNT if is_kept else AccountRole.UNAPPLIED_CASH,
                transferred_on=said["on"],
                reason=said["reason"],
                to_party_id=party.id,
            ),
            **sitting.sends(said["key"]),
        )
        name = "payments.credit" if is_kept else "payments.apply"
        return reverse(name, args=[sitting.code, moved.credit_id])

    return asked(
        request,
        form,
        act,
        title=f"Whose is {found.number}?" if found else "Whose is it?",
        effect=_lies(found, "The credit goes to the party that you name."),
        button="Give it to them",
        back=_list(sitting),
        crumb="Unapplied",
    )


def _lies(found: Credit | None, sentence: str) -> str:
    if found is None:
        return sentence
    amount = f"{money(found.left_minor, found.currency)} {found.currency}"
    return f"{amount} of {found.name}. {sentence}"


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _list(sitting: Seated) -> str:
    return reverse("payments.unapplied", args=[sitting.code])


_ONE: Final = "<str:entity>/unapplied/<int:credit_id>"

urlpatterns = [
    path(f"{_ONE}/apply", apply, name="payments.apply"),
    path(f"{_ONE}/on-account", leave, name="payments.leave"),
    path(f"{_ONE}/give", give, name="payments.move"),
]
