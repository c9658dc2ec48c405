"""The frame of a setting: what stands there, a form that saves alone, its changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms

from duebook.apps.entities.actions.sitting import Sending
from duebook.apps.entities.pages.door import Seated
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable


class LineForm(ActForm):
    """A line of what is kept, to be forgotten."""

    forget = forms.CharField(widget=forms.HiddenInput)


def held(form: ActForm) -> list[tuple[str, str]]:
    """What a form begins with, by its labels, for somebody who may only read."""
    return [
        (str(bound.label), _read(bound.field, bound.value()))
        for bound in form.visible_fields()
        if bound.value() not in (None, "", [], ())
    ]


def _read(field: forms.Field, value: Any) -> str:
    match field:
        case forms.MultipleChoiceField():
            return ", ".join(_chosen(field, one) for one in value)
        case forms.ChoiceField():
            return _chosen(field, value)
        case forms.BooleanField():
            return "yes" if value else "no"
        case _:
            return str(value)


def _chosen(field: forms.ChoiceField, value: object) -> str:
    choices = cast("Iterable[tuple[object, object]]", field.choices)
    labels = {str(name): str(label) for name, label in choices}
    return labels.get(str(value), str(value))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its name, its cells, and the words that fill the form.

    ``filled`` is what the form begins with when somebody changes this line,
    ``forgets`` what is sent to have it forgotten; both may be empty.
    """

    ref: str
    cells: tuple[str, ...]
    filled: str = ""
    forgets: str = ""
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """What is kept already: heads, lines, and how many more there are."""

    heads: tuple[str, ...]
    rows: Sequence[Row]
    nothing: str
    more: int = 0
    has_search: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A page of the settings.

    Attributes:
        name: in the address.
        title: what people call it.
        group: under which word it stands in the index.
        about: one sentence what it is for.
        words: what somebody might type to find it, besides the title.
        right: who may change it.
        commands: the commands that change it, as the audit names them.
        form: makes the form of what was typed, or of what holds now.
        save: does it, by one action; answers a sentence, or nothing.
        forget: takes back a line, by what it ``forgets``.
        is_guarded: whether what was typed is saved only after one proves once more
            who one is.
        secrets: fields whose text stays sealed while one proves that.
        listed: what is kept already.
        affects: whether open drafts are checked again by a change.
        button: the word on the button.
        picture: the address of an image that shows what it makes, or nothing.
        more: the name of a page to which it leads, with its label.
    """

    name: str
    title: str
    group: str
    about: str
    words: str = ""
    right: Right = Right.ADMINISTER
    commands: tuple[str, ...] = ()
    form: Callable[[Seated, Any, Any], ActForm] | None = None
    save: Callable[[Seated, dict[str, Any], Sending], str | None] | None = None
    forget: Callable[[Seated, str, Sending], None] | None = None
    is_guarded: Callable[[Seated, dict[str, Any]], bool] | None = None
    secrets: tuple[str, ...] = ()
    listed: Callable[[Seated, str], Listed] | None = None
    picture: Callable[[Seated], str] | None = None
    affects: bool = False
    button: str = "Save"
    more: tuple[tuple[str, str], ...] = ()
