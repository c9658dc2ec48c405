"""Keeping payment terms."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from duebook import db
from duebook.apps.entities.actions import Act, action
from duebook.apps.parties import models
from duebook.domain.calendars import BASIS_POINTS, PaymentTerms
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right


@dataclass(eq=False)
class SharesDoNotAddUp(Refusal):
    """Payment terms whose parts do not make the whole amount."""

    code: ClassVar[str] = "shares_do_not_add_up"
    template: ClassVar[str] = (
        "Terms {terms}: the parts come to {sum_percent} %; the whole is 100 %."
    )

    terms: str
    sum_percent: Decimal


@dataclass(eq=False)
class UnusableTerms(Refusal):
    """Payment terms with a share, discount or number of days that cannot be."""

    code: ClassVar[str] = "unusable_terms"
    template: ClassVar[str] = "Terms {terms}: {what}."

    terms: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTerms:
    """Make payment terms, or change those of known codes for future documents."""

    entity_id: int
    terms: tuple[PaymentTerms, ...]


@action(Right.PREPARE)
def keep_terms(command: KeepTerms, act: Act) -> int:
    """Write payment terms with their parts, and return how many.

    Raises:
        SharesDoNotAddUp: the shares of one's parts are not 10 000 in all.
        UnusableTerms: a figure of one cannot be, or a code comes twice.
    """
    for terms in command.terms:
        _judge(terms)
    if len({terms.code for terms in command.terms}) < len(command.terms):
        raise UnusableTerms(command.terms[0].code, "a code is given twice")
    rows = models.Terms.objects.bulk_create(
        [
            models.Terms(
                entity_id=act.entity_id,
                code=terms.code,
                name=terms.name,
                discount_bp=terms.discount_bp,
                discount_days=terms.discount_days,
            )
            for terms in command.terms
        ],
        update_conflicts=True,
        unique_fields=["entity_id", "code"],
        update_fields=["name", "discount_bp", "discount_days"],
    )
    models.TermsPart.objects.filter(entity_id=act.entity_id, terms__in=rows).delete()
    db.write(
        "parties_terms_part",
        ["entity_id", "terms_id", "share_bp", "net_days", "day_of_month"],
        [
            (act.entity_id, row.id, part.share_bp, part.net_days, part.day_of_month)
            for row, terms in zip(rows, command.terms, strict=True)
            for part in terms.parts
        ],
    )
    return len(rows)


def _judge(terms: PaymentTerms) -> None:
    sum_bp = sum(part.share_bp for part in terms.parts)
    if sum_bp != BASIS_POINTS:
        raise SharesDoNotAddUp(terms.code, (Decimal(sum_bp) / 100).normalize())
    if any(part.share_bp <= 0 for part in terms.parts):
        raise UnusableTerms(terms.code, "every part needs a share")
    if len({part.net_days for part in terms.parts}) < len(terms.parts):
        raise UnusableTerms(terms.code, "two parts fall due together; make them one")
    if any(part.net_days < 0 for part in terms.parts) or terms.discount_days < 0:
        raise UnusableTerms(terms.code, "days are counted forward from the issue")
    if any(not 0 <= part.day_of_month <= 31 for part in terms.parts):
        raise UnusableTerms(terms.code, "a day of the month is 1 to 31, or 0 for none")
    if not 0 <= terms.discount_bp < BASIS_POINTS:
        raise UnusableTerms(terms.code, "a cash discount is less than the whole")
