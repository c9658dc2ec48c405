"""Settings of the office: bill checks, what was accepted, templates, files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from django.urls import reverse

from duebook import documents
from duebook.apps.desk.pages.settings.fields import choices, filled, words
from duebook.apps.desk.pages.settings.frame import Listed, Row, Setting
from duebook.apps.entities.queries import templates
from duebook.apps.imports.queries.sources import sources
from duebook.apps.invoicing.actions.checking import (
    AcceptFinding,
    SetSeverity,
    Weight,
    accept_finding,
    set_severity,
)
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.apps.invoicing.queries.documents import newest_number
from duebook.apps.invoicing.queries.dossiers import check_policy
from duebook.apps.parties.queries import parties
from duebook.domain.checks.catalogue import CHECKS
from duebook.domain.rights import Right
from duebook.web.typed import DayField, DaysForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.entities.actions.sitting import Sending
    from duebook.apps.entities.pages.door import Seated


class CheckForm(ActForm):
    """How much the findings of a check weigh here."""

    code = choices("Check", [check.code for check in CHECKS])
    severity = choices("Weighs", get_args(Weight))


def _check_form(_: Seated, data: Any, asked: Mapping[str, str]) -> ActForm:
    return CheckForm(data, initial={key: asked[key] for key in asked})


def _save_check(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    command = SetSeverity(
        entity_id=sitting.entity_id, code=told["code"], severity=told["severity"]
    )
    set_severity(command, **sends)


def _checks(sitting: Seated, asked: str) -> Listed:
    policy = check_policy(sitting.entity_id)
    rows = []
    for check in CHECKS:
        usual = check.severity.value
        here = policy.severities.get(check.code, check.severity).value
        if check.code in policy.switched_off:
            here = "off"
        row = Row(
            check.code,
            (
                check.code.replace("_", " "),
                check.title,
                here,
                "" if here == usual else f"usually {usual}",
            ),
            filled(code=check.code, severity=here),
        )
        if asked.lower() in " ".join(row.cells).lower():
            rows.append(row)
    heads = ("Check", "Looks for", "Weighs", "")
    return Listed(heads, rows, f"No check is called “{asked}”", has_search=True)


class AcceptanceForm(DaysForm, ActForm):
    """A check's findings of a party that are kept as notes, up to a day."""

    code = choices("Check", [check.code for check in CHECKS])
    party = words("Party", help_text="Its code.")
    until = DayField(label="Up to and with", help_text="Today ends it tomorrow.")
    reason = words("Why")


def _acceptance_form(sitting: Seated, data: Any, asked: Mapping[str, str]) -> ActForm:
    initial = {key: asked[key] for key in asked}
    return AcceptanceForm(data, today=sitting.today, initial=initial)


def _save_acceptance(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    command = AcceptFinding(
        entity_id=sitting.entity_id,
        code=told["code"],
        party=told["party"],
        reason=told["reason"],
        until=told["until"],
    )
    accept_finding(command, **sends)


def _acceptances(sitting: Seated, _: str) -> Listed:
    known = check_policy(sitting.entity_id).acceptances
    called = parties(sitting.entity_id, {one.party_id for one in known})
    rows = [
        Row(
            f"{one.code}-{one.party_id}",
            (
                one.code.replace("_", " "),
                called[one.party_id].name,
                one.reason,
                f"{one.last_on:%-d %b %Y}",
                "has ended" if one.last_on < sitting.today else "holds",
            ),
            filled(
                code=one.code,
                party=called[one.party_id].code,
                until=sitting.today,
                reason=one.reason,
            ),
        )
        for one in sorted(known, key=lambda one: (one.last_on, one.code), reverse=True)
    ]
    heads = ("Check", "Party", "Why", "Up to", "State")
    return Listed(heads, rows, "Nothing was accepted")


_SHEETS: Final = Path(documents.__file__).parent / "templates"


def _templates(sitting: Seated, _: str) -> Listed:
    held = templates(sitting.entity_id)
    folder = held.at()
    own = {path.name for path in folder.iterdir()} if folder else set()
    known = {path.name for path in _SHEETS.glob("*.typ")}
    last = {one.name: one for one in held.kept}
    rows = [
        Row(
            name,
            (
                name,
                "of this entity" if name in own else "as it came",
                f"{last[name].person}, {last[name].at:%-d %b %Y}"
                if name in last
                else "",
            ),
        )
        for name in sorted(known | own)
    ]
    return Listed(("Template", "Whose", "Kept last by"), rows, "There is no template")


def _newest_invoice(sitting: Seated) -> str:
    """The address of the first page of the newest invoice, as it prints."""
    number = newest_number(sitting.entity_id)
    if not number:
        return ""
    return reverse("invoicing.image", args=[sitting.code, number, 1])


def _sources(sitting: Seated, _: str) -> Listed:
    rows = [
        Row(
            f"{one.kind}-{one.name}",
            (
                one.name,
                one.kind.replace("_", " "),
                f"{len(one.mapping.get('choices', ()))} columns",
            ),
        )
        for one in sources(sitting.entity_id)
    ]
    nothing = "No mapping is remembered yet: it is kept when a file is taken in"
    return Listed(("From", "Kind", "Mapping"), rows, nothing)


_GROUP: Final = "Office"

SETTINGS: Final = (
    Setting(
        name="checks",
        title="Bill checks",
        group=_GROUP,
        about="How much each finding weighs here; open drafts are checked again.",
        words="severity blocker warning off rules findings",
        commands=("SetSeverity",),
        affects=True,
        form=_check_form,
        save=_save_check,
        listed=_checks,
    ),
    Setting(
        name="acceptances",
        title="Accepted findings",
        group=_GROUP,
        about="Findings of a party that are kept as notes, up to a day.",
        words="bill check exception party accept",
        right=Right.ISSUE,
        commands=("AcceptFinding",),
        affects=True,
        form=_acceptance_form,
        save=_save_acceptance,
        listed=_acceptances,
        button="Accept",
    ),
    Setting(
        name="templates",
        title="Document templates",
        group=_GROUP,
        about="A change is tried on the newest invoice and kept as a version; "
        "what was issued stays as it was printed.",
        words="layout invoice statement letter preview typst",
        listed=_templates,
        picture=_newest_invoice,
        more=(("entities.try_template", "Change one"),),
    ),
    Setting(
        name="sources",
        title="Import sources",
        group=_GROUP,
        about="Column mappings that are remembered by where files come from.",
        words="import mapping csv columns",
        listed=_sources,
        more=(("imports.imports", "Imports"),),
    ),
)
