from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from duebook.formats import imports
from duebook.formats.imports import IMPORT_KINDS, WORDS
from duebook.formats.tables import FieldKind, guess_mapping, read_records, read_table
from duebook.formats.tables.mapping import heading_words


def mapped(kind: str, headings: str) -> dict[str, str]:
    table = read_table(f"{headings}\n{'x,' * headings.count(',')}x\n".encode(), "a.csv")
    mapping = guess_mapping(table, IMPORT_KINDS[kind])
    return {
        choice.field: choice.heading
        for choice in mapping.choices
        if choice.field is not None
    }


EXPORTS = [
    (
        "parties",
        """
        Name, Company, Email, Phone, Street, City, State, ZIP, Country, Resale Number,
        Terms
        """,
        """
        name emails phone address_line1 city region postcode country tax_id
        payment_terms
        """,
    ),
    (
        "parties",
        """
        *ContactName, AccountNumber, EmailAddress, POAddressLine1, POCity, PORegion,
        POPostalCode, POCountry, TaxNumber, DefaultCurrency
        """,
        """
        name external_key emails address_line1 city region postcode country tax_id
        currency
        """,
    ),
    (
        "parties",
        """
        Display Name, Company Name, Currency Code, EmailID, Billing Address, Billing
        City, Billing State, Billing Country, Billing Code, Payment Terms
        """,
        """
        name currency emails address_line1 city region country postcode payment_terms
        """,
    ),
    (
        "parties",
        """
        Kundennummer, Firma, Straße, PLZ, Ort, Land, USt-IdNr., Zahlungsziel, Sprache
        """,
        """
        external_key name address_line1 postcode city country tax_id payment_terms
        language
        """,
    ),
    (
        "items",
        """
        Item Name, SKU, Sales Description, Sales Price/Rate, Type, Income Account
        """,
        """
        code description default_price kind revenue_account
        """,
    ),
    (
        "prices",
        """
        Tarif, Artikelnummer, Preis, gültig ab, gültig bis, ab Menge, Währung
        """,
        """
        price_book item unit_price valid_from valid_until from_quantity currency
        """,
    ),
    (
        "charges",
        """
        Client Name, Date Issued, Item Name, Item Description, Rate, Quantity,
        Discount Percentage, Currency
        """,
        """
        party service_date item description unit_price quantity discount_percent
        currency
        """,
    ),
    (
        "charges",
        """
        Cliente, Artículo, Descripción, Cantidad, Precio unitario, Fecha, Descuento %
        """,
        """
        party item description quantity unit_price service_date discount_percent
        """,
    ),
    (
        "open_items",
        """
        Type, Date, Num, P. O. #, Name, Due Date, Open Balance
        """,
        """
        kind document_date document_number their_reference party due_date open_amount
        """,
    ),
    (
        "open_items",
        """
        Invoice Date, Invoice Number, Customer Name, PurchaseOrder, Balance, Total,
        Due Date
        """,
        """
        document_date document_number party their_reference open_amount amount
        due_date
        """,
    ),
    (
        "charges",
        """
        Cust No, Ship Date, Article, Qty, U/Price, PO Ref, DN, Rep
        """,
        """
        party service_date item quantity unit_price po external_key biller
        """,
    ),
    (
        "open_items",
        """
        Cust. Acct, Inv No, Inv Dt, Due Dt, Orig Amt, Bal Due, Cust PO
        """,
        """
        party document_number document_date due_date amount open_amount
        their_reference
        """,
    ),
    (
        "payments",
        """
        Rcvd Dt, Cust #, Pmt Amt, Chk No, Inv Nos, Trx No
        """,
        """
        received_on party amount reference documents external_key
        """,
    ),
    (
        "payments",
        """
        Client, Date de paiement, Montant, Mode de paiement, Référence, Factures
        """,
        """
        party received_on amount method reference documents
        """,
    ),
]
"""Kind, headings of an export, the fields that must be found."""


@pytest.mark.parametrize(("kind", "headings", "fields"), EXPORTS)
def test_the_exports_of_other_programs_map_themselves(
    kind: str, headings: str, fields: str
) -> None:
    assert set(fields.split()) <= set(mapped(kind, " ".join(headings.split())))


@pytest.mark.parametrize("kind", IMPORT_KINDS)
def test_our_own_labels_map_to_their_fields(kind: str) -> None:
    specs = IMPORT_KINDS[kind]

    found = mapped(kind, ",".join(spec.label for spec in specs))

    assert found == {spec.name: spec.label for spec in specs}


@pytest.mark.parametrize("kind", IMPORT_KINDS)
def test_every_word_belongs_to_a_field(kind: str) -> None:
    names = {spec.name for spec in IMPORT_KINDS[kind]}
    choices = {s.name for s in IMPORT_KINDS[kind] if s.kind is FieldKind.CHOICE}

    assert set(WORDS["headings"][kind]) <= names
    assert set(WORDS["choices"].get(kind, {})) == choices


@pytest.mark.parametrize("kind", IMPORT_KINDS)
def test_no_word_stands_for_two_values_of_a_choice(kind: str) -> None:
    for spec in IMPORT_KINDS[kind]:
        words = [
            {heading_words(word) for word in (value, *others)}
            for value, others in spec.choices.items()
        ]
        assert sum(map(len, words)) == len(set().union(*words))


def test_a_payment_list_is_read_whole() -> None:
    text = (
        "Client;Date de paiement;Montant;Mode de paiement;Factures\n"
        "Lefèvre;31/03/2026;1 234,50;Virement;F1, F2\n"
    )
    table = read_table(text.encode("cp1252"), "paiements.csv")
    mapping = guess_mapping(table, imports.PAYMENTS)

    good, bad = read_records(table, mapping, imports.PAYMENTS)

    assert bad == []
    assert good[0].values == {
        "party": "Lefèvre",
        "received_on": date(2026, 3, 31),
        "amount": Decimal("1234.50"),
        "method": "wire",
        "documents": ("F1", "F2"),
    }
