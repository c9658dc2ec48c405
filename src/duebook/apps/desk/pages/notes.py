"""Notes and questions on anything: written, asked, answered, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from duebook.apps.desk.queries.subjects import address, subject
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.entities.queries import RETIRED, people
from duebook.apps.notes.actions import (
    AnswerHandOver,
    HandOver,
    WriteNote,
    answer_hand_over,
    hand_over,
    write_note,
)
from duebook.apps.notes.queries import hand_over as asked_of
from duebook.apps.notes.queries import thread_of
from duebook.domain.notes import SubjectKind
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.typed import DayField, DaysForm

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.domain.notes import Subject

NOTES = Page("notes", "Notes", under="today", keys=(Key("n", "note"),))
HAND_OVER = Page("hand-over", "Question", under="today", keys=(Key("a", "answer"),))


class NoteForm(forms.Form):
    """A note on a thing; ``back`` is the page to return to."""

    text = forms.CharField(
        label="Note",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="@ and a name tells that person.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    back = forms.CharField(required=False, widget=forms.HiddenInput)


class AskForm(DaysForm):
    """A question to a colleague about a thing, with a day."""

    asked_of = forms.ChoiceField(label="Ask")
    question = forms.CharField(label="Question", max_length=2000)
    due_on = DayField(label="Answer by")
    key = forms.UUIDField(widget=forms.HiddenInput)
    back = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: list[str], **said: Any) -> None:
        super().__init__(*args, **said)
        choices = self.fields["asked_of"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(name, name) for name in colleagues]


class AnswerForm(forms.Form):
    """The answer to a question."""

    answer = forms.CharField(label="Answer", widget=forms.Textarea(attrs={"rows": 4}))
    key = forms.UUIDField(widget=forms.HiddenInput)


@page(NOTES, posts=True)
def note(
    request: HttpRequest, sitting: Seated, kind: str, subject_id: int
) -> HttpResponse:
    """What was written about a thing; a form to write more, for who may."""
    about = _subject(sitting, kind, subject_id)
    form = NoteForm(request.POST or None, initial=_initial(request))
    if form.is_valid():
        said = form.cleaned_data
        command = WriteNote(
            entity_id=sitting.entity_id, subject=about, text=said["text"]
        )
        with refusing(form):
            write_note(command, **sitting.sends(said["key"]))
    if form.is_bound and form.is_valid():
        return _back(request, sitting, about, form.cleaned_data["back"])
    return _thread(request, sitting, about, note=form)


@page(NOTES, Right.NOTE)
def ask(
    request: HttpRequest, sitting: Seated, kind: str, subject_id: int
) -> HttpResponse:
    """Give a thing to a colleague with a question and a day."""
    about = _subject(sitting, kind, subject_id)
    form = AskForm(
        request.POST or None,
        today=sitting.today,
        initial={**_initial(request), "due_on": sitting.today + timedelta(days=2)},
        colleagues=_colleagues(sitting),
    )
    if form.is_valid():
        said = form.cleaned_data
        command = HandOver(
            entity_id=sitting.entity_id,
            subject=about,
            asked_of=said["asked_of"],
            question=said["question"],
            due_on=said["due_on"],
        )
        with refusing(form):
            hand_over(command, **sitting.sends(said["key"]))
    if form.is_bound and form.is_valid():
        return _back(request, sitting, about, form.cleaned_data["back"])
    return _thread(request, sitting, about, ask=form)


@page(HAND_OVER, posts=True)
def answer(request: HttpRequest, sitting: Seated, hand_over_id: int) -> HttpResponse:
    """A question with its thing; a form for the answer, for who may give one."""
    form = AnswerForm(request.POST or None, initial={"key": uuid4()})
    if form.is_valid():
        said = form.cleaned_data
        command = AnswerHandOver(
            entity_id=sitting.entity_id,
            hand_over_id=hand_over_id,
            answer=said["answer"],
        )
        with refusing(form):
            answer_hand_over(command, **sitting.sends(said["key"]))
    if form.is_bound and form.is_valid():
        return HttpResponseRedirect(request.path, status=303)
    with sitting.reading():
        asked = asked_of(sitting.entity_id, hand_over_id)
    return show(
        request,
        "desk/hand_over.html",
        {
            "asked": asked,
            "form": form if sitting.may(Right.NOTE) else None,
            "link": address(sitting.code, asked.subject),
        },
        status=422 if form.is_bound else 200,
        panel="desk/_hand_over.html",
    )


def _thread(
    request: HttpRequest,
    sitting: Seated,
    about: Subject,
    *,
    note: NoteForm | None = None,
    ask: AskForm | None = None,
) -> HttpResponse:
    sent = note or ask
    assert sent is not None, "one of the forms was asked for"
    with sitting.reading():
        thread = thread_of(sitting.entity_id, about)
    context: dict[str, object] = {
        "thread": thread,
        "link": address(sitting.code, about),
    }
    if sitting.may(Right.NOTE):
        later = sitting.today + timedelta(days=2)
        context |= {
            "asking": ask is not None,
            "note_form": note or NoteForm(initial=_initial(request)),
            "ask_form": ask
            or AskForm(
                today=sitting.today,
                initial={**_initial(request), "due_on": later},
                colleagues=_colleagues(sitting),
            ),
        }
    status = 422 if sent.is_bound else 200
    return show(request, "notes/notes.html", context, status=status)


def _subject(sitting: Seated, kind: str, subject_id: int) -> Subject:
    if kind not in set(SubjectKind):
        raise Http404
    with sitting.reading():
        found = subject(sitting.entity_id, SubjectKind(kind), subject_id)
    if found is None:
        raise Http404
    return found


def _initial(request: HttpRequest) -> dict[str, object]:
    return {"key": uuid4(), "back": request.GET.get("back", "")}


def _colleagues(sitting: Seated) -> list[str]:
    with sitting.reading():
        known = people(sitting.entity_id)
    return [
        one.name
        for one in known
        if one.role != RETIRED
        and one.name != sitting.actor
        and Right.NOTE in one.limits
    ]


def _back(
    request: HttpRequest, sitting: Seated, about: Subject, back: str
) -> HttpResponse:
    """To the page that the form stood on, if it is one of ours."""
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    thread = reverse("notes.note", args=[sitting.code, about.kind.value, about.id])
    return HttpResponseRedirect(back if back and ours else thread, status=303)


urlpatterns = [
    path("<str:entity>/notes/<str:kind>/<int:subject_id>", note, name="notes.note"),
    path("<str:entity>/notes/<str:kind>/<int:subject_id>/ask", ask, name="notes.ask"),
    path("<str:entity>/questions/<int:hand_over_id>", answer, name="notes.hand_over"),
]
