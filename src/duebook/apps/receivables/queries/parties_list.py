"""The list of parties as pages ask for it: who owes what, and how old it is.

A party's amounts are in its own currency.  Where the line asks for days over, only
what is that old counts as open, so that sums, rows and bar say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.domain.money import exponent
from duebook.domain.parties import PartyRole
from duebook.web import search_line
from duebook.web.listing import Choice, Exact, Found, Listing, Sort, Where
from duebook.web.lists import Standing
from duebook.web.search_line import NotReadable

if TYPE_CHECKING:
    from duebook.web.listing import Asking
    from duebook.web.search_line import Range

_ITEMS: Final = (
    "(SELECT item.party_id FROM receivables_item AS item"
    " WHERE item.entity_id = %(entity)s"
)


def _with_item(condition: str) -> str:
    return f"(party.id IN {_ITEMS} AND {condition})) IS TRUE"


def _with_sum(condition: str) -> str:
    """By what is open of a party on balance; its credits count."""
    return (
        f"(party.id IN {_ITEMS} AND item.open_minor <> 0"
        f" GROUP BY item.party_id HAVING {condition})) IS TRUE"
    )


_OVER_LIMIT: Final = (
    "(party.credit_limit_minor IS NOT NULL AND party.credit_limit_minor <"
    " (SELECT sum(item.open_minor) FROM receivables_item AS item"
    " WHERE item.entity_id = %(entity)s AND item.party_id = party.id"
    " AND item.open_minor <> 0 AND item.currency = party.currency)) IS TRUE"
)
_DOUBLE: Final = (
    "party.sort_name IN (SELECT one.sort_name FROM parties_party AS one"
    " WHERE one.entity_id = %(entity)s AND one.merged_into_id IS NULL"
    " GROUP BY one.sort_name HAVING count(*) > 1)"
    " OR party.id IN (SELECT one.party_id FROM parties_tax_id AS one"
    " JOIN parties_tax_id AS other ON other.entity_id = %(entity)s"
    " AND other.value = one.value AND other.party_id <> one.party_id"
    " WHERE one.entity_id = %(entity)s)"
)
_CERTIFICATE_ENDS: Final = (
    "party.id IN (SELECT held.party_id FROM parties_certificate AS held"
    " WHERE held.entity_id = %(entity)s"
    " GROUP BY held.party_id HAVING max(coalesce(upper(held.valid), 'infinity'))"
    " <= @today::date + 30)"
)

IS: Final = {
    "open": _with_item("item.open_minor > 0"),
    "overdue": _with_item("item.open_minor > 0 AND item.due_on < @today"),
    "disputed": _with_item("item.open_minor > 0 AND item.contested_minor > 0"),
    "credit": _with_sum("sum(item.open_minor) < 0"),
    "unapplied": _with_item("item.open_minor < 0"),
    "hold": "party.hold_reason <> ''",
    "held": "party.hold_reason <> ''",
    "over-limit": _OVER_LIMIT,
    "inactive": "NOT party.is_active",
    "exempt": "party.is_tax_exempt",
    "certificate-ends": _CERTIFICATE_ENDS,
    "double": f"({_DOUBLE})",
}
"""What can stand behind ``is:``, as conditions."""

_NO: Final = {
    "mail": (
        "NOT (party.id IN (SELECT contact.party_id FROM parties_contact AS contact"
        " WHERE contact.entity_id = %(entity)s AND contact.email <> ''))"
    ),
    "address": (
        "NOT (party.id IN (SELECT address.party_id FROM parties_address AS address"
        " WHERE address.entity_id = %(entity)s AND address.kind = 'billing'))"
    ),
    "limit": "party.credit_limit_minor IS NULL",
}


@dataclass(frozen=True, slots=True)
class Over:
    """Something open is as many days late: ``31..60``; not due: ``..0``."""

    examples: tuple[str, ...] = ("31..60", ">90")

    def where(self, value: str, asking: Asking) -> Where:
        ages = due_between(search_line.counts(value), asking.today)
        text = (
            f"(party.id IN {_ITEMS} AND item.open_minor > 0"
            " AND item.due_on BETWEEN %s AND %s)) IS TRUE"
        )
        return Where(text, ages)


@dataclass(frozen=True, slots=True)
class OpenAmount:
    """What is open of a party on balance: ``open:>1000``."""

    examples: tuple[str, ...] = (">1000", "500..900")

    def where(self, value: str, asking: Asking) -> Where:
        span = search_line.amounts(value, exponent(asking.currency))
        bounds = [(">=", span.low), ("<=", span.high)]
        known = [(sign, bound) for sign, bound in bounds if bound is not None]
        having = " AND ".join(f"sum(item.open_minor) {sign} %s" for sign, _ in known)
        return Where(_with_sum(having or "true"), tuple(bound for _, bound in known))


@dataclass(frozen=True, slots=True)
class Words:
    """Part of a number, a name, a purchase order or a mail address.

    Names and addresses hold the words anywhere; numbers of parties begin with them,
    documents' are written out.
    """

    examples: tuple[str, ...] = ("meridian", "88102")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        word = search_line.escaped(value)
        return Where(
            _FOUND_BY_WORDS,
            (
                f"%{word.lower()}%",
                f"%{word}%",
                f"%{word}%",
                f"{word.upper()}%",
                value.upper(),
            ),
            among="party.id",
        )


_FOUND_BY_WORDS: Final = (
    "SELECT named.id FROM parties_party AS named WHERE named.entity_id = %(entity)s"
    " AND (named.sort_name LIKE %s OR named.code ILIKE %s)"
    " UNION ALL SELECT contact.party_id FROM parties_contact AS contact"
    " WHERE contact.entity_id = %(entity)s AND contact.email ILIKE %s"
    " UNION ALL SELECT ordered.bill_to_id FROM invoicing_document AS ordered"
    " WHERE ordered.entity_id = %(entity)s AND ordered.po <> ''"
    " AND upper(ordered.po) LIKE %s"
    " UNION ALL SELECT item.party_id FROM receivables_item AS item"
    " WHERE item.entity_id = %(entity)s AND item.number = %s"
)


def due_between(over: Range[int], today: date) -> tuple[date, date]:
    """The first and last day due of what is as many days over.

    Raises:
        NotReadable: more days than there are.
    """
    try:
        first = date.min if over.high is None else today - timedelta(days=over.high)
        last = date.max if over.low is None else today - timedelta(days=over.low)
    except OverflowError:
        raise NotReadable(str(over.high or over.low)) from None
    return first, last


def counting(line: str, today: date) -> dict[str, object]:
    """Which days due a line lets count as open: all, or those that it asks for."""
    for term in search_line.parse(line):
        if term.field == "over" and not term.is_not and len(term.values) == 1:
            try:
                asked = search_line.counts(term.values[0])
                first, last = due_between(asked, today)
            except NotReadable:
                break
            return {"due_from": first, "due_to": last}
    return {"due_from": date.min, "due_to": date.max}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """A party in the list: what it owes in its own currency, in minor units.

    ``oldest_on`` is when the first of what counts as open fell due.
    """

    id: int
    code: str
    name: str
    roles: str
    currency: str
    hold_reason: str
    is_active: bool
    open_minor: int
    overdue_minor: int
    contested_minor: int
    unapplied_minor: int
    oldest_on: date | None
    last_paid_on: date | None
    sort_key: str

    def state(self, today: date) -> Standing:
        """``on hold``, ``24 d over``, ``disputed``, ``not due``, ``settled``."""
        if self.hold_reason:
            return Standing("on hold")
        if not self.open_minor:
            word = "unapplied" if self.unapplied_minor else "settled"
            return Standing(word, "" if self.is_active else "inactive")
        if self.contested_minor == self.open_minor:
            return Standing("disputed")
        late = (today - self.oldest_on).days if self.oldest_on else 0
        return Standing("over", f"{late} d over") if late > 0 else Standing("not due")


@dataclass(frozen=True, slots=True)
class FoundParties(Found):
    """Count of what was found, what is open by age, overdue, and unapplied."""

    overdue_minor: int = field(default=0)
    unapplied_minor: int = field(default=0)
    not_due_minor: int = field(default=0)
    to_30_minor: int = field(default=0)
    to_60_minor: int = field(default=0)
    to_90_minor: int = field(default=0)
    older_minor: int = field(default=0)


PARTIES: Final = Listing(
    name="parties",
    record=Owing,
    sql=db.sql("duebook.apps.receivables", "parties"),
    counted=db.sql("duebook.apps.receivables", "parties_found"),
    ids=db.sql("duebook.apps.receivables", "parties_ids"),
    key="party.id",
    fields={
        "is": Choice(IS),
        "over": Over(),
        "open": OpenAmount(),
        "role": Choice(
            {
                role.value: (
                    "party.id IN (SELECT held.party_id FROM parties_role AS held"  # noqa: S608 - constants
                    " WHERE held.entity_id = %(entity)s"
                    f" AND held.role = '{role.value}')"
                )
                for role in PartyRole
            }
        ),
        "no": Choice(_NO),
        "code": Exact("party.code_key", is_upper=True),
        "segment": Exact("party.segment"),
        "currency": Exact("party.currency", is_upper=True),
    },
    words=Words(),
    sorts={
        "name": Sort("party.sort_name", "text"),
        "code": Sort("party.code", "text"),
    },
    first_sort="name",
    found=FoundParties,
)
