"""A close on the screen: checklist, signatures, tie-outs, and every difference."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duebook.apps.close.queries.comparing import ties
from duebook.apps.close.queries.points import points_of, signatures, to_be_signed
from duebook.apps.close.queries.tying import checklist
from duebook.web.figures import money
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.close.queries.points import Point, Signature
    from duebook.apps.close.queries.tying import ChecklistFact
    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.ledger.queries import PeriodState
    from duebook.domain.tie_out import Tie


def show_close(sitting: Sitting, period: PeriodState) -> None:
    """Print what the close of a period stands on."""
    last = period.until - timedelta(days=1)
    with sitting.reading():
        facts = checklist(sitting.entity_id, last)
        found = ties(sitting.entity_id, last)
        now = points_of(sitting.entity_id, period, found)
        signed = signatures(sitting.entity_id, period, now)
        asked = to_be_signed(sitting.entity_id)
    console.print(
        table(
            "Checklist",
            ("", "Fact", "Detail"),
            ((_mark(fact), fact.title, fact.detail) for fact in facts),
        )
    )
    console.print(
        table(
            "To sign",
            ("", "Point", "What", "Signed by", "Signed"),
            (_row(point, signed.get(point.code), asked) for point in now),
        )
    )
    show_ties(f"Both sides at the end of {last}", found)


def show_ties(title: str, found: Sequence[Tie]) -> None:
    """Print tie-outs side by side, and below them what lies between."""
    console.print(
        table(
            title,
            ("What", "Currency", ">Books", ">Other side", ">Difference"),
            (
                (
                    tie.title,
                    tie.currency,
                    money(tie.left_minor, tie.currency),
                    money(tie.right_minor, tie.currency),
                    money(tie.difference_minor, tie.currency),
                )
                for tie in found
            ),
        )
    )
    for tie in found:
        for one in tie.differences:
            console.print(
                f"{tie.title}: {one.cause.value}, "
                f"{money(one.amount_minor, one.currency)} {one.currency}: "
                f"{one.subject}. {one.remedy}"
            )
            if one.proposal:
                console.print(f"  --post {one.key} --reason …", soft_wrap=True)


def _mark(fact: ChecklistFact) -> str:
    if fact.holds:
        return "✓"
    return "✗" if fact.must else "!"


def _row(
    point: Point, signature: Signature | None, asked: Sequence[str]
) -> tuple[str, str, str, str, str]:
    needed = point.code.partition(":")[0] in asked
    if not point.holds:
        return "✗", point.code, point.title, "", "does not hold"
    if signature is None:
        state = "missing" if needed else "not asked for"
        return "!" if needed else "", point.code, point.title, "", state
    return (
        "✓" if signature.is_valid else "!",
        point.code,
        point.title,
        signature.person,
        f"{signature.at:%Y-%m-%d}" if signature.is_valid else "void: changed since",
    )
