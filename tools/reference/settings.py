"""What can be set: variables of the environment, and settings of an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import NOT_PROVIDED

if TYPE_CHECKING:
    from collections.abc import Mapping

ENVIRONMENT: Mapping[str, str] = {
    "DATABASE_URL": "address of a PostgreSQL server, as the role `duebook_app`; "
    "without it, Duebook runs a server of its own",
    "DATABASE_OWNER_URL": "the same database as the role `duebook_owner`, for "
    "migrations only: needed once for every new version",
    "DUEBOOK_AS": "who asks, where a command is given without `--as`",
    "DUEBOOK_DEBUG": "`yes` shows what went wrong in pages; never for real use",
    "DUEBOOK_ENTITY": "whose books, where a command is given without `--entity`",
    "DUEBOOK_HOME": "folder of the embedded database; "
    "`~/.local/share/duebook`, and always `/var/lib/duebook` for root",
    "DUEBOOK_HOSTS": "names under which browsers reach Duebook through a server "
    "before it, with commas between them; without it, this machine alone is answered",
    "DUEBOOK_HTTPS": "`yes` where that server encrypts: cookies then travel by https "
    "alone, and browsers are told to come by https for a year",
    "DUEBOOK_MAIL_FROM": "address that links for passwords are sent from",
    "DUEBOOK_SECRET_KEY": "signs sessions and links; without it, a key is made once "
    "and kept in `secret-key` beside the embedded database",
    "DUEBOOK_SMTP_URL": "mail server of all entities, such as "
    "`smtps://user:password@host`; without it, each names its own under *Settings, "
    "Mail*, or its mails go into a folder",
    "DUEBOOK_TEMPLATES": "folder of your own templates for documents, in a folder for "
    "each entity's code",
}
ENTITY: Mapping[str, str] = {
    "tax_id": "tax number of the entity, printed on documents",
    "registration": "number in the register of companies, printed",
    "email": "address that mails are sent from",
    "phone": "printed on documents",
    "website": "printed on documents",
    "bank_name": "bank that payments go to, printed",
    "iban": "account that payments go to; also in the payment code of invoices in EUR",
    "bic": "its bank's code",
    "remit_to": "where cheques are sent, if not to the address",
    "footer": "at the foot of documents",
    "language": "language and region of documents and figures where a party has none",
    "paper": "`us-letter` or `a4`",
    "rounding": "how amounts are rounded: `half_up`, `half_even`, `half_down`, `up`, "
    "`down`, `ceiling` or `floor`",
    "tax_rounding_per": "what tax is rounded for: `tax_group`, `line` or `document`",
    "cash_unit_minor": "smallest coin, in minor units: 5 for five Rappen",
    "discount_limit_bp": "discount above which the checks speak up, in basis points",
    "small_balance_minor": "balance up to which a sweep writes off, in minor units",
    "late_fee_minor": "fee for a late invoice, in minor units",
    "interest_bp": "interest on late invoices for a year, in basis points",
    "stale_days": "age at which an unbilled charge counts as stale",
    "rate_days": "how many days old an exchange rate may be",
}

HEAD = """\
# Settings

## Environment

| Variable | What it says |
|---|---|
{environment}

`PG…` variables are meant for other servers; Duebook does not read them.

## Of an entity

Given to `duebook open-entity` as `--set NAME=VALUE`; what is printed can be changed
later with `duebook letterhead`, the figures and the rounding with `duebook settings`.
Minor units are cents of the entity's currency; 100 basis points are one per cent.

| Name | What it says | Unless said |
|---|---|---|
{entity}
"""


def page() -> str:
    """The page, as Markdown."""
    model = apps.get_model("entities", "Entity")
    defaults = {
        field.name: getattr(field, "default", "") for field in model._meta.fields
    }
    return HEAD.format(
        environment="\n".join(
            f"| `{name}` | {meaning} |" for name, meaning in ENVIRONMENT.items()
        ),
        entity="\n".join(
            f"| `{name}` | {meaning} | {_default(defaults[name])} |"
            for name, meaning in ENTITY.items()
        ),
    )


def _default(value: object) -> str:
    return "" if value is NOT_PROVIDED else f"`{value}`"
