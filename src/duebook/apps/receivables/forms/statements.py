"""Which statements shall be issued, as people say it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from typing_extensions import override

from duebook.domain.statements import StatementKind
from duebook.web.typed import ActForm, DayField

_KINDS: Final = (
    (StatementKind.OPEN_ITEM, "Open items"),
    (StatementKind.BALANCE_FORWARD, "Balance forward"),
    (StatementKind.ACTIVITY, "Activity"),
)


class StatementsForm(ActForm):
    """Kind, days, and who: a search line of the list of parties."""

    kind = forms.ChoiceField(
        label="Kind",
        choices=[(kind.value, label) for kind, label in _KINDS],
        widget=forms.RadioSelect,
        initial=StatementKind.OPEN_ITEM.value,
    )
    as_of = DayField(label="As of", help_text="The last day that it tells of.")
    from_on = DayField(
        label="From",
        required=False,
        help_text="For activity; a balance forward goes on where the last one ended.",
    )
    q = forms.CharField(
        label="Who",
        required=False,
        max_length=500,
        help_text="A search line of the parties, such as is:overdue; empty: everybody.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    only_with_balance = forms.BooleanField(
        label="Leave out who owes nothing", required=False, initial=True
    )
    is_sent = forms.BooleanField(
        label="Send them as each party wants it", required=False, initial=True
    )

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["kind"] = StatementKind(said["kind"]) if said.get("kind") else None
        return said
