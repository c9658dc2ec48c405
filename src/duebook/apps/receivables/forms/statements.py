"""Which statements shall be issued, now or by a schedule, as people say it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from typing_extensions import override

from duebook.domain.statement_schedules import (
    LONGEST,
    Rhythm,
    StatementDays,
    StatementTerms,
    require_usable,
)
from duebook.domain.statements import StatementKind
from duebook.web.typed import ActForm, AmountField, AmountsForm, DayField

_KINDS: Final = (
    (StatementKind.OPEN_ITEM, "Open items"),
    (StatementKind.BALANCE_FORWARD, "Balance forward"),
    (StatementKind.ACTIVITY, "Activity"),
)
_RHYTHMS: Final = (
    (Rhythm.MONTH_END, "The end of the month"),
    (Rhythm.DAY_OF_MONTH, "A day of the month"),
    (Rhythm.WEEKS, "So many weeks"),
)


class _WhomForm(AmountsForm):
    """Kind and who: a search line of the list of parties, and the least they owe."""

    kind = forms.ChoiceField(
        label="Kind",
        choices=[(kind.value, label) for kind, label in _KINDS],
        widget=forms.RadioSelect,
        initial=StatementKind.OPEN_ITEM.value,
    )
    q = forms.CharField(
        label="Who",
        required=False,
        max_length=500,
        help_text=(
            "A search line of the parties: segment:retail -is:disputed -is:hold; "
            "empty: everybody."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    least = AmountField(
        label="Owing at least",
        required=False,
        help_text="Who owes less gets none; other currencies are not measured by it.",
    )

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["kind"] = StatementKind(said["kind"]) if said.get("kind") else None
        return said


class StatementsForm(_WhomForm):
    """Statements that are issued now: of which days, and whether they are sent."""

    as_of = DayField(label="As of", help_text="The last day that it tells of.")
    from_on = DayField(
        label="From",
        required=False,
        help_text="For activity; a balance forward goes on where the last one ended.",
    )
    only_with_balance = forms.BooleanField(
        label="Leave out who owes nothing", required=False, initial=True
    )
    is_sent = forms.BooleanField(
        label="Send them as each party wants it", required=False, initial=True
    )


class ScheduleForm(_WhomForm):
    """A schedule of statements: its name, its days, and what becomes of them."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label="Name", max_length=80, help_text="How you call it: Month-end, retail."
    )
    rhythm = forms.ChoiceField(
        label="Comes on",
        choices=[(rhythm.value, label) for rhythm, label in _RHYTHMS],
        widget=forms.RadioSelect,
        initial=Rhythm.MONTH_END.value,
    )
    every = forms.IntegerField(
        label="Every",
        initial=1,
        min_value=1,
        max_value=LONGEST,
        help_text="So many months, or weeks.",
    )
    day_of_month = forms.IntegerField(
        label="Day of the month",
        required=False,
        min_value=1,
        max_value=31,
        help_text="31 is the last day of a shorter month.",
    )
    first_on = DayField(
        label="Not before", help_text="Weeks are counted from this day."
    )
    is_sent = forms.ChoiceField(
        label="When they are made",
        choices=[
            ("yes", "Send them as each party wants it"),
            ("no", "Keep them until somebody has looked"),
        ],
        widget=forms.RadioSelect,
        initial="yes",
    )

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean()
        is_numbered = said.get("rhythm") == Rhythm.DAY_OF_MONTH
        if is_numbered and said.get("day_of_month", 0) is None:
            self.add_error("day_of_month", "Say which day of the month.")
        return said

    def terms(self) -> StatementTerms:
        """The schedule as it was said.

        Raises:
            ScheduleNotKept: nobody can mean it.
        """
        said = self.cleaned_data
        rhythm = Rhythm(said["rhythm"])
        is_numbered = rhythm is Rhythm.DAY_OF_MONTH
        days = StatementDays(
            rhythm=rhythm,
            first_on=said["first_on"],
            every=said["every"],
            day_of_month=said["day_of_month"] if is_numbered else 0,
        )
        terms = StatementTerms(
            name=said["name"],
            kind=said["kind"],
            days=days,
            line=said["q"].strip(),
            least_minor=said["least_minor"],
            is_sent=said["is_sent"] == "yes",
        )
        require_usable(terms)
        return terms


def as_said(terms: StatementTerms, least: str) -> dict[str, Any]:
    """A schedule as its form shows it; ``least`` is the amount as people write it."""
    days = terms.days
    return {
        "name": terms.name,
        "kind": terms.kind.value,
        "q": terms.line,
        "least": least,
        "rhythm": days.rhythm.value,
        "every": days.every,
        "day_of_month": days.day_of_month or None,
        "first_on": days.first_on,
        "is_sent": "yes" if terms.is_sent else "no",
    }


class TurnForm(ActForm):
    """What shall become of a schedule, of the version that was on screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        choices=[(one, one) for one in ("on", "paused", "ended", "deleted")]
    )


class BatchForm(ActForm):
    """Whether waiting statements are issued or discarded, as they were seen."""

    what = forms.ChoiceField(choices=[("issue", "issue"), ("discard", "discard")])
    seen = forms.CharField(required=False, max_length=64)
