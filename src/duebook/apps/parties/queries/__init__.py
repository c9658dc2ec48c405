"""Reading parties: one or many, whom to bill for them, what checks want to know."""

from __future__ import annotations

from duebook.apps.parties.queries.belongings import (
    addresses_of,
    contacts_of,
    invoice_emails,
    printed_addresses,
    roles_of,
    tax_ids_of,
)
from duebook.apps.parties.queries.billing import (
    NET_30,
    STANDARD,
    among,
    bill_tos,
    certificates_of,
    default_terms,
    terms_by_id,
)
from duebook.apps.parties.queries.finding import (
    NAMED,
    Addressee,
    Page,
    UnknownParty,
    addressees,
    called,
    find_parties,
    named,
    parties,
    parties_by_code,
    parties_by_name,
    party_by_code,
    sort_name,
)
from duebook.apps.parties.queries.merging import (
    CHILD,
    DOUBLE,
    Belonging,
    MergePreview,
    merge_preview,
    merges,
)
from duebook.apps.parties.queries.records import (
    entries_by_code,
    party_facts,
)

__all__ = [
    "CHILD",
    "DOUBLE",
    "NAMED",
    "NET_30",
    "STANDARD",
    "Addressee",
    "Belonging",
    "MergePreview",
    "Page",
    "UnknownParty",
    "addressees",
    "addresses_of",
    "among",
    "bill_tos",
    "called",
    "certificates_of",
    "contacts_of",
    "default_terms",
    "entries_by_code",
    "find_parties",
    "invoice_emails",
    "merge_preview",
    "merges",
    "named",
    "parties",
    "parties_by_code",
    "parties_by_name",
    "party_by_code",
    "party_facts",
    "printed_addresses",
    "roles_of",
    "sort_name",
    "tax_ids_of",
    "terms_by_id",
]
