"""What came of a command, in the words of a billing office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.parties import queries as parties
from duebook.domain.checks.findings import Severity
from duebook.web.figures import counted, money
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from duebook.apps.invoicing.actions.issuing import Issued
    from duebook.apps.invoicing.queries.findings import Found
    from duebook.domain.checks.findings import Finding
    from duebook.domain.invoicing import BillingException, Draft


def tell_issued(issued: Issued) -> None:
    """Say the number and the amount of a document."""
    total = money(issued.total_minor, issued.currency)
    console.print(f"Issued {issued.number} over {total} {issued.currency}.")


def each(unit_price: Decimal | None) -> str:
    """What one costs, as far as it is stated: else the price book says."""
    return "price book" if unit_price is None else f"{unit_price.normalize():,f}"


def codes_of(entity_id: int, party_ids: Iterable[int]) -> dict[int, str]:
    """What people call parties, by id."""
    rows = parties.parties(entity_id, set(party_ids))
    return {party_id: party.code for party_id, party in rows.items()}


def tell_drafts(
    title: str,
    drafts: Sequence[Draft],
    findings: Sequence[Sequence[Finding]],
    codes: Mapping[int, str],
) -> None:
    """Print drafts with their totals, and how many findings each has."""
    console.print(
        table(
            title,
            ("Draft", "Party", "PO", ">Lines", ">Net", ">Tax", ">Total", "", "Checks"),
            (
                (
                    draft.draft_id,
                    codes.get(draft.bill_to_id, draft.bill_to_id),
                    draft.po,
                    len(draft.lines),
                    money(draft.net_minor, draft.currency),
                    money(draft.tax_minor, draft.currency),
                    money(draft.total_minor, draft.currency),
                    draft.currency,
                    _weighed(of_draft),
                )
                for draft, of_draft in zip(drafts, findings, strict=True)
            ),
        )
    )
    tell_totals(counted(len(drafts), "draft"), _totals(drafts))


def _weighed(findings: Sequence[Finding]) -> str:
    """``1 blocker, 2 warnings``; empty where there is nothing to say."""
    counts = {
        severity: sum(finding.severity is severity for finding in findings)
        for severity in Severity
    }
    return ", ".join(
        f"{count} not checked"
        if severity is Severity.NOT_CHECKED
        else counted(count, severity)
        for severity, count in counts.items()
        if count
    )


def _totals(drafts: Iterable[Draft]) -> dict[str, int]:
    totals_minor: dict[str, int] = {}
    for draft in drafts:
        totals_minor[draft.currency] = (
            totals_minor.get(draft.currency, 0) + draft.total_minor
        )
    return totals_minor


def tell_totals(what: str, totals_minor: Mapping[str, int]) -> None:
    """Say how many and, by currency, how much."""
    amounts = " and ".join(
        f"{money(total_minor, currency)} {currency}"
        for currency, total_minor in sorted(totals_minor.items())
    )
    console.print(f"{what}, {amounts}." if amounts else f"{what}.")


def tell_findings(title: str, found: Sequence[Found], *, numbered: bool) -> None:
    """Print findings, ``numbered`` where ``--fix`` may name them."""
    heads = ("", "Party", "What", "Check")
    rows = (
        (
            one.finding.severity.replace("_", " "),
            one.party,
            _sentence(one.finding),
            one.finding.code,
        )
        for one in found
    )
    if numbered:
        fixes = ("yes" if one.finding.fix else "" for one in found)
        numbers = range(1, len(found) + 1)
        console.print(
            table(
                title,
                (">No.", *heads, "Can be mended"),
                (
                    (number, *row, fix)
                    for number, row, fix in zip(numbers, rows, fixes, strict=True)
                ),
            )
        )
    else:
        console.print(table(title, heads, rows))


def _sentence(finding: Finding) -> str:
    if not finding.accepted:
        return finding.sentence
    return f"{finding.sentence} (accepted: {finding.accepted})"


def tell_exceptions(
    exceptions: Sequence[BillingException], codes: Mapping[int, str]
) -> None:
    """Print who is left out of billing, and why."""
    if exceptions:
        console.print(
            table(
                "Left out",
                ("Party", "Why", "Check", "Charges"),
                (
                    (
                        codes.get(left.bill_to_id, left.bill_to_id),
                        left.reason,
                        left.code,
                        ", ".join(map(str, left.charge_ids)),
                    )
                    for left in exceptions
                ),
            )
        )
