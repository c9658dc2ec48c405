"""Saved views: what a page is asked, under a name, one's own or for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.urls import path

from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.notes.actions import DropView, SaveView, drop_view, save_view
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Page, address_of_view
from duebook.web.typed import in_the_way

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

VIEWS = Page("views", "Saved views", under="today")


class ViewForm(forms.Form):
    """A view to keep, or one to keep no longer."""

    list = forms.CharField(max_length=60)
    name = forms.CharField(max_length=60, label="Name")
    line = forms.CharField(max_length=500, required=False, strip=True)
    is_shared = forms.BooleanField(required=False, label="Everybody sees it")
    back = forms.CharField(max_length=600)
    key = forms.UUIDField()
    what = forms.ChoiceField(choices=[("save", "save"), ("drop", "drop")])

    def clean_back(self) -> str:
        """Only a page of this entity: a form leads nowhere else."""
        back: str = self.cleaned_data["back"]
        if not back.startswith("/") or back.startswith("//") or "\\" in back:
            raise forms.ValidationError("A view is kept on a page of this office.")
        return back


@page(VIEWS, Right.NOTE)
def view(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Keep a view, or drop it, and go back to the list that it is of."""
    form = ViewForm(request.POST or None)
    if not form.is_bound:
        raise Http404
    if form.is_valid():
        with refusing(form):
            _carry_out(form, sitting)
    if not form.is_valid():
        context = {"refusal": in_the_way(form)}
        return show(request, "web/refused.html", context, status=422)
    told = form.cleaned_data
    asked = address_of_view(told["line"]) if told["what"] == "save" else "?"
    return HttpResponseRedirect(told["back"] + asked, status=303)


def _carry_out(form: ViewForm, sitting: Seated) -> None:
    told = form.cleaned_data
    if told["what"] == "drop":
        drop = DropView(
            entity_id=sitting.entity_id, list=told["list"], name=told["name"]
        )
        drop_view(drop, **sitting.sends(told["key"]))
        return
    save_view(
        SaveView(
            entity_id=sitting.entity_id,
            list=told["list"],
            name=told["name"],
            line=told["line"],
            is_shared=told["is_shared"],
        ),
        **sitting.sends(told["key"]),
    )


urlpatterns = [path("<str:entity>/views", view, name="desk.view")]
