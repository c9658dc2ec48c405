"""What was taken in before: files by their hash, lines by their days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.banking import models
from duebook.domain.bank_line_evidence import KnownLine

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


def file_of_hash(entity_id: int, sha256: str) -> str | None:
    """The format of the file that was taken in with this SHA-256, if one was."""
    return (
        models.BankFile.objects.filter(entity_id=entity_id, sha256=sha256)
        .values_list("format", flat=True)
        .first()
    )


def known_lines(
    entity_id: int, bank_account_ids: Collection[int], first: date, last: date
) -> list[KnownLine]:
    """The lines of accounts that were booked between two days, both included."""
    rows = models.BankLine.objects.filter(
        entity_id=entity_id,
        bank_account_id__in=bank_account_ids,
        booked_on__range=(first, last),
    ).order_by("id")
    return [
        KnownLine(
            id=row[0],
            account=row[1],
            booked_on=row[2],
            amount_minor=row[3],
            currency=row[4],
            format=row[5],
            value_on=row[6],
            references=tuple(row[7]),
            bank_reference=row[8],
            other_name=row[9],
            text=row[10],
        )
        for row in rows.values_list(
            *("id", "bank_account__identifier", "booked_on", "amount_minor"),
            *("currency", "statement__file__format", "value_on", "payer_references"),
            *("bank_reference", "other_name", "text"),
        )
    ]
