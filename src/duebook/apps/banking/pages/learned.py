"""What the bank pages learned, readable and removable: names, deductions, rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.http import HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.banking.actions import (
    ForgetAlias,
    KeepHouseRule,
    LetRuleAct,
    forget_alias,
    keep_house_rule,
    let_rule_act,
)
from duebook.apps.banking.forms import ForgetForm, RuleForm
from duebook.apps.banking.queries.advices import open_advices
from duebook.apps.banking.queries.learned import aliases, deductions, rules
from duebook.apps.banking.queries.lines import NoSuchLine, lines_by_id
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.ledger.queries import chart
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

LEARNED: Final = Page(
    "bank-learned", "Learned and rules", under="bank", keys=(Key("n", "new rule"),)
)
RULE: Final = Page("bank-rule", "New rule", under="bank", keys=(Key("Ctrl ↵", "keep"),))
ADVICES: Final = Page("bank-advices", "Advice that waits", under="bank")

A_YEAR: Final = timedelta(days=365)


@page(LEARNED, posts=True)
def learned(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What was learned, and of what each rule is sure; POST forgets or changes one."""
    form = ForgetForm(request.POST or None)
    if form.is_valid():
        with refusing(form):
            _change(sitting, form)
            here = reverse("banking.learned", args=[sitting.code])
            return HttpResponseRedirect(here, status=303)
    with sitting.reading():
        context = {
            "form": form,
            "aliases": aliases(sitting.entity_id),
            "deductions": deductions(sitting.entity_id),
            "rules": rules(sitting.entity_id),
            "key": uuid4(),
            "may_rule": sitting.may(Right.APPROVE),
            "may_forget": sitting.may(Right.APPLY),
        }
    status = 422 if form.is_bound else 200
    return show(request, "banking/learned.html", context, status=status)


def _change(sitting: Seated, form: ForgetForm) -> None:
    said = form.cleaned_data
    reason = said["reason"] or "said on the page of what was learned"
    if said["alias"]:
        forget = ForgetAlias(
            entity_id=sitting.entity_id, alias_id=said["alias"], reason=reason
        )
        forget_alias(forget, **sitting.sends(said["key"]))
    elif said["rule"] and said["state"]:
        let_rule_act(
            LetRuleAct(
                entity_id=sitting.entity_id,
                rule_id=said["rule"],
                state=said["state"],
                reason=reason,
            ),
            **sitting.sends(said["key"]),
        )


@page(RULE, Right.APPROVE)
def new_rule(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Say what lines that look so always are; the rule suggests at first."""
    with sitting.reading():
        accounts = [(one.code, one.name) for one in chart(sitting.entity_id)]
        first = _first(request, sitting)
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        today=sitting.today,
        accounts=accounts,
        initial=first,
    )
    if form.is_valid():
        said = form.cleaned_data
        with refusing(form):
            keep_house_rule(
                KeepHouseRule(
                    entity_id=sitting.entity_id,
                    name=said["name"],
                    account=said["account"],
                    text=said["text"],
                    other_account=said["other_account"],
                ),
                **sitting.sends(said["key"]),
            )
            there = reverse("banking.learned", args=[sitting.code])
            return HttpResponseRedirect(there, status=303)
    status = 422 if form.is_bound else 200
    return show(request, "banking/new_rule.html", {"form": form}, status=status)


def _first(request: HttpRequest, sitting: Seated) -> dict[str, str]:
    """What the line that it is made from says."""
    text = request.GET.get("line", "")
    if not (text.isascii() and text.isdigit() and int(text) < 2**63):
        return {}
    try:
        [line] = lines_by_id(sitting.entity_id, [int(text)])
    except NoSuchLine:
        return {}
    return {
        "name": line.text[:60] or line.other_name,
        "text": line.text[:200] or line.other_name,
        "other_account": line.other_account,
    }


@page(ADVICES)
def advices(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What payers announced and no money was found for yet."""
    waiting = open_advices(sitting.entity_id, since=sitting.today - A_YEAR)
    rows = [(one, one.as_advice().total_minor) for one in waiting]
    return show(request, "banking/advices.html", {"advices": rows})


urlpatterns = [
    path("<str:entity>/bank/learned", learned, name="banking.learned"),
    path("<str:entity>/bank/rules/new", new_rule, name="banking.new_rule"),
    path("<str:entity>/bank/advices", advices, name="banking.advices"),
]
