"""``duebook terms``: by when parties pay, and what they may deduct for paying early."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.parties.actions import KeepTerms, keep_terms
from duebook.apps.parties.queries import terms_by_id
from duebook.domain.calendars import BASIS_POINTS, PaymentTerms, TermsPart
from duebook.web.terminal import basis_points, console, percent, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


def part(text: str) -> TermsPart:
    """``50@30``: so many per cent, due after so many days."""
    share, _, days = text.partition("@")
    if not days.isdecimal():
        message = f"“{text}” is no part such as 50@30"
        raise argparse.ArgumentTypeError(message)
    return TermsPart(share_bp=basis_points(share), net_days=int(days))


class Command(OfficeCommand):
    help = "List payment terms, or keep one; STANDARD holds where a party has none."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "code", nargs="?", help="of the terms to make or change; else all are shown"
        )
        parser.add_argument("--name", help="as printed, such as “2/10 net 30”")
        due = parser.add_mutually_exclusive_group()
        due.add_argument(
            "--net", type=int, default=30, metavar="DAYS", help="30, unless said"
        )
        due.add_argument(
            "--part",
            type=part,
            action="append",
            metavar="PERCENT@DAYS",
            help="an instalment; give it once for each",
        )
        parser.add_argument(
            "--discount",
            type=basis_points,
            default=0,
            metavar="PERCENT",
            help="for paying early",
        )
        parser.add_argument(
            "--discount-days", type=int, default=0, metavar="DAYS", help="how early"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["code"]:
            whole = TermsPart(share_bp=BASIS_POINTS, net_days=options["net"])
            terms = PaymentTerms(
                code=options["code"],
                name=options["name"] or options["code"],
                parts=tuple(options["part"] or [whole]),
                discount_bp=options["discount"],
                discount_days=options["discount_days"],
            )
            keep_terms(
                KeepTerms(entity_id=sitting.entity_id, terms=(terms,)),
                **sitting.sends(),
            )
        with sitting.reading():
            kept = terms_by_id(sitting.entity_id).values()
        rows = (
            (one.code, one.name, _due(one), _discount(one))
            for one in sorted(kept, key=lambda one: one.code)
        )
        console.print(table("Terms", ("Code", "Name", "Due", "For paying early"), rows))


def _due(terms: PaymentTerms) -> str:
    """``50 % after 30 days, 50 % after 60 days``."""
    return ", ".join(
        f"{percent(part.share_bp)} after {part.net_days} days"
        + (f", on day {part.day_of_month}" if part.day_of_month else "")
        for part in terms.parts
    )


def _discount(terms: PaymentTerms) -> str:
    if not terms.discount_bp:
        return ""
    return f"{percent(terms.discount_bp)} within {terms.discount_days} days"
