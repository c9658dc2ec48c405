"""The living page of parts: each tag as it is called, and what it draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.template import Context, Template
from django.urls import path

from duebook.apps.entities.pages.door import spanning_page
from duebook.web import states
from duebook.web.answers import show
from duebook.web.charts import Bucket, Month, Piece
from duebook.web.explained import Explained, Ingredient
from duebook.web.frame import Frame, Key, Page
from duebook.web.icons import ICONS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Abroad

COMPONENTS = Page(
    "components", "Components", keys=(Key("p", "the one primary button"),)
)


_SOURCES = Path(__file__).parents[1] / "templates/desk/components.txt"


class _Form(forms.Form):
    """A form with a field of each look, and a refusal on one."""

    amount = forms.CharField(
        help_text="18936, 1.5k and 12*31.40 are understood",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    day = forms.CharField(label="Effective", help_text="t, +3, fri, eom, 2026-11-06")
    way = forms.ChoiceField(choices=[("ach", "ACH"), ("cheque", "Cheque")])
    reason = forms.ChoiceField(
        choices=[("price", "Price agreed"), ("short", "Short delivery")],
        widget=forms.RadioSelect,
    )
    tell = forms.BooleanField(label="Tell the party by mail", required=False)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)


_NOW = datetime(2026, 11, 3, 8, 55, tzinfo=UTC)
_AGING = [
    Bucket("Not due", 2857640, 0, "?over=0"),
    Bucket("1–30", 1893600, 1, "?over=1..30"),
    Bucket("31–60", 620415, 2, "?over=31..60"),
    Bucket("61–90", 0, 3),
    Bucket("91+", 84000, 4, "?over=91.."),
]
_DAYS_LATE = [-3, 2, 3, 5, 5, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 11, 11, 12, 12]
_EXPLAINED = Explained(
    label="Meridian Hospitality Group, 1–30 days",
    amount_minor=1893600,
    currency="USD",
    as_of=date(2026, 10, 31),
    made_of=(
        Ingredient(
            label="HP-2026-10241", amount_minor=770000, address="#", note="21 d over"
        ),
        Ingredient(
            label="HP-2026-10297", amount_minor=1123600, address="#", note="3 d over"
        ),
    ),
    rule="What was open at the end of 31 Oct, by days since the due date of each item. "
    "Payments count on the day they took effect, as known today.",
    rule_name="Aging by due date",
    version="2",
    left_out=(
        "Bank line of 3 Nov, 18,936.00: later than 31 Oct, so this cell is not empty.",
    ),
)
_CONTEXT: dict[str, Any] = {
    "frame": Frame(
        house=None, houses=(), groups=(), person="", today=date(2026, 11, 3)
    ),
    "minor": 5250375,
    "credit": -121280,
    "usd": "USD",
    "none": None,
    "today": date(2026, 11, 3),
    "friday": date(2026, 11, 6),
    "now": _NOW,
    "buckets": _AGING,
    "pieces": [
        Piece("ok", 29, "posted"),
        Piece("info", 4, "proposed"),
        Piece("warn", 5, "need you"),
    ],
    "months": [
        Month(label, amounts, "#", is_open=label == "Oct")
        for label, amounts in {
            "May": (21_000_000, 6_300_000, 4_200_000, 2_700_000),
            "Jun": (21_900_000, 6_900_000, 4_100_000, 2_600_000),
            "Jul": (20_500_000, 6_000_000, 3_900_000, 2_400_000),
            "Aug": (20_100_000, 5_700_000, 3_600_000, 2_200_000),
            "Sep": (19_800_000, 5_500_000, 3_500_000, 2_200_000),
            "Oct": (20_876_700, 5_053_000, 2_657_000, 974_500),
        }.items()
    ],
    "six": [2040, 2200, 2600, 3100, 4600, 6220],
    "late": _DAYS_LATE,
    "flags": [(6, "1"), (24, "1"), (-15, "2")],
    "explained": _EXPLAINED,
}


@dataclass(frozen=True, slots=True)
class Example:
    """A part: what it is for, and its call as templates write it."""

    words: str
    source: str


def examples() -> dict[str, list[Example]]:
    """The examples of desk/components.txt, by the head that they stand under."""
    text = _SOURCES.read_text(encoding="utf-8")
    groups: dict[str, list[Example]] = {}
    for group in text.split("\n# "):
        head, *parts = group.removeprefix("# ").split("\n## ")
        groups[head.strip()] = [_example(part) for part in parts]
    return groups


def _example(part: str) -> Example:
    words, _, source = part.partition("\n")
    return Example(words.strip(), source.strip())


@spanning_page(COMPONENTS)
def components(request: HttpRequest, abroad: Abroad) -> HttpResponse:  # noqa: ARG001 - every page takes one
    """Every part with the call that draws it, all states, all icons."""
    form = _Form({"amount": "1,2x", "day": "fri", "way": "x", "reason": "price"})
    form.add_error(
        None, "HP-2026-10241 has 7,700.00 open; 8,000.00 was directed to it."
    )
    drawn = [
        (name, [(one, _draw(one, form)) for one in group])
        for name, group in examples().items()
    ]
    context = {
        "drawn": drawn,
        "states": list(states.STATES),
        "icons": sorted(ICONS),
    }
    return show(request, "desk/components.html", context)


def _draw(example: Example, form: forms.Form) -> str:
    return Template(example.source).render(Context(_CONTEXT | {"form": form}))


urlpatterns = [path("desk/components", components, name="desk.components")]
