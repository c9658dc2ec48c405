"""How statements go out: the mail around them, whatever came since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.delivery.jobs.sending import carrying
from duebook.apps.delivery.jobs.subjects import SUBJECTS, Subject
from duebook.apps.receivables.queries.statements import (
    NoSuchStatement,
    own_templates,
    printed,
)
from duebook.documents.covering import Covered, covering_mail
from duebook.documents.render import render_statement

if TYPE_CHECKING:
    from duebook.apps.delivery.jobs.sending import Composed
    from duebook.apps.delivery.jobs.subjects import Errand
    from duebook.apps.delivery.queries import Delivery


def still_wanted(_entity_id: int, _statement_id: int) -> str | None:
    """A statement tells of a day; what came later makes no old one wrong."""
    return None


def compose(errand: Errand, delivery: Delivery) -> Composed:
    """The mail that carries a statement, rendered from what was kept of it.

    Raises:
        NoSuchStatement: there is none of this id.
        UnknownLanguage, UnprintableTemplate: it cannot be printed.
    """
    found = printed(errand.entity_id, [delivery.subject_id])
    if delivery.subject_id not in found:
        raise NoSuchStatement(delivery.number)
    record = found[delivery.subject_id]
    mail = covering_mail(
        Covered(
            kind=record.kind,
            number=record.number,
            sender=record.letterhead.name,
            locale=record.locale,
            currency=record.currency,
            amount_minor=record.total_minor,
            day=record.as_of,
            addressee=record.addressee.name,
            reference=record.payment_reference,
        )
    )
    held = own_templates(errand.entity_id, [delivery.subject_id])
    file = render_statement(record, template_overrides=held[delivery.subject_id])
    return carrying(
        file,
        number=record.number,
        addressee=record.addressee.name,
        mail=mail,
    )


SUBJECTS["statement"] = Subject(
    still_wanted=still_wanted,
    compose=compose,
    sheets=printed,
    own_templates=own_templates,
)
