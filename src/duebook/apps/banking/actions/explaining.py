"""What bank lines are in the books: the step that every act on lines ends with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.queries.lines import Line
from duebook.apps.entities.actions import REFUSED_BY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from duebook.apps.banking.queries.lines import Explained
    from duebook.apps.entities.actions import Act

REFUSED_BY["line_explained_within_amount"] = (
    "the bank line was matched by somebody else in the meantime."
)
REFUSED_BY["explanation_is_posted"] = (
    "other bank lines show this entry of the books already."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExplanation:
    """Part of a bank line, and the entry that posts it at the bank.

    ``subject_id`` is that of the payment, deposit or other thing of its ``kind``;
    ``rule`` says who linked them: the matcher, a person, a rule of the house.  ``id``
    is one of :func:`take_explanation_ids` where the entry had to know it.
    """

    line: Line
    kind: str
    entry_id: int
    amount_minor: int
    subject_id: int
    rule: str
    reason: str = ""
    reverses_id: int | None = None
    id: int | None = None


_COLUMNS = (
    "id",
    "entity_id",
    "line_id",
    "kind",
    "entry_id",
    "amount_minor",
    "subject_id",
    "rule",
    "reason",
    "reverses_id",
)


def take_explanation_ids(count: int) -> list[int]:
    """Ids for explanations, known before their entries are posted."""
    return db.take_ids("banking_explanation", count)


def explain(act: Act, explanations: Sequence[NewExplanation]) -> None:
    """Write what lines are; those that are whole by it wait no longer."""
    if not explanations:
        return
    ids = iter(take_explanation_ids(sum(one.id is None for one in explanations)))
    db.write(
        "banking_explanation",
        _COLUMNS,
        [
            (
                next(ids) if one.id is None else one.id,
                act.entity_id,
                one.line.id,
                one.kind,
                one.entry_id,
                one.amount_minor,
                one.subject_id,
                one.rule,
                one.reason,
                one.reverses_id,
            )
            for one in explanations
        ],
    )
    settle_lines(act, {one.line.id for one in explanations})


def settle_lines(act: Act, line_ids: Collection[int]) -> None:
    """Let lines that are explained whole wait no longer."""
    models.OpenLine.objects.filter(
        entity_id=act.entity_id,
        line_id__any_of=line_ids,
        explained_minor=F("amount_minor"),
    ).exclude(state="apart").update(
        state="explained", held="", sentence="", proposals=[]
    )


def take_explanations_back(
    act: Act, lines: dict[int, Line], standing: Sequence[Explained], reason: str
) -> None:
    """Take explanations back, and let their lines wait again."""
    models.OpenLine.objects.filter(
        entity_id=act.entity_id, line_id__any_of={one.line_id for one in standing}
    ).update(state="new", held="", sentence="", credit_id=None, payment_id=None)
    explain(
        act,
        [
            NewExplanation(
                line=lines[one.line_id],
                kind=one.kind,
                entry_id=one.entry_id,
                amount_minor=-one.amount_minor,
                subject_id=one.subject_id,
                rule="taken back",
                reason=reason,
                reverses_id=one.id,
            )
            for one in standing
        ],
    )
